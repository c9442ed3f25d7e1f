"""Staff, sign-in and tokens of programs: who gets a right here, and who loses it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hall import runtime
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import counters, devices, halls, people
from hall.records.times import micros
from hall.records.unit_of_work import Work
from hall.rules.access import (
    DOORS,
    Device,
    Person,
    check_password,
    check_role,
    check_staff_roles,
    check_username,
    plain_text,
)
from hall.rules.events import AccessRevoked, CounterChanged, Event
from hall.rules.hall import Counter, Hall

LATE_COMMIT: Final = timedelta(seconds=10)  # a writer's moment may be so much older than its commit
SESSION_HOURS: Final = 12  # one working day; the morning begins with the password

# scrypt (N as a power of two, r, p): 16 MB a time, five times over, which a Raspberry Pi can hold beside the queue.
# The demo's password stands on its first page, so hashing it dearly protects nobody.
FULL_COST: Final = (14, 8, 5)
DEMO_COST: Final = (12, 8, 1)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session; `secret` goes into the browser's cookie and nowhere else."""

    secret: str
    asker: str
    name: str
    expires_at: datetime
    roles: frozenset[str] = frozenset()


def digest(secret: str) -> str:
    """How a secret of 256 random bits is kept and looked up."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hash_password(password: str, cost: tuple[int, int, int] = FULL_COST) -> str:
    """The password as it is kept: scheme, cost, salt and key in one text."""
    salt = secrets.token_bytes(16)
    return f"scrypt${cost[0]}${cost[1]}${cost[2]}${salt.hex()}${_key(password, salt, cost).hex()}"


def password_fits(password: str, kept: str) -> bool:
    """Whether this is the kept password; takes the time of its cost either way."""
    _, n, r, p, salt, key = kept.split("$")
    return hmac.compare_digest(_key(password, bytes.fromhex(salt), (int(n), int(r), int(p))), bytes.fromhex(key))


def _key(password: str, salt: bytes, cost: tuple[int, int, int]) -> bytes:
    n, r, p = cost
    return hashlib.scrypt(
        password.encode(errors="replace"), salt=salt, n=1 << n, r=r, p=p, maxmem=64 * 1024 * 1024, dklen=32
    )


def _cost(hall: Hall) -> tuple[int, int, int]:
    return DEMO_COST if hall.demo else FULL_COST


def _nobody(cost: tuple[int, int, int]) -> str:
    """The kept password of nobody: an unknown name costs the same time as a known one."""
    return f"scrypt${cost[0]}${cost[1]}${cost[2]}${'00' * 16}${'00' * 32}"


def add_staff(office: Office, hall: str, username: str, name: str, roles: Collection[str], password: str) -> int:
    """A new account; `wrong_state` when the name is taken, `bad_request` for a name, role or password that cannot be."""
    username, kept_roles = check_username(username), check_staff_roles(roles)
    name = plain_text(name, "name", "Nama", most=100)
    at_home = office.hall(hall)
    check_password(password, demo=at_home.demo)
    kept = runtime.run_blocking(hash_password, password, _cost(at_home))

    def do(work: Work, hall: Hall) -> int:
        staff_id = people.add(work.connection, hall.id, username, name, kept, kept_roles, work.now)
        if staff_id is None:
            raise Refused("wrong_state", f"Nama akun {username} sudah dipakai. Pilih nama lain.", field="username")
        work.log(hall.id, "staff.added", subject=f"person:{staff_id}")
        return staff_id

    return office.transact(hall, do)


def reset_password(office: Office, hall: str, username: str, password: str) -> None:
    """A new password; the person is signed out everywhere."""
    at_home = office.hall(hall)
    check_password(password, demo=at_home.demo)
    kept = runtime.run_blocking(hash_password, password, _cost(at_home))

    def do(work: Work, hall: Hall) -> None:
        account = _account(work, hall, username)
        people.set_password(work.connection, account.id, kept)
        _sign_out_everywhere(work, hall, account.id, "staff.password")

    office.transact(hall, do)


def set_staff_active(office: Office, hall: str, username: str, active: bool) -> None:
    """Closes an account (and every session of it at once) or opens it again; the last keeper stays."""

    def do(work: Work, hall: Hall) -> None:
        account = _account(work, hall, username)
        before = _keepers(work, hall)
        people.set_active(work.connection, account.id, active)
        _keeper_stays(work, hall, before)
        _sign_out_everywhere(work, hall, account.id, "staff.opened" if active else "staff.closed")

    office.transact(hall, do)


def set_staff_roles(office: Office, hall: str, username: str, roles: Collection[str]) -> None:
    """These roles and no others, from the next request on; the last keeper stays."""
    kept = check_staff_roles(roles)

    def do(work: Work, hall: Hall) -> None:
        account = _account(work, hall, username)
        before = _keepers(work, hall)
        people.set_roles(work.connection, account.id, kept)
        _keeper_stays(work, hall, before)
        work.log(hall.id, "staff.roles", subject=f"person:{account.id}")
        work.tell(AccessRevoked(f"person:{account.id}"))

    office.transact(hall, do)


def list_staff(office: Office, hall: str) -> list[Person]:
    """Everybody of the hall, active ones first."""
    hall_id = office.hall(hall).id
    with office.database.reading() as connection:
        return people.staff_of(connection, hall_id)


def sign_in(office: Office, hall: str, username: str, password: str, counter: str | None = None) -> SignedIn:
    """A session for the right name and password; `unauthorized` otherwise, in the same words and time whatever was wrong."""
    at_home = office.hall(hall)
    with office.database.reading() as connection:
        account = people.find(connection, at_home.id, username.strip().lower()[:60])
    kept = account.password_hash if account is not None else _nobody(_cost(at_home))
    right = runtime.run_blocking(password_fits, password[:1000], kept)
    if account is None or not account.active or not right:
        raise Refused("unauthorized", "Nama akun atau kata sandi tidak cocok.")
    secret = secrets.token_urlsafe(32)
    found = account

    def do(work: Work, hall: Hall) -> SignedIn:
        expires_at = work.now + timedelta(hours=SESSION_HOURS)
        seat = _counter(hall, counter)
        people.start_session(
            work.connection, found.id, digest(secret), work.now, expires_at, None if seat is None else seat.id
        )
        work.log(hall.id, "staff.in", actor=f"person:{found.id}")
        known = people.by_session(work.connection, digest(secret), work.now)
        roles = frozenset[str]() if known is None else known[0].staff_roles
        return SignedIn(secret, f"person:{found.id}", found.name, expires_at, roles)

    return office.transact(hall, do)


def sign_out(office: Office, hall: str, secret: str) -> None:
    """Ends this browser's session; nothing when there is none."""

    def do(work: Work, hall: Hall) -> None:
        staff_id = people.end_session(work.connection, digest(secret), work.now)
        if staff_id is not None:
            if not people.is_in(work.connection, staff_id, work.now):
                _stand_up(work, hall, staff_id)
            work.log(hall.id, "staff.out", actor=f"person:{staff_id}")
            work.tell(AccessRevoked(f"person:{staff_id}"))

    office.transact(hall, do)


