"""The door of every view: who is asking, may they pass, and did they mean it (CSRF).

Programs bring `Authorization: Bearer`. Browsers bring cookies, one a hall and door, so that one browser can be kiosk, TV
and counter at once: the door asked for decides which of them counts. A cookie's write must carry `X-CSRF-Token` (or the
form field `csrf`), derived from the very secret in that cookie; that also tells which of two fitting cookies is meant.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from typing import Any, Final, ParamSpec

from flask import Flask, Response, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from hall import runtime
from hall.actions import pairing
from hall.actions.office import Office
from hall.actions.people import digest
from hall.errors import Refused
from hall.records import devices, people
from hall.rules.access import DEMO_DOORS, DOORS, Identity, fits, permit
from hall.rules.events import AccessRevoked, Event
from hall.web.browsers import (
    DEMO_COOKIE,
    DEVICE_COOKIE_SECONDS,
    at_the_server,
    device_cookie,
    place_of,
    read_cookies,
    same_origin,
    sent_csrf,
    set_cookie,
)
from hall.web.limits import Limits

P = ParamSpec("P")

CACHE_SECONDS: Final = 2.0
SEEN_SECONDS: Final = 60.0
MOST_CACHED: Final = 5_000
MOST_COOKIES: Final = 24  # each may cost a look into the store
SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Known:
    """An identity with the cookie's secret that proved it (None for a program's token)."""

    identity: Identity
    secret: str | None


@dataclass(slots=True)
class _Kept:
    identity: Identity
    until: float
    expires_at: datetime | None


@dataclass
class Access:
    """One a process (`install`). Tells who asks; remembers an answer for 2 s, but never beyond `AccessRevoked`."""

    office: Office
    limits: Limits = field(default_factory=Limits)
    elapsed: Callable[[], float] = time.monotonic
    _kept: dict[str, _Kept] = field(default_factory=dict)
    _revocations: int = 0
    _keeping: AbstractContextManager[bool] = field(default_factory=runtime.Lock)
    _spoke: set[str] = field(default_factory=set)

    def hear(self, event: Event) -> None:
        """Listens to the news: whoever lost a right is forgotten at once."""
        if isinstance(event, AccessRevoked):
            with self._keeping:
                self._revocations += 1
                self._kept = {key: kept for key, kept in self._kept.items() if kept.identity.asker != event.asker}

    def keep_seen(self, connected: Collection[str] = ()) -> None:
        """Keeps that the askers who spoke lately, and those `connected` by sockets now, are alive; once a minute."""
        spoke, self._spoke = self._spoke | set(connected), set()
        pairing.seen(self.office, spoke)

    # -- who is asking

    def identify(self, environ: Mapping[str, Any], hall: str | None, doors: Collection[str]) -> Known | None:
        """Who asks for one of these doors of the hall: the fitting one of the browser's identities, else any, else None.

        A Bearer header counts alone: a program with a wrong token is nobody, whatever cookies lie beside it.
        """
        bearer = environ.get("HTTP_AUTHORIZATION", "")
        if bearer:
            scheme, _, token = bearer.partition(" ")
            identity = self._by_token(token.strip()) if scheme.lower() == "bearer" else None
            return None if identity is None else Known(identity, None)
        first: Known | None = None
        for known in self._from_cookies(environ, hall, doors):
            if fits(known.identity, hall, doors) and self._is_meant(environ, known):
                return known
            if first is None or fits(known.identity, hall, doors):
                first = known
        return first

    def identify_socket(
        self, environ: Mapping[str, Any], auth: Mapping[str, Any] | None, doors: Collection[str]
    ) -> Identity:
        """Who connects to a namespace behind these doors, by `auth: {hall, token}` or cookie; refuses otherwise.

        A token of hall A with `hall` B is `forbidden`. Browsers must come from a page of this very server.
        """
        auth = auth if isinstance(auth, Mapping) else {}
        hall = auth["hall"] if isinstance(auth.get("hall"), str) else None
        token = auth.get("token")
        if isinstance(token, str):
            return permit(self._by_token(token), hall, doors)
        if not same_origin(environ):
            raise Refused("forbidden", "Sambungan ini datang dari halaman lain.")
        known = self.identify(environ, hall, doors)
        return permit(None if known is None else known.identity, hall, doors)

    def is_paired(self, secret: str) -> bool:
        """Whether a screen lives by this very secret."""
        return self._look(secret, "screen") is not None

    def _by_token(self, token: str) -> Identity | None:
        return self._look(token, "api")

    def _from_cookies(self, environ: Mapping[str, Any], hall: str | None, doors: Collection[str]) -> Iterator[Known]:
        """The browser's identities: people first, then screens of the doors, the demo's, and last those of other doors."""
        cookies = read_cookies(environ)
        near: list[tuple[str, str]] = []
        far: list[tuple[str, str]] = []
        for name, secret in cookies.items():
            where = place_of(name)
            if where is None:
                continue
            door, slug = where
            fitting = hall in (None, slug) and (door == "staff" or door in doors)
            (near if fitting else far).append((door, secret))
        near = sorted(near, key=lambda found: found[0] != "staff")[:MOST_COOKIES]
        far = far[: MOST_COOKIES - len(near)]
        for door, secret in near:
            yield from self._known(door, secret)
        demo = self.demo_identity(environ, hall, cookies.get(DEMO_COOKIE, ""))
        if demo is not None:
            yield demo
        for door, secret in far:
            yield from self._known(door, secret)

    def _known(self, door: str, secret: str) -> Iterator[Known]:
        identity = self._look(secret, "person" if door == "staff" else "screen")
        if identity is not None:
            yield Known(identity, secret)

    def _look(self, secret: str, kind: str) -> Identity | None:
        if not 20 <= len(secret) <= 100:
            return None
        key = f"{kind}:{digest(secret)}"
        kept = self._kept.get(key)
        if kept is not None and self.elapsed() < kept.until:
            return kept.identity if kept.expires_at is None or self.office.clock.now() < kept.expires_at else None
        return self._look_up(key, kind)

    def _look_up(self, key: str, kind: str) -> Identity | None:
        revocations = self._revocations
        expires_at: datetime | None = None
        with self.office.database.reading() as connection:
            token_hash = key.partition(":")[2]
            if kind == "person":
                found = people.by_session(connection, token_hash, self.office.clock.now())
                identity, expires_at = (None, None) if found is None else found
            else:
                identity = devices.by_secret(connection, token_hash, kind)
        if identity is not None and kind != "person":
            self._spoke.add(identity.asker)
        with self._keeping:
            self._kept.pop(key, None)
            if identity is not None and revocations == self._revocations:
                if len(self._kept) >= MOST_CACHED:
                    self._kept.clear()
                self._kept[key] = _Kept(identity, self.elapsed() + CACHE_SECONDS, expires_at)
        return identity

    # -- the demo's browsers

    def is_demo_browser(self, environ: Mapping[str, Any]) -> bool:
        """Loopback in the contract's sense (section 1): the only place where the demo opens doors and shows passwords."""
        settings = self.office.settings
        return settings.demo and settings.on_loopback and not settings.trusted_proxies and at_the_server(environ)

    def demo_identity(self, environ: Mapping[str, Any], hall: str | None, cookie: str) -> Known | None:
        """Kiosk and display of a demo hall for a loopback browser that one of our pages gave its cookie."""
        if hall is None or not self._is_demo_cookie(cookie) or not self.is_demo_browser(environ):
            return None
        if not self.office.hall(hall).demo:
            return None
        asker = f"demo:{digest(cookie)[:16]}"
        return Known(Identity(asker, "demo", hall, DEMO_DOORS, name="Demo"), cookie)

    def new_demo_cookie(self) -> str:
        """A signed random name for a browser of the demo."""
        name = secrets.token_hex(16)
        return f"{name}.{self._sign('demo', name)}"

    def _is_demo_cookie(self, cookie: str) -> bool:
        name, _, signature = cookie.partition(".")
        return bool(name) and hmac.compare_digest(signature.encode(), self._sign("demo", name).encode())

    # -- did they mean it

    def csrf(self, secret: str) -> str:
        """The token that a page with this cookie sends back with every write."""
        return self._sign("csrf", secret)

    def _is_meant(self, environ: Mapping[str, Any], known: Known) -> bool:
        """Of two fitting cookies a write means the one whose token it carries; a read means the first."""
        if environ.get("REQUEST_METHOD", "GET") in SAFE_METHODS or known.secret is None:
            return True
        return hmac.compare_digest(sent_csrf().encode(), self.csrf(known.secret).encode())

    def check_csrf(self, known: Known) -> None:
        """Refuses a browser's write without the token of its page, or from another page."""
        if known.secret is None or request.method in SAFE_METHODS:
            return
        right = hmac.compare_digest(sent_csrf().encode(), self.csrf(known.secret).encode())
        if not right or not same_origin(request.environ, hidden=True):
            raise Refused("forbidden", "Halaman ini sudah lama. Muat ulang halaman, lalu coba lagi.")

    def _sign(self, purpose: str, text: str) -> str:
        key = self.office.settings.secret_key.encode()
        return hmac.new(key, f"{purpose}:{text}".encode(), "sha256").hexdigest()[:40]


