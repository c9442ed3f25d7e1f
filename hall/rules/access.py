"""Who may do what. Doors are the contract's roles; staff roles open doors; devices, tokens and persons have identities.

An identity belongs to one hall and is nothing in any other. What a door opens, the room decides; this file only says
who passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from hall.errors import Refused

Kind = Literal["screen", "api", "person", "demo"]

DOORS: Final = ("kiosk", "counter", "display", "admin")
SCREEN_DOORS: Final = ("kiosk", "counter", "display")
STAFF_ROLES: Final = ("clerk", "operator", "kasi", "sekcam", "camat", "keeper")
DEMO_DOORS: Final = frozenset({"kiosk", "display"})
OVERSEERS: Final = frozenset({"kasi", "sekcam", "camat", "keeper"})

_OPENS: Final[Mapping[str, frozenset[str]]] = {
    "clerk": frozenset({"counter"}),
    "operator": frozenset({"counter"}),
    "kasi": frozenset({"counter"}),
    "sekcam": frozenset({"counter"}),
    "camat": frozenset({"counter"}),
    "keeper": frozenset({"counter", "admin"}),
}

PASSWORD_LEAST: Final = 8
DEMO_PASSWORD_LEAST: Final = 6
PASSWORD_MOST: Final = 200
USERNAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{1,59}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who is known: a paired screen, a program's token, a person, or a browser of the demo.

    `asker` names them for request_ids and the log ("device:12", "token:5", "person:3", "demo:9f2c…") and holds no
    personal data. `roles` are the doors that open. `counter` is the only counter of a screen or token that was set up
    for one, and where a person sits. `printer`: the row of the printer that a kiosk was given. `staff_roles` are a
    person's own.
    """

    asker: str
    kind: Kind
    hall: str
    roles: frozenset[str]
    name: str = ""
    counter: str | None = None
    staff_roles: frozenset[str] = frozenset()
    printer: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff as the keeper sees them."""

    id: int
    username: str
    name: str
    active: bool
    roles: tuple[str, ...]
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A paired screen (`screen`) or a program's token (`api`) as the keeper sees it; never its secret."""

    id: int
    kind: Literal["screen", "api"]
    role: str
    counter: str | None
    name: str
    created_at: datetime
    created_by: str | None
    seen_at: datetime | None
    revoked_at: datetime | None

    @property
    def asker(self) -> str:
        """Its name in identities."""
        return f"{'token' if self.kind == 'api' else 'device'}:{self.id}"


@dataclass(frozen=True, slots=True)
class Pairing:
    """A screen that shows its code. `state`: waiting, confirmed or expired."""

    code: str
    role: str
    state: Literal["waiting", "confirmed", "expired"]
    created_at: datetime
    expires_at: datetime


def doors_of(staff_roles: Collection[str]) -> frozenset[str]:
    """The doors that these staff roles open together."""
    return frozenset[str]().union(*(_OPENS[role] for role in staff_roles))


def fits(identity: Identity | None, hall: str | None, doors: Collection[str]) -> bool:
    """Whether this identity passes one of the doors of the hall (of any hall where `hall` is None)."""
    return identity is not None and hall in (None, identity.hall) and not identity.roles.isdisjoint(doors)


def permit(identity: Identity | None, hall: str | None, doors: Collection[str]) -> Identity:
    """The identity, when it passes; refuses `unauthorized` who is not known and `forbidden` who is but may not."""
    if identity is None:
        raise Refused("unauthorized")
    if hall is not None and identity.hall != hall:
        raise Refused("forbidden", "Perangkat atau petugas ini milik kantor lain.")
    if identity.roles.isdisjoint(doors):
        raise Refused("forbidden")
    return identity


def sees_today(identity: Identity) -> bool:
    """Whether somebody may read how the whole day goes: the keeper and the officers. Programs may, screens may not."""
    return identity.kind == "api" or not identity.staff_roles.isdisjoint(OVERSEERS)


def permit_today(identity: Identity) -> None:
    """Refuses `forbidden` whoever may not read how the whole day goes."""
    if not sees_today(identity):
        raise Refused("forbidden", "Halaman ini untuk Camat, Sekcam, Kasi dan penjaga.")


def permit_counter(identity: Identity, counter: str) -> None:
    """Refuses a screen or token that was set up for another counter; a person may help out at any."""
    if identity.kind in ("screen", "api") and identity.counter not in (None, counter):
        raise Refused("forbidden", f"Perangkat ini hanya untuk loket {identity.counter}.")


def check_role(role: str, allowed: Collection[str] = DOORS) -> str:
    """A door's name, or a refusal that names the known ones."""
    if role not in allowed:
        raise Refused(
            "bad_request", f"Peran '{_shown(role)}' tidak dikenal. Pilih: {', '.join(allowed)}.", field="role"
        )
    return role


def check_staff_roles(roles: Collection[str]) -> tuple[str, ...]:
    """The roles in their fixed order, each once; at least one, only known ones."""
    unknown = sorted(set(roles) - set(STAFF_ROLES))
    if unknown:
        raise Refused(
            "bad_request",
            f"Peran '{_shown(unknown[0])}' tidak dikenal. Pilih: {', '.join(STAFF_ROLES)}.",
            field="roles",
        )
    if not roles:
        raise Refused("bad_request", "Pilih paling sedikit satu peran.", field="roles")
    return tuple(role for role in STAFF_ROLES if role in roles)


def check_username(username: str) -> str:
    """The account name in lower case: 2 to 60 letters, figures, dots, dashes, underscores."""
    name = username.strip().lower()
    if not USERNAME.fullmatch(name):
        raise Refused(
            "bad_request",
            "Nama akun berisi 2 sampai 60 huruf kecil, angka, titik atau tanda hubung, tanpa spasi.",
            field="username",
        )
    return name


def check_password(password: str, *, demo: bool = False) -> str:
    """A password long enough to keep; the demo's is public anyway and may be shorter."""
    least = DEMO_PASSWORD_LEAST if demo else PASSWORD_LEAST
    if not least <= len(password) <= PASSWORD_MOST:
        raise Refused(
            "bad_request", f"Kata sandi berisi {least} sampai {PASSWORD_MOST} huruf atau angka.", field="password"
        )
    return password


def is_one_line(text: str) -> bool:
    """Whether the text has no control bytes and no line ends: ESC, CR, LF and their like command printers and terminals."""
    return text.isprintable() or not any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in text)


def plain_text(value: str, field: str, label: str, *, most: int, least: int = 1) -> str:
    """One line of typed text: trimmed, `least` to `most` characters, no control bytes (they could command a printer)."""
    text = unicodedata.normalize("NFC", value).strip()
    if not is_one_line(text):
        raise Refused("bad_request", f"{label} memuat huruf yang tidak dapat dipakai. Ketik ulang.", field=field)
    if not least <= len(text) <= most:
        sentence = f"{label} belum diisi." if not text else f"{label} berisi {least} sampai {most} huruf."
        raise Refused("bad_request", sentence, field=field)
    return text


def _shown(value: str) -> str:
    """A faulty value as a sentence may repeat it: short, on one line."""
    return "".join(character for character in value[:30] if character.isprintable())
