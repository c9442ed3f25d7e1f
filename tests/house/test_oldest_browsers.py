"""Chromium 109 and Firefox 115 are the oldest browsers, on plain http: what they lack stands nowhere."""

import re
from pathlib import Path

import pytest

from tests.house.css import COMMENT, blocks
from tests.house.tree import files, short

CSS_TOO_NEW = (
    r":has\(", r"color-mix\(", r"\b(ok)?(lab|lch)\(", r"light-dark\(", r"@container", r"@scope", r"@property",
    r"@starting-style", r"\bsubgrid\b", r"\d(cqw|cqh|cqi|cqb|lh|rlh)\b", r"\b(round|mod|rem|sin|cos|tan)\(",
    r"\banchor\(", r"\bfield-sizing\b",
)  # fmt: skip
JS_TOO_NEW = (
    r"\.(toSorted|toReversed|toSpliced)\(", r"Object\.groupBy", r"Map\.groupBy", r"Promise\.(withResolvers|try)\b",
    r"Array\.fromAsync", r"AbortSignal\.any", r"URL\.canParse", r"Intl\.Segmenter", r"startViewTransition",
    r"showPopover", r"\.(symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(",
    r"\bimport\b[^;\n]*\bwith\s*\{",
)  # fmt: skip
JS_NEEDS_HTTPS = (
    r"crypto\.(randomUUID|subtle)", r"\bNotification\b", r"serviceWorker", r"navigator\.clipboard",
    r"wakeLock", r"navigator\.(usb|serial|bluetooth|hid|share)\b",
)  # fmt: skip


@pytest.mark.parametrize("word", CSS_TOO_NEW)
def test_style_sheets_use_nothing_newer_than_the_oldest_browsers(word: str) -> None:
    assert [short(path) for path in files(".css") if re.search(word, COMMENT.sub("", path.read_text()))] == []


def test_style_rules_do_not_nest() -> None:
    nested = [
        f"{short(path)}: {block.prelude}"
        for path in files(".css")
        for block in blocks(path.read_text())
        if "&" in block.prelude or any(not outer.startswith("@") for outer in block.within)
    ]
    assert nested == []


def test_a_mask_is_also_written_for_old_chromium() -> None:
    alone = [
        f"{short(path)}: {block.prelude}"
        for path in files(".css")
        for block in blocks(path.read_text())
        for name, _ in block.declarations
        if name.startswith("mask") and f"-webkit-{name}" not in dict(block.declarations)
    ]
    assert alone == []


@pytest.mark.parametrize("word", JS_TOO_NEW + JS_NEEDS_HTTPS)
def test_scripts_run_on_the_oldest_browsers_over_plain_http(word: str) -> None:
    assert [short(path) for path in files(".js", under=("static",)) if re.search(word, _code(path))] == []


def test_one_script_asks_for_the_microphone_and_looks_first_whether_there_is_one() -> None:
    asking = [path for path in files(".js", under=("static",)) if "getUserMedia" in _code(path)]
    assert [short(path) for path in asking] == ["static/js/admin/recording.js"]
    assert "window.isSecureContext &&" in _code(asking[0])


def _code(path: Path) -> str:
    """A script without its comments: they may name what is missing, and why."""
    return re.sub(r"/\*.*?\*/|^\s*//.*$", "", path.read_text(), flags=re.DOTALL | re.MULTILINE)
