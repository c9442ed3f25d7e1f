"""The visitor's room: the touchscreen's page and what it asks, and the citizen's own ticket on the phone."""
