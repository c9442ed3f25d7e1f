"""Lists of people for tests (all visibly invented), and how they are brought in."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from hall.actions import resident_imports, resident_reading
from hall.actions.office import Office
from hall.records import resident_imports as kept
from hall.records import residents
from hall.records.resident_imports import Import, StagedRow
from hall.rules.access import Identity
from hall.rules.residents import Resident
from tests.office import answer, asks
from tests.patience import eventually

HALL = "kalipare"
HEADINGS = ("No", "NIK", "Nama Lengkap", "Tanggal Lahir", "Desa", "No KK", "Telepon", "Status Kawin")
REST = ("reading", "checking", "applying")
OPERATOR = Identity("person:9", "person", HALL, frozenset({"counter"}), "Petugas", staff_roles=frozenset({"operator"}))


def row(number: int, name: str | None = None, **said: str) -> list[str]:
    """A row of a list; `said` by heading."""
    values = {
        "No": str(number), "NIK": f"{number:016}", "Nama Lengkap": name or f"Contoh Nomor {number}",
        "Tanggal Lahir": f"{1 + number % 28:02}-{1 + number % 12:02}-2008", "Desa": "Arjosari",
        "No KK": f"{number // 4:016}", "Telepon": "", "Status Kawin": "Belum Kawin",
    }  # fmt: skip
    return list((values | said).values())


def csv_of(rows: Sequence[Sequence[str]], sign: str = ";", encoding: str = "utf-8") -> bytes:
    """The rows below the usual headings."""
    return "".join(sign.join(cells) + "\r\n" for cells in (HEADINGS, *rows)).encode(encoding)


def xlsx_of(rows: Sequence[Sequence[Any]], **parts: str) -> bytes:
    """A workbook as a program would write it: numbers as numbers, all else as text. `parts`: of the archive, instead."""
    lines = []
    for number, cells in enumerate(rows, 1):
        made = "".join(_cell(f"{chr(65 + place)}{number}", value) for place, value in enumerate(cells))
        lines.append(f'<row r="{number}">{made}</row>' if cells else "")
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    ties = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    whole = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{ties}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{ties}">'
        '<sheets><sheet name="Daftar" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{ties}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{"".join(lines)}</sheetData></worksheet>',
    } | parts  # fmt: skip
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in whole.items():
            archive.writestr(name, text)
    return packed.getvalue()


def _cell(place: str, value: Any) -> str:
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'


def upload(office: Office, content: bytes, *, name: str = "daftar.csv", village: str | None = None) -> Import:
    """The list as it stands when its columns were looked at."""
    made = answer(
        resident_imports.take_in(office, HALL, asks("imports"), name, village, [content], OPERATOR)
    )  # fmt: skip
    return settled(office, made["id"])


def settled(office: Office, import_id: int) -> Import:
    """The list when nobody works on it any more."""

    def look() -> Import | None:
        idle = not resident_reading.at_work(office, import_id)
        found = one(office, import_id)
        return None if found.state in REST or not idle else found

    at_rest: Import = eventually(look, "the list is at rest")
    return at_rest


def one(office: Office, import_id: int) -> Import:
    with office.database.reading() as connection:
        found = kept.one(connection, office.hall(HALL), import_id)
    assert found is not None
    return found


def mapped(
    office: Office, found: Import, *, fields: Mapping[str, int] | None = None, village: str | None = None
) -> Import:
    """The list with every row read, by the mapping that was guessed where none is given."""
    chosen = found.mapping["fields"] if fields is None else fields
    header = found.mapping["header"]
    resident_imports.map_columns(office, HALL, asks("mapping"), found.id, chosen, header, village, OPERATOR)
    return settled(office, found.id)


def applied(office: Office, found: Import) -> Import:
    """The list, taken."""
    resident_imports.apply(office, HALL, asks("applications"), found.id, OPERATOR)
    return settled(office, found.id)


def brought_in(office: Office, content: bytes, **how: Any) -> Import:
    """From the upload to the end."""
    return applied(office, mapped(office, upload(office, content, **how)))


def people(office: Office) -> list[Resident]:
    """Everybody on the register."""
    from sqlalchemy import select

    from hall.records.tables import residents as table

    hall = office.hall(HALL)
    with office.database.reading() as connection:
        ids = connection.execute(select(table.c.id).where(table.c.hall_id == hall.id)).scalars().all()
        return residents.read(connection, office.sealed, hall, ids)


def rows_of(office: Office, found: Import, verdict: str) -> list[StagedRow]:
    """The rows of one verdict."""
    with office.database.reading() as connection:
        return kept.page(connection, found.id, verdict, 0, 1000)


def store_bytes(office: Office) -> bytes:
    """Everything that the store has on disk (SQLite)."""
    file = Path(str(office.database.url.database))
    return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
