"""The send protocol on a wire that says exactly what a test wants, byte by byte."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from printer_drivers import Accepted, Cause, NotSent, Printed, Uncertain, read_url
from printer_drivers.protocol import PROCESS_ID, WirePrinter
from printer_drivers.status import PrinterStatus, answers_in, is_processed, read_port_status, read_status
from printer_drivers.wire import Gone, Unopened, when_free
from tests.printer_drivers.rigs import PATIENT

Reply = Callable[[bytes], bytes]
NO_ECHO_COMES = "connect=20&deadline=0.5"
WELL = {1: b"\x12", 2: b"\x12", 3: b"\x12", 4: b"\x12"}


class ScriptedWire:
    """Answers by `reply`; takes at most `takes` bytes a write, `room` in all; `port`: what its port says."""

    two_way = True

    def __init__(self, reply: Reply, *, takes: int = 10_000, room: int = 10_000, port: int | None = None) -> None:
        self.written = b""
        self.closed = 0
        self._reply, self._takes, self._room, self._port = reply, takes, room, port
        self.waiting: list[bytes] = []

    def read(self, seconds: float) -> bytes:
        """The next reply, at once."""
        return self.waiting.pop(0) if self.waiting else b""

    def write(self, data: memoryview, seconds: float) -> int:
        """A part, as busy devices do."""
        part = bytes(data[: min(self._takes, self._room - len(self.written))])
        self.written += part
        if part and (answer := self._reply(part)):
            self.waiting.append(answer)
        return len(part)

    def settle(self, end: float) -> Cause | None:
        """All is gone as soon as it is written."""
        return None

    def port_status(self) -> PrinterStatus | None:
        """As scripted."""
        return None if self._port is None else read_port_status(self._port)

    def close(self) -> None:
        """Counted."""
        self.closed += 1


def printer(wire: ScriptedWire, query: str = "profile=epson-80", limits: str = PATIENT) -> WirePrinter:
    return WirePrinter(read_url(f"tcp://p?{query}&{limits}"), lambda: wire)


def well(part: bytes) -> bytes:
    """A printer that is well, and confirms at once."""
    if part[:2] == b"\x10\x04":
        return WELL[part[2]]
    at = part.rfind(PROCESS_ID)
    return b"\x37\x22" + part[at + 7 : at + 11] + b"\x00" if at >= 0 else b""


def test_a_job_is_one_write_of_blob_and_process_id() -> None:
    wire = ScriptedWire(well)
    assert printer(wire).send(b"slip", b"0042") == Printed()
    assert wire.written.endswith(b"slip" + PROCESS_ID + b"0042")
    assert wire.closed == 1


def test_a_device_that_takes_little_at_a_time_gets_all_the_same() -> None:
    wire = ScriptedWire(lambda part: b"", takes=3)
    assert printer(wire, "profile=generic-80").send(b"0123456789", b"0042") == Accepted()
    assert wire.written == b"0123456789"


def test_a_device_that_takes_nothing_got_nothing() -> None:
    assert printer(ScriptedWire(well, room=6)).send(b"slip", b"0042") == NotSent(Cause.STALLED)


def test_a_device_that_took_a_part_leaves_the_slip_uncertain() -> None:
    assert printer(ScriptedWire(well, room=8)).send(b"slip", b"0042") == Uncertain(Cause.STALLED, 2)


def test_the_echo_of_another_job_confirms_nothing() -> None:
    def other(part: bytes) -> bytes:
        return WELL[part[2]] if part[:2] == b"\x10\x04" else b"\x37\x220041\x00"

    assert printer(ScriptedWire(other), limits=NO_ECHO_COMES).send(b"slip", b"0042") == Uncertain(Cause.NO_ECHO, 15)


def test_an_echo_in_pieces_is_put_together() -> None:
    wire = ScriptedWire(lambda part: WELL[part[2]] if part[:2] == b"\x10\x04" else b"")
    driver = printer(wire)
    pieces = iter((b"\x37", b"\x2200", b"42\x00"))
    taken = wire.read
    wire.read = lambda seconds: taken(seconds) or (next(pieces, b"") if PROCESS_ID in wire.written else b"")  # type: ignore[method-assign]
    assert driver.send(b"slip", b"0042") == Printed()


def test_a_late_echo_is_not_read_as_paper_out() -> None:
    late = b"\x37\x222226\x00"  # each of its figures has the shape of a status byte
    wire = ScriptedWire(lambda part: late + WELL[part[2]] if part[:2] == b"\x10\x04" else well(part))
    assert printer(wire).send(b"slip", b"0042") == Printed()
    assert answers_in(late) == []


def test_an_answer_that_comes_a_job_late_is_not_taken_for_a_fresh_one() -> None:
    """The line is one behind: without the silent look after a mute job, "offline" of then would be "paper" of now."""
    wire = ScriptedWire(lambda part: b"")
    driver = printer(wire, limits="connect=2&deadline=30")
    assert driver.send(b"slip", b"0042") == NotSent(Cause.MUTE)
    behind = [b"\x12"]

    def one_behind(part: bytes) -> bytes:
        if part[:2] != b"\x10\x04":
            return well(part)
        behind.append(b"\x1a" if part[2] == 1 else b"\x32")  # the truth: offline, paper out
        return behind.pop(0)

    wire._reply = one_behind
    read = wire.read
    wire.read = lambda seconds: read(seconds) or (behind.pop(0) if behind and 0 < seconds < 0.2 else b"")  # type: ignore[method-assign]
    assert driver.send(b"slip", b"0042") == NotSent(Cause.PAPER_OUT)
    assert b"slip" not in wire.written


def test_automatic_status_is_no_answer_to_gs_r() -> None:
    asb = b"\x10\x00\x00\x0f"
    assert not is_processed(asb)
    assert is_processed(asb + b"\x00")
    wire = ScriptedWire(lambda part: asb if part.endswith(b"\x1dr\x01") else b"")
    assert printer(wire, "profile=generic-80&confirm=gsr", NO_ECHO_COMES).send(b"slip", b"0042") == Uncertain(
        Cause.NO_ECHO, 7
    )


def test_a_connection_that_breaks_before_the_first_byte_sent_nothing() -> None:
    wire = ScriptedWire(well)

    def broken(data: memoryview, seconds: float) -> int:
        raise Gone(Cause.RESET)

    wire.write = broken  # type: ignore[method-assign]
    assert printer(wire, "profile=generic-80").send(b"slip", b"0042") == NotSent(Cause.UNREACHABLE)


def test_a_usb_port_tells_about_paper_what_the_printer_cannot() -> None:
    assert printer(ScriptedWire(well, port=0x38), "profile=generic-58").send(b"x", b"0001") == NotSent(Cause.PAPER_OUT)
    assert printer(ScriptedWire(well, port=0x38), "profile=generic-58&status=0").send(b"x", b"0001") == Accepted()


@pytest.mark.parametrize("byte", [0x00, 0x18, 0x7F, 0xFF, 0x20 | 0x40, 0x01])
def test_a_port_that_reports_nonsense_is_not_believed(byte: int) -> None:
    status = read_port_status(byte)
    assert status is None or status.ready


def test_each_cause_is_read_from_its_bit() -> None:
    well_bytes = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
    for number, byte, cause in (
        (2, 0x16, Cause.COVER_OPEN), (4, 0x72, Cause.PAPER_OUT), (3, 0x1A, Cause.CUTTER), (3, 0x32, Cause.ERROR),
        (1, 0x1A, Cause.OFFLINE), (2, 0x52, Cause.ERROR),
    ):  # fmt: skip
        assert read_status(well_bytes | {number: byte}).cause is cause


def test_a_device_in_use_is_waited_for_but_not_for_ever() -> None:
    tries = iter([Unopened(Cause.IN_USE), Unopened(Cause.IN_USE)])

    def busy_twice() -> str:
        if fault := next(tries, None):
            raise fault
        return "open"

    def never() -> str:
        raise Unopened(Cause.IN_USE)

    assert when_free(busy_twice, 30) == "open"
    with pytest.raises(Unopened):
        when_free(never, 0.05)
