"""Who is connected: the doors of the namespaces, the first state of each, the beat, and those who must go."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from flask import request
from flask_socketio import Namespace, SocketIO, join_room
from socketio.exceptions import ConnectionRefusedError as Refusal

from hall import runtime
from hall.actions import calls, counters, tickets
from hall.actions.office import Office
from hall.errors import Refused
from hall.realtime import messages
from hall.realtime.messages import BEAT, CALL_PLAYED, COUNTER, DISPLAY, HALL_STATE, KIOSK, NAMESPACES, SCREENS, TICKET
from hall.realtime.screens import Screens
from hall.realtime.voices import Voices
from hall.rules.access import Identity

BEAT_SECONDS: Final = 2.0
BEATS_A_STATE: Final = 5

_log = logging.getLogger("antrean.realtime")


class Doors(Protocol):
    """What `hall.web.access.Access` offers to sockets."""

    def identify_socket(self, environ: Mapping[str, Any], auth: Mapping[str, Any] | None, doors: Any) -> Identity: ...


@dataclass
class Connected:
    """The sockets of this process by what they may hear."""

    socketio: SocketIO
    office: Office
    screens: Screens
    _phones: dict[str, Any] = field(default_factory=dict)
    """What each followed ticket's room was told last."""

    def emit(self, name: str, body: Any, namespace: str, room: str) -> None:
        """One message to a room; with Redis also to the rooms of other instances."""
        if name == HALL_STATE and room == messages.hall_room(body["hall"]):
            self.screens.sent(body["hall"], body["version"])
        elif name == messages.TICKET_STATE and room in self.socketio.server.manager.rooms.get(TICKET, {}):
            self._phones[room] = body
        self.socketio.emit(name, body, namespace=namespace, to=room)

    def everyone(self, asker: str) -> None:
        """Hangs up on whoever is connected as this device, token or person."""
        manager = self.socketio.server.manager
        for namespace in NAMESPACES:
            for sid, _ in list(manager.get_participants(namespace, messages.asker_room(asker))):
                self.socketio.server.disconnect(sid, namespace=namespace)

    def move(self, sid: str, before: str, room: str) -> None:
        """A display hears the calls of another room from now on."""
        server = self.socketio.server
        if server.manager.is_connected(sid, DISPLAY):
            server.leave_room(sid, before, namespace=DISPLAY)
            server.enter_room(sid, room, namespace=DISPLAY)

    def phones(self, slug: str) -> None:
        """Each followed ticket of the hall, as it is now; in one go beside everybody else, with pauses for them."""
        prefix = messages.ticket_room(slug, "")
        rooms = self.socketio.server.manager.rooms.get(TICKET, {})
        tokens = [name.removeprefix(prefix) for name in rooms if name and name.startswith(prefix)]
        if tokens:
            runtime.spawn(self._to_phones, slug, tokens)

    def _to_phones(self, slug: str, tokens: list[str]) -> None:
        followed = self.socketio.server.manager.rooms.get(TICKET, {})
        for gone in [room for room in list(self._phones) if room not in followed]:
            self._phones.pop(gone, None)
        for token in tokens:
            room = messages.ticket_room(slug, token)
            before = self._phones.get(room)
            try:
                body = tickets.own_now(self.office, token)
            except Refused:
                continue  # it died while its page was open; the page keeps what it shows
            if self._phones.get(room) is before and body != before:  # what was told meanwhile is newer
                self.emit(messages.TICKET_STATE, body, TICKET, room)
            runtime.yield_once()

    def greet_phone(self, sid: str, room: str, token: str) -> None:
        """A phone's first word: its ticket as it is now. What its room was told while that was read is newer."""
        before = self._phones.get(room)
        body = tickets.own_now(self.office, token)
        told = self._phones.get(room)
        newest = body if told is before else told
        self.socketio.emit(messages.TICKET_STATE, newest, namespace=TICKET, to=sid)

    def greet_screen(self, sid: str, namespace: str, slug: str) -> None:
        """A screen's first state, unless its room was told a newer one while that was read: versions only rise."""
        body = counters.state(self.office, slug)
        if body["version"] >= self.screens.newest(slug):
            self.emit(HALL_STATE, body, namespace, sid)

    def halls(self) -> set[str]:
        """The halls that have a screen connected to this process."""
        rooms = self.socketio.server.manager.rooms
        names = {name for namespace in SCREENS for name in rooms.get(namespace, {}) if name}
        return {name.partition(":")[2] for name in names if name.startswith(messages.hall_room(""))}

    def askers(self) -> set[str]:
        """Who is connected to this process: devices, tokens, people."""
        rooms = self.socketio.server.manager.rooms
        names = {name for namespace in SCREENS for name in rooms.get(namespace, {}) if name}
        prefix = messages.asker_room("")
        return {name.removeprefix(prefix) for name in names if name.startswith(prefix)}

    def beat(self, again: Callable[[str], None], rest: Callable[[float], None] = runtime.sleep) -> None:
        """Every 2 s to everybody, so that a screen can tell silence from peace; every 10 s `again(hall)`."""
        beats = 0
        while self.office.database.open:
            rest(BEAT_SECONDS)
            beats += 1
            now = self.office.clock.now().isoformat(timespec="milliseconds")
            try:
                for namespace in NAMESPACES:
                    self.socketio.emit(BEAT, {"now": now}, namespace=namespace)
                for slug in self.halls() if beats % BEATS_A_STATE == 0 else ():
                    again(slug)
            except Exception:  # noqa: BLE001 - the next beat tries again; without one every screen says that it is stale
                _log.exception("a beat was lost")


