"""Sessions and summonses for programs and for the pages beside the desk. People are numbers of the register here."""

from __future__ import annotations

from typing import Any, Literal

from flask import Blueprint, request
from pydantic import BaseModel, ConfigDict, Field

from counter.typed import day_of, whole_of
from hall.actions import promises, sessions, summons_plans, summonses
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer
from hall.rules.access import plain_text
from hall.rules.residents import check_village
from hall.rules.session_plans import RESERVE, Wish
from hall.rules.summonses import STATE_WORDS, read_code
from hall.rules.typed_times import read_clock, read_hours
from hall.web.api import Api, Body, Said, Whole, Word, ask_of
from hall.web.recording_answers import KeptPlaceShape
from hall.web.summons_answers import OutcomeShape, SessionShape, SummonedShape, SummonsListShape

DOORS = ("counter",)
SESSIONS = "/halls/{hall}/sessions"
SUMMONSES = "/halls/{hall}/summonses"


class SessionBody(Body):
    """A session to be planned. Hours are those of the hall's calendar unless they are typed ("08.00-12.00, 13.00-15.00")."""

    day: str = Field(max_length=10, description="YYYY-MM-DD")
    kind: Literal["office", "village", "school"] = "office"
    place: Word = Field(min_length=1, max_length=120)
    sets: int = Field(default=1, ge=1, le=8, description="recording sets")
    at_kasi: int = Field(default=1, ge=1, le=4, description="people at the Kasi's step")
    hours: Word | None = Field(default=None, max_length=60)
    until: Word | None = Field(default=None, max_length=5, description="nobody is called to a window after this, 14.00")
    window: int = Field(default=30, ge=30, le=60, description="minutes of a window of arrival")
    reserve: int = Field(default=RESERVE, ge=0, le=60, description="per cent for people without a letter")
    letters: int | None = Field(default=None, ge=1, le=2000, description="what the chain holds where it is left out")
    villages: list[Word] = Field(
        default_factory=list, max_length=40, description="who is called; everybody where empty"
    )

    def wish(self) -> Wish:
        """The same for the action."""
        day = day_of(self.day, "day")
        assert day is not None
        return Wish(
            day=day, kind=self.kind, place=plain_text(self.place, "place", "Tempat", most=120), sets=self.sets,
            at_kasi=self.at_kasi, hours=read_hours(self.hours, "hours", "sesi") or None if self.hours else None,
            until=read_clock(self.until, "until", 0) if self.until else None, window=self.window, reserve=self.reserve,
            letters=self.letters, villages=tuple(dict.fromkeys(check_village(one, "villages") for one in self.villages)),
        )  # fmt: skip


class SessionChangeBody(Body):
    """Other values of a session; what is left out stays."""

    place: Word | None = Field(default=None, min_length=1, max_length=120)
    letters: int | None = Field(default=None, ge=1, le=2000)
    reserve: int | None = Field(default=None, ge=0, le=2000, description="people without a letter")


class SessionEndBody(Body):
    """Why the session does not take place."""

    reason: Said = Field(min_length=1, max_length=200)


