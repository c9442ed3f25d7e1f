"""The counter: second chances, commands that can be taken back, roles, registers, letters, complaints, tasks"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APART = "state = 'waiting' AND (due_at IS NOT NULL OR wanted_counter_id IS NOT NULL OR moved_line_id IS NOT NULL)"


def upgrade() -> None:
    op.create_table(
        "substitutes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hall_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("staff_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("named_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_substitutes_hall_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_substitutes_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_substitutes")),
    )
    with op.batch_alter_table("substitutes", schema=None) as batch_op:
        batch_op.create_index("ix_substitutes_of_hall", ["hall_id", "role"], unique=False)
        batch_op.create_index(batch_op.f("ix_substitutes_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "counter_commands",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hall_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("command", sa.String(length=16), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("asker", sa.String(length=40), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["counter_id"], ["counters.id"], name=op.f("fk_counter_commands_counter_id")),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_counter_commands_hall_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_counter_commands_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_commands")),
    )
    with op.batch_alter_table("counter_commands", schema=None) as batch_op:
        batch_op.create_index("ix_counter_commands_latest", ["counter_id", "id"], unique=False)

    op.create_table(
        "complaints",
        sa.Column("berkas_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=13), nullable=False),
        sa.Column("class", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=8), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reporter", sa.Text(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("disposed_to", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answer_channel", sa.String(length=8), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["berkas_id"], ["berkas.id"], name=op.f("fk_complaints_berkas_id")),
        sa.PrimaryKeyConstraint("berkas_id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("code", name=op.f("uq_complaints_code")),
    )
    op.create_table(
        "letters",
        sa.Column("berkas_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("direction", sa.String(length=3), nullable=False),
        sa.Column("office", sa.String(length=200), nullable=False),
        sa.Column("letter_number", sa.String(length=100), nullable=True),
        sa.Column("letter_day", sa.Date(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("urgency", sa.String(length=12), server_default="biasa", nullable=False),
        sa.Column("instruction", sa.Text(), server_default="", nullable=False),
        sa.Column("roles", sa.Text(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(["berkas_id"], ["berkas.id"], name=op.f("fk_letters_berkas_id")),
        sa.PrimaryKeyConstraint("berkas_id", name=op.f("pk_letters")),
    )
    op.create_table(
        "register_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hall_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("register", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("running", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("berkas_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("voided_at", sa.BigInteger(), nullable=True),
        sa.Column("voided_by", sa.String(length=100), nullable=True),
        sa.Column("void_reason", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["berkas_id"], ["berkas.id"], name=op.f("fk_register_entries_berkas_id")),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_register_entries_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entries")),
        sa.UniqueConstraint(
            "hall_id", "register", "year", "running", name=op.f("uq_register_entries_hall_id_register_year_running")
        ),
    )
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_register_entries_berkas_id"), ["berkas_id"], unique=False)
        batch_op.create_index("ix_register_entries_by_time", ["hall_id", "register", "at"], unique=False)
        batch_op.create_index("ix_register_entries_number", ["hall_id", "number"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hall_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("berkas_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("layanan_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("step_order", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=60), server_default="", nullable=False),
        sa.Column("period", sa.Date(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("done_by", sa.String(length=100), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["berkas_id"], ["berkas.id"], name=op.f("fk_tasks_berkas_id")),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_tasks_hall_id")),
        sa.ForeignKeyConstraint(["layanan_id"], ["layanan.id"], name=op.f("fk_tasks_layanan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tasks_due",
            ["hall_id", "due_on"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )
        batch_op.create_index(
            "uq_tasks_of_berkas",
            ["berkas_id", "step_order"],
            unique=True,
            sqlite_where=sa.text("berkas_id IS NOT NULL"),
            postgresql_where=sa.text("berkas_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_tasks_of_week",
            ["hall_id", "layanan_id", "step_order", "period"],
            unique=True,
            sqlite_where=sa.text("berkas_id IS NULL"),
            postgresql_where=sa.text("berkas_id IS NULL"),
        )

    with op.batch_alter_table("berkas", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("label", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("holder", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("holder_since", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(sa.Column("void_reason", sa.String(length=200), nullable=True))
        batch_op.add_column(
            sa.Column("picked_up_ticket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(
            "ix_berkas_held",
            ["hall_id", "holder"],
            unique=False,
            sqlite_where=sa.text("holder IS NOT NULL"),
            postgresql_where=sa.text("holder IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_berkas_picked_up_ticket_id"), ["picked_up_ticket_id"], unique=False)
        batch_op.create_index("ix_berkas_promised", ["hall_id", "state", "promised_at"], unique=False)
        batch_op.create_index("ix_berkas_opened", ["hall_id", "opened_at"], unique=False)
        batch_op.create_index("ix_berkas_handed_over", ["hall_id", "handed_over_at"], unique=False)
    # Files on their way lie at the counter until their next step says who holds them.
    op.execute(
        "UPDATE berkas SET holder = 'clerk', holder_since = opened_at "
        "WHERE state IN ('open', 'waiting', 'returned', 'ready') AND handed_over_at IS NULL"
    )

    with op.batch_alter_table("counters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credits", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("layanan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("classification", sa.String(length=20), server_default="", nullable=False))

    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hold_until", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("wanted_counter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.add_column(sa.Column("after_calls", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("chances", sa.SmallInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("people", sa.SmallInteger(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("origin", sa.String(length=8), server_default="kiosk", nullable=False))
        batch_op.add_column(sa.Column("written", sa.String(length=12), nullable=True))
        batch_op.add_column(
            sa.Column("moved_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(
            "ix_tickets_apart",
            ["hall_id", "day"],
            unique=False,
            sqlite_where=sa.text(APART),
            postgresql_where=sa.text(APART),
        )
        batch_op.create_index(
            "ix_tickets_back",
            ["hall_id", "day"],
            unique=False,
            sqlite_where=sa.text("after_calls IS NOT NULL"),
            postgresql_where=sa.text("after_calls IS NOT NULL"),
        )

    # Between two places of tickets there is room now: for who comes back, is sent on, or took a number by hand.
    op.execute("UPDATE tickets SET place = place * 1048576")
    op.execute("UPDATE line_days SET passes = '', run = 0")


def downgrade() -> None:
    op.execute("UPDATE tickets SET place = place / 1048576")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_back")
        batch_op.drop_index("ix_tickets_apart")
        batch_op.drop_column("moved_line_id")
        batch_op.drop_column("written")
        batch_op.drop_column("origin")
        batch_op.drop_column("people")
        batch_op.drop_column("chances")
        batch_op.drop_column("after_calls")
        batch_op.drop_column("wanted_counter_id")
        batch_op.drop_column("hold_until")

    with op.batch_alter_table("layanan", schema=None) as batch_op:
        batch_op.drop_column("classification")

    with op.batch_alter_table("counters", schema=None) as batch_op:
        batch_op.drop_column("credits")

    with op.batch_alter_table("berkas", schema=None) as batch_op:
        batch_op.drop_index("ix_berkas_promised")
        batch_op.drop_index("ix_berkas_handed_over")
        batch_op.drop_index("ix_berkas_opened")
        batch_op.drop_index(batch_op.f("ix_berkas_picked_up_ticket_id"))
        batch_op.drop_index(
            "ix_berkas_held",
            sqlite_where=sa.text("holder IS NOT NULL"),
            postgresql_where=sa.text("holder IS NOT NULL"),
        )
        batch_op.drop_column("picked_up_ticket_id")
        batch_op.drop_column("void_reason")
        batch_op.drop_column("parent_id")
        batch_op.drop_column("holder_since")
        batch_op.drop_column("holder")
        batch_op.drop_column("label")
        batch_op.drop_column("person")

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_tasks_of_week", sqlite_where=sa.text("berkas_id IS NULL"), postgresql_where=sa.text("berkas_id IS NULL")
        )
        batch_op.drop_index(
            "uq_tasks_of_berkas",
            sqlite_where=sa.text("berkas_id IS NOT NULL"),
            postgresql_where=sa.text("berkas_id IS NOT NULL"),
        )
        batch_op.drop_index(
            "ix_tasks_due", sqlite_where=sa.text("done_at IS NULL"), postgresql_where=sa.text("done_at IS NULL")
        )

    op.drop_table("tasks")
    with op.batch_alter_table("register_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_register_entries_number")
        batch_op.drop_index("ix_register_entries_by_time")
        batch_op.drop_index(batch_op.f("ix_register_entries_berkas_id"))

    op.drop_table("register_entries")
    op.drop_table("letters")
    op.drop_table("complaints")
    with op.batch_alter_table("counter_commands", schema=None) as batch_op:
        batch_op.drop_index("ix_counter_commands_latest")

    op.drop_table("counter_commands")
    with op.batch_alter_table("substitutes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_substitutes_staff_id"))
        batch_op.drop_index("ix_substitutes_of_hall")

    op.drop_table("substitutes")
