"""Counters and tickets against a simple model: any sequence of commands, a midnight in the middle, nobody lost.

The model knows states, lines and counts; whom the policy picks it takes from the clerk's preview, which `tests/rules` holds
against the policy itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select

from hall.actions import counters, days
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import tables as t
from hall.rules.calendar import business_day
from tests.office import Desk, asks, counts
from tests.people.offices import clock_of

HALL = "jumapolo"
LAYANAN = {"A": "kartu-keluarga", "U": "legalisir-surat"}
CODES = ("1", "2", "3")
AFTER, CHANCES = 3, 2
ACTIVE = ("called", "serving")


@dataclass(frozen=True)
class Number:
    """A ticket as the model knows it."""

    number: str
    line: str
    state: str = "waiting"
    counter: str | None = None
    wanted: str | None = None
    after: int | None = None
    chances: int = 0
    missed_at: datetime | None = None


@dataclass(frozen=True)
class Done:
    """The last command of a counter."""

    name: str
    before: Number
    after: Number
    at: datetime
    undone: bool = False


class Clerks(RuleBasedStateMachine):
    """One hall, three counters; every example is a day of its own."""

    office: Office  # set by whoever runs the machine

    @initialize()
    def a_day_begins(self) -> None:
        self.desk = Desk(self.office, HALL)
        self.turn()

    def turn(self) -> None:
        """Midnight: everybody's day ends."""
        clock_of(self.office).go(days=1)
        days.turn(self.office, HALL)
        for code in CODES:
            counters.close(self.office, HALL, asks("closings"), code)
        self.numbers: dict[str, Number] = {}
        self.kept = dict.fromkeys(CODES, "closed")
        self.last: dict[str, Done] = {}

    @property
    def now(self) -> datetime:
        return self.office.clock.now()

    # -- what the model thinks

    def in_hand(self, code: str) -> Number | None:
        return next((n for n in self.numbers.values() if n.counter == code and n.state in ACTIVE), None)

    def free(self, code: str) -> str | None:
        """Why a number cannot be taken in hand there."""
        if self.in_hand(code) is not None:
            return "counter_busy"
        return None if self.kept[code] == "open" else "counter_closed"

    def keep(self, name: str, code: str, before: Number, after: Number) -> None:
        self.numbers[after.number] = after
        self.last[code] = Done(name, before, after, self.now)

    def expects(self, refusal: str | None, do: Any, *words: Any, **more: Any) -> Any:
        """Does it, and holds the refusal against the model's."""
        clock_of(self.office).go(seconds=0.05)
        told, said = None, None
        try:
            told = do(*words, **more)
        except Refused as refused:
            said = refused
        assert (said and said.code) == refusal, f"{do.__name__}{words}: {said}, the model says {refusal}"
        assert said is None or said.detail.endswith(".")
        return told

    # -- what people do

    @rule(line=st.sampled_from("AU"), priority=st.booleans())
    def somebody_comes(self, line: str, priority: bool) -> None:
        told = self.desk.issue(LAYANAN[line], priority=priority)
        assert told["number"] not in self.numbers
        self.numbers[told["number"]] = Number(told["number"], line)

    @rule(code=st.sampled_from(CODES), state=st.sampled_from(["open", "open", "open", "closed", "break"]))
    def a_counter_opens_or_closes(self, code: str, state: str) -> None:
        refusal = "counter_busy" if self.in_hand(code) and state != "open" else None
        if state == "break":
            self.expects(refusal, counters.pause, self.office, HALL, asks("breaks"), code, "Salat")
        else:
            do = counters.open_counter if state == "open" else counters.close
            self.expects(refusal, do, self.office, HALL, asks(state), code)
        if refusal is None:
            self.kept[code] = state
            if state == "closed":
                for n in list(self.numbers.values()):
                    if n.wanted == code and n.state == "waiting":
                        self.numbers[n.number] = replace(n, wanted=None)

    @rule(code=st.sampled_from(CODES))
    def the_next_one_is_called(self, code: str) -> None:
        mine = [n for n in self.numbers.values() if n.state == "waiting" and n.wanted in (None, code)]
        refusal = self.free(code) or (None if mine else "nobody_waiting")
        coming = counters.desk(self.office, HALL, code)["order"]
        told = self.expects(refusal, self.desk.call, code)
        if told is not None:
            assert told["ticket"]["number"] == coming[0]["number"], "the clerk saw whom the policy calls"
            self.called(code, told["ticket"]["number"])

    @rule(code=st.sampled_from(CODES), data=st.data())
    def a_chosen_one_is_called(self, code: str, data: st.DataObject) -> None:
        number = self.some(data)
        if number is None:
            return
        refusal = self.free(code) or (None if self.numbers[number].state == "waiting" else "wrong_state")
        if self.expects(refusal, self.desk.call, code, number) is not None:
            self.called(code, number)

    def called(self, code: str, number: str) -> None:
        before = self.numbers[number]
        self.keep("call", code, before, replace(before, state="called", counter=code, wanted=None))
        for n in list(self.numbers.values()):
            if n.line == before.line and n.after is not None:
                back = replace(n, state="waiting", counter=None, after=None)
                self.numbers[n.number] = replace(n, after=n.after - 1) if n.after > 1 else back

    def some(self, data: st.DataObject) -> str | None:
        return data.draw(st.sampled_from(sorted(self.numbers))) if self.numbers else None

    def with_hand(
        self, name: str, code: str, states: tuple[str, ...], do: Any, now_is: Any, *words: Any, **more: Any
    ) -> None:
        before = self.in_hand(code)
        refusal = None if before is not None and before.state in states else "wrong_state"
        if self.expects(refusal, do, code, *words, **more) is not None and before is not None:
            self.keep(name, code, before, now_is(before))

    @rule(code=st.sampled_from(CODES))
    def service_begins(self, code: str) -> None:
        self.with_hand("begin", code, ("called",), self.desk.begin, lambda n: replace(n, state="serving"))

    @rule(code=st.sampled_from(CODES))
    def service_ends(self, code: str) -> None:
        self.with_hand("complete", code, ACTIVE, self.desk.complete, lambda n: replace(n, state="done"))

    @rule(code=st.sampled_from(CODES))
    def nobody_comes(self, code: str) -> None:
        def missed(n: Number) -> Number:
            again = AFTER if n.chances < CHANCES else None
            return replace(n, state="absent", after=again, chances=n.chances + 1, missed_at=self.now)

        self.with_hand("absent", code, ("called",), self.desk.absent, missed)

    @rule(code=st.sampled_from(CODES))
    def it_is_put_aside(self, code: str) -> None:
        self.with_hand("hold", code, ACTIVE, self.desk.hold, lambda n: replace(n, state="held"))

    @rule(code=st.sampled_from(CODES))
    def something_is_missing(self, code: str) -> None:
        self.with_hand("return", code, ("serving",), self.desk.give_back, lambda n: replace(n, state="held"))

    @rule(code=st.sampled_from(CODES), line=st.sampled_from("AU"))
    def it_is_sent_to_a_line(self, code: str, line: str) -> None:
        before = self.in_hand(code)
        if before is not None and before.line == line:
            self.expects("wrong_state", self.desk.send, code, line=line)
            return
        sent = {"state": "waiting", "counter": None, "line": line}
        self.with_hand("transfer", code, ACTIVE, self.desk.send, lambda n: replace(n, **sent), line=line)

    @rule(code=st.sampled_from(CODES), to=st.sampled_from(CODES))
    def it_is_sent_to_a_counter(self, code: str, to: str) -> None:
        if self.in_hand(code) is not None and (code == to or self.kept[to] == "closed"):
            self.expects("wrong_state" if code == to else "counter_closed", self.desk.send, code, to=to)
            return
        sent = {"state": "waiting", "counter": None, "wanted": to}
        self.with_hand("transfer", code, ACTIVE, self.desk.send, lambda n: replace(n, **sent), to=to)

    @rule(code=st.sampled_from(CODES), data=st.data())
    def a_number_is_cancelled(self, code: str, data: st.DataObject) -> None:
        number = self.some(data)
        if number is None:
            return
        before = self.numbers[number]
        colleagues = before.state in ACTIVE and before.counter != code
        refusal = "wrong_state" if colleagues or before.state in ("done", "cancelled") else None
        if self.expects(refusal, self.desk.cancel, code, number) is not None:
            self.keep("cancel", code, before, replace(before, state="cancelled", wanted=None, after=None))

    @rule(code=st.sampled_from(CODES), data=st.data())
    def a_number_is_taken_up_again(self, code: str, data: st.DataObject) -> None:
        number = self.some(data)
        if number is None:
            return
        before = self.numbers[number]
        refusal = None if before.state in ("held", "absent") else "wrong_state"
        if self.expects(refusal or self.free(code), self.desk.resume, number, code) is not None:
            state = "serving" if before.state == "held" else "called"
            self.keep("resume", code, before, replace(before, state=state, counter=code, after=None))

    @rule(code=st.sampled_from(CODES), seconds=st.sampled_from([0, 0, 0, 3, 11]))
    def the_last_command_is_taken_back(self, code: str, seconds: int) -> None:
        clock_of(self.office).go(seconds=seconds)
        done = self.last.get(code)
        refusal = "wrong_state"
        if done is not None and not done.undone:
            late = self.now + timedelta(seconds=0.05) - done.at > timedelta(seconds=10)
            refusal = "too_late" if late else self.why_not_back(code, done)  # type: ignore[assignment]
        if self.expects(refusal, self.desk.undo, code) is None or done is None:
            return
        self.last[code] = replace(done, undone=True)
        self.numbers[done.before.number] = done.before
        if done.name == "call":
            for n in list(self.numbers.values()):
                if n.after is not None and n.line == done.before.line and n.missed_at and n.missed_at < done.at:
                    self.numbers[n.number] = replace(n, after=n.after + 1)

    def why_not_back(self, code: str, done: Done) -> str | None:
        now_is = self.numbers[done.after.number]
        if replace(now_is, after=None) != replace(done.after, after=None):
            return "wrong_state"
        hand = self.in_hand(code)
        mine = hand is not None and hand.number == now_is.number
        return self.free(code) if done.before.state in ACTIVE and not mine else None

    @rule(often=st.sampled_from([False] * 19 + [True]))
    def midnight_strikes(self, often: bool) -> None:
        if not often:
            return
        served = [n.number for n in self.numbers.values() if n.state == "serving"]
        day = business_day(self.now, self.office.hall(HALL).timezone)
        clock_of(self.office).go(days=1)
        days.turn(self.office, HALL)
        with self.office.database.reading() as connection:
            rows = connection.execute(
                select(t.tickets.c.number, t.tickets.c.state, t.tickets.c.after_calls).where(
                    t.tickets.c.hall_id == self.office.hall(HALL).id, t.tickets.c.day == day
                )
            ).all()
        ended = {row.number: row.state for row in rows}
        assert set(ended) == set(self.numbers), "nobody is lost over night"
        assert set(ended.values()) <= {"done", "absent", "cancelled"}
        assert all(ended[number] == "done" for number in served)
        assert all(row.after_calls is None for row in rows)
        for code in CODES:
            self.expects("wrong_state", self.desk.complete, code)
        self.turn()

    # -- what must always hold

    @invariant()
    def the_office_is_as_the_model_says(self) -> None:
        if not hasattr(self, "numbers"):
            return
        hall = self.office.hall(HALL)
        with self.office.database.reading() as connection:
            rows = connection.execute(
                select(t.tickets).where(
                    t.tickets.c.hall_id == hall.id,
                    t.tickets.c.day == business_day(self.now, hall.timezone),
                )
            ).all()
        real = {
            row.number: (
                row.state, hall.letters[row.moved_line_id or row.line_id], row.after_calls, row.chances,
                hall.desks.get(row.wanted_counter_id), hall.desks.get(row.counter_id),
            )
            for row in rows
        }  # fmt: skip
        model = {n.number: (n.state, n.line, n.after, n.chances, n.wanted, n.counter) for n in self.numbers.values()}
        assert real == model
        assert all(kept == waits for kept, waits in counts(self.office, HALL).values())
