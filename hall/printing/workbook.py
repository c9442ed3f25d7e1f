"""A document as an XLSX workbook: every cell is text, so nothing in it is ever counted, rounded or carried out.

ECMA-376, the least of it: one sheet a table, strings in their cells. The same document gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape

from hall.rules.documents import Document, Table, harmless

_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TIES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_KIND: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_UNFIT: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
TITLES, BOLD, PLAIN = 30, 1, 2
WIDTH: Final = 16


def xlsx(document: Document) -> bytes:
    """The document's tables; above each stand the office, the title and the period."""
    sheets = [(f"{table.title or document.title}"[:TITLES], table) for table in document.tables]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts(document, sheets):
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), _HEAD + text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _parts(document: Document, sheets: list[tuple[str, Table]]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(sheets) + 1)
    kinds = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        for number in numbers
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_KIND}.styles+xml"/>{kinds}</Types>',
    )
    yield "_rels/.rels", _tied([("officeDocument", "xl/workbook.xml")])
    ties = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _tied([*ties, ("styles", "styles.xml")])
    named = "".join(
        f'<sheet name="{_name(title, number)}" sheetId="{number}" r:id="r{number}"/>'
        for number, (title, _) in enumerate(sheets, 1)
    )
    yield "xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_TIES}"><sheets>{named}</sheets></workbook>'
    yield "xl/styles.xml", _styles()
    for number, (_, table) in enumerate(sheets, 1):
        yield f"xl/worksheets/sheet{number}.xml", _sheet(document, table)


def _tied(targets: list[tuple[str, str]]) -> str:
    ties = "".join(
        f'<Relationship Id="r{number}" Type="{_TIES}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{ties}</Relationships>'


def _styles() -> str:
    """0 as it comes, 1 bold, 2 text (a spreadsheet that keeps it must not make a number of a NIK)."""
    return (
        f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font/><font><b/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
        '<cellXfs count="3"><xf/><xf fontId="1" applyFont="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs></styleSheet>'
    )


def _sheet(document: Document, table: Table) -> str:
    heads = [[document.office], [document.title], [document.period], []]
    lines = [(BOLD, cells) for cells in heads] + [(BOLD, [column.title for column in table.columns])]
    lines += [(PLAIN, list(cells)) for cells in table.rows]
    if table.total is not None:
        lines.append((BOLD, list(table.total)))
    rows = "".join(_row(number, style, cells) for number, (style, cells) in enumerate(lines, 1) if cells)
    wide = "".join(
        f'<col min="{place}" max="{place}" width="{WIDTH * max(column.share, 0.6):.0f}" customWidth="1"/>'
        for place, column in enumerate(table.columns, 1)
    )
    return f'<worksheet xmlns="{_MAIN}"><cols>{wide}</cols><sheetData>{rows}</sheetData></worksheet>'


def _row(number: int, style: int, cells: list[str]) -> str:
    made = "".join(
        f'<c r="{_letters(place)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{_text(cell)}</t></is></c>'
        for place, cell in enumerate(cells)
        if cell
    )
    return f'<row r="{number}">{made}</row>'


def _text(cell: str) -> str:
    return escape(harmless(_UNFIT.sub("", cell)))


def _name(title: str, number: int) -> str:
    """A sheet's name: no sign that spreadsheets refuse, and never the same twice."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip() or "Lembar"
    return escape(plain if number == 1 else f"{plain[: TITLES - 4]} {number}", {'"': "&quot;"})


def _letters(place: int) -> str:
    high, low = divmod(place, 26)
    return (_letters(high - 1) if high else "") + chr(65 + low)
