"""What a row of a list means for the register as it stands: somebody new, a change of somebody, nothing, or a fault."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from hall.actions.office import Office
from hall.keys import Sealed
from hall.records import residents
from hall.records.resident_imports import Batch, StagedRow
from hall.records.residents import Said
from hall.rules.hall import Hall
from hall.rules.resident_lists import FIELDS, Listed, changes
from hall.rules.residents import Resident, person_text


@dataclass(slots=True)
class Known:
    """People of the register by their marks; what this very list adds stands there, too."""

    by_nik: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    by_person: dict[str, Mapping[str, Any]] = field(default_factory=dict)

    def note(self, row: Mapping[str, Any]) -> None:
        """This person is there."""
        self.by_person[row["person_mark"]] = row
        if row["nik_mark"] is not None:
            self.by_nik[row["nik_mark"]] = row

    def match(self, kept: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Whom a row means: by the NIK, else by name and day of birth, unless that one has another NIK."""
        if kept["n"] in self.by_nik:
            return self.by_nik[kept["n"]]
        found = self.by_person.get(kept["p"])
        other = found is not None and kept["n"] is not None and found["nik_mark"] not in (None, kept["n"])
        return self.by_person.get(kept["a"]) if other else found


@dataclass(frozen=True, slots=True)
class Judged:
    """`verdict`: new, changed or same. `resident`: who is meant, with `said` laid over what is kept."""

    verdict: str
    fields: tuple[str, ...] = ()
    resident: Resident | None = None
    said: Listed | None = field(default=None, repr=False)


def known(office: Office, hall: Hall, kept: Sequence[Mapping[str, Any]]) -> Known:
    """Everybody whom these rows may mean."""
    niks = {row["n"] for row in kept if row["n"] is not None}
    persons = {row["p"] for row in kept} | {row["a"] for row in kept if row["a"] is not None}
    found = Known()
    with office.database.reading() as connection:
        for row in residents.by_marks(connection, hall, niks, persons):
            found.note(row)
    return found


def judge(sealed: Sealed, people: Known, kept: Mapping[str, Any]) -> Judged:
    """What the row means for these people."""
    row = people.match(kept)
    if row is None:
        return Judged("new")
    resident, said = residents.opened(sealed, row), listed(sealed, kept)
    fields = changes(resident, said)
    return Judged("changed" if fields else "same", fields, resident, said)


def staged(office: Office, hall: Hall, rows: Sequence[tuple[int, str, str | None]]) -> list[StagedRow]:
    """Rows as the reader gave them, each with what it would do."""
    kept = {number: json.loads(text) for number, text, fault in rows if fault is None}
    people = known(office, hall, list(kept.values()))
    found = []
    for number, text, fault in rows:
        if fault is not None:
            found.append(StagedRow(number, "", "faulty", fault[:200]))
            continue
        judged = judge(office.sealed, people, kept[number])
        words = ", ".join(FIELDS[name] for name in judged.fields) or None
        person = None if judged.resident is None else judged.resident.id
        found.append(StagedRow(number, text, judged.verdict, words, person))
    return found


def batch(office: Office, hall: Hall, rows: Sequence[StagedRow]) -> Batch:
    """What these rows do to the register as it stands now, which may be other than when they were read."""
    kept = [json.loads(row.kept) for row in rows]
    people = known(office, hall, kept)
    found = Batch(rows=[row.row for row in rows])
    for one in kept:
        judged = judge(office.sealed, people, one)
        if judged.verdict == "new":
            values = _new(people, one)
            people.note(values)
            found.new.append((values, one["w"]))
        elif judged.verdict == "changed" and judged.resident is not None and judged.said is not None:
            found.changed.append(_changed(office.sealed, people, judged.resident, judged.said, judged.fields))
    return found


def _new(people: Known, kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "sealed": kept["s"], "person_mark": kept["a"] if kept["p"] in people.by_person else kept["p"],
        "nik_mark": kept["n"], "family_mark": kept["f"], "born_on": date.fromisoformat(kept["b"]),
        "married": int(bool(kept["m"])), "village": kept["v"],
    }  # fmt: skip


def _changed(
    sealed: Sealed, people: Known, resident: Resident, said: Listed, fields: Sequence[str]
) -> tuple[int, int, dict[str, Any], list[int]]:
    """What is kept stays where the row says nothing else."""
    merged = replace(resident, **{name: getattr(said, name) for name in fields})
    whole = Said(
        merged.name, merged.born_on, merged.village, merged.married, merged.contact, merged.nik, merged.family
    )  # fmt: skip
    other = people.by_person.get(sealed.mark(person_text(whole.name, whole.born_on)))
    values = residents.kept(sealed, whole, apart=other is not None and other.get("id") != resident.id)
    return resident.id, resident.revision, values, residents.word_marks(sealed, whole.name)


def listed(sealed: Sealed, kept: Mapping[str, Any]) -> Listed:
    """What a row said, opened."""
    secret = json.loads(sealed.open(kept["s"]))
    return Listed(
        name=secret["name"], born_on=date.fromisoformat(kept["b"]), village=kept["v"], married=kept["m"],
        contact=secret.get("contact"), nik=secret.get("nik"), family=secret.get("family"),
    )  # fmt: skip
