"""TV ruang tunggu: notices by calendar, and where the office stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from flask import request

from admin.frame import Form, by, field
from hall.actions import tv
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules import prayer
from hall.rules.calendar import DAYS, business_day, clock_text
from hall.rules.hall import Hall
from hall.rules.notices import for_hall
from hall.rules.prayer import MOST_CORRECTION, Place
from hall.rules.reminders import ANCHORS, BREAK, CLOCK, CLOSING, KINDS, MOST_MINUTES, Reminder
from hall.rules.typed_times import read_clock, read_count, read_day, read_decimal

ANCHOR_WORDS: Final = {
    CLOCK: "jam tertentu", CLOSING: "tutup pengambilan nomor", BREAK: "istirahat",
    **{name: f"waktu {name}" for name in prayer.NAMES},
}  # fmt: skip
KIND_WORDS: Final = {"prayer": "salat", "closing": "tutup", "other": "lainnya"}


def when_text(notice: Reminder) -> str:
    """When a reminder shows, in words: Senin, Kamis · 10 menit sebelum istirahat."""
    away = [DAYS[day] for day in range(7) if notice.weekdays and day not in notice.weekdays]
    days = ", ".join(DAYS[day] for day in notice.weekdays) if len(away) > 2 else "Setiap hari"
    days += f" kecuali {' dan '.join(away)}" if 0 < len(away) <= 2 else ""
    at = ANCHOR_WORDS[notice.anchor] if notice.anchor != CLOCK else f"pukul {clock_of(notice.minute)}"
    before = f"{notice.before} menit sebelum {at}" if notice.before else f"mulai {at}"
    after = f", sampai {notice.after} menit sesudahnya" if notice.after else ""
    return f"{days}, {before}{after}"


def clock_of(minute: int | None) -> str:
    """Minutes after midnight as they are typed; nothing for none."""
    return "" if minute is None else f"{minute // 60:02d}.{minute % 60:02d}"


def times_text(hall: Hall, day: date) -> list[tuple[str, str]]:
    """(prayer, clock) of a day, for comparison with a printed table; nothing without a place."""
    place = hall.settings.place
    if place is None:
        return []
    return [(name.capitalize(), clock_text(at)) for name, at in prayer.times(place, day, hall.timezone).items()]


def _keep(office: Office, hall: str, code: str = "") -> None:
    anchor, kind = field("anchor"), field("kind") or "other"
    if anchor not in ANCHORS or kind not in KINDS:
        raise Refused("bad_request", "Pilih waktu pengingat dari daftar.", field="anchor")
    minute = read_clock(field("minute"), "minute", -1)
    if anchor == CLOCK and minute < 0:
        raise Refused("bad_request", "Isi jam pengingat. Contoh: 08.00.", field="minute")
    active = all(one.active for one in office.hall(hall).settings.notices if one.code == code)
    ends = read_clock(field("ends"), "ends", -1)
    notice = Reminder(
        code, field("title"), field("text"), anchor, kind, max(0, minute), None if anchor != CLOCK or ends < 0 else ends,
        _weekdays(), _minutes("before", "Menit sebelum"), _minutes("after", "Menit sesudah"), _day("from"), _day("until"),
        active,
    )  # fmt: skip
    tv.keep_notice(office, hall, notice, by())


def _weekdays() -> tuple[int, ...]:
    """The days that were ticked; all seven are kept as every day."""
    ticked = tuple(day for day in range(7) if str(day) in request.form.getlist("weekdays"))
    return () if len(ticked) == 7 else ticked


def _minutes(name: str, label: str) -> int:
    return read_count(field(name).strip() or "0", name, label, 0, MOST_MINUTES)


def _day(name: str) -> date | None:
    return read_day(field(name), name) if field(name).strip() else None


def _on(office: Office, hall: str, code: str) -> None:
    tv.set_notice_active(office, hall, code, True, by())


def _off(office: Office, hall: str, code: str) -> None:
    tv.set_notice_active(office, hall, code, False, by())


def _drop(office: Office, hall: str, code: str) -> None:
    tv.drop_notice(office, hall, code, by())


def _place(office: Office, hall: str) -> None:
    if not field("latitude").strip() and not field("longitude").strip():
        tv.set_place(office, hall, None, by())
        return
    latitude = read_decimal(field("latitude"), "latitude", "Lintang")
    longitude = read_decimal(field("longitude"), "longitude", "Bujur")
    tv.set_place(office, hall, Place(latitude, longitude, _corrections()), by())


def _corrections() -> tuple[tuple[str, int], ...]:
    found = []
    for name in prayer.NAMES:
        minutes = read_decimal(field(name).strip() or "0", name, name.capitalize())
        if minutes != int(minutes) or abs(minutes) > MOST_CORRECTION:
            sentence = f"{name.capitalize()}: koreksi {-MOST_CORRECTION} sampai {MOST_CORRECTION} menit."
            raise Refused("bad_request", sentence, field=name)
        if minutes:
            found.append((name, int(minutes)))
    return tuple(found)


def words(hall: Hall, now: datetime) -> dict[str, Any]:
    """What the page says about notices, and those of today."""
    day = business_day(now, hall.timezone)
    place = hall.settings.place
    return {
        "anchors": ANCHOR_WORDS, "kinds": KIND_WORDS, "when": when_text, "clock_of": clock_of,
        "most_minutes": MOST_MINUTES, "most_correction": MOST_CORRECTION, "fresh_notice": Reminder("", ""),
        "place": place, "corrections": dict(place.minutes) if place else {}, "prayers": prayer.NAMES,
        "today_times": times_text(hall, day), "today_notices": for_hall(hall, day),
    }  # fmt: skip


FORMS: Final = (
    Form("tv/place", "place", _place, "tv-place", "tv"),
    Form("tv/notices", "notice ", _keep, "tv-notice", "tv"),
    Form("tv/notices/<code>", "notice {code}", _keep, "tv-notice", "tv"),
    Form("tv/notices/<code>/on", "notice {code}", _on, "tv-notice", "tv"),
    Form("tv/notices/<code>/off", "notice {code}", _off, "tv-notice-off", "tv"),
    Form("tv/notices/<code>/remove", "notice {code}", _drop, "removed", "tv"),
)
