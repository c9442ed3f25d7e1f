"""What browsers bring along: cookies, the page they come from, and whether they sit at the server itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from flask import Response, request
from werkzeug.sansio.http import parse_cookie

from hall.rules.access import SCREEN_DOORS

DEVICE_COOKIE_SECONDS: Final = 400 * 86_400  # the longest that browsers keep; renewed by every page
DEMO_COOKIE: Final = "antrean-demo"
_FORWARDED: Final = ("HTTP_FORWARDED", "HTTP_X_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def staff_cookie(hall: str) -> str:
    """The cookie's name that holds a person's session."""
    return f"antrean-staff-{hall}"


def device_cookie(door: str, hall: str) -> str:
    """The cookie's name that holds a screen's secret."""
    return f"antrean-{door}-{hall}"


def set_cookie(response: Response, name: str, secret: str, seconds: int | None) -> None:
    """One of our cookies: unreadable for scripts, sent to this site only; `seconds` None lasts as long as the browser."""
    response.set_cookie(
        name, secret, max_age=seconds, path="/", httponly=True, samesite="Strict", secure=request.is_secure
    )


def sent_csrf() -> str:
    """The token that the request carries in its header, or in the form field `csrf`."""
    header = request.headers.get("X-CSRF-Token", "")
    return header or (request.form.get("csrf", "") if _is_form() else "")


def _is_form() -> bool:
    return request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data")


def same_origin(environ: Mapping[str, Any], *, hidden: bool = False) -> bool:
    """Whether a browser's request comes from a page of this server; programs that name no origin pass.

    A form on a page with `Referrer-Policy: no-referrer` says "null"; that passes only where `hidden` origins may, because
    something else proves the page.
    """
    origin = str(environ.get("HTTP_ORIGIN", ""))
    if not origin or (hidden and origin == "null"):
        return True
    try:
        return urlsplit(origin).netloc.lower() == str(environ.get("HTTP_HOST", "")).lower()
    except ValueError:  # "http://[": no address of anybody's
        return False


def read_cookies(environ: Mapping[str, Any]) -> dict[str, str]:
    """The request's cookies, whatever else the browser holds for this address; of two with one name the first counts."""
    header = str(environ.get("HTTP_COOKIE", "")).encode("latin-1", "replace").decode(errors="replace")
    jar = parse_cookie(header)
    return {name: jar[name] for name in jar}


def place_of(cookie: str) -> tuple[str, str] | None:
    """(door or "staff", hall) out of a cookie's name."""
    prefix, _, rest = cookie.partition("-")
    door, _, hall = rest.partition("-")
    return (door, hall) if prefix == "antrean" and hall and door in ("staff", *SCREEN_DOORS) else None


def is_loopback(address: str) -> bool:
    """An address of 127.0.0.0/8 or ::1, also as IPv6 writes the former."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def at_the_server(environ: Mapping[str, Any]) -> bool:
    """Whether peer and Host are this machine itself and nobody forwarded the request (contract, section 1)."""
    return (
        is_loopback(str(environ.get("REMOTE_ADDR", "")))
        and not any(name.startswith(_FORWARDED) for name in environ)
        and _is_loopback_host(str(environ.get("HTTP_HOST", "")))
    )


def _is_loopback_host(host: str) -> bool:
    try:
        name = (urlsplit(f"//{host}").hostname or "").rstrip(".")
    except ValueError:  # an opened bracket
        return False
    return name == "localhost" or is_loopback(name)
