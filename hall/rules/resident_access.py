"""Who may look at the register of wajib KTP, who may change it, and who may take it out or take somebody off it.

It names people, so a paired screen is nobody here: behind it anybody may stand. Programs may, by their token.
"""

from __future__ import annotations

from typing import Final

from hall.errors import Refused
from hall.rules.access import Identity
from hall.rules.hall import Hall

RECORDING: Final = "perekaman-ektp"
_READ: Final = frozenset({"operator", "kasi", "sekcam", "camat", "keeper"})
_WRITE: Final = frozenset({"operator", "kasi", "keeper"})
_EXPORT: Final = frozenset({"operator", "kasi", "camat", "keeper"})
_ERASE: Final = frozenset({"kasi", "keeper"})


def may_read(hall: Hall, who: Identity) -> bool:
    """Whether somebody may look at the register: those of the recording, and the officers."""
    return _may(hall, who, _READ, clerk=True)


def may_write(hall: Hall, who: Identity) -> bool:
    """Whether somebody may add and change people, and bring in lists: those of the recording and their Kasi."""
    return _may(hall, who, _WRITE, clerk=True)


def may_export(hall: Hall, who: Identity) -> bool:
    """Whether somebody may take the register out of the office."""
    return _may(hall, who, _EXPORT, clerk=False)


def may_erase(hall: Hall, who: Identity) -> bool:
    """Whether somebody may take a person off the register for good."""
    return _may(hall, who, _ERASE, clerk=False)


def permit(allowed: bool, act: str) -> None:
    """Refuses `forbidden` with who may do it."""
    if not allowed:
        raise Refused("forbidden", _SENTENCES[act])


_SENTENCES: Final = {
    "read": "Daftar wajib KTP dibuka oleh petugas perekaman, Kasi, Sekcam dan Camat, masuk dengan nama sendiri.",
    "write": "Daftar wajib KTP diisi oleh petugas perekaman dan Kasi, masuk dengan nama sendiri.",
    "export": "Daftar wajib KTP diambil oleh operator, Kasi atau Camat.",
    "erase": "Data seseorang dihapus oleh Kasi atau penjaga.",
}


def _may(hall: Hall, who: Identity, roles: frozenset[str], *, clerk: bool) -> bool:
    if who.kind == "api":
        return True
    if who.kind != "person":
        return False
    return not who.staff_roles.isdisjoint(roles) or (clerk and "clerk" in who.staff_roles and _records(hall, who))


def _records(hall: Hall, who: Identity) -> bool:
    """Whether a clerk sits where the recording is called to."""
    offer, counter = hall.offers.get(RECORDING), hall.counters.get(who.counter or "")
    return offer is not None and counter is not None and offer.layanan.line in counter.lines
