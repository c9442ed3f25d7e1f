"""Surat panggilan as PDF, A4 or F4: one letter a person on the office's heading, with QR and code; or one list for a village.

`made(order, open_, told)` is pure but for `open_`, which opens what names a person. It runs as a process of its own
(`python -m hall.printing.call_letters`): the order is one line of JSON, its answer lines of progress and at last the file.
Names are opened in that process only and lie nowhere on disk.
"""

from __future__ import annotations

import base64
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hall import runtime
from hall.keys import Sealed
from hall.printing.codes import level_for, qr_modules
from hall.printing.documents import MM, SIZES, pdf
from hall.rules.documents import Column, Document, Paper, Table

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

LEFT: Final = 22 * MM
PLAIN, BOLD = "Helvetica", "Helvetica-Bold"
EVERY: Final = 10
"""Letters between two lines of progress."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `sealed`: what names the person, as the store keeps it. `code`: as paper shows it; `qr`: what it holds."""

    sealed: str
    village: str
    code: str
    qr: str
    day: str
    window: str
    place: str
    call: str


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made. `village`: a list of that village's letters instead of the letters. `logo`: PNG, base64."""

    office: str
    regency: str
    paper: Paper
    written: str
    letters: tuple[Letter, ...]
    bring: tuple[str, ...]
    page: str | None = None
    village: str | None = None
    logo: str | None = None
    signer: str = "Camat"

    def line(self, var: Path) -> bytes:
        """The order for the process, with the folder of the key."""
        return json.dumps({"var": str(var)} | asdict(self), ensure_ascii=False).encode()


def made(order: Order, open_: Callable[[str], str], told: Callable[[int], None]) -> bytes:
    """The file; `told` hears how many letters are done."""
    if order.village is not None:
        return _list(order, open_)
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=SIZES[order.paper], invariant=1, pageCompression=1)
    canvas.setTitle("Surat panggilan perekaman KTP-el")
    canvas.setAuthor(order.office)
    logo = None if order.logo is None else ImageReader(io.BytesIO(base64.b64decode(order.logo)))
    for place, letter in enumerate(order.letters, 1):
        _Sheet(canvas, order, SIZES[order.paper]).draw(letter, json.loads(open_(letter.sealed))["name"], logo)
        canvas.showPage()
        if place % EVERY == 0 or place == len(order.letters):
            told(place)
    canvas.save()
    return out.getvalue()


def _list(order: Order, open_: Callable[[str], str]) -> bytes:
    """Who of a village is called when, for the kepala desa; a column to sign in. No codes: they belong to the holders."""
    rows = tuple(
        (
            str(place),
            json.loads(open_(letter.sealed))["name"],
            letter.day,
            letter.window,
            letter.place,
            letter.call.lower().removeprefix("panggilan "),
            "",
        )
        for place, letter in enumerate(order.letters, 1)
    )
    columns = (
        Column("No.", 0.4, True), Column("Nama", 2.2), Column("Hari, tanggal", 1.8), Column("Jam datang", 1.3),
        Column("Tempat", 1.8), Column("Panggilan", 0.9), Column("Tanda terima", 1.6),
    )  # fmt: skip
    document = Document(
        order.office, order.regency, "Daftar panggilan perekaman KTP-el", f"Desa/Kelurahan {order.village}",
        (Table(columns, rows),), to=f"Kepala Desa/Lurah {order.village}",
        notes=("Mohon disampaikan kepada yang bersangkutan. Perekaman gratis. Daftar ini memuat nama: simpan dengan baik.",),
        signs=(order.written, order.signer),
    )  # fmt: skip
    return pdf(document, order.paper)


