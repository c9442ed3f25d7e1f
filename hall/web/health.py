"""For whoever looks after the machine: alive, ready, and figures."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, request

from hall.actions import counters
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import database, halls
from hall.web.access import access, public
from hall.web.browsers import at_the_server


def room(office: Office) -> Blueprint:
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
        return Response(_figures(office, slugs), mimetype="text/plain; version=0.0.4")

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


def _figures(office: Office, slugs: Sequence[str]) -> str:
    """Prometheus text: waiting by line, counters by state, printers."""
    lines = [
        "# HELP antrean_waiting People waiting by line.", "# TYPE antrean_waiting gauge",
    ]  # fmt: skip
    states = {slug: counters.state(office, slug) for slug in slugs}
    for slug, state in states.items():
        lines += [
            f'antrean_waiting{{hall="{slug}",line="{line["letter"]}"}} {line["waiting"]}' for line in state["lines"]
        ]
    lines += ["# HELP antrean_counters Counters by state.", "# TYPE antrean_counters gauge"]
    for slug, state in states.items():
        for kind in ("closed", "open", "calling", "serving", "break"):
            count = sum(counter["state"] == kind for counter in state["counters"])
            lines.append(f'antrean_counters{{hall="{slug}",state="{kind}"}} {count}')
    lines += [
        "# HELP antrean_printer_online 1 online, 0 not, absent when unknown.",
        "# TYPE antrean_printer_online gauge",
    ]
    for slug, state in states.items():
        for printer in state["printers"]:
            if printer["online"] is not None:
                name = _label(printer["name"])
                lines.append(f'antrean_printer_online{{hall="{slug}",printer="{name}"}} {int(printer["online"])}')
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    """A label's value as the format wants it."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
