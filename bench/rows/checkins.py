"""A register of 100 000 people: letters become numbers at the kiosk, wrong codes are refused, clerks look people up."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import insert, text

from bench.clients import Refusal, closed_loop, command
from bench.probes import probe
from bench.stage import Server, running, settings_for
from bench.table import Row, p
from bench.windows import Bench, ms
from hall.actions.office import Office
from hall.actions.people import create_token
from hall.clock import SystemClock
from hall.keys import Sealed
from hall.records import residents, sessions, summonses
from hall.records.database import Database
from hall.records.tables import residents as register
from hall.records.times import micros
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import Slot
from hall.rules.summonses import code_from

HALL: Final = "kalipare"
"""Its office makes the KTP itself."""
PEOPLE: Final = 100_000
QUICK: Final = 5_000
FAMILY: Final = 4
LETTERS: Final = 12_000
"""More than three windows use: nobody comes twice."""
KIOSKS: Final = 4
LOOKERS: Final = 2
ASKED: Final = 60
ASKED_FILL: Final = 60
BATCH: Final = 2_000
VILLAGES: Final = 12
FIRST: Final = ("Satu", "Dua", "Tiga", "Empat", "Lima", "Enam", "Tujuh", "Delapan", "Sembilan", "Sepuluh")
SECOND: Final = tuple(f"Contoh{sign}" for sign in "abcdefghijklmnopqrst")
"""Words of which names are made: one in ten people has the same first word, as with real ones."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the store: letters of whole families in turn, tokens, and how long the filling took."""

    codes: tuple[str, ...]
    seconds: float
    kiosk: str
    clerk: str


def rows(bench: Bench) -> Iterator[Row]:
    """Per database: the filling, check-ins, wrong codes, and what clerks ask of so large a register."""
    many = QUICK if bench.quick else PEOPLE
    for kind in bench.kinds:
        var, url = bench.stage.store(kind)
        seen = probe(bench.folder)
        filled = fill(var, url, many)
        yield Row(
            f"{many} people registered in bulk ({kind})", f"{ASKED_FILL} s", f"{filled.seconds:.1f} s",
            filled.seconds <= ASKED_FILL, seen,
            f"by the records layer, {BATCH} a transaction, each name sealed and marked; {len(filled.codes)} letters",
        )  # fmt: skip
        with running(var, url, bench.stage.tokens) as server:
            yield _check_ins(bench, server, filled, many, kind)
            for what, requests in _looks(filled):
                yield _look(bench, server, f"{what} among {many} ({kind})", requests)


def fill(var: Path, url: str, many: int) -> Filled:
    """So many people, four to a family, everybody invented; a session of today with a letter for the first ones."""
    began = time.perf_counter()
    office = Office(Database(url), SystemClock(), settings_for(var, url))
    database, hall, now = office.database, office.hall(HALL), datetime.now(UTC)
    for start in range(0, many, BATCH):
        _register(database, office.sealed, hall, range(start, min(many, start + BATCH)), now)
    codes = _letters(database, hall, min(LETTERS, many), now)
    if not database.sqlite:  # as its own upkeep does within a minute; SQLite has none
        with database.lasting() as connection:
            connection.execute(text("VACUUM ANALYZE"))
    took = time.perf_counter() - began
    kiosk, clerk = create_token(office, HALL, "kiosk"), create_token(office, HALL, "counter", "1")
    database.close()
    return Filled(codes, took, kiosk, clerk)


def _register(database: Database, sealed: Sealed, hall: Hall, numbers: range, now: datetime) -> None:
    """One batch: people, then the words of their names."""
    names = [f"{FIRST[n % 10]} {SECOND[n // 10 % 20]} {_own(n)}" for n in numbers]
    said = [
        residents.Said(name, date(1960 + n % 49, 1 + n % 12, 1 + n % 28), f"Desa {n // FAMILY % VILLAGES}",
                       nik=f"{n:016}", family=f"{n // FAMILY:016}")
        for n, name in zip(numbers, names, strict=True)
    ]  # fmt: skip
    at = {"hall_id": hall.id, "source": "list", "created_at": micros(now), "changed_at": micros(now)}
    values = [residents.kept(sealed, one) | at | {"number": n + 1} for n, one in zip(numbers, said, strict=True)]
    with database.writing() as connection:
        connection.execute(insert(register), values)
        kept = connection.execute(
            register.select().with_only_columns(register.c.id, register.c.number)
            .where(register.c.hall_id == hall.id, register.c.number.between(numbers[0] + 1, numbers[-1] + 1))
        )  # fmt: skip
        place = {row.number - 1 - numbers[0]: row.id for row in kept}
        words = [(mark, place[at]) for at, name in enumerate(names) for mark in residents.word_marks(sealed, name)]
        residents.keep_words(connection, words)


def _own(number: int) -> str:
    """A word that nobody else has: the number in letters."""
    return "Q" + "".join("bcdfghjklm"[int(figure)] + "a" for figure in str(number))


