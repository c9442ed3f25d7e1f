"""What the office shows on its TV: pictures and films of its own. The files lie in the data folder, by their digest."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Float, Integer, SmallInteger, String, Table, UniqueConstraint

from hall.records.tables.ground import Id, hall_column, metadata

media = Table(
    "media", metadata,
    Column("id", Id, primary_key=True),
    hall_column(),
    Column("kind", String(6), nullable=False),
    Column("title", String(120), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("type", String(40), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("width", Integer),
    Column("height", Integer),
    Column("seconds", Float),
    Column("position", Integer, nullable=False, server_default="0"),
    Column("active", SmallInteger, nullable=False, server_default="1"),
    Column("from_day", Date),
    Column("until_day", Date),
    Column("uploaded_at", BigInteger, nullable=False),
    UniqueConstraint("hall_id", "digest"),
)  # fmt: skip
