""" "Perekaman gangguan": no new numbers, the hall is told why, until somebody says that it works again."""

from __future__ import annotations

from typing import Any

from hall.actions.office import Office
from hall.actions.station_desk import trouble_shape
from hall.errors import Refused
from hall.records import halls, visits
from hall.records.locks import lock_calls
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules.events import HallChanged
from hall.rules.hall import Hall
from hall.rules.recording import LAYANAN

KINDS = {
    "siak": "jaringan SIAK putus", "blanko": "blanko habis", "ribbon": "pita pencetak habis", "device": "alat rekam rusak",
    "power": "listrik padam", "other": "sedang diperbaiki",
}  # fmt: skip


def begin(office: Office, slug: str, ask: Ask, kind: str, reason: str | None) -> Answer:
    """Recording stops; `reason` as the public reads it, the kind's own words where it is None. `wrong_state` where it stopped
    already."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        if LAYANAN not in hall.offers:
            raise Refused("not_found", "Kantor ini tidak memberi layanan perekaman.")
        lock_calls(work.connection, hall)
        if visits.trouble(work.connection, hall) is not None:
            raise Refused("wrong_state", "Gangguan perekaman sudah dicatat. Akhiri dulu sebelum mencatat yang baru.")
        visits.trouble_begins(work.connection, hall, kind, reason or KINDS[kind], ask.asker, work.now)
        _told(work, hall, "recording.trouble", kind, ask.asker)
        known = visits.trouble(work.connection, hall)
        assert known is not None  # kept in this very transaction
        return trouble_shape(hall, known)

    return office.once(slug, ask, do)


def end(office: Office, slug: str, ask: Ask) -> Answer:
    """Recording works again: numbers are given. `wrong_state` where it worked."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        lock_calls(work.connection, hall)
        known = visits.trouble(work.connection, hall)
        if known is None:
            raise Refused("wrong_state", "Tidak ada gangguan perekaman yang dicatat.")
        visits.trouble_ends(work.connection, known, ask.asker, work.now)
        _told(work, hall, "recording.works", known.kind, ask.asker)
        return trouble_shape(hall, known)

    return office.once(slug, ask, do)


def _told(work: Work, hall: Hall, kind: str, subject: str, actor: str) -> None:
    halls.raise_version(work.connection, hall.id)
    work.log(hall.id, kind, actor=actor, subject=subject)
    work.tell(HallChanged(hall.slug))
