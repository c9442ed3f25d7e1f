"""Pairing: a screen shows six digits, somebody entitled types them, and the screen's own secret becomes its key.

The browser holds its secret from the start, in a cookie that opens nothing. Confirming the code makes a device of exactly
that secret, so the code alone, read over a shoulder, gives nothing to anybody.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from hall.actions.office import Office
from hall.actions.people import desk_for, digest
from hall.errors import Refused
from hall.records import devices
from hall.records.times import micros
from hall.records.unit_of_work import Work
from hall.rules.access import SCREEN_DOORS, Device, Pairing, check_role, plain_text
from hall.rules.events import AccessRevoked
from hall.rules.hall import Hall

CODE_MINUTES: Final = 5
MOST_OPEN: Final = 40  # so few of a million codes that a slip of the finger meets none of them
NAMES: Final = {"kiosk": "Kiosk", "display": "TV", "counter": "Layar loket"}
WORDS: Final = {"kiosk": "kiosk", "display": "TV", "counter": "loket"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A code on its way to the screen; `secret` goes into that browser's cookie and nowhere else."""

    secret: str
    pairing: Pairing


def start(office: Office, hall: str, role: str) -> Shown:
    """A fresh code of five minutes for a screen that wants to be `role`; `too_many_requests` when too many wait."""
    check_role(role, SCREEN_DOORS)
    secret = secrets.token_urlsafe(32)

    def do(work: Work, hall: Hall) -> Shown:
        taken = {pairing.code for pairing in devices.open_codes(work.connection, hall.id, work.now)}
        if len(taken) >= MOST_OPEN:
            raise Refused(
                "too_many_requests", "Terlalu banyak layar menunggu dipasangkan. Tunggu lima menit.", retry_after=60
            )
        code = _code(taken)
        expires_at = work.now + timedelta(minutes=CODE_MINUTES)
        devices.start_pairing(work.connection, hall.id, code, role, digest(secret), work.now, expires_at)
        return Shown(secret, Pairing(code, role, "waiting", work.now, expires_at))

    return office.transact(hall, do)


def _code(taken: Collection[str]) -> str:
    while (code := f"{secrets.randbelow(1_000_000):06d}") in taken:
        pass
    return code


def poll(office: Office, hall: str, secret: str) -> Pairing | None:
    """How the pairing of the browser with this secret stands; None when it never had one here."""
    hall_id = office.hall(hall).id
    with office.database.reading() as connection:
        return devices.pairing_by_secret(connection, hall_id, digest(secret), office.clock.now())


def confirm(
    office: Office,
    hall: str,
    code: str,
    role: str,
    counter: str | None = None,
    name: str | None = None,
    by: str | None = None,
) -> Device:
    """Makes the screen that shows `code` a device of the hall; `not_found` for a code that is wrong, used or too old.

    `role` must be what the screen itself asked for: a code read from a TV never makes a counter.
    """
    digits = re.sub(r"[\s-]", "", code)
    if not re.fullmatch(r"[0-9]{6}", digits):
        raise Refused("bad_request", "Kode terdiri dari enam angka. Baca lagi di layar.", field="code")
    check_role(role, SCREEN_DOORS)
    shown = plain_text(name, "name", "Nama", most=60) if name else None

    def do(work: Work, hall: Hall) -> Device:
        desk = desk_for(hall, role, counter)
        taken = devices.use_code(work.connection, hall.id, digits, work.now)
        if taken is None:
            raise Refused(
                "not_found", "Kode itu tidak ada, sudah dipakai, atau lewat lima menit. Baca kode baru di layar."
            )
        pairing_id, wanted, secret_hash = taken
        if wanted != role:
            raise Refused(
                "wrong_state",
                f"Kode itu ditunjukkan layar {WORDS[wanted]}, bukan {WORDS[role]}. Pilih {WORDS[wanted]}.",
            )
        values = {
            "hall_id": hall.id, "kind": "screen", "role": role, "counter_id": None if desk is None else desk.id,
            "name": shown or _name(work, hall, role, None if desk is None else desk.name), "token_hash": secret_hash,
            "created_at": micros(work.now), "created_by": by, "seen_at": micros(work.now),
        }  # fmt: skip
        device_id = devices.add(work.connection, values)
        devices.set_paired(work.connection, pairing_id, device_id)
        work.log(hall.id, "device.paired", actor=by, subject=f"device:{device_id}")
        found = devices.find(work.connection, hall.id, device_id)
        assert found is not None
        return found

    return office.transact(hall, do)


def _name(work: Work, hall: Hall, role: str, desk: str | None) -> str:
    """A name for a screen that nobody named: Kiosk 1, TV 2, Layar Loket 3."""
    if desk is not None:
        return f"Layar {desk}"[:60]
    taken = {device.name for device in devices.devices_of(work.connection, hall.id, "screen")}
    return next(name for count in range(1, len(taken) + 2) if (name := f"{NAMES[role]} {count}") not in taken)


def revoke(office: Office, hall: str, device_id: int, by: str | None = None) -> Device:
    """Ends the rights of a screen or token at once; `not_found` for one of another hall."""

    def do(work: Work, hall: Hall) -> Device:
        device = devices.find(work.connection, hall.id, device_id)
        if device is None:
            raise Refused("not_found", "Perangkat itu tidak ada di kantor ini.")
        devices.revoke(work.connection, device.id, work.now)
        work.log(hall.id, "device.revoked", actor=by, subject=device.asker)
        work.tell(AccessRevoked(device.asker))
        return device

    return office.transact(hall, do)


def list_devices(office: Office, hall: str) -> list[Device]:
    """The paired screens of the hall, newest first."""
    hall_id = office.hall(hall).id
    with office.database.reading() as connection:
        return devices.devices_of(connection, hall_id, "screen")


def list_waiting(office: Office, hall: str) -> list[Pairing]:
    """The screens of the hall that show a code still good."""
    hall_id = office.hall(hall).id
    with office.database.reading() as connection:
        return devices.open_codes(connection, hall_id, office.clock.now())


def seen(office: Office, askers: Collection[str]) -> None:
    """Keeps that these screens and tokens ("device:12", "token:5") spoke just now; others are passed over."""
    ids = [int(asker.partition(":")[2]) for asker in askers if asker.startswith(("device:", "token:"))]
    if ids:
        with office.database.writing() as connection:
            devices.seen(connection, ids, office.clock.now())
