"""A ticket's number in a sentence stands as on screens and slips ("X 001"): `shown_number` writes it, in every sentence."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import PACKAGES, files, short

SHOWN = "shown_number("
ANNOUNCES = re.compile(r"(?:[Nn]omor(?: Anda)?|kertas|number(?: is)?) '?$")
SENTENCE = re.compile(r"[a-z]{3,} | [a-z]{3,}")
A_NUMBER = re.compile(r"(?:\.(?:number|written)|number_of\(.*\))$|^number$")
# What is no ticket's number, or stands plain in the contract.
OTHER = {
    ("hall/rules/voice.py", "number"): "the contract's own text of a call",
    ("hall/actions/registers.py", "known.number"): "a berkas",
    ("hall/actions/berkas.py", "same.number"): "a berkas",
    ("hall/actions/tasks.py", "number"): "a berkas",
    ("hall/actions/stations.py", "number"): "the register of wajib KTP",
    ("hall/actions/residents.py", "row['number']"): "the register of wajib KTP",
    ("hall/actions/recording_ends.py", "typed"): "the register of wajib KTP",
    ("hall/actions/away_sides.py", "row['number']"): "the register of wajib KTP",
    ("hall/rules/outages.py", "missing"): "written by shown_number the line before",
    ("hall/rules/outages.py", "typed[:12]"): "what was typed and is no number",
    ("hall/rules/check_ins.py", "number"): "written by shown_number at the top",
    ("hall/cli/calendar.py", "number"): "a line of a file",
    ("hall/printing/workbook.py", "number"): "a sheet",
}


def _parts(tree: ast.AST) -> Iterator[tuple[str, str, str]]:
    """(text before, the expression, the whole's own text) of every value in every f-string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            texts = [one.value if isinstance(one, ast.Constant) else "" for one in node.values]
            for place, one in enumerate(node.values):
                if isinstance(one, ast.FormattedValue):
                    before = str(texts[place - 1]) if place else ""
                    yield before, ast.unparse(one.value), "".join(map(str, texts))


def _formats(tree: ast.AST) -> Iterator[str]:
    """What stands for {number} in a sentence that is kept apart."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format":
            yield from (ast.unparse(one.value) for one in node.keywords if one.arg == "number")


def plain(path: Path) -> set[str]:
    """Expressions that write a number into a sentence of this file without `shown_number`."""
    tree = ast.parse(path.read_text())
    written = {
        value
        for before, value, whole in _parts(tree)
        if SENTENCE.search(whole) and (ANNOUNCES.search(before) or A_NUMBER.search(value))
    }
    return {value for value in written | set(_formats(tree)) if not value.startswith(SHOWN)}


def test_every_sentence_writes_a_number_as_the_slip_does() -> None:
    found = {(short(path), value) for path in files(".py", under=PACKAGES) for value in plain(path)}
    assert found - set(OTHER) == set(), "wrap it in hall.rules.tickets.shown_number, or say above what it is"
    assert set(OTHER) - found == set(), "these exceptions are not needed any more"


def test_the_look_finds_what_it_looks_for(tmp_path: Path) -> None:
    file = tmp_path / "sentences.py"
    file.write_text(
        'a = f"Nomor {found[1]} sudah lewat."\n'
        'b = f"{ticket.number} selesai dilayani"\n'
        "c = WORDS.format(number=one.number)\n"
        'd = f"Nomor {shown_number(ticket.number)} ada."\n'
        'e = f"{ticket.number} {station}"\n'
    )
    assert plain(file) == {"found[1]", "ticket.number", "one.number"}
