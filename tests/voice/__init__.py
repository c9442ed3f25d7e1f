"""The voice: words, clips, one file, and the TV that plays it."""
