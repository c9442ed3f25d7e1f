"""What the counter asks for the hall's whole day: numbers written by hand, and its end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from pydantic import BaseModel, ConfigDict, Field

from hall.actions import day_ends, outages
from hall.actions.office import Office
from hall.records.unit_of_work import Answer
from hall.rules.outages import MOST_ROWS
from hall.web.answers import DayEndShape, OutagesShape, StillWaitingShape
from hall.web.api import Api, Body, Said, Word, ask_of


class OutageRow(BaseModel):
    """A number written by hand."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    line: Word = Field(min_length=1, max_length=1, description="the line's letter")
    number: Word = Field(min_length=1, max_length=12, description="as it stands on the paper: A013 or 13")
    time: Word = Field(min_length=3, max_length=40, description="HH:MM of today, or RFC 3339")
    layanan: Word | None = Field(default=None, max_length=64, description="otherwise the line's first")
    priority: bool = False
    unused: bool = Field(
        default=False, description="written by mistake: kept as cancelled, so that the line has no gap"
    )


class OutageBody(Body):
    """The whole list of an outage: every row or none is kept."""

    rows: list[OutageRow] = Field(min_length=1, max_length=MOST_ROWS)


class DayEndBody(Body):
    """Why the day ends for who still waits; the TV tells it."""

    reason: Said = Field(min_length=1, max_length=150)


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds them."""

    @api.route(room, "POST", "/halls/{hall}/outages", doors=("counter",), body=OutageBody, answer=OutagesShape)
    def enter_outage(hall: str, body: OutageBody) -> Answer:
        """Enter the numbers that were written by hand."""
        rows = [
            outages.Typed(row.line.upper(), row.number, row.time, row.layanan, row.priority, row.unused)
            for row in body.rows
        ]
        return outages.enter(office, hall, ask_of(body), rows)

    @api.route(room, "GET", "/halls/{hall}/day-ends", doors=("counter", "admin"), answer=StillWaitingShape)
    def still_waiting(hall: str) -> dict[str, Any]:
        """Who still waits today."""
        return day_ends.left(office, hall)

    @api.route(room, "POST", "/halls/{hall}/day-ends", doors=("counter", "admin"), body=DayEndBody, answer=DayEndShape)
    def end_day(hall: str, body: DayEndBody) -> Answer:
        """End everybody who still waits, for one reason."""
        return day_ends.end(office, hall, ask_of(body), body.reason)
