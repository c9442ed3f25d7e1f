"""`kill -9` in the middle of what takes many steps: a list being taken, a run of letters, a crowd that is sent home.

After the restart the same questions are asked again: nobody is doubled, nobody is lost, and every counter says what its rows say.
"""

import http.client
import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import func, select

from hall.actions import resident_reading
from hall.lists import vault
from hall.records import tables as t
from hall.rules.summonses import MOVED_DAY
from tests.caller import Caller
from tests.patience import eventually, let_midnight_pass
from tests.races.recording_house import HALL, Question, RecordingSite, check_in, made

SIZES = [
    pytest.param(450, False, id="short", marks=pytest.mark.long),
    pytest.param(3000, True, id="full", marks=pytest.mark.long),
]
"""How many people, and whether the server falls at every step."""
WAITS = (
    "SELECT count(*) FROM pg_locks JOIN pg_class ON relation = pg_class.oid WHERE relname = 'events' AND NOT granted"
)


@pytest.fixture
def house(furnished: Callable[[Path], str], tmp_path: Path) -> Iterator[RecordingSite]:
    """A hall that records on one server, which will be killed."""
    let_midnight_pass()
    site = made(furnished, tmp_path, 1)
    yield site
    site.truth()
    site.close()


def asked_through_kills(house: RecordingSite, question: Question) -> tuple[int, Any]:
    """The answer of a client that asks the same again for as long as the server is away or busy."""

    def answered() -> tuple[int, Any] | None:
        try:
            status, body = house.caller(question.role, HALL).post(question.path, question.request_id, **question.body)
        except (OSError, http.client.HTTPException):
            return None
        return None if status == 503 else (status, body)

    found: tuple[int, Any] = eventually(answered, f"{question.path} is answered", 120)
    return found


def falls(house: RecordingSite, now: bool) -> None:
    """kill -9, and up again."""
    if not now:
        return
    house.servers[0].kill()
    house.servers[0].start()


def counted(house: RecordingSite, table: Any, *where: Any) -> int:
    with house.reader.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(table).where(*where)).scalar_one())


