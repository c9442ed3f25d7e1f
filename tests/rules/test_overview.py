"""Today in figures, decided from values: waits, times beside the SOP's, words for every state."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.rules.calendar import Calendar
from hall.rules.documents import csv_text
from hall.rules.hall import Counter, Hall, HallSettings, Line, Offer
from hall.rules.overview import (
    Seen,
    TicketToday,
    as_document,
    decimal,
    middle,
    ninth_of_ten,
    overview,
    verdict,
    verdict_text,
)
from hall.rules.shapes import CounterNow

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)  # 10.00 WIB
DESK = Counter(1, "1", "Loket 1", ("A",), {"A": 1})


def at(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def ticket(
    number: int, state: str, issued: float, called: float | None = None, ended: float | None = None
) -> TicketToday:
    start = None if called is None else at(called)
    return TicketToday(
        number, state, "kartu-keluarga", at(issued), start, start, None if ended is None else at(ended),
        None if called is None else "1",
    )  # fmt: skip


@pytest.fixture
def hall() -> Hall:
    """Jumapolo with two layanan, open around the clock."""
    folder = next(folder for folder in bundled_halls() if folder.name == "jumapolo")
    documents = {one.code: one for one in read_hall(folder).layanan}
    return Hall(
        id=1, slug="jumapolo", name="Kecamatan Jumapolo", regency="Kabupaten Karanganyar", timezone="Asia/Jakarta",
        zone="WIB", demo=True, version=1, settings=HallSettings(),
        calendar=Calendar("Asia/Jakarta", around_the_clock=True), lines={"A": Line(1, "A", "Kependudukan", "")},
        counters={"1": DESK},
        offers={
            code: Offer(place, place, True, documents[code])
            for place, code in enumerate(("kartu-keluarga", "ktp-elektronik"), 1)
        },
    )  # fmt: skip


def seen(*tickets: TicketToday, kept: str = "open", number: str | None = None, state: str | None = None) -> Seen:
    return Seen(
        day=NOW.date(), version=7, tickets=tickets, counters=[CounterNow(DESK, kept, None, number, state)],
        sitting={"1": "Rani"}, returned={3}, files=(4, 1), complaints=(2, 0),
    )  # fmt: skip


def test_the_longest_wait_is_that_of_the_oldest_who_still_waits(hall: Hall) -> None:
    found = overview(
        seen(ticket(1, "waiting", 21.5), ticket(2, "waiting", 4), ticket(3, "done", 60, 50, 40)), hall, NOW
    )
    assert found["numbers"]["waiting"] == 2
    assert found["numbers"]["longest_wait_minutes"] == 21
    assert found["numbers"]["longest_wait_since"].startswith("2026-11-20T09:38:30")


def test_a_wait_ends_with_the_call_and_who_waits_still_is_not_counted(hall: Hall) -> None:
    calls = [ticket(place, "done", 60, 60 - wait, 1) for place, wait in enumerate((2, 4, 6, 8, 30))]
    numbers = overview(seen(*calls, ticket(9, "waiting", 55)), hall, NOW)["numbers"]
    assert (numbers["wait_median_minutes"], numbers["wait_p90_minutes"]) == (6, 30)


def test_every_number_stands_under_one_state(hall: Hall) -> None:
    states = ("waiting", "called", "serving", "held", "absent", "done", "cancelled")
    numbers = overview(seen(*(ticket(place, state, 9, 5, 1) for place, state in enumerate(states))), hall, NOW)[
        "numbers"
    ]
    names = ("waiting", "in_service", "held", "absent", "served", "cancelled", "returned", "taken")
    assert [numbers[name] for name in names] == [1, 2, 1, 1, 1, 1, 1, 7]


def test_an_empty_morning_has_dashes_and_not_zeros_for_times(hall: Hall) -> None:
    found = overview(seen(), hall, NOW)
    assert found["numbers"]["wait_median_minutes"] is None
    assert found["numbers"]["longest_wait_minutes"] is None
    assert [each["verdict_text"] for each in found["layanan"]] == ["Belum ada"] * len(found["layanan"])


def test_a_counter_shows_who_sits_there_and_since_when_it_has_its_number(hall: Hall) -> None:
    tickets = ticket(1, "done", 60, 50, 38), ticket(2, "done", 60, 30, 22), ticket(3, "serving", 20, 6)
    (counter,) = overview(seen(*tickets, number="A003", state="serving"), hall, NOW)["counters"]
    assert (counter["person"], counter["number"], counter["state_text"]) == ("Rani", "A003", "Melayani")
    assert counter["since"].startswith("2026-11-20T09:54:00")
    assert (counter["served"], counter["median_minutes"]) == (2, 10)


def test_layanan_with_the_most_numbers_come_first_and_quiet_ones_last(hall: Hall) -> None:
    found = overview(seen(ticket(1, "done", 60, 50, 38)), hall, NOW)["layanan"]
    assert [(each["code"], each["taken"]) for each in found] == [("kartu-keluarga", 1), ("ktp-elektronik", 0)]
    assert (found[0]["median_minutes"], found[0]["served"]) == (12, 1)


@pytest.mark.parametrize(
    ("measured", "words"),
    [
        (None, "Belum ada"),
        (10.0, "Sesuai"),
        (8.0, "Sesuai"),
        (7.9, "Lebih cepat 2,1 menit"),
        (12.5, "Lebih lama 2,5 menit"),
    ],
)
def test_the_time_beside_the_sops_is_said_in_words(measured: float | None, words: str) -> None:
    assert verdict_text(verdict(measured, 10), measured, 10) == words


def test_the_ninetieth_percentile_is_a_wait_that_somebody_had() -> None:
    assert ninth_of_ten(list(map(float, range(1, 11)))) == 9
    assert ninth_of_ten([3.0]) == 3
    assert ninth_of_ten([]) is None
    assert middle([1.0, 2.0]) == 1.5


@pytest.mark.parametrize(("amount", "text"), [(None, "–"), (7.0, "7"), (22.25, "22,2"), (0.5, "0,5")])
def test_figures_are_written_as_an_office_writes_them(amount: float | None, text: str) -> None:
    assert decimal(amount) == text


def test_the_spreadsheet_has_three_tables_commas_and_no_formula(hall: Hall) -> None:
    looked = replace(seen(ticket(1, "done", 60, 52.5, 40)), sitting={"1": "=HYPERLINK(1)"})
    text = csv_text(as_document(overview(looked, hall, NOW), hall, NOW))
    assert text.startswith("\ufeffRingkasan\r\n")
    assert "Lama menunggu, nilai tengah (menit);7,5" in text
    assert "Loket 1;Buka;'=HYPERLINK(1);;;1;12,5" in text
    assert "Kartu Keluarga;A;1;0;1;12,5;" in text
