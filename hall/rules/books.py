"""The office's books, in the columns that its registers are kept in: a line each, from what the berkas already tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from hall.errors import Refused
from hall.rules.documents import Column, Document, Table, between, fits, long_day, short_day, short_time
from hall.rules.hall import Hall
from hall.rules.registers import INCOMING, OUTGOING

REGISTER, RECEIPTS = "register", "tanda-terima"
MOST_DAYS: Final = 370

STATES: Final = {
    "open": "Diproses", "waiting": "Menunggu", "returned": "Dikembalikan, belum lengkap", "ready": "Siap diambil",
    "done": "Selesai", "void": "Batal",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of a book may say. `applicant`: {name, village, address}, opened for this page only.

    `number`, `at`, `voided` and `why` are those of the register's entry; in the books of berkas, of the berkas itself.
    """

    at: datetime
    number: str = ""
    berkas: str = ""
    title: str = ""
    state: str = ""
    agenda: str = ""
    voided: bool = False
    why: str = ""
    handed_over_at: datetime | None = None
    by: str = ""
    applicant: Mapping[str, str] | None = None
    office: str = ""
    letter_number: str = ""
    letter_day: date | None = None
    subject: str = ""
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Book:
    """A book: its title, and its columns with what stands in each cell (`zone`: the hall's named time zone)."""

    code: str
    title: str
    columns: tuple[tuple[Column, Callable[[Line, str], str]], ...]


def book(code: str) -> Book:
    """The book of that code; `not_found` otherwise."""
    if code not in BOOKS:
        raise Refused(
            "not_found", f"Buku ini tidak ada. Buku yang ada: {', '.join(each.title for each in BOOKS.values())}."
        )
    return BOOKS[code]


def check_period(first: date, last: date, field: str = "sampai") -> None:
    """Refuses a period that ends before it begins, or of more than a year; `field`: where its end was asked for."""
    if last < first:
        raise Refused("bad_request", "Tanggal akhir lebih awal daripada tanggal mulai.", field=field)
    if (last - first).days > MOST_DAYS:
        raise Refused("bad_request", "Pilih paling lama satu tahun.", field=field)


def document(hall: Hall, which: Book, lines: Sequence[Line], first: date, last: date, today: date) -> Document:
    """The book's lines of a period, ready for screen, paper and spreadsheet."""
    columns = (Column("No.", 0.4, figures=True), *(column for column, _ in which.columns))
    rows = tuple(
        fits((str(place), *(cell(line, hall.timezone) for _, cell in which.columns)), columns)
        for place, line in enumerate(lines, 1)
    )
    return Document(
        office=hall.name, regency=hall.regency, title=which.title, period=between(first, last),
        tables=(Table(columns, rows, empty="Tidak ada catatan dalam waktu ini."),),
        signs=(long_day(today), "Petugas register,"),
    )  # fmt: skip


def _who(line: Line, *names: str) -> str:
    return ", ".join(line.applicant[name] for name in names if line.applicant and line.applicant.get(name))


def _remark(line: Line) -> str:
    if line.voided:
        return f"BATAL: {line.why}" if line.why else "BATAL"
    if line.handed_over_at is not None and line.state != "done":
        return "Sudah diserahkan"
    return STATES.get(line.state, "")


_NAME = (Column("Nama pemohon", 1.6), lambda line, zone: _who(line, "name"))
_PLACE = (Column("Desa/alamat", 1.5), lambda line, zone: _who(line, "address", "village"))
_TITLE = (Column("Layanan", 1.7), lambda line, zone: line.title)
_BERKAS = (Column("No. berkas", 0.9), lambda line, zone: line.berkas)
_REMARK = (Column("Keterangan", 1.3), lambda line, zone: _remark(line))
_SUBJECT = (Column("Perihal", 2.2), lambda line, zone: line.subject)

BOOKS: Final[Mapping[str, Book]] = {
    found.code: found
    for found in (
        Book(REGISTER, "Buku Register", (
            (Column("Tanggal", 0.8), lambda line, zone: short_day(line.at, zone)),
            (Column("Nomor agenda", 1.4), lambda line, zone: line.agenda),
            _NAME, _PLACE, _TITLE, _BERKAS,
            (Column("Diserahkan", 0.8), lambda line, zone: short_day(line.handed_over_at, zone)),
            _REMARK,
        )),
        Book(RECEIPTS, "Buku Tanda Terima", (
            (Column("Diserahkan", 1.1), lambda line, zone: short_time(line.handed_over_at, zone)),
            (Column("Nomor agenda", 1.4), lambda line, zone: line.agenda or line.berkas),
            _TITLE, _NAME, _PLACE,
            (Column("Petugas", 1.0), lambda line, zone: line.by),
            (Column("Tanda tangan", 1.4), lambda line, zone: ""),
        )),
        Book(OUTGOING, "Register Surat Keluar", (
            (Column("Tanggal", 0.8), lambda line, zone: short_day(line.at, zone)),
            (Column("Nomor surat", 1.4), lambda line, zone: line.number),
            (Column("Kepada", 1.6), lambda line, zone: line.office or _who(line, "name")),
            _SUBJECT, _BERKAS, _REMARK,
        )),
        Book(INCOMING, "Register Surat Masuk", (
            (Column("Diterima", 0.8), lambda line, zone: short_day(line.at, zone)),
            (Column("Nomor agenda", 1.2), lambda line, zone: line.number),
            (Column("Asal surat", 1.6), lambda line, zone: line.office),
            (Column("Nomor surat", 1.3), lambda line, zone: line.letter_number),
            (Column("Tgl surat", 0.8), lambda line, zone: line.letter_day.strftime("%d-%m-%Y") if line.letter_day else ""),
            _SUBJECT,
            (Column("Disposisi", 1.2), lambda line, zone: ", ".join(line.roles)),
            _REMARK,
        )),
    )
}  # fmt: skip
