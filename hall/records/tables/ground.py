"""What every table stands on: names of constraints, the kind of ids, the hall of a row."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, MetaData

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


def partial(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """An index over the rows of a condition, as its migration wrote it.

    The condition is told in `info`: as options of PostgreSQL it would load that dialect into every process of an office that
    has SQLite (2 MB and 27 ms each), and Alembic does not compare it anyway; tests/records does.
    """
    return Index(name, *columns, unique=unique, info={"where": where})
