"""The office's own images and videos."""
