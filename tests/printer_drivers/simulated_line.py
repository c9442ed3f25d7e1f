"""The simulated printer on a pseudo-terminal: a serial line, or the character device of usblp.

The stable name is a symbolic link, as udev makes them in /dev/serial/by-id: after `unplug` and `plug` the device has
another name, and the link leads to it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import pty
import select
import time
import tty
from pathlib import Path
from typing import Any

from tests.patience import eventually
from tests.printer_drivers.mechanism import Mechanism, Session


class LinePrinter(Mechanism):
    """A printer behind a device node. `path`: the stable name; `device`: what it leads to now."""

    def __init__(self, folder: Path, **moods: Any) -> None:
        super().__init__(**moods)
        self.path = folder / "printer"
        self.device = ""
        self._master = self._slave = -1
        self._other: int | None = None
        self._pulled = False
        if self.mode == "busy":
            self.mode = "ok"
            self.plug()
            self.hold()
        else:
            self.plug()
        self._thread.start()

    @property
    def plugged(self) -> bool:
        """Whether a computer can find it."""
        return self._master >= 0

    def plug(self) -> None:
        """Connected, under a new name."""
        self._pulled = False
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
        self._pulled = True
        eventually(lambda: not self.plugged, "the printer's own thread has closed the line")

    def hold(self) -> None:
        """Another program opens it for itself, as CUPS or a second server does."""
        self._other = os.open(self.device, os.O_RDWR | os.O_NOCTTY | os.O_CLOEXEC)
        fcntl.flock(self._other, fcntl.LOCK_EX)

    def release(self) -> None:
        """The other program lets go."""
        if self._other is not None:
            os.close(self._other)
        self._other = None

    @property
    def mode(self) -> str:
        """As every printer's; leaving "xoff" opens the line again."""
        return self._mode

    @mode.setter
    def mode(self, value: str) -> None:
        was = self._mode
        Mechanism.mode.fset(self, value)  # type: ignore[attr-defined]
        if was == "xoff" and value != "xoff":
            os.write(self._master, b"\x11")
            eventually(lambda: select.select([], [self._slave], [], 0)[1], "the line runs again")

    def break_link(self, *, reset: bool) -> None:
        """Both ends go: a reader on the other side gets an error. Only ever done by the thread that reads them."""
        self.breaks += 1
        master, self._master = self._master, -1
        slave, self._slave = self._slave, -1
        for handle in (slave, master):
            if handle >= 0:
                os.close(handle)

    def _serve(self) -> None:
        while not (self.stopping and not self.plugged):
            if not self.plugged:
                time.sleep(0.01)
                continue
            self.sessions += 1
            try:
                Session(self, _LineLink(self, self._master)).run()
            except OSError as fault:
                self.log.append(f"session ended: {fault}")
            if self._pulled:
                self.break_link(reset=True)


class _LineLink:
    endless = True

    def __init__(self, printer: LinePrinter, master: int) -> None:
        self._printer, self._master = printer, master

    def recv(self, most: int) -> bytes:
        """Bytes of the computer; empty once the cable is pulled."""
        if self._printer._pulled or self._printer._master != self._master:
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
