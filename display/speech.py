"""The sound of a call, for the TV: one file, which browsers keep, because its address changes with its words."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from hall.actions.office import Office
from hall.errors import Refused
from hall.voice.speaker import Speaker
from hall.web.api import Api

KEPT: Final = "private, max-age=31536000, immutable"


def add(api: Api, room: Blueprint, office: Office, speaker: Speaker) -> None:
    """`GET /api/v1/halls/{hall}/speech/{version}/{counter}/{number}.mp3`; the version `now` is whatever it is now."""

    @api.route(
        room, "GET", "/halls/{hall}/speech/{version}/{counter}/{number}.mp3", doors=("display",), media="audio/mpeg"
    )
    def speech(hall: str, version: str, counter: str, number: str) -> Response:
        """A call said once, as MP3; `version` is the call's own (kept for good) or `now`."""
        at_home = office.hall(hall)
        found = speaker.file(at_home, number, counter) if at_home.settings.voice else None
        if found is None:
            raise Refused("not_found")
        sound, whole = found
        response = Response(sound, mimetype="audio/mpeg")
        same = whole and version == speaker.version(at_home, number, counter)
        response.headers["Cache-Control"] = KEPT if same else "no-store"
        return response
