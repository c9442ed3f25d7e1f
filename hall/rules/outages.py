"""After an outage: numbers written by hand join the day's queue by their time, and never collide with the machine's.

A number that goes on from the line's last one stays. A number that the machine gave meanwhile gets the line's next one; the
citizen's paper is remembered. A number that nobody names is a gap, and a line has no gaps: it is refused by name, or marked
as not used.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hall.errors import Refused
from hall.rules.away import Range, free_number, taken_by
from hall.rules.tickets import number_of, shown_number

MOST_ROWS: Final = 100


@dataclass(frozen=True, slots=True)
class Written:
    """One line of the clerk's list: the line's letter, the figures of the number, when it was written (UTC)."""

    line: str
    count: int
    at: datetime
    layanan: str | None = None
    priority: bool = False
    unused: bool = False

    @property
    def number(self) -> str:
        """As it stands on the paper."""
        return number_of(self.line, self.count)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A written row with the number that it has from now on."""

    row: Written
    count: int

    @property
    def number(self) -> str:
        """The number that is called."""
        return number_of(self.row.line, self.count)

    @property
    def changed(self) -> bool:
        """Whether the citizen's paper shows another."""
        return self.count != self.row.count


def count_of(line: str, typed: str) -> int:
    """The figures of "A013", "A 013" or "13" in line A; `bad_request` for anything else."""
    figures = typed.strip().upper().removeprefix(line).strip()
    if not re.fullmatch(r"[0-9]{1,6}", figures) or int(figures) < 1:
        raise Refused(
            "bad_request",
            f"Nomor '{typed[:12]}' bukan nomor antrean {line}. Contoh: {shown_number(f'{line}013')}.",
            field="rows",
        )
    return int(figures)


def numbered(rows: Sequence[Written], last: int, packs: Sequence[Range] = ()) -> list[Numbered]:
    """The rows of one line with their numbers from `last` + 1 on, without gap or double; those of `packs` are jumped over."""
    _once(rows)
    _not_theirs(rows, last, packs)
    numbers = _free(last, packs)
    fresh = sorted((row for row in rows if row.count > last), key=lambda row: row.count)
    found = []
    for row in fresh:
        expected = next(numbers)
        if row.count != expected:
            missing = shown_number(number_of(row.line, expected))
            raise Refused(
                "bad_request", f"Nomor {missing} belum diisi. Isi barisnya atau tandai tidak dipakai.", field="rows"
            )
        found.append(Numbered(row, expected))
    given = sorted((row for row in rows if row.count <= last), key=lambda row: (row.at, row.count))
    for row in given:
        if row.unused:
            raise Refused(
                "bad_request",
                f"Nomor {shown_number(row.number)} sudah diberikan mesin hari ini. Hapus barisnya.",
                field="rows",
            )
    return found + [Numbered(row, next(numbers)) for row in given]


def _free(last: int, packs: Sequence[Range]) -> Iterator[int]:
    while True:
        last = free_number(last + 1, packs)
        yield last


def _not_theirs(rows: Sequence[Written], last: int, packs: Sequence[Range]) -> None:
    """Numbers that a travelling session took along are given there: here they would be somebody else's."""
    for row in rows:
        pack = taken_by(row.count, packs)
        if pack is None:
            continue
        first, end = (shown_number(number_of(row.line, count)) for count in (pack.first, pack.last))
        free = free_number(
            max([last, *(other.count for other in rows if taken_by(other.count, packs) is None)]) + 1, packs
        )
        raise Refused(
            "bad_request",
            f"Nomor {shown_number(row.number)} milik sesi {pack.session}, yang membawa {first} sampai {end}. Beri orangnya nomor "
            f"{shown_number(number_of(row.line, free))}, lalu ketik nomor itu.",
            field="rows",
        )


def _once(rows: Sequence[Written]) -> None:
    for one, other in itertools.pairwise(sorted(row.count for row in rows)):
        if one == other:
            raise Refused(
                "bad_request", f"Nomor {shown_number(number_of(rows[0].line, one))} diisi dua kali.", field="rows"
            )


def places(times: Iterable[datetime], taken: Sequence[tuple[datetime, int]], newest: int) -> list[int]:
    """A place for each time, in the order given: after who came before it, before every later comer.

    `taken`: when the day's tickets came and their places, in any order. `newest`: a place after all of them. Rows of one
    gap share it evenly, so that a second list still finds room.
    """
    wanted = list(times)
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    by_time = sorted(taken)
    moments = [at for at, _ in by_time]
    firsts = list(itertools.accumulate(reversed([place for _, place in by_time]), min))[::-1]
    known = sorted(place for _, place in taken)
    gaps: dict[tuple[int, int], list[int]] = {}
    for row in order:
        later = bisect_right(moments, wanted[row])
        upper = firsts[later] if later < len(firsts) else newest
        below = bisect_right(known, upper - 1)
        gaps.setdefault((known[below - 1] if below else 0, upper), []).append(row)
    found = [0] * len(wanted)
    for (lower, upper), rows in gaps.items():
        for nth, row in enumerate(rows, 1):
            found[row] = lower + (upper - lower) * nth // (len(rows) + 1)
    return found
