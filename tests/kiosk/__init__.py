"""The kiosk: its pages and what a finger does on them."""
