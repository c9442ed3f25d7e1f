"""TV ruang tunggu: the picture of the TVs, zones and maklumat."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from admin import tv_media, tv_notices
from admin.frame import Fault, Form, bind, by, field, show
from hall.actions import media, tv
from hall.actions.office import Office
from hall.rules.calendar import DAYS
from hall.rules.typed_times import read_decimal
from hall.rules.zones import MOST_MARGIN, Zone

LAYOUT_WORDS: Final = {
    "calls": "Panggilan saja",
    "lines": "Panggilan dan antrean",
    "slides": "Panggilan dan tayangan",
}


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/tv`."""
    tv_media.receive(pages)
    bind(pages, office, "tv", _page, (*FORMS, *tv_media.FORMS, *tv_notices.FORMS))


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    at_home = office.hall(hall)
    settings = at_home.settings
    return show(
        office, hall, "tv", fault, settings=settings, room=media.room(office, hall), size=size_text,
        layouts=LAYOUT_WORDS, most_margin=MOST_MARGIN, decimal=decimal_text,
        address=f"{(office.settings.public_url or request.host_url).rstrip('/')}/{hall}/display",
        fresh_zone=Zone("", "", margin=settings.display_margin), days=DAYS,
        **tv_media.words(), **tv_notices.words(at_home, office.clock.now()),
    )  # fmt: skip


def decimal_text(value: float) -> str:
    """A number as it is typed: 4 or 112,4189."""
    return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")


def size_text(size: int) -> str:
    """Bytes as a person reads them: 850 kB, 12 MB, 3,4 GB."""
    for unit, worth in (("GB", 1_000_000_000), ("MB", 1_000_000)):
        if size >= worth:
            return f"{size / worth:.1f}".replace(".", ",").replace(",0", "") + f" {unit}"
    return f"{max(1, size // 1000) if size else 0} kB"


def _picture(office: Office, hall: str) -> None:
    tv.set_picture(office, hall, field("layout"), read_decimal(field("margin"), "margin", "Tepi aman"), by())


def _maklumat(office: Office, hall: str) -> None:
    tv.set_maklumat(office, hall, field("maklumat"), by())


def _zone(office: Office, hall: str, code: str | None = None) -> None:
    counters, lines = request.form.getlist("counters"), request.form.getlist("lines")
    margin = read_decimal(field("margin"), "margin", "Tepi aman")
    zone = Zone(field("code").strip(), field("name"), tuple(counters), tuple(lines), field("layout"), margin)
    tv.keep_zone(office, hall, zone, code, by())


def _no_zone(office: Office, hall: str, code: str) -> None:
    tv.drop_zone(office, hall, code, by())


FORMS: Final = (
    Form("tv/picture", "picture", _picture, "tv-picture", "tv"),
    Form("tv/maklumat", "maklumat", _maklumat, "tv-maklumat", "tv"),
    Form("tv/zones", "zone ", _zone, "tv-zone", "tv"),
    Form("tv/zones/<code>", "zone {code}", _zone, "tv-zone", "tv"),
    Form("tv/zones/<code>/remove", "zones", _no_zone, "removed", "tv"),
)
