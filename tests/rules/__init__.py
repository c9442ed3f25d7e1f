"""The office's rules, as sentences."""
