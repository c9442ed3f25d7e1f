"""Every command of perekaman, asked again and again through any server: one answer, one effect.

The commands are read from the OpenAPI document: one that is new and stands in none of the two lists here fails the test.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import select

from hall.actions import keeping
from hall.records import tables as t
from hall.records.tables.ground import metadata
from tests.caller import Caller
from tests.patience import eventually
from tests.races.recording_house import HALL, LAYANAN, Question, RecordingSite, check_in

pytestmark = pytest.mark.usefixtures("the_truth")

OTHER_ROOMS = (
    "tickets", "counters/{counter}/", "outages", "day-ends", "berkas", "registers", "layanan", "substitutes", "complaints",
    "tasks", "print-jobs",
)  # fmt: skip
"""Whose commands earlier tests repeat: what begins so is not asked here, unless the day below asks it."""
OURS_AT_COUNTERS = frozenset(
    f"counters/{{counter}}/{name}" for name in ("stations", "onward", "stations-again", "leavings", "visitors")
)


def commands(house: RecordingSite) -> set[str]:
    """The recording commands of the document: every POST that creates (201), below the hall."""
    document = house.caller("counter", HALL).get("/api/v1/openapi.json")
    found = {
        path.removeprefix("/api/v1/halls/{hall}/")
        for path, item in document["paths"].items()
        if "201" in item.get("post", {}).get("responses", {})
    }
    return {path for path in found if path in OURS_AT_COUNTERS or not path.startswith(OTHER_ROOMS)}


class Day:
    """Asks every command several times and remembers which of the document's it was."""

    def __init__(self, house: RecordingSite) -> None:
        self.house = house
        self.asked: set[str] = set()

    def asks(self, template: str, body: dict[str, Any] | None = None, role: str = "counter", **words: Any) -> Any:
        """Three at once with one request_id, and once more: the first answer is everybody's. Gives it."""
        rest = words.pop("rest", lambda: None)
        question = Question(template.format(counter="1", **words), body or {}, role)
        before = self.log()
        told = self.house.at_once([question] * 3)
        assert sorted(one.status for one in told) == [200, 200, 201], (template, [one.body for one in told])
        assert len({str(one.body) for one in told}) == 1, template
        written = Counter((row.kind, row.subject) for row in self.log() - before if row.actor != "server")
        assert set(written.values()) <= {1}, (template, written)
        rest()
        rows = self.rows()
        again = self.house.ask(question, server=1)
        assert (again.status, again.body) == (200, told[0].body), template
        assert self.rows() == rows, f"{template}: a repeat changed something"
        changed = self.house.ask(
            Question(question.path, {**question.body, **self.other(body)}, role, question.request_id)
        )
        assert body is None or changed.body["code"] in ("request_id_reused", "bad_request"), template
        self.asked.add(template)
        return told[0].body

    def other(self, body: dict[str, Any] | None) -> dict[str, Any]:
        """The same question with another body."""
        name, value = next(iter((body or {"on": False}).items()))
        return {name: value + 1 if isinstance(value, int) else [*value, 1] if isinstance(value, list) else f"{value}x"}

    def log(self) -> set[Any]:
        with self.house.reader.database.reading() as connection:
            return set(connection.execute(select(t.events)))

    def rows(self) -> dict[str, list[Any]]:
        with self.house.reader.database.reading() as connection:
            return {
                table.name: sorted(map(repr, connection.execute(select(table))))
                for table in metadata.sorted_tables
                if table.name in _OURS
            }


_OURS = frozenset(
    table.name
    for table in (
        t.residents, t.sessions, t.session_slots, t.summonses, t.summons_attempts, t.visits, t.station_runs,
        t.recording_troubles, t.tickets, t.counter_commands,
    )
)  # fmt: skip


@pytest.fixture
def day(house: RecordingSite) -> Iterator[Day]:
    """Barito Kuala's three stations at two counters, and nobody in hand."""
    office = house.live()
    keeping.set_stations(office, HALL, {"1": ("verifikasi", "kasi"), "2": ("sidik-jari",)}, "person:1")
    house.opens("1", "2", "3")
    yield Day(house)
    keeping.set_stations(office, HALL, {}, "person:1")
    office.database.close()


def test_every_command_of_recording_asked_again_has_one_answer_and_one_effect(house: RecordingSite, day: Day) -> None:
    number = of_the_register(day)
    of_a_list(house, day)
    of_sessions_and_letters(house, day, number)
    of_the_day(house, day)
    of_trouble(house, day)
    of_cards(house, day)
    assert day.asked == commands(house)


def of_the_register(day: Day) -> int:
    person = {"name": f"Contoh Ulang {day.house.turn()}", "born_on": "2008-01-01", "village": "Desa Contoh"}
    number: int = day.asks("people", person)["number"]
    told = day.asks("people/{number}/changes", person | {"village": "Desa Lain", "revision": 1}, number=number)
    assert told["revision"] == 2
    day.asks("people/{number}/states", {"state": "moved", "reason": "Pindah"}, number=number)
    day.asks("people/{number}/erasures", number=day.house.people(1)[0])
    return day.house.people(1)[0]


