"""Loket: how each counter shares its turns between its lines, its stations of a recording, what becomes of a missed call."""

from __future__ import annotations

from flask import Blueprint, Response

from admin.frame import Fault, Form, bind, by, field, show
from hall.actions import keeping, recording_day, shares
from hall.actions.calls import counter_of
from hall.actions.office import Office
from hall.actions.shares import MOST_AFTER, MOST_CHANCES, MOST_WEIGHT
from hall.rules.recording import LAYANAN
from hall.rules.tickets import missed_rule
from hall.rules.typed_times import read_count


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/counters`."""
    bind(pages, office, "counters", _page, FORMS)


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    at_home = office.hall(hall)
    settings = at_home.settings
    return show(
        office, hall, "counters", fault, counters=list(at_home.counters.values()), lines=at_home.lines, settings=settings,
        rule=at_home.rule_sentences()["id"], most_weight=MOST_WEIGHT, most_chances=MOST_CHANCES, most_after=MOST_AFTER,
        missed=missed_rule(settings.second_chances, settings.second_chance_after),
        stations=recording_day.chain(at_home).stops if LAYANAN in at_home.offers else (),
    )  # fmt: skip


def _weights(office: Office, hall: str, code: str) -> None:
    counter = counter_of(office.hall(hall), code)
    weights = {
        letter: read_count(field(f"weight-{letter}"), f"weight-{letter}", f"Bobot antrean {letter}", 0, MOST_WEIGHT)
        for letter in counter.lines
    }
    shares.set_weights(office, hall, code, weights, by())


def _stations(office: Office, hall: str) -> None:
    at_home = office.hall(hall)
    known = recording_day.chain(at_home).stations
    given = {code: tuple(one for one in known if field(f"{code}.{one}")) for code in at_home.counters}
    keeping.set_stations(office, hall, given, by())


def _chances(office: Office, hall: str) -> None:
    chances = read_count(field("chances"), "chances", "Kesempatan kedua", 0, MOST_CHANCES)
    after = read_count(field("after"), "after", "Nomor lain di antaranya", 1, MOST_AFTER)
    shares.set_second_chances(office, hall, chances, after, by())


FORMS = (
    Form("counters/<code>", "counter-{code}", _weights, "weights", "counters"),
    Form("stations", "stations", _stations, "stations", "counters"),
    Form("second-chances", "chances", _chances, "chances", "counters"),
)
