"""Lists of people as villages send them: which column is what, and what a row says or what is wrong with it.

A fault is a sentence for the clerk (Indonesian) that repeats nothing of the row: only its number finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, TypeVar

from hall.errors import Refused
from hall.rules.resident_dates import NoDay, day_of
from hall.rules.residents import (
    Resident,
    check_born,
    check_contact,
    check_family,
    check_name,
    check_nik,
    check_village,
    even_name,
)

T = TypeVar("T")

FIELDS: Final = {
    "name": "Nama", "born_on": "Tanggal lahir", "village": "Desa/kelurahan", "married": "Status kawin",
    "contact": "Telepon", "nik": "NIK", "family": "Nomor KK",
}  # fmt: skip
UNREAD: Final = "\ufffd"
"""What stands for a byte that is no letter in the encoding of a list."""
_FORMULA: Final = ("=", "+", "-", "@")
NEEDED: Final = ("name", "born_on")
MOST_COLUMNS: Final = 200
LOOK_ROWS: Final = 30
_HEADINGS: Final = {
    "name": "nama|nama lengkap|nama penduduk|nama lgkp|nama warga|nama pemohon|name|nama wajib ktp",
    "born_on": "tanggal lahir|tgl lahir|tgl lhr|tanggal lhr|lahir|ttl|tempat tanggal lahir|tempat tgl lahir|date of birth",
    "village": "desa|kelurahan|desa kelurahan|desa kel|kel desa|kelurahan desa|nama desa|nama kel|nama kelurahan|village",
    "married": "status|status kawin|status perkawinan|stat kwn|kawin|status nikah|perkawinan|stat kawin",
    "contact": "telepon|telp|no telp|no telepon|nomor telepon|hp|no hp|nomor hp|wa|no wa|whatsapp|kontak|phone",
    "nik": "nik|no nik|nomor nik|no ktp|nomor ktp|no induk kependudukan|nomor induk kependudukan",
    "family": "kk|no kk|nomor kk|nkk|nomor kartu keluarga|no kartu keluarga|no kartu kel",
}  # fmt: skip
_FIELD_OF: Final = {heading: name for name, words in _HEADINGS.items() for heading in words.split("|")}
_MARRIED: Final = {
    **dict.fromkeys(("belum kawin", "belum", "belum nikah", "belum menikah", "b", "bk", "1", "tidak", "lajang"), False),
    **dict.fromkeys(
        ("kawin", "menikah", "nikah", "sudah", "sudah kawin", "s", "k", "ya", "pernah", "pernah kawin", "p", "cerai",
         "cerai hidup", "cerai mati", "ch", "cm", "janda", "duda", "2", "3", "4", "kawin tercatat",
         "kawin belum tercatat", "sudah menikah"), True),
}  # fmt: skip
ROUNDED: Final = (
    "{} disimpan sebagai angka, sehingga angka terakhirnya hilang. Ubah kolom itu menjadi Teks, lalu isi lagi."
)


@dataclass(frozen=True, slots=True)
class Mapping_:
    """Which column (from 0) holds which field, the row of the headings (0: there is none), and the village of rows that
    name none."""

    fields: Mapping[str, int]
    header: int = 0
    village: str | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """What one row says of a person; None where it says nothing."""

    name: str = field(repr=False)
    born_on: date = field(repr=False)
    village: str
    married: bool | None = None
    contact: str | None = field(default=None, repr=False)
    nik: str | None = field(default=None, repr=False)
    family: str | None = field(default=None, repr=False)


class Faulty(Exception):
    """A row that cannot be taken; the sentence says why."""


def heading(cell: object) -> str:
    """A heading as it is compared."""
    return " ".join(re.sub(r"[^\w]|_", " ", str(cell if cell is not None else "").lower()).split())


def header_row(rows: Sequence[Sequence[object]]) -> int:
    """The number (from 1) of the row with the headings among the first of a list; 0 where no row looks like one.

    The row that knows most fields; else the first row of several cells without a figure: every person's row has a date.
    """
    best, place = 1, 0
    for number, cells in enumerate(rows[:LOOK_ROWS], 1):
        known = {_FIELD_OF[words] for words in map(heading, cells) if words in _FIELD_OF}
        if len(known) > best:
            best, place = len(known), number
    return place or next((number for number, cells in enumerate(rows[:LOOK_ROWS], 1) if _only_words(cells)), 0)


def _only_words(cells: Sequence[object]) -> bool:
    said = [_text(cell) for cell in cells if cell is not None and _text(cell)]
    return len(said) > 1 and not any(sign.isdigit() for text in said for sign in text)


def guess(headings: Sequence[str], last: Mapping[str, str] | None = None) -> dict[str, int]:
    """Which column is which field: as the same heading was mapped `last` time (heading -> field, "" for none), else by
    its words."""
    found: dict[str, int] = {}
    earlier = last or {}
    for place, text in enumerate(headings):
        words = heading(text)
        name = earlier.get(words, _FIELD_OF.get(words, ""))
        if name in FIELDS and name not in found:
            found[name] = place
    return found


def sample(cell: str) -> str:
    """A cell as a sample of its column: what kind of thing stands there, and nobody's name or number."""
    hidden = re.sub(r"[^\W\d_]{2,}", lambda found: f"{found[0][0]}***", cell)
    # A telephone or NIK is often written in groups; a day is shorter, or has a clock behind it.
    return re.sub(r"\d{5,}|\d(?:[ ./()-]{0,2}\d){8,}(?![\d:])", _starred, hidden)


