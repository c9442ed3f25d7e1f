"""Whom the office calls next: first come, first served; priority ahead; and nobody is passed for ever."""

from collections import defaultdict

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hall.rules.queue_policy import Head, LineMemory, Rule, passed_by, pick, remember, upcoming

LINES = ("A", "U", "X")


class Office(RuleBasedStateMachine):
    """Any sequence of takings and calls over several lines, by counters that serve every line, against a naive model."""

    @initialize(ratio=st.integers(1, 3), guard=st.integers(1, 5))
    def opens(self, ratio: int, guard: int) -> None:
        self.rule = Rule(ratio, guard)
        self.waiting: list[Head] = []
        self.memories = {line: LineMemory(line) for line in LINES}
        self.passed: dict[int, int] = defaultdict(int)
        self.issued = self.called = self.in_a_row = 0

    @rule(line=st.sampled_from(LINES), priority=st.booleans())
    def somebody_comes(self, line: str, priority: bool) -> None:
        self.issued += 1
        self.waiting.append(Head(self.issued, line, priority, self.issued))

    @rule()
    def the_policy_calls(self) -> None:
        heads = self.heads()
        chosen = pick(heads, self.memories.values(), self.rule)
        assert chosen == pick(reversed(heads), reversed(self.memories.values()), self.rule), "same state, same answer"
        assert (chosen is None) == (not self.waiting)
        if chosen is None:
            return
        ahead = [t for t in self.waiting if (t.line, t.priority) == (chosen.line, chosen.priority)]
        assert chosen == min(ahead, key=lambda t: t.place), "the order inside a line and class"
        overtaken = [t for t in self.waiting if not t.priority and t.place < chosen.place]
        self.in_a_row = self.in_a_row + 1 if chosen.priority and overtaken else 0
        assert self.in_a_row <= self.rule.ratio, "at most so many priority numbers in a row"
        self.takes(chosen)

    @rule(data=st.data())
    def a_clerk_chooses(self, data: st.DataObject) -> None:
        if self.waiting:
            self.in_a_row = 0  # the clerk decided, not the rule
            self.takes(data.draw(st.sampled_from(self.waiting)), by_policy=False)

    def takes(self, chosen: Head, *, by_policy: bool = True) -> None:
        for ticket in self.waiting:
            if not ticket.priority and ticket.place < chosen.place:
                self.passed[ticket.ticket_id] += 1
                most = self.rule.guard
                assert not by_policy or self.passed[ticket.ticket_id] <= max(most, self.passed_by_hand(ticket)), ticket
        ordinary = [head for head in self.heads() if not head.priority]
        for memory in remember(chosen, ordinary, self.memories.values(), self.rule):
            self.memories[memory.line] = memory
        self.waiting.remove(chosen)
        self.called += 1
        if not by_policy:
            self.by_hand = {t.ticket_id: self.passed[t.ticket_id] for t in self.waiting}

    by_hand: dict[int, int] = {}

    def passed_by_hand(self, ticket: Head) -> int:
        """Clerks who choose may pass anybody; the policy must not add to what already reached the guard."""
        return self.by_hand.get(ticket.ticket_id, 0)

    def heads(self) -> list[Head]:
        first: dict[tuple[str, bool], Head] = {}
        for ticket in self.waiting:
            first.setdefault((ticket.line, ticket.priority), ticket)
        return list(first.values())

    @invariant()
    def nobody_is_lost(self) -> None:
        if hasattr(self, "rule"):
            assert self.issued == self.called + len(self.waiting)

    @invariant()
    def the_memory_knows_who_was_passed(self) -> None:
        for head in self.heads() if hasattr(self, "rule") else ():
            if not head.priority:
                known = passed_by(self.memories[head.line], head.place)
                assert known == min(self.rule.guard, self.passed[head.ticket_id])

    @invariant()
    def the_preview_begins_with_whom_the_policy_calls(self) -> None:
        if not hasattr(self, "rule"):
            return
        queues: dict[tuple[str, bool], list[Head]] = defaultdict(list)
        for ticket in self.waiting:
            queues[ticket.line, ticket.priority].append(ticket)
        coming = upcoming(queues.values(), self.memories.values(), self.rule, 6)
        first = pick(self.heads(), self.memories.values(), self.rule)
        assert coming[:1] == ([] if first is None else [first])
        assert len(coming) == min(6, len(self.waiting))


TestAnySequence = Office.TestCase
TestAnySequence.settings = settings(max_examples=120, stateful_step_count=45, deadline=None)


DEFAULT = Rule()


def order(tickets: list[Head], rule: Rule = DEFAULT) -> str:
    queues = [[t for t in tickets if t.priority is rank and t.line == line] for rank in (True, False) for line in LINES]
    memories = [LineMemory(line) for line in LINES]
    return "".join("P" if head.priority else "o" for head in upcoming(queues, memories, rule, len(tickets)))


def queue(words: str, line: str = "A") -> list[Head]:
    return [Head(place, line, word == "P", place) for place, word in enumerate(words)]


def test_two_priority_numbers_then_one_other() -> None:
    assert order(queue("oooPPPPPP")) == "PPoPPooPP"  # the guard of four frees the second and third one early


def test_who_came_first_goes_first_even_before_ordinary_ones() -> None:
    assert order(queue("PPPPPooo")) == "PPPPPooo"


def test_nobody_waits_past_the_guard() -> None:
    assert order(queue("oPPPPPPPP"), Rule(ratio=99, guard=4)) == "PPPPoPPPP"


def test_without_priority_it_is_first_come_first_served_over_all_lines() -> None:
    tickets = [Head(1, "U", False, 1), Head(2, "A", False, 2), Head(3, "U", False, 3), Head(4, "X", False, 4)]
    coming = upcoming([tickets[0:3:2], tickets[1:2], tickets[3:]], [], Rule(), 4)
    assert [head.ticket_id for head in coming] == [1, 2, 3, 4]


def test_nobody_waiting_is_nobody() -> None:
    assert pick([], [], Rule()) is None


def test_the_rule_stands_in_words_for_the_public() -> None:
    assert Rule().sentence() == (
        "Yang datang dulu dilayani dulu. Prioritas didahulukan: dua nomor prioritas, lalu satu nomor lain. "
        "Tidak ada yang dilewati lebih dari empat kali."
    )
    assert "passed more than 12 times" in Rule(3, 12).sentence_en()
