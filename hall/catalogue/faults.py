"""Sentences about a catalogue that cannot be used, each with its file and line, in the office's own language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """`line` counts from 1; `file` is the file's name inside the folder."""

    file: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.file} baris {self.line}: {self.sentence}"


class BrokenCatalogue(Exception):
    """The folder cannot be used as it is. Nothing of it may be kept."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
