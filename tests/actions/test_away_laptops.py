"""What may happen to a laptop and its files: two of them, a wrong clock, a full disk, a cut of power, the end."""

import fcntl
import json
import zlib
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from hall import runtime
from hall.actions import away_back, away_choices, away_open, away_out, outages, sessions, summonses
from hall.actions.away_out import FORMAT
from hall.actions.office import Office
from hall.actions.outages import Typed
from hall.actions.summonses import Told
from hall.clock import FixedClock
from hall.errors import Refused
from hall.keys import lock, unlock
from hall.records import away, residents
from hall.records import tables as t
from hall.records.residents import Said
from hall.rules.away import read_passphrase
from hall.rules.residents import masked
from tests.away import HALL, Trip, counted, person, typed
from tests.office import asks


@pytest.fixture
def trip(office: Office, tmp_path: Path) -> Trip:
    folder = tmp_path / "trip"
    folder.mkdir()
    return Trip(office, folder)


def test_a_pack_that_was_opened_on_two_laptops_loses_neither_and_overwrites_nothing(trip: Trip) -> None:
    one, two, both = trip.day.letter(), trip.day.letter(), trip.day.letter()
    trip.leave()
    second = Trip(trip.office, trip.folder / "kedua")
    second.folder.mkdir()
    second.day, second.passphrase = trip.day, trip.passphrase
    away_open.open_pack(trip.out, trip.passphrase, second.data, trip.office.clock)
    trip.record(one)
    second.record(two)
    trip.village_says(3, "moved")
    with second.laptop() as laptop:
        summonses.outcome(laptop, HALL, asks("outcomes"), both, Told("phone", "died"))
    first = trip.merge(trip.back())
    file = second.back()
    with pytest.raises(Refused, match="bukan dari kantor untuk isi laptop ini"):
        away_open.wipe(second.data, first["receipt"])
    told = trip.merge(file)
    assert (told["merged"], told["again"], told["visits"], told["conflicts"]) == (True, True, 1, 2)
    assert told["receipt"] != first["receipt"]
    assert [trip.day.state_of(code) for code in (one, two, both)] == [
        ("recorded", "recorded"), ("absent", "unrecorded"), ("absent", "moved"),
    ]  # fmt: skip
    shown = {item["number"]: (item["office"]["state"], item["village"]["state"]) for item in trip.conflicts()}
    assert shown == {2: ("unrecorded", "recorded"), 3: ("moved", "died")}
    assert away_choices.decide(trip.office, HALL, trip.day.code, 2, "village", "token:1") == 1
    assert trip.day.state_of(two) == ("recorded", "recorded")
    assert counted(trip.office, t.visits) == 2
    assert counted(trip.office, t.tickets) == 1, (
        "the second laptop's 501 is another paper: its visit has no number here"
    )
    assert trip.merge(file)["merged"] is False
    away_open.wipe(second.data, told["receipt"])
    away_open.wipe(trip.data, first["receipt"])


def test_what_was_written_after_the_first_file_comes_with_the_second_and_only_that(trip: Trip) -> None:
    code = trip.day.letter()
    trip.leave()
    trip.record(code)
    first = trip.merge(trip.back())
    with trip.laptop() as laptop:
        typed(laptop, "Contoh Terlambat")
    with pytest.raises(Refused, match="Tidak ada yang dihapus"):
        away_open.wipe(trip.data, first["receipt"])
    told = trip.merge(trip.back("lagi.antrean"))
    assert (told["merged"], told["visits"], told["conflicts"]) == (True, 0, 0)
    assert person(trip.office, 2)[0] == "Contoh Terlambat"
    assert [counted(trip.office, table) for table in (t.visits, t.tickets)] == [1, 1]
    away_open.wipe(trip.data, told["receipt"])


def test_two_words_of_the_village_on_one_person_are_chosen_one_after_the_other(trip: Trip) -> None:
    trip.day.letter()
    trip.leave()
    trip.village_says(1, "moved", trip.office)
    trip.village_says(1, "died")
    trip.merge(trip.back())
    trip.village_says(1, "unable")
    trip.merge(trip.back("lagi.antrean"))
    assert [item["village"]["state"] for item in trip.conflicts()] == ["died"]
    away_choices.decide(trip.office, HALL, trip.day.code, 1, "village", "token:1")
    (item,) = trip.conflicts()
    assert (item["office"]["state"], item["village"]["state"]) == ("died", "unable")
    away_choices.decide(trip.office, HALL, trip.day.code, 1, "office", "token:1")
    assert person(trip.office, 1)[1] == "died"


