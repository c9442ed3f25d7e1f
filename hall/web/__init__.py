"""SPEAKS HTTP: what the rooms share: doors, refusals, the API's frame, pages and static files."""
