"""SPEAKS: the words of a call become clips, the clips one file. Nothing here needs the network or another program."""
