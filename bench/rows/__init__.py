"""One file a group of rows; each has `rows(bench)`, which yields lines of the table."""