def _starred(found: re.Match[str]) -> str:
    return found[0][0] + re.sub(r"\d", "*", found[0][1:])


def check_mapping(fields: Mapping[str, int], header: int, village: str | None, columns: int) -> Mapping_:
    """A mapping that can be read by. Refuses `bad_request`."""
    for name, place in fields.items():
        if name not in FIELDS or not 0 <= place < columns:
            raise Refused("bad_request", "Kolom itu tidak ada pada daftar.", field="fields")
    if len(set(fields.values())) < len(fields):
        raise Refused("bad_request", "Satu kolom dipilih dua kali.", field="fields")
    for name in NEEDED:
        if name not in fields:
            raise Refused("bad_request", f"Pilih kolom untuk {FIELDS[name]}.", field="fields")
    home = check_village(village) if village and village.strip() else None
    if home is None and "village" not in fields:
        raise Refused("bad_request", "Pilih kolom desa, atau tulis desa untuk seluruh daftar.", field="village")
    if not 0 <= header <= LOOK_ROWS:
        raise Refused("bad_request", "Baris judul tidak ada.", field="header")
    return Mapping_(dict(fields), header, home)


def is_blank(cells: Sequence[object]) -> bool:
    """Whether a row says nothing: empty, or the row of column numbers that printed tables have below their heading."""
    said = [_text(cell).strip("()") for cell in cells]
    full = [text for text in said if text]
    return not full or (len(full) > 1 and full == [str(number) for number in range(1, len(full) + 1)])


def read_row(cells: Sequence[object], mapping: Mapping_, today: date) -> Listed | None:
    """What the row says; None for a row of headings that is repeated further down. Raises Faulty."""
    at = {name: cells[place] for name, place in mapping.fields.items() if place < len(cells)}
    if heading(at.get("name")) in _FIELD_OF and heading(at.get("born_on")) in _FIELD_OF:
        return None
    name = _text(at.get("name"))
    if not name:
        raise Faulty("Nama kosong.")
    if name.startswith(_FORMULA):
        raise Faulty("Nama tidak boleh dimulai dengan = + - atau @.")
    if UNREAD in name:
        raise Faulty("Nama memuat huruf yang rusak. Simpan ulang daftarnya sebagai .xlsx atau CSV UTF-8.")
    return Listed(
        name=_checked(check_name, name),
        born_on=_born(at.get("born_on"), today),
        village=_village(at.get("village"), mapping.village),
        married=_married(at.get("married")),
        contact=_checked(check_contact, _text(at.get("contact"))),
        nik=_checked(check_nik, _number(at.get("nik"), "NIK")),
        family=_checked(check_family, _number(at.get("family"), "Nomor KK")),
    )


def changes(kept: Resident, said: Listed) -> tuple[str, ...]:
    """Which fields a row changes of somebody who is on the register; an empty cell changes nothing."""
    found = []
    if said.name != kept.name and (even_name(said.name) != even_name(kept.name) or not said.name.isupper()):
        found.append("name")
    for name in ("born_on", "village", "married", "contact", "nik", "family"):
        new = getattr(said, name)
        if new is not None and new != getattr(kept, name):
            found.append(name)
    return tuple(found)


def _born(cell: object, today: date) -> date:
    if not _text(cell):
        raise Faulty("Tanggal lahir kosong.")
    try:
        return _checked(lambda day: check_born(day, today), day_of(cell, today))
    except NoDay as fault:
        raise Faulty(str(fault)) from None


def _village(cell: object, home: str | None) -> str:
    text = _text(cell) or home
    if not text:
        raise Faulty("Desa kosong.")
    if text.startswith(_FORMULA):
        raise Faulty("Desa tidak boleh dimulai dengan = + - atau @.")
    return _checked(check_village, text)


def _married(cell: object) -> bool | None:
    text = heading(_text(cell))
    if not text or text == "-":
        return None
    if text not in _MARRIED:
        raise Faulty("Status kawin tidak dikenal.")
    return _MARRIED[text]


def _number(cell: object, label: str) -> str:
    """A number of sixteen figures; spreadsheets keep only fifteen of those that they take for an amount."""
    rounded = isinstance(cell, int | float) and not isinstance(cell, bool) and abs(cell) >= 10**15
    text = _text(cell)
    if rounded or re.fullmatch(r"'?\d[.,]\d+[eE]\+?\d+", text):
        raise Faulty(ROUNDED.format(label))
    return "" if text in ("-", "0") else text


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return " ".join(str(cell).split())


def _checked(check: Callable[..., T], value: object) -> T:
    try:
        return check(value)
    except Refused as refused:
        raise Faulty(refused.detail) from None
