"""What the keeper sets about the TVs of a hall: layout and margin, zones, maklumat, notices, and where the office stands."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from hall.actions.keeping import change_setup
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import catalogue
from hall.records.unit_of_work import Work
from hall.rules import prayer, reminders, zones
from hall.rules.access import plain_text
from hall.rules.hall import Hall, HallSettings
from hall.rules.prayer import Place
from hall.rules.reminders import Reminder
from hall.rules.zones import LAYOUTS, MOST_MARGIN, Zone

MOST_ZONES: Final = 12
MOST_MAKLUMAT: Final = 8
CODE: Final = re.compile(r"[a-z0-9](-?[a-z0-9]){0,19}")
NO_ZONE: Final = "Zona itu tidak ada di kantor ini."
NO_NOTICE: Final = "Pengingat itu tidak ada di kantor ini."


def set_picture(office: Office, slug: str, layout: str, margin: float, by: str) -> None:
    """Layout and safe margin (per cent) of the TVs without a zone."""
    values = {"display_layout": _layout(layout), "display_margin": _margin(margin)}
    _set(office, slug, by, "tv.picture", lambda hall: values)


def set_maklumat(office: Office, slug: str, typed: str, by: str) -> None:
    """The office's pledge as the TV shows it, a sentence a line; empty where it shows none."""
    lines = [line for line in typed.splitlines() if line.strip()]
    if len(lines) > MOST_MAKLUMAT:
        raise Refused("bad_request", f"Maklumat: paling banyak {MOST_MAKLUMAT} baris.", field="maklumat")
    text = "\n".join(plain_text(line, "maklumat", "Maklumat: satu baris", most=200) for line in lines)
    _set(office, slug, by, "tv.maklumat", lambda hall: {"maklumat": text})


def keep_zone(office: Office, slug: str, zone: Zone, before: str | None, by: str) -> None:
    """Adds a zone, or puts it in the place of the one with the code `before`."""
    if CODE.fullmatch(zone.code) is None:
        sentence = "Kode zona berisi 1 sampai 20 huruf kecil, angka, atau tanda hubung. Contoh: lantai-2."
        raise Refused("bad_request", sentence, field="code")
    name = plain_text(zone.name, "name", "Nama zona", most=60)
    wanted = replace(zone, name=name, layout=_layout(zone.layout), margin=_margin(zone.margin))

    def do(hall: Hall) -> dict[str, Any]:
        kept = {one.code: one for one in hall.settings.zones}
        if before is not None and before not in kept:
            raise Refused("not_found", NO_ZONE)
        if zone.code != before and zone.code in kept:
            raise Refused("bad_request", "Kode itu sudah dipakai zona lain.", field="code")
        if before is None and len(kept) >= MOST_ZONES:
            raise Refused("bad_request", f"Paling banyak {MOST_ZONES} zona.", field="code")
        _known(zone, hall)
        found = [wanted if one.code == before else one for one in hall.settings.zones]
        return {"zones": zones.to_json(found if before is not None else [*found, wanted])}

    _set(office, slug, by, "tv.zone", do)


def drop_zone(office: Office, slug: str, code: str, by: str) -> None:
    """Its TVs speak for the whole hall from now on."""

    def do(hall: Hall) -> dict[str, Any]:
        left = [one for one in hall.settings.zones if one.code != code]
        if len(left) == len(hall.settings.zones):
            raise Refused("not_found", NO_ZONE)
        return {"zones": zones.to_json(left)}

    _set(office, slug, by, "tv.zone-dropped", do)


def set_place(office: Office, slug: str, place: Place | None, by: str) -> None:
    """Where the office stands, so that prayer times are known; None: it shows none."""
    if place is not None:
        _between(place.latitude, prayer.LATITUDES, "latitude", "Lintang")
        _between(place.longitude, prayer.LONGITUDES, "longitude", "Bujur")
    _set(office, slug, by, "tv.place", lambda hall: {"place": reminders.place_to_json(place)})


def keep_notice(office: Office, slug: str, notice: Reminder, by: str) -> None:
    """Adds a reminder (without a code), or changes the one with its code."""
    wanted = replace(
        notice,
        title=plain_text(notice.title, "title", "Judul", most=80),
        text=plain_text(notice.text, "text", "Isi", most=160, least=0),
    )
    if notice.ends is not None and notice.ends <= notice.minute:
        raise Refused("bad_request", "Jam selesai harus sesudah jam mulai.", field="ends")
    if notice.from_day is not None and notice.until_day is not None and notice.until_day < notice.from_day:
        raise Refused("bad_request", "Hari terakhir harus sesudah hari pertama.", field="until")

    def do(settings: HallSettings) -> list[Reminder]:
        if wanted.code:
            _place_of(settings, wanted.code)
            return [wanted if one.code == wanted.code else one for one in settings.notices]
        if len(settings.notices) >= reminders.MOST:
            raise Refused("bad_request", f"Paling banyak {reminders.MOST} pengingat.", field="title")
        return [*settings.notices, replace(wanted, code=secrets.token_hex(4))]

    _set_notices(office, slug, by, "tv.notice", do)


def set_notice_active(office: Office, slug: str, code: str, active: bool, by: str) -> None:
    """Shows a reminder, or keeps it for later."""

    def do(settings: HallSettings) -> list[Reminder]:
        _place_of(settings, code)
        return [replace(one, active=active) if one.code == code else one for one in settings.notices]

    _set_notices(office, slug, by, "tv.notice-on" if active else "tv.notice-off", do)


def drop_notice(office: Office, slug: str, code: str, by: str) -> None:
    """The reminder is gone."""

    def do(settings: HallSettings) -> list[Reminder]:
        _place_of(settings, code)
        return [one for one in settings.notices if one.code != code]

    _set_notices(office, slug, by, "tv.notice-dropped", do)


def _set_notices(office: Office, slug: str, by: str, kind: str, do: Callable[[HallSettings], list[Reminder]]) -> None:
    _set(office, slug, by, kind, lambda hall: {"notices": reminders.to_json(do(hall.settings))})


def _set(office: Office, slug: str, by: str, kind: str, values: Callable[[Hall], Mapping[str, Any]]) -> None:
    def do(work: Work, hall: Hall) -> None:
        catalogue.keep_settings(work.connection, hall.id, values(hall))

    change_setup(office, slug, by, kind, None, do)


def _place_of(settings: HallSettings, code: str) -> None:
    if all(one.code != code for one in settings.notices):
        raise Refused("not_found", NO_NOTICE)


def _known(zone: Zone, hall: Hall) -> None:
    if not set(zone.counters) <= set(hall.counters) or not set(zone.lines) <= set(hall.lines):
        raise Refused("bad_request", "Loket atau antrean itu tidak ada di kantor ini.", field="counters")


def _layout(layout: str) -> str:
    if layout not in LAYOUTS:
        raise Refused("bad_request", "Pilih salah satu susunan layar.", field="layout")
    return layout


def _margin(margin: float) -> float:
    _between(margin, (0.0, MOST_MARGIN), "margin", "Tepi aman")
    return margin


def _between(value: float, bounds: tuple[float, float], field: str, label: str) -> None:
    least, most = bounds
    if not least <= value <= most:
        ends = " sampai ".join(f"{bound:g}".replace(".", ",") for bound in bounds)
        raise Refused("bad_request", f"{label}: angka dari {ends}.", field=field)
