"""`python -m hall.lists.process <parent>`: reads one list, beside the server, and gives it out sealed.

One JSON line comes in (what to do), JSON lines go out. It may not take much memory or time, dies with the server, says
nothing of what it reads on its error channel, and what leaves it is sealed already: names are in clear here alone.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

from hall import runtime
from hall.keys import KeyGone, Sealed, Unreadable
from hall.lists import vault
from hall.lists.tables import BROKEN, TOO_LARGE, Unfit, kind_of, rows
from hall.rules.resident_lists import LOOK_ROWS, Faulty, Listed, Mapping_, guess, header_row, is_blank, read_row, sample
from hall.rules.residents import family_text, name_words, nik_text, person_text

MEMORY: Final = 1024 * 1024 * 1024
CPU_SECONDS: Final = 300
BATCH: Final = 100
SAMPLES: Final = 3
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def main() -> int:
    """Answers on standard output; the last line is `{"end": …}` or `{"fault": sentence}`."""
    runtime.kernel_pdeathsig(int(sys.argv[1]))
    os.nice(10)  # calls and TVs come first
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    asked = json.loads(sys.stdin.readline())
    sealed = Sealed(Path(asked["var"]), make=False)
    path = Path(asked["path"])
    try:
        answers = _look(path, sealed, asked) if asked["do"] == "look" else _read(path, sealed, asked)
        for answer in answers:
            _say(answer)
    except Unfit as fault:
        _say({"fault": str(fault)})
    except MemoryError:
        _say({"fault": TOO_LARGE})
    except KeyGone as gone:
        _say({"fault": gone.detail})
    except (OSError, Unreadable):
        _say({"fault": "Berkas unggahan tidak ada lagi atau tidak dapat dibuka. Unggah lagi."})
    except Exception as fault:  # noqa: BLE001 - whatever a hostile file breaks: its kind is told, never what stood in it
        _say({"fault": BROKEN, "kind": type(fault).__name__})
    return 0


def _look(path: Path, sealed: Sealed, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The columns with a few samples, sealed, and how they seem to be meant."""
    first: list[list[Any]] = []
    count = 0
    for cells in rows(lambda: vault.pieces(path, sealed)):
        count += 1
        if len(first) < LOOK_ROWS + SAMPLES:
            first.append(cells)
    header = header_row(first)
    width = max(map(len, first), default=0)
    if not width:
        raise Unfit("Tidak ada isi pada berkas ini.")
    named = first[header - 1] if header else []
    titles = [_shown(named[place]) if place < len(named) else "" for place in range(width)]
    below = [cells for cells in first[header:] if not is_blank(cells)][:SAMPLES]
    columns = [
        {"heading": titles[place] or f"Kolom {_letter(place)}",
         "samples": [sample(_shown(cells[place])) for cells in below if place < len(cells)]}
        for place in range(width)
    ]  # fmt: skip
    seen = {"columns": columns, "header": header, "name": asked["name"]}
    kind = kind_of(lambda: vault.pieces(path, sealed))
    fields = guess(titles, asked.get("last"))
    yield {
        "end": "look", "kind": kind, "columns": sealed.seal(json.dumps(seen, ensure_ascii=False)), "fields": fields,
        "header": header, "rows": count - header,
    }  # fmt: skip


def _read(path: Path, sealed: Sealed, asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every row below the headings as [number, what is kept of it, fault], a hundred at a time."""
    mapping = Mapping_(asked["fields"], asked["header"], asked["village"])
    today = date.fromisoformat(asked["today"])
    seen: dict[str, int] = {}
    batch: list[tuple[int, str, str | None]] = []
    for number, cells in enumerate(rows(lambda: vault.pieces(path, sealed)), 1):
        if number <= mapping.header or is_blank(cells):
            continue
        try:
            said = read_row(cells, mapping, today)
            if said is None:
                continue
            batch.append((number, _kept(sealed, said, number, seen), None))
        except Faulty as fault:
            batch.append((number, "", str(fault)))
        if len(batch) == BATCH:
            yield {"rows": batch}
            batch = []
    yield {"rows": batch}
    yield {"end": "read"}


def _kept(sealed: Sealed, said: Listed, number: int, seen: dict[str, int]) -> str:
    """What the register keeps of a row: the sealed part, the marks, and what stands open there too."""
    person = sealed.mark(person_text(said.name, said.born_on))
    nik = None if said.nik is None else sealed.mark(nik_text(said.nik))
    apart = None if said.nik is None else sealed.mark(person_text(said.name, said.born_on, said.nik))
    _single(number, seen, person, nik)
    secret = {"name": said.name, "contact": said.contact, "nik": said.nik, "family": said.family}
    return json.dumps({
        "s": sealed.seal(json.dumps({name: value for name, value in secret.items() if value}, ensure_ascii=False)),
        "p": person, "a": apart, "n": nik,
        "f": None if said.family is None else sealed.mark(family_text(said.family)),
        "b": said.born_on.isoformat(), "v": said.village, "m": said.married,
        "w": [int(sealed.mark(f"word:{word}")[:15], 16) for word in sorted(name_words(said.name))],
    })  # fmt: skip


def _single(number: int, seen: dict[str, int], person: str, nik: str | None) -> None:
    """Refuses a second row of the same person: the same NIK, or the same name and day of birth where not both have one."""
    bare = f"{person} without a NIK"
    if nik is not None and nik in seen:
        raise Faulty(f"Baris ganda: NIK sama dengan baris {seen[nik]}.")
    if bare in seen or (nik is None and person in seen):
        first = seen.get(bare, seen.get(person))
        raise Faulty(f"Baris ganda: nama dan tanggal lahir sama dengan baris {first}. Isi NIK bila orangnya berbeda.")
    seen[person] = seen.get(person, number)
    seen[nik or bare] = number


def _shown(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())[:60]


def _letter(place: int) -> str:
    high, low = divmod(place, 26)
    return (LETTERS[high - 1] if high else "") + LETTERS[low]


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