def of_a_list(house: RecordingSite, day: Day) -> None:
    """An upload has its request_id in the address; its list is then mapped and taken, or thrown away."""
    for end in ("applications", "discards"):
        turn = house.turn()
        found = uploaded(
            house, f"Nama,Tanggal Lahir,Desa\nContoh Daftar {turn},2008-02-03,Desa Contoh\n".encode(), turn
        )
        at, number = f"people/imports/{found['id']}", found["id"]
        words = {"fields": found["fields"], "header": found["header"]}
        if end == "applications":
            day.asks("people/imports/{import_id}/mapping", words, import_id=number, rest=rests(house, at, "checked"))
        over = rests(house, at, {"applications": "applied", "discards": "dropped"}[end])
        day.asks(f"people/imports/{{import_id}}/{end}", import_id=number, rest=over)
    day.asked.add("people/imports")


def uploaded(house: RecordingSite, content: bytes, turn: int) -> Any:
    answers = []
    for server in (0, 1, 0):
        caller = house.caller("counter", HALL, server % len(house.servers))
        raw = Caller(caller.port, caller.token, HALL, {"Content-Type": "application/octet-stream"})
        answers.append(raw.ask("POST", f"people/imports?request_id=the-same-list-{turn:08d}", content))
    assert [status for status, _ in answers] == [201, 200, 200], answers
    assert len({str(body) for _, body in answers}) == 1
    return rested(house, f"people/imports/{answers[0][1]['id']}", "mapping")


def rests(house: RecordingSite, at: str, state: str) -> Callable[[], Any]:
    return lambda: rested(house, at, state)


def rested(house: RecordingSite, at: str, state: str) -> Any:
    def look() -> Any:
        found = house.caller("counter", HALL).get(at)
        return found if found["state"] == state else None

    return eventually(look, f"the list is {state}")


def of_sessions_and_letters(house: RecordingSite, day: Day, number: int) -> None:
    plan = {"day": house.day(20), "place": "Ruang perekaman", "letters": 6}
    code = day.asks("sessions", plan)["code"]
    other = day.asks("sessions", plan | {"place": "Ruang lain"})["code"]
    assert day.asks("sessions/{session}/changes", {"letters": 5}, session=code)["capacity"] == 5
    (letter,) = day.asks("summonses", {"people": [number], "sessions": [code]})["items"]
    told = {"channel": "phone", "outcome": "other_day", "session": other}
    assert day.asks("summonses/{code}/outcomes", told, code=letter["code"])["replaced_by"]
    day.asks("sessions/{session}/cancellations", {"reason": "Pindah ruang"}, session=other)


def of_the_day(house: RecordingSite, day: Day) -> None:
    for code in house.codes_of_today():
        house.does(f"sessions/{code}/cancellations", reason="Selesai")
    today = house.session(places=6, reserve=3)
    codes = house.letters(today, house.people(2))
    number = day.asks("check-ins", {"code": codes[0]}, "kiosk")["number"]
    visit = taken_in_hand(house, number)
    first: dict[str, Any] = {"visit": visit, "station": "verifikasi"}
    day.asks("counters/{counter}/stations", first | {"outcome": "repeat"})
    day.asks("counters/{counter}/stations", first | {"outcome": "pass"})
    day.asks("counters/{counter}/stations-again", {"visit": visit})
    house.does("counters/1/stations", outcome="pass", **first)
    house.does("counters/1/stations", visit=visit, station="kasi", outcome="pass", on=False)
    assert day.asks("counters/{counter}/onward")["state"] == "waiting"
    house.does("counters/2/calls", ticket=number)
    house.does("counters/2/services")
    house.does("counters/2/stations", visit=visit, station="sidik-jari", outcome="pass")
    house.does("counters/2/completions")
    walked = house.does("tickets", "kiosk", layanan=LAYANAN)["number"]
    visit = taken_in_hand(house, walked)
    day.asks("counters/{counter}/visitors", {"visit": visit, "resident": house.people(1)[0]})
    day.asks("counters/{counter}/leavings", {"visit": visit, "reason": "Pulang"})
    house.does("counters/1/completions")
    assert house.ask(check_in(codes[1])).what == "done"


def taken_in_hand(house: RecordingSite, number: str) -> int:
    """The number is called to the first counter and served; gives its visit."""
    house.does("counters/1/calls", ticket=number)
    house.does("counters/1/services")
    return house.visit_of(number)


def of_trouble(house: RecordingSite, day: Day) -> None:
    later, still_later = (house.session(days=days, places=300, reserve=5) for days in (21, 22))
    house.does("tickets", "kiosk", layanan=LAYANAN)
    day.asks("recording-troubles", {"kind": "blanko"})
    told = day.asks("recording-troubles/postponements", {"sessions": [later.code]})
    assert told["moved"] == len(told["codes"]) >= 1
    place = {"code": told["kept_codes"][0], "session": still_later.code}
    assert day.asks("kept-places/moves", place)["session"] == still_later.code
    day.asks("recording-troubles/endings")


def of_cards(house: RecordingSite, day: Day) -> None:
    code, number = house.recorded_letter()
    for state in ("printing", "ready"):
        assert day.asks("cards", {"people": [number], "state": state})["items"][0]["ok"]
    assert day.asks("cards/collections", {"code": code})["state"] == "collected"
