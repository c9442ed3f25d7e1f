"""A hall as it is set up, its days, its log, and the first answers to requests."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from hall.records.tables.ground import Id, hall_column, metadata

halls = Table(
    "halls", metadata,
    Column("id", Id, primary_key=True),
    Column("slug", String(64), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("regency", String(200), nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("zone", String(16), nullable=False),
    Column("demo", SmallInteger, nullable=False, server_default="0"),
    Column("settings", Text, nullable=False, server_default="{}"),
    Column("created_at", BigInteger, nullable=False),
)  # fmt: skip

# The hot row of a hall, touched last in every transaction: what must rise, rises here.
pulses = Table(
    "pulses", metadata,
    Column("hall_id", Id, ForeignKey("halls.id"), primary_key=True),
    Column("version", BigInteger, nullable=False, server_default="0"),
    Column("last_call", BigInteger, nullable=False, server_default="0"),
    Column("newest_at", BigInteger, nullable=False, server_default="0"),
    Column("setup", BigInteger, nullable=False, server_default="1"),
    Column("day", Date),
)  # fmt: skip

lines = Table(
    "lines", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("letter", String(1), nullable=False),
    Column("name", String(200), nullable=False),
    Column("name_en", String(200), nullable=False, server_default=""),
    Column("position", Integer, nullable=False, server_default="0"),
    UniqueConstraint("hall_id", "letter"),
)  # fmt: skip

# The locked counter row of promise 1, with the waiting count and what the policy remembers (rules.queue_policy).
line_days = Table(
    "line_days", metadata,
    Column("line_id", Id, ForeignKey("lines.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("last_number", Integer, nullable=False, server_default="0"),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("run", Integer, nullable=False, server_default="0"),
    Column("passes", Text, nullable=False, server_default=""),
    Column("last_called", String(12)),
)  # fmt: skip

counters = Table(
    "counters", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("code", String(16), nullable=False),
    Column("name", String(60), nullable=False),
    Column("state", String(8), nullable=False, server_default="closed"),
    Column("reason", String(200)),
    Column("staff_id", Id),
    Column("credits", Text, nullable=False, server_default=""),
    Column("changed_at", BigInteger),
    Column("position", Integer, nullable=False, server_default="0"),
    UniqueConstraint("hall_id", "code"),
)  # fmt: skip

counter_lines = Table(
    "counter_lines", metadata,
    Column("counter_id", Id, ForeignKey("counters.id"), primary_key=True),
    Column("line_id", Id, ForeignKey("lines.id"), primary_key=True),
    Column("weight", SmallInteger, nullable=False, server_default="1"),
)  # fmt: skip

layanan = Table(
    "layanan", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("code", String(64), nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("active", SmallInteger, nullable=False, server_default="1"),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("version_id", Id),
    Column("office", Text, nullable=False, server_default="[]"),
    Column("classification", String(20), nullable=False, server_default=""),
    UniqueConstraint("hall_id", "code"),
)  # fmt: skip

# A berkas keeps to the document under which it was opened, so versions are never changed.
layanan_versions = Table(
    "layanan_versions", metadata,
    Column("id", Id, primary_key=True),
    Column("layanan_id", Id, ForeignKey("layanan.id"), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("imported_at", BigInteger, nullable=False),
    UniqueConstraint("layanan_id", "digest"),
)  # fmt: skip

steps = Table(
    "steps", metadata,
    Column("version_id", Id, ForeignKey("layanan_versions.id"), primary_key=True),
    Column("step_order", Integer, primary_key=True),
    Column("no", String(16)),
    Column("text", Text, nullable=False),
    Column("by", String(16), nullable=False),
    Column("after_handover", SmallInteger, nullable=False, server_default="0"),
    Column("time_kind", String(16), nullable=False),
    Column("time_value", Float),
)  # fmt: skip

hours = Table(
    "hours", metadata,
    Column("hall_id", Id, ForeignKey("halls.id"), primary_key=True),
    Column("weekday", SmallInteger, primary_key=True),
    Column("opens", SmallInteger, primary_key=True),
    Column("closes", SmallInteger, nullable=False),
)  # fmt: skip

# A week of its own from one day to another, both included; rules let no two of a hall share a day.
special_hours = Table(
    "special_hours", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("name", String(40), nullable=False),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    UniqueConstraint("hall_id", "first_day"),
)  # fmt: skip

special_stretches = Table(
    "special_stretches", metadata,
    Column("special_id", Id, ForeignKey("special_hours.id"), primary_key=True),
    Column("weekday", SmallInteger, primary_key=True),
    Column("opens", SmallInteger, primary_key=True),
    Column("closes", SmallInteger, nullable=False),
)  # fmt: skip

holidays = Table(
    "holidays", metadata,
    Column("hall_id", Id, ForeignKey("halls.id"), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("name", String(200), nullable=False),
)  # fmt: skip

closures = Table(
    "closures", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("start_at", BigInteger, nullable=False),
    Column("end_at", BigInteger, nullable=False),
    Column("reason", String(200), nullable=False),
)  # fmt: skip

events = Table(
    "events", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(24), nullable=False),
    Column("actor", String(40)),
    Column("subject", String(40)),
    Column("detail", Text),
)  # fmt: skip

# Ask twice, get one: the first answer to a request_id, kept 48 hours.
answers = Table(
    "answers", metadata,
    Column("asker", String(40), primary_key=True),
    Column("path", String(160), primary_key=True),
    Column("request_id", String(64), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("status", SmallInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
    sqlite_with_rowid=False,
)  # fmt: skip
