"""What all simulated printers have in common: paper, moods, and how bytes become slips and answers.

A printer of a kind (`simulated.py` on TCP, `simulated_line.py` on a pseudo-terminal, `simulated_bus.py` on USB) gives a
`Link` for each connection and runs a `Session` on it. What is in `tickets` came out as paper, whole; `torn` are pieces
of jobs that never came whole; `printable` counts every byte that was taken as print data. Data that a printer in
trouble still holds comes out when it is well again.
"""

from __future__ import annotations

import re
import threading
import time
from types import TracebackType
from typing import Protocol, Self

MODES = (
    "ok", "near_end", "paper_out", "cover", "cutter", "offline",  # what DLE EOT tells
    "mute",  # prints, never answers
    "late",  # answers DLE EOT only when the mode changes
    "busy",  # another computer holds the only session: connections wait in the backlog
    "asb",  # unasked automatic status bytes before each answer
    "junk",  # bytes of no shape before each answer
    "reset", "fin",  # breaks the connection after `cut_after` bytes of the job
    "stall",  # stops reading when the job begins
    "slow",  # takes `delay` to print
    "never",  # prints and answers DLE EOT, never confirms
    "echo_late",  # prints at once, confirms only when the mode changes
    "xoff",  # stops a serial line by XOFF before the job
    "out_mid",  # paper runs out after the job began; the rest prints when the mode is ok again
)  # fmt: skip
TROUBLE = {"paper_out", "cover", "cutter", "offline"}
START = b"\x1b\x40\x1c\x2e"
ASB = b"\x14\x00\x00\x0f"
JUNK = b"\xff\x00\x55\x91\x81\xe0"
ENDS = (b"\x1dVB\x00", b"\x1dVA\x00", b"\x1bd\x04", b"\x1de\x03\x0c")
"""How a job ends where nothing follows it: cut, full cut, feed to the tear bar, presenter."""
REAL_TIME = re.compile(rb"\x10\x04([\x01-\x04])")
PROCESS_ID = re.compile(rb"\x1d\x28\x48\x06\x00\x30\x30(.{4})", re.DOTALL)
PROCESSED = re.compile(rb"\x1dr\x01")
IDENTITY = re.compile(rb"\x1dI([\x41-\x43])")
RESETTING = re.compile(rb"\x1b@(?!\x1c)")


def status_byte(mode: str, number: int) -> int:
    """The answer to DLE EOT `number` in that mode."""
    offline = 0x08 if mode in TROUBLE else 0
    special = {
        ("paper_out", 2): 0x20, ("paper_out", 4): 0x60, ("cover", 2): 0x04, ("cutter", 2): 0x40, ("cutter", 3): 0x08,
        ("near_end", 4): 0x0C,
    }  # fmt: skip
    return 0x12 | (offline if number == 1 else special.get((mode, number), 0))


class Link(Protocol):
    """One connection, seen from the printer."""

    endless: bool
    """Whether jobs follow one another on it, so that its end says nothing."""

    def recv(self, most: int) -> bytes:
        """Bytes from the computer; empty at the end; TimeoutError after a short while without any; OSError."""

    def sendall(self, data: bytes) -> None:
        """Bytes to the computer. OSError."""


class Mechanism:
    """Paper and moods. `mode` may be changed at any time; `delay` and `print_seconds` in seconds.

    `model` is what GS I 67 answers; None: a board that does not know the command and prints its letters.
    """

    def __init__(
        self,
        *,
        mode: str = "ok",
        delay: float = 1.0,
        print_seconds: float = 0.0,
        cut_after: int = 60,
        stall_after: int = 2,
        model: bytes | None = b"TM-T82X",
    ) -> None:
        self.delay, self.print_seconds, self.cut_after = delay, print_seconds, cut_after
        self.stall_after = stall_after
        self.model = model
        self.tickets: list[bytes] = []
        self.torn: list[bytes] = []
        self.heard = bytearray()  # every byte, of whatever kind
        self.first_byte_at: list[float] = []
        self.printable = 0
        self.queries = 0
        self.asked = 0
        self.sessions = 0
        self.breaks = 0
        self.log: list[str] = []
        self._mode = mode
        self._stop = threading.Event()
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._serve, daemon=True)

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
            self.asked = 0
            self._changed.notify_all()

    @property
    def plugged(self) -> bool:
        """Whether a computer can find it."""
        raise AssertionError("each kind of connection knows its own")

    def plug(self) -> None:
        """Back again, after `unplug` or a broken connection."""
        raise AssertionError("each kind of connection is plugged in its own way")

    @property
    def stopping(self) -> bool:
        """The printer is being thrown away."""
        return self._stop.is_set()

    def wait_for(self, count: int, seconds: float = 30.0) -> bool:
        """True once `count` tickets came out."""
        with self._changed:
            return self._changed.wait_for(lambda: len(self.tickets) >= count, seconds)

    def came_out(self, ticket: bytes) -> None:
        """A slip is on paper."""
        with self._changed:
            self.tickets.append(ticket)
            self._changed.notify_all()

    def wait_until_well(self) -> None:
        """Until somebody mended it."""
        with self._changed:
            self._changed.wait_for(lambda: self._stop.is_set() or self._mode not in {*TROUBLE, "stall", "out_mid"})

    def wait_while(self, mode: str) -> None:
        """Until the mode is another one."""
        with self._changed:
            self._changed.wait_for(lambda: self._stop.is_set() or self._mode != mode)

    def unplug(self) -> None:
        """Gone, as with its cable pulled."""
        raise AssertionError("each kind of connection is pulled in its own way")

    def close(self) -> None:
        """Ends the thread and frees what it held."""
        self._stop.set()
        with self._changed:
            self._changed.notify_all()
        self.unplug()
        self._thread.join(5)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def break_link(self, *, reset: bool) -> None:
        """Breaks the open connection."""
        raise AssertionError("each kind of connection breaks in its own way")

    def _serve(self) -> None:
        raise AssertionError("each kind of connection is served in its own way")