def test_a_number_of_the_pack_that_the_office_gave_all_the_same_does_not_stop_the_merge(trip: Trip) -> None:
    code = trip.day.letter()
    trip.leave()
    trip.record(code)
    file = trip.back()
    hall = trip.day.hall
    line = hall.offers["perekaman-ektp"].layanan.line
    with trip.office.database.writing() as connection:  # the pack was forgotten meanwhile: an older copy of the store
        connection.execute(update(t.away_packs).values(first_number=5001, last_number=5500))
    trip.office.transact(HALL, lambda work, hall: away.begin_numbers(
        work.connection, hall.lines[line].id, trip.day.slots[0].start.date(), 500))  # fmt: skip
    outages.enter(trip.office, HALL, asks("outages"), [Typed(line, "501", "07:00")])
    with trip.office.database.writing() as connection:
        connection.execute(update(t.away_packs).values(first_number=501, last_number=1000))
    assert trip.merge(file)["visits"] == 1
    assert trip.day.state_of(code) == ("recorded", "recorded")
    assert counted(trip.office, t.tickets) == 1


def test_somebody_known_who_was_typed_otherwise_in_the_village_is_shown_and_blanks_are_filled(trip: Trip) -> None:
    trip.day.letter()
    trip.leave()
    for name in ("Contoh Kenal", "Contoh Lain"):
        typed(trip.office, name)
    with trip.laptop() as laptop:
        for name, contact in (("CONTOH KENAL", "0800-1"), ("Contoh Lain", "0800-2")):
            _typed(laptop, Said(name, date(2009, 5, 1), "Desa Contoh", contact=contact))
    trip.office.transact(HALL, lambda work, hall: residents.change(
        work.connection, trip.office.sealed, 3, Said("Contoh Lain", date(2009, 5, 1), "Desa Contoh",
        contact="0800-9"), 1, work.now))  # fmt: skip
    assert trip.merge(trip.back())["conflicts"] == 1
    (item,) = trip.conflicts()
    assert (item["number"], item["other_data"], item["names"]["office"]) == (3, True, masked("Contoh Lain"))
    assert [_contact(trip.office, number) for number in (2, 3)] == ["0800-1", "0800-9"]
    away_choices.decide(trip.office, HALL, trip.day.code, 3, "village", "token:1")
    assert _contact(trip.office, 3) == "0800-2"
    assert counted(trip.office, t.residents) == 3


def _typed(office: Office, said: Said) -> int:
    return office.transact(
        HALL, lambda work, hall: residents.add(work.connection, office.sealed, hall, said, "hand", work.now)
    )


def _contact(office: Office, number: int) -> str | None:
    with office.database.reading() as connection:
        found = residents.one(connection, office.sealed, office.hall(HALL), number)
    assert found is not None
    return found.contact


def test_every_flipped_byte_and_every_cut_is_refused_and_so_is_another_version(trip: Trip) -> None:
    trip.day.letter()
    trip.take()
    whole = trip.out.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 4)):
        broken = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        with pytest.raises(Refused, match=r"rusak|versi Antrean yang lain"):
            away_open.read_file(broken, trip.passphrase, "out")
        with pytest.raises(Refused, match="rusak"):
            away_open.read_file(whole[:place], trip.passphrase, "out")
    told = away_open.read_file(whole, trip.passphrase, "out")
    passphrase = read_passphrase(trip.passphrase)
    for other in (FORMAT - 1, FORMAT + 1):
        odd = lock(zlib.compress(json.dumps(told | {"format": other}).encode()), passphrase)
        with pytest.raises(Refused, match="versi Antrean yang lain"):
            away_open.read_file(odd, trip.passphrase, "out")
    with pytest.raises(Refused, match="versi Antrean yang lain"):
        away_open.read_file(b"ANTREAN-2\n" + whole[10:], trip.passphrase, "out")
    assert json.loads(zlib.decompress(unlock(whole, passphrase)))["people"][0]["number"] == 1


