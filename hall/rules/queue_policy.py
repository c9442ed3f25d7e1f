"""Who is next. First come, first served; priority ahead; and a guard, so that nobody waits for ever.

The policy sees only the **heads** of a counter's lines: the first waiting ticket of each line and class. That is enough,
because inside a class the order is never broken. What it needs of the past stands on each line:

* `run`: how many priority tickets were called in a row while an ordinary one waited in this line;
* `passes`: the places of the latest tickets that were called over the head of an ordinary one waiting in this line, the
  `guard` largest of them. A ticket has been passed by as many as stand there with a larger place than its own, because
  a larger place means that the ticket came later.

`place` rises over the whole hall in the order of issuing, so heads of different lines can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Rule:
    """The hall's two numbers: `ratio` priority tickets, then one other; nobody is passed by more than `guard`."""

    ratio: int = 2
    guard: int = 4

    def sentence(self) -> str:
        """The rule for the public, in Indonesian."""
        return (
            f"Yang datang dulu dilayani dulu. Prioritas didahulukan: {_count(self.ratio)} nomor prioritas, lalu satu nomor lain. "
            f"Tidak ada yang dilewati lebih dari {_count(self.guard)} kali."
        )

    def sentence_en(self) -> str:
        """The rule for the public, in English."""
        return (
            f"First come, first served. Priority goes ahead: {self.ratio} priority numbers, then one other. "
            f"Nobody is passed more than {self.guard} times."
        )


@dataclass(frozen=True, slots=True)
class Head:
    """The first waiting ticket of a line and class."""

    ticket_id: int
    line: str
    priority: bool
    place: int


@dataclass(frozen=True, slots=True)
class LineMemory:
    """What a line remembers of today's calls (see the module's text)."""

    line: str
    run: int = 0
    passes: tuple[int, ...] = ()


def pick(heads: Iterable[Head], memories: Iterable[LineMemory], rule: Rule) -> Head | None:
    """The head to be called next by a counter that serves these lines; None when nobody waits.

    The same heads and memories always give the same answer.
    """
    waiting = sorted(heads, key=lambda head: (head.place, head.ticket_id))
    if not waiting:
        return None
    remembered = {memory.line: memory for memory in memories}
    ordinary = next((head for head in waiting if not head.priority), None)
    priority = next((head for head in waiting if head.priority), None)
    if ordinary is None or priority is None:
        return waiting[0]
    if priority.place < ordinary.place:
        return priority  # it came first anyway: nobody is passed
    memory = remembered.get(ordinary.line, LineMemory(ordinary.line))
    guarded = any(
        passed_by(remembered.get(head.line, LineMemory(head.line)), head.place) >= rule.guard
        for head in waiting
        if not head.priority
    )
    return ordinary if guarded or memory.run >= rule.ratio else priority


def upcoming(queues: Iterable[Sequence[Head]], memories: Iterable[LineMemory], rule: Rule, how_many: int) -> list[Head]:
    """Whom this policy would call next, one after the other, if nobody else came or called: the clerk's preview.

    `queues`: the first `how_many` waiting tickets of each line and class, in their order.
    """
    waiting = [list(queue) for queue in queues if queue]
    remembered = {memory.line: memory for memory in memories}
    order: list[Head] = []
    while len(order) < how_many:
        heads = [queue[0] for queue in waiting if queue]
        chosen = pick(heads, remembered.values(), rule)
        if chosen is None:
            break
        ordinary = [head for head in heads if not head.priority]
        remembered |= {memory.line: memory for memory in remember(chosen, ordinary, remembered.values(), rule)}
        for queue in waiting:
            if queue and queue[0] == chosen:
                queue.pop(0)
        order.append(chosen)
    return order


def passed_by(memory: LineMemory, place: int) -> int:
    """How many later comers were called before the ordinary ticket at `place` (counted up to the guard)."""
    return sum(1 for passed in memory.passes if passed > place)


def remember(
    called: Head, ordinary_waiting: Sequence[Head], memories: Iterable[LineMemory], rule: Rule
) -> list[LineMemory]:
    """The memories that change by this call; `ordinary_waiting` are the ordinary heads that were passed or not.

    A call counts against every line of the calling counter in which an ordinary ticket stays waiting: that person could
    have been called here. Lines whose memory stays as it was are left out, so that most calls write nothing.
    """
    waits = {head.line: head for head in ordinary_waiting if head.ticket_id != called.ticket_id}
    changed = []
    for memory in memories:
        new = _after_call(memory, called, waits.get(memory.line), rule)
        if new != memory:
            changed.append(new)
    return changed


def _after_call(memory: LineMemory, called: Head, waiting: Head | None, rule: Rule) -> LineMemory:
    passes = memory.passes
    if waiting is not None and called.place > waiting.place:
        passes = tuple(sorted((*passes, called.place), reverse=True)[: rule.guard])
    if not called.priority:
        run = 0
    elif waiting is not None and called.place > waiting.place:
        run = memory.run + 1
    else:
        run = memory.run
    return replace(memory, run=run, passes=passes)


def _count(number: int) -> str:
    words = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh")
    return words[number] if 0 <= number < len(words) else str(number)
