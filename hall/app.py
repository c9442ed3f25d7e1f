"""The whole machine, assembled once: the only file that knows everybody. It reads like a parts list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from flask import Blueprint, Flask
from flask_socketio import SocketIO

import admin
from counter import pages as counter_pages
from display import pages as display_pages
from hall import runtime
from hall.actions import counters, demo, paper, people, tickets, upkeep
from hall.actions.office import Office
from hall.clock import Clock, SystemClock
from hall.config import Settings
from hall.printing.poke import Poke
from hall.realtime.broadcast import Broadcast
from hall.realtime.connections import Connected, open_doors
from hall.realtime.frames import Frame
from hall.realtime.leases import Alone, Shared
from hall.realtime.screens import LOOK_SECONDS, Screens
from hall.realtime.voices import Voices
from hall.records import halls
from hall.records.database import Database
from hall.rules.events import Event, SlipQueued, TicketIssued
from hall.voice.speaker import Speaker
from hall.web import access, devices, front, halls_api, headers, health, login, pictograms, refusals, static
from hall.web.api import Api
from hall.web.late_rules import LateRule
from kiosk import pages as kiosk_pages

PING_INTERVAL, PING_TIMEOUT = 10, 15  # seconds: a frozen TV is noticed
MOST_BODY: Final = 1024 * 1024  # above this the server does not even read; the API itself refuses above 64 kB


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """The application on a store that `hall.records.database.prepare` made ready.

    The worker calls it after it became cooperative. `app.slugs` are the halls, for the addresses that `serve` prints;
    `app.close()` gives the store back and ends the timers.
    """
    office = Office(Database(settings.database_url), clock or SystemClock(), settings)
    if settings.demo:
        demo.prepare(office)
    app = Flask("hall.web", static_folder=None)
    app.url_rule_class = LateRule
    app.config.update(MAX_CONTENT_LENGTH=MOST_BODY)
    app.extensions["antrean-office"] = office
    app.jinja_env.globals.update(pictograms.globals_for(static.static_root() / "pictograms"))
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for part in (headers, refusals, static):
        part.install(app)
    guard = access.install(app, office)
    speaker = Speaker(settings.var / "voice")
    screens = app.extensions["antrean-screens"] = Screens(office, app.extensions["antrean-assets"])
    for room in _rooms(office, speaker, screens):
        app.register_blueprint(room)
    poke = Poke(lambda: paper.tell_news(office), lambda: office.database.open)
    departed = people.Departed(office)
    news, connected = _news(app, office, guard, speaker, screens)
    listeners = [departed.hear, guard.hear, news.hear, _wakes(poke)]
    office.tell = lambda event: _tell(listeners, event)
    poke.start()
    upkeep.start(
        office,
        (upkeep.WATCH_SECONDS, departed.look),
        (access.SEEN_SECONDS, lambda: guard.keep_seen(connected.askers())),
        (LOOK_SECONDS, screens.keep),
    )
    with office.database.reading() as connection:
        app.slugs = halls.slugs(connection)  # type: ignore[attr-defined]
    app.close = office.database.close  # type: ignore[attr-defined]
    return app


def _rooms(office: Office, speaker: Speaker, screens: Screens) -> list[Blueprint]:
    api = Api()
    return [
        kiosk_pages.room(office, api),
        counter_pages.room(office, api),
        display_pages.room(office, api, speaker),
        admin.room(office, screens),
        login.room(office),
        devices.room(office),
        front.room(office, demo.ACCOUNTS),
        health.room(office, screens),
        halls_api.room(office, api),
    ]


def _news(
    app: Flask, office: Office, guard: access.Access, speaker: Speaker, screens: Screens
) -> tuple[Broadcast, Connected]:
    """Socket.IO around the app: with Redis, what one instance tells reaches the screens of all."""
    socketio = SocketIO(
        app,
        async_mode="eventlet" if runtime.is_patched() else "threading",
        message_queue=office.settings.redis_url,
        transports=["websocket"],
        ping_interval=PING_INTERVAL,
        ping_timeout=PING_TIMEOUT,
        serve_client=False,
        manage_session=False,
        serializer=Frame,
    )
    connected = Connected(socketio, office, screens)
    redis = office.settings.redis_url
    lease = Alone() if redis is None else Shared.at(redis)
    voices = Voices(office, connected.emit, speaker.url, connected.move, lease)
    open_doors(connected, guard, voices, guard.limits.unknown_ticket)
    broadcast = Broadcast(
        emit=connected.emit,
        hall=office.hall,
        state=lambda slug: counters.state(office, slug),
        own=lambda hall, ticket: tickets.own_shape(office, hall, ticket),
        phones=connected.phones,
        leave=connected.everyone,
        speech=speaker.url,
    )

    def again(slug: str) -> None:
        """Only a broker between instances can lose a message on its way to a living connection."""
        if redis is not None:
            broadcast.again(slug)
            voices.remind(slug)

    runtime.spawn(connected.beat, again)
    runtime.spawn(voices.run)
    return broadcast, connected


def _wakes(poke: Poke) -> Callable[[Event], None]:
    def hear(event: Event) -> None:
        if isinstance(event, TicketIssued | SlipQueued):
            poke.wake()

    return hear


def _tell(listeners: list[Callable[[Event], None]], event: Event) -> None:
    for hear in listeners:
        hear(event)