def _letters(database: Database, hall: Hall, many: int, now: datetime) -> tuple[str, ...]:
    """A session around now, with a letter for each of the first people; gives the codes in their order."""
    zone = ZoneInfo(hall.timezone)
    day = business_day(now, hall.timezone)
    midnight = datetime.combine(day, clock(), zone)
    window = Slot(0, 0, max(midnight, now - timedelta(minutes=30)), now + timedelta(hours=2), many, many)
    kept = {
        "code": "P-bench", "day": day, "kind": "office", "place": "Kantor Kecamatan", "plan": {}, "capacity": many,
        "reserve": 0, "state": "planned", "created_by": "token:1",
    }  # fmt: skip
    codes = tuple(code_from(7_919_993 * (n + 1)) for n in range(many))
    with database.writing() as connection:
        session = sessions.add(connection, hall, kept, [window], now)
        (slot,) = sessions.slots(connection, [session])[session]
        ids = connection.execute(
            register.select().with_only_columns(register.c.id)
            .where(register.c.hall_id == hall.id).order_by(register.c.number).limit(many)
        ).scalars()  # fmt: skip
        made = {"session_id": session, "slot_id": slot.id, "call": 1, "state": "made", "created_by": "token:1"}
        all_of_them = [made | {"code": code, "resident_id": person} for code, person in zip(codes, ids, strict=True)]
        summonses.add_all(connection, hall, all_of_them, now)
    return codes


def _check_ins(bench: Bench, server: Server, filled: Filled, many: int, kind: str) -> Row:
    """Each kiosk a letter at a time; every other family comes together with one letter."""
    comers = _comers(filled.codes)
    before = _jobs(server)
    numbers: list[str] = []

    def asks() -> Iterator[bytes]:
        for code, family in comers:
            yield command(f"{HALL}/check-ins", filled.kiosk, code=code, family=family)

    def measure() -> tuple[float, list[float]]:
        took, bodies, lasted = closed_loop(server.port, [asks() for _ in range(KIOSKS)], bench.seconds)
        numbers.extend(json.loads(body)["number"] for body in bodies)
        return len(took) / lasted, took

    (rate, took), seen = bench.best(measure, lambda found: p(found[1], 99))
    if len(set(numbers)) != len(numbers) or _jobs(server) - before != len(numbers):
        raise Refusal("a number was given twice, or a slip was forgotten")
    p99 = ms(p(took, 99))
    return Row(
        f"check-in with a letter, {KIOSKS} kiosks, {many} registered ({kind})", f"p99 {ASKED} ms",
        f"{rate:.0f}/s, p50 {ms(p(took, 50)):.1f}, p99 {p99:.1f} ms", p99 <= ASKED, seen,
        f"{len(numbers)} numbers, none twice, each with its print job; one in five brings the whole family",
    )  # fmt: skip


def _comers(codes: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """(code, family): one letter for a whole family, then each of the next family alone."""
    for place, family in enumerate(_families(codes)):
        if place % 2:
            yield from ((code, False) for code in family)
        else:
            yield family[0], True


def _families(codes: Sequence[str]) -> Iterator[Sequence[str]]:
    return (codes[start : start + FAMILY] for start in range(0, len(codes), FAMILY))


def _jobs(server: Server) -> int:
    return server.count("SELECT count(*) FROM print_jobs WHERE kind = 'ticket'")


def _looks(filled: Filled) -> Iterator[tuple[str, Callable[[], Iterator[bytes]]]]:
    """What is asked of the register, and the requests that ask it."""
    kiosk, clerk = filled.kiosk, filled.clerk

    def search(words: Sequence[str]) -> Callable[[], Iterator[bytes]]:
        return lambda: (command(f"{HALL}/people/searches", clerk, text=text) for text in itertools.cycle(words))

    def read(path: str) -> Callable[[], Iterator[bytes]]:
        return lambda: itertools.repeat(
            f"GET /api/v1/halls/{HALL}/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {clerk}\r\n\r\n".encode()
        )

    def wrong() -> Iterator[bytes]:
        return (
            command(f"{HALL}/check-ins/looks", kiosk, code=code_from(7_919_993 * n + 3)) for n in itertools.count(1)
        )

    yield "a wrong code looked up", wrong
    yield (
        "a whole name searched",
        search([f"{FIRST[n % 10]} {SECOND[n // 10 % 20]} {_own(n)}" for n in range(0, 5000, 37)]),
    )
    yield (
        "two common words searched",
        search([f"{first} {second}" for first, second in zip(FIRST, SECOND, strict=False)]),
    )
    yield "a common word searched", search(FIRST)
    yield "a NIK searched", search([f"{n:016}" for n in range(0, 5000, 37)])
    yield "fifty people of a village", read("people?village=Desa%203")
    yield "the villages counted", read("people/villages")


def _look(bench: Bench, server: Server, what: str, requests: Callable[[], Iterator[bytes]]) -> Row:
    def measure() -> list[float]:
        clients = [requests() for _ in range(LOOKERS)]
        return closed_loop(server.port, clients, bench.seconds / 2, right=(b"200", b"404"))[0]

    took, seen = bench.best(measure, lambda found: p(found, 99))
    p99 = ms(p(took, 99))
    return Row(
        what, f"p99 {ASKED} ms", f"p50 {ms(p(took, 50)):.1f}, p99 {p99:.1f} ms", p99 <= ASKED, seen,
        f"{LOOKERS} who ask one after another; {len(took)} answers",
    )  # fmt: skip
