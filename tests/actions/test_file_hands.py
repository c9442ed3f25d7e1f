"""Whose hands a file is in: roles, substitutes, "menunggu saya", many files at once, two browsers."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from hall.actions.office import Office
from hall.errors import Refused
from tests.actions.file_room import FileRoom
from tests.people.offices import clock_of


@pytest.fixture
def room(office: Office) -> FileRoom:
    return FileRoom(office, "barito-kuala")


def test_a_person_records_the_steps_of_their_roles_and_a_program_any(room: FileRoom) -> None:
    clerk, kasi = room.person("sari", "clerk"), room.person("budi", "kasi")
    number = room.open("kartu-keluarga")["number"]
    with pytest.raises(Refused, match="Petugas loket") as refused:
        room.step(number, who=kasi)
    assert refused.value.code == "forbidden"
    assert room.one(number)["current"] == 1, "who may not changes nothing"
    room.step(number, who=clerk)
    with pytest.raises(Refused, match="Kasi"):
        room.step(number, who=clerk)
    shown = room.step(number, who=kasi)["steps"][1]
    assert (shown["role"], shown["on_behalf"], shown["recorded_by"]) == ("kasi", False, kasi.asker)
    assert room.step(number)["steps"][2]["role"] is None


def test_a_named_substitute_records_in_the_name_of_the_role_until_it_ends(room: FileRoom) -> None:
    clerk, kasi = room.person("sari", "clerk"), room.person("budi", "kasi")
    number = room.open("kartu-keluarga")["number"]
    room.step(number)
    with pytest.raises(Refused) as refused:
        room.name(clerk, "kasi", "sari")
    assert refused.value.code == "forbidden", "nobody names themselves for a role that is not theirs"
    named = room.name(kasi, "kasi", "sari", until=clock_of(room.office).now() + timedelta(hours=4))
    assert (named["name"], named["acts_now"], named["named_by"]) == ("Sari", True, "Budi")
    assert room.mine(clerk) == [number]
    shown = room.step(number, who=clerk)["steps"][1]
    assert (shown["role"], shown["on_behalf"], shown["recorded_by"]) == ("kasi", True, clerk.asker)

    other = room.open("kartu-keluarga")["number"]
    room.step(other)
    clock_of(room.office).go(hours=4)
    with pytest.raises(Refused, match="Kasi"):
        room.step(other, who=clerk)


def test_a_substitution_is_ended_by_those_who_may_name_it_and_once(room: FileRoom) -> None:
    clerk, kasi = room.person("sari", "clerk"), room.person("budi", "kasi")
    named = room.name(kasi, "kasi", "sari")["id"]
    with pytest.raises(Refused) as refused:
        room.end(clerk, named)
    assert refused.value.code == "forbidden"
    ended = room.end(kasi, named)
    assert (ended["acts_now"], ended["ended_at"] is not None) == (False, True)
    with pytest.raises(Refused, match="sudah berakhir"):
        room.end(kasi, named)
    for username, until in (("budi", clock_of(room.office).now()), ("tidak-ada", None)):
        with pytest.raises(Refused):
            room.name(kasi, "kasi", username, until=until)


def test_what_waits_for_somebody_is_on_their_list_late_ones_first(room: FileRoom) -> None:
    kasi, sekcam = room.person("budi", "kasi"), room.person("rini", "sekcam")
    slow = room.open("kartu-keluarga")["number"]  # five working days
    soon = room.open("legalisasi-ktp-kk")["number"]  # minutes
    for number, until in ((slow, 2), (soon, 3)):
        room.walk(number, until)
    assert room.mine(kasi) == [soon, slow]
    assert room.mine(sekcam) == [soon], "a step of several roles waits for each of them"
    assert room.found(holder="kasi") == [soon, slow]
    clock_of(room.office).go(hours=2)
    assert [room.one(number)["overdue"] for number in (soon, slow)] == [True, False]
    assert room.counts("kasi") == (2, 1)
    held = room.one(slow)
    assert (held["holder"], held["holder_text"], held["recorded_by_roles"]) == ("kasi", "Kasi", ["kasi"])
    room.step(soon, who=sekcam)
    assert room.mine(kasi) == [slow]


def test_a_step_that_waits_until_a_time_leaves_the_list_and_comes_back(room: FileRoom) -> None:
    kasi, clock = room.person("budi", "kasi"), clock_of(room.office)
    number = room.open("kartu-keluarga")["number"]
    room.step(number)
    room.step(number, "waiting", kasi, note="jawaban Disdukcapil", until=clock.now() + timedelta(days=2))
    assert room.mine(kasi) == []
    assert room.found(kasi, mine=True, state="waiting") == [number], "it is found where one looks for it"
    assert room.counts("kasi") == (0, 0)
    clock.go(days=2)
    assert room.mine(kasi) == [number]
    assert room.counts("kasi") == (1, 0)
    shown = room.one(number)
    assert (shown["state"], shown["due"]) == ("waiting", True)
    assert room.step(number, who=kasi)["current"] == 3


def test_many_files_take_one_outcome_and_the_one_that_fails_is_named(room: FileRoom) -> None:
    kasi = room.person("budi", "kasi")
    files = [room.open("kartu-keluarga")["number"] for _ in range(4)]
    for number in files[:3]:
        room.step(number)
    wish = [files[0], files[3], "2026-99999", files[1], files[0]]
    items = room.batch(wish, kasi, request_id="0123456789abcdef-batch")
    assert [(item["number"], item["ok"]) for item in items] == [
        (files[0], True), (files[3], False), ("2026-99999", False), (files[1], True),
    ]  # fmt: skip
    assert [item["refusal"]["code"] for item in items if not item["ok"]] == ["forbidden", "not_found"]
    assert "Petugas loket" in items[1]["refusal"]["detail"]
    assert [room.one(number)["current"] for number in files] == [3, 3, 2, 1]
    again = room.batch(wish, kasi, request_id="0123456789abcdef-batch")
    assert again == items, "asked twice, done once"
    assert [room.one(number)["current"] for number in files] == [3, 3, 2, 1]


def test_of_two_browsers_the_second_is_told_that_the_step_was_recorded(room: FileRoom) -> None:
    number = room.open("kartu-keluarga")["number"]
    room.step(number, order=1)
    with pytest.raises(Refused, match="sudah dicatat di tempat lain") as refused:
        room.step(number, order=1)
    assert refused.value.code == "wrong_state"
    assert room.one(number)["current"] == 2


def test_in_a_batch_a_file_that_went_on_meanwhile_is_left_where_it_is(room: FileRoom) -> None:
    went_on, stayed = (room.open("kartu-keluarga")["number"] for _ in range(2))
    room.step(went_on)
    items = room.batch_seen({went_on: 1, stayed: 1})
    assert [(item["number"], item["ok"]) for item in items] == [(went_on, False), (stayed, True)]
    assert "sudah dicatat di tempat lain" in items[0]["refusal"]["detail"]
    assert [room.one(number)["current"] for number in (went_on, stayed)] == [2, 2]


def test_of_many_who_record_one_step_at_the_same_moment_one_does(room: FileRoom) -> None:
    number = room.open("kartu-keluarga")["number"]

    def press(_: int) -> str:
        try:
            return str(room.step(number, order=1)["current"])
        except Refused as refused:
            return refused.code

    with ThreadPoolExecutor(6) as people:
        assert sorted(people.map(press, range(6))) == ["2", *["wrong_state"] * 5]


def test_batches_that_meet_from_both_ends_do_not_wait_in_a_circle(room: FileRoom) -> None:
    files = [room.open("surat-keluar")["number"] for _ in range(8)]
    for number in files:
        room.walk(number, 8)
    with ThreadPoolExecutor(4) as people:
        forth, back = people.submit(room.batch, files), people.submit(room.batch, files[::-1])
        alone = [people.submit(_numbered, room, number) for number in files[::-1]]
        done = [item["ok"] for answer in (forth, back) for item in answer.result()]
        assert {each.result() for each in alone} <= {"numbered", "wrong_state"}
    assert done.count(True) == 16, "first step eight, then step nine"
    assert sorted(entry["running"] for entry in room.book("surat-keluar")) == list(range(1, 9))


def _numbered(room: FileRoom, number: str) -> str:
    """Takes the outgoing number alone, unless the batch has given it."""
    try:
        room.agenda(number, "surat-keluar")
    except Refused as refused:
        return refused.code
    return "numbered"


def test_a_step_is_skipped_by_an_officer_with_a_reason_and_never_by_the_counter(room: FileRoom) -> None:
    clerk, camat = room.person("sari", "clerk"), room.person("ratna", "camat")
    number = room.open("kartu-keluarga")["number"]
    for who, said, code in ((clerk, {"note": "cepat"}, "forbidden"), (camat, {}, "bad_request")):
        with pytest.raises(Refused) as refused:
            room.step(number, "skipped", who, **said)
        assert refused.value.code == code
    shown = room.step(number, "skipped", camat, note="sudah diregistrasi")["steps"][0]
    assert (shown["outcome"], shown["note"], shown["role"]) == ("skipped", "sudah diregistrasi", "camat")


def test_completing_a_number_leaves_its_file_where_it_is(room: FileRoom) -> None:
    ticket = room.served("kartu-keluarga")
    number = room.desk.berkas(ticket)["number"]
    room.step(number)
    assert room.desk.complete("1")["state"] == "done"
    assert (room.one(number)["state"], room.one(number)["holder"]) == ("open", "kasi")
