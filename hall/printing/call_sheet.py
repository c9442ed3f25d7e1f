"""One surat panggilan on its page: heading, the name in an envelope's window, when and where, the QR, the receipt."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from hall.printing.codes import level_for, qr_modules
from hall.printing.documents import MM
from hall.rules.documents import Paper, kop

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from hall.printing.call_letters import Letter, Order

LEFT: Final = 22 * MM
PLAIN, BOLD = "Helvetica", "Helvetica-Bold"
LEADING: Final = 1.32
BOX: Final = 62 * MM
SIGN: Final = 61 * MM
"""Where the signer's lines begin, from the foot; the receipt is below them."""
FOLDS: Final[dict[Paper, tuple[float, float]]] = {"A4": (99 * MM, 198 * MM), "F4": (105 * MM, 210 * MM)}
"""From the top: the name then stands where a long envelope has its window."""
DAY: Final = ((18, 1), (15, 2))
AT_THE_PLACE: Final = (
    "Di tempat perekaman: tunjukkan QR di layar sentuh, atau ketik kodenya, untuk mendapat nomor antrean."
)


class Sheet:
    """One page of one letter, from top to bottom. Folded at its marks, the name stands in the window of an envelope."""

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
            "Anda terdaftar sebagai wajib KTP dan belum direkam. Kami mengundang Anda datang untuk perekaman KTP-el:",
            12,
        )
        self._folds()
        self._when(letter)
        self._bring()
        self._sign()
        self._receipt(letter)

    def _heading(self, logo: Any) -> None:
        canvas, middle = self.canvas, self.width / 2
        above, office = kop(self.order.office, self.order.regency)
        if logo is not None:
            wide, high = logo.getSize()
            scale = min(22 * MM / wide, 20 * MM / high)
            canvas.drawImage(
                logo, LEFT, self.y - 14 * MM, wide * scale, high * scale, mask="auto", preserveAspectRatio=True
            )
        canvas.setFont(PLAIN, 13)
        canvas.drawCentredString(middle, self.y, _known(above.upper()))
        self._centred(office.upper(), 18, self.y - 8 * MM, self.right - LEFT - (50 * MM if logo is not None else 0))
        canvas.setLineWidth(1.6)
        canvas.line(LEFT, self.y - 15 * MM, self.right, self.y - 15 * MM)
        canvas.setLineWidth(0.5)
        canvas.line(LEFT, self.y - 16 * MM, self.right, self.y - 16 * MM)
        self.y -= 26 * MM

    def _centred(self, text: str, size: float, y: float, width: float) -> None:
        """One bold line in the middle, as large as the width allows."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        fits = min(size, size * width / max(1.0, stringWidth(_known(text), BOLD, size)))
        self.canvas.setFont(BOLD, fits)
        self.canvas.drawCentredString(self.width / 2, y, _known(text))

    def _title(self, letter: Letter) -> None:
        self.canvas.setFont(BOLD, 15)
        self.canvas.drawCentredString(self.width / 2, self.y, "SURAT PANGGILAN PEREKAMAN KTP-EL")
        self.canvas.setFont(PLAIN, 12)
        self.canvas.drawCentredString(self.width / 2, self.y - 6 * MM, _known(letter.call))
        self.y -= 17 * MM

    def _to(self, name: str, village: str) -> None:
        canvas = self.canvas
        canvas.setFont(PLAIN, 12)
        canvas.drawString(LEFT, self.y, "Kepada Yth.")
        canvas.drawRightString(self.right, self.y, _known(self.order.written))
        self.y = self._bold(name, ((15, 2), (12.5, 2), (10.5, 2)), LEFT, self.y, self.right - LEFT)
        canvas.setFont(PLAIN, 12)
        canvas.drawString(LEFT, self.y - 6 * MM, _known(f"Desa/Kelurahan {village}"))
        self.y -= 15 * MM

    def _bold(self, text: str, sizes: Sequence[tuple[float, int]], x: float, y: float, width: float) -> float:
        """Bold lines below `y`, in the first (size, most lines) that they fit; gives the last line's place."""
        for size, most in sizes:
            lines = _split(text, BOLD, size, width)
            if len(lines) <= most:
                break
        self.canvas.setFont(BOLD, size)
        for line in lines:
            y -= size * 1.25 + 1.2
            self.canvas.drawString(x, y, line)
        return y

    def _text(self, text: str, size: float, bold: bool = False, indent: float = 0) -> None:
        font = BOLD if bold else PLAIN
        self.canvas.setFont(font, size)
        for line in _split(text, font, size, self.right - LEFT - indent):
            self.canvas.drawString(LEFT + indent, self.y, line)
            self.y -= size * LEADING

    def _folds(self) -> None:
        """Two short marks at the edge: folded there the letter goes into a long envelope."""
        self.canvas.setLineWidth(0.4)
        for down in FOLDS[self.order.paper]:
            self.canvas.line(4 * MM, self.height - down, 8 * MM, self.height - down)
        self.y = min(self.y, self.height - FOLDS[self.order.paper][0] - 3 * MM)

    def _when(self, letter: Letter) -> None:
        """A box with day, hours and place, and the QR with its code beside them."""
        canvas, top, side = self.canvas, self.y, 42 * MM
        canvas.setLineWidth(1)
        canvas.roundRect(LEFT, top - BOX, self.right - LEFT, BOX, 3 * MM)
        y, wide = top - 9 * MM, self.right - LEFT - side - 18 * MM
        for label, value, sizes in (
            ("Hari, tanggal", letter.day, DAY),
            ("Jam datang", letter.window, DAY),
            ("Tempat", letter.place, ((15, 2), (13, 2), (11, 3), (9, 3))),
        ):
            canvas.setFont(PLAIN, 11)
            canvas.drawString(LEFT + 6 * MM, y, label)
            y = self._bold(value, sizes, LEFT + 6 * MM, y, wide) - 9 * MM
        self._qr(letter.qr, self.right - side - 6 * MM, top - 6 * MM - side, side)
        canvas.setFont("Courier-Bold", 20)
        canvas.drawCentredString(self.right - 6 * MM - side / 2, top - side - 16 * MM, letter.code)
        self.y = top - BOX - 9 * MM

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

    def _bring(self) -> None:
        """What to bring and to do, as large as the paper allows."""
        parts, room = self._below(), self.y - SIGN
        for size in (13, 12.5, 12, 11.5, 11, 10, 9):
            high = sum(
                len(_split(text, BOLD if bold else PLAIN, size, self.right - LEFT - indent)) * size * LEADING + gap
                for text, bold, indent, gap in parts
            )
            if high <= room:
                break
        for text, bold, indent, gap in parts:
            if indent:
                self.canvas.setFont(PLAIN, size)
                self.canvas.drawString(LEFT, self.y, "\u2022")
            self._text(text, size, bold, indent)
            self.y -= gap

    def _below(self) -> list[tuple[str, bool, float, float]]:
        """(words, bold, indent, space below) of the letter's lower half."""
        other = "Tidak dapat datang pada hari itu? Beri tahu petugas, tidak ada denda."
        if self.order.page is not None:
            other = f"Tidak dapat datang? Pilih hari lain di {self.order.page} dengan kode di atas. Tidak ada denda."
        things = ("Surat ini. Simpan sampai KTP selesai: surat ini dipakai lagi untuk mengambilnya.", *self.order.bring)
        return [
            ("Yang dibawa:", True, 0, 0),
            *((thing, False, 5 * MM, 0.5 * MM) for thing in things),
            (AT_THE_PLACE, False, 0, 2 * MM),
            (other, False, 0, 2 * MM),
            ("Perekaman KTP-el GRATIS. Jangan memberi uang kepada siapa pun.", True, 0, 0),
        ]  # fmt: skip

    def _sign(self) -> None:
        x = self.width / 2 + 15 * MM
        self.canvas.setFont(PLAIN, 12)
        self.canvas.drawString(x, SIGN - 5 * MM, _known(self.order.signer))
        self.canvas.drawString(x, SIGN - 24 * MM, "(                                              )")

    def _receipt(self, letter: Letter) -> None:
        """The strip that stays with whoever delivers the letter."""
        canvas, y = self.canvas, 30 * MM
        canvas.setDash(3, 3)
        canvas.setLineWidth(0.6)
        canvas.line(LEFT, y, self.right, y)
        canvas.setDash()
        canvas.setFont(BOLD, 10)
        canvas.drawString(LEFT, y - 6 * MM, _known(f"Tanda terima surat panggilan {letter.code}, {letter.day}"))
        canvas.setFont(PLAIN, 10)
        canvas.drawString(
            LEFT,
            y - 15 * MM,
            "Diterima tanggal .....................   Nama ..................................   Tanda tangan .................",
        )


def _known(text: str) -> str:
    return text.encode("cp1252", "replace").decode("cp1252")


def _split(text: str, font: str, size: float, width: float) -> Sequence[str]:
    from reportlab.lib.utils import simpleSplit

    lines: list[str] = simpleSplit(_known(text), font, size, width)
    return lines or [""]
