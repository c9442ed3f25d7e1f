"""The first state that pages carry, so that a screen is right before its socket is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from hall.actions import counters, own_calls
from hall.actions.desk import Asked
from hall.actions.office import Office
from hall.rules import shapes, zones
from hall.rules.hall import Hall


def hall_of(hall: Hall) -> dict[str, Any]:
    """A hall's name-plate. A hall that is known by its regency alone does not say it twice."""
    regency = "" if hall.regency == hall.name else hall.regency
    return {
        "slug": hall.slug, "name": hall.name, "regency": regency, "timezone": hall.timezone, "zone": hall.zone,
    }  # fmt: skip


def kiosk(office: Office, slug: str, csrf: str) -> dict[str, Any]:
    """Everything that the touchscreen shows; back office and inactive layanan never."""
    hall = office.hall(slug)
    settings = hall.settings
    return {
        "hall": hall_of(hall),
        "csrf": csrf,
        "layanan": [
            shapes.layanan(hall, code)
            for code, offer in hall.offers.items()
            if offer.active and offer.layanan.audience == "citizen"
        ],
        "categories": [asdict(category) for category in settings.categories],
        "state": counters.state(office, slug),
        "rule": hall.rule_sentences(),
        "settings": {
            "diagonal_inches": settings.diagonal_inches,
            "idle_seconds": settings.idle_seconds,
            "answer_seconds": settings.answer_seconds,
        },
        "now": shapes.local(office.clock.now(), hall.timezone),
    }


def display(office: Office, slug: str, code: str | None) -> dict[str, Any]:
    """What the TV shows at once. `zone` is the code of its zone, `part` what that shows; both None for the whole hall."""
    hall = office.hall(slug)
    settings = hall.settings
    zone = zones.zone_of(settings, code)
    return {
        "hall": hall_of(hall),
        "state": counters.state(office, slug),
        "running_text": list(settings.running_text),
        "layout": settings.display_layout if zone is None else zone.layout,
        "margin": settings.display_margin if zone is None else zone.margin,
        "settings": {
            "voice": settings.voice,
            "times": settings.voice_times,
            "volume": settings.voice_volume,
            "english": settings.voice_english,
            "film_volume": settings.display_sound,
        },
        "zone": None if zone is None else zone.code,
        "part": None if zone is None else {"name": zone.name, "counters": zone.counters, "lines": zone.lines},
    }


def counter(
    office: Office, slug: str, code: str, csrf: str, person: dict[str, Any] | None, asked: Asked | None = None
) -> dict[str, Any]:
    """The clerk's desk."""
    hall = office.hall(slug)
    desk = counters.desk(office, slug, code, asked)
    return {
        "hall": hall_of(hall),
        "csrf": csrf,
        "counter": desk["counter"],
        "counters": counters.counters_now(office, slug),
        "person": person,
        "desk": desk,
        "records": own_calls.records(hall, hall.counters[code]),
        "state": counters.state(office, slug),
    }
