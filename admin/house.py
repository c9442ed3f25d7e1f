"""Aturan: the public rule of priority, the running text, the size of the kiosk, the days and years of complaints."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from admin.frame import Fault, Form, bind, by, field, show
from hall.actions import keeping
from hall.actions.complaints import offers
from hall.actions.office import Office
from hall.rules.complaints import CLASSES, KEEP_YEARS, MOST_DAYS, days_of
from hall.rules.typed_times import read_count, read_inches

MOST_RATIO, MOST_GUARD = 10, 20
IDLE_SECONDS: Final = (20, 600)


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/rules`."""
    bind(pages, office, "rules", _page, FORMS)


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    at_home = office.hall(hall)
    settings = at_home.settings
    classes = [(name, one, days_of(name, settings.complaint_days)) for name, one in CLASSES.items()]
    return show(
        office, hall, "rules", fault, settings=settings, most_ratio=MOST_RATIO, most_guard=MOST_GUARD,
        classes=classes if offers(at_home) else (), most_days=MOST_DAYS, years=KEEP_YEARS,
    )  # fmt: skip


def _rule(office: Office, hall: str) -> None:
    ratio = read_count(field("ratio"), "ratio", "Nomor prioritas berturut-turut", 1, MOST_RATIO)
    guard = read_count(field("guard"), "guard", "Paling banyak dilewati", 1, MOST_GUARD)
    keeping.set_rule(office, hall, ratio, guard, by())


def _text(office: Office, hall: str) -> None:
    keeping.set_running_text(office, hall, field("running_text"), by())


def _kiosk(office: Office, hall: str) -> None:
    inches = read_inches(field("diagonal"), "diagonal")
    keeping.set_kiosk(office, hall, inches, read_count(field("idle"), "idle", "Detik diam", *IDLE_SECONDS), by())


def _days(office: Office, hall: str) -> None:
    days = {name: read_count(field(name), name, one.name, 1, MOST_DAYS) for name, one in CLASSES.items()}
    years = read_count(field("years"), "years", "Disimpan (tahun)", *KEEP_YEARS)
    keeping.set_complaints(office, hall, days, years, by())


FORMS: Final = (
    Form("rules", "rule", _rule, "rule", "rules"),
    Form("running-text", "text", _text, "text", "rules"),
    Form("kiosk-size", "kiosk", _kiosk, "kiosk", "rules"),
    Form("complaint-days", "days", _days, "days", "rules"),
)
