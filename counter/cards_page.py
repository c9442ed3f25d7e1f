"""Kartu: who was recorded, whose card is printed or lies ready, and the hand-over by the letter. Works without a script."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any, Final, Literal

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from counter.typed import whole_of
from hall.actions import recording_ends, residents
from hall.actions.office import Office
from hall.actions.residents import Wish
from hall.errors import Refused
from hall.records.unit_of_work import Answer, Ask
from hall.rules.calendar import business_day
from hall.rules.documents import long_day
from hall.rules.resident_access import may_write, permit
from hall.web.access import door
from hall.web.api import Api, Body, Whole, Word, ask_of
from hall.web.login import to_sign_in
from hall.web.recording_answers import CardsShape, CollectedShape

SIGNED_IN: Final = door("counter", instead=to_sign_in("counter"))
TABS: Final = (
    ("recorded", "Sudah direkam", "printing", "Sedang dicetak"),
    ("printing", "Sedang dicetak", "ready", "Siap diambil"),
    ("ready", "Siap diambil", None, None),
)
"""State, its words, the state after it, its words."""
DONE: Final = {"moved": "Dicatat.", "collected": "KTP diserahkan."}


class CardsBody(Body):
    """Cards of these people (numbers of the register) are being printed, or lie ready."""

    people: list[Whole] = Field(min_length=1, max_length=recording_ends.MOST_CARDS)
    state: Literal["printing", "ready"]


class CollectionBody(Body):
    """The letter with which the card is fetched."""

    code: Word = Field(min_length=1, max_length=200)


def add(api: Api, room: Blueprint, office: Office) -> None:
    """`/<hall>/counter/kartu`, its forms, and the same for programs."""

    @api.route(room, "POST", "/halls/{hall}/cards", doors=("counter",), body=CardsBody, answer=CardsShape)
    def cards(hall: str, body: CardsBody) -> Answer:
        """What became of cards; each is answered by itself."""
        _permit(office, hall)
        return recording_ends.cards(office, hall, ask_of(body), body.people, body.state)

    @api.route(
        room, "POST", "/halls/{hall}/cards/collections", doors=("counter",), body=CollectionBody, answer=CollectedShape
    )
    def collect(hall: str, body: CollectionBody) -> Answer:
        """A card is handed over for its letter."""
        return recording_ends.collect(office, hall, ask_of(body), body.code)

    _add_pages(room, office)


def _add_pages(room: Blueprint, office: Office) -> None:
    @room.get("/<hall>/counter/kartu")
    @SIGNED_IN
    def page(hall: str) -> ResponseReturnValue:
        return _page(office, hall)

    @room.post("/<hall>/counter/kartu/ambil")
    @SIGNED_IN
    def hand_over(hall: str) -> ResponseReturnValue:
        code = request.form.get("code", "")[:200]
        return _done(office, hall, "ready", "collected", lambda ask: recording_ends.collect(office, hall, ask, code))

    @room.post("/<hall>/counter/kartu/<state>")
    @SIGNED_IN
    def move(hall: str, state: str) -> ResponseReturnValue:
        tab = next((before for before, _, after, _ in TABS if after == state), None)
        if tab is None:
            raise Refused("not_found")
        people = [number for text in request.form.getlist("person") if (number := whole_of(text, "person"))]

        def do(ask: Ask) -> Answer:
            _permit(office, hall)
            if not people:
                raise Refused("bad_request", "Centang dulu orangnya.", field="person")
            return recording_ends.cards(office, hall, ask, people[: recording_ends.MOST_CARDS], state)

        return _done(office, hall, tab, "moved", do)


def _permit(office: Office, hall: str) -> None:
    """A card's state is part of the register."""
    permit(may_write(office.hall(hall), g.identity), "write")


def _done(office: Office, hall: str, tab: str, done: str, do: Callable[[Ask], Answer]) -> ResponseReturnValue:
    asked = {name: request.form.getlist(name) for name in request.form if name not in ("csrf", "request_id")}
    ask = Ask.of(g.identity.asker, request.path, request.form.get("request_id") or secrets.token_hex(16), asked)
    try:
        do(ask)
    except Refused as refused:
        return _page(office, hall, tab, refused.detail), refused.status
    return redirect(f"/{hall}/counter/kartu?tampil={tab}&selesai={done}", 303)


def _page(office: Office, hall: str, tab: str | None = None, refusal: str | None = None) -> str:
    at_home = office.hall(hall)
    shown = tab or request.args.get("tampil", "recorded")
    here = next((each for each in TABS if each[0] == shown), TABS[0])
    found = residents.listed(
        office, hall, Wish(states=(here[0],)), whole_of(request.args.get("mulai"), "mulai"), g.identity
    )
    context: dict[str, Any] = {
        "hall": at_home, "here": "kartu", "csrf": g.csrf, "seat": g.identity.counter, "name": g.identity.name,
        "today": long_day(business_day(office.clock.now(), at_home.timezone)), "tabs": TABS, "tab": here, "found": found,
        "request_id": secrets.token_hex(16), "refusal": refusal, "done": DONE.get(request.args.get("selesai", "")),
    }  # fmt: skip
    return render_template("cards.html", **context)
