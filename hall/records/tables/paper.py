"""Printers, what they shall print, and the logo on it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from hall.records.tables.ground import Id, hall_column, metadata, partial

printers = Table(
    "printers", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("name", String(60), nullable=False),
    Column("url", String(500), nullable=False),
    Column("active", SmallInteger, nullable=False, server_default="1"),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("paper", String(8), nullable=False, server_default="unknown"),
    Column("cover", String(8), nullable=False, server_default="unknown"),
    Column("online", SmallInteger),
    Column("error", String(200)),
    Column("reported_at", BigInteger),
    Column("printed_mm", BigInteger, nullable=False, server_default="0"),
    Column("fallback_id", Id, ForeignKey("printers.id")),
    Column("roll_mm", BigInteger, nullable=False, server_default="80000"),
    Column("roll_from_mm", BigInteger, nullable=False, server_default="0"),
    Column("roll_changed_at", BigInteger),
    Column("stands_since", BigInteger),
    UniqueConstraint("hall_id", "name"),
)  # fmt: skip

# The office's logo as it was uploaded (a small PNG); what goes on paper is made from it.
logos = Table(
    "logos", metadata,
    Column("hall_id", Id, ForeignKey("halls.id"), primary_key=True),
    Column("png", LargeBinary, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("uploaded_at", BigInteger, nullable=False),
)  # fmt: skip

print_jobs = Table(
    "print_jobs", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("ticket_id", Id, ForeignKey("tickets.id")),
    Column("kind", String(12), nullable=False),
    Column("copy", Integer, nullable=False, server_default="0"),
    Column("printer_id", Id, ForeignKey("printers.id")),
    Column("state", String(9), nullable=False),
    Column("reason", String(300)),
    Column("slip", Text, nullable=False),
    Column("attempt", Integer, nullable=False, server_default="0"),
    Column("not_before", BigInteger, nullable=False, server_default="0"),
    Column("lease_owner", String(40)),
    Column("lease_until", BigInteger),
    Column("asker", String(40)),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger),
    Column("sent_at", BigInteger),
    Column("changed_at", BigInteger, nullable=False),
    Column("told", SmallInteger, nullable=False, server_default="1"),
    Column("berkas_id", Id, ForeignKey("berkas.id")),
    Column("original_id", Id, ForeignKey("print_jobs.id")),
    Column("moved_from", Id, ForeignKey("printers.id")),
    partial("uq_print_jobs_of_ticket", "ticket_id", "copy", unique=True, where="kind = 'ticket'"),
    partial("uq_print_jobs_of_original", "original_id", "copy", unique=True,
          where="original_id IS NOT NULL"),
    partial("ix_print_jobs_of_berkas", "berkas_id", where="berkas_id IS NOT NULL"),
    partial("ix_print_jobs_open", "hall_id", "id", where="state IN ('queued', 'sending')"),
    Index("ix_print_jobs_of_hall", "hall_id", "id"),
    partial("ix_print_jobs_untold", "id", where="told = 0"),
)  # fmt: skip
