"""A simulated ESC/POS printer on a TCP port, with the moods of real ones.

In a thread: `with SimulatedPrinter() as printer: printer.url, printer.mode = "paper_out", printer.tickets`.
As a process: `python -m tests.printer_drivers.simulated --port 9100`; it prints one JSON line with its port and then
obeys lines on its standard input: `mode cover`, `count`, `unplug`, `plug`, `quit`; each is answered by a JSON line.

One session at a time, as real printers have. What is in `tickets` came out as paper, whole; `printable` counts every
byte that was taken as print data. Data that a printer in trouble still holds comes out when it is well again.
"""

from __future__ import annotations

import argparse
import json
import re
import socket
import struct
import sys
import threading
import time
from types import TracebackType

MODES = (
    "ok", "near_end", "paper_out", "cover", "cutter", "offline",  # what DLE EOT tells
    "mute",  # prints, never answers
    "late",  # answers DLE EOT after `delay`
    "busy",  # another computer holds the only session: connections wait in the backlog
    "asb",  # unasked automatic status bytes before each answer
    "reset", "fin",  # breaks the connection after `cut_after` bytes of the job
    "stall",  # stops reading when the job begins
    "slow",  # takes `delay` to print
    "out_mid",  # paper runs out after `cut_after` bytes of the job; the rest prints when the mode is ok again
)  # fmt: skip
TROUBLE = {"paper_out", "cover", "cutter", "offline"}
START = b"\x1b\x40\x1c\x2e"
PROCESS_ID = re.compile(rb"\x1d\x28\x48\x06\x00\x30\x30(.{4})", re.DOTALL)
REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])")
ASB = b"\x14\x00\x00\x0f"


def status_byte(mode: str, number: int) -> int:
    """The answer to DLE EOT `number` in that mode."""
    offline = 0x08 if mode in TROUBLE else 0
    special = {
        ("paper_out", 2): 0x20, ("paper_out", 4): 0x60, ("cover", 2): 0x04, ("cutter", 2): 0x40, ("cutter", 3): 0x08,
        ("near_end", 4): 0x0C,
    }  # fmt: skip
    return 0x12 | (offline if number == 1 else special.get((mode, number), 0))


