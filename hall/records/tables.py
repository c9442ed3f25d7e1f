"""Every table of the house. Times are UTC microseconds since 1970 (`*_at`), days are the hall's business days.

Integers compare and index alike on SQLite and PostgreSQL and carry no zone to be misread; the edge turns them into aware
datetimes (`hall.records.times`). States stand as plain words, because partial indexes serve them as literals.
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
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts rows only in an INTEGER PRIMARY KEY


def _hall() -> Column[int]:
    return Column("hall_id", Id, ForeignKey("halls.id"), nullable=False)


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
    _hall(),
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
    _hall(),
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
    _hall(),
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

# Who waits otherwise than by place alone: an appointment, sent on to a counter, sent on to another line. Few at a time.
_APART = "state = 'waiting' AND (due_at IS NOT NULL OR wanted_counter_id IS NOT NULL OR moved_line_id IS NOT NULL)"

tickets = Table(
    "tickets", metadata,
    Column("id", Id, primary_key=True),
    _hall(),
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
    Index("ix_tickets_heads", "line_id", "day", "priority", "place", sqlite_where=text("state = 'waiting'"),
          postgresql_where=text("state = 'waiting'")),
    Index("uq_tickets_active", "counter_id", unique=True, sqlite_where=text("state IN ('called', 'serving')"),
          postgresql_where=text("state IN ('called', 'serving')")),
    Index("ix_tickets_counter_day", "counter_id", "day"),
    Index("ix_tickets_alive", "hall_id", "day", sqlite_where=text("state IN ('waiting', 'called', 'serving', 'held')"),
          postgresql_where=text("state IN ('waiting', 'called', 'serving', 'held')")),
    Index("ix_tickets_apart", "hall_id", "day", sqlite_where=text(_APART), postgresql_where=text(_APART)),
    Index("ix_tickets_back", "hall_id", "day", sqlite_where=text("after_calls IS NOT NULL"),
          postgresql_where=text("after_calls IS NOT NULL")),
)  # fmt: skip

calls = Table(
    "calls", metadata,
    Column("id", Id, primary_key=True),
    _hall(),
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
    _hall(),
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

# `holder` is set until the hand-over ("kasi+sekcam", "applicant", "outside"; hall.rules.roles): its index holds what is
# under way and no more, however many old files there are. `person` is the applicant, sealed (hall.keys).
berkas = Table(
    "berkas", metadata,
    Column("id", Id, primary_key=True),
    _hall(),
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
    Index("ix_berkas_held", "hall_id", "holder", sqlite_where=text("holder IS NOT NULL"),
          postgresql_where=text("holder IS NOT NULL")),
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
    _hall(),
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

# `reporter`, `body` and `answer` are sealed (hall.keys); `code` is what a reporter follows the case with.
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
    _hall(),
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
    Index("uq_tasks_of_berkas", "berkas_id", "step_order", unique=True, sqlite_where=text("berkas_id IS NOT NULL"),
          postgresql_where=text("berkas_id IS NOT NULL")),
    Index("uq_tasks_of_week", "hall_id", "layanan_id", "step_order", "period", unique=True,
          sqlite_where=text("berkas_id IS NULL"), postgresql_where=text("berkas_id IS NULL")),
    Index("ix_tasks_due", "hall_id", "due_on", sqlite_where=text("done_at IS NULL"),
          postgresql_where=text("done_at IS NULL")),
)  # fmt: skip

printers = Table(
    "printers", metadata,
    Column("id", Id, primary_key=True),
    _hall(),
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
    _hall(),
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
    Index("uq_print_jobs_of_ticket", "ticket_id", "copy", unique=True, sqlite_where=text("kind = 'ticket'"),
          postgresql_where=text("kind = 'ticket'")),
    Index("uq_print_jobs_of_original", "original_id", "copy", unique=True,
          sqlite_where=text("original_id IS NOT NULL"), postgresql_where=text("original_id IS NOT NULL")),
    Index("ix_print_jobs_of_berkas", "berkas_id", sqlite_where=text("berkas_id IS NOT NULL"),
          postgresql_where=text("berkas_id IS NOT NULL")),
    Index("ix_print_jobs_open", "hall_id", "id", sqlite_where=text("state IN ('queued', 'sending')"),
          postgresql_where=text("state IN ('queued', 'sending')")),
    Index("ix_print_jobs_of_hall", "hall_id", "id"),
    Index("ix_print_jobs_untold", "id", sqlite_where=text("told = 0"), postgresql_where=text("told = 0")),
)  # fmt: skip

staff = Table(
    "staff", metadata,
    Column("id", Id, primary_key=True),
    _hall(),
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
    _hall(),
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
    _hall(),
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
)  # fmt: skip

pairings = Table(
    "pairings", metadata,
    Column("id", Id, primary_key=True),
    _hall(),
    Column("code", String(6), nullable=False, index=True),
    Column("wanted_role", String(8), nullable=False),
    Column("secret_hash", String(64), nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("device_id", Id, ForeignKey("devices.id")),
    Column("used_at", BigInteger),
)  # fmt: skip

hours = Table(
    "hours", metadata,
    Column("hall_id", Id, ForeignKey("halls.id"), primary_key=True),
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
    _hall(),
    Column("start_at", BigInteger, nullable=False),
    Column("end_at", BigInteger, nullable=False),
    Column("reason", String(200), nullable=False),
)  # fmt: skip

events = Table(
    "events", metadata,
    Column("id", Id, primary_key=True),
    _hall(),
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
