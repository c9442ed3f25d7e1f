"""Tests mirror the rooms of the house; journeys/ and house/ stand beside them."""
