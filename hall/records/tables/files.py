"""Applications, their steps, and the office's books."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from hall.records.tables.ground import Id, hall_column, metadata, partial

# `holder` is set until the hand-over ("kasi+sekcam", "applicant", "outside"; hall.rules.roles): its index holds what is
# under way and no more, however many old files there are. `person` is the applicant, sealed (hall.keys).
berkas = Table(
    "berkas", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("number", String(24), nullable=False),
    Column("agenda_number", String(60)),
    Column("layanan_id", Id, ForeignKey("layanan.id"), nullable=False),
    Column("version_id", Id, ForeignKey("layanan_versions.id"), nullable=False),
    Column("ticket_id", Id, ForeignKey("tickets.id"), index=True),
    Column("channel", String(8), nullable=False),
    Column("state", String(8), nullable=False),
    Column("current", Integer),
    Column("opened_at", BigInteger, nullable=False),
    Column("promised_at", BigInteger),
    Column("handed_over_at", BigInteger),
    Column("done_at", BigInteger),
    Column("person", Text),
    Column("label", String(60)),
    Column("holder", String(40)),
    Column("holder_since", BigInteger),
    Column("parent_id", Id),
    Column("void_reason", String(200)),
    Column("picked_up_ticket_id", Id, index=True),
    UniqueConstraint("hall_id", "number"),
    Index("ix_berkas_of_hall", "hall_id", "id"),
    partial("ix_berkas_held", "hall_id", "holder", where="holder IS NOT NULL"),
    Index("ix_berkas_promised", "hall_id", "state", "promised_at"),
    Index("ix_berkas_opened", "hall_id", "opened_at"),
    Index("ix_berkas_handed_over", "hall_id", "handed_over_at"),
)  # fmt: skip

step_runs = Table(
    "step_runs", metadata,
    Column("id", Id, primary_key=True),
    Column("berkas_id", Id, ForeignKey("berkas.id"), nullable=False),
    Column("step_order", Integer, nullable=False),
    Column("run", Integer, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("outcome", String(12)),
    Column("answer", String(3)),
    Column("missing", Text, nullable=False, server_default="[]"),
    Column("note", String(500)),
    Column("until_at", BigInteger),
    Column("by", String(100)),
    Column("recorded_by", String(100)),
    UniqueConstraint("berkas_id", "step_order", "run"),
)  # fmt: skip

# Running numbers that must never be given twice (berkas, and the registers of the office), restarted by period.
registers = Table(
    "registers", metadata,
    Column("hall_id", Id, ForeignKey("halls.id"), primary_key=True),
    Column("name", String(40), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("last", Integer, nullable=False),
)  # fmt: skip

# The office's books: agenda, surat keluar, surat masuk, pengaduan, tanda terima. A number is given once and stays.
register_entries = Table(
    "register_entries", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("register", String(20), nullable=False),
    Column("year", Integer, nullable=False),
    Column("running", Integer, nullable=False),
    Column("number", String(60), nullable=False),
    Column("berkas_id", Id, ForeignKey("berkas.id"), index=True),
    Column("subject", String(300), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("by", String(100), nullable=False),
    Column("voided_at", BigInteger),
    Column("voided_by", String(100)),
    Column("void_reason", String(200)),
    UniqueConstraint("hall_id", "register", "year", "running"),
    Index("ix_register_entries_by_time", "hall_id", "register", "at"),
    Index("ix_register_entries_number", "hall_id", "number"),
)  # fmt: skip

letters = Table(
    "letters", metadata,
    Column("berkas_id", Id, ForeignKey("berkas.id"), primary_key=True),
    Column("direction", String(3), nullable=False),
    Column("office", String(200), nullable=False),
    Column("letter_number", String(100)),
    Column("letter_day", Date),
    Column("subject", String(300), nullable=False),
    Column("urgency", String(12), nullable=False, server_default="biasa"),
    Column("instruction", Text, nullable=False, server_default=""),
    Column("roles", Text, nullable=False, server_default="[]"),
)  # fmt: skip

# `reporter`, `body` and `answer` are sealed (hall.keys); `code` is what a reporter follows the case with. `place` is in the
# body, too: the column holds what an earlier version left in clear, until the first start of this one has sealed it.
complaints = Table(
    "complaints", metadata,
    Column("berkas_id", Id, ForeignKey("berkas.id"), primary_key=True),
    Column("code", String(13), nullable=False, unique=True),
    Column("class", String(20), nullable=False),
    Column("channel", String(8), nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("due_on", Date),
    Column("reporter", Text),
    Column("body", Text, nullable=False),
    Column("place", String(200)),
    Column("disposed_to", String(10)),
    Column("answered_at", BigInteger),
    Column("answer_channel", String(8)),
    Column("answer", Text),
)  # fmt: skip

# Steps after the hand-over (archive, weekly report, monitoring). `period`: the Monday of the week that is reported.
tasks = Table(
    "tasks", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("berkas_id", Id, ForeignKey("berkas.id")),
    Column("layanan_id", Id, ForeignKey("layanan.id"), nullable=False),
    Column("step_order", Integer, nullable=False),
    Column("kind", String(12), nullable=False),
    Column("title", String(300), nullable=False),
    Column("role", String(60), nullable=False, server_default=""),
    Column("period", Date),
    Column("due_on", Date, nullable=False),
    Column("done_at", BigInteger),
    Column("done_by", String(100)),
    Column("note", String(500)),
    partial("uq_tasks_of_berkas", "berkas_id", "step_order", unique=True, where="berkas_id IS NOT NULL"),
    partial("uq_tasks_of_week", "hall_id", "layanan_id", "step_order", "period", unique=True,
          where="berkas_id IS NULL"),
    partial("ix_tasks_due", "hall_id", "due_on", where="done_at IS NULL"),
)  # fmt: skip