class Session:
    """One connection: takes real-time queries out of the stream, collects tickets from the rest."""

    def __init__(self, printer: Mechanism, link: Link) -> None:
        self.printer, self.link = printer, link
        self.data = b""
        self.taken = 0
        self.closed = False

    def run(self) -> None:
        """Until the other side closes or the printer breaks it."""
        self.printer.asked = 0
        if self.printer.mode == "asb":
            self._answer(b"")
        while not self.printer.stopping and not self.closed:
            if self.printer.mode == "stall" and self.printer.asked >= self.printer.stall_after:
                self.printer.wait_until_well()
            try:
                got = self.link.recv(4096)
            except TimeoutError:
                continue
            except OSError as fault:  # the other side is gone; what it sent is here and is printed
                self.printer.log.append(f"the connection ended: {fault}")
                got = b""
            self.closed = not got
            self.printer.heard += got
            self._take(self._real_time(got))
        self._finish_tail()

    def _real_time(self, got: bytes) -> bytes:
        for match in REAL_TIME.finditer(got):
            self.printer.queries += 1
            self.printer.asked += 1
            self.printer.wait_while("late")
            if self.printer.mode == "xoff" and self.printer.asked == 2:
                self.link.sendall(b"\x13")
            self._answer(bytes((status_byte(self.printer.mode, match[1][0]),)))
        return REAL_TIME.sub(b"", got)

    def _answer(self, data: bytes) -> None:
        mode = self.printer.mode
        if mode == "mute":
            return
        try:
            self.link.sendall({"asb": ASB, "junk": JUNK}.get(mode, b"") + data)
        except OSError as fault:
            self.printer.log.append(f"nobody reads the answer: {fault}")

    def _take(self, got: bytes) -> None:
        if not got:
            return
        if not self.data:
            got = self._commands(got)
        if not got:
            return
        if self.printer.model is None and got == b"\x1b@" and START not in self.data:
            self.data = b""  # the line that was never finished is forgotten, and was never on paper
            return
        if not self.taken:
            self.printer.first_byte_at.append(time.time())
        if self.printer.mode in {"reset", "fin"} and self._broken(got):
            return
        self.taken += len(got)
        self.printer.printable += len(got)
        self.data += got
        if self.printer.mode in {*TROUBLE, "out_mid"}:
            self._hold()
        self._print_finished()

    def _commands(self, got: bytes) -> bytes:
        """Answers what stands between jobs and is no print data. A board without a model prints letters instead."""
        if START in got or self.printer.model is None:
            return got
        for match in IDENTITY.finditer(got):
            self._answer(b"_" + {0x43: self.printer.model, 0x42: b"EPSON"}.get(match[1][0], b"1.02") + b"\0")
        for match in PROCESS_ID.finditer(got):
            self._confirm(b"\x37\x22" + match[1] + b"\x00")
        for _ in PROCESSED.finditer(got):
            self._confirm(b"\x00")
        for command in (IDENTITY, PROCESS_ID, PROCESSED, RESETTING):
            got = command.sub(b"", got)
        return got

    def _broken(self, got: bytes) -> bool:
        room = max(0, self.printer.cut_after - self.taken)
        if len(got) < room:
            return False
        self.printer.printable += room
        self.printer.break_link(reset=self.printer.mode == "reset")
        self.closed, self.data = True, b""
        return True

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
                self.printer.wait_until_well()
                return
            self.printer.heard += got
            self.data += self._real_time(got)

    def _print_finished(self) -> None:
        while self.printer.model is not None and (
            match := min(
                filter(None, (PROCESS_ID.search(self.data), PROCESSED.search(self.data))),
                key=lambda found: found.start(),
                default=None,
            )
        ):
            ticket, self.data = self.data[: match.start()], self.data[match.end() :]
            self._print(ticket)
            self._confirm(b"\x37\x22" + match[1] + b"\x00" if match.re is PROCESS_ID else b"\x00")
        if self.link.endless and self.data.endswith(ENDS):
            self._finish_tail()

    def _confirm(self, answer: bytes) -> None:
        self.printer.wait_while("echo_late")
        if self.printer.mode != "never":
            self._answer(answer)

    def _finish_tail(self) -> None:
        """Jobs without a confirmation end with their connection, or where none ends, with the cut."""
        *before, last = self.data.split(START)
        for part in filter(None, before):
            if part.endswith(ENDS):
                self._print(START + part)
            else:
                self.printer.torn.append(part)
        if before:
            self._print(START + last)
        self.data = b""

    def _print(self, ticket: bytes) -> None:
        self.taken = 0
        *before, ticket = ticket.split(START)
        self.printer.torn += filter(None, before)
        if not ticket:
            return
        ticket = START + ticket
        if self.printer.mode == "slow":
            time.sleep(self.printer.delay)
        elif self.printer.print_seconds:
            time.sleep(self.printer.print_seconds)
        self.printer.came_out(ticket)
