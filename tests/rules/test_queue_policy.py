"""Whom the office calls next: first come, first served; priority ahead; and nobody is passed for ever."""

from collections import Counter, defaultdict

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from hall.rules.hall import Counter as Loket
from hall.rules.queue_policy import Choice, Head, LineMemory, Rule, Shares, passed_by, pick, remember, upcoming

LINES = ("A", "U", "X")
EVEN = Shares({"A": 1, "U": 1, "X": 1})


class Office(RuleBasedStateMachine):
    """Any sequence of takings and calls over several lines, by counters that serve every line, against a naive model.

    The model knows for every ordinary ticket how often it was passed, as the public counts it: with equal weights by any
    later comer, with different ones by any later comer who went ahead or stood in the same line.
    """

    @initialize(
        ratio=st.integers(1, 3),
        guard=st.integers(1, 5),
        weights=st.sampled_from(
            [(1, 1, 1), (9, 1, 1), (3, 2, 1), (5, 5, 1), (0, 2, 2), (0, 0, 4), (4, 0, 1), (0, 0, 0)]
        ),
    )
    def opens(self, ratio: int, guard: int, weights: tuple[int, int, int]) -> None:
        self.rule = Rule(ratio, guard)
        self.shares = Shares(dict(zip(LINES, weights, strict=True)))
        self.waiting: list[Head] = []
        self.memories = {line: LineMemory(line) for line in LINES}
        self.passed: dict[int, int] = defaultdict(int)
        self.issued = self.called = self.in_a_row = 0
        self.by_hand: dict[int, int] = {}

    @rule(
        line=st.sampled_from(LINES),
        priority=st.booleans(),
        due=st.booleans(),
        wanted=st.sampled_from([False] * 9 + [True]),
    )
    def somebody_comes(self, line: str, priority: bool, due: bool, wanted: bool) -> None:
        self.issued += 1
        self.waiting.append(Head(self.issued, line, priority, self.issued, due and not priority, wanted))

    @rule()
    def the_policy_calls(self) -> None:
        heads = self.heads()
        choice = pick(heads, self.memories.values(), self.rule, self.shares)
        again = pick(reversed(heads), reversed(self.memories.values()), self.rule, self.shares)
        assert choice == again, "same state, same answer"
        assert (choice is None) == (not self.waiting)
        if choice is None:
            return
        chosen = choice.head
        ahead = [t for t in self.waiting if kind(t) == kind(chosen)]
        assert chosen == min(ahead, key=lambda t: t.place), "the order inside a line and class"
        assert not any(t.wanted for t in self.waiting) or chosen.wanted, "who was sent here goes on first"
        if not chosen.wanted and not self.shares.weight(chosen.line):
            assert not any(self.shares.weight(t.line) for t in self.waiting), "weight 0 waits for the others"
        overtaken = [t for t in self.in_turn() if is_ordinary(t) and t.place < chosen.place]
        if not chosen.wanted:
            self.in_a_row = self.in_a_row + 1 if chosen.ahead and overtaken else 0
        assert self.in_a_row <= self.rule.ratio, "at most so many priority numbers in a row"
        self.takes(choice)

    @rule(data=st.data())
    def a_clerk_chooses(self, data: st.DataObject) -> None:
        if self.waiting:
            self.in_a_row = 0  # the clerk decided, not the rule
            self.takes(Choice(data.draw(st.sampled_from(self.waiting)), self.shares), by_policy=False)

    def takes(self, choice: Choice, *, by_policy: bool = True) -> None:
        chosen = choice.head
        for ticket in self.waiting:
            if is_ordinary(ticket) and ticket.place < chosen.place and self.counts(chosen, ticket):
                self.passed[ticket.ticket_id] += 1
                if by_policy and chosen.ahead and not chosen.wanted:
                    assert self.passed[ticket.ticket_id] <= max(self.rule.guard, self.by_hand.get(ticket.ticket_id, 0))
        for memory in remember(chosen, self.heads(), self.memories.values(), self.rule, self.shares):
            self.memories[memory.line] = memory
        self.shares = choice.shares
        self.waiting.remove(chosen)
        self.called += 1
        if not by_policy or chosen.wanted:
            self.by_hand = {t.ticket_id: self.passed[t.ticket_id] for t in self.waiting}

    def counts(self, chosen: Head, ticket: Head) -> bool:
        """Whether calling `chosen` passes `ticket` in the eyes of the rule."""
        if self.shares.weight(chosen.line) and not self.shares.weight(ticket.line):
            return False
        return self.shares.even or chosen.ahead or chosen.line == ticket.line

    def in_turn(self) -> list[Head]:
        """Who takes part: lines of weight 0 only when all others are empty."""
        plain = [t for t in self.waiting if not t.wanted]
        return [t for t in plain if self.shares.weight(t.line)] or plain

    def heads(self) -> list[Head]:
        first: dict[object, Head] = {}
        for ticket in self.waiting:
            first.setdefault(kind(ticket), ticket)
        return list(first.values())

    @invariant()
    def nobody_is_lost(self) -> None:
        if hasattr(self, "rule"):
            assert self.issued == self.called + len(self.waiting)

    @invariant()
    def the_memory_knows_who_was_passed(self) -> None:
        for head in self.heads() if hasattr(self, "rule") else ():
            if is_ordinary(head):
                known = passed_by(self.memories[head.line], head.place)
                assert known == min(self.rule.guard, self.passed[head.ticket_id])

    @invariant()
    def what_lines_save_up_is_bounded(self) -> None:
        if hasattr(self, "rule"):
            saved = self.shares.credits.values()
            assert sum(saved) == 0
            assert all(abs(each) <= 2 * sum(self.shares.weights.values()) for each in saved)

    @invariant()
    def the_preview_begins_with_whom_the_policy_calls(self) -> None:
        if not hasattr(self, "rule"):
            return
        queues: dict[object, list[Head]] = defaultdict(list)
        for ticket in self.waiting:
            queues[kind(ticket)].append(ticket)
        coming = upcoming(queues.values(), self.memories.values(), self.rule, 6, self.shares)
        first = pick(self.heads(), self.memories.values(), self.rule, self.shares)
        assert coming[:1] == ([] if first is None else [first.head])
        assert len(coming) == min(6, len(self.waiting))


