"""Slips and the spool."""
