"""Pages keep to the strict content policy, and nothing comes from outside the server."""

import re

from tests.house.tree import SCREENS, files, short

INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"'{]|javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)"
)
OUTSIDE = re.compile(r"(https?:)?//[a-z0-9][a-z0-9.-]*\.[a-z]{2,}", re.IGNORECASE)
NOT_AN_ADDRESS = re.compile(r"https?://www\.w3\.org/[\w/]+")  # names of XML namespaces: never fetched


def test_templates_hold_no_inline_script_or_style() -> None:
    inline = [
        f"{short(path)}: {found.group()}"
        for path in files(".html", under=SCREENS)
        for found in INLINE.finditer(_without_comments(path.read_text()))
    ]
    assert inline == []


def test_nothing_on_a_screen_comes_from_outside_the_server() -> None:
    outside = [
        f"{short(path)}: {found.group()}"
        for path in files(".html", ".css", ".js", ".svg", under=SCREENS)
        for found in OUTSIDE.finditer(NOT_AN_ADDRESS.sub("", path.read_text()))
    ]
    assert outside == []


def test_scripts_import_by_relative_addresses() -> None:
    bare = [
        f"{short(path)}: {found.group(1)}"
        for path in files(".js", under=("static",))
        for found in re.finditer(r"^\s*import\b[^\"';]*[\"']([^\"']+)[\"']", path.read_text(), re.MULTILINE)
        if not found.group(1).startswith(("./", "../"))
    ]
    assert bare == []


def _without_comments(template: str) -> str:
    return re.sub(r"\{#.*?#\}", "", template, flags=re.DOTALL)
