"""A stand-in for the printing process: writes its process id, answers every poke, ends when told.

TRIAL_PRINTING names the file that it writes to.
"""

import os
import signal
import socket
import sys
from pathlib import Path


def main() -> int:
    """Serves the poke until the end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Path(os.environ["TRIAL_PRINTING"]).open("a") as log:
        log.write(f"{os.getpid()} {os.getpgrp()}\n")
    end = socket.socket(fileno=int(os.environ["ANTREAN_POKE_PRINT_FD"]))
    end.setblocking(True)
    while end.recv(16) == b"p":
        end.send(b"r")
    return 0
