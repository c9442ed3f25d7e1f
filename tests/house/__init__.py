"""The house guards itself: layout, layers, looks, words."""
