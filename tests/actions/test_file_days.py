"""A file outlives the visit: several on one number, days over a weekend and a holiday, taken up again at another visit."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, event, update

from hall.actions import berkas_lists, keeping
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.halls import touch_setup
from hall.records.tables import halls
from tests.actions.file_room import FileRoom
from tests.people.offices import clock_of

WITA = ZoneInfo("Asia/Makassar")


@pytest.fixture
def room(office: Office) -> FileRoom:
    return FileRoom(office, "barito-kuala")


def with_hours(room: FileRoom) -> None:
    """The hall works from Monday to Friday, 08.00 to 16.00, as a real one does."""
    with room.office.database.writing() as connection:
        connection.execute(update(halls).where(halls.c.slug == room.hall).values(demo=0))
        touch_setup(connection, room.office.hall(room.hall).id)
    room.office.forget(room.hall)
    keeping.set_hours(room.office, room.hall, {day: [(480, 960)] for day in range(5)}, "person:1")


def test_five_working_days_go_over_a_weekend_and_a_holiday(room: FileRoom) -> None:
    with_hours(room)
    keeping.add_holiday(room.office, room.hall, date(2026, 11, 24), "Hari Guru (contoh)", "person:1")
    clock = clock_of(room.office)
    number = room.open("kartu-keluarga")["number"]  # Thursday 19 November; Disdukcapil signs within five days
    promised = room.one(number)["promised_at"]
    assert promised.startswith("2026-11-27T10:"), "20, 23, 25, 26, 27: Saturday, Sunday and the holiday do not count"
    room.walk(number, 6)
    assert room.one(number)["holder"] == "outside"
    until = clock.now() + timedelta(days=8)
    room.step(number, "waiting", note="tanda tangan Disdukcapil", until=until)
    late = []
    for day in range(10):
        clock.go(days=1)
        if room.one(number)["overdue"]:
            late.append(clock.now().astimezone(WITA).date().isoformat())
        assert (number in room.found(holder="outside")) == (clock.now() >= until), day
    assert late[0] == "2026-11-28"
    ready = room.step(number)
    assert (ready["state"], ready["overdue"]) == ("ready", False)
    assert room.step(number)["handed_over_at"].startswith("2026-11-29")


def test_several_files_go_on_one_number_for_several_people_and_layanan(room: FileRoom) -> None:
    ticket = room.served("kartu-keluarga")
    first = room.open("kartu-keluarga", ticket=ticket)["number"]
    with pytest.raises(Refused, match="sudah punya berkas"):
        room.desk.berkas(ticket)
    others = [room.open("kartu-keluarga", ticket=ticket, label=f"berkas {at} dari 3")["number"] for at in (2, 3)]
    other = room.open("sktm", ticket=ticket)["number"]
    assert room.found(ticket=ticket) == [first, *others, other]
    assert room.one(others[1])["label"] == "berkas 3 dari 3"
    assert {room.one(number)["ticket"] for number in (first, other)} == {ticket}


def test_a_returned_file_is_in_hand_again_at_another_visit_and_promised_anew(room: FileRoom) -> None:
    number = room.open("skck")["number"]
    promised = room.one(number)["promised_at"]
    room.step(number, "incomplete", missing=("Pengantar desa",))
    clock_of(room.office).go(days=4)
    ticket = room.served("sktm")
    back = room.pick_up(number, ticket)
    assert (back["state"], back["picked_up"], back["holder"], back["overdue"]) == ("open", ticket, "clerk", False)
    assert back["promised_at"] > promised
    assert room.found(ticket=ticket) == [number]
    clock_of(room.office).go(minutes=3)
    assert room.step(number)["steps"][0]["minutes"] == 3, "what lay with the applicant is not the office's time"


def test_a_ready_file_is_on_the_board_by_its_number_until_its_applicant_is_here(room: FileRoom) -> None:
    ticket = room.served("sktm")
    number = room.desk.berkas(ticket)["number"]
    room.walk(number, 6)
    assert room.one(number)["state"] == "ready"
    assert room.ready_board() == [], "its applicant still stands at the counter"
    room.desk.complete("1")
    assert room.ready_board() == [number]
    again = room.served("skck")
    room.pick_up(number, again)
    assert room.ready_board() == []
    assert room.step(number)["state"] == "done"
    with pytest.raises(Refused, match="sudah selesai"):
        room.pick_up(number, again)


def test_a_file_is_found_by_what_is_typed_or_scanned(room: FileRoom) -> None:
    number_of_ticket = room.served("sktm")
    token = room.tokens[number_of_ticket]
    number = room.desk.berkas(number_of_ticket)["number"]
    running = str(int(number.partition("-")[2]))
    for word in (number, running, token, f"http://192.168.1.5/t/{token}", number_of_ticket, number_of_ticket.lower()):
        assert room.found(word=word) == [number], word
    for word in ("tidak ada", "999999", "2026-99999", "%", "x" * 13):
        assert room.found(word=word) == [], word


@pytest.mark.parametrize("asked", [{}, {"holder": "clerk"}, {"mine": True}, {"state": "open"}])
def test_a_list_asks_the_store_as_often_for_many_files_as_for_few(room: FileRoom, asked: dict[str, object]) -> None:
    def questions() -> int:
        said: list[str] = []

        def hear(*told: object) -> None:
            said.append(str(told[2]))

        event.listen(Engine, "before_cursor_execute", hear)
        try:
            room.found(**asked)
        finally:
            event.remove(Engine, "before_cursor_execute", hear)
        return len(said)

    for _ in range(3):
        room.open("sktm")
    questions()
    few = questions()
    for _ in range(20):
        room.open("sktm")
    assert questions() == few


def test_only_known_states_and_holders_are_asked_for(room: FileRoom) -> None:
    for asked, field in (({"state": "lost"}, "state"), ({"holder": "gubernur"}, "holder")):
        with pytest.raises(Refused) as refused:
            room.found(**asked)
        assert (refused.value.code, refused.value.field) == ("bad_request", field)


def test_files_are_paged_in_order_for_those_who_hold_them(room: FileRoom) -> None:
    files = [room.open("sktm")["number"] for _ in range(berkas_lists.PAGE + 3)]
    first = berkas_lists.listed(room.office, room.hall, berkas_lists.Filter(holder="clerk"))
    rest = berkas_lists.listed(room.office, room.hall, berkas_lists.Filter(holder="clerk", cursor=first["next"]))
    assert [each["number"] for each in [*first["items"], *rest["items"]]] == files
    assert rest["next"] is None
    newest = berkas_lists.listed(room.office, room.hall, berkas_lists.Filter(state="open"))
    assert newest["items"][0]["number"] == files[-1]
