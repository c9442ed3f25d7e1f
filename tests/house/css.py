"""A small reader of style sheets: enough for the house's questions, no more."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")


@dataclass(frozen=True)
class Block:
    """What stands before a brace and the declarations right behind it; `within` are the blocks around it, outermost first."""

    prelude: str
    declarations: tuple[tuple[str, str], ...]
    within: tuple[str, ...]

    @property
    def is_rule(self) -> bool:
        return not self.prelude.startswith("@")


def blocks(text: str) -> Iterator[Block]:
    """Every block of a sheet, inner ones first."""
    text = STRING.sub('""', COMMENT.sub(" ", text))
    open_blocks: list[tuple[str, list[str]]] = []
    piece = ""
    for sign in text:
        if sign == "{":
            open_blocks.append((piece.strip(), []))
            piece = ""
        elif sign in ";}":
            if open_blocks and piece.strip():
                open_blocks[-1][1].append(piece)
            piece = ""
            if sign == "}":
                prelude, found = open_blocks.pop()
                yield Block(prelude, tuple(map(_split, found)), tuple(outer for outer, _ in open_blocks))
        else:
            piece += sign
    assert not open_blocks, f"a brace of {open_blocks[-1][0]} is never closed"


def _split(declaration: str) -> tuple[str, str]:
    name, _, value = declaration.partition(":")
    return name.strip(), value.strip()
