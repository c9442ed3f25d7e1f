"""The clerk's desk: what a key does, and that everything fits."""
