"""DECIDES: pure functions and frozen values; `now` is passed in, nothing is read and nothing is written."""