def kind(ticket: Head) -> object:
    return ticket.line, ticket.wanted, ticket.due, ticket.priority


def is_ordinary(ticket: Head) -> bool:
    return not (ticket.ahead or ticket.wanted)


TestAnySequence = Office.TestCase
TestAnySequence.settings = settings(max_examples=150, stateful_step_count=45, deadline=None)


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


def two_lines(each: int) -> list[list[Head]]:
    """All of A came before all of U."""
    return [[Head(100 * at + n, line, False, 100 * at + n) for n in range(each)] for at, line in enumerate("AU")]


@pytest.mark.parametrize(
    ("weights", "told"),
    [
        ({"A": 1, "U": 1}, "AAAAAAAAAAAA"),  # equal: who came first
        ({"A": 3, "U": 1}, "AAUAAAUAAAUA"),
        ({"A": 1, "U": 3}, "UAUUUAUUUAUU"),
        ({"A": 9, "U": 1}, "AAAAAUAAAAAA"),
        ({"A": 0, "U": 4}, "UUUUUUUUUUUU"),
    ],
)
def test_each_line_gets_its_share(weights: dict[str, int], told: str) -> None:
    coming = upcoming(two_lines(20), [LineMemory("A"), LineMemory("U")], Rule(), 12, Shares(weights))
    assert "".join(head.line for head in coming) == told


def test_a_line_of_weight_0_is_called_when_the_others_are_empty() -> None:
    first, last = two_lines(2)
    coming = upcoming([first, last], [], Rule(), 4, Shares({"A": 0, "U": 2}))
    assert [head.line for head in coming] == ["U", "U", "A", "A"]


def test_shares_are_kept_over_a_long_day() -> None:
    coming = upcoming(two_lines(400), [], Rule(), 400, Shares({"A": 7, "U": 3}))
    assert Counter(head.line for head in coming) == {"A": 280, "U": 120}


def test_priority_goes_ahead_in_whatever_line_it_stands() -> None:
    heads = [Head(1, "A", False, 1), Head(2, "U", True, 2)]
    choice = pick(heads, [LineMemory("A"), LineMemory("U")], Rule(), Shares({"A": 9, "U": 1}))
    assert choice is not None
    assert choice.head.ticket_id == 2
    assert choice.shares.credits == {}, "the weights did not decide"


def test_an_appointment_whose_time_has_come_counts_like_priority_and_never_before_the_guarded() -> None:
    waits, due = Head(1, "A", False, 1), Head(9, "A", False, 9, due=True)
    assert pick([waits, due], [LineMemory("A")], Rule()) == Choice(due, Shares())
    guarded = LineMemory("A", passes=(8, 7, 6, 5))
    assert pick([waits, due], [guarded], Rule()) == Choice(waits, Shares())


def test_who_was_sent_to_this_counter_goes_on_first() -> None:
    sent = Head(9, "X", False, 9, wanted=True)
    heads = [Head(1, "A", True, 1), Head(2, "A", False, 2), sent]
    assert pick(heads, [LineMemory("A", passes=(8, 7, 6, 5))], Rule()) == Choice(sent, Shares())


def test_the_rule_stands_in_words_for_the_public() -> None:
    assert Rule().sentence() == (
        "Yang datang dulu dilayani dulu. Prioritas didahulukan: dua nomor prioritas, lalu satu nomor lain. "
        "Tidak ada yang dilewati lebih dari empat kali."
    )
    assert "passed more than 12 times" in Rule(3, 12).sentence_en()


def test_the_words_are_true_where_a_counter_prefers_a_line() -> None:
    told = Rule().sentence(even=False)
    assert told.startswith("Tiap huruf antrean mendapat gilirannya; dalam satu huruf, yang datang dulu dilayani dulu.")
    assert told.endswith("Tidak ada yang dilewati oleh nomor prioritas lebih dari empat kali.")
    assert "passed by priority numbers more than 4 times" in Rule().sentence_en(even=False)
    assert "Prioritas dan janji temu didahulukan" in Rule(appointments=True).sentence()


def test_a_counter_prefers_a_line_when_its_weights_differ() -> None:
    assert Loket(1, "1", "Loket 1", ("A", "U"), {"A": 4, "U": 4}).even
    assert not Loket(1, "1", "Loket 1", ("A", "U"), {"A": 4, "U": 0}).even
