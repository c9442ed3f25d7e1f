"""The work on a list, beside everybody else's: looking at its columns, reading its rows, taking them batch by batch.

It goes on after a kill wherever the store says that it stood. The reading itself happens in a process of its own
(hall.lists.process); here only rows of the store are moved, a hundred at a time, and half of the time is everybody else's.
"""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from hall import runtime
from hall.actions import resident_judging
from hall.actions.office import Office
from hall.keys import KeyGone, Unreadable
from hall.lists import vault
from hall.records import resident_imports as kept
from hall.records.resident_imports import (
    APPLIED,
    APPLYING,
    BATCH,
    CHECKED,
    CHECKING,
    DROPPED,
    FAILED,
    MAPPING,
    READING,
    Again,
    Batch,
    Import,
)
from hall.records.unit_of_work import Work
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.resident_lists import heading

READER: Final = "hall.lists.process"
LEAST_PAUSE: Final = 0.002
MOST_PAUSE: Final = 0.015
TRIES: Final = 5
PATIENCE: Final = timedelta(seconds=60)
"""Where several servers share a store: whoever gave no sign for so long is gone."""
GONE: Final = timedelta(minutes=10)
"""Where several servers share a store: so long a list is left to the one that has its file."""
KEEP_UNTAKEN: Final = timedelta(days=7)
BROKE_OFF: Final = "Unggahan terputus. Unggah lagi."
TOO_HARD: Final = (
    "Berkas ini tidak dapat dibaca: terlalu besar atau rusak. Simpan ulang sebagai .xlsx, satu desa satu berkas."
)
OTHER_KEY: Final = "Kunci data pribadi kantor ini sudah lain. Unggah lagi."

_log = logging.getLogger("antrean.residents")
_hands: set[tuple[str, int]] = set()
_asked_again: set[tuple[str, int]] = set()


def start(office: Office, slug: str, import_id: int) -> None:
    """Begins or goes on with whatever is to be done with the list, beside the caller; one at a time in a process."""
    key = (str(office.database.url), import_id)
    if key in _hands:
        _asked_again.add(key)
        return
    _hands.add(key)
    runtime.spawn(_beside, office, slug, import_id, key)


def at_work(office: Office, import_id: int) -> bool:
    """Whether this process works on the list right now."""
    return (str(office.database.url), import_id) in _hands


def _beside(office: Office, slug: str, import_id: int, key: tuple[str, int]) -> None:
    try:
        go_on(office, slug, import_id)
        while key in _asked_again:
            _asked_again.discard(key)
            go_on(office, slug, import_id)
    finally:
        _hands.discard(key)


def go_on(office: Office, slug: str, import_id: int) -> None:
    """Does what is to be done with the list until it waits for somebody or is over."""
    steps = {READING: _look, CHECKING: _check, APPLYING: _apply}
    while office.database.open:
        with office.database.reading() as connection:
            found = kept.one(connection, office.hall(slug), import_id)
        if found is None or found.state not in steps:
            return
        try:
            steps[found.state](office, slug, found)
        except Again:
            _log.info("import %s is in other hands", import_id)
            return
        except runtime.Fell:
            _failed(office, slug, found, TOO_HARD)
            return
        except KeyGone:  # nothing of it is lost: it goes on when the key is back (the next `resume`)
            return
        except Unreadable:
            _log.error("import %s was sealed with another key", import_id)
            _failed(office, slug, found, OTHER_KEY)
            return


def resume(office: Office) -> None:
    """Takes up what was under way when a server ended; throws away lists that nobody took within a week, their
    files, and what a kill left of lists that were over."""
    with office.database.reading() as connection:
        found = kept.under_way(connection)
        old = kept.forgotten(connection, office.clock.now() - KEEP_UNTAKEN)
        left = kept.leftovers(connection)
    for slug, import_id, seen in found:
        mine = office.settings.redis_url is None or vault.place(office.settings.var, import_id).exists()
        if mine or office.clock.now() - seen > PATIENCE:
            start(office, slug, import_id)
    for slug, import_id in old:
        _over(office, slug, import_id, (MAPPING, CHECKED), DROPPED)
    for import_id in left:
        _sweep_rows(office, import_id)
    _tidy(office)


def _look(office: Office, slug: str, found: Import) -> None:
    path = _file(office, found)
    if path is None:
        _failed(office, slug, found, BROKE_OFF)
        return
    name = json.loads(office.sealed.open(found.columns))["name"]
    asked = {"do": "look", "name": name, "last": _last_mapping(office, slug, found.id)} | _at(office, path)
    for answer in _answers(asked):
        if "fault" in answer:
            _failed(office, slug, found, answer["fault"])
            return
        values = {name: answer[name] for name in ("kind", "columns", "rows")}
        mapping = {"fields": answer["fields"], "header": answer["header"]}
        _move(office, slug, found.id, (READING,), MAPPING, mapping=mapping, **values)


def _check(office: Office, slug: str, found: Import) -> None:
    """From the beginning, also after a kill: rows that were read before go first."""
    path = _file(office, found)
    if path is None:
        _failed(office, slug, found, BROKE_OFF)
        return
    _sweep_rows(office, found.id)
    _move(office, slug, found.id, (CHECKING,), CHECKING, done=0, new=0, changed=0, same=0, faulty=0)
    read = replace(found, done=0, new=0, changed=0, same=0, faulty=0)
    today = business_day(office.clock.now(), office.hall(slug).timezone).isoformat()
    asked = {
        "do": "read", "fields": found.mapping["fields"], "header": found.mapping["header"], "village": found.village,
        "today": today,
    } | _at(office, path)  # fmt: skip
    for answer in _answers(asked):
        if "fault" in answer:
            _failed(office, slug, found, answer["fault"])
            return
        if "rows" in answer:
            read = _stage(office, slug, read, answer["rows"])
        else:
            _move(office, slug, found.id, (CHECKING,), CHECKED, rows=read.done)


