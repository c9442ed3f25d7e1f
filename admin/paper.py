"""Printer: add by address, state, the last slips with their pictures."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response

from admin import live
from admin.frame import Fault, Form, bind, by, field, show
from hall.actions import keeping, today
from hall.actions import paper as paper_actions
from hall.actions.office import Office
from hall.rules.keeping import printer_state
from printer_drivers import REGISTRY, profiles, read_url

JOBS_SHOWN: Final = 25


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/printers`, the live paper and the pictures of slips."""
    bind(pages, office, "printers", _page, FORMS)
    live.add(pages, office, draw)


def draw(slip: str, url: str | None) -> bytes:
    """The picture of a kept slip, drawn from the very bytes that its printer gets.

    The drawing tools are loaded here and not at start: the server prints nothing itself.
    """
    from hall.printing.preview import png
    from hall.printing.slips import render
    from hall.rules import slips

    profile = read_url(url or "memory:").profile
    return png(render(slips.from_json(slip), profile), profile)


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    return show(
        office, hall, "printers", fault, printers=today.printers(office, hall), printer_state=printer_state,
        jobs=paper_actions.jobs(office, hall, None, JOBS_SHOWN)["items"], schemes=list(REGISTRY.schemes.values()),
        profiles=sorted(profiles()),
    )  # fmt: skip


def _add(office: Office, hall: str) -> None:
    keeping.add_printer(office, hall, field("name"), field("url"), by())


def _use(office: Office, hall: str, printer: int) -> None:
    keeping.set_printer_active(office, hall, printer, True, by())


def _leave(office: Office, hall: str, printer: int) -> None:
    keeping.set_printer_active(office, hall, printer, False, by())


FORMS: Final = (
    Form("printers", "add", _add, "printer", "printers"),
    Form("printers/<int:printer>/on", "use {printer}", _use, "printer-on", "printers"),
    Form("printers/<int:printer>/off", "use {printer}", _leave, "printer-off", "printers"),
)
