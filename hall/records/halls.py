"""Halls as they are set up: read whole, kept in memory, read anew when `pulses.setup` rose."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, insert, select, update

from hall.records import media
from hall.records.database import inserted_id
from hall.records.tables import (
    closures,
    counter_lines,
    counters,
    halls,
    holidays,
    hours,
    layanan,
    layanan_versions,
    lines,
    printers,
    pulses,
    special_hours,
    special_stretches,
)
from hall.records.times import moment
from hall.rules import reminders, zones
from hall.rules.calendar import Calendar, Closure, Hours, Special
from hall.rules.hall import Category, Counter, Hall, HallSettings, Line, Offer
from hall.rules.layanan import from_json
from hall.rules.queue_policy import Rule

_PRINTER = (
    select(printers.c.id)
    .where(printers.c.hall_id == bindparam("hall_id"), printers.c.active == 1)
    .order_by(printers.c.position, printers.c.id)
    .limit(1)
)


def slugs(connection: Connection) -> list[str]:
    """Every hall of this server, in the order in which they were set up."""
    return list(connection.execute(select(halls.c.slug).order_by(halls.c.id)).scalars())


def pulses_now(connection: Connection) -> dict[str, tuple[int, int]]:
    """Every hall's version and set-up, by slug."""
    rows = connection.execute(
        select(halls.c.slug, pulses.c.version, pulses.c.setup).join(pulses, pulses.c.hall_id == halls.c.id)
    )
    return {row.slug: (row.version, row.setup) for row in rows}


def load(connection: Connection, slug: str) -> Hall | None:
    """One hall whole, or None."""
    row = connection.execute(
        select(halls, pulses.c.setup).join(pulses, pulses.c.hall_id == halls.c.id).where(halls.c.slug == slug)
    ).mappings().one_or_none()  # fmt: skip
    if row is None:
        return None
    hall_id = row["id"]
    found_lines = _lines(connection, hall_id)
    letters = {line.id: letter for letter, line in found_lines.items()}
    found_counters = _counters(connection, hall_id, letters)
    offers = _offers(connection, hall_id)
    return Hall(
        id=hall_id,
        slug=row["slug"],
        name=row["name"],
        regency=row["regency"],
        timezone=row["timezone"],
        zone=row["zone"],
        demo=bool(row["demo"]),
        version=row["setup"],
        settings=settings_from(json.loads(row["settings"])),
        calendar=_calendar(connection, hall_id, row),
        lines=found_lines,
        counters=found_counters,
        offers=offers,
        printer=connection.execute(_PRINTER, {"hall_id": hall_id}).scalar(),
        letters=letters,
        desks={counter.id: code for code, counter in found_counters.items()},
        codes={offer.id: code for code, offer in offers.items()},
        media=media.of(connection, hall_id),
    )


def touch_setup(connection: Connection, hall_id: int) -> None:
    """The set-up changed: every process reads the hall anew before its next transaction."""
    connection.execute(
        update(pulses).where(pulses.c.hall_id == hall_id).values(setup=pulses.c.setup + 1, version=pulses.c.version + 1)
    )


def settings_from(kept: Mapping[str, Any]) -> HallSettings:
    """The keeper's settings out of their JSON; what is not there has its default, what is unknown is left alone."""
    default = HallSettings()
    return HallSettings(
        rule=Rule(
            int(kept.get("ratio", default.rule.ratio)),
            int(kept.get("guard", default.rule.guard)),
            appointments=bool(kept.get("appointments", default.rule.appointments)),
        ),
        running_text=tuple(kept.get("running_text", default.running_text)),
        voice=bool(kept.get("voice", default.voice)),
        voice_reading="cardinal" if kept.get("voice_reading") == "cardinal" else "digits",
        voice_english=bool(kept.get("voice_english", default.voice_english)),
        voice_times=min(3, max(1, int(kept.get("voice_times", default.voice_times)))),
        voice_volume=min(100, max(0, int(kept.get("voice_volume", default.voice_volume)))),
        voice_quiet=tuple((int(begins), int(ends)) for begins, ends in kept.get("voice_quiet", default.voice_quiet)),
        diagonal_inches=float(kept.get("diagonal_inches", default.diagonal_inches)),
        idle_seconds=int(kept.get("idle_seconds", default.idle_seconds)),
        answer_seconds=int(kept.get("answer_seconds", default.answer_seconds)),
        recall_limit=int(kept.get("recall_limit", default.recall_limit)),
        second_chances=int(kept.get("second_chances", default.second_chances)),
        second_chance_after=int(kept.get("second_chance_after", default.second_chance_after)),
        categories=tuple(Category(**category) for category in kept.get("categories", ())),
        patterns=dict(kept.get("patterns", default.patterns)),
        stations={code: tuple(does) for code, does in kept.get("stations", default.stations).items()},
        complaint_days={name: int(days) for name, days in kept.get("complaint_days", default.complaint_days).items()},
        complaint_years=int(kept.get("complaint_years", default.complaint_years)),
        zones=zones.from_json(kept.get("zones", ())),
        display_layout=zones.layout(kept.get("display_layout")),
        display_margin=zones.margin(kept.get("display_margin", default.display_margin)),
        display_sound=min(100, max(0, int(kept.get("display_sound", default.display_sound)))),
        maklumat=str(kept.get("maklumat", default.maklumat)),
        notices=default.notices if "notices" not in kept else reminders.from_json(kept["notices"]),
        place=reminders.place_from_json(kept.get("place")),
    )


