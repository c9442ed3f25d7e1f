"""A session goes to a village on a laptop and comes back: once, whole, and over nobody's head."""

import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event, select, update

from hall.actions import (
    away_back,
    away_choices,
    away_open,
    away_out,
    check_ins,
    recording_day,
    summonses,
    tickets,
)
from hall.actions.check_ins import Coming
from hall.actions.office import Office
from hall.actions.summonses import Told
from hall.errors import Refused
from hall.keys import Unreadable, unlock
from hall.records import away, residents_erased, visits
from hall.records import tables as t
from hall.records.residents_erased import Searched
from hall.rules.away import read_passphrase
from hall.rules.recording import LAYANAN
from tests.away import HALL, Trip, counted, person, row_of, typed
from tests.office import Desk, answer, asks
from tests.recording import RecordingDay


@pytest.fixture
def trip(office: Office, tmp_path: Path) -> Trip:
    folder = tmp_path / "trip"
    folder.mkdir()
    return Trip(office, folder)


def test_a_session_travels_is_recorded_there_and_comes_back_whole(trip: Trip) -> None:
    other = RecordingDay(trip.office, HALL)
    other.letter(name="Contoh Bukan Penumpang")
    came, stayed = trip.day.letter(name="Contoh Satu"), trip.day.letter(name="Contoh Dua")
    trip.leave()
    with trip.laptop() as laptop:
        assert counted(laptop, t.residents) == 2
        assert [one["code"] for one in _halls(laptop)] == [HALL]
        assert sorted(laptop.hall(HALL).offers) == [LAYANAN]
    number = trip.record(came)
    line = trip.office.hall(HALL).offers[LAYANAN].layanan.line
    assert number == f"{line}501"
    with trip.laptop() as laptop:
        walk_in = answer(tickets.issue(laptop, HALL, asks("tickets"), tickets.Wish(LAYANAN)))
        assert walk_in["number"] == f"{line}502"
        typed(laptop, "Contoh Baru")
    told = trip.merge(trip.back())
    assert (told["merged"], told["visits"], told["conflicts"]) == (True, 2, 0)
    assert trip.day.state_of(came) == ("recorded", "recorded")
    assert trip.day.state_of(stayed) == ("absent", "unrecorded")
    assert person(trip.office, 4)[0] == "Contoh Baru"
    with trip.office.database.reading() as connection:
        board = visits.board(connection, trip.office.hall(HALL), trip.day.session)
    assert [(one.number, one.visit.state) for one in board] == [(f"{line}501", "passed"), (f"{line}502", "stopped")]
    assert [one.ticket_state for one in board] == ["done", "cancelled"]
    stops = recording_day.chain(trip.office.hall(HALL)).stations
    assert [run.station for run in board[0].visit.runs] == list(stops)
    away_open.wipe(trip.data, f" {told['receipt'][:4].lower()}-{told['receipt'][4:]}")
    assert list(trip.folder.iterdir()) == []
    with pytest.raises(Refused, match="sudah dihapus"):
        trip.back("lagi.antrean")


def _halls(office: Office) -> list[dict[str, Any]]:
    with office.database.reading() as connection:
        return [{"code": slug} for slug in connection.execute(select(t.halls.c.slug)).scalars()]


def test_the_same_pack_twice_changes_nothing_and_says_so(trip: Trip) -> None:
    code = trip.day.letter()
    trip.leave()
    trip.record(code)
    file = trip.back()
    first = trip.merge(file)
    before = [counted(trip.office, table) for table in (t.visits, t.tickets, t.station_runs, t.residents)]
    for again in (file, trip.back("lagi.antrean")):
        told = trip.merge(again)
        assert (told["merged"], told["receipt"]) == (False, first["receipt"])
    assert [counted(trip.office, table) for table in (t.visits, t.tickets, t.station_runs, t.residents)] == before


