"""Whatever somebody types, the bytes hold our own commands only, and no line is wider than the paper.

The bytes are read back by `hall.printing.reader`, the same eye that draws the preview: it raises at whatever our builder
never sends on purpose.
"""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.printing.codes import qr_side
from hall.printing.plain import clip, plain, wrap
from hall.printing.raster import REAL_TIME
from hall.printing.reader import Cut, Element, Feed, Line, Present, Qr, Raster, read
from hall.printing.slips import render
from hall.rules.slips import KINDS, Slip
from printer_drivers import Profile, profiles
from tests.printing.slip_samples import KINDS_OF_SLIPS, PRINTERS, SAMPLES

OURS = {"language", "copy", "waiting", "call", "free", "served", "absent", "returned", "transferred", "minutes"}
"""Fields that hold no text of anybody."""
HOSTILE = {
    "commands": "x\x1b@\x1dV\x00y\x1b=\x00z\x1c.\x1bp\x00\x19\xfa",
    "real time": "\x10\x04\x01\x10\x05\x02\x10\x14\x01\x00\x05",
    "zero and C1": "a\x00b\x7f\x9bc\x85d",
    "right to left": "\u202eevil \u0627\u0644\u0639\u0631\u0628\u064a\u0629\u200f",
    "emoji": "😀👨‍👩‍👧‍👦🇮🇩 ☎️",
    "chinese": "排队号码，请等候",
    "combining": "a\u0301e\u0308o\u0302\u0336" + "n\u0303" * 40,
    "breaks": "\n\n\r\x0b\x0c\u2028satu\u2029dua",
    "one word of 10 000": "x" * 10_000,
    "words of 10 000": "kata " * 2_000,
    "a QR that is too long": "http://contoh.go.id/" + "a" * 4_000,
    "half a character": "a\ud800b",
    "nothing": "",
    "spaces": " \u00a0\u3000 ",
}


def full_of(slip: Slip, text: str) -> Slip:
    """The slip with this text wherever one may stand."""
    values = {each.name: _put(getattr(slip, each.name), text) for each in fields(slip) if each.name not in OURS}
    return replace(slip, **values)


def _put(value: Any, text: str) -> Any:
    if isinstance(value, str):
        return text
    return tuple(_put(each, text) for each in value) if isinstance(value, tuple) else value


def check(data: bytes, profile: Profile) -> None:
    """Ours alone, within the paper, no two empty lines, one cut at the end."""
    assert not REAL_TIME.search(data)
    found = read(data)
    for element in found:
        assert across(element) <= profile.dots, element
    empty = [isinstance(e, Feed) or (isinstance(e, Line) and not e.text.strip()) for e in found]
    assert not any(one and two for one, two in pairwise(empty))
    ends: list[Element] = {
        "none": [Feed(4)], "partial": [Cut("partial")], "full": [Cut("full"), Present(12)],
    }[profile.cutter]  # fmt: skip
    assert [e for e in found if isinstance(e, Cut | Feed | Present)] == ends
    assert found[-len(ends) :] == ends


def across(element: Element) -> int:
    if isinstance(element, Line):
        return element.columns * 12
    if isinstance(element, Raster):
        return len(element.rows[0]) * 8 * element.scale[0]
    return qr_side(element.data, element.level) * element.module if isinstance(element, Qr) else 0


@pytest.mark.parametrize("sample", sorted(SAMPLES))
@pytest.mark.parametrize("printer", sorted(PRINTERS))
def test_every_sample_stays_on_its_paper(printer: str, sample: str) -> None:
    check(render(SAMPLES[sample], PRINTERS[printer]), PRINTERS[printer])


@pytest.mark.parametrize("text", sorted(HOSTILE))
@pytest.mark.parametrize("kind", sorted(KINDS))
@pytest.mark.parametrize("printer", ["epson-80", "generic-58", "small-letters-58", "custom-vkp"])
def test_a_typed_text_cannot_command_the_printer(printer: str, kind: str, text: str) -> None:
    check(render(full_of(KINDS_OF_SLIPS[kind], HOSTILE[text]), PRINTERS[printer]), PRINTERS[printer])


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.text(max_size=120), st.sampled_from(sorted(KINDS)), st.sampled_from(sorted(PRINTERS)))
def test_whatever_is_typed_the_bytes_stay_ours(text: str, kind: str, printer: str) -> None:
    check(render(full_of(KINDS_OF_SLIPS[kind], text), PRINTERS[printer]), PRINTERS[printer])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(SAMPLES)), st.integers(24, 104), st.integers(1, 8), st.integers(3, 16),
    st.sampled_from(["native", "raster"]),
)  # fmt: skip
def test_an_own_profile_of_any_width_keeps_every_slip_on_the_paper(
    sample: str, eighths: int, scale: int, module: int, qr: Any
) -> None:
    profile = replace(profiles()["generic-58"], dots=eighths * 8, max_scale=scale, qr_module=module, qr=qr)
    check(render(SAMPLES[sample], profile), profile)


@settings(deadline=None, derandomize=True)
@given(st.text(), st.integers(8, 60), st.integers(0, 4))
def test_wrapping_keeps_every_letter_and_no_line_is_too_long(text: str, columns: int, hang: int) -> None:
    lines = wrap(text, columns, hang)
    assert all(len(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == plain(text).replace(" ", "")


@settings(deadline=None, derandomize=True)
@given(st.text(), st.integers(8, 60), st.integers(1, 4))
def test_a_text_that_is_cut_short_says_so_within_its_lines(text: str, columns: int, most: int) -> None:
    whole = wrap(text, columns)
    lines = clip(whole, most, columns)
    assert len(lines) <= most
    assert all(len(line) <= columns for line in lines)
    assert lines == whole if len(whole) <= most else lines[-1].endswith("...")


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_plain_text_is_printable_ascii_and_stays_as_it_is(text: str) -> None:
    once = plain(text)
    assert all(" " <= letter <= "~" for letter in once)
    assert plain(once) == once


def test_accents_and_marks_are_written_as_indonesians_would() -> None:
    assert plain("“Café” – Jum’at… 2×3 ½") == '"Cafe" - Jum\'at... 2x3 1/2'
