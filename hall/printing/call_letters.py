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
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from hall import runtime
from hall.keys import Sealed
from hall.printing.call_sheet import Sheet
from hall.printing.documents import SIZES, pdf
from hall.rules.documents import Column, Document, Paper, Table

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
        Sheet(canvas, order, SIZES[order.paper]).draw(letter, json.loads(open_(letter.sealed))["name"], logo)
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
            letter.window,
            letter.call.lower().removeprefix("panggilan "),
            "",
        )
        for place, letter in enumerate(order.letters, 1)
    )
    columns = (
        Column("No.", 0.5, True), Column("Nama", 2.5), Column("Jam datang", 1.5), Column("Panggilan", 1),
        Column("Tanda terima", 1.4),
    )  # fmt: skip
    first = order.letters[0]
    document = Document(
        order.office, order.regency, "Daftar panggilan perekaman KTP-el", f"Desa/Kelurahan {order.village}",
        (Table(columns, rows, title=f"{first.day}, di {first.place}"),), to=f"Kepala Desa/Lurah {order.village}",
        notes=("Mohon disampaikan kepada yang bersangkutan. Perekaman gratis. Daftar ini memuat nama: simpan dengan baik.",),
        signs=(order.written, order.signer), landscape=False, large=True,
    )  # fmt: skip
    return pdf(document, order.paper)


def main() -> None:
    """One order on standard input; progress and the file (base64) on standard output, a line each."""
    runtime.kernel_pdeathsig(int(sys.argv[1]))
    asked = json.loads(sys.stdin.buffer.readline())
    sealed = Sealed(Path(asked.pop("var")), make=False)
    letters = tuple(Letter(**letter) for letter in asked.pop("letters"))
    order = Order(letters=letters, bring=tuple(asked.pop("bring")), **asked)

    def say(line: dict[str, Any]) -> None:
        os.write(1, json.dumps(line).encode() + b"\n")

    whole = made(order, sealed.open, lambda done: say({"done": done}))
    sys.stdout.buffer.write(json.dumps({"pdf": base64.b64encode(whole).decode()}).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
