"""Who is next. First come, first served; priority ahead; and a guard, so that nobody waits for ever.

In this order, and each rule only where the one before leaves a choice:

1. Who was sent on to this very counter has had their turn already and goes on with it: first.
2. Lines of weight 0 are looked at only when nobody waits in the others.
3. **Class.** Priority goes ahead, and so does an appointment from ten minutes before its time on. But after `ratio` of them
   in a row one other is called, and once an ordinary ticket was passed `guard` times, ordinary tickets are called first.
4. **Line.** Among those ahead, who came first. Among the others: with equal weights who came first, over all lines of the
   counter; with different weights each line gets its share by smooth weighted round-robin, and in a line who came first.

The policy sees only the **heads** of a counter's lines: the first waiting ticket of each line and class. That is enough,
because inside a class the order is never broken. What it needs of the past stands on each line:

* `run`: how many tickets went ahead in a row while an ordinary one waited in this line;
* `passes`: the places of the latest tickets that were called over the head of an ordinary one waiting in this line, the
  `guard` largest of them. A ticket has been passed by as many as stand there with a larger place than its own, because
  a larger place means that the ticket came later.

What the weights need stands on the counter: `credits`, what each line has saved up. They move only when the weights
decide. `place` rises over the whole hall in the order of coming, so heads of different lines can be compared; who is sent
to another line, or comes back, keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

DUE_BEFORE: Final = timedelta(minutes=10)
"""An appointment counts from so long before its time on."""
PLACE_STEP: Final = 1 << 20
"""Room between the places of two tickets, for numbers of an outage that belong between them."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The hall's two numbers: `ratio` priority tickets, then one other; nobody is passed by more than `guard`.

    `appointments`: whether the hall gives any, so that the public is told where they stand.
    """

    ratio: int = 2
    guard: int = 4
    appointments: bool = False

    def sentence(self, *, even: bool = True) -> str:
        """The rule for the public, in Indonesian. `even`: no counter of the hall prefers one of its lines."""
        first = "Yang datang dulu dilayani dulu."
        if not even:
            first = "Tiap huruf antrean mendapat gilirannya; dalam satu huruf, yang datang dulu dilayani dulu."
        who = "Prioritas dan janji temu" if self.appointments else "Prioritas"
        by = "" if even else " oleh nomor prioritas"
        return (
            f"{first} {who} didahulukan: {_count(self.ratio)} nomor prioritas, lalu satu nomor lain. "
            f"Tidak ada yang dilewati{by} lebih dari {_count(self.guard)} kali."
        )

    def sentence_en(self, *, even: bool = True) -> str:
        """The rule for the public, in English."""
        first = "First come, first served."
        if not even:
            first = "Every queue letter gets its turn; within a letter, first come, first served."
        who = "Priority and appointments go ahead" if self.appointments else "Priority goes ahead"
        by = "" if even else " by priority numbers"
        return (
            f"{first} {who}: {self.ratio} priority numbers, then one other. "
            f"Nobody is passed{by} more than {self.guard} times."
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The first waiting ticket of a line and class. `due`: an appointment whose time has come; `wanted`: sent on here."""

    ticket_id: int
    line: str
    priority: bool
    place: int
    due: bool = False
    wanted: bool = False

    @property
    def ahead(self) -> bool:
        """Whether it goes before ordinary tickets."""
        return self.priority or self.due


@dataclass(frozen=True, slots=True)
class LineMemory:
    """What a line remembers of today's calls (see the module's text)."""

    line: str
    run: int = 0
    passes: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Shares:
    """How a counter shares its turns: a weight 0 to 9 for each line (1 where none is kept) and what each line saved up."""

    weights: Mapping[str, int] = field(default_factory=dict)
    credits: Mapping[str, int] = field(default_factory=dict)

    @property
    def even(self) -> bool:
        """Whether no line is preferred (lines of weight 0 are not looked at)."""
        return len({weight for weight in self.weights.values() if weight}) <= 1

    def weight(self, line: str) -> int:
        """A line's weight."""
        return self.weights.get(line, 1)


@dataclass(frozen=True, slots=True)
class Choice:
    """The head to be called, and the counter's shares after it."""

    head: Head
    shares: Shares


EVEN: Final = Shares()