# -- for views


def install(app: Flask, office: Office, limits: Limits | None = None) -> Access:
    """Puts the one Access of this process into the app; `hall.app` gives the news to its `hear`."""
    access = Access(office) if limits is None else Access(office, limits)
    app.extensions["antrean-access"] = access
    return access


def access() -> Access:
    """The Access of the app that serves this request."""
    found: Access = current_app.extensions["antrean-access"]
    return found


def door(
    *doors: str, instead: Callable[..., ResponseReturnValue] | None = None
) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Marks a view as open to these doors only; inside it `g.identity` and `g.csrf` stand.

    The hall is the view's `hall` argument. `instead(**view_args)` makes a page of it: who does not pass gets that answer
    (a pairing code, the sign-in) and not a refusal, browsers of the demo get their cookie, screens' cookies are renewed.
    """
    unknown = set(doors) - set(DOORS)
    assert doors, "a view without a door is either public or a mistake"
    assert not unknown, f"no such door: {unknown}"

    def mark(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            if instead is None:
                _enter(doors)
                return view(*args, **kwargs)
            if not _enter_page(doors):
                return instead(**(request.view_args or {}))
            return _with_cookie(make_response(view(*args, **kwargs)))

        guarded.doors = frozenset(doors)  # type: ignore[attr-defined]
        return guarded

    return mark


def public(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Marks a view as open to everybody; a house test keeps the list of them short."""
    view.doors = frozenset()  # type: ignore[attr-defined]
    return view


