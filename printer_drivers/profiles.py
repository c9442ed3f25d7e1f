"""What a printer can do, read from `profiles.toml` and from the office's own files: a closed, checked table, no code a
model.

An office's own profile is one file `NAME.toml` in the folder given to `look_in`: the keys of `profiles.toml`, and
`based_on = "generic-58"` for all that it leaves out. Files are read anew when they change.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

FONT_WIDTH: Final = 12
"""Dots of one column: font A is 12 x 24 on every printer of the table."""
NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,38}")
LOGO: Final = re.compile(r"none|raster|nv:[A-Za-z0-9]{2}")

Confirm = Literal["pid", "gsr", "none"]
Cutter = Literal["partial", "full", "none"]
Qr = Literal["native", "raster"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One class of printers. `dots` is the printable width, `qr_module` and `max_scale` are multiples of one dot."""

    name: str
    dots: int
    dpi: int
    cutter: Cutter
    qr: Qr
    qr_module: int
    max_scale: int
    status: bool
    port_status: bool
    confirm: Confirm
    codepage: int
    presenter: bool
    logo: str
    mm_per_second: int

    @property
    def columns(self) -> int:
        """Characters of font A on one line."""
        return self.dots // FONT_WIDTH

    @property
    def narrow(self) -> bool:
        """A 58 mm roll: fewer than 40 columns."""
        return self.columns < 40

    def with_width(self, millimetres: int) -> Profile:
        """The same printer with a roll of 58 or 80 mm (72 mm or 48 mm of it printable)."""
        if millimetres == 58:
            return self.with_dots(384 if self.dpi >= 200 else 336)
        return self.with_dots(576 if self.dpi >= 200 else 512)

    def with_dots(self, dots: int) -> Profile:
        """The same printer with so many printable dots."""
        return replace(self, dots=dots, qr_module=min(self.qr_module, 6) if dots // FONT_WIDTH < 40 else self.qr_module)


class ProfileError(ValueError):
    """An office's own profile is wrong; the text is an Indonesian sentence."""


def _whole(low: int, high: int, step: int = 1) -> tuple[Callable[[object], bool], str]:
    words = f"bilangan bulat dari {low} sampai {high}" + (f", kelipatan {step}" if step > 1 else "")
    return (lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high and v % step == 0), words


def _one_of(words: tuple[str, ...]) -> tuple[Callable[[object], bool], str]:
    return (lambda v: v in words), "salah satu dari " + ", ".join(words)


_TRUTH: Final = ((lambda v: isinstance(v, bool)), "true atau false")

# What each key may be, and how that is said.
KEYS: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    "dots": _whole(192, 832, 8),
    "dpi": _whole(100, 400),
    "cutter": _one_of(get_args(Cutter)),
    "qr": _one_of(get_args(Qr)),
    "qr_module": _whole(3, 16),
    "max_scale": _whole(1, 8),
    "status": _TRUTH,
    "port_status": _TRUTH,
    "confirm": _one_of(get_args(Confirm)),
    "codepage": _whole(0, 255),
    "presenter": _TRUTH,
    "logo": ((lambda v: isinstance(v, str) and LOGO.fullmatch(v) is not None), "none, raster, atau nv: dan dua huruf"),
    "mm_per_second": _whole(20, 500),
}


@cache
def built_in() -> Mapping[str, Profile]:
    """The profiles that come with the program."""
    table = tomllib.loads(files("printer_drivers").joinpath("profiles.toml").read_text("utf-8"))
    return MappingProxyType({name: Profile(name=name, **row) for name, row in table.items()})


def read_profile(name: str, text: str) -> Profile:
    """An office's own profile from its file's text. ProfileError."""
    try:
        row = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ProfileError(f"Profil {name} bukan TOML yang benar ({fault}).") from fault
    if not NAME.fullmatch(name) or name in built_in():
        raise ProfileError(f"Nama profil '{name}' sudah dipakai, atau bukan huruf kecil, angka, dan tanda hubung.")
    base = row.pop("based_on", "generic-80")
    if base not in built_in():
        raise ProfileError(f"Profil {name}: based_on '{base}' tidak dikenal. Yang dikenal: {', '.join(built_in())}.")
    for key, value in row.items():
        allowed, words = KEYS.get(key, (None, ""))
        if allowed is None:
            raise ProfileError(f"Profil {name}: kunci '{key}' tidak dikenal. Yang dikenal: {', '.join(KEYS)}.")
        if not allowed(value):
            raise ProfileError(f"Profil {name}: nilai {key} harus {words}.")
    return replace(built_in()[base], name=name, **row)


def as_toml(profile: Profile, base: str) -> str:
    """The text of an office's own profile: every key that differs from `base`, the others as comments."""
    mine, theirs = asdict(profile), asdict(built_in()[base])
    lines = [f'based_on = "{base}"']
    for key in KEYS:
        value = f'"{mine[key]}"' if isinstance(mine[key], str) else str(mine[key]).lower()
        lines.append(f"{'# ' if mine[key] == theirs[key] else ''}{key} = {value}")
    return "\n".join(lines) + "\n"


class _OwnProfiles:
    """The office's folder, and what was last read from it."""

    def __init__(self) -> None:
        self.folder: Path | None = None
        self._seen: tuple[tuple[str, int, int], ...] = ()
        self.good: Mapping[str, Profile] = built_in()
        self.broken: Mapping[str, str] = {}

    def refresh(self) -> None:
        """Reads the folder again where a file of it changed."""
        found = sorted(self.folder.glob("*.toml")) if self.folder else []
        seen = tuple((str(path), (known := path.stat()).st_mtime_ns, known.st_size) for path in found)
        if seen != self._seen:
            self._read(found)
            self._seen = seen

    def _read(self, found: list[Path]) -> None:
        good, broken = dict(built_in()), {}
        for path in found:
            try:
                good[path.stem] = read_profile(path.stem, path.read_text("utf-8"))
            except ProfileError as fault:
                broken[path.stem] = str(fault)
            except (OSError, UnicodeDecodeError):
                broken[path.stem] = f"Berkas profil {path} tidak dapat dibaca."
        self.good, self.broken = MappingProxyType(good), {k: v for k, v in broken.items() if k not in built_in()}


_own: Final = _OwnProfiles()


def look_in(folder: Path) -> None:
    """Where the office keeps its own profiles; said once, at start. The folder need not exist."""
    _own.folder = folder


def profiles() -> Mapping[str, Profile]:
    """Every usable profile by its name: those of the program and the office's own."""
    _own.refresh()
    return _own.good


def broken_profiles() -> Mapping[str, str]:
    """The office's own profiles that can't be used: name -> why, Indonesian."""
    _own.refresh()
    return _own.broken
