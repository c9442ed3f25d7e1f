"""Hari ini: what needs a hand first, figures second."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response

from admin.frame import bind, show
from hall.actions.office import Office
from hall.actions.today import today
from hall.realtime.screens import Screens
from hall.rules.keeping import hours_shown, printer_state
from hall.rules.screens import standing


def add(pages: Blueprint, office: Office, screens: Screens) -> None:
    """`/<hall>/admin`."""
    bind(pages, office, "", partial(_page, screens))


def _page(screens: Screens, office: Office, hall: str) -> Response:
    found = today(office, hall, screens.paired(hall))
    now, timezone = office.clock.now(), office.hall(hall).timezone
    return show(
        office, hall, "", today=found, hours=hours_shown(found.figures.by_hour, found.now.hour),
        tallest=max([1, *found.figures.by_hour.values()]), printer_state=printer_state,
        standing=partial(standing, now=now, timezone=timezone), minutes=lambda since: int((now - since).total_seconds() // 60),
    )  # fmt: skip
