"""Today's queue: tickets, calls, and what a counter did last."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
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

# Who waits otherwise than by place alone: an appointment, sent on to a counter, sent on to another line. Few at a time.
_APART = "state = 'waiting' AND (due_at IS NOT NULL OR wanted_counter_id IS NOT NULL OR moved_line_id IS NOT NULL)"

tickets = Table(
    "tickets", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("day", Date, nullable=False),
    Column("line_id", Id, ForeignKey("lines.id"), nullable=False),
    Column("count", Integer, nullable=False),
    Column("number", String(12), nullable=False),
    Column("token", String(13), nullable=False, unique=True),
    Column("layanan_id", Id, ForeignKey("layanan.id"), nullable=False),
    Column("state", String(9), nullable=False),
    Column("priority", SmallInteger, nullable=False, server_default="0"),
    Column("language", String(8), nullable=False, server_default="id"),
    Column("place", BigInteger, nullable=False),
    Column("due_at", BigInteger),
    Column("issued_at", BigInteger, nullable=False),
    Column("waiting_before", Integer, nullable=False),
    Column("estimate_from", Integer),
    Column("estimate_to", Integer),
    Column("counter_id", Id, ForeignKey("counters.id")),
    Column("called_at", BigInteger),
    Column("serving_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("reason", String(200)),
    Column("asker", String(40)),
    Column("hold_until", BigInteger),
    Column("wanted_counter_id", Id),
    Column("after_calls", Integer),
    Column("chances", SmallInteger, nullable=False, server_default="0"),
    Column("people", SmallInteger, nullable=False, server_default="1"),
    Column("origin", String(8), nullable=False, server_default="kiosk"),
    Column("written", String(12)),
    Column("moved_line_id", Id),  # sent on to another line: it waits there, its number stays that of its own line
    UniqueConstraint("hall_id", "day", "line_id", "count"),
    partial("ix_tickets_heads", "line_id", "day", "priority", "place", where="state = 'waiting'"),
    partial("uq_tickets_active", "counter_id", unique=True, where="state IN ('called', 'serving')"),
    Index("ix_tickets_counter_day", "counter_id", "day"),
    partial("ix_tickets_alive", "hall_id", "day", where="state IN ('waiting', 'called', 'serving', 'held')"),
    partial("ix_tickets_apart", "hall_id", "day", where=_APART),
    partial("ix_tickets_back", "hall_id", "day", where="after_calls IS NOT NULL"),
)  # fmt: skip

calls = Table(
    "calls", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("call_id", BigInteger, nullable=False),
    Column("ticket_id", Id, ForeignKey("tickets.id"), nullable=False, index=True),
    Column("number", String(12), nullable=False),
    Column("counter_id", Id, ForeignKey("counters.id"), nullable=False),
    Column("day", Date, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("recall", SmallInteger, nullable=False, server_default="0"),
    Column("played_at", BigInteger),
    UniqueConstraint("hall_id", "call_id"),
)  # fmt: skip

# The last commands of a counter with the rows as they were before: what taking one back needs.
counter_commands = Table(
    "counter_commands", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("counter_id", Id, ForeignKey("counters.id"), nullable=False),
    Column("ticket_id", Id, ForeignKey("tickets.id")),
    Column("command", String(16), nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("asker", String(40)),
    Column("undone_at", BigInteger),
    Index("ix_counter_commands_latest", "counter_id", "id"),
)  # fmt: skip
