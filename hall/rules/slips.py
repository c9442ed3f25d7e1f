"""What stands on a slip, as plain frozen values that go through JSON. How it looks on paper is `hall.printing`.

A slip carries no identity: a number, a place in the queue and what to bring. It is lost on the floor by many.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import Any, Final, Literal

Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class TicketSlip:
    """The slip of one ticket.

    The texts are ready for people: the caller writes them in `language`. `layanan_title` is the title of the layanan,
    but for a *delicate* layanan the caller gives the line's name here and nothing else betrays the purpose (promise 7).
    `issued_local`: "Jumat, 20-11-2026 08.15 WIB". `waiting`: people before. `estimate`: two clock times of the hall
    ("08.50", "09.05"). `persyaratan`: what is still to bring. `url`: what the QR points at, None where no reachable
    address is known. `code`: the ticket's token for those without a camera. `rule`: what to do after a missed call.
    `free`: True only where the catalogue says free. `copy`: 0 for the original; `copied_at`: time of the copy, text.
    """

    hall_name: str
    regency: str
    number: str
    layanan_title: str
    line_name: str
    issued_local: str
    waiting: int
    estimate: tuple[str, str] | None = None
    persyaratan: tuple[str, ...] = ()
    url: str | None = None
    code: str | None = None
    rule: str = ""
    free: bool = False
    language: Language = "id"
    copy: int = 0
    copied_at: str | None = None


Slip = TicketSlip
KINDS: Final[dict[str, type[Slip]]] = {"ticket": TicketSlip}


def to_json(slip: Slip) -> str:
    """The slip as JSON text with its kind."""
    kind = next(name for name, shape in KINDS.items() if type(slip) is shape)
    values = {
        each.name: getattr(slip, each.name) for each in fields(slip)
    }  # asdict would copy deeply, a tenth of an issue
    return json.dumps({"kind": kind, **values}, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Slip:
    """The slip that was kept. ValueError for an unknown kind or wrong fields (a newer version wrote it)."""
    values: dict[str, Any] = json.loads(text)
    kind = values.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"unknown kind of slip: {kind!r}")
    if values.get("estimate") is not None:
        values["estimate"] = tuple(values["estimate"])
    values["persyaratan"] = tuple(values.get("persyaratan", ()))
    try:
        return KINDS[kind](**values)
    except TypeError as fault:
        raise ValueError(f"a slip of kind {kind!r} with unknown fields") from fault
