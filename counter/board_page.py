"""Papan perekaman: the pipeline of the day on one page, and the switch for "gangguan". Works without a script."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, g, redirect, render_template, request
from flask.typing import ResponseReturnValue

from counter.typed import whole_of
from hall.actions import postponing, recording_trouble, station_desk
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer, Ask
from hall.rules.access import plain_text
from hall.rules.calendar import business_day
from hall.rules.documents import long_day
from hall.rules.resident_access import may_read
from hall.web.access import door
from hall.web.login import to_sign_in

MOVED: Final = {"pindah": "moved", "simpan": "kept", "tetap": "stay", "tengah": "halfway", "luar": "apart"}
SIGNED_IN: Final = door("counter", instead=to_sign_in("counter"))
KINDS: Final = (
    ("siak", "Jaringan SIAK putus"), ("blanko", "Blanko habis"), ("ribbon", "Pita pencetak habis"),
    ("device", "Alat rekam rusak"), ("power", "Listrik padam"), ("other", "Lainnya"),
)  # fmt: skip


def add(room: Blueprint, office: Office) -> None:
    """`/<hall>/counter/papan` and its forms."""

    @room.get("/<hall>/counter/papan")
    @SIGNED_IN
    def board(hall: str) -> ResponseReturnValue:
        return _page(office, hall)

    @room.post("/<hall>/counter/papan/gangguan")
    @SIGNED_IN
    def trouble(hall: str) -> ResponseReturnValue:
        kind = request.form.get("kind", "")

        def do(ask: Ask) -> Answer:
            if kind not in recording_trouble.KINDS:
                raise Refused("bad_request", "Pilih penyebabnya.", field="kind")
            reason = plain_text(request.form.get("reason", ""), "reason", "Keterangan", most=120, least=0) or None
            return recording_trouble.begin(office, hall, ask, kind, reason)

        return _done(office, hall, do)

    _add_answers(room, office)


def _add_answers(room: Blueprint, office: Office) -> None:
    @room.post("/<hall>/counter/papan/hari-lain")
    @SIGNED_IN
    def postpone(hall: str) -> ResponseReturnValue:
        targets = request.form.getlist("session")[:20]

        def do(ask: Ask) -> Answer:
            if not targets:
                raise Refused("bad_request", "Centang dulu sesi penggantinya.", field="session")
            return postponing.postpone(office, hall, ask, targets)

        return _done(office, hall, do)

    @room.post("/<hall>/counter/papan/lancar")
    @SIGNED_IN
    def works(hall: str) -> ResponseReturnValue:
        return _done(office, hall, lambda ask: recording_trouble.end(office, hall, ask))


def _done(office: Office, hall: str, do: Callable[[Ask], Answer]) -> ResponseReturnValue:
    asked = {name: request.form.getlist(name) for name in request.form if name not in ("csrf", "request_id")}
    ask = Ask.of(g.identity.asker, request.path, request.form.get("request_id") or secrets.token_hex(16), asked)
    try:
        told = json.loads(do(ask).body)
    except Refused as refused:
        return _page(office, hall, refused.detail), refused.status
    moved = {words: told[name] for words, name in MOVED.items() if told.get(name)}
    return redirect(f"/{hall}/counter/papan?{urlencode(moved)}".rstrip("?"), 303)


def _moved() -> str:
    """What came of the last "hari lain", in words; numbers alone stand in the address."""
    count = {name: whole_of(request.args.get(words), words) or 0 for words, name in MOVED.items()}
    return postponing.said(**count)


def _page(office: Office, hall: str, refusal: str | None = None) -> str:
    at_home = office.hall(hall)
    waiting = postponing.waiting(office, hall)
    return render_template(
        "board.html", hall=at_home, here="papan", csrf=g.csrf, seat=g.identity.counter, name=g.identity.name,
        today=long_day(business_day(office.clock.now(), at_home.timezone)), board=station_desk.board(office, hall),
        kinds=KINDS, request_id=secrets.token_hex(16), refusal=refusal, late=_late, waiting=waiting, done=_moved(),
        apart=postponing.outside_of_sessions(waiting.apart),
        sessions=postponing.targets(office, hall) if waiting.people else (), long_day=long_day,
        reports=may_read(at_home, g.identity),
    )  # fmt: skip


def _late(minutes: int, standard: float) -> bool:
    """Whether somebody sits longer at a station than its standard."""
    return minutes > standard
