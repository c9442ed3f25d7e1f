"""How each kind of slip stands on paper: one function a kind, from its value to lines. No I/O, no clock."""
