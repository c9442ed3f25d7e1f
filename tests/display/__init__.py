"""The TV: what the waiting room sees and hears."""