class SimulatedPrinter:
    """A printer in a thread. `mode` may be changed at any time; `delay` and `print_seconds` in seconds."""

    def __init__(
        self,
        port: int = 0,
        *,
        mode: str = "ok",
        delay: float = 1.0,
        print_seconds: float = 0.0,
        cut_after: int = 60,
        family: socket.AddressFamily = socket.AF_INET,
    ) -> None:
        self.delay, self.print_seconds, self.cut_after = delay, print_seconds, cut_after
        self.tickets: list[bytes] = []
        self.first_byte_at: list[float] = []
        self.printable = 0
        self.queries = 0
        self.sessions = 0
        self.log: list[str] = []
        self._mode = mode
        self._family = family
        self._listener: socket.socket | None = None
        self._link: socket.socket | None = None
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._port = port
        self.plug()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def mode(self) -> str:
        """The present mood, one of MODES."""
        return self._mode

    @mode.setter
    def mode(self, value: str) -> None:
        if value not in MODES:
            raise ValueError(f"unknown mode {value!r}, known: {', '.join(MODES)}")
        with self._changed:
            self._mode = value
            self._changed.notify_all()

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
        self._break(reset=True)

    def plug(self) -> None:
        """Back on the same port."""
        listener = socket.create_server(
            ("::1" if self._family == socket.AF_INET6 else "127.0.0.1", self._port), family=self._family
        )
        listener.settimeout(0.05)
        self._port = listener.getsockname()[1]
        self._listener = listener

    def wait_for(self, count: int, seconds: float = 5.0) -> bool:
        """True once `count` tickets came out."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.tickets) >= count, seconds)

    def close(self) -> None:
        """Ends the thread and frees the port."""
        self._stop.set()
        with self._changed:
            self._changed.notify_all()
        self.unplug()
        self._thread.join(2)

    def __enter__(self) -> SimulatedPrinter:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _break(self, *, reset: bool) -> None:
        link, self._link = self._link, None
        if link is None:
            return
        if reset:
            link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        link.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
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
            try:
                _Session(self, link).run()
            except OSError as fault:
                self.log.append(f"session ended: {fault}")
            finally:
                self._break(reset=False)
                link.close()

    def _came_out(self, ticket: bytes) -> None:
        with self._changed:
            self.tickets.append(ticket)
            self._changed.notify_all()

    def _wait_until_well(self) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._stop.is_set() or self._mode not in {*TROUBLE, "stall", "out_mid"})

    @property
    def stopping(self) -> bool:
        """The printer is being thrown away."""
        return self._stop.is_set()


class _Session:
    """One connection: takes real-time queries out of the stream, collects tickets from the rest."""

    def __init__(self, printer: SimulatedPrinter, link: socket.socket) -> None:
        self.printer, self.link = printer, link
        self.data = b""
        self.taken = 0
        self.asked = 0
        self.closed = False

    def run(self) -> None:
        self.link.settimeout(0.05)
        if self.printer.mode == "asb":
            self.link.sendall(ASB)
        while not self.printer.stopping and not self.closed:
            self._wait_if_stalled()
            try:
                got = self.link.recv(4096)
            except TimeoutError:
                continue
            self.closed = not got
            self._take(self._real_time(got))
        self._finish_tail()

    def _wait_if_stalled(self) -> None:
        if self.printer.mode == "stall" and self.asked >= 2:
            self.printer._wait_until_well()

    def _real_time(self, got: bytes) -> bytes:
        for match in REAL_TIME.finditer(got):
            self.printer.queries += 1
            self.asked += 1
            mode = self.printer.mode
            if mode == "late":
                time.sleep(self.printer.delay)
            if mode == "asb":
                self.link.sendall(ASB)
            if mode != "mute":
                self.link.sendall(bytes((status_byte(mode, match[1][0]),)))
        return REAL_TIME.sub(b"", got)

    def _take(self, got: bytes) -> None:
        if not got:
            return
        if not self.taken:
            self.printer.first_byte_at.append(time.time())
        room = max(0, self.printer.cut_after - self.taken)
        if self.printer.mode in {"reset", "fin"} and len(got) >= room:
            self.printer.printable += room
            self.printer._break(reset=self.printer.mode == "reset")
            self.closed, self.data = True, b""
            return
        self.taken += len(got)
        self.printer.printable += len(got)
        self.data += got
        if self.printer.mode in {*TROUBLE, "out_mid"}:
            self._hold()
        self._print_finished()

    def _hold(self) -> None:
        """The paper ran out in the middle: queries are answered, the rest waits for new paper."""
        if self.printer.mode == "out_mid":
            self.printer.mode = "paper_out"
        while self.printer.mode in TROUBLE and not self.printer.stopping:
            try:
                got = self.link.recv(4096)
            except TimeoutError:
                continue
            except OSError:
                got = b""
            if not got:
                self.printer._wait_until_well()
                return
            self.data += self._real_time(got)

    def _print_finished(self) -> None:
        while match := PROCESS_ID.search(self.data):
            ticket, self.data = self.data[: match.start()], self.data[match.end() :]
            self._print(ticket)
            if self.printer.mode != "mute":
                try:
                    self.link.sendall(b"\x37\x22" + match[1] + b"\x00")
                except OSError as fault:
                    self.printer.log.append(f"nobody reads the echo: {fault}")

    def _finish_tail(self) -> None:
        """Jobs without a process id end with their connection."""
        for part in self.data.split(START)[1:]:
            self._print(START + part)
        self.data = b""

    def _print(self, ticket: bytes) -> None:
        if self.printer.mode == "slow":
            time.sleep(self.printer.delay)
        elif self.printer.print_seconds:
            time.sleep(self.printer.print_seconds)
        self.printer._came_out(ticket)


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
