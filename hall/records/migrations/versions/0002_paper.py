"""Paper: fallback printers, rolls, logos, slips of berkas; only a ticket's own slip is one of a kind."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TICKET = sa.text("kind = 'ticket'")
_COPIES = sa.text("original_id IS NOT NULL")
_BERKAS = sa.text("berkas_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "logos",
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name="fk_logos_hall_id"),
        sa.PrimaryKeyConstraint("hall_id", name="pk_logos"),
    )
    with op.batch_alter_table("printers") as table:
        table.add_column(sa.Column("fallback_id", _ID, nullable=True))
        table.add_column(sa.Column("roll_mm", sa.BigInteger(), nullable=False, server_default="80000"))
        table.add_column(sa.Column("roll_from_mm", sa.BigInteger(), nullable=False, server_default="0"))
        table.add_column(sa.Column("roll_changed_at", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("stands_since", sa.BigInteger(), nullable=True))
        table.create_foreign_key("fk_printers_fallback_id", "printers", ["fallback_id"], ["id"])
    with op.batch_alter_table("print_jobs") as table:
        table.add_column(sa.Column("berkas_id", _ID, nullable=True))
        table.add_column(sa.Column("original_id", _ID, nullable=True))
        table.add_column(sa.Column("moved_from", _ID, nullable=True))
        table.create_foreign_key("fk_print_jobs_berkas_id", "berkas", ["berkas_id"], ["id"])
        table.create_foreign_key("fk_print_jobs_original_id", "print_jobs", ["original_id"], ["id"])
        table.create_foreign_key("fk_print_jobs_moved_from", "printers", ["moved_from"], ["id"])
        table.drop_constraint("uq_print_jobs_ticket_id_kind_copy", type_="unique")
    for name, columns, unique, where in (
        ("uq_print_jobs_of_ticket", ["ticket_id", "copy"], True, _TICKET),
        ("uq_print_jobs_of_original", ["original_id", "copy"], True, _COPIES),
        ("ix_print_jobs_of_berkas", ["berkas_id"], False, _BERKAS),
    ):
        op.create_index(name, "print_jobs", columns, unique=unique, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name in ("uq_print_jobs_of_ticket", "uq_print_jobs_of_original", "ix_print_jobs_of_berkas"):
        op.drop_index(name, "print_jobs")
    with op.batch_alter_table("print_jobs") as table:
        for column in ("berkas_id", "original_id", "moved_from"):
            table.drop_constraint(f"fk_print_jobs_{column}", type_="foreignkey")
            table.drop_column(column)
        table.create_unique_constraint("uq_print_jobs_ticket_id_kind_copy", ["ticket_id", "kind", "copy"])
    with op.batch_alter_table("printers") as table:
        table.drop_constraint("fk_printers_fallback_id", type_="foreignkey")
        for column in ("fallback_id", "roll_mm", "roll_from_mm", "roll_changed_at", "stands_since"):
            table.drop_column(column)
    op.drop_table("logos")
