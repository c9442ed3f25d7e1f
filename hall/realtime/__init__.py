"""TELLS SCREENS: the only Socket.IO. A message is a whole state with a rising version, or a numbered call to say."""
