"""Nomor surat: the pattern of each register, and the classification code of each layanan."""

from __future__ import annotations

import secrets
from typing import Final

from flask import Blueprint, Response, request

from admin.frame import Fault, Form, bind, by, field, show
from hall.actions import registers
from hall.actions.office import Office
from hall.records.unit_of_work import Ask
from hall.rules.calendar import business_day
from hall.rules.registers import PATTERNS, REGISTERS, number_text

EXAMPLE: Final = (12, "474.1")
"""A running number and a code with which the page shows what a pattern gives."""


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/numbers`."""
    bind(pages, office, "numbers", _page, FORMS)


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    at_home = office.hall(hall)
    day = business_day(office.clock.now(), at_home.timezone)
    running, code = EXAMPLE
    kept = at_home.settings.patterns
    rows = [
        (name, title, pattern, number_text(pattern, running, day, code))
        for name, title in REGISTERS.items()
        for pattern in (kept.get(name) or PATTERNS[name],)
    ]
    offers = sorted(at_home.offers.values(), key=lambda offer: offer.layanan.title)
    return show(office, hall, "numbers", fault, rows=rows, offers=offers)


def _ask(said: dict[str, str]) -> Ask:
    return Ask.of(by(), request.path, secrets.token_hex(16), said)


def _pattern(office: Office, hall: str, register: str) -> None:
    pattern = field("pattern")
    registers.set_pattern(office, hall, _ask({"pattern": pattern}), register, pattern, None)


def _code(office: Office, hall: str, code: str) -> None:
    typed = field("classification")
    registers.set_classification(office, hall, _ask({"classification": typed}), code, typed)


FORMS: Final = (
    Form("numbers/<register>", "pattern-{register}", _pattern, "pattern", "numbers"),
    Form("classifications/<code>", "code-{code}", _code, "classification", "numbers"),
)
