"""Suara: how calls are said, and the office's own voice, recorded or sent, heard in samples, then used."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from admin.frame import Fault, Form, bind, by, field, keeper, show
from hall.actions import voices
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules import voice
from hall.rules.typed_times import read_count

PAGE: Final = "suara"
MOST_RECORDING: Final = 2_000_000  # bytes: ten seconds of 48 kHz stereo; what is longer is told by its reader
WHOSE: Final = {
    voices.OWN: ("ok", "Suara kantor"),
    voices.NEW: ("soon", "Baru, belum dipakai"),
    voices.OURS: ("unknown", "Suara bawaan"),
    voices.SPOKEN: ("unknown", "Dibaca mesin"),
    voices.MUTE: ("late", "Belum ada"),
}
READINGS: Final = {"digits": "Angka satu per satu", "cardinal": "Sebagai bilangan"}


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/suara`, its recordings and its samples."""

    @pages.before_request
    def room_for_a_recording() -> None:
        if request.endpoint == "admin.record":
            request.max_content_length = MOST_RECORDING

    bind(pages, office, PAGE, _page, FORMS)

    @pages.post(f"/<hall>/admin/{PAGE}/clips/<key>", endpoint="record")
    @keeper
    def record(hall: str, key: str) -> ResponseReturnValue:
        """A script hears the refusal's sentence as JSON, a plain form gets a page."""
        sent = request.files.get("sound")
        voices.record(office, hall, key, b"" if sent is None else sent.read())
        return redirect(f"/{hall}/admin/{PAGE}#{key}", 303) if "text/html" in request.headers["Accept"] else ("", 204)

    @pages.get(f"/<hall>/admin/{PAGE}/clips/<key>.mp3")
    @keeper
    def heard(hall: str, key: str) -> ResponseReturnValue:
        return _sound(voices.heard(office, hall, key))

    @pages.get(f"/<hall>/admin/{PAGE}/samples/<reading>/<number>.mp3")
    @keeper
    def sample(hall: str, reading: str, number: str) -> ResponseReturnValue:
        return _sound(voices.sample(office, hall, number, reading))


def _sound(frames: bytes) -> Response:
    return Response(frames, mimetype="audio/mpeg", headers={"Cache-Control": "no-store"})


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    settings = office.hall(hall).settings
    return show(
        office, hall, PAGE, fault, room=voices.room(office, hall), settings=settings, whose=WHOSE, readings=READINGS,
        quiet=voice.quiet_text(settings.voice_quiet), most_times=voices.MOST_TIMES, most_label=voices.LONGEST_LABEL,
        day=lambda iso: date.fromisoformat(iso),
    )  # fmt: skip


def _set(office: Office, hall: str) -> None:
    if field("reading") not in READINGS:
        raise Refused("bad_request", "Pilih cara membaca nomor.", field="reading")
    wanted: dict[str, Any] = {
        "voice": bool(field("voice")),
        "voice_reading": field("reading"),
        "voice_english": bool(field("english")),
        "voice_times": read_count(field("times"), "times", "Diucapkan (kali)", 1, voices.MOST_TIMES),
        "voice_volume": read_count(field("volume"), "volume", "Keras suara", 0, 100),
        "voice_quiet": voice.read_quiet(field("quiet")),
        "display_sound": read_count(field("films"), "films", "Keras video kantor", 0, 100),
    }
    voices.set_voice(office, hall, wanted, by())


def _drop(office: Office, hall: str, key: str) -> None:
    voices.drop(office, hall, key)


def _publish(office: Office, hall: str) -> None:
    voices.publish(office, hall, field("speaker"), bool(field("agreed")), by())


def _discard(office: Office, hall: str) -> None:
    voices.discard(office, hall)


def _use(office: Office, hall: str, number: int) -> None:
    voices.use(office, hall, number, by())


def _delete(office: Office, hall: str, number: int) -> None:
    voices.delete(office, hall, number, by())


FORMS: Final = (
    Form(f"{PAGE}/settings", "settings", _set, "voice", PAGE),
    Form(f"{PAGE}/clips/<key>/drop", "clip {key}", _drop, "voice-drop", PAGE),
    Form(f"{PAGE}/use", "use", _publish, "voice-used", PAGE),
    Form(f"{PAGE}/discard", "use", _discard, "voice-discarded", PAGE),
    Form(f"{PAGE}/versions/<int:number>/use", "version {number}", _use, "voice-used", PAGE),
    Form(f"{PAGE}/versions/<int:number>/delete", "version {number}", _delete, "voice-deleted", PAGE),
)
