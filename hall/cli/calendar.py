"""`antrean calendar import`: one table of days and hours on which the office is closed, as a spreadsheet saves it.

Two columns are a holiday, three a closure in the hall's own time; a line that begins with # says nothing:

    2027-01-01, Tahun Baru Masehi
    2027-02-03 10:00, 2027-02-03 12:00, Listrik padam

Days may also be written 01-01-2027 or 01/01/2027; columns part at commas or semicolons; a heading is passed over.
"""

from __future__ import annotations

import csv
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from hall.actions.office import Office
from hall.cli import refuse, say
from hall.cli.desk import office
from hall.errors import Refused
from hall.records import days_off, halls
from hall.records.unit_of_work import Work
from hall.rules.calendar import Closure
from hall.rules.events import HallChanged
from hall.rules.hall import Hall

DAYS: Final = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
CLOCKS: Final = ("%H:%M", "%H.%M")
LONGEST_NAME: Final = 200
FIRST_YEAR, LAST_YEAR = 2020, 2100


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What a file says. The times of closures are local: which moment that is depends on the hall's zone."""

    holidays: dict[date, str]
    closures: tuple[tuple[datetime, datetime, str], ...]


class FaultyLine(ValueError):
    """A line that cannot be read; the text is an Indonesian sentence."""


def calendar_import(arguments: Namespace) -> int:
    """Replaces the holidays of the years in the file and adds its closures, for one hall or for all of them."""
    try:
        text = Path(arguments.file).expanduser().read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        return refuse(f"berkas {arguments.file} tidak dapat dibaca ({getattr(fault, 'strerror', 'bukan teks UTF-8')}).")
    try:
        read = read_days_off(text)
    except FaultyLine as fault:
        return refuse(f"{arguments.file} {fault} Tidak ada yang diubah.")
    with office() as here:
        slugs = [arguments.hall] if arguments.hall else _all(here)
        for slug in slugs:
            here.transact(slug, lambda work, hall: _keep(work, hall, read))
    say(f"{len(read.holidays)} hari libur dan {len(read.closures)} penutupan dipakai di: {', '.join(slugs)}.")
    return 0


def _all(here: Office) -> list[str]:
    with here.database.reading() as connection:
        found = halls.slugs(connection)
    if not found:
        raise Refused("not_found", "Belum ada kantor di server ini. Mulai dengan: antrean init.")
    return found


def _keep(work: Work, hall: Hall, read: DaysOff) -> None:
    zone = ZoneInfo(hall.timezone)
    if read.holidays:
        years = {day.year for day in read.holidays}
        days_off.replace_holidays(work.connection, hall.id, years, read.holidays)
    shut = [
        Closure(start.replace(tzinfo=zone), end.replace(tzinfo=zone), reason) for start, end, reason in read.closures
    ]
    days_off.add_closures(work.connection, hall.id, shut)
    work.log(hall.id, "calendar.imported", actor="antrean", subject=str(len(read.holidays)))
    work.tell(HallChanged(hall.slug))


def read_days_off(text: str) -> DaysOff:
    """The whole file, or FaultyLine naming the first line that cannot be read."""
    days: dict[date, str] = {}
    shut: list[tuple[datetime, datetime, str]] = []
    lines = text.splitlines()
    delimiter = ";" if sum(line.count(";") for line in lines) > sum(line.count(",") for line in lines) else ","
    for number, columns in enumerate(csv.reader(lines, delimiter=delimiter, skipinitialspace=True), start=1):
        cells = [cell.strip() for cell in columns]
        while cells and not cells[-1]:
            cells.pop()
        if not cells or cells[0].startswith("#") or (number == 1 and not any(sign.isdigit() for sign in cells[0])):
            continue
        try:
            _take(cells, days, shut)
        except FaultyLine as fault:
            raise FaultyLine(f"baris {number}: {fault}") from fault
    if not days and not shut:
        raise FaultyLine("tidak memuat satu hari libur pun.")
    return DaysOff(days, tuple(shut))


def _take(cells: Sequence[str], days: dict[date, str], shut: list[tuple[datetime, datetime, str]]) -> None:
    if len(cells) == 2:
        day = _day(cells[0])
        if day in days:
            raise FaultyLine(f"tanggal {cells[0]} tertulis dua kali.")
        days[day] = _name(cells[1])
    elif len(cells) == 3:
        start, end = _moment(cells[0]), _moment(cells[1])
        if end <= start:
            raise FaultyLine("waktu selesai harus sesudah waktu mulai.")
        shut.append((start, end, _name(cells[2])))
    else:
        raise FaultyLine("perlu 2 kolom (tanggal, nama) atau 3 kolom (mulai, selesai, alasan).")


def _name(text: str) -> str:
    if not text or len(text) > LONGEST_NAME or not text.isprintable():
        raise FaultyLine(f"nama atau alasan harus 1 sampai {LONGEST_NAME} huruf biasa.")
    return text


def _day(text: str) -> date:
    return _read(text, DAYS, "tanggal", "2027-01-01").date()


def _moment(text: str) -> datetime:
    return _read(text, [f"{day} {clock}" for day in DAYS for clock in CLOCKS], "waktu", "2027-02-03 10:00")


def _read(text: str, shapes: Sequence[str], what: str, example: str) -> datetime:
    for shape in shapes:
        try:
            moment = datetime.strptime(text, shape)
        except ValueError:
            continue
        if FIRST_YEAR <= moment.year <= LAST_YEAR:
            return moment
    raise FaultyLine(f"{what} '{text}' tidak dapat dibaca. Contoh: {example}.")
