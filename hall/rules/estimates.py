"""How long until it is my turn? Always a range, never a promise, and nothing where nobody serves."""

from __future__ import annotations

import math

from hall.rules.layanan import Layanan

LESS, MORE, STEP = 0.7, 1.5, 5  # from 30 % less to 50 % more, rounded to 5 minutes


def waiting_range(people_before: int, open_counters: int, minutes: float) -> tuple[int, int] | None:
    """Minutes (from, to) until a person with `people_before` ahead is called, or None when no counter is open.

    People before, divided by the open counters of the line, times the layanan's `minutes` at the counter; the lower end
    is rounded down and the upper end up, so that rounding never makes the range narrower than it is.
    """
    if open_counters <= 0:
        return None
    middle = people_before / open_counters * minutes
    low = int(middle * LESS // STEP) * STEP
    high = math.ceil(middle * MORE / STEP) * STEP
    return low, max(high, low + STEP)


def counter_minutes(layanan: Layanan) -> float:
    """Minutes that one person keeps a counter busy: the timed steps that applicant and counter do before hand-over.

    Where the document times none of them, all timed steps up to hand-over stand in; at least one minute.
    """
    timed = [s for s in layanan.steps if not s.after_handover and s.time.kind == "minutes" and s.time.value]
    at_counter = [s for s in timed if s.by in ("applicant", "counter")] or timed
    return max(1.0, sum(float(s.time.value or 0) for s in at_counter))
