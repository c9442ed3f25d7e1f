"""What is kept of the words of screens: for other instances, for the next start, and for the keeper."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Final

from hall.actions.office import Office
from hall.records import devices
from hall.rules.access import Device
from hall.rules.screens import Word

BATCH: Final = 100
_KEPT: Final = ("device:", "token:")
"""Whose words are kept; people and browsers of the demo have no row of their own."""


def word_of(office: Office, asker: str) -> Word | None:
    """The kept word of one device or token."""
    device = _id(asker)
    if device is None:
        return None
    with office.database.reading() as connection:
        return devices.words_of(connection, [device]).get(device)


def devices_and_words(office: Office, slug: str) -> list[tuple[Device, Word | None]]:
    """The paired screens of the hall, newest first, each with its kept word."""
    hall_id = office.hall(slug).id
    with office.database.reading() as connection:
        found = devices.devices_of(connection, hall_id, "screen")
        spoken = devices.words_of(connection, [device.id for device in found])
    return [(device, spoken.get(device.id)) for device in found]


def keep(office: Office, spoken: Mapping[str, Word]) -> None:
    """Keeps each word, unless another process already kept a newer one; a hundred a transaction, so that nobody waits."""
    by_id = {device: word for asker, word in spoken.items() if (device := _id(asker)) is not None}
    rest = iter(by_id.items())
    while batch := dict(islice(rest, BATCH)):
        with office.database.writing() as connection:
            known = devices.words_of(connection, batch)
            newer = {one: word for one, word in batch.items() if one not in known or known[one].at <= word.at}
            devices.keep_words(connection, newer)


def _id(asker: str) -> int | None:
    return int(asker.partition(":")[2]) if asker.startswith(_KEPT) else None