def raise_version(connection: Connection, hall_id: int) -> None:
    """What screens show changed by itself (it is closing time)."""
    connection.execute(update(pulses).where(pulses.c.hall_id == hall_id).values(version=pulses.c.version + 1))


def _lines(connection: Connection, hall_id: int) -> dict[str, Line]:
    rows = connection.execute(select(lines).where(lines.c.hall_id == hall_id).order_by(lines.c.position, lines.c.id))
    return {row.letter: Line(row.id, row.letter, row.name, row.name_en) for row in rows}


def _counters(connection: Connection, hall_id: int, letters: Mapping[int, str]) -> dict[str, Counter]:
    serves: dict[int, dict[str, int]] = {}
    for row in connection.execute(select(counter_lines).where(counter_lines.c.line_id.in_(list(letters)))):
        serves.setdefault(row.counter_id, {})[letters[row.line_id]] = row.weight
    order = list(letters.values())
    rows = connection.execute(
        select(counters).where(counters.c.hall_id == hall_id).order_by(counters.c.position, counters.c.id)
    )
    return {
        row.code: Counter(
            row.id, row.code, row.name, tuple(sorted(serves.get(row.id, ()), key=order.index)), serves.get(row.id, {})
        )
        for row in rows
    }


def _offers(connection: Connection, hall_id: int) -> dict[str, Offer]:
    rows = connection.execute(
        select(layanan, layanan_versions.c.body)
        .join(layanan_versions, layanan_versions.c.id == layanan.c.version_id)
        .where(layanan.c.hall_id == hall_id)
        .order_by(layanan.c.position, layanan.c.id)
    )
    return {
        row.code: Offer(
            row.id,
            row.version_id,
            bool(row.active),
            from_json(json.loads(row.body)),
            tuple(json.loads(row.office)),
            row.classification,
        )
        for row in rows
    }


def _calendar(connection: Connection, hall_id: int, row: RowMapping) -> Calendar:
    stretches: dict[int, tuple[Hours, ...]] = {}
    for found in connection.execute(select(hours).where(hours.c.hall_id == hall_id).order_by(hours.c.opens)):
        stretches[found.weekday] = (*stretches.get(found.weekday, ()), Hours.of(found.opens, found.closes))
    free: dict[date, str] = {
        found.day: found.name for found in connection.execute(select(holidays).where(holidays.c.hall_id == hall_id))
    }
    shut = tuple(
        Closure(moment(found.start_at), moment(found.end_at), found.reason)
        for found in connection.execute(select(closures).where(closures.c.hall_id == hall_id))
    )
    return Calendar(row["timezone"], stretches, free, shut, bool(row["demo"]), _special(connection, hall_id))


def _special(connection: Connection, hall_id: int) -> tuple[Special, ...]:
    """The hall's special hours, earliest first, also those that are over."""
    found: dict[int, Special] = {}
    asked = select(special_hours, special_stretches).join(special_stretches).where(special_hours.c.hall_id == hall_id)
    for row in connection.execute(asked.order_by(special_hours.c.first_day, special_stretches.c.opens)):
        one = found.setdefault(row.id, Special(row.id, row.name, row.first_day, row.last_day, {}))
        week = {**one.hours, row.weekday: (*one.hours.get(row.weekday, ()), Hours.of(row.opens, row.closes))}
        found[row.id] = replace(one, hours=week)
    return tuple(found.values())


def add_hall(connection: Connection, values: Mapping[str, Any]) -> int:
    """A new hall with its pulse; `values` are the columns of `halls`. Gives its id."""
    hall_id = inserted_id(connection.execute(insert(halls).values(**values)))
    connection.execute(insert(pulses).values(hall_id=hall_id))
    return hall_id