def _enter(doors: Collection[str]) -> None:
    guard, hall = access(), _hall_of_view()
    known = guard.identify(request.environ, hall, doors)
    identity = permit(None if known is None else known.identity, hall, doors)
    assert known is not None
    guard.check_csrf(known)
    _stand(known, identity)


def _enter_page(doors: Collection[str]) -> bool:
    guard, hall = access(), _hall_of_view()
    known = guard.identify(request.environ, hall, doors)
    if (known is None or not fits(known.identity, hall, doors)) and not DEMO_DOORS.isdisjoint(doors):
        known = guard.demo_identity(request.environ, hall, guard.new_demo_cookie())
    if known is None or not fits(known.identity, hall, doors):
        return False
    guard.check_csrf(known)
    _stand(known, known.identity)
    return True


def _stand(known: Known, identity: Identity) -> None:
    g.known = known
    g.identity = identity
    g.csrf = "" if known.secret is None else access().csrf(known.secret)


def _with_cookie(response: Response) -> Response:
    known: Known = g.known
    if known.secret is not None and known.identity.kind == "demo":
        set_cookie(response, DEMO_COOKIE, known.secret, None)
    elif known.secret is not None and known.identity.kind == "screen":
        (role,) = known.identity.roles
        set_cookie(response, device_cookie(role, known.identity.hall), known.secret, DEVICE_COOKIE_SECONDS)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _hall_of_view() -> str | None:
    """The hall in the address; `not_found` when this server has no such hall."""
    hall = (request.view_args or {}).get("hall")
    return None if hall is None else access().office.hall(str(hall)).slug