class _Sheet:
    """One page of one letter, from top to bottom."""

    def __init__(self, canvas: Canvas, order: Order, size: tuple[float, float]) -> None:
        self.canvas, self.order = canvas, order
        self.width, self.height = size
        self.right = self.width - LEFT
        self.y = self.height - 18 * MM

    def draw(self, letter: Letter, name: str, logo: Any) -> None:
        """The whole letter."""
        self._heading(logo)
        self._title(letter)
        self._to(name, letter.village)
        self._text(
            "Anda terdaftar sebagai wajib KTP dan belum direkam. Kami mengundang Anda datang untuk perekaman KTP-el:"
        )
        self._when(letter)
        self._bring(letter)
        self._sign()
        self._receipt(letter)

    def _heading(self, logo: Any) -> None:
        canvas, middle = self.canvas, self.width / 2
        if logo is not None:
            wide, high = logo.getSize()
            scale = min(22 * MM / wide, 20 * MM / high)
            canvas.drawImage(
                logo, LEFT, self.y - 14 * MM, wide * scale, high * scale, mask="auto", preserveAspectRatio=True
            )
        canvas.setFont(PLAIN, 12)
        canvas.drawCentredString(middle, self.y, _known(self.order.regency.upper()))
        canvas.setFont(BOLD, 17)
        canvas.drawCentredString(middle, self.y - 8 * MM, _known(self.order.office.upper()))
        canvas.setLineWidth(1.6)
        canvas.line(LEFT, self.y - 15 * MM, self.right, self.y - 15 * MM)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, self.y - 16 * MM, self.right, self.y - 16 * MM)
        self.y -= 27 * MM

    def _title(self, letter: Letter) -> None:
        self.canvas.setFont(BOLD, 15)
        self.canvas.drawCentredString(self.width / 2, self.y, "SURAT PANGGILAN PEREKAMAN KTP-EL")
        self.canvas.setFont(PLAIN, 11)
        self.canvas.drawCentredString(self.width / 2, self.y - 6 * MM, _known(letter.call))
        self.y -= 18 * MM

    def _to(self, name: str, village: str) -> None:
        canvas = self.canvas
        canvas.setFont(PLAIN, 11)
        canvas.drawString(LEFT, self.y, "Kepada Yth.")
        canvas.drawRightString(self.right, self.y, _known(self.order.written))
        canvas.setFont(BOLD, 14)
        for line in _split(name, BOLD, 14, self.right - LEFT)[:2]:
            self.y -= 6.5 * MM
            canvas.drawString(LEFT, self.y, line)
        canvas.setFont(PLAIN, 11)
        canvas.drawString(LEFT, self.y - 6 * MM, _known(f"Desa/Kelurahan {village}"))
        self.y -= 17 * MM

    def _text(self, text: str, size: float = 11, width: float | None = None, bold: bool = False) -> None:
        font = BOLD if bold else PLAIN
        self.canvas.setFont(font, size)
        for line in _split(text, font, size, width or self.right - LEFT):
            self.canvas.drawString(LEFT, self.y, line)
            self.y -= size * 1.35
        self.y -= 2 * MM

    def _when(self, letter: Letter) -> None:
        """A box with day, hours and place, and the QR with its code beside them."""
        canvas, top, side = self.canvas, self.y, 40 * MM
        canvas.setLineWidth(1)
        canvas.roundRect(LEFT, top - 58 * MM, self.right - LEFT, 58 * MM, 3 * MM)
        y = top - 9 * MM
        wide = self.right - LEFT - side - 18 * MM
        for label, value in (("Hari, tanggal", letter.day), ("Jam datang", letter.window), ("Tempat", letter.place)):
            canvas.setFont(PLAIN, 10)
            canvas.drawString(LEFT + 6 * MM, y, label)
            canvas.setFont(BOLD, 14)
            for line in _split(value, BOLD, 14, wide)[:2]:
                y -= 6 * MM
                canvas.drawString(LEFT + 6 * MM, y, line)
            y -= 8 * MM
        self._qr(letter.qr, self.right - side - 6 * MM, top - 6 * MM - side, side)
        canvas.setFont("Courier-Bold", 15)
        canvas.drawCentredString(self.right - 6 * MM - side / 2, top - 6 * MM - side - 8 * MM, letter.code)
        self.y = top - 67 * MM

    def _qr(self, data: str, x: float, y: float, side: float) -> None:
        """The code's dark modules as boxes of whole units, row by row; white paper is around it."""
        modules = qr_modules(data, level_for(data))
        boxes = []
        for row, cells in enumerate(reversed(modules)):
            start = None
            for column, dark in enumerate([*cells, False]):
                if dark and start is None:
                    start = column
                elif not dark and start is not None:
                    boxes.append(f"{start} {row} {column - start} 1 re")
                    start = None
        self.canvas.saveState()
        self.canvas.translate(x, y)
        self.canvas.scale(side / len(modules), side / len(modules))
        self.canvas.addLiteral(" ".join(boxes) + " f")
        self.canvas.restoreState()

    def _bring(self, letter: Letter) -> None:
        self._text("Yang dibawa:", bold=True)
        self.y += 2 * MM
        for thing in (
            "Surat ini. Simpan sampai KTP selesai: surat ini dipakai lagi untuk mengambilnya.",
            *self.order.bring,
        ):
            self._text(f"-  {thing}")
            self.y += 2 * MM
        self.y -= 3 * MM
        self._text("Di kantor: tunjukkan QR di layar sentuh, atau ketik kodenya, untuk mendapat nomor antrean.")
        other = "Tidak dapat datang pada hari itu? Beri tahu petugas, tidak ada denda."
        if self.order.page is not None:
            other = f"Tidak dapat datang? Pilih hari lain di {self.order.page} dengan kode di atas. Tidak ada denda."
        self._text(other)
        self._text("Perekaman KTP-el GRATIS. Jangan memberi uang kepada siapa pun.", bold=True)

    def _sign(self) -> None:
        x = self.width / 2 + 15 * MM
        self.canvas.setFont(PLAIN, 11)
        self.canvas.drawString(x, self.y - 4 * MM, _known(self.order.signer))
        self.canvas.drawString(x, self.y - 26 * MM, "(                                              )")

    def _receipt(self, letter: Letter) -> None:
        """The strip that stays with whoever delivers the letter."""
        canvas, y = self.canvas, 30 * MM
        canvas.setDash(3, 3)
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, y, self.right, y)
        canvas.setDash()
        canvas.setFont(BOLD, 9)
        canvas.drawString(LEFT, y - 5 * MM, _known(f"Tanda terima surat panggilan {letter.code}, {letter.day}"))
        canvas.setFont(PLAIN, 9)
        canvas.drawString(
            LEFT,
            y - 13 * MM,
            "Diterima tanggal ........................   Nama .....................................   Tanda tangan",
        )


def _known(text: str) -> str:
    return text.encode("cp1252", "replace").decode("cp1252")


def _split(text: str, font: str, size: float, width: float) -> Sequence[str]:
    from reportlab.lib.utils import simpleSplit

    lines: list[str] = simpleSplit(_known(text), font, size, width)
    return lines or [""]


def main() -> None:
    """One order on standard input; progress and the file (base64) on standard output, a line each."""
    runtime.kernel_pdeathsig(int(sys.argv[1]))
    asked = json.loads(sys.stdin.buffer.readline())
    sealed = Sealed(Path(asked.pop("var")))
    letters = tuple(Letter(**letter) for letter in asked.pop("letters"))
    order = Order(letters=letters, bring=tuple(asked.pop("bring")), **asked)

    def say(line: dict[str, Any]) -> None:
        os.write(1, json.dumps(line).encode() + b"\n")

    whole = made(order, sealed.open, lambda done: say({"done": done}))
    sys.stdout.buffer.write(json.dumps({"pdf": base64.b64encode(whole).decode()}).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
