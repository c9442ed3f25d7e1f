"""People are called: sessions by the calendar, letters in windows, every try recorded, another day, the next call."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from hall.actions import keeping, sessions, summons_plans, summonses
from hall.actions import residents as register
from hall.actions.office import Office
from hall.actions.summons_plans import Choice
from hall.actions.summonses import Told
from hall.clock import FixedClock
from hall.errors import Refused
from hall.records import residents
from hall.records import sessions as kept_sessions
from hall.records import tables as t
from hall.records.residents import Said
from hall.records.unit_of_work import Work, transact
from hall.rules.recording import Slot
from hall.rules.session_plans import Wish
from tests.actions.resident_lists import OPERATOR
from tests.office import answer, asks
from tests.recording import RecordingDay

HALL = "jumapolo"
MONDAY = date(2026, 11, 23)


def person(
    office: Office,
    number: int,
    village: str = "Ngadirejo",
    family: str | None = None,
    born: int = 2008,
    married: bool = False,
) -> int:
    said = Said(f"Contoh {number}", date(born, 1, 2), village, married=married, family=family)
    hall = office.hall(HALL)
    return transact(
        office.database, office.clock.now(), lambda event: None,
        lambda work: residents.add(work.connection, office.sealed, hall, said, "hand", work.now),
    )  # fmt: skip


def crowd(office: Office, count: int, village: str = "Ngadirejo", start: int = 1) -> list[int]:
    return [person(office, start + place, village) for place in range(count)]


def session(office: Office, letters: int | None = 24, day: date = MONDAY) -> dict[str, Any]:
    wanted = Wish(day, "office", "Ruang perekaman", letters=letters)
    return answer(sessions.create(office, HALL, asks("sessions"), wanted))


def summon(office: Office, choice: Choice | None = None, **asked: Any) -> dict[str, Any]:
    return answer(summonses.summon(office, HALL, asks("summonses", **asked), choice or Choice()))


def tell(office: Office, code: str, outcome: str, **told: Any) -> dict[str, Any]:
    ask = asks(f"outcomes/{code}", {"outcome": outcome} | told)
    return answer(summonses.outcome(office, HALL, ask, code, Told("phone", outcome, **told)))


def one(office: Office, code: str) -> Any:
    with office.database.reading() as connection:
        return connection.execute(select(t.summonses).where(t.summonses.c.code == code)).one()


def test_from_the_first_session_on_the_public_reads_where_appointments_stand(office: Office) -> None:
    assert "janji temu" not in office.hall(HALL).rule_sentences()["id"]
    session(office)
    office.forget(HALL)
    assert "Prioritas dan janji temu didahulukan" in office.hall(HALL).rule_sentences()["id"]


def test_a_session_has_its_windows_and_says_how_its_capacity_came_about(office: Office) -> None:
    made = session(office, letters=None)

    assert made["code"] == "P-20261123-1"
    assert made["capacity"] == sum(window["capacity"] for window in made["windows"]) <= 30
    assert made["windows"][0]["from"].endswith("T08:00:00.000+07:00")
    assert "1 set x" in made["explained"]
    assert session(office)["code"] == "P-20261123-2"
    assert [found["code"] for found in sessions.listed(office, HALL)] == ["P-20261123-1", "P-20261123-2"]


def test_a_day_that_is_over_is_refused(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        session(office, day=date(2026, 11, 18))
    assert refused.value.code == "too_late"


def test_people_are_called_once_with_a_code_each_and_a_repeat_gives_the_same_letters(office: Office) -> None:
    numbers = crowd(office, 5)
    made = session(office)
    first = summon(office, request_id="the-same-request-1")
    again = summon(office, request_id="the-same-request-1")

    assert first == again
    assert sorted(item["person"] for item in first["items"]) == numbers
    assert len({item["code"] for item in first["items"]}) == 5
    assert first["left"] == []
    assert not first["more"]
    assert sessions.one(office, HALL, made["code"])["taken"] == 5
    with pytest.raises(Refused) as refused:
        summon(office)
    assert refused.value.code == "nobody_waiting"


def test_what_would_be_done_is_shown_before_and_keeps_nothing(office: Office) -> None:
    crowd(office, 3)
    made = session(office)
    shown = summonses.look(office, HALL, Choice())

    assert shown["placed"] == 3
    assert shown["sessions"][0]["villages"] == {"Ngadirejo": 3}
    assert sessions.one(office, HALL, made["code"])["taken"] == 0


def test_a_family_stands_in_one_window_and_children_under_sixteen_are_not_called(office: Office) -> None:
    family = [person(office, number, family="0000000000000001") for number in range(2)]
    person(office, 9, born=2015)
    session(office)
    made = summon(office)["items"]

    assert sorted(item["person"] for item in made) == family
    assert len({item["from"] for item in made}) == 1


def test_the_villages_count_whom_this_choice_would_call(office: Office) -> None:
    numbers = crowd(office, 3)
    person(office, 9, born=2015)
    person(office, 10, born=2010)
    person(office, 11, born=2012, married=True)
    person(office, 12, "Kaliasri", born=2016)
    made = session(office)
    told = {
        named: dict(summons_plans.villages(office, HALL, choice))
        for named, choice in {
            "ktp": Choice(), "early": Choice(age=16), "older": Choice(age=19),
            "again": Choice(absent=True), "first": Choice(absent=False),
        }.items()
    }  # fmt: skip
    assert told == {
        "ktp": {"Ngadirejo": 4},
        "early": {"Ngadirejo": 5},
        "older": {},
        "again": {},
        "first": {"Ngadirejo": 4},
    }
    assert summons_plans.village_names(office, HALL) == ["Kaliasri", "Ngadirejo"]
    assert len(summon(office, Choice(sessions=(made["code"],)))["items"]) == len(numbers) + 1
    assert summons_plans.villages(office, HALL, Choice(age=16)) == [("Ngadirejo", 1)]


def test_a_session_that_calls_some_villages_alone_counts_those(office: Office) -> None:
    crowd(office, 2)
    crowd(office, 3, "Kaliasri", 10)
    here = RecordingDay(office, HALL, plan={"villages": ["Kaliasri"]})
    assert summons_plans.villages(office, HALL, Choice(sessions=(here.code,))) == [("Kaliasri", 3)]


def test_free_places_are_those_of_windows_that_have_not_begun_and_so_many_are_called(office: Office) -> None:
    today = RecordingDay(office, HALL, windows=3)
    crowd(office, 25)
    assert isinstance(office.clock, FixedClock)
    office.clock.go(minutes=10)
    told = sessions.one(office, HALL, today.code)
    assert [window["begun"] for window in told["windows"]] == [True, False, False]
    assert (told["capacity"], told["free"]) == (30, 20)
    made = summon(office, Choice(sessions=(today.code,)))
    assert (len(made["items"]), len(made["left"])) == (20, 5)
    assert sessions.one(office, HALL, today.code)["free"] == 0
    with pytest.raises(Refused, match="penuh atau sudah mulai"):
        summon(office)


def test_who_is_married_is_called_at_any_age(office: Office) -> None:
    young = person(office, 1, born=2011, married=True)
    session(office)

    assert [item["person"] for item in summon(office)["items"]] == [young]


def test_those_chosen_by_number_or_by_village_are_called_and_no_others(office: Office) -> None:
    ours, theirs = crowd(office, 2), crowd(office, 2, "Kaliasri", 10)
    session(office)

    child = person(office, 20, born=2015)
    named = summon(office, Choice(people=(ours[1], child, 9999)))
    assert [item["person"] for item in named["items"]] == [ours[1]]
    assert named["passed_over"] == [child, 9999], "whoever was named and cannot be called is told"
    assert sorted(item["person"] for item in summon(office, Choice(villages=("Kaliasri",)))["items"]) == theirs


def test_a_large_run_goes_in_batches_of_whole_sessions_and_each_ask_goes_on(office: Office) -> None:
    crowd(office, 20)
    for _ in range(3):
        session(office, letters=8)
    runs = [summon(office, Choice(batch=8)) for _ in range(3)]

    assert [len(run["items"]) for run in runs] == [8, 8, 4]
    assert [run["more"] for run in runs] == [True, True, False]
    assert all(len({item["session"] for item in run["items"]}) == 1 for run in runs)


def test_who_finds_no_place_is_left_and_a_full_session_refuses(office: Office) -> None:
    numbers = crowd(office, 5)
    session(office, letters=3)
    made = summon(office)

    assert len(made["items"]) == 3
    assert len(made["left"]) == 2
    assert set(made["left"]) < set(numbers)
    with pytest.raises(Refused) as refused:
        summon(office)
    assert refused.value.code == "quota_reached"


def test_each_try_is_kept_and_moves_the_letter_on(office: Office) -> None:
    crowd(office, 1)
    session(office)
    code = summon(office)["items"][0]["code"]
    tell(office, code, "no_answer")
    told = tell(office, code, "confirmed")

    assert told["state"] == "confirmed"
    assert [each["outcome"] for each in told["attempts"]] == ["no_answer", "confirmed"]
    assert told["replaced_by"] is None


def test_another_day_gives_a_new_letter_and_frees_the_old_window(office: Office) -> None:
    crowd(office, 1)
    first, second = session(office), session(office, day=date(2026, 11, 24))
    code = summon(office, Choice(sessions=(first["code"],)))["items"][0]["code"]
    told = tell(office, code, "other_day", session=second["code"])
    new = one(office, told["replaced_by"])

    assert told["state"] == "moved_day"
    assert (new.state, new.call, new.from_id) == ("made", 1, one(office, code).id)
    assert sessions.one(office, HALL, first["code"])["taken"] == 0
    assert sessions.one(office, HALL, second["code"])["taken"] == 1


def test_another_day_that_is_full_changes_nothing(office: Office) -> None:
    numbers = crowd(office, 2)
    first, second = session(office), session(office, letters=1, day=date(2026, 11, 24))
    summon(office, Choice(sessions=(second["code"],), people=(numbers[0],)))
    code = summon(office, Choice(sessions=(first["code"],), people=(numbers[1],)))["items"][0]["code"]

    with pytest.raises(Refused):
        tell(office, code, "other_day", session=second["code"])
    assert one(office, code).state == "made"
    assert sessions.one(office, HALL, first["code"])["taken"] == 1


def test_moved_and_died_reach_the_register_and_nobody_calls_them_again(office: Office) -> None:
    numbers = crowd(office, 2)
    session(office)
    codes = {item["person"]: item["code"] for item in summon(office)["items"]}
    tell(office, codes[numbers[0]], "died")
    tell(office, codes[numbers[1]], "moved")

    with office.database.reading() as connection:
        states = set(connection.execute(select(t.residents.c.state)).scalars())
    assert states == {"died", "moved"}
    with pytest.raises(Refused):
        tell(office, codes[numbers[0]], "confirmed")


def test_who_did_not_come_gets_the_second_call_and_can_be_chosen_as_such(office: Office) -> None:
    numbers = crowd(office, 2)
    session(office)
    code = summon(office, Choice(people=(numbers[0],)))["items"][0]["code"]
    with office.database.writing() as connection:
        connection.execute(update(t.summonses).where(t.summonses.c.code == code).values(state="absent"))
    again = summon(office, Choice(absent=True))["items"]

    assert [(item["person"], item["call"]) for item in again] == [(numbers[0], 2)]


def test_a_cancelled_session_voids_its_letters_and_its_people_may_be_called_again(office: Office) -> None:
    numbers = crowd(office, 3)
    made = session(office)
    codes = [item["code"] for item in summon(office)["items"]]
    told = answer(sessions.cancel(office, HALL, asks("cancellations"), made["code"], "Listrik padam"))

    assert (told["state"], told["reason"], told["expected"]) == ("cancelled", "Listrik padam", {"cancelled": 3})
    assert {one(office, code).state for code in codes} == {"cancelled"}
    session(office)
    assert sorted(item["person"] for item in summon(office)["items"]) == numbers


def test_a_session_never_gets_fewer_letters_than_are_out(office: Office) -> None:
    crowd(office, 6)
    made = session(office, letters=6)
    summon(office)
    change = sessions.Change(letters=2)
    with pytest.raises(Refused) as refused:
        sessions.change(office, HALL, asks("changes"), made["code"], change)
    assert refused.value.code == "wrong_state"
    more = answer(sessions.change(office, HALL, asks("changes"), made["code"], sessions.Change("Aula", 20, 4)))
    assert (more["place"], more["capacity"], more["reserve"]) == ("Aula", 20, 4)
    assert sum(window["capacity"] for window in more["windows"]) == 20


def test_letters_outside_of_the_hours_are_found_however_many_sessions_stand_before_theirs(office: Office) -> None:
    hall, day = office.hall(HALL), MONDAY + timedelta(days=7)
    crowd(office, 1)
    made = session(office, day=day)
    summon(office)
    assert sessions.outside(office, HALL) == []
    keeping.add_holiday(office, HALL, day, "Pilkada", "person:1")
    row = {"kind": "office", "place": "Aula", "plan": {}, "capacity": 4, "reserve": 0, "created_by": "token:1"}

    def crowded(work: Work) -> None:
        for place in range(201):
            values = row | {"code": f"Q-{place}", "day": MONDAY}
            kept_sessions.add(work.connection, hall, values, [Slot(0, 0, work.now, work.now, 4)], work.now)

    transact(office.database, office.clock.now(), lambda event: None, crowded)
    assert [(one.code, one.letters) for one in sessions.outside(office, HALL)] == [(made["code"], 1)]
    assert [one.code for one in sessions.outside(office, HALL, made["code"])] == [made["code"]]
    assert sessions.outside(office, HALL, "Q-7") == []


def test_nothing_that_names_a_person_is_kept_in_the_clear(office: Office) -> None:
    person(office, 7, family="0000000000000077")
    session(office)
    summon(office)
    with office.database.reading() as connection:
        kept = [str(row) for table in (t.answers, t.events, t.summonses) for row in connection.execute(select(table))]
    assert not any("Contoh 7" in row or "0000000000000077" in row for row in kept)
    assert Counter("summons.made" in row for row in kept)[True] == 1


def test_a_clerks_word_on_a_person_and_on_their_letter_take_both_in_one_order(office: Office) -> None:
    """Else one moment's two words wait for each other on PostgreSQL."""
    crowd(office, 2)
    session(office)
    first, second = summon(office)["items"]
    taken: list[list[str]] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        taken[-1] += [table for table in ("summonses", "residents") if statement.startswith(f"UPDATE {table} ")]

    engine = office.database._writer
    event.listen(engine, "before_cursor_execute", note)
    taken.append([])
    tell(office, first["code"], "moved")
    taken.append([])
    register.set_state(office, HALL, asks("states"), second["person"], "moved", None, OPERATOR)
    event.remove(engine, "before_cursor_execute", note)
    assert taken == [["summonses", "residents"]] * 2
    assert one(office, second["code"]).state == "moved"
