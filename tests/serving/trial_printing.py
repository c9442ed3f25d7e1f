"""A stand-in for the printing process: writes its process id, answers every poke, ends when told.

Run as a program: FILE [SECONDS] (it ends by itself after SECONDS).
"""

import os
import signal
import socket
import sys
from pathlib import Path


def main() -> None:
    """Serves the poke until the end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    file = Path(sys.argv[1])
    with file.open("a") as log:
        log.write(f"{os.getpid()} {os.getpgrp()}\n")
    end = socket.socket(fileno=int(os.environ["ANTREAN_POKE_PRINT_FD"]))
    end.settimeout(float(sys.argv[2]) if len(sys.argv) > 2 else None)
    try:
        while end.recv(16) == b"p":
            end.send(b"r")
    except TimeoutError:
        sys.exit(3)


if __name__ == "__main__":
    main()