def sit_at(office: Office, hall: str, secret: str, asker: str, counter: str | None) -> None:
    """The signed-in person sits down at this counter, or at none."""

    def do(work: Work, hall: Hall) -> None:
        seat = _counter(hall, counter)
        if people.sit_at(work.connection, digest(secret), None if seat is None else seat.id):
            work.tell(AccessRevoked(asker))

    office.transact(hall, do)


def create_token(
    office: Office, hall: str, role: str, counter: str | None = None, name: str | None = None, by: str | None = None
) -> str:
    """A token for a program, in plain text: shown this once, kept only as its hash, good from this moment on."""
    check_role(role, DOORS)
    shown = plain_text(name or f"Program {role}", "name", "Nama", most=60)
    secret = f"antrean_{secrets.token_urlsafe(32)}"

    def do(work: Work, hall: Hall) -> str:
        desk = desk_for(hall, role, counter)
        values = {
            "hall_id": hall.id, "kind": "api", "role": role, "counter_id": None if desk is None else desk.id,
            "name": shown, "token_hash": digest(secret), "created_at": micros(work.now), "created_by": by,
        }  # fmt: skip
        token_id = devices.add(work.connection, values)
        work.log(hall.id, "token.made", actor=by, subject=f"token:{token_id}")
        return secret

    return office.transact(hall, do)