def test_a_laptop_with_a_wrong_clock_is_told_before_anything_is_made(trip: Trip) -> None:
    trip.day.letter()
    trip.take()
    now = trip.office.clock.now()
    for days, words in ((-1, "sebelum paket ini dibuat"), (1, "Hari sesi ini sudah lewat")):
        with pytest.raises(Refused, match=words) as said:
            away_open.open_pack(trip.out, trip.passphrase, trip.data, FixedClock(now + timedelta(days=days)))
        assert "Jam laptop ini" in said.value.detail
        assert not trip.data.exists()
    zoned = FixedClock(datetime.fromisoformat("2026-11-19T01:00:00-12:00"))
    assert away_open.open_pack(trip.out, trip.passphrase, trip.data, zoned)["now"].utcoffset() == timedelta(hours=8)


class Dies(FixedClock):
    """A clock that falls silent after so many looks: there the power fails."""

    looks = 0
    last = 0

    def now(self) -> datetime:
        self.looks += 1
        if self.looks > self.last:
            raise KeyboardInterrupt
        return super().now()


def test_a_cut_of_power_while_the_pack_is_opened_leaves_nothing_that_looks_whole(trip: Trip) -> None:
    trip.day.letter()
    trip.take()
    for last in (0, 1, 2):
        clock = Dies(trip.office.clock.now())
        clock.last = last
        with pytest.raises(KeyboardInterrupt):
            away_open.open_pack(trip.out, trip.passphrase, trip.data, clock)
        assert not trip.data.exists()
        with pytest.raises(Refused, match="tidak berisi paket"):
            away_open.wipe(trip.data, "AAAAAAAA")
    away_open.open_pack(trip.out, trip.passphrase, trip.data, trip.office.clock)
    assert {path.name for path in trip.folder.iterdir()} == {"laptop", trip.out.name}


def test_a_result_file_that_cannot_be_written_is_no_file_and_may_be_written_elsewhere(trip: Trip) -> None:
    code = trip.day.letter()
    trip.leave()
    trip.record(code)
    with pytest.raises(Refused, match=r"tidak dapat ditulis.*Tidak ada yang setengah jadi"):
        trip.back("flashdisk/hasil.antrean")
    (trip.folder / "hasil.antrean.setengah").write_bytes(b"cut short")
    assert trip.merge(trip.back())["visits"] == 1
    assert not list(trip.folder.glob("*.setengah"))


def test_a_wipe_goes_on_where_it_was_cut_and_never_while_a_server_runs(trip: Trip) -> None:
    code = trip.day.letter(name="Zulcontoh Terahasia")
    trip.leave()
    trip.record(code)
    told = trip.merge(trip.back())
    receipt = told["receipt"]
    with (trip.data / runtime.SERVER_LOCK).open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(Refused, match="Hentikan dulu antrean serve"):
            away_open.wipe(trip.data, receipt)
    assert (trip.data / "keys").exists()
    (trip.folder / "hasil.antrean").unlink()
    (trip.folder / "hasil.antrean").mkdir()  # what cannot be deleted stops it half-way
    with pytest.raises(Refused, match=r"tidak dapat dihapus.*Nama di laptop ini sudah tidak terbaca"):
        away_open.wipe(trip.data, receipt)
    assert not (trip.data / "keys").exists()
    left = b"".join(path.read_bytes() for path in trip.folder.rglob("*") if path.is_file())
    assert b"Zulcontoh" not in left
    assert b"Terahasia" not in left
    (trip.folder / "hasil.antrean").rmdir()
    away_open.wipe(trip.data, "")
    assert list(trip.folder.iterdir()) == []


def test_a_pack_that_was_called_back_and_its_session_cancelled_is_refused_with_the_way_on(trip: Trip) -> None:
    code = trip.day.letter()
    trip.leave()
    trip.record(code)
    file = trip.back()
    with pytest.raises(Refused, match="sedang di luar kantor"):
        sessions.cancel(trip.office, HALL, asks("sessions"), trip.day.code, "Hujan")
    receipt = away_out.recall(trip.office, HALL, trip.day.code, "token:1")
    sessions.cancel(trip.office, HALL, asks("sessions"), trip.day.code, "Hujan")
    with pytest.raises(Refused, match="ditarik kembali oleh kantor pada Kamis") as said:
        away_back.merge(trip.office, HALL, file, trip.passphrase, "token:1")
    assert f"{receipt[:4]}-{receipt[4:]}" in said.value.detail
    assert trip.day.state_of(code) == ("cancelled", "unrecorded")
    away_open.wipe(trip.data, receipt)
    assert not trip.data.exists()
