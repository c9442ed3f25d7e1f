"""Perekaman E-KTP: who must hold a KTP, sessions with their windows, summonses, and what happened at each station.

`sealed` holds what names a person, as JSON that only the office's key opens (hall.keys); `*_mark` are keyed digests, by
which the same person, NIK or family card is known again. No biometrics, ever.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from hall.records.tables.ground import Id, hall_column, metadata, partial

_IN_FORCE = "state IN ('made', 'sent', 'delivered', 'confirmed', 'checked_in')"

# The register of wajib KTP. `number` is the office's own count of people, good for addresses; `revision` rises with every
# change, so that what was taken along to a village can be told from what changed at home meanwhile.
residents = Table(
    "residents", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("number", Integer, nullable=False),
    Column("sealed", Text, nullable=False),
    Column("person_mark", String(64), nullable=False),
    Column("nik_mark", String(64)),
    Column("family_mark", String(64)),
    Column("born_on", Date, nullable=False),
    Column("married", SmallInteger, nullable=False, server_default="0"),
    Column("village", String(60), nullable=False),
    Column("state", String(12), nullable=False, server_default="unrecorded"),
    Column("reason", String(200)),
    Column("recorded_on", Date),
    Column("collected_on", Date),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("source", String(8), nullable=False, server_default="hand"),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("hall_id", "number"),
    UniqueConstraint("hall_id", "person_mark"),
    partial("uq_residents_nik", "hall_id", "nik_mark", unique=True, where="nik_mark IS NOT NULL"),
    Index("ix_residents_village", "hall_id", "village", "state", "born_on"),
    Index("ix_residents_state", "hall_id", "state", "born_on"),
    partial("ix_residents_family", "hall_id", "family_mark", where="family_mark IS NOT NULL"),
)  # fmt: skip

# The words of the sealed names, as keyed marks, so that a person can be found by name. A sealed text of '' is a person who was
# taken off the register: the row stays where summonses and visits count on it, and says nothing any more.
resident_words = Table(
    "resident_words", metadata,
    Column("mark", BigInteger, primary_key=True),
    Column("resident_id", Id, ForeignKey("residents.id"), primary_key=True, index=True),
)  # fmt: skip

# A list that is being brought in: read row by row into `resident_import_rows`, looked at, then taken or thrown away.
resident_imports = Table(
    "resident_imports", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("name", String(120), nullable=False),
    Column("state", String(10), nullable=False),
    Column("columns", Text, nullable=False, server_default="[]"),
    Column("mapping", Text, nullable=False, server_default="{}"),
    Column("village", String(60)),
    Column("rows", Integer, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("new", Integer, nullable=False, server_default="0"),
    Column("changed", Integer, nullable=False, server_default="0"),
    Column("same", Integer, nullable=False, server_default="0"),
    Column("faulty", Integer, nullable=False, server_default="0"),
    Column("fault", String(300)),
    Column("by", String(60), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)  # fmt: skip

resident_import_rows = Table(
    "resident_import_rows", metadata,
    Column("import_id", Id, ForeignKey("resident_imports.id"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("fault", String(200)),
    Column("resident_id", Id),
    Index("ix_resident_import_rows_verdict", "import_id", "verdict", "row"),
)  # fmt: skip

# A day of recording at a place. `plan` is JSON: stations, who stands where, breaks, minutes, how the capacity came about.
sessions = Table(
    "sessions", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("code", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("kind", String(8), nullable=False),
    Column("place", String(120), nullable=False),
    Column("plan", Text, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("reserve", Integer, nullable=False, server_default="0"),
    Column("state", String(10), nullable=False, server_default="planned"),
    Column("reason", String(200)),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(60), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("hall_id", "code"),
    Index("ix_sessions_day", "hall_id", "day"),
)  # fmt: skip

# Windows of arrival. `taken` is the locked counter: never above `capacity`, the database says so by the update's condition.
session_slots = Table(
    "session_slots", metadata,
    Column("id", Id, primary_key=True),
    Column("session_id", Id, ForeignKey("sessions.id"), nullable=False),
    Column("start_at", BigInteger, nullable=False),
    Column("end_at", BigInteger, nullable=False),
    Column("capacity", Integer, nullable=False),
    Column("taken", Integer, nullable=False, server_default="0"),
    UniqueConstraint("session_id", "start_at"),
)  # fmt: skip

summonses = Table(
    "summonses", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("code", String(8), nullable=False),
    Column("resident_id", Id, ForeignKey("residents.id"), nullable=False, index=True),
    Column("session_id", Id, ForeignKey("sessions.id"), nullable=False),
    Column("slot_id", Id, ForeignKey("session_slots.id"), nullable=False),
    Column("call", SmallInteger, nullable=False, server_default="1"),
    Column("state", String(12), nullable=False, server_default="made"),
    Column("from_id", Id, ForeignKey("summonses.id")),
    Column("ticket_id", Id, ForeignKey("tickets.id")),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(60), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    UniqueConstraint("hall_id", "code"),
    partial("uq_summonses_in_force", "resident_id", unique=True, where=_IN_FORCE),
    Index("ix_summonses_session", "session_id", "slot_id"),
    Index("ix_summonses_state", "hall_id", "state", "id"),
    partial("ix_summonses_ticket", "ticket_id", where="ticket_id IS NOT NULL"),
)  # fmt: skip

# Every try to reach somebody: by what, when, and what came of it.
summons_attempts = Table(
    "summons_attempts", metadata,
    Column("id", Id, primary_key=True),
    Column("summons_id", Id, ForeignKey("summonses.id"), nullable=False, index=True),
    Column("channel", String(10), nullable=False),
    Column("outcome", String(12), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", String(60), nullable=False),
    Column("note", String(200)),
)  # fmt: skip

# One person on the day of recording: summoned, or walked in (then without a summons, perhaps without a row of the register).
visits = Table(
    "visits", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("session_id", Id, ForeignKey("sessions.id"), nullable=False),
    Column("resident_id", Id, ForeignKey("residents.id"), index=True),
    Column("summons_id", Id, ForeignKey("summonses.id"), index=True),
    Column("ticket_id", Id, ForeignKey("tickets.id"), index=True),
    Column("station", String(16)),
    Column("state", String(10), nullable=False, server_default="waiting"),
    Column("reason", String(200)),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Index("ix_visits_session", "session_id", "state", "id"),
)  # fmt: skip

station_runs = Table(
    "station_runs", metadata,
    Column("id", Id, primary_key=True),
    Column("visit_id", Id, ForeignKey("visits.id"), nullable=False, index=True),
    Column("station", String(16), nullable=False),
    Column("counter_id", Id, ForeignKey("counters.id")),
    Column("started_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Column("outcome", String(8)),
    Column("reason", String(200)),
    Column("by", String(60)),
    Column("minutes", Float),
)  # fmt: skip

# "Perekaman gangguan": since when, why, and how long.
recording_troubles = Table(
    "recording_troubles", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("kind", String(10), nullable=False),
    Column("reason", String(200), nullable=False),
    Column("began_at", BigInteger, nullable=False),
    Column("began_by", String(60), nullable=False),
    Column("ended_at", BigInteger),
    Column("ended_by", String(60)),
    partial("uq_recording_troubles_open", "hall_id", unique=True, where="ended_at IS NULL"),
)  # fmt: skip

# A session that left for a village: what was handed out, with which numbers, and what came back.
away_packs = Table(
    "away_packs", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("session_id", Id, ForeignKey("sessions.id"), nullable=False),
    Column("pack", String(32), nullable=False, unique=True),
    Column("line", String(1), nullable=False),
    Column("first_number", Integer, nullable=False),
    Column("last_number", Integer, nullable=False),
    Column("people", Integer, nullable=False),
    Column("body", Text, nullable=False, server_default="{}"),
    Column("made_at", BigInteger, nullable=False),
    Column("made_by", String(60), nullable=False),
    Column("merged_at", BigInteger),
    Column("merged_by", String(60)),
)  # fmt: skip
