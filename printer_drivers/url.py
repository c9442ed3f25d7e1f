"""Printer URLs: `scheme:place?key=value`, every part checked, what is unknown refused with the known named."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeVar, get_args
from urllib.parse import parse_qsl

from printer_drivers.driver import Address, Scheme
from printer_drivers.profiles import LOGO, Confirm, Cutter, Profile, Qr, broken_profiles, profiles

DEFAULT_PROFILE: Final = "epson-80"
CONNECT_SECONDS: Final = 2.0
DEADLINE_SECONDS: Final = 8.0

Word = TypeVar("Word", bound=str)


class PrinterUrlError(ValueError):
    """The address of a printer is wrong; the text is an Indonesian sentence for the person who typed it."""


def _known(what: str, value: str, names: Iterable[str]) -> PrinterUrlError:
    return PrinterUrlError(f"{what} '{value}' tidak dikenal. Yang dikenal: {', '.join(sorted(names))}.")


def _choice(key: str, value: str, allowed: tuple[Word, ...]) -> Word:
    for word in allowed:
        if word == value:
            return word
    raise _known(f"Nilai {key}", value, allowed)


def _number(key: str, value: str, low: float, high: float) -> float:
    try:
        number = float(value)
    except ValueError:
        number = float("nan")
    if not low <= number <= high:
        raise PrinterUrlError(f"Nilai {key} '{value}' harus angka dari {low:g} sampai {high:g}.")
    return number


def _width(profile: Profile, value: str) -> Profile:
    return profile.with_width(int(_choice("width", value, ("58", "80"))))


def _whole(key: str, value: str, low: int, high: int) -> int:
    number = _number(key, value, low, high)
    if number != int(number):
        raise PrinterUrlError(f"Nilai {key} '{value}' harus bilangan bulat.")
    return int(number)


def _dots(profile: Profile, value: str) -> Profile:
    dots = _whole("dots", value, 192, 832)
    if dots % 8:
        raise PrinterUrlError(f"Nilai dots '{value}' harus kelipatan 8.")
    return profile.with_dots(dots)


def _status(profile: Profile, value: str) -> Profile:
    asked = _choice("status", value, ("0", "1")) == "1"
    return replace(profile, status=asked, port_status=asked)


def _logo(profile: Profile, value: str) -> Profile:
    if not LOGO.fullmatch(value):
        raise PrinterUrlError(f"Nilai logo '{value}' harus none, raster, atau nv: dan dua huruf, misalnya nv:G1.")
    return replace(profile, logo=value)


# Each key of the contract that changes the profile, in the order in which it is applied.
OVERRIDES: Final[dict[str, Callable[[Profile, str], Profile]]] = {
    "width": _width,
    "dots": _dots,
    "confirm": lambda p, v: replace(p, confirm=_choice("confirm", v, get_args(Confirm))),
    "status": _status,
    "cut": lambda p, v: replace(p, cutter=_choice("cut", v, get_args(Cutter))),
    "qr": lambda p, v: replace(p, qr=_choice("qr", v, get_args(Qr))),
    "codepage": lambda p, v: replace(p, codepage=_whole("codepage", v, 0, 255)),
    "logo": _logo,
}
KEYS: Final = frozenset({"profile", "connect", "deadline", *OVERRIDES})


def _read_query(text: str, scheme: Scheme) -> dict[str, str]:
    pairs = parse_qsl(text, keep_blank_values=True)
    allowed = KEYS | scheme.keys
    values: dict[str, str] = {}
    for key, value in pairs:
        if key not in allowed:
            raise _known("Kunci", key, allowed)
        if key in values:
            raise PrinterUrlError(f"Kunci '{key}' ditulis dua kali.")
        values[key] = value
    return values


def _read_profile(values: Mapping[str, str]) -> Profile:
    name = values.get("profile", DEFAULT_PROFILE)
    if name in broken_profiles():
        raise PrinterUrlError(broken_profiles()[name])
    if name not in profiles():
        raise _known("Profil", name, profiles())
    profile = profiles()[name]
    for key, change in OVERRIDES.items():
        if key in values:
            profile = change(profile, values[key])
    return profile


def parse(url: str, schemes: Mapping[str, Scheme]) -> Address:
    """The checked address; PrinterUrlError with a sentence where any part is wrong or unknown."""
    if not url.isascii() or not url.isprintable() or " " in url or len(url) > 300:
        raise PrinterUrlError("Alamat printer hanya boleh huruf biasa tanpa spasi, paling panjang 300 huruf.")
    name, colon, rest = url.partition(":")
    if not colon:
        raise PrinterUrlError(
            f"'{url}' bukan alamat printer. Contoh: {', '.join(s.example for s in schemes.values())}."
        )
    if name not in schemes:
        raise _known("Jenis printer", name, schemes)
    scheme = schemes[name]
    place_text, _, query = rest.partition("?")
    values = _read_query(query, scheme)
    options = {key: value for key, value in values.items() if key in scheme.keys}
    try:
        place, port = scheme.read_place(place_text)
        scheme.check_options(options)
    except PrinterUrlError:
        raise
    except ValueError as fault:
        raise PrinterUrlError(str(fault)) from fault
    return Address(
        url=url,
        scheme=name,
        place=place,
        port=port,
        profile=_read_profile(values),
        connect=_number("connect", values.get("connect", str(CONNECT_SECONDS)), 0.1, 30),
        deadline=_number("deadline", values.get("deadline", str(DEADLINE_SECONDS)), 0.5, 60),
        options=options,
        exclusive=scheme.exclusive,
    )