def test_who_changed_in_one_place_only_needs_no_decision(trip: Trip) -> None:
    for name in ("Contoh Satu", "Contoh Dua", "Contoh Tiga"):
        trip.day.letter(name=name)
    trip.leave()
    trip.village_says(1, "died")
    trip.village_says(2, "moved", trip.office)
    trip.village_says(3, "moved")
    trip.village_says(3, "moved", trip.office)
    assert trip.merge(trip.back())["conflicts"] == 0
    assert [person(trip.office, number)[1] for number in (1, 2, 3)] == ["died", "moved", "moved"]


@pytest.mark.parametrize(
    ("side", "state", "letter"), [("office", "moved", "moved"), ("village", "recorded", "recorded")]
)
def test_who_changed_in_both_is_shown_and_the_clerk_chooses(trip: Trip, side: Any, state: str, letter: str) -> None:
    code = trip.day.letter(name="Contoh Satu")
    trip.leave()
    trip.record(code)
    summonses.outcome(trip.office, HALL, asks("outcomes"), code, Told("phone", "moved"))
    assert trip.merge(trip.back())["conflicts"] == 1
    assert trip.day.state_of(code) == ("moved", "moved")
    (item,) = trip.conflicts()
    assert (item["office"]["state"], item["village"]["state"]) == ("moved", "recorded")
    assert item["names"] == {"office": "C*** S***", "village": "C*** S***"}
    assert away_choices.decide(trip.office, HALL, trip.day.code, 1, side, "token:1") == 0
    assert trip.day.state_of(code) == (letter, state)
    assert trip.conflicts() == []
    assert counted(trip.office, t.visits) == 1
    with pytest.raises(Refused, match="tidak"):
        away_choices.decide(trip.office, HALL, trip.day.code, 1, side, "token:1")


def test_another_day_given_at_the_office_falls_when_the_village_recorded(trip: Trip) -> None:
    code, later = trip.day.letter(), RecordingDay(trip.office, HALL)
    trip.leave()
    trip.record(code)
    told = Told("phone", "other_day", None, later.code)
    moved = answer(summonses.outcome(trip.office, HALL, asks("outcomes"), code, told))
    trip.merge(trip.back())
    assert trip.day.state_of(code) == ("moved_day", "unrecorded")
    away_choices.decide(trip.office, HALL, trip.day.code, 1, "village", "token:1")
    assert trip.day.state_of(code) == ("recorded", "recorded")
    assert later.state_of(moved["replaced_by"])[0] == "cancelled"


def test_a_choice_on_an_older_sight_is_refused_and_the_new_one_shown(trip: Trip) -> None:
    trip.day.letter()
    trip.leave()
    trip.village_says(1, "died")
    trip.village_says(1, "moved", trip.office)
    trip.merge(trip.back())
    trip.village_says(1, "collected", trip.office)
    with pytest.raises(Refused, match="berubah lagi"):
        away_choices.decide(trip.office, HALL, trip.day.code, 1, "village", "token:1")
    assert trip.conflicts()[0]["office"]["state"] == "collected"
    away_choices.decide(trip.office, HALL, trip.day.code, 1, "village", "token:1")
    assert person(trip.office, 1)[1] == "died"


def test_a_letter_that_only_went_its_way_at_the_office_is_no_contradiction(trip: Trip) -> None:
    code = trip.day.letter()
    trip.leave()
    summonses.outcome(trip.office, HALL, asks("outcomes"), code, Told("phone", "confirmed"))
    trip.record(code)
    assert trip.merge(trip.back())["conflicts"] == 0
    assert trip.day.state_of(code) == ("recorded", "recorded")


def test_who_was_given_another_day_and_did_not_come_there_keeps_that_day(trip: Trip) -> None:
    code, later = trip.day.letter(), RecordingDay(trip.office, HALL)
    trip.leave()
    told = Told("phone", "other_day", None, later.code)
    moved = answer(summonses.outcome(trip.office, HALL, asks("outcomes"), code, told))
    assert trip.merge(trip.back())["conflicts"] == 0
    assert trip.day.state_of(code)[0] == "moved_day"
    assert later.state_of(moved["replaced_by"])[0] == "made"


