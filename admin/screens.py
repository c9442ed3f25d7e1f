"""Layar dan kiosk, kunci perangkat: pair by code, see who spoke when, revoke."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from admin.frame import Fault, Form, bind, by, field, keeper, show
from hall.actions import pairing, people
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.access import DOORS
from hall.rules.keeping import ROLE_WORDS, is_silent
from hall.web.access import access
from hall.web.limits import PAIRING_CONFIRMS


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/screens` and `/<hall>/admin/keys`."""
    bind(pages, office, "screens", _screens, SCREEN_FORMS)
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


def _screens(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    now = office.clock.now()
    return show(
        office, hall, "screens", fault, screens=pairing.list_devices(office, hall), words=ROLE_WORDS,
        waiting=pairing.list_waiting(office, hall), silent=lambda screen: is_silent(screen, now),
    )  # fmt: skip


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