class CriteriaBody(BaseModel):
    """Who is called, when they are not named by number."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    villages: list[Word] = Field(default_factory=list, max_length=40)
    age: int = Field(default=17, ge=16, le=120, description="at least so old on the first session's day")
    absent: bool | None = Field(default=None, description="true: only who did not come before; false: nobody of them")


class SummonBody(Body):
    """People and sessions. Without sessions: all that expect people; without people: the criteria choose."""

    sessions: list[Word] = Field(default_factory=list, max_length=200)
    people: list[Whole] = Field(default_factory=list, max_length=5000, description="numbers of the register")
    criteria: CriteriaBody | None = None

    def choice(self) -> summons_plans.Choice:
        """The same for the action."""
        if bool(self.people) == (self.criteria is not None):
            raise Refused("bad_request", "Sebut orangnya, atau cara memilihnya; tidak keduanya.", field="people")
        criteria = self.criteria or CriteriaBody()
        return summons_plans.Choice(
            tuple(self.sessions),
            tuple(dict.fromkeys(self.people)),
            tuple(check_village(village, "criteria.villages") for village in criteria.villages),
            criteria.age,
            criteria.absent,
        )


class OutcomeBody(Body):
    """What came of a try to reach somebody; `session`: the other day that was asked for."""

    channel: Literal["letter", "village", "phone", "whatsapp", "sms"]
    outcome: Literal["delivered", "confirmed", "other_day", "refused", "moved", "died", "no_answer"]
    note: Word | None = Field(default=None, max_length=180, description="never a name or a number of a person")
    session: Word | None = Field(default=None, max_length=16)


class PlaceBody(Body):
    """A kept place (the code on the paper) goes to another session; `print`: a new paper comes out."""

    code: Word = Field(min_length=1, max_length=200)
    session: Word = Field(min_length=1, max_length=16)
    print: bool = False


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the requests of sessions and summonses."""

    @api.route(
        room, "GET", SESSIONS, doors=DOORS, answer=[SessionShape],
        query={"from": "first day, today where it is left out", "until": "last day"},
    )  # fmt: skip
    def list_sessions(hall: str) -> list[dict[str, Any]]:
        """Sessions of recording by day, cancelled ones too."""
        return sessions.listed(
            office, hall, day_of(request.args.get("from"), "from"), day_of(request.args.get("until"), "until")
        )

    @api.route(room, "POST", SESSIONS, doors=DOORS, body=SessionBody, answer=SessionShape)
    def create_session(hall: str, body: SessionBody) -> Answer:
        """Plan a session: its windows and its capacity follow from the calendar and the SOP's minutes."""
        return sessions.create(office, hall, ask_of(body), body.wish())

    @api.route(room, "GET", SESSIONS + "/{session}", doors=DOORS, answer=SessionShape)
    def one_session(hall: str, session: str) -> dict[str, Any]:
        """One session with its windows."""
        return sessions.one(office, hall, session)

    @api.route(room, "POST", SESSIONS + "/{session}/changes", doors=DOORS, body=SessionChangeBody, answer=SessionShape)
    def change_session(hall: str, session: str, body: SessionChangeBody) -> Answer:
        """Another place, number of letters or reserve."""
        wanted = sessions.Change(body.place, body.letters, body.reserve)
        return sessions.change(office, hall, ask_of(body), session, wanted)

    @api.route(
        room, "POST", SESSIONS + "/{session}/cancellations", doors=DOORS, body=SessionEndBody, answer=SessionShape
    )
    def cancel_session(hall: str, session: str, body: SessionEndBody) -> Answer:
        """The session does not take place; its letters are void."""
        return sessions.cancel(office, hall, ask_of(body), session, body.reason)

    _add_summonses(api, room, office)


def _add_summonses(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(
        room, "GET", SUMMONSES, doors=DOORS, answer=SummonsListShape,
        query={"session": "of this session", "state": "of this state", "cursor": "next of the page before"},
    )  # fmt: skip
    def list_summonses(hall: str) -> dict[str, Any]:
        """Summonses, newest first; people by their number of the register."""
        state = request.args.get("state")
        if state is not None and state not in STATE_WORDS:
            raise Refused("bad_request", f"Keadaan yang dikenal: {', '.join(STATE_WORDS)}.", field="state")
        cursor = whole_of(request.args.get("cursor"), "cursor")
        return summonses.listed(office, hall, request.args.get("session"), [state] if state else [], cursor)

    @api.route(room, "POST", SUMMONSES, doors=DOORS, body=SummonBody, answer=SummonedShape)
    def summon(hall: str, body: SummonBody) -> Answer:
        """Call people to sessions, a batch a request: villages together, a family in one window."""
        return summonses.summon(office, hall, ask_of(body), body.choice())

    @api.route(room, "POST", SUMMONSES + "/{code}/outcomes", doors=DOORS, body=OutcomeBody, answer=OutcomeShape)
    def tell_outcome(hall: str, code: str, body: OutcomeBody) -> Answer:
        """Record a try to reach somebody, by which channel, and what came of it."""
        told = summonses.Told(body.channel, body.outcome, body.note, body.session)
        return summonses.outcome(office, hall, ask_of(body), read_code(code) or "", told)

    @api.route(room, "POST", "/halls/{hall}/kept-places/moves", doors=DOORS, body=PlaceBody, answer=KeptPlaceShape)
    def move_place(hall: str, body: PlaceBody) -> Answer:
        """Give the people of a kept place (without a letter) another day."""
        return promises.move(office, hall, ask_of(body), body.code, body.session, printed=body.print)
