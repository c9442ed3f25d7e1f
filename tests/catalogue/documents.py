"""The SOP documents under tests/seeds, read by a machine and by nothing of ours: the ruler for the transcription.

Persons are blacked out in these copies; everything else is byte for byte the offices' own text.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SEEDS = Path(__file__).parent.parent / "seeds"
KERJO_LEGALISIR = "000_23b6fdf8f737419d.txt"
JUMAPOLO = "001_22e50b672b750263.txt"
KALIPARE = "002_4e76072064bed09b.txt"
KERJO_PERDA = "003_e8167dc055800cce.txt"
BARITO_KUALA = "004_c7c60e6e08b7e97c.txt"

HEADINGS = {KALIPARE: re.compile(r"SOP (?!PATEN)"), BARITO_KUALA: re.compile(r"S\.O")}


def plain(text: str) -> str:
    """Without markup tags; runs of white space are one space."""
    return " ".join(re.sub(r"</?[bi]>", "", text).split())


@cache
def text_of(file: str) -> str:
    return (SEEDS / file).read_text(encoding="utf-8")


@dataclass(frozen=True)
class Section:
    """One SOP of a tab-separated document: every line of it is in exactly one of these."""

    heading: str
    labels: tuple[tuple[str, ...], ...]
    rows: tuple[tuple[str, ...], ...]
    total: str | None
    loose: tuple[str, ...]

    @property
    def role_columns(self) -> tuple[str, ...]:
        """What the second row of labels names before the requirement."""
        named = [label for label in self.labels[1] if label]
        return tuple(named[: next(i for i, label in enumerate(named) if label.startswith("Persyaratan"))])


@cache
def tabbed(file: str) -> tuple[Section, ...]:
    """The SOPs of a tab-separated document, in reading order."""
    lines = text_of(file).splitlines()
    starts = [at for at, line in enumerate(lines) if HEADINGS[file].match(line)]
    return tuple(_section(lines[a:b]) for a, b in zip(starts, [*starts[1:], len(lines)], strict=True))


def before_first(file: str) -> str:
    """What stands before the first heading."""
    lines = text_of(file).splitlines()
    return plain(" ".join(lines[: next(at for at, line in enumerate(lines) if HEADINGS[file].match(line))]))


def _section(lines: list[str]) -> Section:
    table = [cells(line) for line in lines if "\t" in line]
    rows = table[2:]
    totals = [row for row in rows if row[0].startswith("Jangka Waktu")]
    return Section(
        heading=plain(lines[0]),
        labels=(table[0], table[1]),
        rows=tuple(row for row in rows if row not in totals),
        total=next((cell for row in totals for cell in row[1:] if cell), None),
        loose=tuple(plain(line) for line in lines[1:] if line.strip() and "\t" not in line),
    )


def cells(line: str) -> tuple[str, ...]:
    return tuple(plain(cell) for cell in line.split("\t"))


def filled(row: tuple[str, ...]) -> list[str]:
    return [cell for cell in row if cell]


@cache
def jumapolo() -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """The words of each of the six SOPs: header page, table. Every header page ends in "masing-masing OPD"."""
    pages = text_of(JUMAPOLO).split("PEMERINTAH KABUPATEN KARANGANYAR")[1:]
    split = [
        page.split("masing-masing \nOPD" if "masing-masing \nOPD" in page else "masing-masing OPD") for page in pages
    ]
    return tuple((tuple(head.split()), tuple(table.split())) for head, table in split)


@cache
def jumapolo_cells(index: int) -> tuple[str, ...]:
    """A table of Jumapolo cut where the layout cuts it: two spaces, or a line that begins with one, end a cell.

    Every row gives two pieces: number and text; requirement, time and output. The first piece carries labels before it.
    """
    page = text_of(JUMAPOLO).split("PEMERINTAH KABUPATEN KARANGANYAR")[index + 1]
    pieces = re.split(r"\s*(?:\n | {2,})\s*", page.split("masing-masing")[1])
    return tuple(plain(piece) for piece in pieces if piece.strip())


def jumapolo_cover() -> list[str]:
    return text_of(JUMAPOLO).split("PEMERINTAH KABUPATEN KARANGANYAR")[0].split()


def kerjo_legalisir_words() -> list[str]:
    """The whole of the document up to its table, rules of dashes left out."""
    head = text_of(KERJO_LEGALISIR).split("NO.\tUraian Prosedur")[0]
    return [word for word in plain(head.replace("**", " ")).split() if not re.fullmatch("-+", word)]


def kerjo_legalisir_table() -> tuple[tuple[str, ...], ...]:
    return tuple(
        cells(line) for line in ("NO.\tUraian" + text_of(KERJO_LEGALISIR).split("NO.\tUraian")[1]).splitlines() if line
    )


def kerjo_perda() -> tuple[list[str], list[str]]:
    """The words of the header page and those of the drawn flow."""
    head, flow = text_of(KERJO_PERDA).split("Pelapor Datang")
    return head.split(), ("Pelapor Datang" + flow).split()
