"""The server: start, stop, worker, settings."""
