"""Screens report how they are, the office shows pictures of its own, and perekaman: people, sessions, summonses, stations."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=6), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("active", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("from_day", sa.Date(), nullable=True),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_media_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_media")),
        sa.UniqueConstraint("hall_id", "digest", name=op.f("uq_media_hall_id_digest")),
    )
    op.create_table(
        "recording_troubles",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=False),
        sa.Column("began_by", sa.String(length=60), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_recording_troubles_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_troubles")),
    )
    with op.batch_alter_table("recording_troubles", schema=None) as batch_op:
        batch_op.create_index(
            "uq_recording_troubles_open",
            ["hall_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "resident_imports",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("columns", sa.Text(), server_default="[]", nullable=False),
        sa.Column("mapping", sa.Text(), server_default="{}", nullable=False),
        sa.Column("village", sa.String(length=60), nullable=True),
        sa.Column("rows", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("new", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("same", sa.Integer(), server_default="0", nullable=False),
        sa.Column("faulty", sa.Integer(), server_default="0", nullable=False),
        sa.Column("fault", sa.String(length=300), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_resident_imports_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident_imports")),
    )
    op.create_table(
        "residents",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("person_mark", sa.String(length=64), nullable=False),
        sa.Column("nik_mark", sa.String(length=64), nullable=True),
        sa.Column("family_mark", sa.String(length=64), nullable=True),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("married", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("village", sa.String(length=60), nullable=False),
        sa.Column("state", sa.String(length=12), server_default="unrecorded", nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("recorded_on", sa.Date(), nullable=True),
        sa.Column("collected_on", sa.Date(), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("source", sa.String(length=8), server_default="hand", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_residents_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residents")),
        sa.UniqueConstraint("hall_id", "number", name=op.f("uq_residents_hall_id_number")),
        sa.UniqueConstraint("hall_id", "person_mark", name=op.f("uq_residents_hall_id_person_mark")),
    )
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.create_index(
            "ix_residents_family",
            ["hall_id", "family_mark"],
            unique=False,
            sqlite_where=sa.text("family_mark IS NOT NULL"),
            postgresql_where=sa.text("family_mark IS NOT NULL"),
        )
        batch_op.create_index("ix_residents_state", ["hall_id", "state", "born_on"], unique=False)
        batch_op.create_index("ix_residents_village", ["hall_id", "village", "state", "born_on"], unique=False)
        batch_op.create_index(
            "uq_residents_nik",
            ["hall_id", "nik_mark"],
            unique=True,
            sqlite_where=sa.text("nik_mark IS NOT NULL"),
            postgresql_where=sa.text("nik_mark IS NOT NULL"),
        )

    op.create_table(
        "resident_words",
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.Column("resident_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["residents.id"], name=op.f("fk_resident_words_resident_id")),
        sa.PrimaryKeyConstraint("mark", "resident_id", name=op.f("pk_resident_words")),
    )
    with op.batch_alter_table("resident_words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resident_words_resident_id"), ["resident_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("reserve", sa.Integer(), server_default="0", nullable=False),
        sa.Column("state", sa.String(length=10), server_default="planned", nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_sessions_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("hall_id", "code", name=op.f("uq_sessions_hall_id_code")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sessions_day", ["hall_id", "day"], unique=False)

    op.create_table(
        "away_packs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("pack", sa.String(length=32), nullable=False),
        sa.Column("line", sa.String(length=1), nullable=False),
        sa.Column("first_number", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), server_default="{}", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("merged_at", sa.BigInteger(), nullable=True),
        sa.Column("merged_by", sa.String(length=60), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_away_packs_hall_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_away_packs_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_away_packs")),
        sa.UniqueConstraint("pack", name=op.f("uq_away_packs_pack")),
    )
    op.create_table(
        "resident_import_rows",
        sa.Column("import_id", _ID, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("fault", sa.String(length=200), nullable=True),
        sa.Column("resident_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["resident_imports.id"], name=op.f("fk_resident_import_rows_import_id")),
        sa.PrimaryKeyConstraint("import_id", "row", name=op.f("pk_resident_import_rows")),
    )
    with op.batch_alter_table("resident_import_rows", schema=None) as batch_op:
        batch_op.create_index("ix_resident_import_rows_verdict", ["import_id", "verdict", "row"], unique=False)

    op.create_table(
        "session_slots",
        sa.Column("id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_slots_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_slots")),
        sa.UniqueConstraint("session_id", "start_at", name=op.f("uq_session_slots_session_id_start_at")),
    )
    op.create_table(
        "summonses",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("resident_id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("slot_id", _ID, nullable=False),
        sa.Column("call", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("state", sa.String(length=12), server_default="made", nullable=False),
        sa.Column("from_id", _ID, nullable=True),
        sa.Column("ticket_id", _ID, nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=60), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["summonses.id"], name=op.f("fk_summonses_from_id")),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_summonses_hall_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["residents.id"], name=op.f("fk_summonses_resident_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_summonses_session_id")),
        sa.ForeignKeyConstraint(["slot_id"], ["session_slots.id"], name=op.f("fk_summonses_slot_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_summonses_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summonses")),
        sa.UniqueConstraint("hall_id", "code", name=op.f("uq_summonses_hall_id_code")),
    )
    with op.batch_alter_table("summonses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summonses_resident_id"), ["resident_id"], unique=False)
        batch_op.create_index("ix_summonses_session", ["session_id", "slot_id"], unique=False)
        batch_op.create_index("ix_summonses_state", ["hall_id", "state", "id"], unique=False)
        batch_op.create_index(
            "ix_summonses_ticket",
            ["ticket_id"],
            unique=False,
            sqlite_where=sa.text("ticket_id IS NOT NULL"),
            postgresql_where=sa.text("ticket_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_summonses_in_force",
            ["resident_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('made', 'sent', 'delivered', 'confirmed', 'checked_in')"),
            postgresql_where=sa.text("state IN ('made', 'sent', 'delivered', 'confirmed', 'checked_in')"),
        )

    op.create_table(
        "summons_attempts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("summons_id", _ID, nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=60), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["summons_id"], ["summonses.id"], name=op.f("fk_summons_attempts_summons_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_summons_attempts")),
    )
    with op.batch_alter_table("summons_attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_summons_attempts_summons_id"), ["summons_id"], unique=False)

    op.create_table(
        "visits",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("resident_id", _ID, nullable=True),
        sa.Column("summons_id", _ID, nullable=True),
        sa.Column("ticket_id", _ID, nullable=True),
        sa.Column("station", sa.String(length=16), nullable=True),
        sa.Column("state", sa.String(length=10), server_default="waiting", nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_visits_hall_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["residents.id"], name=op.f("fk_visits_resident_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_visits_session_id")),
        sa.ForeignKeyConstraint(["summons_id"], ["summonses.id"], name=op.f("fk_visits_summons_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_visits_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visits_resident_id"), ["resident_id"], unique=False)
        batch_op.create_index("ix_visits_session", ["session_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_summons_id"), ["summons_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_visits_ticket_id"), ["ticket_id"], unique=False)

    op.create_table(
        "station_runs",
        sa.Column("id", _ID, nullable=False),
        sa.Column("visit_id", _ID, nullable=False),
        sa.Column("station", sa.String(length=16), nullable=False),
        sa.Column("counter_id", _ID, nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("by", sa.String(length=60), nullable=True),
        sa.Column("minutes", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_station_runs_counter_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_station_runs_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station_runs")),
    )
    with op.batch_alter_table("station_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_station_runs_visit_id"), ["visit_id"], unique=False)

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("report", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("report")

    with op.batch_alter_table("station_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_station_runs_visit_id"))

    op.drop_table("station_runs")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visits_ticket_id"))
        batch_op.drop_index(batch_op.f("ix_visits_summons_id"))
        batch_op.drop_index("ix_visits_session")
        batch_op.drop_index(batch_op.f("ix_visits_resident_id"))

    op.drop_table("visits")
    with op.batch_alter_table("summons_attempts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_summons_attempts_summons_id"))

    op.drop_table("summons_attempts")
    with op.batch_alter_table("summonses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_summonses_in_force",
            sqlite_where=sa.text("state IN ('made', 'sent', 'delivered', 'confirmed', 'checked_in')"),
            postgresql_where=sa.text("state IN ('made', 'sent', 'delivered', 'confirmed', 'checked_in')"),
        )
        batch_op.drop_index(
            "ix_summonses_ticket",
            sqlite_where=sa.text("ticket_id IS NOT NULL"),
            postgresql_where=sa.text("ticket_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_summonses_state")
        batch_op.drop_index("ix_summonses_session")
        batch_op.drop_index(batch_op.f("ix_summonses_resident_id"))

    op.drop_table("summonses")
    op.drop_table("session_slots")
    with op.batch_alter_table("resident_import_rows", schema=None) as batch_op:
        batch_op.drop_index("ix_resident_import_rows_verdict")

    op.drop_table("resident_import_rows")
    op.drop_table("away_packs")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index("ix_sessions_day")

    op.drop_table("sessions")
    with op.batch_alter_table("resident_words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_resident_words_resident_id"))

    op.drop_table("resident_words")
    with op.batch_alter_table("residents", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_residents_nik",
            sqlite_where=sa.text("nik_mark IS NOT NULL"),
            postgresql_where=sa.text("nik_mark IS NOT NULL"),
        )
        batch_op.drop_index("ix_residents_village")
        batch_op.drop_index("ix_residents_state")
        batch_op.drop_index(
            "ix_residents_family",
            sqlite_where=sa.text("family_mark IS NOT NULL"),
            postgresql_where=sa.text("family_mark IS NOT NULL"),
        )

    op.drop_table("residents")
    op.drop_table("resident_imports")
    with op.batch_alter_table("recording_troubles", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_recording_troubles_open",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.drop_table("recording_troubles")
    op.drop_table("media")
