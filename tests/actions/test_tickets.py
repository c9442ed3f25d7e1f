"""A citizen takes a number: gap-free, once, never because of a printer, and refused with a sentence."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from hall.actions import days, tickets
from hall.actions.office import Office
from hall.clock import FixedClock
from hall.errors import Refused
from hall.records import days_off
from hall.records import tables as t
from hall.records.halls import touch_setup
from hall.records.unit_of_work import forget_answers
from hall.rules.calendar import Closure
from tests.office import Desk, answer, asks, open_office
from tests.people.offices import clock_of

KK = tickets.Wish("kartu-keluarga")


def refused(desk: Desk, layanan: str | None = None) -> Refused:
    with pytest.raises(Refused) as caught:
        desk.issue(layanan)
    return caught.value


def count(office: Office, what: object) -> int:
    with office.database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(what)).scalar_one())  # type: ignore[arg-type]


def test_numbers_of_each_line_rise_by_one(office: Office) -> None:
    desk = Desk(office)
    numbers = [desk.issue(code)["number"] for code in ("kartu-keluarga", "legalisir-surat", "ktp-elektronik")]
    assert numbers == ["A001", "U001", "A002"]


def test_a_refused_ticket_leaves_no_gap(office: Office) -> None:
    desk = Desk(office)
    desk.issue()
    assert refused(desk, "tidak-ada").code == "not_found"
    assert desk.issue()["number"] == "A002"


def test_after_999_comes_1000(office: Office) -> None:
    desk = Desk(office)
    desk.issue()
    with office.database.writing() as connection:
        connection.execute(update(t.line_days).values(last_number=998))
    assert [desk.issue()["number"] for _ in range(3)] == ["A999", "A1000", "A1001"]
    assert desk.open().called(number="A1000") == "A1000"


def test_a_ticket_is_kept_with_its_one_original_job(office: Office) -> None:
    told = Desk(office).issue()
    with office.database.reading() as connection:
        jobs = connection.execute(select(t.print_jobs)).mappings().all()
    assert [(job["id"], job["kind"], job["copy"], job["state"]) for job in jobs] == [
        (told["print"]["job"], "ticket", 0, "queued")
    ]
    with pytest.raises(IntegrityError), office.database.writing() as connection:
        connection.execute(insert(t.print_jobs).values({k: v for k, v in jobs[0].items() if k != "id"}))


def test_the_database_itself_refuses_the_same_number_twice(office: Office) -> None:
    Desk(office).issue()
    with office.database.reading() as connection:
        row = dict(connection.execute(select(t.tickets)).mappings().one())
    row.pop("id")
    with pytest.raises(IntegrityError), office.database.writing() as connection:
        connection.execute(insert(t.tickets).values(row | {"token": "X" * 13}))


def test_the_same_question_gives_the_same_ticket_after_a_restart(
    office: Office, office_url: str, tmp_path: Path
) -> None:
    ask = asks("tickets", {"layanan": "kartu-keluarga"})
    first = tickets.issue(office, "jumapolo", ask, KK)
    again = tickets.issue(office, "jumapolo", ask, KK)
    assert (first.status, first.repeated) == (201, False)
    assert (again.status, again.repeated, again.body) == (200, True, first.body)
    reopened = open_office(office_url, tmp_path, clock=clock_of(office))
    later = tickets.issue(reopened, "jumapolo", ask, KK)
    reopened.database.close()
    assert (later.status, later.body) == (200, first.body)
    assert count(office, t.tickets) == count(office, t.print_jobs) == 1


def test_another_body_under_the_same_request_id_is_refused(office: Office) -> None:
    tickets.issue(office, "jumapolo", asks("tickets", {"layanan": "a"}, request_id="r" * 16), KK)
    with pytest.raises(Refused) as caught:
        tickets.issue(office, "jumapolo", asks("tickets", {"layanan": "b"}, request_id="r" * 16), KK)
    assert caught.value.code == "request_id_reused"


def test_request_ids_of_other_askers_and_paths_are_their_own(office: Office) -> None:
    bodies = {
        tickets.issue(office, "jumapolo", asks(path, asker=asker, request_id="r" * 16), KK).body
        for path, asker in (("a", "token:1"), ("a", "token:2"), ("b", "token:1"))
    }
    assert len(bodies) == 3


def test_a_refusal_is_not_kept_as_the_first_answer(office: Office) -> None:
    ask = asks("tickets")
    with pytest.raises(Refused):
        tickets.issue(office, "jumapolo", ask, tickets.Wish("tidak-ada"))
    assert tickets.issue(office, "jumapolo", ask, KK).status == 201


def test_first_answers_are_forgotten_after_48_hours_and_not_before(office: Office) -> None:
    ask, clock = asks("tickets"), clock_of(office)
    first = tickets.issue(office, "jumapolo", ask, KK)
    clock.go(hours=47)
    assert forget_answers(office.database, clock.now() - timedelta(hours=48)) == 0
    assert tickets.issue(office, "jumapolo", ask, KK).body == first.body
    clock.go(hours=2)
    assert forget_answers(office.database, clock.now() - timedelta(hours=48)) == 1
    assert answer(tickets.issue(office, "jumapolo", ask, KK))["token"] != answer(first)["token"]


def test_without_any_printer_a_number_is_given_all_the_same(office: Office) -> None:
    Desk(office).issue()
    with office.database.reading() as connection:
        job = connection.execute(select(t.print_jobs)).mappings().one()
    assert (job["printer_id"], job["reason"]) == (None, "Belum ada printer.")


# -- refusals with their sentences


def kalipare(office: Office, local_hour: float, day: date = date(2026, 11, 19)) -> Desk:
    clock = clock_of(office)
    clock.go(seconds=(datetime.combine(day, datetime.min.time(), UTC) - clock.now()).total_seconds())
    clock.go(hours=local_hour - 7)
    return Desk(office, "kalipare", "pengantar-kk")


@pytest.mark.parametrize(
    ("hour", "sentence"),
    [
        (7, "Belum buka. Buka pukul 08.00."),
        (12.5, "Istirahat. Buka lagi pukul 13.00."),
        (16, "Layanan hari ini sudah tutup pukul 15.30. Buka lagi Jumat, 20 November, pukul 08.00."),
    ],
)
def test_out_of_hours_no_number_is_given(office: Office, hour: float, sentence: str) -> None:
    told = refused(kalipare(office, hour))
    assert (told.code, told.detail) == ("hall_closed", sentence)


def test_on_a_holiday_no_number_is_given(office: Office) -> None:
    desk = kalipare(office, 9)
    with office.database.writing() as connection:
        days_off.replace_holidays(connection, office.hall("kalipare").id, [2026], {date(2026, 11, 19): "Hari Uji"})
    told = refused(desk)
    assert (told.code, told.detail) == ("hall_closed", "Libur: Hari Uji. Buka lagi Jumat, 20 November, pukul 08.00.")
    assert told.english == "Public holiday: Hari Uji. Open again on Friday, 20 November, at 08.00."
    assert desk.office.hall("jumapolo").calendar.holidays == {}, "another hall's holiday is its own"


def test_during_a_closure_its_reason_is_told(office: Office) -> None:
    desk, now = kalipare(office, 9), clock_of(office).now()
    closure = Closure(now - timedelta(hours=1), now + timedelta(hours=1), "Listrik padam.")
    with office.database.writing() as connection:
        days_off.add_closures(connection, office.hall("kalipare").id, [closure])
    assert refused(desk).detail == "Listrik padam."
    clock_of(office).go(hours=1)
    assert desk.issue()["number"] == "A001"


def test_an_inactive_layanan_is_refused(office: Office) -> None:
    hall = office.hall("jumapolo")
    with office.database.writing() as connection:
        connection.execute(update(t.layanan).where(t.layanan.c.code == "kartu-keluarga").values(active=0))
        touch_setup(connection, hall.id)
    assert refused(Desk(office)).code == "layanan_inactive"


def test_back_office_work_takes_no_number(office: Office) -> None:
    assert refused(Desk(office, "barito-kuala", "surat-masuk")).code == "layanan_inactive"


def test_an_unknown_hall_is_not_found(office: Office) -> None:
    assert refused(Desk(office, "atlantis")).code == "not_found"


def test_one_hall_never_sees_another(office: Office) -> None:
    here, there = Desk(office), Desk(office, "barito-kuala").open()
    here.issue()
    with pytest.raises(Refused) as caught:
        there.call(number="A001")
    assert caught.value.code == "not_found"
    with pytest.raises(Refused) as caught:
        there.call()
    assert caught.value.code == "nobody_waiting"
    assert there.issue("kartu-keluarga")["number"] == "A001"
    assert sum(line["waiting"] for line in there.state()["lines"]) == 1


# -- the clock


def test_a_clock_behind_the_newest_record_stops_issuing_until_the_keeper_confirms(office: Office) -> None:
    desk, clock = Desk(office), clock_of(office)
    desk.issue()
    clock.go(minutes=-10)
    told = refused(desk)
    assert (told.code, told.status) == ("clock_behind", 409)
    days.confirm_clock(office, "jumapolo", "person:1")
    assert desk.issue()["number"] == "A002"


def test_a_clock_a_day_behind_stops_too_and_never_turns_the_day_back(office: Office) -> None:
    desk, clock = Desk(office), clock_of(office)
    desk.issue()
    clock.go(days=-1)
    assert refused(desk).code == "clock_behind"
    days.turn(office, "jumapolo")
    clock.go(days=1)
    assert desk.issue()["number"] == "A002"


def test_two_hosts_clocks_may_differ_by_a_few_seconds(office: Office, office_url: str, tmp_path: Path) -> None:
    Desk(office).issue()
    slower = open_office(office_url, tmp_path, clock=FixedClock(clock_of(office).now() - timedelta(seconds=3)))
    assert Desk(slower).issue()["number"] == "A002"
    slower.database.close()


def test_the_demos_code_leads_to_where_the_server_was_found(office: Office) -> None:
    """`serve` finds the address once it is bound; 0.0.0.0 or port 0 lead no phone anywhere."""
    home = "http://192.0.2.7:8123"
    office.settings = replace(office.settings, bind="0.0.0.0:0", home=home)
    demo, real = office.hall("jumapolo"), office.hall("kalipare")
    assert tickets.ticket_url(office, demo, "T") == f"{home}/t/T"
    assert tickets.ticket_url(office, real, "T") is None
    office.settings = replace(office.settings, public_url="https://antrean.example")
    assert (
        tickets.ticket_url(office, demo, "T") == tickets.ticket_url(office, real, "T") == "https://antrean.example/t/T"
    )
