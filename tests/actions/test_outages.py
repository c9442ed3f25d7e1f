"""After an outage: the handwritten numbers join the queue before later comers and never collide."""

from pathlib import Path

import pytest
from sqlalchemy import select

from hall.actions import outages
from hall.actions.office import Office
from hall.actions.outages import Typed
from hall.errors import Refused
from hall.records import away
from hall.records import tables as t
from hall.rules import slips
from hall.rules.calendar import business_day
from hall.rules.recording import LAYANAN
from tests.actions.looks import look, refused
from tests.away import HALL, Trip
from tests.office import Desk, answer, asks, counts
from tests.people.offices import clock_of


def enters(office: Office, *rows: Typed) -> list[dict[str, str]]:
    told = answer(outages.enter(office, "jumapolo", asks("outages"), rows))
    assert all(kept == real for kept, real in counts(office).values())
    return list(told["items"])


def order(office: Office) -> list[str]:
    return [ticket["number"] for ticket in look(office)["order"]]


def test_they_stand_by_their_time_before_later_comers(office: Office) -> None:
    desk, clock = Desk(office).open(), clock_of(office)
    desk.issue()  # A001 at 08.30; then the power fails until 09.30
    clock.go(minutes=60)
    desk.issue("legalisir-surat")  # U001
    items = enters(office, Typed("A", "3", "09:10"), Typed("A", "A002", "08.45"), Typed("U", "002", "09:05"))
    assert [(item["number"], item["written"]) for item in items] == [
        ("A002", "A002"),
        ("U002", "U002"),
        ("A003", "A003"),
    ]
    assert order(office) == ["A001", "A002", "U002", "A003", "U001"]
    assert desk.issue()["number"] == "A004"
    with office.database.reading() as connection:
        kinds = connection.execute(select(t.tickets.c.number, t.tickets.c.origin)).all()
    assert dict(map(tuple, kinds))["A002"] == "outage"


def test_a_number_that_was_given_twice_gets_a_new_one_and_a_slip_that_says_so(office: Office) -> None:
    desk, clock = Desk(office).open(), clock_of(office)
    for _ in range(3):
        desk.issue()
    clock.go(minutes=30)
    items = enters(office, Typed("A", "A003", "08:50"), Typed("A", "A004", "08:55"))
    assert [(item["written"], item["number"]) for item in items] == [("A003", "A005"), ("A004", "A004")]
    with office.database.reading() as connection:
        slip = slips.from_json(
            connection.execute(
                select(t.print_jobs.c.slip)
                .join(t.tickets, t.tickets.c.id == t.print_jobs.c.ticket_id)
                .where(t.tickets.c.number == "A005")
            ).scalar_one()
        )
        written = connection.execute(select(t.tickets.c.written).where(t.tickets.c.number == "A005")).scalar_one()
    assert written == "A003"
    assert isinstance(slip, slips.TicketSlip)
    assert slip.rule.startswith("Pengganti kertas A\u00a0003.")
    assert slip.waiting == 3
    assert desk.call(number="A005")["ticket"]["written"] == "A003"


def test_a_spoilt_number_is_kept_as_cancelled_so_that_there_is_no_gap(office: Office) -> None:
    desk = Desk(office).open()
    with pytest.raises(Refused, match="A\u00a0001 belum diisi"):
        enters(office, Typed("A", "A002", "08:00"))
    items = enters(office, Typed("A", "A001", "07:55", unused=True), Typed("A", "A002", "08:00"))
    assert [item["state"] for item in items] == ["cancelled", "waiting"]
    assert desk.called() == "A002"


def test_a_list_is_kept_whole_or_not_at_all(office: Office) -> None:
    assert refused(enters, office, Typed("A", "A001", "08:00"), Typed("U", "U005", "08:00")) == "bad_request"
    assert counts(office)["A"] == (0, 0)
    assert Desk(office).issue()["number"] == "A001"


def test_the_same_list_once_more_is_refused(office: Office) -> None:
    rows = (Typed("A", "A001", "08:00"), Typed("A", "A002", "08:05"))
    enters(office, *rows)
    with pytest.raises(Refused, match="Nomor A\u00a0001 pada waktu itu sudah dimasukkan"):
        enters(office, *rows)


@pytest.mark.parametrize(
    "row",
    [
        Typed("Z", "1", "08:00"), Typed("A", "B001", "08:00"), Typed("A", "1", "08:31"), Typed("A", "1", "pagi"),
        Typed("A", "1", "2026-11-18T09:00:00+07:00"), Typed("A", "1", "08:00", layanan="legalisir-surat"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(office: Office, row: Typed) -> None:
    assert refused(enters, office, row) == "bad_request"


def test_a_layanan_of_the_line_may_be_named(office: Office) -> None:
    enters(office, Typed("A", "1", "08:00", layanan="ktp-elektronik", priority=True))
    told = Desk(office).open().call()["ticket"]
    assert (told["layanan"], told["priority"]) == ("ktp-elektronik", True)


def test_numbers_that_a_session_took_to_a_village_are_not_typed_and_not_given(office: Office, tmp_path: Path) -> None:
    trip = Trip(office, tmp_path)
    trip.take()
    hall = office.hall(HALL)
    line = hall.lines[hall.offers[LAYANAN].layanan.line]
    day = business_day(office.clock.now(), hall.timezone)
    with office.database.writing() as connection:
        away.begin_numbers(connection, line.id, day, 498)

    def typed(*numbers: int) -> list[str]:
        rows = [Typed(line.letter, str(number), f"07:{minute:02}") for minute, number in enumerate(numbers)]
        items = answer(outages.enter(office, HALL, asks("outages"), rows))["items"]
        return [item["number"].removeprefix(line.letter) for item in items]

    with pytest.raises(
        Refused, match=rf"501 milik sesi {trip.day.code} \(Balai Desa Contoh\).*501 sampai .\u00a01000"
    ) as said:
        typed(499, 500, 501)
    assert f"Beri orangnya nomor {line.letter}\u00a01001" in said.value.detail
    assert typed(499, 400, 7) == ["499", "500", "1001"]
    assert Desk(office, HALL, LAYANAN).issue()["number"] == f"{line.letter}1002"
    assert typed(1003) == ["1003"]
    second = Trip(office, tmp_path)
    second.take()
    with office.database.reading() as connection:
        assert [pack.first for pack in away.ranges(connection, hall, line.letter, day)] == [501, 1501]
