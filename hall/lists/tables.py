"""The rows of a CSV or XLSX, whatever a spreadsheet, a portal or a village made of it; a sentence for everything else.

Runs only inside hall.lists.process: whoever sends garbage must not hold up a call.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, Final

from hall.rules.resident_lists import MOST_COLUMNS

MOST_ROWS: Final = 200_000
MOST_UNPACKED: Final = 300 * 1024 * 1024
MOST_LINE: Final = 64 * 1024
MOST_CELL: Final = 4_000
HEAD: Final = 64 * 1024
DELIMITERS: Final = ",;\t|"
ENCODINGS: Final = ("utf-8-sig", "cp1252")
_LINE: Final = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)")  # a cell may hold other ends (a new line of Word, U+2028)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

Pieces = Callable[[], Iterator[bytes]]
"""The bytes from the beginning, as often as they are asked for."""


class Unfit(Exception):
    """The file cannot be read as a list; the sentence (Indonesian) says what to do."""


NOT_A_LIST: Final = "Berkas ini bukan CSV atau XLSX. Simpan daftar sebagai .xlsx atau .csv, lalu unggah lagi."
TOO_LARGE: Final = (
    "Isi berkas ini terlalu besar untuk dibaca. Simpan satu lembar per desa, tanpa gambar, lalu unggah lagi."
)
NUL: Final = "Berkas ini memuat byte NUL, jadi bukan daftar teks. Simpan ulang sebagai .xlsx atau .csv."
BROKEN: Final = "Berkas Excel ini rusak atau terkunci. Buka di Excel, simpan lagi sebagai .xlsx, lalu unggah."


def kind_of(pieces: Pieces) -> str:
    """ "xlsx" or "csv". Raises Unfit for what is neither."""
    head = _head(pieces)
    if head.startswith(b"PK\x03\x04"):
        return "xlsx"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Unfit("Ini berkas Excel lama (.xls) atau berkas yang dikunci. Simpan sebagai .xlsx tanpa sandi.")
    if head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"\x1f\x8b", b"7z", b"GIF8")):
        raise Unfit(NOT_A_LIST)
    return "csv"


def rows(pieces: Pieces) -> Iterator[list[Any]]:
    """The rows of the first sheet with something in it, from row 1 on. Raises Unfit, also in the middle."""
    found = _xlsx(pieces) if kind_of(pieces) == "xlsx" else _csv(pieces)
    for number, cells in enumerate(found, 1):
        if number > MOST_ROWS:
            raise Unfit(f"Daftar ini lebih dari {MOST_ROWS:,} baris. Bagi per desa.".replace(",", "."))
        while cells and (cells[-1] is None or cells[-1] == ""):
            cells.pop()
        if len(cells) > MOST_COLUMNS:
            raise Unfit(f"Daftar ini lebih dari {MOST_COLUMNS} kolom. Hapus kolom yang tidak perlu.")
        yield [cell[:MOST_CELL] if isinstance(cell, str) else cell for cell in cells]


# -- XLSX


def _xlsx(pieces: Pieces) -> Iterator[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    packed = io.BytesIO(b"".join(pieces()))
    _check_zip(packed)
    try:
        book = CalamineWorkbook.from_filelike(packed)
        for place in range(len(book.sheet_names)):
            sheet = book.get_sheet_by_index(place)
            if sheet.end is not None:
                _check_size(sheet.end[0] + 1, sheet.end[1] + 1)
                yield from (list(cells) for cells in sheet.iter_rows())  # from row 1 on, as the spreadsheet counts
                return
    except (CalamineError, ValueError, OSError, zipfile.BadZipFile) as fault:
        raise Unfit(BROKEN) from fault
    raise Unfit("Tidak ada isi pada berkas ini.")


def _check_size(high: int, wide: int) -> None:
    if wide > MOST_COLUMNS:
        raise Unfit(f"Daftar ini lebih dari {MOST_COLUMNS} kolom. Hapus kolom yang tidak perlu.")
    if high * wide > MOST_ROWS * 40:
        raise Unfit(TOO_LARGE)


def _check_zip(packed: io.BytesIO) -> None:
    try:
        with zipfile.ZipFile(packed) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError) as fault:
        raise Unfit(BROKEN) from fault
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise Unfit(NOT_A_LIST)
    if len(parts) > 2_000 or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unfit(TOO_LARGE)
    packed.seek(0)


# -- CSV


def _csv(pieces: Pieces) -> Iterator[list[Any]]:
    encoding = _encoding(pieces)
    sample = "".join(line for _, line in zip(range(40), _lines(pieces, encoding), strict=False))
    if len(_CONTROL.findall(sample)) > 2 or not sample.strip():
        raise Unfit(NOT_A_LIST if sample.strip() else "Tidak ada isi pada berkas ini.")
    csv.field_size_limit(MOST_LINE)
    try:
        yield from csv.reader(_lines(pieces, encoding), delimiter=_delimiter(sample))
    except csv.Error as fault:
        raise Unfit("Tanda kutip pada daftar ini tidak berpasangan. Simpan ulang dari Excel sebagai CSV.") from fault


def _encoding(pieces: Pieces) -> str:
    head = _head(pieces)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) * 0.3 and even < odd / 10:
        return "utf-16-le"
    if even > len(head) * 0.3 and odd < even / 10:
        return "utf-16-be"
    if b"\0" in head:
        raise Unfit(NUL)
    for name in ENCODINGS:
        if _decodes(pieces, name):
            return name
    return "latin-1"


def _decodes(pieces: Pieces, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for piece in pieces():
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _lines(pieces: Pieces, encoding: str) -> Iterator[str]:
    """Lines with their ends. One that never ends is no line of a list."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    held = ""
    for piece in pieces():
        held += decoder.decode(piece)
        ends = max(held.rfind("\n"), held.rfind("\r", 0, -1)) + 1  # a last \r may have its \n in the next piece
        whole, held = _LINE.findall(held[:ends]), held[ends:]
        yield from (_checked(line) for line in whole)
        _checked(held)
    held += decoder.decode(b"", final=True)
    if held:
        yield _checked(held)


def _checked(line: str) -> str:
    if len(line) > MOST_LINE:
        raise Unfit("Ada baris yang terlalu panjang: berkas ini bukan daftar, atau tidak punya akhir baris.")
    if "\0" in line:
        raise Unfit(NUL)
    return line


def _delimiter(sample: str) -> str:
    """The sign that parts most rows into the same number of cells, more than one."""

    def evenness(sign: str) -> tuple[int, int]:
        widths = [len(cells) for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=sign) if cells]
        wide = [width for width in widths if width > 1]
        return (max((wide.count(width) for width in set(wide)), default=0), max(wide, default=0))

    return max(DELIMITERS, key=evenness)


def _head(pieces: Pieces) -> bytes:
    found = b""
    for piece in pieces():
        found += piece
        if len(found) >= HEAD:
            break
    return found[:HEAD]