def pick(heads: Iterable[Head], memories: Iterable[LineMemory], rule: Rule, shares: Shares = EVEN) -> Choice | None:
    """Who is called next by a counter that serves these lines; None when nobody waits.

    The same heads, memories and shares always give the same answer.
    """
    waiting = sorted(heads, key=lambda head: (head.place, head.ticket_id))
    wanted = next((head for head in waiting if head.wanted), None)
    if wanted is not None:
        return Choice(wanted, shares)
    served = _served(waiting, shares)
    ahead = next((head for head in served if head.ahead), None)
    ordinary = [head for head in served if not head.ahead]
    if ahead is not None and (not ordinary or _goes_first(ahead, ordinary, memories, rule)):
        return Choice(ahead, shares)
    return _shared_out(ordinary, shares) if ordinary else None


def _served(heads: Sequence[Head], shares: Shares) -> list[Head]:
    """The heads that take part in the turn: those of weight 0 only when all other lines are empty."""
    return [head for head in heads if shares.weight(head.line)] or list(heads)


def _goes_first(ahead: Head, ordinary: Sequence[Head], memories: Iterable[LineMemory], rule: Rule) -> bool:
    first = ordinary[0]
    if ahead.place < first.place:
        return True  # it came first anyway: nobody is passed
    remembered = {memory.line: memory for memory in memories}
    for head in ordinary:
        memory = remembered.get(head.line)
        if memory is not None and passed_by(memory, head.place) >= rule.guard:
            return False
    memory = remembered.get(first.line)
    return memory is None or memory.run < rule.ratio


def _shared_out(ordinary: Sequence[Head], shares: Shares) -> Choice:
    """Smooth weighted round-robin (as in nginx): each waiting line saves its weight, the richest pays for all of them."""
    if shares.even or not shares.weight(ordinary[0].line):
        return Choice(ordinary[0], shares)
    saved = {head.line: shares.credits.get(head.line, 0) + shares.weight(head.line) for head in ordinary}
    chosen = max(ordinary, key=lambda head: (saved[head.line], -head.place, -head.ticket_id))
    saved[chosen.line] -= sum(shares.weight(head.line) for head in ordinary)
    return Choice(chosen, replace(shares, credits={**shares.credits, **saved}))


def upcoming(
    queues: Iterable[Sequence[Head]],
    memories: Iterable[LineMemory],
    rule: Rule,
    how_many: int,
    shares: Shares = EVEN,
) -> list[Head]:
    """Whom this policy would call next, one after the other, if nobody else came or called: the clerk's preview.

    `queues`: the first `how_many` waiting tickets of each line and class, in their order.
    """
    waiting = [list(queue) for queue in queues if queue]
    remembered = {memory.line: memory for memory in memories}
    order: list[Head] = []
    while len(order) < how_many:
        heads = [queue[0] for queue in waiting if queue]
        choice = pick(heads, remembered.values(), rule, shares)
        if choice is None:
            break
        shares = choice.shares
        remembered |= {
            memory.line: memory for memory in remember(choice.head, heads, remembered.values(), rule, shares)
        }
        for queue in waiting:
            if queue and queue[0] == choice.head:
                queue.pop(0)
        order.append(choice.head)
    return order


def passed_by(memory: LineMemory, place: int) -> int:
    """How many later comers were called before the ordinary ticket at `place` (counted up to the guard)."""
    return sum(1 for passed in memory.passes if passed > place)


def remember(
    called: Head, heads: Sequence[Head], memories: Iterable[LineMemory], rule: Rule, shares: Shares = EVEN
) -> list[LineMemory]:
    """The memories that change by this call; `heads` are those that the policy saw, the called one may be among them.

    A call counts against every line of the calling counter in which an ordinary ticket stays waiting: that person could
    have been called here. (Not where the counter's weights looked past the line.) Where the weights differ, an ordinary
    ticket of another line passes nobody: it had the turn of its own line. Lines whose memory stays as it was are left out,
    so that most calls write nothing.
    """
    others = [head for head in heads if head.ticket_id != called.ticket_id]
    if shares.weight(called.line):
        others = [head for head in others if shares.weight(head.line)]
    waits = {head.line: head for head in others if not (head.ahead or head.wanted)}
    changed = []
    for memory in memories:
        waiting = waits.get(memory.line)
        passing = shares.even or called.ahead or called.line == memory.line
        new = _after_call(memory, called, waiting if passing else None, rule)
        if new != memory:
            changed.append(new)
    return changed


def _after_call(memory: LineMemory, called: Head, waiting: Head | None, rule: Rule) -> LineMemory:
    passing = waiting is not None and called.place > waiting.place
    passes = memory.passes
    if passing:
        passes = tuple(sorted((*passes, called.place), reverse=True)[: rule.guard])
    run = memory.run + passing if called.ahead else memory.run if called.wanted else 0
    return replace(memory, run=run, passes=passes)


def _count(number: int) -> str:
    words = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
    return words[number] if 0 <= number < len(words) else str(number)
