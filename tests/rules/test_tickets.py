"""What may follow what: every command from every state, and what it leaves on the ticket."""

from dataclasses import replace
from datetime import UTC, date, datetime
from textwrap import wrap

import pytest

from hall.errors import Refused
from hall.rules.tickets import COMMANDS, RETURNED, Ticket, TicketState, after, missed, missed_rule

NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 19, 2, 5, tzinfo=UTC)
TICKET = Ticket(
    id=1, hall_id=1, day=date(2026, 11, 19), line="A", number="A001", token="0" * 13, layanan="kartu-keluarga",
    state=TicketState.WAITING, priority=False, place=1, issued_at=NOW, waiting_before=0,
)  # fmt: skip

LEADS = {
    "call": {"waiting": "called"},
    "begin": {"called": "serving"},
    "absent": {"called": "absent"},
    "complete": {"called": "done", "serving": "done"},
    "hold": {"called": "held", "serving": "held"},
    "return": {"serving": "held"},
    "resume": {"held": "serving", "absent": "called"},
    "transfer": {"called": "waiting", "serving": "waiting"},
    "cancel": dict.fromkeys(("waiting", "called", "serving", "held", "absent"), "cancelled"),
    "come_back": {"absent": "waiting"},
    "not_served": dict.fromkeys(("waiting", "held", "absent"), "cancelled"),
}


def test_the_table_is_whole() -> None:
    assert set(LEADS) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("state", TicketState)
def test_a_ticket_goes_only_where_it_may_and_every_refusal_has_its_words(command: str, state: TicketState) -> None:
    ticket = replace(TICKET, state=state, counter="2")
    if state.value in LEADS[command]:
        assert after(ticket, command, NOW).state.value == LEADS[command][state.value]
        return
    with pytest.raises(Refused, match="A\u00a0001") as refused:
        after(ticket, command, NOW)
    assert refused.value.code == "wrong_state"
    assert refused.value.detail.endswith(".")
    assert "{" not in refused.value.detail


def test_a_walk_through_a_tickets_life_keeps_its_moments() -> None:
    called = after(TICKET, "call", NOW, counter="2")
    serving = after(called, "begin", LATER)
    done = after(serving, "complete", LATER)
    assert (called.counter, called.called_at) == ("2", NOW)
    assert (serving.serving_at, serving.ended_at) == (LATER, None)
    assert (done.state, done.ended_at) == (TicketState.DONE, LATER)


def serving() -> Ticket:
    return after(after(TICKET, "call", NOW, counter="2"), "begin", NOW)


def test_who_is_sent_on_waits_by_the_time_of_coming_and_under_the_same_number() -> None:
    sent = after(serving(), "transfer", LATER, line="U")
    assert (sent.number, sent.line, sent.place) == ("A001", "U", TICKET.place)
    assert (sent.counter, sent.called_at, sent.serving_at) == (None, None, None)


def test_the_wish_for_a_counter_ends_with_the_call() -> None:
    sent = after(serving(), "transfer", LATER, wanted="3")
    assert sent.wanted == "3"
    assert after(sent, "call", LATER, counter="3").wanted is None


def test_a_returned_number_keeps_that_it_was_served() -> None:
    back = after(serving(), "return", LATER)
    assert (back.state, back.reason) == (TicketState.HELD, RETURNED)
    again = after(back, "resume", LATER, counter="1")
    assert (again.state, again.counter, again.reason, again.serving_at) == (TicketState.SERVING, "1", None, NOW)


def test_who_was_absent_is_called_and_not_yet_served_when_they_report() -> None:
    absent = missed(after(TICKET, "call", NOW, counter="2"), NOW, 2, 3)
    here = after(absent, "resume", LATER, counter="1")
    assert (here.state, here.called_at, here.serving_at, here.ended_at) == (TicketState.CALLED, LATER, None, None)
    assert (here.after_calls, here.chances) == (None, 1)


def test_the_second_chance_is_given_as_often_as_the_rule_says() -> None:
    ticket, given = TICKET, []
    for _ in range(4):
        ticket = missed(after(ticket, "call", NOW, counter="2"), NOW, 2, 3)
        given.append(ticket.after_calls)
        ticket = after(ticket, "come_back", NOW)
    assert given == [3, 3, None, None]
    assert ticket.chances == 4


def test_a_hall_without_second_chances_gives_none() -> None:
    assert missed(after(TICKET, "call", NOW, counter="2"), NOW, 0, 3).after_calls is None


def test_the_rule_of_a_missed_call_stands_in_words() -> None:
    assert missed_rule(2, 3) == (
        "Nomor terlewat? Dipanggil lagi setelah 3 nomor lain, paling banyak 2 kali; atau lapor ke petugas."
    )
    assert missed_rule(0, 3) == "Nomor terlewat? Lapor ke petugas."
    assert "after 3 others, 2 times at most" in missed_rule(2, 3, "en")
    assert "once at most" in missed_rule(1, 3, "en")
    assert missed_rule(0, 3, "en") == "Missed your call? Please see the staff."


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("columns", [32, 42, 48])
def test_the_rule_stays_whole_on_the_narrowest_paper(language: str, columns: int) -> None:
    assert len(wrap(f"Pengganti kertas A013. {missed_rule(5, 20, language)}", columns)) <= 4
