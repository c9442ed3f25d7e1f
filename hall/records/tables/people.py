"""Staff, their roles and substitutes, sessions, and paired screens."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, SmallInteger, String, Table, Text, UniqueConstraint

from hall.records.tables.ground import Id, hall_column, metadata

staff = Table(
    "staff", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("username", String(60), nullable=False),
    Column("name", String(100), nullable=False),
    Column("password_hash", String(300), nullable=False),
    Column("active", SmallInteger, nullable=False, server_default="1"),
    Column("created_at", BigInteger, nullable=False),
    UniqueConstraint("hall_id", "username"),
)  # fmt: skip

staff_roles = Table(
    "staff_roles", metadata,
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True),
    Column("role", String(10), primary_key=True),
)  # fmt: skip

# Who acts for a role while its holder is away ("a.n."), named by somebody who may.
substitutes = Table(
    "substitutes", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("role", String(10), nullable=False),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False, index=True),
    Column("from_at", BigInteger, nullable=False),
    Column("until_at", BigInteger),
    Column("reason", String(200), nullable=False),
    Column("named_by", String(100), nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
    Index("ix_substitutes_of_hall", "hall_id", "role"),
)  # fmt: skip

staff_sessions = Table(
    "staff_sessions", metadata,
    Column("id", Id, primary_key=True),
    Column("staff_id", Id, ForeignKey("staff.id"), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("counter_id", Id, ForeignKey("counters.id")),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("ended_at", BigInteger),
)  # fmt: skip

# Paired screens (kind 'screen') and tokens of programs (kind 'api'): both hold one secret, kept only as its SHA-256.
devices = Table(
    "devices", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("kind", String(6), nullable=False),
    Column("role", String(8), nullable=False),
    Column("counter_id", Id, ForeignKey("counters.id")),
    Column("printer_id", Id, ForeignKey("printers.id")),
    Column("name", String(60), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("created_by", String(60)),
    Column("seen_at", BigInteger),
    Column("revoked_at", BigInteger),
    Column("report", Text),
)  # fmt: skip

pairings = Table(
    "pairings", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("code", String(6), nullable=False, index=True),
    Column("wanted_role", String(8), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("device_id", Id, ForeignKey("devices.id")),
    Column("used_at", BigInteger),
)  # fmt: skip
