"""One look: colours stand in tokens.css alone, and every pair of them can be read."""

import re

import pytest

from tests.house.css import blocks
from tests.house.tree import ROOT, files, short

TOKENS = ROOT / "static/css/tokens.css"
TILE = ROOT / "static/tile.svg"
NAMED = "black|white|red|green|blue|yellow|orange|grey|gray|brown|purple|pink|navy|teal|gold|silver|maroon"
COLOUR = re.compile(rf"#[0-9a-fA-F]{{3,8}}\b|\b(rgba?|hsla?)\(|\b({NAMED})\b(?!-)")
SCRIPT_COLOUR = re.compile(r"[\"'`:\s](#([0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8}))\b[\"'`;]|\b(rgba?|hsla?)\(\d")
DRAWN_COLOUR = re.compile(r"(fill|stroke|stop-color|color)\s*=\s*\"(?!none|currentColor|var\(|url\(#|\{\{)[^\"]*\"")

TEXT = {  # text: the grounds it stands on; at least 7:1, so that the rule of kiosk and TV holds on every screen
    "ink": ("paper", "paper-raised", "paper-sunk"), "ink-soft": ("paper", "paper-raised", "paper-sunk"),
    "on-act": ("act",), "on-act-soft": ("act-soft",), "act": ("paper", "paper-raised"), "pict": ("paper-raised",),
    "on-called": ("called", "called-soft"), "on-night": ("night", "night-raised", "night-tint"),
    "on-night-soft": ("night", "night-raised"), "soon": ("soon-soft", "paper"), "late": ("late-soft",),
    "on-late": ("late",),
}  # fmt: skip
LINES = {"rule-strong": "paper-raised", "night-line": "night-raised", "focus": "paper", "soon-edge": "soon-soft"}
MODES = (":root", "[data-contrast=tinggi]")


def test_raw_colours_stand_in_the_tokens_alone() -> None:
    raw = [
        f"{short(path)}: {block.prelude} {{ {name}: {value} }}"
        for path in files(".css")
        if path != TOKENS
        for block in blocks(path.read_text())
        for name, value in block.declarations
        if COLOUR.search(value.replace("white-space", ""))
    ]
    assert raw == []


def test_pages_scripts_and_pictograms_name_no_colour() -> None:
    """The tile excepted: it is a mask, and a mask has no colour, only more and less."""
    painted = [
        f"{short(path)}: {found.group().strip()}"
        for path in files(".html", ".js", ".svg")
        if path != TILE
        for found in (DRAWN_COLOUR if path.suffix != ".js" else SCRIPT_COLOUR).finditer(path.read_text())
    ]
    assert painted == []


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("text", "ground"), [(text, ground) for text, grounds in TEXT.items() for ground in grounds])
def test_text_stands_out_seven_to_one(mode: str, text: str, ground: str) -> None:
    assert contrast(tokens(mode), text, ground) >= 7


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("line", "ground"), LINES.items())
def test_lines_that_bound_a_control_stand_out_three_to_one(mode: str, line: str, ground: str) -> None:
    assert contrast(tokens(mode), line, ground) >= 3


@pytest.mark.parametrize(
    ("text", "ground", "ratio"),
    [("ink", "paper", 16.2), ("on-act", "act", 8.1), ("on-called", "called", 11.4), ("on-night-soft", "night", 9.7),
     ("late", "late-soft", 7.8), ("act", "paper", 7.4)],
)  # fmt: skip
def test_the_arithmetic_gives_the_designed_ratios(text: str, ground: str, ratio: float) -> None:
    assert contrast(tokens(":root"), text, ground) == pytest.approx(ratio, abs=0.06)


def tokens(mode: str) -> dict[str, str]:
    """Each token's value in a mode, references followed to the end."""
    sheet = {block.prelude: dict(block.declarations) for block in blocks(TOKENS.read_text()) if block.declarations}
    values = {name.removeprefix("--"): value for name, value in (sheet[":root"] | sheet[mode]).items()}
    for _ in range(3):
        values = {
            name: values[value[6:-1]] if re.fullmatch(r"var\(--[\w-]+\)", value) else value
            for name, value in values.items()
        }
    return values


def contrast(values: dict[str, str], one: str, other: str) -> float:
    """The ratio of WCAG 2 between two tokens."""
    light, dark = sorted((_luminance(values[one]), _luminance(values[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
