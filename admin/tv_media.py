"""TV ruang tunggu: the office's own images and videos."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Final

from flask import Blueprint, g, request
from werkzeug.formparser import FormDataParser

from admin.frame import Form, by, field
from hall.actions import media
from hall.actions.media import SECONDS, Showing
from hall.actions.office import Office
from hall.errors import Refused
from hall.media.judge import MOST_IMAGE, MOST_VIDEO
from hall.media.shelf import Incoming
from hall.rules.typed_times import read_count, read_day
from hall.web.access import access

UPLOAD: Final = "admin.form tv/media"
MOST_REQUEST: Final = 1_000_000_000
"""So much is read (and not kept), so that the browser gets the sentence about what is too large."""
USUAL_SECONDS: Final = 12


def receive(pages: Blueprint) -> None:
    """The upload alone may be large, and it is never held in memory; the door reads no byte of it but for a keeper."""

    @pages.before_request
    def room_for_media() -> None:
        if request.endpoint != UPLOAD:
            return
        g.arrived = []
        request.max_content_length = MOST_REQUEST
        request.form_data_parser_class = partial(_Parser, g.arrived, access().office)  # type: ignore[assignment]

    @pages.teardown_request
    def nothing_half_sent(_: BaseException | None) -> None:
        for arrived in g.pop("arrived", ()):
            arrived.close()


class _Parser(FormDataParser):
    """Reads the form as usual, its file into the data folder."""

    def __init__(self, arrived: list[Incoming], office: Office, stream_factory: object = None, **how: Any) -> None:
        def place(*_: object, **__: object) -> Any:
            arrived.append(office.shelf.incoming())
            return arrived[-1]

        super().__init__(place, **how)


def _add(office: Office, hall: str) -> None:
    sent = request.files.get("file")
    arrived: list[Incoming] = g.get("arrived", [])
    if sent is None or not sent.filename or not arrived:
        raise Refused("bad_request", "Pilih berkas gambar atau video lebih dulu.", field="file")
    named = PurePosixPath(sent.filename.replace("\\", "/")).stem[: media.LONGEST_TITLE]
    media.add(office, hall, arrived[0], _showing(field("title").strip() or named), by())


def _change(office: Office, hall: str, own: int) -> None:
    media.change(office, hall, own, _showing(field("title")), by())


def _showing(title: str) -> Showing:
    typed = field("seconds").strip() or str(USUAL_SECONDS)
    return Showing(title, read_count(typed, "seconds", "Detik tampil", *SECONDS), _day("from"), _day("until"))


def _day(name: str) -> date | None:
    return read_day(field(name), name) if field(name).strip() else None


def _on(office: Office, hall: str, own: int) -> None:
    media.set_active(office, hall, own, True, by())


def _off(office: Office, hall: str, own: int) -> None:
    media.set_active(office, hall, own, False, by())


def _up(office: Office, hall: str, own: int) -> None:
    media.move(office, hall, own, -1, by())


def _down(office: Office, hall: str, own: int) -> None:
    media.move(office, hall, own, 1, by())


def _drop(office: Office, hall: str, own: int) -> None:
    media.drop(office, hall, own, by())


def day_text(day: date | None) -> str:
    """As it is typed: 19-11-2026; nothing for none."""
    return "" if day is None else f"{day:%d-%m-%Y}"


def length_text(seconds: float | None) -> str:
    """The length of a video: 1.05 menit is written 1 mnt 5 dtk."""
    if seconds is None:
        return "panjang tidak diketahui"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} mnt {rest} dtk" if minutes else f"{rest} dtk"


def words() -> dict[str, Any]:
    """What the page says about media."""
    return {
        "seconds": SECONDS, "usual_seconds": USUAL_SECONDS, "most_image": MOST_IMAGE, "most_video": MOST_VIDEO,
        "day_text": day_text, "length": length_text,
    }  # fmt: skip


FORMS: Final = (
    Form("tv/media", "add", _add, "media", "tv"),
    Form("tv/media/<int:own>", "media {own}", _change, "media-changed", "tv"),
    Form("tv/media/<int:own>/on", "media {own}", _on, "media-on", "tv"),
    Form("tv/media/<int:own>/off", "media {own}", _off, "media-off", "tv"),
    Form("tv/media/<int:own>/up", "media {own}", _up, "media-moved", "tv"),
    Form("tv/media/<int:own>/down", "media {own}", _down, "media-moved", "tv"),
    Form("tv/media/<int:own>/remove", "media {own}", _drop, "removed", "tv"),
)
