"""Hari ini: what needs a hand first, figures second."""

from __future__ import annotations

from flask import Blueprint, Response

from admin.frame import bind, show
from hall.actions.office import Office
from hall.actions.today import today
from hall.rules.keeping import hours_shown, is_silent, printer_state


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin`."""
    bind(pages, office, "", _page)


def _page(office: Office, hall: str) -> Response:
    found = today(office, hall)
    now = office.clock.now()
    return show(
        office, hall, "", today=found, hours=hours_shown(found.figures.by_hour, found.now.hour),
        tallest=max([1, *found.figures.by_hour.values()]), printer_state=printer_state,
        silent=lambda screen: is_silent(screen, now), minutes=lambda since: int((now - since).total_seconds() // 60),
    )  # fmt: skip
