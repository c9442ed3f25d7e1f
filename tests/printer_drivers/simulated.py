"""A simulated ESC/POS printer on a TCP port, with the moods of real ones.

In a thread: `with SimulatedPrinter() as printer: printer.url, printer.mode = "paper_out", printer.tickets`.
As a process: `python -m tests.printer_drivers.simulated --port 9100`; it prints one JSON line with its port and then
obeys lines on its standard input: `mode cover`, `count`, `unplug`, `plug`, `quit`; each is answered by a JSON line.

One session at a time, as real printers have.
"""

from __future__ import annotations

import argparse
import errno
import json
import socket
import struct
import sys
import time

from tests.patience import eventually, free_port
from tests.printer_drivers.mechanism import MODES, START, Mechanism, Session

__all__ = ["MODES", "START", "SimulatedPrinter"]


class SimulatedPrinter(Mechanism):
    """A printer on the network, served by a thread."""

    def __init__(
        self,
        port: int = 0,
        *,
        mode: str = "ok",
        delay: float = 1.0,
        print_seconds: float = 0.0,
        cut_after: int = 60,
        stall_after: int = 2,
        model: bytes | None = b"TM-T82X",
        family: socket.AddressFamily = socket.AF_INET,
    ) -> None:
        super().__init__(
            mode=mode,
            delay=delay,
            print_seconds=print_seconds,
            cut_after=cut_after,
            stall_after=stall_after,
            model=model,
        )
        self._family = family
        self._listener: socket.socket | None = None
        self._link: socket.socket | None = None
        self._port = port or free_port()  # its own also while it is unplugged
        self.plug()
        self._thread.start()

    @property
    def port(self) -> int:
        """The TCP port, the same after unplugging."""
        return self._port

    @property
    def url(self) -> str:
        """Its printer address, with the profile of an Epson on 80 mm paper."""
        host = "[::1]" if self._family == socket.AF_INET6 else "127.0.0.1"
        return f"tcp://{host}:{self._port}?profile=epson-80"

    def unplug(self) -> None:
        """Gone from the network: refuses, and breaks what is open."""
        listener, self._listener = self._listener, None
        if listener:
            listener.shutdown(socket.SHUT_RDWR)  # closing alone waits for the thread that is accepting
            listener.close()
        self.break_link(reset=True)

    @property
    def plugged(self) -> bool:
        """Whether a computer can find it."""
        return self._listener is not None

    def plug(self) -> None:
        """Back on the same port."""
        self._listener = eventually(self._listen, f"port {self._port} is free again")

    def _listen(self) -> socket.socket | None:
        host = "::1" if self._family == socket.AF_INET6 else "127.0.0.1"
        try:
            listener = socket.create_server((host, self._port), family=self._family)
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                raise
            return None  # a program that another thread is just starting still holds what it inherited
        listener.settimeout(0.05)
        return listener

    def break_link(self, *, reset: bool) -> None:
        """Closes the connection, with a reset or with an ordinary end."""
        link, self._link = self._link, None
        if link is None:
            return
        self.breaks += 1
        if reset:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.close()

    def _serve(self) -> None:
        while not self.stopping:
            listener = self._listener
            if listener is None or self._mode == "busy":
                time.sleep(0.01)
                continue
            try:
                link, _ = listener.accept()
            except (TimeoutError, OSError):
                continue
            self.sessions += 1
            self._link = link
            if self._listener is not listener:  # it was unplugged between the knock and here
                self.break_link(reset=True)
                continue
            try:
                Session(self, _TcpLink(link)).run()
            except OSError as fault:
                self.log.append(f"session ended: {fault}")
            finally:
                self.break_link(reset=False)
                link.close()


class _TcpLink:
    endless = False

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        link.settimeout(0.05)

    def recv(self, most: int) -> bytes:
        """As sockets do."""
        return self._link.recv(most)

    def sendall(self, data: bytes) -> None:
        """As sockets do."""
        self._link.sendall(data)


def main() -> None:
    """The printer as a process of its own, ruled by lines on standard input."""
    reader = argparse.ArgumentParser(description=main.__doc__)
    reader.add_argument("--port", type=int, default=0)
    reader.add_argument("--mode", choices=MODES, default="ok")
    reader.add_argument("--print-seconds", type=float, default=0.0)
    asked = reader.parse_args()
    with SimulatedPrinter(asked.port, mode=asked.mode, print_seconds=asked.print_seconds) as printer:
        print(json.dumps({"port": printer.port, "url": printer.url}), flush=True)
        for line in sys.stdin:
            word, _, value = line.strip().partition(" ")
            if word == "quit":
                break
            if word == "mode":
                printer.mode = value
            elif word in {"unplug", "plug"}:
                getattr(printer, word)()
            print(json.dumps({"mode": printer.mode, "count": len(printer.tickets), "printable": printer.printable}))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