class _Door(Namespace):  # type: ignore[misc]
    """A namespace whose `connect` and `disconnect` are the server's own words: a client that says them is passed over."""

    def __init__(self, namespace: str, connected: Connected) -> None:
        super().__init__(namespace)
        self._connected = connected

    def trigger_event(self, event: str, *args: Any) -> Any:
        """Hands on what really happened, and every other event."""
        server = self._connected.socketio.server
        if event == "connect" and not (len(args) > 1 and args[1] is server.get_environ(args[0], self.namespace)):
            return None
        if event == "disconnect" and server.manager.is_connected(args[0], self.namespace):
            return None
        return super().trigger_event(event, *args)


class _Screen(_Door):
    """A screen of a hall: kiosk, counter or display."""

    def __init__(self, namespace: str, connected: Connected, doors: Doors) -> None:
        super().__init__(namespace, connected)
        self._doors = doors
        self._halls: dict[str, str] = {}

    def on_connect(self, auth: Any = None) -> None:
        """Refused without an identity that passes the namespace's door; then the whole state."""
        told = auth if isinstance(auth, dict) else {}
        try:
            identity = self._doors.identify_socket(request.environ, told, messages.DOORS[self.namespace])
        except Refused as refused:
            raise Refusal(refused.code) from refused
        join_room(messages.hall_room(identity.hall))
        join_room(messages.asker_room(identity.asker))
        sid = request.sid  # type: ignore[attr-defined]
        self._halls[sid] = identity.hall
        self._connected.screens.enter(sid, self.namespace, identity)
        self._entered(sid, told)
        # last, and nothing is waited for after it: the library says that the connection stands once this returns
        runtime.spawn(self._connected.greet_screen, sid, self.namespace, identity.hall)

    def _entered(self, sid: str, told: dict[str, Any]) -> None:
        """What else a screen of this kind enters; `told`: its first words."""

    def on_disconnect(self, reason: Any = None) -> None:
        """Rooms forget by themselves; what we remembered of the socket goes too."""
        sid = request.sid  # type: ignore[attr-defined]
        self._halls.pop(sid, None)
        self._connected.screens.leave(sid)

    def trigger_event(self, event: str, *args: Any) -> Any:
        """`screen.report` has a dot in its name, so it needs a door of its own."""
        if event == messages.SCREEN_REPORT:
            return self._reported(*args)
        return super().trigger_event(event, *args)

    def _reported(self, sid: str, body: Any = None, *_: Any) -> None:
        """Keeps it; a screen whose files are of another release hears of the newer one."""
        newest = self._connected.screens.hear(sid, body)
        if newest is not None:
            self._connected.emit(messages.ASSETS_CHANGED, {"assets": newest}, self.namespace, sid)


