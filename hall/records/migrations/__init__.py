"""The history of the tables (Alembic). `HEAD` is the newest revision: a start compares it without loading Alembic."""

HEAD = "0005"
