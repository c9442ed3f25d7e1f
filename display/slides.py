"""What the TV shows between calls: the papers to bring for some layanan, and the office's pledge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypedDict

from hall.rules.layanan import Layanan

_FEWEST, _MOST = 2, 5  # so many papers fit a slide and are worth one
_SLIDES = 6  # at twelve seconds each, everybody who waits sees all of them
_WIDEST = 34  # characters of a paper that stand in one line beside the picture
_LEGIBLE = 420  # characters of a pledge that one slide shows large enough for the back row
_COUNTED = {2: "dua", 3: "tiga", 4: "empat", 5: "lima"}


class Paper(TypedDict):
    """One paper with its picture."""

    text: str
    pictogram: str


class Slide(TypedDict):
    """What the display's template draws."""

    title: str
    heading: str
    pictogram: str
    papers: list[Paper]


def chosen(layanan: Iterable[Layanan]) -> list[Slide]:
    """Slides for the active citizen layanan whose papers fit one slide; delicate ones are never on the TV.

    In the order given, six at most; an empty list where no layanan fits.
    """
    return [_slide(each) for each in layanan if _fits(each)][:_SLIDES]


def _fits(layanan: Layanan) -> bool:
    papers = layanan.persyaratan
    return (
        layanan.active
        and layanan.audience == "citizen"
        and not layanan.delicate
        and not layanan.persyaratan_office
        and _FEWEST <= len(papers) <= _MOST
        and all(len(paper.short) <= _WIDEST for paper in papers)
    )


def _slide(layanan: Layanan) -> Slide:
    return Slide(
        title=layanan.title,
        heading=f"Bawa {_COUNTED[len(layanan.persyaratan)]} berkas ini",
        pictogram=layanan.pictogram,
        papers=[Paper(text=paper.short, pictogram=paper.pictogram) for paper in layanan.persyaratan],
    )


def pledge(maklumat: str) -> list[str]:
    """The office's maklumat in texts of one slide each, parted between paragraphs and sentences; empty where there is none."""
    pages: list[str] = []
    for part in re.split(r"(?<=[.!?;:])(?=\s)|(?=\n)", maklumat.strip()):
        if pages and len(pages[-1]) + len(part) <= _LEGIBLE:
            pages[-1] += part
        else:
            pages.append(part.strip())
    return [page for page in pages if page]
