"""Layar dan kiosk, kunci perangkat: pair by code, see how each is, revoke."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from admin.frame import Fault, Form, bind, by, field, keeper, show
from hall.actions import pairing, people
from hall.actions.office import Office
from hall.errors import Refused
from hall.realtime.screens import Screens
from hall.rules.access import DOORS, Device
from hall.rules.keeping import ROLE_WORDS
from hall.rules.screens import Standing, Word, facts, standing
from hall.web.access import access
from hall.web.limits import PAIRING_CONFIRMS


def add(pages: Blueprint, office: Office, screens: Screens) -> None:
    """`/<hall>/admin/screens` and `/<hall>/admin/keys`."""
    bind(pages, office, "screens", partial(_screens, screens), SCREEN_FORMS)
    bind(pages, office, "keys", _keys, KEY_FORMS)

    @pages.post("/<hall>/admin/keys")
    @keeper
    def make(hall: str) -> ResponseReturnValue:
        """The one page that shows a token, and only in the answer to its making."""
        try:
            token = people.create_token(office, hall, field("role"), _counter(), field("name") or None, by())
        except Refused as refused:
            return _keys(office, hall, Fault("make", refused))
        return _keys(office, hall, token=token)


@dataclass(frozen=True, slots=True)
class Row:
    """A screen of the list; `device`: its id, None for a browser of the demo, which nobody paired."""

    name: str
    words: str
    said: str
    how: Standing
    device: int | None = None


def _screens(screens: Screens, office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    now, timezone = office.clock.now(), office.hall(hall).timezone

    def row(device: Device, word: Word | None) -> Row:
        how = standing(device, word, now, timezone)
        words = f"{ROLE_WORDS[device.role]} {device.counter or ''}".strip()
        more = [fact for fact in facts(word, now, screens.assets) if fact != how.words.lower()]
        return Row(device.name, words, ", ".join([how.since, *more]), how, device.id or None)

    paired = [row(device, word) for device, word in screens.paired(hall)]
    demo = [row(_demo(namespace, word), word) for namespace, word in screens.demo(hall)]
    waiting = pairing.list_waiting(office, hall)
    return show(office, hall, "screens", fault, rows=paired + demo, waiting=waiting, words=ROLE_WORDS)


def _demo(namespace: str, word: Word) -> Device:
    """A browser of the demo as if it were a device."""
    return Device(0, "screen", namespace.strip("/"), None, "Peramban contoh", word.since, None, word.at, None)


def _keys(office: Office, hall: str, fault: Fault | None = None, token: str | None = None, **_: object) -> Response:
    keys = people.list_tokens(office, hall)
    return show(office, hall, "keys", fault, keys=keys, words=ROLE_WORDS, doors=DOORS, token=token)


def _counter() -> str | None:
    """The counter of a counter's device; what stands in the field for other roles is passed over."""
    return (field("counter") or None) if field("role") == "counter" else None


def _confirm(office: Office, hall: str) -> None:
    access().limits.take("pairing confirm", by(), PAIRING_CONFIRMS)
    pairing.confirm(office, hall, field("code"), field("role"), _counter(), field("name") or None, by())


def _revoke(office: Office, hall: str, device: int) -> None:
    pairing.revoke(office, hall, device, by())


SCREEN_FORMS: Final = (
    Form("screens", "pair", _confirm, "paired", "screens"),
    Form("screens/<int:device>/revoke", "revoke {device}", _revoke, "revoked", "screens"),
)
KEY_FORMS: Final = (Form("keys/<int:device>/revoke", "revoke {device}", _revoke, "revoked", "keys"),)
