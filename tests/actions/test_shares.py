"""What the keeper sets about turns: weights of lines, and what becomes of a missed call."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from hall.actions import shares
from hall.actions.office import Office
from hall.records import halls
from hall.rules.events import HallChanged
from hall.rules.hall import Hall
from tests.actions.looks import look, refused
from tests.office import Desk, open_office
from tests.people.offices import ears_of

BY = "person:1"


def served(desk: Desk, times: int, counter: str = "1") -> str:
    letters = ""
    for _ in range(times):
        letters += desk.called(counter)[0]
        desk.complete(counter)
    return letters


def test_a_counter_shares_its_turns_as_it_was_told_and_shows_it_before(office: Office) -> None:
    desk = Desk(office).open("1", "2")
    for _ in range(8):
        desk.issue()
    for _ in range(8):
        desk.issue("legalisir-surat")
    shares.set_weights(office, "jumapolo", "1", {"A": 1, "U": 3}, BY)
    assert HallChanged("jumapolo") in ears_of(office).heard
    coming = "".join(ticket["number"][0] for ticket in look(office)["order"])
    assert (coming, served(desk, 4), served(desk, 2)) == ("UAUUUA", "UAUU", "UA"), "the shares are kept between calls"
    assert served(desk, 2, "2") == "AA", "the other counter stays with who came first"


def test_an_undone_call_gives_the_line_its_share_back(office: Office) -> None:
    desk = Desk(office).open()
    for code in ("kartu-keluarga", "legalisir-surat") * 4:
        desk.issue(code)
    shares.set_weights(office, "jumapolo", "1", {"A": 2, "U": 1}, BY)
    order = [ticket["number"] for ticket in look(office)["order"]]
    desk.call()
    desk.undo()
    assert [ticket["number"] for ticket in look(office)["order"]] == order


def test_a_desk_looks_by_the_shares_that_another_process_set(office: Office, office_url: str, tmp_path: Path) -> None:
    desk = Desk(office).open("1")
    for code in ("kartu-keluarga", "legalisir-surat"):
        for _ in range(4):
            desk.issue(code)
    before = "".join(ticket["number"][0] for ticket in look(office)["order"])
    elsewhere = open_office(office_url, tmp_path)
    shares.set_weights(elsewhere, "jumapolo", "1", {"A": 1, "U": 3}, BY)
    elsewhere.database.close()
    after = "".join(ticket["number"][0] for ticket in look(office)["order"])
    assert (before, after) == ("AAAAUU", "UAUUUA")


def test_a_look_at_the_hall_that_was_slower_than_the_change_is_not_kept(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A screen's look reads the set-up, the keeper changes it, the look ends: the next question knows the change."""
    load = halls.load

    def slowly(connection: Connection, slug: str) -> Hall | None:
        read = load(connection, slug)
        monkeypatch.setattr(halls, "load", load)
        shares.set_weights(office, "jumapolo", "1", {"A": 2}, BY)
        return read

    office.forget("jumapolo")
    monkeypatch.setattr(halls, "load", slowly)
    before = office.hall("jumapolo").rule_sentences()["id"]
    after = office.hall("jumapolo").rule_sentences()["id"]
    assert before.startswith("Yang datang dulu")
    assert after.startswith("Tiap huruf antrean")


def test_the_sentence_on_the_kiosk_follows(office: Office) -> None:
    assert office.hall("jumapolo").rule_sentences()["id"].startswith("Yang datang dulu dilayani dulu.")
    shares.set_weights(office, "jumapolo", "1", {"A": 2}, BY)
    assert office.hall("jumapolo").rule_sentences()["id"].startswith("Tiap huruf antrean mendapat gilirannya")


def test_a_line_that_nobody_would_serve_in_its_turn_is_refused(office: Office) -> None:
    for code in "12":
        shares.set_weights(office, "jumapolo", code, {"U": 0}, BY)
    assert refused(shares.set_weights, office, "jumapolo", "3", {"U": 0}, BY) == "bad_request"


@pytest.mark.parametrize("weights", [{"Z": 1}, {"A": 10}, {"A": -1}])
def test_what_cannot_be_weighed_is_refused(office: Office, weights: dict[str, int]) -> None:
    assert refused(shares.set_weights, office, "jumapolo", "1", weights, BY) == "bad_request"
    assert refused(shares.set_weights, office, "jumapolo", "9", {"A": 1}, BY) == "not_found"


def test_second_chances_are_the_halls_own_and_stand_on_the_ticket(office: Office) -> None:
    shares.set_second_chances(office, "jumapolo", 1, 2, BY)
    desk = Desk(office).open()
    for _ in range(4):
        desk.issue()
    desk.call()
    assert desk.absent()["comes_back_after"] == 2
    assert served(desk, 2) == "AA"
    assert desk.called() == "A001"
    assert desk.absent()["comes_back_after"] is None
    assert refused(shares.set_second_chances, office, "jumapolo", 6, 2, BY) == "bad_request"
    assert refused(shares.set_second_chances, office, "jumapolo", 1, 0, BY) == "bad_request"
