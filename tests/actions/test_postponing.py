"""Trouble: everybody who waits with a letter goes home with another day, and nobody is forgotten or moved twice."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hall.actions import (
    check_ins,
    own_calls,
    postponing,
    promises,
    recording_day,
    station_desk,
    stations,
    summons_plans,
    summonses,
)
from hall.actions import sessions as session_actions
from hall.actions import tickets as tickets_actions
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.clock import FixedClock
from hall.errors import Refused
from hall.records import recording_reports, sessions, tickets, visits
from hall.records import tables as t
from tests.office import Desk, answer, asks, counts
from tests.recording import RecordingDay

HALL = "barito-kuala"


@pytest.fixture
def day(office: Office) -> RecordingDay:
    return RecordingDay(office, HALL)


def slips(office: Office) -> int:
    with office.database.reading() as connection:
        return int(connection.execute(select(func.count()).where(t.print_jobs.c.kind == "panggilan")).scalar_one())


def test_who_waits_gets_another_day_on_paper_and_who_is_served_stays(office: Office, day: RecordingDay) -> None:
    later = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=7))
    letters = [day.letter() for _ in range(3)]
    numbers = [answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(code)))["number"] for code in letters]
    walked_in = Desk(office, HALL).issue("perekaman-ektp")["number"]
    desk = Desk(office, HALL).open("1")
    desk.called("1", numbers[0])
    desk.begin("1")
    assert postponing.waiting(office, HALL).people == 3
    ask = asks("postponements")
    told = answer(postponing.postpone(office, HALL, ask, [later.code]))
    assert answer(postponing.postpone(office, HALL, ask, [later.code])) == told
    assert (told["moved"], told["kept"], told["stay"]) == (2, 1, 0)
    assert [day.state_of(code)[0] for code in letters] == ["checked_in", "moved_day", "moved_day"]
    assert [day.state_of(code)[0] for code in told["codes"]] == ["made", "made"]
    assert slips(office) == 3
    hall = office.hall(HALL)
    with office.database.reading() as connection:
        today = office.clock.now().date()
        states = [tickets.by_number(connection, hall, number, today) for number in (*numbers, walked_in)]
    assert [one.state.value for one in states if one] == ["serving", "cancelled", "cancelled", "cancelled"]
    assert all(kept == real for kept, real in counts(office, HALL).values())
    with pytest.raises(Refused) as nobody:
        postponing.postpone(office, HALL, asks("postponements"), [later.code])
    assert nobody.value.code == "nobody_waiting"


def test_where_they_do_not_all_fit_nobody_is_moved(office: Office, day: RecordingDay) -> None:
    later = RecordingDay(office, HALL, windows=1, first=office.clock.now() + timedelta(days=7))
    for _ in range(9):
        later.letter(window=0)
    with office.database.writing() as connection:
        connection.execute(
            t.session_slots.update().where(t.session_slots.c.session_id == later.session).values(taken=9)
        )
    letters = [day.letter() for _ in range(2)]
    for code in letters:
        check_ins.check_in(office, HALL, asks("check-ins"), Coming(code))
    with pytest.raises(Refused) as full:
        postponing.postpone(office, HALL, asks("postponements"), [later.code])
    assert full.value.code == "quota_reached"
    assert [day.state_of(code)[0] for code in letters] == ["checked_in"] * 2
    assert slips(office) == 0
    other = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=8))
    both = [later.code, other.code]
    assert answer(postponing.postpone(office, HALL, asks("postponements"), both))["moved"] == 2


def taken(office: Office, where: RecordingDay) -> int:
    with office.database.reading() as connection:
        return sum(slot.taken for slot in sessions.slots(connection, [where.session])[where.session])


def go(office: Office, **time: float) -> None:
    assert isinstance(office.clock, FixedClock)
    office.clock.go(**time)


def test_for_who_came_without_a_letter_a_place_is_kept_and_the_paper_gives_the_number_on_its_day(
    office: Office, day: RecordingDay
) -> None:
    later = RecordingDay(office, HALL, reserve=3, first=office.clock.now() + timedelta(days=7))
    tickets_actions.issue(office, HALL, asks("tickets"), tickets_actions.Wish("perekaman-ektp", people=2))
    told = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code]))
    (code,) = told["kept_codes"]
    assert (told["moved"], told["kept"]) == (0, 2)
    assert "2 orang tanpa surat mendapat kertas" in told["note"]
    with pytest.raises(Refused, match=r"Datanglah pada hari itu") as early:
        check_ins.look(office, HALL, code)
    assert early.value.code == "too_early"
    go(office, days=7)
    assert check_ins.look(office, HALL, code)["people"] == 2
    other = Desk(office, HALL, "perekaman-ektp")
    assert other.issue()["number"] == "X001"
    with pytest.raises(Refused, match="sudah habis"):
        other.issue()  # the rest of the reserve is theirs
    ticket = answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(code, family=True)))
    assert (ticket["number"], ticket["due_at"]) == ("X002", None)
    with pytest.raises(Refused, match="Nomor Anda X\u00a0002"):
        check_ins.check_in(office, HALL, asks("check-ins"), Coming(code))
    (session,) = station_desk.board(office, HALL)["sessions"]
    assert [(one["number"], one["member"], one["members"]) for one in session["stations"][0]["people"]] == [
        ("X001", 1, 1), ("X002", 1, 2), ("X002", 2, 2),
    ]  # fmt: skip
    today = office.clock.now().date()
    with office.database.reading() as connection:
        assert recording_reports.days(connection, office.hall(HALL), today, today)[today].walk_ins == 3


def test_a_clerk_moves_a_kept_place_and_the_same_paper_gives_the_number_there(
    office: Office, day: RecordingDay
) -> None:
    later, last = (RecordingDay(office, HALL, reserve=2, first=office.clock.now() + timedelta(days=n)) for n in (1, 2))
    family = tickets_actions.Wish("perekaman-ektp", people=2)
    tickets_actions.issue(office, HALL, asks("tickets"), family)
    (code,) = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code]))["kept_codes"]
    opened = promises.opened(office, HALL, f"{code[:4].lower()}-{code[4:]}")
    assert opened is not None
    assert (opened["people"], opened["code"], [one.code for one, _, _ in opened["choices"]]) == (2, code, [last.code])
    assert promises.opened(office, HALL, "AAAA1111") is None
    ask = asks("moves")
    told = answer(promises.move(office, HALL, ask, code, last.code, printed=False))
    assert (told["code"], told["session"], told["people"], slips(office)) == (code, last.code, 2, 1)
    assert answer(promises.move(office, HALL, ask, code, last.code, printed=False)) == told
    assert [left for session, _, left in postponing.targets(office, HALL) if session.code == later.code] == [2]
    assert answer(promises.move(office, HALL, asks("moves"), code, later.code, printed=True))["session"] == later.code
    assert slips(office) == 2
    promises.move(office, HALL, asks("moves"), code, last.code, printed=False)
    go(office, days=1)
    with pytest.raises(Refused, match="Datanglah pada hari itu"):
        check_ins.look(office, HALL, code)
    go(office, days=1)
    ticket = answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(code, family=True)))
    assert ticket["number"] == "X001"
    with pytest.raises(Refused, match="sudah datang"):
        promises.move(office, HALL, asks("moves"), code, later.code, printed=False)


def test_a_kept_place_goes_to_no_session_that_cannot_take_it_and_of_a_family_the_rest_is_moved(
    office: Office, day: RecordingDay
) -> None:
    later, full, today, village = (
        RecordingDay(office, HALL, reserve=reserve, kind=kind, first=office.clock.now() + timedelta(days=n))
        for n, reserve, kind in ((1, 2, "office"), (2, 1, "office"), (1, 5, "office"), (3, 5, "village"))
    )
    tickets_actions.issue(office, HALL, asks("tickets"), tickets_actions.Wish("perekaman-ektp", people=2))
    (code,) = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code]))["kept_codes"]
    go(office, days=1)
    for target, words in (
        (full, "tinggal 1 tempat, perlu 2"), (today, "Pilih sesi pada hari lain"), (village, "tinggal 0"),
        (later, "sudah di sesi itu"),
    ):  # fmt: skip
        with pytest.raises(Refused, match=words):
            promises.move(office, HALL, asks("moves"), code, target.code, printed=False)
    for typed, wanted in (("AAAA1111", full.code), (code, "P-none")):
        with pytest.raises(Refused) as unknown:
            promises.move(office, HALL, asks("moves"), typed, wanted, printed=False)
        assert unknown.value.code == "not_found"
    assert answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(code)))["number"] == "X001"
    assert answer(promises.move(office, HALL, asks("moves"), code, full.code, printed=False))["people"] == 1
    go(office, days=1)
    assert check_ins.look(office, HALL, code)["people"] == 1, "the one who came does not stand before who is expected"


def test_a_reserve_is_never_smaller_than_the_places_that_are_kept_of_it(office: Office, day: RecordingDay) -> None:
    later = RecordingDay(office, HALL, reserve=3, first=office.clock.now() + timedelta(days=7))
    tickets_actions.issue(office, HALL, asks("tickets"), tickets_actions.Wish("perekaman-ektp", people=2))
    (code,) = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code]))["kept_codes"]
    with pytest.raises(Refused, match="paling sedikit 2: 2 orang memegang kertas") as small:
        session_actions.change(office, HALL, asks("changes"), later.code, session_actions.Change(reserve=1))
    assert small.value.code == "wrong_state"
    fewer = session_actions.Change(reserve=2)
    assert answer(session_actions.change(office, HALL, asks("changes"), later.code, fewer))["reserve"] == 2
    go(office, days=7)
    check_ins.check_in(office, HALL, asks("check-ins"), Coming(code, family=True))
    none = session_actions.Change(reserve=0)  # who came does not lose the place, and nobody else gets one
    assert answer(session_actions.change(office, HALL, asks("changes"), later.code, none))["reserve"] == 0


def test_a_cancelled_session_stays_on_the_board_with_its_reason_and_what_its_people_wait_for(
    office: Office, day: RecordingDay
) -> None:
    later = RecordingDay(office, HALL, reserve=2, first=office.clock.now() + timedelta(days=1))
    Desk(office, HALL).issue("perekaman-ektp")
    postponing.postpone(office, HALL, asks("postponements"), [later.code])
    first, here = later.letter(later.person()), later.letter()
    go(office, days=1)
    empty = RecordingDay(office, HALL)
    check_ins.check_in(office, HALL, asks("check-ins"), Coming(here))
    session_actions.cancel(office, HALL, asks("cancel"), later.code, "Alat rusak")
    session_actions.cancel(office, HALL, asks("cancel"), empty.code, "Salah tanggal")
    off, nobody = station_desk.board(office, HALL)["sessions"]
    assert (off["state"], off["reason"]) == ("cancelled", "Alat rusak")
    assert off["note"] == (
        "1 surat menjadi batal; 1 orang belum dipanggil lagi: panggil ke sesi lain. 1 orang memegang kertas tanpa surat: "
        "pindahkan dengan kodenya di Perekaman. 1 orang sudah datang dan tetap memegang nomornya: layani, atau beri hari lain."
    )
    assert [len(station["people"]) for station in off["stations"]] == [1, 0, 0]
    assert nobody["note"] == "Belum ada orang yang dipanggil ke sesi ini."
    again = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=7))
    answer(summonses.summon(office, HALL, asks("summonses"), summons_plans.Choice((again.code,), (1,))))
    assert later.state_of(first)[0] == "cancelled"
    assert (
        "1 surat menjadi batal; orangnya sudah diurus semua." in station_desk.board(office, HALL)["sessions"][0]["note"]
    )


def test_a_kept_place_of_a_past_or_cancelled_day_says_what_to_do(office: Office, day: RecordingDay) -> None:
    later = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=1))
    Desk(office, HALL, "perekaman-ektp").issue()
    (code,) = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code]))["kept_codes"]
    go(office, days=2)
    with pytest.raises(Refused, match=r"sudah lewat.*petugas memberi hari baru"):
        check_ins.look(office, HALL, code)
    on_the_phone = own_calls.shown(office, HALL, code)
    assert (on_the_phone["state"], on_the_phone["expected"]) == ("absent", False)
    session_actions.cancel(office, HALL, asks("cancel"), later.code, "Listrik padam")
    with pytest.raises(Refused, match="dibatalkan kantor"):
        check_ins.look(office, HALL, code)
    assert own_calls.shown(office, HALL, code)["state"] == "cancelled"


def test_whoever_is_of_the_register_gets_a_real_letter_though_they_came_without_one(
    office: Office, day: RecordingDay
) -> None:
    later = RecordingDay(office, HALL, reserve=0, first=office.clock.now() + timedelta(days=7))
    day.person()
    number = Desk(office, HALL).issue("perekaman-ektp")["number"]
    desk = Desk(office, HALL).open("1")
    desk.called("1", number)
    desk.begin("1")
    with office.database.reading() as connection:
        (visit,) = visits.still_here(connection, day.hall, day.session)
    stations.name(office, HALL, asks("visitors"), "1", visit.id, 1)
    desk.hold("1")
    told = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code]))
    assert (told["moved"], told["kept"]) == (1, 0)
    assert later.state_of(told["codes"][0]) == ("made", "unrecorded")
    assert taken(office, later) == 1


def test_who_finds_no_reserve_and_who_is_halfway_stay_and_the_clerk_reads_what_to_do(
    office: Office, day: RecordingDay
) -> None:
    later = RecordingDay(office, HALL, reserve=0, first=office.clock.now() + timedelta(days=7))
    village = RecordingDay(office, HALL, kind="village", reserve=5, first=office.clock.now() + timedelta(days=8))
    desk = Desk(office, HALL).open("1")
    letters = [day.letter() for _ in range(3)]
    numbers = [answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(code)))["number"] for code in letters]
    walked_in = desk.issue("perekaman-ektp")["number"]
    first = recording_day.chain(day.hall).stations[0]
    for number, outcome in zip(numbers, ("pass", "repeat"), strict=False):
        desk.called("1", number)
        desk.begin("1")
        with office.database.reading() as connection:
            visit = next(one for one in visits.still_here(connection, day.hall, day.session) if one.running)
        said = stations.Said(visit.id, first, outcome, on=False)  # type: ignore[arg-type]
        stations.record(office, HALL, asks("stations"), "1", said)
        desk.hold("1")
    told = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code, village.code]))
    assert (told["moved"], told["kept"], told["stay"], told["halfway"]) == (2, 0, 1, 1)
    assert "1 orang tanpa surat tetap menunggu" in told["note"]
    assert "1 orang sudah di tengah perekaman" in told["note"]
    assert [day.state_of(code)[0] for code in letters] == ["checked_in", "moved_day", "moved_day"]
    with pytest.raises(Refused, match="Cadangan sesi yang dipilih tidak memuat"):
        postponing.postpone(office, HALL, asks("postponements"), [later.code])
    assert desk.called("1", walked_in) == walked_in


def test_a_letter_that_is_moved_gives_its_place_of_today_back(office: Office) -> None:
    day = RecordingDay(office, HALL, first=office.clock.now() + timedelta(minutes=30))
    later = RecordingDay(office, HALL, first=office.clock.now() + timedelta(days=7))
    day.person()
    made = summonses.summon(office, HALL, asks("summonses"), summons_plans.Choice((day.code,), (1,)))
    check_ins.check_in(office, HALL, asks("check-ins"), Coming(answer(made)["items"][0]["code"]))
    assert taken(office, day) == 1
    postponing.postpone(office, HALL, asks("postponements"), [later.code])
    assert (taken(office, day), taken(office, later)) == (0, 1)


def test_numbers_of_a_day_without_a_session_get_a_kept_place_like_anybody_without_a_letter(office: Office) -> None:
    later = RecordingDay(office, HALL, reserve=3, first=office.clock.now() + timedelta(days=7))
    desk = Desk(office, HALL).open("1")
    gone = desk.issue("perekaman-ektp")["number"]
    family = tickets_actions.Wish("perekaman-ektp", people=2, origin="counter")
    tickets_actions.issue(office, HALL, asks("tickets"), family)
    desk.called("1", gone)
    desk.cancel("1")
    assert postponing.waiting(office, HALL).people == 2
    told = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code]))
    assert (told["moved"], told["kept"], told["stay"], told["apart"]) == (0, 2, 0, 0)
    assert postponing.waiting(office, HALL) == postponing.Waiting()
    assert all(kept == real for kept, real in counts(office, HALL).values())
    assert slips(office) == 1
    go(office, days=7)
    ticket = answer(check_ins.check_in(office, HALL, asks("check-ins"), Coming(told["kept_codes"][0], family=True)))
    assert ticket["number"] == "X001"
    (session,) = station_desk.board(office, HALL)["sessions"]
    assert session["came"] == 2


def test_of_the_numbers_without_a_session_stay_who_finds_no_reserve_and_whose_berkas_was_begun(office: Office) -> None:
    later = RecordingDay(office, HALL, reserve=1, first=office.clock.now() + timedelta(days=7))
    desk = Desk(office, HALL).open("1")
    begun, moved, stays = (desk.issue("perekaman-ektp")["number"] for _ in range(3))
    desk.called("1", begun)
    desk.begin("1")
    desk.berkas(begun)
    desk.hold("1")
    assert (postponing.waiting(office, HALL).people, postponing.waiting(office, HALL).apart) == (2, 1)
    told = answer(postponing.postpone(office, HALL, asks("postponements"), [later.code]))
    assert (told["kept"], told["stay"], told["apart"]) == (1, 1, 1)
    assert "1 nomor perekaman di luar sesi sudah punya berkas dan tetap menunggu" in told["note"]
    assert "1 orang tanpa surat tetap menunggu" in told["note"]
    with office.database.reading() as connection:
        today, hall = office.clock.now().date(), office.hall(HALL)
        states = [tickets.by_number(connection, hall, number, today) for number in (begun, moved, stays)]
    assert [one.state.value for one in states if one] == ["held", "cancelled", "waiting"]
    desk.called("1", stays)
    with pytest.raises(Refused, match="1 nomor perekaman di luar sesi sudah punya berkas") as nobody:
        postponing.postpone(office, HALL, asks("postponements"), [later.code])
    assert nobody.value.code == "nobody_waiting"


def test_another_day_is_never_today(office: Office, day: RecordingDay) -> None:
    other = RecordingDay(office, HALL, reserve=5)
    code = day.letter()
    check_ins.check_in(office, HALL, asks("check-ins"), Coming(code))
    with pytest.raises(Refused, match="Pilih sesi pada hari lain") as today:
        postponing.postpone(office, HALL, asks("postponements"), [other.code])
    assert today.value.code == "wrong_state"
    assert day.state_of(code)[0] == "checked_in"
