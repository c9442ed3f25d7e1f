"""Lists that strangers made: what can be read is read, everything else gets a sentence."""
