"""Bawa ke desa: a session leaves as one locked file, comes back, and who changed on both sides is chosen. On its own page."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, g, redirect, request
from flask.typing import ResponseReturnValue

from counter import recording_pages
from hall.actions import away_back, away_choices, away_out, sessions
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules import resident_access
from hall.rules.away import opening

MOST_FILE: Final = 16_000_000
MERGE: Final = "counter.merge_session"


def add(room: Blueprint, office: Office) -> None:
    """What stands below a session's page."""
    _add_leaving(room, office)
    _add_coming_back(room, office)
    _add_choices(room, office)


def _add_leaving(room: Blueprint, office: Office) -> None:
    @room.post(recording_pages.ONE + "/bawa")
    @recording_pages.SIGNED_IN
    def take_session(hall: str, code: str) -> ResponseReturnValue:
        """The answer is the only sight of the passphrase, and holds the file: nothing of both stays on the server."""
        try:
            _permit(office, hall)
            made = away_out.take(office, hall, code, g.identity.asker)
        except Refused as refused:
            return recording_pages.session_page(office, hall, code, refused)
        response = recording_pages.show(
            office, hall, "recording-away.html", session=sessions.one(office, hall, code), made=made,
            file=base64.b64encode(made.file).decode(), opening=opening(hall, "desa"),
        )  # fmt: skip
        response.headers["Cache-Control"] = "no-store"
        return response

    @room.post(recording_pages.ONE + "/tarik")
    @recording_pages.SIGNED_IN
    def recall_session(hall: str, code: str) -> ResponseReturnValue:
        try:
            _permit(office, hall)
            away_out.recall(office, hall, code, g.identity.asker)
        except Refused as refused:
            return recording_pages.session_page(office, hall, code, refused)
        return _back(hall, code, "ditarik")


def _add_coming_back(room: Blueprint, office: Office) -> None:
    @room.before_request
    def room_for_the_file() -> None:
        if request.endpoint == MERGE:
            request.max_content_length = MOST_FILE

    @room.post(recording_pages.ONE + "/gabung")
    @recording_pages.SIGNED_IN
    def merge_session(hall: str, code: str) -> ResponseReturnValue:
        try:
            _permit(office, hall)
            sent = request.files.get("file")
            if sent is None or not sent.filename:
                raise Refused("bad_request", "Pilih dulu berkas hasil dari laptop.", field="file")
            typed = request.form.get("passphrase", "")
            told = away_back.merge(office, hall, sent.read(), typed, g.identity.asker, session=code)
        except Refused as refused:
            return recording_pages.session_page(office, hall, code, refused)
        return _back(hall, code, _merged(told))


def _add_choices(room: Blueprint, office: Office) -> None:
    @room.get(recording_pages.ONE + "/pilih/<int:number>")
    @recording_pages.SIGNED_IN
    def both_sides(hall: str, code: str, number: int) -> ResponseReturnValue:
        try:
            found = away_choices.both(office, hall, code, number, g.identity)
        except Refused as refused:
            return recording_pages.session_page(office, hall, code, refused)
        return recording_pages.show(
            office, hall, "recording-both.html", session=sessions.one(office, hall, code), both=found,
            may_write=resident_access.may_write(office.hall(hall), g.identity),
        )  # fmt: skip

    @room.post(recording_pages.ONE + "/pilih/<int:number>")
    @recording_pages.SIGNED_IN
    def choose_side(hall: str, code: str, number: int) -> ResponseReturnValue:
        try:
            _permit(office, hall)
            side: away_choices.Side = "village" if request.form.get("side") == "village" else "office"
            away_choices.decide(office, hall, code, number, side, g.identity.asker)
        except Refused as refused:
            return recording_pages.session_page(office, hall, code, refused)
        return _back(hall, code, "dipilih")


def _merged(told: Mapping[str, Any]) -> str:
    if not told["merged"]:
        return "pernah-digabung"
    return "digabung-lagi" if told["again"] else "digabung"


def _permit(office: Office, hall: str) -> None:
    resident_access.permit(resident_access.may_write(office.hall(hall), g.identity), "write")


def _back(hall: str, code: str, done: str) -> ResponseReturnValue:
    return redirect(f"/{hall}/counter/perekaman/sesi/{code}?done={done}", 303)
