"""Puts on paper: slips (a frozen value -> bytes), the preview of the same bytes, and the spool that sends them."""