def test_somebody_typed_in_the_village_whom_the_office_knows_is_not_doubled(trip: Trip) -> None:
    known = RecordingDay(trip.office, HALL)
    known.person("Contoh Kenal", born_on=date(2009, 5, 1))
    trip.day.letter()
    trip.leave()
    with trip.laptop() as laptop:
        number = typed(laptop, "Contoh Kenal")
    trip.village_says(number, "moved")
    assert trip.merge(trip.back())["conflicts"] == 0
    assert counted(trip.office, t.residents) == 2
    assert person(trip.office, 1) == ("Contoh Kenal", "moved")


def test_a_merge_that_is_cut_short_leaves_nothing_and_may_be_done_again(trip: Trip) -> None:
    code = trip.day.letter()
    trip.leave()
    trip.record(code)
    file = trip.back()
    engine = trip.office.database._writer

    def dies(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT INTO station_runs"):
            raise KeyboardInterrupt

    event.listen(engine, "before_cursor_execute", dies)
    with pytest.raises(KeyboardInterrupt):
        trip.merge(file)
    event.remove(engine, "before_cursor_execute", dies)
    assert [counted(trip.office, table) for table in (t.visits, t.tickets)] == [0, 0]
    assert trip.day.state_of(code) == ("made", "unrecorded")
    assert trip.merge(file)["merged"]
    assert trip.day.state_of(code) == ("recorded", "recorded")


def test_a_wrong_passphrase_a_changed_file_and_the_wrong_file_are_refused(trip: Trip) -> None:
    trip.day.letter()
    trip.leave()
    file = trip.back()
    other = "A" * 24
    changed = file[:-9] + (b"B" if file[-9:-8] == b"A" else b"A") + file[-8:]
    for broken, passphrase in ((file, other), (changed, None), (file[:50], None), (b"", None)):
        with pytest.raises(Refused, match=r"tidak cocok|bukan paket"):
            trip.merge(broken, passphrase)
    with pytest.raises(Refused, match="24 huruf"):
        trip.merge(file, "pendek")
    with pytest.raises(Refused, match="bukan hasil dari desa"):
        trip.merge(trip.out.read_bytes())
    with pytest.raises(Refused, match="tidak cocok"):
        away_open.open_pack(trip.out, other, trip.folder / "lain", trip.office.clock)
    with pytest.raises(Refused, match="tidak cocok"):
        away_open.pack_back(trip.data, other, trip.folder / "lain", trip.office.clock)
    assert not (trip.folder / "lain").exists()


def test_the_pack_of_another_hall_and_one_that_was_called_back_are_refused(trip: Trip) -> None:
    trip.day.letter()
    trip.leave()
    file = trip.back()
    with pytest.raises(Refused, match="bukan dari kantor ini"):
        away_back.merge(trip.office, "kalipare", file, trip.passphrase, "token:1")
    receipt = away_out.recall(trip.office, HALL, trip.day.code, "token:1")
    with pytest.raises(Refused, match="ditarik"):
        trip.merge(file)
    assert away_choices.undecided(trip.office, HALL, trip.day.code) == {"recalled": receipt, "conflicts": []}
    trip.take()  # it may travel once more


def test_while_it_is_away_nobody_checks_in_here_and_it_cannot_leave_twice(trip: Trip) -> None:
    code = trip.day.letter()
    trip.take()
    with pytest.raises(Refused, match="Balai Desa Contoh"):
        check_ins.check_in(trip.office, HALL, asks("check-ins"), Coming(code))
    with pytest.raises(Refused, match="sudah dibawa"):
        trip.take()
    with pytest.raises(Refused, match="di kantor"):
        away_out.take(trip.office, HALL, RecordingDay(trip.office, HALL).code, "token:1")


def test_the_office_and_the_laptop_never_give_the_same_number(trip: Trip) -> None:
    trip.take()
    hall = trip.office.hall(HALL)
    line = hall.lines[hall.offers[LAYANAN].layanan.line]
    desk = Desk(trip.office, HALL, LAYANAN)
    assert desk.issue()["number"] == f"{line.letter}001"
    with trip.office.database.writing() as connection:
        connection.execute(update(t.line_days).where(t.line_days.c.line_id == line.id).values(last_number=499))
    assert [desk.issue()["number"] for _ in range(3)] == [f"{line.letter}{n}" for n in (500, 1001, 1002)]
    second = Trip(trip.office, trip.folder)
    second.take()
    assert away_choices.undecided(trip.office, HALL, second.day.code)["first"] == 1501
    away_open.open_pack(trip.out, trip.passphrase, trip.data, trip.office.clock)
    with trip.laptop() as laptop:
        with laptop.database.writing() as connection:
            connection.execute(update(t.line_days).values(last_number=999))
            connection.execute(update(t.sessions).values(reserve=9))
        assert Desk(laptop, HALL, LAYANAN).issue()["number"] == f"{line.letter}1000"
        with pytest.raises(Refused, match="habis"):
            Desk(laptop, HALL, LAYANAN).issue()


def test_an_opened_folder_is_never_opened_into_again_nor_after_its_day(trip: Trip) -> None:
    trip.leave()
    with pytest.raises(Refused, match="tidak kosong"):
        away_open.open_pack(trip.out, trip.passphrase, trip.data, trip.office.clock)
    with pytest.raises(Refused, match="bukan dari kantor untuk isi laptop ini"):
        away_open.wipe(trip.data, "AAAAAAAA")
    shutil.rmtree(trip.data)
    trip.office.clock.go(days=1)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="sudah lewat"):
        away_open.open_pack(trip.out, trip.passphrase, trip.data, trip.office.clock)


