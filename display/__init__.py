"""The TV in the waiting room."""
