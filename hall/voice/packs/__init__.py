"""The clip packs that travel with Antrean; `tools/voice_pack.py` makes them."""