def test_a_session_that_has_not_been_yet_is_not_ended_by_packing_too_early(trip: Trip) -> None:
    code = trip.day.letter()
    trip.leave()
    trip.office.clock.go(days=-1)  # type: ignore[attr-defined]
    with pytest.raises(Refused, match="belum tiba"):
        trip.back()
    trip.office.clock.go(days=1)  # type: ignore[attr-defined]
    trip.record(code)
    trip.merge(trip.back())
    assert trip.day.state_of(code)[0] == "recorded"


def test_nobody_is_named_in_a_file_a_log_or_the_store_in_clear(trip: Trip, caplog: pytest.LogCaptureFixture) -> None:
    code = trip.day.letter(name="Contoh Rahasia")
    trip.leave()
    trip.record(code)
    trip.village_says(1, "moved", trip.office)
    file = trip.back()
    trip.merge(file)
    (item,) = trip.conflicts()
    assert item["village"]["state"] == "recorded"
    with trip.office.database.reading() as connection:
        kept = [str(row) for table in (t.away_packs, t.events, t.answers) for row in connection.execute(select(table))]
    clear = "\n".join(kept) + caplog.text
    for name in ("Contoh Rahasia", "RAHASIA", trip.passphrase, read_passphrase(trip.passphrase)):
        assert name.lower() not in clear.lower()
    written = b"".join(each.read_bytes() for each in trip.folder.rglob("*") if each.is_file())
    assert b"Rahasia" not in written
    assert trip.passphrase.encode() not in written
    with pytest.raises(Unreadable):
        unlock(file, "another")


def test_whoever_is_erased_holds_the_packs_so_that_nothing_of_a_merge_is_lost(trip: Trip) -> None:
    trip.day.letter()
    trip.take()
    office, someone = trip.office, row_of(trip.office, typed(trip.office, "Contoh Dua"))
    with office.database.writing() as connection:
        pack = away.of_session(connection, office.hall(HALL), trip.day.session)
        assert pack is not None
        away.keep(connection, pack.id, pack.body | {"conflicts": [{"number": 99}]})
    with office.database.writing() as connection:
        residents_erased.erase(connection, office.hall(HALL), [someone], Searched(), office.clock.now())
        with pytest.raises((sqlite3.OperationalError, psycopg.errors.LockNotAvailable)):
            merged_beside(office)


def merged_beside(office: Office) -> None:
    """Somebody else wants to change the packs now, and does not wait."""
    if office.database.sqlite:
        with closing(sqlite3.connect(str(office.database.url.database), timeout=0)) as other:
            other.execute("BEGIN IMMEDIATE")
    else:
        url = office.database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url) as other_one:
            other_one.execute("SELECT id FROM away_packs FOR UPDATE NOWAIT")
