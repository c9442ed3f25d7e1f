"""The simulated printer on a pseudo-terminal: a serial line, or the character device of usblp.

The stable name is a symbolic link, as udev makes them in /dev/serial/by-id: after `unplug` and `plug` the device has
another name, and the link leads to it.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pty
import select
import time
import tty
from pathlib import Path
from typing import Any

from tests.printer_drivers.mechanism import Mechanism, Session


class LinePrinter(Mechanism):
    """A printer behind a device node. `path`: the stable name; `device`: what it leads to now."""

    def __init__(self, folder: Path, **moods: Any) -> None:
        super().__init__(**moods)
        self.path = folder / "printer"
        self.device = ""
        self._master = self._slave = -1
        self._other: int | None = None
        if self.mode == "busy":
            self.mode = "ok"
            self.plug()
            self.hold()
        else:
            self.plug()
        self._thread.start()

    def plug(self) -> None:
        """Connected, under a new name."""
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)  # and kept open: the line lives on between two jobs
        os.set_blocking(self._master, False)
        self.device = os.ttyname(self._slave)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(self.device)

    def unplug(self) -> None:
        """Pulled: whoever has it open is told so, and its name leads nowhere."""
        self.release()
        self.path.unlink(missing_ok=True)
        self.break_link(reset=True)

    def hold(self) -> None:
        """Another program opens it for itself, as CUPS or a second server does."""
        self._other = os.open(self.device, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        fcntl.flock(self._other, fcntl.LOCK_EX)

    def release(self) -> None:
        """The other program lets go."""
        if self._other is not None:
            os.close(self._other)
        self._other = None

    def break_link(self, *, reset: bool) -> None:
        """Both ends go: a reader on the other side gets an error."""
        master, self._master = self._master, -1
        slave, self._slave = self._slave, -1
        for handle in (slave, master):
            if handle >= 0:
                os.close(handle)

    def _serve(self) -> None:
        while not self.stopping:
            master = self._master
            if master < 0:
                time.sleep(0.01)
                continue
            self.sessions += 1
            with contextlib.suppress(OSError):
                Session(self, _LineLink(self, master)).run()


class _LineLink:
    endless = True

    def __init__(self, printer: LinePrinter, master: int) -> None:
        self._printer, self._master = printer, master

    def recv(self, most: int) -> bytes:
        """Bytes of the computer; empty once the cable is pulled."""
        if self._printer._master != self._master:
            return b""
        if not select.select([self._master], [], [], 0.02)[0]:
            raise TimeoutError
        try:
            return os.read(self._master, most)
        except BlockingIOError:
            raise TimeoutError from None

    def sendall(self, data: bytes) -> None:
        """Bytes to the computer; a line without a reader loses what does not fit."""
        if self._printer._master != self._master:
            raise OSError(errno.EIO, "pulled")
        os.write(self._master, data)
