"""Every message on the wire, with its namespaces. A house test holds this list against the documents."""

from __future__ import annotations

from typing import Final

from hall.rules.announcements import is_of
from hall.rules.hall import Hall

KIOSK: Final = "/kiosk"
COUNTER: Final = "/counter"
DISPLAY: Final = "/display"
TICKET: Final = "/ticket"

NAMESPACES: Final = (KIOSK, COUNTER, DISPLAY, TICKET)
SCREENS: Final = (KIOSK, COUNTER, DISPLAY)
DOORS: Final = {KIOSK: ("kiosk",), COUNTER: ("counter",), DISPLAY: ("display",)}

HALL_STATE: Final = "hall.state"
TICKET_CALLED: Final = "ticket.called"
TICKET_STATE: Final = "ticket.state"
BEAT: Final = "beat"
CALL_PLAYED: Final = "call.played"
CALL_SHOWN: Final = "call.shown"
VOICE_LEADER: Final = "voice.leader"
SCREEN_REPORT: Final = "screen.report"
ASSETS_CHANGED: Final = "assets.changed"

SLIP: Final = {
    "printed": "slip.printed",
    "accepted": "slip.accepted",
    "uncertain": "slip.uncertain",
    "not_sent": "slip.failed",
    "expired": "slip.failed",
    "cancelled": "slip.failed",
}
"""By the job's state; a job that is queued or being sent is no news."""


def hall_room(slug: str) -> str:
    """Every screen of a hall."""
    return f"hall:{slug}"


def calls_room(slug: str, zone: str) -> str:
    """The displays of a zone, "" for those that speak for the whole hall."""
    return f"calls:{slug}:{zone}"


def calls_rooms(hall: Hall, number: str, counter: str) -> list[str]:
    """Where a call of this number to this counter (a code) is shown and said."""
    zones = [zone.code for zone in hall.settings.zones if is_of(zone, number, counter)]
    return [calls_room(hall.slug, zone) for zone in ("", *zones)]


def asker_room(asker: str) -> str:
    """Every connection of one device, token or person."""
    return f"asker:{asker}"


def ticket_room(slug: str, token: str) -> str:
    """Whoever follows one ticket of a hall."""
    return f"ticket:{slug}:{token}"
