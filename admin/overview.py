"""Layanan hari ini: how the day goes, for the camat, the sekcam, every kasi and the keeper; live, and for a spreadsheet."""

from __future__ import annotations

from typing import Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g
from flask.typing import ResponseReturnValue

from admin.frame import show
from hall.actions import overview
from hall.actions.office import Office
from hall.rules.access import permit_today
from hall.rules.calendar import clock_text
from hall.rules.documents import csv_text
from hall.rules.overview import decimal
from hall.web.access import door
from hall.web.login import to_sign_in

PAGE: Final = "hari-ini"
overseer = door("counter", "admin", instead=to_sign_in("admin"))
"""An officer has the counter's door alone, so who among them may look is asked in the view."""


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/hari-ini` and its `.csv`."""

    @pages.get(f"/<hall>/admin/{PAGE}")
    @overseer
    def today_of_the_hall(hall: str) -> ResponseReturnValue:
        permit_today(g.identity)
        found = overview.today(office, hall)
        return show(office, hall, PAGE, first=found, decimal=decimal, hhmm=_hhmm)

    @pages.get(f"/<hall>/admin/{PAGE}.csv")
    @overseer
    def today_as_csv(hall: str) -> ResponseReturnValue:
        permit_today(g.identity)
        at_home = office.hall(hall)
        now = office.clock.now().astimezone(ZoneInfo(at_home.timezone))
        response = Response(csv_text(overview.as_tables(office, hall)), mimetype="text/csv")
        name = f"hari-ini-{at_home.slug}-{now:%Y-%m-%d}-{clock_text(now)}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        response.headers["Cache-Control"] = "no-store"
        return response


def _hhmm(text: str) -> str:
    """The wall time in a moment of ours: "09.42"."""
    return text[11:16].replace(":", ".")