def list_tokens(office: Office, hall: str) -> list[Device]:
    """The tokens of the hall that still hold."""
    hall_id = office.hall(hall).id
    with office.database.reading() as connection:
        return devices.devices_of(connection, hall_id, "api")


class Departed:
    """Rights that ended through another process (a command, another instance) or by their time: tells what was not heard.

    `look` is asked every second or two, `hear` listens to this process's own news so that nothing is told twice.
    """

    def __init__(self, office: Office) -> None:
        self._office = office
        self._told: dict[str, datetime] = {}
        self._since = office.clock.now()

    def hear(self, event: Event) -> None:
        """This process told it already."""
        if isinstance(event, AccessRevoked):
            self._told[event.asker] = self._office.clock.now()

    def look(self) -> None:
        """Tells `AccessRevoked` of everybody who lost a right elsewhere, or whose session's time is up, since the last look."""
        now = self._office.clock.now()
        with self._office.database.reading() as connection:
            gone = devices.revoked_since(connection, self._since) + people.ended_since(connection, self._since, now)
        for asker, at in list(self._told.items()):
            if at < self._since:
                self._told.pop(asker, None)
        self._since = now - LATE_COMMIT
        for asker, at in gone:
            if asker not in self._told or self._told[asker] < at:
                self._office.tell(AccessRevoked(asker))
                self._told[asker] = max(at, now)


def desk_for(hall: Hall, role: str, counter: str | None) -> Counter | None:
    """The counter of a device: only a device of role `counter` has one, and it must be there."""
    if counter is not None and role != "counter":
        raise Refused("bad_request", "Loket hanya untuk perangkat dengan peran counter.", field="counter")
    return _counter(hall, counter)


def _counter(hall: Hall, counter: str | None) -> Counter | None:
    if not counter:
        return None
    if counter not in hall.counters:
        known = ", ".join(hall.counters) or "belum ada"
        raise Refused("not_found", f"Loket itu tidak ada di {hall.name}. Yang ada: {known}.", field="counter")
    return hall.counters[counter]


def _account(work: Work, hall: Hall, username: str) -> people.Account:
    account = people.find(work.connection, hall.id, username.strip().lower()[:60])
    if account is None:
        raise Refused("not_found", "Tidak ada petugas dengan nama akun itu di kantor ini.", field="username")
    return account


def _keepers(work: Work, hall: Hall) -> int:
    everybody = people.staff_of(work.connection, hall.id)
    return sum(person.active and "keeper" in person.roles for person in everybody)


def _keeper_stays(work: Work, hall: Hall, before: int) -> None:
    """Without a keeper nobody could open the keeper's room again."""
    if before and not _keepers(work, hall):
        raise Refused("wrong_state", "Ini penjaga terakhir. Beri peran penjaga kepada petugas lain dulu.")


def _stand_up(work: Work, hall: Hall, staff_id: int) -> None:
    """Who is signed in nowhere sits nowhere: a colleague need not take over."""
    for code in counters.leave_all(work.connection, hall, staff_id):
        halls.raise_version(work.connection, hall.id)
        work.tell(CounterChanged(hall.slug, code))


def _sign_out_everywhere(work: Work, hall: Hall, staff_id: int, kind: str) -> None:
    people.end_sessions(work.connection, staff_id, work.now)
    _stand_up(work, hall, staff_id)
    work.log(hall.id, kind, subject=f"person:{staff_id}")
    work.tell(AccessRevoked(f"person:{staff_id}"))
