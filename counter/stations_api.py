"""Recording at the counters: what came of a station, and the board of the day. Answers to commands name nobody."""

from __future__ import annotations

from typing import Any, Literal

from flask import Blueprint, g
from pydantic import Field

from counter.api import AT, DOOR, mine
from hall.actions import postponing, recording_trouble, station_desk, stations
from hall.actions.office import Office
from hall.records.unit_of_work import Answer
from hall.rules.resident_access import may_read, permit
from hall.web.answers import TicketShape
from hall.web.api import Api, Body, Said, Whole, Word, ask_of
from hall.web.recording_answers import BoardShape, PostponedShape, TroubleShape

_Visit = Field(ge=1, description="whose it is, as the desk tells it")


class StationBody(Body):
    """What came of the station where somebody is; `reason` is wanted for unable."""

    visit: Whole = _Visit
    station: Word = Field(min_length=1, max_length=16)
    outcome: Literal["pass", "repeat", "unable"]
    reason: Word | None = Field(default=None, min_length=1, max_length=200)
    on: bool = Field(default=True, description="the number goes on where nothing is left to do here")


class VisitBody(Body):
    """Whose it is."""

    visit: Whole = _Visit


class LeavingBody(VisitBody):
    """Why somebody is not recorded today."""

    reason: Said = Field(min_length=1, max_length=200)


class TroubleBody(Body):
    """What stops recording; `reason` as the public reads it, the kind's own words where it is left out."""

    kind: Literal["siak", "blanko", "ribbon", "device", "power", "other"]
    reason: Said | None = Field(default=None, min_length=1, max_length=120)


class PostponeBody(Body):
    """The sessions that take everybody who waits, in the order in which they are filled."""

    sessions: list[Word] = Field(min_length=1, max_length=20)


class NameBody(VisitBody):
    """Who came without a letter: the number in the register."""

    resident: Whole = Field(ge=1)


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds them."""
    _add_stations(api, room, office)
    _add_people(api, room, office)
    _add_hall(api, room, office)


def _add_stations(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", f"{AT}/stations", doors=DOOR, body=StationBody, answer=TicketShape)
    def station(hall: str, counter: str, body: StationBody) -> Answer:
        """Record the outcome of a station."""
        mine(counter)
        said = stations.Said(body.visit, body.station, body.outcome, body.reason, body.on)
        return stations.record(office, hall, ask_of(body), counter, said)

    @api.route(room, "POST", f"{AT}/onward", doors=DOOR, body=Body, answer=TicketShape)
    def send_on(hall: str, counter: str, body: Body) -> Answer:
        """Send the number on to the counter of its next station."""
        mine(counter)
        return stations.send_on(office, hall, ask_of(body), counter)

    @api.route(room, "POST", f"{AT}/stations-again", doors=DOOR, body=VisitBody, answer=TicketShape)
    def again(hall: str, counter: str, body: VisitBody) -> Answer:
        """The last station is done again: its outcome was noted by mistake."""
        mine(counter)
        return stations.again(office, hall, ask_of(body), counter, body.visit)


def _add_people(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", f"{AT}/leavings", doors=DOOR, body=LeavingBody, answer=TicketShape)
    def leave(hall: str, counter: str, body: LeavingBody) -> Answer:
        """Somebody of the number is not recorded today and is called again."""
        mine(counter)
        return stations.leave(office, hall, ask_of(body), counter, body.visit, body.reason)

    @api.route(room, "POST", f"{AT}/visitors", doors=DOOR, body=NameBody, answer=TicketShape)
    def name(hall: str, counter: str, body: NameBody) -> Answer:
        """Who came without a letter is this person of the register."""
        mine(counter)
        # the desk shows the name then: whoever may not read the register must not get it by typing numbers
        permit(may_read(office.hall(hall), g.identity), "read")
        return stations.name(office, hall, ask_of(body), counter, body.visit, body.resident)


def _add_hall(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", "/halls/{hall}/recording-troubles", doors=DOOR, body=TroubleBody, answer=TroubleShape)
    def begin_trouble(hall: str, body: TroubleBody) -> Answer:
        """Recording stops: no numbers of it are given, and the hall reads why."""
        return recording_trouble.begin(office, hall, ask_of(body), body.kind, body.reason)

    @api.route(room, "POST", "/halls/{hall}/recording-troubles/endings", doors=DOOR, body=Body, answer=TroubleShape)
    def end_trouble(hall: str, body: Body) -> Answer:
        """Recording works again."""
        return recording_trouble.end(office, hall, ask_of(body))

    @api.route(
        room,
        "POST",
        "/halls/{hall}/recording-troubles/postponements",
        doors=DOOR,
        body=PostponeBody,
        answer=PostponedShape,
    )
    def postpone(hall: str, body: PostponeBody) -> Answer:
        """Everybody who waits gets another day, on paper; all with a letter or nobody."""
        return postponing.postpone(office, hall, ask_of(body), body.sessions)

    @api.route(room, "GET", "/halls/{hall}/stations", doors=DOOR, answer=BoardShape)
    def board(hall: str) -> dict[str, Any]:
        """The pipeline of today's recording: each station with the numbers that stand or wait there."""
        return station_desk.board(office, hall)
