"""The office's own images and videos on the TV: what the keeper adds, orders, switches off and takes away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from hall import runtime
from hall.actions.keeping import change_setup
from hall.actions.office import Office
from hall.errors import Refused
from hall.media.shelf import SMALL, Incoming
from hall.records import media as kept
from hall.records.halls import touch_setup
from hall.records.unit_of_work import Work
from hall.rules.access import plain_text
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.tv import OwnFile

T = TypeVar("T")

MOST: Final = 60
LONGEST_TITLE: Final = 120
SECONDS: Final = (3, 120)
"""How long an image may stand."""
NOWHERE: Final = "Berkas itu tidak ada di kantor ini."
NO_ROOM: Final = (
    "Penyimpanan server hampir penuh, jadi berkas ini tidak disimpan. Hapus media yang tidak dipakai, atau minta "
    "pengelola server menambah ruang."
)


@dataclass(frozen=True, slots=True)
class Room:
    """What the keeper's page shows: the files, bytes that they take, bytes that are free, and the hall's day."""

    files: tuple[OwnFile, ...]
    used: int
    free: int
    day: date


@dataclass(frozen=True, slots=True)
class Showing:
    """How a file is shown, as the keeper typed it."""

    title: str
    seconds: int
    from_day: date | None = None
    until_day: date | None = None


def room(office: Office, slug: str) -> Room:
    """The hall's files in the TV's order."""
    hall = office.hall(slug)
    files = hall.media
    day = business_day(office.clock.now(), hall.timezone)
    return Room(files, sum(own.bytes for own in files), office.shelf.free(), day)


def add(office: Office, slug: str, arrived: Incoming, showing: Showing, by: str) -> None:
    """Judges a file that arrived and puts it behind the others. Refuses `bad_request` with the sentence for the keeper."""
    hall, title = office.hall(slug), _checked(showing)
    if len(hall.media) >= MOST:
        raise Refused("bad_request", f"Sudah ada {MOST} berkas. Hapus satu dulu.", field="file")
    if arrived.full:
        raise Refused("bad_request", NO_ROOM, field="file")
    if arrived.too_large:
        raise Refused("bad_request", "Berkas terlalu besar. Video paling besar 200 MB, gambar 10 MB.", field="file")
    runtime.run_blocking(office.shelf.sweep)
    own = _judged(office, hall, arrived, showing, title)
    try:
        office.shelf.keep(slug, arrived, own.name, own.digest)
    except OSError as fault:
        raise Refused("bad_request", NO_ROOM, field="file") from fault
    try:
        _change(office, slug, by, "media.added", own.digest[:12], lambda work, hall: _added(work, hall, own))
    except BaseException:
        office.forget(slug)
        if all(other.digest != own.digest for other in office.hall(slug).media):
            office.shelf.drop(slug, own.name, own.digest)
        raise


def _judged(office: Office, hall: Hall, arrived: Incoming, showing: Showing, title: str) -> OwnFile:
    found = office.shelf.judge(arrived)
    if "fault" in found:
        raise Refused("bad_request", found["fault"], field="file")
    if "full" in found:
        raise Refused("bad_request", NO_ROOM, field="file")
    own = _own(found, showing, title)
    _refuse_twice(hall, own)
    return own


def _own(found: dict[str, Any], showing: Showing, title: str) -> OwnFile:
    return OwnFile(
        id=0, kind=found["kind"], title=title, digest=found["digest"], type=found["type"], bytes=found["bytes"],
        width=found["width"], height=found["height"],
        seconds=showing.seconds if found["kind"] == "image" else found["seconds"],
        from_day=showing.from_day, until_day=showing.until_day,
    )  # fmt: skip


def _added(work: Work, hall: Hall, own: OwnFile) -> None:
    _refuse_twice(hall, own)
    kept.add(work.connection, hall.id, own, work.now)


def _refuse_twice(hall: Hall, own: OwnFile) -> None:
    twin = next((other for other in hall.media if other.digest == own.digest), None)
    if twin is not None:
        raise Refused("bad_request", f"Berkas ini sudah ada: “{twin.title}”.", field="file")


def change(office: Office, slug: str, own: int, showing: Showing, by: str) -> None:
    """Another title, other days, another while (of an image; a video lasts as long as it lasts)."""
    title = _checked(showing)

    def do(work: Work, hall: Hall) -> None:
        found = _mine(hall, own)
        values: dict[str, Any] = {"title": title, "from_day": showing.from_day, "until_day": showing.until_day}
        if found.kind == "image":
            values["seconds"] = showing.seconds
        kept.change(work.connection, hall.id, own, values)

    _change(office, slug, by, "media.changed", str(own), do)


def set_active(office: Office, slug: str, own: int, active: bool, by: str) -> None:
    """Shows it, or keeps it for later."""

    def do(work: Work, hall: Hall) -> None:
        _mine(hall, own)
        kept.change(work.connection, hall.id, own, {"active": int(active)})

    _change(office, slug, by, "media.on" if active else "media.off", str(own), do)


def move(office: Office, slug: str, own: int, places: int, by: str) -> None:
    """So many places back (or forward, where negative) in the TV's order; at the ends it stays."""

    def do(work: Work, hall: Hall) -> None:
        _mine(hall, own)
        ids = [one.id for one in hall.media]
        at = ids.index(own)
        to = max(0, min(len(ids) - 1, at + places))
        ids.insert(to, ids.pop(at))
        kept.order(work.connection, hall.id, ids)

    _change(office, slug, by, "media.moved", str(own), do)


def drop(office: Office, slug: str, own: int, by: str) -> None:
    """The file is gone for good."""

    def do(work: Work, hall: Hall) -> OwnFile:
        kept.drop(work.connection, hall.id, own)
        return _mine(hall, own)

    gone = _change(office, slug, by, "media.dropped", str(own), do)
    office.shelf.drop(slug, gone.name, gone.digest)


def find(office: Office, slug: str, name: str) -> tuple[str, Path] | None:
    """(type, place) of a file by the name in its address, also of the small picture of one; None where there is none."""
    for own in office.hall(slug).media:
        if name == own.name:
            return own.type, office.shelf.file(slug, own.name)
        if own.kind == "image" and name == own.digest + SMALL:
            return "image/jpeg", office.shelf.small(slug, own.digest)
    return None


def _change(office: Office, slug: str, by: str, kind: str, subject: str, do: Callable[[Work, Hall], T]) -> T:
    def work_it(work: Work, hall: Hall) -> T:
        result = do(work, hall)
        touch_setup(work.connection, hall.id)
        return result

    return change_setup(office, slug, by, kind, subject, work_it)


def _mine(hall: Hall, own: int) -> OwnFile:
    found = next((one for one in hall.media if one.id == own), None)
    if found is None:
        raise Refused("not_found", NOWHERE)
    return found


def _checked(showing: Showing) -> str:
    """The title as it is kept; refuses days that end before they begin."""
    if showing.from_day is not None and showing.until_day is not None and showing.until_day < showing.from_day:
        raise Refused("bad_request", "Hari terakhir harus sesudah hari pertama.", field="until")
    return plain_text(showing.title, "title", "Judul", most=LONGEST_TITLE)
