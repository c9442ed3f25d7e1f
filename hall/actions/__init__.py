"""DOES: one function is one thing that a person asked, in one transaction."""