class _Display(_Screen):
    """The TV hears the calls of its zone, and reports what it has announced."""

    def __init__(self, connected: Connected, doors: Doors, voices: Voices) -> None:
        super().__init__(DISPLAY, connected, doors)
        self._voices = voices

    def _entered(self, sid: str, told: dict[str, Any]) -> None:
        """It hears calls from here on."""
        zone = self._voices.enter(sid, self._halls[sid], told)
        join_room(messages.calls_room(self._halls[sid], zone))

    def on_disconnect(self, reason: Any = None) -> None:
        """Another screen may have to speak in its place."""
        super().on_disconnect(reason)
        self._voices.leave(request.sid)  # type: ignore[attr-defined]

    def trigger_event(self, event: str, *args: Any) -> Any:
        """`call.played` and `call.shown` have a dot in their names, so they need a door of their own."""
        if event == CALL_PLAYED:
            return self._played(*args)
        if event == messages.CALL_SHOWN:
            return self._shown(*args)
        return super().trigger_event(event, *args)

    def _reported(self, sid: str, body: Any = None, *_: Any) -> None:
        super()._reported(sid, body)
        if isinstance(body, dict):
            sound = body.get("sound")
            self._voices.report(sid, sound if isinstance(sound, str) else None)
            self._voices.zone(sid)

    def _played(self, sid: str, body: Any = None, *_: Any) -> None:
        call_id, slug = _call_id(body), self._halls.get(sid)
        if call_id is not None and slug is not None:
            self._voices.played(sid, call_id)
            calls.played(self._connected.office, slug, call_id)

    def _shown(self, sid: str, body: Any = None, *_: Any) -> None:
        call_id = _call_id(body)
        if call_id is not None or body == {"call_id": None}:
            self._voices.shown(sid, call_id)


def _call_id(body: Any) -> int | None:
    """The call that a screen speaks of; None for nonsense."""
    call_id = body.get("call_id") if isinstance(body, dict) else None
    return call_id if type(call_id) is int and 0 < call_id < 2**63 else None


class _Phone(_Door):
    """One's own ticket."""

    def __init__(self, connected: Connected, limit: Any) -> None:
        super().__init__(TICKET, connected)
        self._limit = limit

    def on_connect(self, auth: Any = None) -> None:
        """Refused for an unknown token, which counts against the address."""
        token = auth.get("token") if isinstance(auth, dict) else None
        try:
            hall, ticket = tickets.own(self._connected.office, token if isinstance(token, str) else "")
        except Refused as refused:
            try:
                self._limit(request.remote_addr or "-")
            except Refused as limited:
                raise Refusal(limited.code) from limited
            raise Refusal(refused.code) from refused
        room = messages.ticket_room(hall.slug, ticket.token)
        join_room(room)
        sid = request.sid  # type: ignore[attr-defined]
        runtime.spawn(self._connected.greet_phone, sid, room, ticket.token)


def open_doors(connected: Connected, doors: Doors, voices: Voices, unknown_ticket: Any) -> None:
    """Registers the namespaces."""
    for namespace in (KIOSK, COUNTER):
        connected.socketio.on_namespace(_Screen(namespace, connected, doors))
    connected.socketio.on_namespace(_Display(connected, doors, voices))
    connected.socketio.on_namespace(_Phone(connected, unknown_ticket))
