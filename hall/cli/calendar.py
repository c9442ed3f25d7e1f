"""`antrean calendar import`: one table of holidays, closures and special hours, as a spreadsheet saves it.

Two columns are a holiday, three a closure in the hall's own time; a line that begins with # says nothing. Four and more
are special hours: the first and the last day, a name, and the hours of weekdays; a weekday that is not named is closed:

    2027-01-01, Tahun Baru Masehi
    2027-02-03 10:00, 2027-02-03 12:00, Listrik padam
    2027-02-08, 2027-03-09, Ramadan, Senin-Kamis 08.00-12.00 12.30-15.00, Jumat 08.00-11.30 12.30-15.30

Days may also be written 01-01-2027 or 01/01/2027; columns part at commas or semicolons; a heading is passed over. Each
column of hours names its weekday, so that a comma too many is a fault and never another day's hours.
"""

from __future__ import annotations

import csv
import re
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from hall.actions import sessions, special_hours
from hall.actions.keeping import change_setups
from hall.actions.office import Office
from hall.cli import refuse, say
from hall.cli.desk import office
from hall.errors import Refused
from hall.records import days_off, halls
from hall.records.unit_of_work import Work
from hall.rules.calendar import DAYS as WEEKDAYS
from hall.rules.calendar import Closure, date_text
from hall.rules.hall import Hall
from hall.rules.special_hours import LONGEST_NAME as LONGEST_SPECIAL
from hall.rules.special_hours import Wanted
from hall.rules.typed_times import read_hours

DAYS: Final = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
CLOCKS: Final = ("%H:%M", "%H.%M")
LONGEST_NAME: Final = 200
_OF_DAYS: Final = re.compile(r"(?i)([a-z]+)(?:\s*[-–]\s*([a-z]+))?[\s:]+(\S.*)")
_NEXT_STRETCH: Final = re.compile(r"(?<=\d)\s+(?=\d)")
FIRST_YEAR, LAST_YEAR = 2020, 2100


@dataclass(frozen=True, slots=True)
class DaysOff:
    """What a file says. The times of closures are local: which moment that is depends on the hall's zone."""

    holidays: dict[date, str] = field(default_factory=dict)
    closures: list[tuple[datetime, datetime, str]] = field(default_factory=list)
    special: list[Wanted] = field(default_factory=list)


class FaultyLine(ValueError):
    """A line that cannot be read; the text is an Indonesian sentence."""


def calendar_import(arguments: Namespace) -> int:
    """Replaces the holidays of the years in the file, adds its closures and keeps its special hours, for one hall or all:
    in all of them or, where one refuses, in none.

    Sessions of recording with letters to hours that the calendar does not hold any more are named.
    """
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
        subject = str(len(read.holidays))
        change_setups(here, slugs, "antrean", "calendar.imported", subject, lambda work, hall: _keep(work, hall, read))
        say(f"{_counted(read)} dipakai di: {', '.join(slugs)}.")
        for slug in slugs:
            _care(here, slug)
    return 0


def _counted(read: DaysOff) -> str:
    parts = [f"{len(read.holidays)} hari libur", f"{len(read.closures)} penutupan"]
    if read.special:
        parts.insert(1, f"{len(read.special)} jam khusus")
    return " dan ".join((", ".join(parts[:-1]), parts[-1]))


def _care(here: Office, slug: str) -> None:
    for one in sessions.outside(here, slug):
        say(f"{slug}: sesi perekaman {one.code} ({date_text(one.day)}): {one.letters} surat di luar jam layanan.")


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
    try:
        special_hours.bring(work, hall, read.special)
    except Refused as refused:
        raise Refused(refused.code, f"{hall.slug}: {refused.detail} Tidak ada yang diubah.") from refused


def read_days_off(text: str) -> DaysOff:
    """The whole file, or FaultyLine naming the first line that cannot be read."""
    read = DaysOff()
    lines = text.splitlines()
    delimiter = ";" if sum(line.count(";") for line in lines) > sum(line.count(",") for line in lines) else ","
    for number, columns in enumerate(csv.reader(lines, delimiter=delimiter, skipinitialspace=True), start=1):
        cells = [cell.strip() for cell in columns]
        while cells and not cells[-1]:
            cells.pop()
        if not cells or cells[0].startswith("#") or (number == 1 and not any(sign.isdigit() for sign in cells[0])):
            continue
        try:
            _take(cells, read)
        except FaultyLine as fault:
            raise FaultyLine(f"baris {number}: {fault}") from fault
    if not read.holidays and not read.closures and not read.special:
        raise FaultyLine("tidak memuat satu hari libur pun.")
    return read


def _take(cells: Sequence[str], read: DaysOff) -> None:
    if len(cells) == 2:
        day = _day(cells[0])
        if day in read.holidays:
            raise FaultyLine(f"tanggal {cells[0]} tertulis dua kali.")
        read.holidays[day] = _name(cells[1])
    elif len(cells) == 3:
        start, end = _moment(cells[0]), _moment(cells[1])
        if end <= start:
            raise FaultyLine("waktu selesai harus sesudah waktu mulai.")
        read.closures.append((start, end, _name(cells[2])))
    elif len(cells) > 3:
        read.special.append(_special(cells, read.special))
    else:
        raise FaultyLine(
            "perlu 2 kolom (tanggal, nama), 3 kolom (mulai, selesai, alasan), "
            "atau lebih untuk jam khusus (mulai, selesai, nama, jam)."
        )


def _special(cells: Sequence[str], others: Sequence[Wanted]) -> Wanted:
    first, last, name = _day(cells[0]), _day(cells[1]), _name(cells[2], LONGEST_SPECIAL)
    if last < first:
        raise FaultyLine("tanggal selesai harus sesudah tanggal mulai.")
    other = next((one for one in others if one.first <= last and first <= one.last), None)
    if other is not None:
        raise FaultyLine(f"tanggalnya bertumpuk dengan {other.name}.")
    week: dict[int, tuple[tuple[int, int], ...]] = {}
    for cell in cells[3:]:
        for day, stretches in _days_of(cell):
            if day in week:
                raise FaultyLine(f"jam hari {WEEKDAYS[day]} tertulis dua kali.")
            week[day] = stretches
    return Wanted(name, first, last, week)


def _days_of(cell: str) -> list[tuple[int, tuple[tuple[int, int], ...]]]:
    """`Senin-Kamis 08.00-12.00 12.30-15.00`: each of these weekdays with its stretches."""
    found = _OF_DAYS.fullmatch(cell)
    names = [day.lower() for day in WEEKDAYS]
    first, last = ("", "") if found is None else (found[1].lower(), (found[2] or found[1]).lower())
    if found is None or first not in names or last not in names or names.index(first) > names.index(last):
        raise FaultyLine(f"jam '{cell}' tidak menyebut harinya. Contoh: Senin-Kamis 08.00-12.00 12.30-15.00.")
    try:
        stretches = read_hours(_NEXT_STRETCH.sub(", ", found[3]), "hours", found[1].capitalize())
    except Refused as refused:
        raise FaultyLine(refused.detail) from refused
    return [(day, stretches) for day in range(names.index(first), names.index(last) + 1)]


def _name(text: str, most: int = LONGEST_NAME) -> str:
    if not text or len(text) > most or not text.isprintable():
        raise FaultyLine(f"nama atau alasan harus 1 sampai {most} huruf biasa.")
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