@pytest.mark.parametrize(("people", "often"), SIZES)
def test_what_takes_many_steps_is_whole_after_a_kill(house: RecordingSite, people: int, often: bool) -> None:
    took_a_list(house, people, often=often)
    assert counted(house, t.residents) == people
    called_everybody(house, people, often=often)
    sent_a_crowd_home(house, people // 40)


def took_a_list(house: RecordingSite, people: int, *, often: bool) -> None:
    """A list goes in, and its server is killed while it is taken (`often`: also while it is looked at and read, and again)."""
    rows = "".join(f"Contoh Daftar {n},2008-02-03,Contoh\n" for n in range(people))
    caller = house.caller("counter", HALL)
    raw = Caller(caller.port, caller.token, HALL, {"Content-Type": "application/octet-stream"})
    list_ = f"Nama,Tanggal Lahir,Desa\n{rows}".encode()
    status, begun = raw.ask("POST", "people/imports?request_id=a-list-that-is-killed", list_)
    assert status == 201, begun
    at = f"people/imports/{begun['id']}"
    falls(house, often)
    found = comes_to(house, at, "mapping")
    words = {"fields": found["fields"], "header": found["header"]}
    assert asked_through_kills(house, Question(f"{at}/mapping", words))[0] == 201
    falls(house, often)
    assert comes_to(house, at, "checked")["new"] == people
    take = Question(f"{at}/applications")
    assert asked_through_kills(house, take)[0] == 201
    eventually(lambda: counted(house, t.residents) > 0, "the first batch is kept")
    falls(house, True)
    assert asked_through_kills(house, take)[0] == 200, "the same answer once more"
    falls(house, often)
    assert comes_to(house, at, "applied")["done"] == people


def called_everybody(house: RecordingSite, people: int, *, often: bool) -> None:
    """A run of letters to three sessions that hold exactly these people; the server falls between and within its batches."""
    sessions = [house.session(days=30 + n, places=people // 3) for n in range(3)]
    with ThreadPoolExecutor(1) as pool:
        letters = pool.submit(called_in_batches, house, [one.code for one in sessions])
        for least in (1, 1 + people // 3) if often else (1,):
            eventually(partial(so_many_letters, house, least), "a batch is kept", 120)
            falls(house, True)
        called = letters.result()
    assert counted(house, t.summonses) == people == len(called)
    assert set(Counter(called).values()) == {1}, "nobody has two letters"
    assert counted(house, t.session_slots, t.session_slots.c.taken == people // 3) == 3


def so_many_letters(house: RecordingSite, least: int) -> bool:
    return counted(house, t.summonses) >= least


def sent_a_crowd_home(house: RecordingSite, people: int) -> None:
    """Trouble, and the server falls while it gives everybody another day."""
    today, later = house.session(places=people), house.session(days=14, places=people)
    for code in house.letters(today, house.people(people)):
        assert house.ask(check_in(code)).what == "done"
    house.does("recording-troubles", kind="siak")
    question = Question("recording-troubles/postponements", {"sessions": [later.code]})
    with ThreadPoolExecutor(1) as pool:
        told = pool.submit(asked_through_kills, house, question)
        falls_in_the_middle(house)
        status, first = told.result()
    assert status in (200, 201)
    assert first["moved"] == people == len(set(first["codes"]))
    assert asked_through_kills(house, question) == (200, first)
    assert counted(house, t.summonses, t.summonses.c.state == MOVED_DAY) == people
    assert counted(house, t.summonses, t.summonses.c.session_id == later.id) == people


def comes_to(house: RecordingSite, at: str, state: str) -> Any:
    def look() -> Any:
        try:
            found = house.caller("counter", HALL).get(at)
        except (OSError, http.client.HTTPException):
            return None
        assert found["state"] not in ("failed", "dropped"), found
        return found if found["state"] == state else None

    return eventually(look, f"the list is {state}", 120)


def called_in_batches(house: RecordingSite, codes: list[str]) -> list[int]:
    """A run as the page makes it: batch after batch, each asked with its own request_id until it is answered."""
    called: list[int] = []
    more = True
    while more:
        batch = Question("summonses", {"sessions": codes, "criteria": {"villages": ["Contoh"]}})
        status, told = asked_through_kills(house, batch)
        assert status in (200, 201), told
        called += [item["person"] for item in told["items"]]
        more = told["more"]
    return called


def falls_in_the_middle(house: RecordingSite) -> None:
    """On PostgreSQL surely: another program holds the log of events, which the command writes last. SQLite has one writer."""
    if house.url.startswith("sqlite"):
        falls(house, True)
        return
    url = house.url.replace("+psycopg", "")
    with psycopg.connect(url) as neighbour, psycopg.connect(url, autocommit=True) as watcher:
        neighbour.execute("LOCK TABLE events IN EXCLUSIVE MODE")
        eventually(lambda: watcher.execute(WAITS).fetchone() != (0,), "the command stands before its end")
        house.servers[0].kill()
    house.servers[0].start()


def test_a_list_that_comes_in_while_leftovers_are_swept_keeps_its_file(office_url: str, tmp_path: Path) -> None:
    """Its file is there before its row is kept; a file that nobody ever says anything about goes after a day."""
    site = RecordingSite(office_url, tmp_path)
    office = site.live()
    coming = vault.place(office.settings.var, 4711)
    coming.parent.mkdir(parents=True, exist_ok=True)
    coming.write_text("")
    resident_reading.resume(office)
    assert coming.exists()
    long_ago = office.clock.now().timestamp() - 2 * 86_400
    os.utime(coming, (long_ago, long_ago))
    resident_reading.resume(office)
    assert not coming.exists()
    office.database.close()