def _file(office: Office, found: Import) -> Path | None:
    """Where the list lies on this server; None when it is gone. Raises Again where another server of the store has it: it lies
    where it was uploaded, and the next question about it may reach any of them."""
    path = vault.place(office.settings.var, found.id)
    if path.exists():
        return path
    if office.database.sqlite or office.clock.now() - found.changed_at > GONE:
        return None
    raise Again


def _stage(office: Office, slug: str, read: Import, rows: Sequence[tuple[int, str, str | None]]) -> Import:
    began = time.monotonic()
    staged = resident_judging.staged(office, office.hall(slug), rows)
    verdicts = [row.verdict for row in staged]
    further = replace(
        read, done=read.done + len(staged), new=read.new + verdicts.count("new"),
        changed=read.changed + verdicts.count("changed"), same=read.same + verdicts.count("same"),
        faulty=read.faulty + verdicts.count("faulty"),
    )  # fmt: skip

    def do(work: Work, hall: Hall) -> None:
        kept.stage(work.connection, hall, further, staged, work.now)

    office.transact(slug, do)
    _pause(began)
    return further


def _apply(office: Office, slug: str, found: Import) -> None:
    done, tries = found.done, 0
    while True:
        began = time.monotonic()
        with office.database.reading() as connection:
            rows = kept.to_take(connection, found.id, BATCH)
        if not rows:
            break
        try:
            _take(office, slug, found.id, done, resident_judging.batch(office, office.hall(slug), rows))
        except Again:  # somebody else works on the list, or on one of its people at this very moment
            tries += 1
            if tries == TRIES:
                raise
            continue
        done, tries = done + len(rows), 0
        _pause(began)
    _over(office, slug, found.id, (APPLYING,), APPLIED)


def _take(office: Office, slug: str, import_id: int, done: int, batch: Batch) -> None:
    def do(work: Work, hall: Hall) -> None:
        kept.take(work.connection, hall, import_id, done, batch, work.now)

    office.transact(slug, do)


def _over(office: Office, slug: str, import_id: int, states: tuple[str, ...], to: str) -> None:
    def do(work: Work, hall: Hall) -> None:
        end(work, hall, import_id, states, to)

    office.transact(slug, do)
    sweep(office, import_id)


def _move(office: Office, slug: str, import_id: int, states: tuple[str, ...], to: str, **values: Any) -> bool:
    def do(work: Work, hall: Hall) -> bool:
        return kept.move(work.connection, hall, import_id, states, to, work.now, **values)

    return office.transact(slug, do)


def end(work: Work, hall: Hall, import_id: int, states: tuple[str, ...], to: str) -> None:
    if kept.move(work.connection, hall, import_id, states, to, work.now):
        work.log(hall.id, f"residents.{to}", subject=f"import {import_id}")


def _failed(office: Office, slug: str, found: Import, sentence: str) -> None:
    """The list cannot be read; the clerk is told. While it is taken nothing can fail for good: it waits for its turn."""
    if _move(office, slug, found.id, (READING, CHECKING), FAILED, fault=sentence[:300]):
        _sweep_rows(office, found.id)


def _answers(asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What the reader says; its last word is an end or a fault. Raises `runtime.Fell`."""
    answer: dict[str, Any] = {}
    for line in runtime.lines_apart(READER, json.dumps(asked).encode()):
        answer = json.loads(line)
        yield answer
    if "end" not in answer and "fault" not in answer:
        raise runtime.Fell(f"{READER} said no last word")


def _at(office: Office, path: Path) -> dict[str, str]:
    office.sealed.seal("")  # the key is there before two processes want to make it
    return {"var": str(office.settings.var.resolve()), "path": str(path.resolve())}


def _pause(began: float) -> None:
    """As long as the batch took: half of the time belongs to everybody else. A busy machine is not waited for twice."""
    runtime.sleep(min(MOST_PAUSE, max(LEAST_PAUSE, time.monotonic() - began)))


def sweep(office: Office, import_id: int) -> None:
    vault.drop(office.settings.var, import_id)
    _sweep_rows(office, import_id)


def _sweep_rows(office: Office, import_id: int) -> None:
    gone = True
    while gone:
        with office.database.writing() as connection:
            gone = bool(kept.clear(connection, import_id))
        runtime.sleep(LEAST_PAUSE)


def _tidy(office: Office) -> None:
    """Uploads that broke off, and files of lists that are over. A list's file is there before others see its row: a file without
    a row is one that broke off only when it is old."""
    files = vault.kept(office.settings.var)
    ids = {path: int(path.stem) for path in files if path.suffix == vault.LIST and path.stem.isdigit()}
    with office.database.reading() as connection:
        known, over = kept.known(connection, list(ids.values()))
    old = (office.clock.now() - timedelta(days=1)).timestamp()
    for path in files:
        if ids.get(path) in over or (ids.get(path) not in known and _written(path) < old):
            path.unlink(missing_ok=True)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another hand was quicker
        return math.inf


def _last_mapping(office: Office, slug: str, before: int) -> dict[str, str]:
    """Heading -> field, as it was said for the list before this one; empty where there is none."""
    with office.database.reading() as connection:
        lists = kept.newest(connection, office.hall(slug), 20)
    said = (APPLIED, APPLYING, CHECKED)
    last = next((one for one in lists if one.state in said and one.id != before), None)
    if last is None:
        return {}
    columns = json.loads(office.sealed.open(last.columns))["columns"]
    fields = {place: name for name, place in last.mapping["fields"].items()}
    return {heading(column["heading"]): fields.get(place, "") for place, column in enumerate(columns)}
