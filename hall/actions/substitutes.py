"""Somebody acts for a role while its holder is away; who may name them, and in which roles a person acts now."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import people
from hall.records import substitutes as kept
from hall.records.berkas import Reading
from hall.records.unit_of_work import Answer, Ask, Work
from hall.rules import file_shapes, roles
from hall.rules.access import Identity, plain_text
from hall.rules.hall import Hall
from hall.rules.roles import Hands, Substitute, hands_of


def name(
    office: Office, slug: str, ask: Ask, who: Identity,
    role: str, username: str, reason: str, since: datetime | None, until: datetime | None,
) -> Answer:  # fmt: skip
    """Names a substitute for a role, from now or later, until a moment or until it is ended."""
    reason = plain_text(reason, "reason", "Alasan", most=200)
    _may_name(who, role)

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        account = people.find(work.connection, hall.id, username.strip().lower())
        if account is None or not account.active:
            raise Refused("not_found", f"Akun {username} tidak ada di kantor ini.")
        start = since or work.now
        if until is not None and until <= max(start, work.now):
            raise Refused("bad_request", "Waktu selesai harus sesudah waktu mulai.", field="until")
        named = Substitute(0, role, account.name, username, start, until, reason, who.name or who.asker)
        row = kept.add(work.connection, hall, account.id, named, work.now)
        work.log(hall.id, "substitute.named", actor=ask.asker, subject=f"{role} person:{account.id}")
        return _shape(work, hall, row)

    return office.once(slug, ask, do)


def end(office: Office, slug: str, ask: Ask, who: Identity, substitute_id: int) -> Answer:
    """The holder is back."""

    def do(work: Work, hall: Hall) -> dict[str, Any]:
        named = kept.by_id(work.connection, hall, substitute_id)
        if named is None:
            raise Refused("not_found", "Pengganti itu tidak ada.")
        _may_name(who, named.role)
        if not kept.end(work.connection, substitute_id, work.now):
            raise Refused("wrong_state", "Penggantian itu sudah berakhir.")
        work.log(hall.id, "substitute.ended", actor=ask.asker, subject=named.role)
        return _shape(work, hall, substitute_id)

    return office.once(slug, ask, do)


def listed(office: Office, slug: str) -> list[dict[str, Any]]:
    """Who acts now or will act."""
    hall, now = office.hall(slug), office.clock.now()
    with office.database.reading() as connection:
        found = kept.of_hall(connection, hall, now)
    return [file_shapes.substitute(each, hall, now) for each in found]


def _may_name(who: Identity, role: str) -> None:
    """The keeper, a program of the keeper's, or the role's own holder."""
    if role not in roles.ROLES:
        raise Refused("bad_request", f"Peran itu tidak dikenal. Pilih: {', '.join(roles.ROLES)}.", field="role")
    if "admin" not in who.roles and role not in who.staff_roles:
        raise Refused("forbidden", "Pengganti ditunjuk oleh pemegang perannya sendiri atau penjaga sistem.")


def _shape(work: Work, hall: Hall, row: int) -> dict[str, Any]:
    named = kept.by_id(work.connection, hall, row)
    assert named is not None, "a row that was kept a moment ago"
    return file_shapes.substitute(named, hall, work.now)


def hands_in(work: Work, who: Identity | None) -> Hands:
    """What whoever asks may record now."""
    return hands_of(who, _acting(work.connection, who, work.now))


def roles_of(connection: Reading, who: Identity | None, now: datetime) -> frozenset[str]:
    """The roles whose files wait for whoever asks: a person's own and those they stand in for; a counter's screen or a
    program works as its clerk."""
    if who is None or who.kind != "person":
        return frozenset({roles.CLERK})
    return who.staff_roles | _acting(connection, who, now)


def _acting(connection: Reading, who: Identity | None, now: datetime) -> frozenset[str]:
    if who is None or who.kind != "person":
        return frozenset()
    return kept.acting(connection, int(who.asker.partition(":")[2]), now)
