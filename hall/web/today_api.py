"""Today for the camat as JSON: the page reads it again and again, a program may too."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g

from hall.actions import overview
from hall.actions.office import Office
from hall.rules.access import permit_today
from hall.web.api import Api
from hall.web.today_answers import TodayShape


def add(api: Api, pages: Blueprint, office: Office) -> None:
    """`GET /halls/{hall}/today`."""

    @api.route(pages, "GET", "/halls/{hall}/today", doors=("counter", "admin"), answer=TodayShape)
    def today(hall: str) -> dict[str, Any]:
        """How the day goes: numbers, waits, counters, layanan, what is late; for officers and the keeper."""
        permit_today(g.identity)
        return overview.today(office, hall)
