"""What happened, in the past tense: one closed union. Told only after the commit that made it true."""

from __future__ import annotations

from dataclasses import dataclass

from hall.rules.tickets import Ticket


@dataclass(frozen=True, slots=True)
class TicketIssued:
    """A number was given; its slip's job is kept."""

    hall: str
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class TicketCalled:
    """A number was called to a counter, or called again (`recall`)."""

    hall: str
    ticket: Ticket
    call_id: int
    counter: str
    counter_name: str
    recall: bool


@dataclass(frozen=True, slots=True)
class CallPlayed:
    """A TV reported for the first time that it said this call."""

    hall: str
    call_id: int


@dataclass(frozen=True, slots=True)
class TicketChanged:
    """A ticket went on: begun, absent, done, cancelled."""

    hall: str
    ticket: Ticket


@dataclass(frozen=True, slots=True)
class CounterChanged:
    """A counter opened, went on a break or closed."""

    hall: str
    counter: str


@dataclass(frozen=True, slots=True)
class BerkasChanged:
    """An application was opened or a step of it was recorded."""

    hall: str
    number: str
    counter: str | None = None


@dataclass(frozen=True, slots=True)
class SlipQueued:
    """A copy or another slip waits to be printed."""

    hall: str
    job: int


@dataclass(frozen=True, slots=True)
class SlipReported:
    """The printing process reported the outcome of a job; `printer`: the name of the one that has it now."""

    hall: str
    job: int
    ticket: str | None
    state: str
    reason: str | None
    asker: str | None
    printer: str | None = None


@dataclass(frozen=True, slots=True)
class HallChanged:
    """Anything else that screens show: settings, catalogue, calendar, printers, the start of a new day."""

    hall: str


@dataclass(frozen=True, slots=True)
class AccessRevoked:
    """A device, token or session lost its right; whoever is connected with it must go at once."""

    asker: str


Event = (
    TicketIssued
    | TicketCalled
    | CallPlayed
    | TicketChanged
    | CounterChanged
    | BerkasChanged
    | SlipQueued
    | SlipReported
    | HallChanged
    | AccessRevoked
)
