"""Pictograms inside pages: one SVG file each under static/pictograms, drawn inline so that a token colours them.

Two ways: `pictogram("ktp")` puts one drawing where it stands; `sprite("ktp", "kk")` puts `<symbol id="p-ktp">` at the
head of a page, and the page's scripts draw from it by `<svg class="p"><use href="#p-ktp"/></svg>`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

_OUTER = re.compile(r"<svg[^>]*>(?P<inner>.*)</svg>\s*$", re.DOTALL)


@cache
def _inner(folder: Path, name: str) -> str:
    text = (folder / f"{name}.svg").read_text(encoding="utf-8")
    found = _OUTER.match(text)
    if found is None:
        raise ValueError(f"{name}.svg is not one svg element")
    return found["inner"]


def names(folder: Path) -> list[str]:
    """Every pictogram's name in `folder`, sorted."""
    return sorted(path.stem for path in folder.glob("*.svg"))


def pictogram(folder: Path, name: str, css: str = "") -> Markup:
    """One drawing as inline SVG, hidden from readers: words always stand beside it.

    A name without a file is a fault of the template and raises FileNotFoundError.
    """
    kind = f"p {css}".strip()
    drawing = Markup(_inner(folder, name))  # noqa: S704 - our own files
    return Markup('<svg class="{}" viewBox="0 0 48 48" aria-hidden="true">{}</svg>').format(kind, drawing)


def sprite(folder: Path, *wanted: str) -> Markup:
    """The drawings that a page's scripts use, as symbols `p-<name>`; all of them where none is named."""
    symbols = "".join(
        f'<symbol id="p-{escape(name)}" viewBox="0 0 48 48">{_inner(folder, name)}</symbol>'
        for name in (wanted or names(folder))
    )
    return Markup(f'<svg class="sprite" aria-hidden="true">{symbols}</svg>')  # noqa: S704 - our own files


def globals_for(folder: Path) -> dict[str, Callable[..., Markup]]:
    """What Jinja is given: `pictogram(name, css="")` and `sprite(*names)`.

    `folder` is static/pictograms, wherever the package keeps its static files.
    """
    return {
        "pictogram": lambda name, css="": pictogram(folder, name, css),
        "sprite": lambda *wanted: sprite(folder, *wanted),
    }
