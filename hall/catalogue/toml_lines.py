"""On which line of a TOML file a value stands. `tomllib` does not say, and a fault without a line helps nobody.

Good for the plain style that our files have (a key a line); what it cannot place is found at its table's heading.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_HEADING = re.compile(r"^\s*(\[\[?)\s*([\w.\-\" ]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*\"?([\w-]+)\"?\s*=")


def line_numbers(text: str) -> dict[Path, int]:
    """Path of every heading and key (list tables counted from 0) -> its line, counted from 1."""
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    here: Path = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if heading := _HEADING.match(line):
            here = _entered(heading[2].replace('"', "").split("."), heading[1] == "[[", counts)
            found.setdefault(here, number)
        elif key := _KEY.match(line):
            found.setdefault((*here, key[1]), number)
    return found


def _entered(names: list[str], is_list: bool, counts: dict[Path, int]) -> Path:
    path: Path = ()
    for name in names[:-1]:
        path = (*path, name.strip())
        if path in counts:
            path = (*path, counts[path])
    path = (*path, names[-1].strip())
    if not is_list:
        return path
    counts[path] = counts.get(path, -1) + 1
    return (*path, counts[path])


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it."""
    while path not in lines:
        path = path[:-1]
    return lines[path]
