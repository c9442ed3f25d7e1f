"""The keeper's room: what needs a hand today, and everything that is set up by hand."""

from __future__ import annotations

from flask import Blueprint

from admin import calendar, counters, house, numbers, offers, overview, paper, screens, sign_in, staff, today, tv, voice
from hall.actions.office import Office
from hall.realtime.screens import Screens


def room(office: Office, reports: Screens) -> Blueprint:
    """`/<hall>/admin` and its pages; plain forms, no script needed."""
    pages = Blueprint("admin", __name__, template_folder="templates")
    for part in (sign_in, overview, paper, staff, offers, calendar, counters, tv, voice, numbers, house):
        part.add(pages, office)
    for told in (today, screens):
        told.add(pages, office, reports)
    return pages
