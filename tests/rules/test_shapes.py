"""What leaves the house: the hall's offset, the contract's fields, and nothing that names a delicate matter."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from hall.rules import shapes
from hall.rules.calendar import Calendar
from hall.rules.hall import Counter, CounterState, Hall, HallSettings, Line, Offer
from hall.rules.shapes import CounterNow, LineNow, PrinterNow, Snapshot
from hall.rules.tickets import PrintNews, Ticket, TicketState
from hall.rules.tv import Medium, Notice, RecordingNow
from hall.web.answers import OwnTicketShape, StateShape, TicketShape
from tests.rules.test_workflow import ALL

NOW = datetime(2026, 11, 19, 17, 30, tzinfo=UTC)


def hall(timezone: str = "Asia/Jakarta") -> Hall:
    offers = {
        code: Offer(place, place, True, ALL[f"jumapolo/{code}"])
        for place, code in enumerate(("kartu-keluarga", "dispensasi-nikah"))
    }
    return Hall(
        1, "jumapolo", "Kecamatan Jumapolo", "Kabupaten Karanganyar", timezone, "WIB", True, 1, HallSettings(),
        Calendar(timezone, around_the_clock=True),
        {"A": Line(1, "A", "Kependudukan", "Papers"), "U": Line(2, "U", "Surat umum", "Letters")},
        {"1": Counter(1, "1", "Loket 1", ("A", "U"))}, offers,
    )  # fmt: skip


TICKET = Ticket(
    7, 1, date(2026, 11, 20), "A", "A001", "0123456789ABC", "kartu-keluarga", TicketState.WAITING, True, 1, NOW, 3,
    estimate=(5, 15), slip=PrintNews(9, "queued"),
)  # fmt: skip


@pytest.mark.parametrize(("zone", "text"), [("Asia/Jakarta", "+07:00"), ("Asia/Makassar", "+08:00")])
def test_times_carry_the_halls_offset(zone: str, text: str) -> None:
    told = shapes.ticket(TICKET, hall(zone))["issued_at"]
    assert told.endswith(text)
    assert datetime.fromisoformat(told) == NOW


def test_a_ticket_is_whole() -> None:
    told = shapes.ticket(TICKET, hall())
    TicketShape.model_validate(told)
    assert told["estimate"] == {"from": 5, "to": 15}
    assert told["print"] == {"job": 9, "state": "queued"}


def test_a_delicate_layanan_is_called_by_its_line_on_phone_and_slip() -> None:
    told = shapes.own_ticket(replace(TICKET, line="U", layanan="dispensasi-nikah"), hall(), 2)
    OwnTicketShape.model_validate(told)
    assert (told["layanan"], told["title"], told["persyaratan"]) == (None, "Surat umum", [])
    assert "nikah" not in str(told).lower()


@pytest.mark.parametrize(
    ("kept", "ticket", "shown"),
    [
        ("open", None, "open"), ("open", "called", "calling"), ("open", "serving", "serving"),
        ("break", None, "break"), ("closed", None, "closed"),
    ],
)  # fmt: skip
def test_calling_and_serving_follow_from_the_ticket_in_hand(kept: str, ticket: str | None, shown: str) -> None:
    counter = Counter(1, "1", "Loket 1", ("A",))
    assert CounterNow(counter, kept, None, "A001", ticket).state is CounterState(shown)


def test_the_state_is_whole_and_estimates_only_where_somebody_serves() -> None:
    now_open = CounterNow(hall().counters["1"], "open")
    looked = Snapshot(5, [now_open], [LineNow("A", 4, "A002"), LineNow("U")], [], [PrinterNow("Kiosk 1", "out")])
    told = shapes.hall_state(hall(), looked, NOW)
    StateShape.model_validate(told)
    assert told["lines"][0]["estimate"] is not None
    assert told["printers"][0]["paper"] == "out"
    closed = replace(looked, counters=[replace(now_open, kept="closed")])
    assert shapes.hall_state(hall(), closed, NOW)["lines"][0]["estimate"] is None


def test_a_call_says_what_is_shown_and_what_is_spoken() -> None:
    told = shapes.called(hall(), "A001", 12, "1", "/suara.mp3", recall=True)
    assert told["call_id"] == 12
    assert told["recall"] is True
    assert told["speech"]["url"] == "/suara.mp3"
    assert told["speech"]["text"] == "Nomor antrean A001, silakan menuju Loket 1"


def test_the_state_carries_what_only_the_tv_shows_with_times_of_the_hall() -> None:
    looked = Snapshot(
        5, [], [LineNow("A", 7, None), LineNow("U", 3, None)], [], [],
        ready=[f"2026-{number:05d}" for number in range(1, 100)],
        recording=RecordingNow("Perekaman KTP-el", "U", "Balai Desa Kerjo", NOW, "Alat rekam sedang diperbaiki."),
        notices=[Notice("prayer", "Salat Zuhur", "Layanan berlanjut 12.30.", NOW, NOW)],
        media=[Medium("image", "/media/1.webp", 12, "Jadwal")],
    )  # fmt: skip
    told = shapes.hall_state(hall(), looked, NOW)
    StateShape.model_validate(told)
    assert (len(told["ready"]), told["ready"][0]) == (60, "2026-00001"), (
        "longest first, as many as can be turned through"
    )
    assert (told["recording"]["line"], told["recording"]["waiting"]) == ("U", 3), "the slide says what its line says"
    assert told["recording"]["until"] == told["notices"][0]["from"] == told["now"]
    assert told["media"] == [{"kind": "image", "url": "/media/1.webp", "seconds": 12, "title": "Jadwal"}]
