"""What every table stands on: names of constraints, the kind of ids, the hall of a row."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts rows only in an INTEGER PRIMARY KEY


def hall_column() -> Column[int]:
    """The hall that a row belongs to."""
    return Column("hall_id", Id, ForeignKey("halls.id"), nullable=False)
