"""A document as PDF, A4 or F4 (215 x 330 mm, the paper of Indonesian offices), with the office's heading on its first page.

`pdf(document, paper) -> bytes` is pure: the same document gives the same bytes. ReportLab is loaded with the first one.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final
from xml.sax.saxutils import escape

from hall.rules.documents import Column, Document, Paper, Table, kop

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

MM: Final = 72 / 25.4
SIZES: Final[dict[Paper, tuple[float, float]]] = {"A4": (210 * MM, 297 * MM), "F4": (215 * MM, 330 * MM)}
MARGIN: Final = 15 * MM
FRAME: Final = 6.0
"""What ReportLab's frames keep free inside of the margin, points."""
SMALL, PLAIN, LARGE = 8, 9, 13
HAND = 11
"""Letters of a paper in which people sign, and about the room above and below them."""
GREY: Final = 0.45
NBSP: Final = "\u00a0"
"""Room to sign between two brackets: spaces that a paragraph does not fold into one."""


def pdf(document: Document, paper: Paper = "A4") -> bytes:
    """The document as a PDF file. Names on it are the office's own business: it is made when asked and never kept."""
    from reportlab.platypus import SimpleDocTemplate

    width, height = SIZES[paper]
    if document.landscape:
        width, height = height, width
    made = io.BytesIO()
    template = SimpleDocTemplate(
        made, pagesize=(width, height), leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN,
        bottomMargin=MARGIN + 4 * MM, title=document.title, author=document.office, invariant=1,
    )  # fmt: skip
    parts, inner = _heading(document), width - 2 * MARGIN - 2 * FRAME
    for table in document.tables:
        parts += _table(table, inner, HAND if document.large else SMALL)
    parts += _end(document, inner)
    template.build(parts, canvasmaker=_counting(f"{document.title}, {document.period}"))
    return made.getvalue()


def _words(text: str, size: float = PLAIN, **style: Any) -> Flowable:
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    font = "Helvetica-Bold" if style.pop("bold", False) else "Helvetica"
    # splitLongWords: a name without a space must not run over its neighbour's cell
    kind = ParagraphStyle("x", fontName=font, fontSize=size, leading=size * 1.25, splitLongWords=1, **style)
    return Paragraph(escape(_known(text)), kind)


def _known(text: str) -> str:
    """The standard fonts know Latin-1; what they lack is shown as a question mark, never as a black box."""
    return text.encode("cp1252", "replace").decode("cp1252")


def _heading(document: Document) -> list[Flowable]:
    from reportlab.lib.enums import TA_CENTER
    from reportlab.platypus import HRFlowable, Spacer

    above, office = kop(document.office, document.regency)
    parts = [
        _words(above.upper(), PLAIN, alignment=TA_CENTER),
        _words(office.upper(), LARGE, alignment=TA_CENTER, bold=True),
        Spacer(1, 2 * MM),
        HRFlowable(width="100%", thickness=1.4, color="black", spaceAfter=4 * MM),
        _words(document.title.upper(), LARGE - 1, alignment=TA_CENTER, bold=True),
        _words(document.period, HAND if document.large else PLAIN, alignment=TA_CENTER, spaceAfter=3 * MM),
    ]
    if document.to:
        parts.append(_words(f"Kepada Yth. {document.to}", HAND if document.large else PLAIN, spaceAfter=3 * MM))
    return parts


def _table(table: Table, width: float, size: float) -> list[Flowable]:
    from reportlab.lib.enums import TA_CENTER, TA_RIGHT
    from reportlab.platypus import LongTable, Spacer, TableStyle

    def cell(text: str, column: Column, **style: Any) -> Flowable:
        return _words(text, size, **({"alignment": TA_RIGHT} if column.figures else {}), **style)

    shares = sum(column.share for column in table.columns)
    rows = [[_words(column.title, size, bold=True, alignment=TA_CENTER) for column in table.columns]]
    rows += [[cell(text, column) for text, column in zip(row, table.columns, strict=True)] for row in table.rows]
    if table.total is not None:
        rows.append([cell(text, column, bold=True) for text, column in zip(table.total, table.columns, strict=True)])
    look: list[tuple[Any, ...]] = [
        ("GRID", (0, 0), (-1, -1), 0.5, (0, 0, 0)),
        ("BACKGROUND", (0, 0), (-1, 0), (0.92, 0.92, 0.92)),
        ("VALIGN", (0, 0), (-1, 0), "MIDDLE"),
        ("VALIGN", (0, 1), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.8),
    ]
    if size == HAND:
        look += [("TOPPADDING", (0, 1), (-1, -1), HAND * 0.6), ("BOTTOMPADDING", (0, 1), (-1, -1), HAND * 0.9)]
    if not table.rows:
        rows.insert(1, [_words(table.empty, SMALL, alignment=TA_CENTER), *[""] * (len(table.columns) - 1)])
        look.append(("SPAN", (0, 1), (-1, 1)))
    drawn = LongTable(
        rows,
        colWidths=[width * column.share / shares for column in table.columns],
        repeatRows=1,
        style=TableStyle(look),
    )
    title = (
        [_words(table.title, max(PLAIN, size), bold=True, spaceBefore=2 * MM, spaceAfter=1.5 * MM)]
        if table.title
        else []
    )
    return [*title, drawn, Spacer(1, 4 * MM)]


def _end(document: Document, width: float) -> list[Flowable]:
    """The notes, and who signs: beside them on a wide page, so that no signature stands alone on the next one."""
    from reportlab.platypus import KeepTogether, Spacer, Table, TableStyle

    size = HAND if document.large else PLAIN
    notes: list[Flowable] = [_words(note, HAND if document.large else SMALL) for note in document.notes]
    if not document.signs:
        return notes
    beside = document.landscape and bool(notes)
    left = 0 if beside else (180 if document.landscape else 105) * MM
    place, signer = document.signs
    signed = [
        Spacer(1, (0 if beside else 4) * MM), _words(place, size, leftIndent=left), _words(signer, size, leftIndent=left),
        Spacer(1, 18 * MM), _words(f"({NBSP * 50})", size, leftIndent=left),
    ]  # fmt: skip
    if not beside:
        return [*notes, KeepTogether(signed)]
    look = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, 0), 0)]
    return [Table([[notes, signed]], colWidths=[width * 0.68, width * 0.32], style=TableStyle(look))]


def _counting(foot: str) -> type:
    """A canvas that knows on each page how many there are: a lost page of a register is seen."""
    from reportlab.pdfgen.canvas import Canvas

    class Counting(Canvas):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            for page, state in enumerate(self._kept, 1):
                self.__dict__.update(state)
                self.setFont("Helvetica", SMALL)
                self.setFillGray(GREY)
                self.drawString(MARGIN, MARGIN - 4 * MM, _known(foot))
                self.drawRightString(
                    self._pagesize[0] - MARGIN, MARGIN - 4 * MM, f"Halaman {page} dari {len(self._kept)}"
                )
                super().showPage()
            super().save()

    return Counting
