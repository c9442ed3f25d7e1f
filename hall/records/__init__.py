"""KEEPS: the only SQL. Rows leave as frozen values of the rules; times are kept as UTC microseconds."""
