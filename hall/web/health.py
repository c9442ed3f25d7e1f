"""For whoever looks after the machine: alive, ready, and figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from flask import Blueprint, Response, request

from hall.actions import counters, printers
from hall.actions.office import Office
from hall.errors import Refused
from hall.realtime.screens import Screens
from hall.records import database, halls
from hall.rules.access import Device
from hall.rules.print_jobs import JobState
from hall.rules.screens import Word, is_silent
from hall.web.access import access, public
from hall.web.browsers import at_the_server


def room(office: Office, screens: Screens) -> Blueprint:
    """`/healthz`, `/readyz`, `/metrics`."""
    blueprint = Blueprint("health", __name__)

    @blueprint.get("/healthz")
    @public
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    @blueprint.get("/readyz")
    @public
    def readyz() -> Response:
        database.alive(office.database)
        _broker_alive(office.settings.redis_url)
        return Response("ready\n", mimetype="text/plain")

    @blueprint.get("/metrics")
    @public
    def metrics() -> Response:
        slugs = _all_halls(office) if at_the_server(request.environ) else [_keepers_hall()]
        return Response(_figures(office, screens, slugs), mimetype="text/plain; version=0.0.4")

    return blueprint


def _broker_alive(url: str | None) -> None:
    """Redis, where it is set, answers within two seconds."""
    if url is None:
        return
    from redis import Redis, RedisError

    try:
        with Redis.from_url(url, socket_connect_timeout=2, socket_timeout=2) as broker:
            broker.ping()
    except RedisError as fault:
        raise Refused("busy", "Redis tidak dapat dihubungi. Pengambilan dan panggilan nomor tetap berjalan.") from fault


def _all_halls(office: Office) -> list[str]:
    with office.database.reading() as connection:
        return halls.slugs(connection)


def _keepers_hall() -> str:
    """The one hall whose keeper (or whose admin program) asks."""
    known = access().identify(request.environ, None, ("admin",))
    if known is None:
        raise Refused("unauthorized")
    if "admin" not in known.identity.roles:
        raise Refused("forbidden")
    return known.identity.hall


class _Page:
    """Prometheus text: each figure's help and type once, its series below."""

    def __init__(self) -> None:
        self._lines: list[str] = []

    def gauge(self, name: str, says: str, series: Iterable[tuple[Mapping[str, str], float]]) -> None:
        """One figure; a series is its labels and its value."""
        self._lines += [f"# HELP antrean_{name} {says}", f"# TYPE antrean_{name} gauge"]
        for labels, value in series:
            told = ",".join(f'{label}="{_label(text)}"' for label, text in labels.items())
            self._lines.append(f"antrean_{name}{{{told}}} {value}")

    def text(self) -> str:
        """The whole page."""
        return "\n".join(self._lines) + "\n"


def _figures(office: Office, screens: Screens, slugs: Sequence[str]) -> str:
    """Waiting by line, counters by state, paper, screens."""
    page = _Page()
    states = {slug: counters.state(office, slug) for slug in slugs}
    page.gauge(
        "waiting", "People waiting by line.",
        (({"hall": slug, "line": line["letter"]}, line["waiting"]) for slug in slugs for line in states[slug]["lines"]),
    )  # fmt: skip
    kinds = ("closed", "open", "calling", "serving", "break")
    page.gauge(
        "counters", "Counters by state.",
        (
            ({"hall": slug, "state": kind}, sum(one["state"] == kind for one in states[slug]["counters"]))
            for slug in slugs
            for kind in kinds
        ),
    )  # fmt: skip
    _paper(page, {slug: printers.figures(office, slug) for slug in slugs})
    _screens(page, {slug: screens.paired(slug) for slug in slugs}, office.clock.now())
    return page.text()


def _paper(page: _Page, paper: Mapping[str, printers.Figures]) -> None:
    """What is known of printers and of today's slips; what a printer can't tell is absent."""
    each = [({"hall": slug, "printer": one.name}, one) for slug, known in paper.items() for one in known.printers]
    page.gauge(
        "printer_online", "1 online, 0 not, absent when unknown.",
        ((labels, int(one.online)) for labels, one in each if one.online is not None),
    )  # fmt: skip
    page.gauge(
        "printer_paper", "1 for the state of the paper: ok, near_end (by sensor or by count), out, unknown.",
        (
            (labels | {"state": state}, int(one.paper == state))
            for labels, one in each
            for state in ("ok", "near_end", "out", "unknown")
        ),
    )  # fmt: skip
    page.gauge(
        "printer_cover_open", "1 open, 0 closed, absent when unknown.",
        ((labels, int(one.cover == "open")) for labels, one in each if one.cover != "unknown"),
    )  # fmt: skip
    page.gauge(
        "printer_roll_left_mm", "Millimetres left on the roll by count, absent where its change was not noted.",
        ((labels, one.roll.left_mm) for labels, one in each if one.roll.left_mm is not None),
    )  # fmt: skip
    page.gauge(
        "print_jobs", "Print jobs made today by state.",
        (({"hall": slug, "state": state}, known.jobs.get(state, 0)) for slug, known in paper.items() for state in JobState),
    )  # fmt: skip
    page.gauge(
        "print_oldest_queued_seconds", "How long the oldest queued job waits, 0 for none.",
        (({"hall": slug}, round(known.oldest_queued, 1)) for slug, known in paper.items()),
    )  # fmt: skip


def _screens(page: _Page, paired: Mapping[str, Sequence[tuple[Device, Word | None]]], now: datetime) -> None:
    """How each paired screen is; what a screen did not tell is absent. `device` tells two of one name apart."""
    each = [
        ({"hall": slug, "role": one.role, "name": one.name, "device": str(one.id)}, one, word)
        for slug, known in paired.items()
        for one, word in known
    ]
    said = [(labels, word) for labels, _, word in each if word is not None]
    page.gauge(
        "screen_up", "1 when a paired screen reports, 0 when it is silent.",
        ((labels, int(word is not None and not is_silent(word, now))) for labels, _, word in each),
    )  # fmt: skip
    page.gauge(
        "screen_silent_seconds", "How long ago a paired screen was last heard of.",
        (
            (labels, round(max(0.0, (now - (word.at if word else one.seen_at or one.created_at)).total_seconds()), 1))
            for labels, one, word in each
        ),
    )  # fmt: skip
    page.gauge(
        "screen_stale", "1 when a screen shows an older state than it should, by its own word or by its version.",
        ((labels, int(word.report.stale or word.behind)) for labels, word in said),
    )  # fmt: skip
    page.gauge(
        "screen_sound", "1 when calls are heard, 0 when sound is refused or failed; absent where none is asked for.",
        ((labels, int(word.report.sound == "on")) for labels, word in said if word.report.sound not in (None, "off")),
    )  # fmt: skip


def _label(text: str) -> str:
    """A label's value as the format wants it."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
