"""Special hours: weeks of their own for a time of the year (Ramadan)."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "special_hours",
        sa.Column("id", _ID, nullable=False),
        sa.Column("hall_id", _ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["halls.id"], name=op.f("fk_special_hours_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_hours")),
        sa.UniqueConstraint("hall_id", "first_day", name=op.f("uq_special_hours_hall_id_first_day")),
    )
    op.create_table(
        "special_stretches",
        sa.Column("special_id", _ID, nullable=False),
        sa.Column("weekday", sa.SmallInteger(), nullable=False),
        sa.Column("opens", sa.SmallInteger(), nullable=False),
        sa.Column("closes", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["special_id"], ["special_hours.id"], name=op.f("fk_special_stretches_special_id")),
        sa.PrimaryKeyConstraint("special_id", "weekday", "opens", name=op.f("pk_special_stretches")),
    )


def downgrade() -> None:
    op.drop_table("special_stretches")
    op.drop_table("special_hours")
