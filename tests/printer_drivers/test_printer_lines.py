"""Serial lines and usblp's device node, on pseudo-terminals."""

from __future__ import annotations

import errno
import os
import pty
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from printer_drivers import Accepted, Cause, NotSent, Printed, open_driver, read_url
from printer_drivers.fd import unopened
from printer_drivers.serial import SerialWire
from tests.printer_drivers.mechanism import START
from tests.printer_drivers.simulated_line import LinePrinter

BLOB = START + b"A001\n" * 20 + b"\x1dV\x42\x00"
BOTH = pytest.mark.parametrize("kind", ["serial", "usblp"])


@contextmanager
def as_a_stranger(path: str, rights: int = 0) -> Iterator[None]:
    """This process with only those rights on the node (0o2: to write)."""
    os.chmod(path, 0o600 | rights * 0o11 if os.geteuid() == 0 else rights << 6)
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@BOTH
def test_a_name_that_is_not_there_is_never_made(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "lp0"
    outcome = open_driver(read_url(f"{kind}://{path}")).send(BLOB, b"0001")
    assert outcome == NotSent(Cause.ABSENT)
    assert isinstance(outcome, NotSent)
    assert f"{path} tidak ada." in outcome.sentence
    assert "nama yang tetap" in outcome.sentence
    assert list(tmp_path.iterdir()) == []


@BOTH
@pytest.mark.parametrize("what", ["file", "folder", "/dev/null"])
def test_what_is_no_printer_is_refused_and_not_written(kind: str, what: str, tmp_path: Path) -> None:
    path = Path(what) if what.startswith("/") else tmp_path / what
    if what == "file":
        path.write_bytes(b"minutes of the meeting")
    elif what == "folder":
        path.mkdir()
    assert open_driver(read_url(f"{kind}://{path}")).send(BLOB, b"0001") == NotSent(Cause.NOT_A_PRINTER)
    assert what != "file" or path.read_bytes() == b"minutes of the meeting"


@BOTH
def test_without_permission_the_group_is_told(kind: str, tmp_path: Path) -> None:
    with LinePrinter(tmp_path) as printer:
        os.chmod(tmp_path, 0o755)
        for folder in tmp_path.parents[:2]:
            os.chmod(folder, 0o755)
        driver = open_driver(read_url(f"{kind}://{printer.device}"))
        with as_a_stranger(printer.device):
            outcome = driver.send(BLOB, b"0001")
    assert outcome == NotSent(Cause.NO_PERMISSION)
    assert isinstance(outcome, NotSent)
    assert "usermod -aG" in outcome.sentence or "udev" in outcome.sentence


def test_a_node_that_may_only_be_written_is_a_one_way_printer(tmp_path: Path) -> None:
    with LinePrinter(tmp_path) as printer:
        driver = open_driver(read_url(f"usblp://{printer.device}?profile=epson-80&connect=20&deadline=30"))
        with as_a_stranger(printer.device, rights=0o2):
            assert driver.send(BLOB, b"0001") == Accepted()
        assert printer.wait_for(1)
        assert (printer.tickets, printer.queries) == ([BLOB], 0)


def test_the_usual_groups_are_named_where_the_device_does_not_tell() -> None:
    serial = unopened("/dev/ttyUSB99", errno.EACCES, neighbours="/dev/serial/by-id/*")
    assert "sudo usermod -aG dialout" in serial.detail
    assert "sudo usermod -aG lp" in unopened("/dev/usb/lp99", errno.EACCES, neighbours="/dev/usb/lp*").detail
    assert "dialout" in unopened("/dev/rfcomm99", errno.EACCES, neighbours="/dev/rfcomm*").detail


def test_the_names_that_do_exist_are_told(tmp_path: Path) -> None:
    (tmp_path / "lp3").touch()
    assert f"Yang ada: {tmp_path}/lp3." in unopened("/x", errno.ENOENT, neighbours=f"{tmp_path}/lp*").detail


def test_a_device_under_another_name_is_found_by_its_stable_one(tmp_path: Path) -> None:
    with LinePrinter(tmp_path) as printer:
        driver = open_driver(read_url(f"serial://{printer.path}?profile=epson-80&connect=20&deadline=30"))
        assert driver.send(BLOB, b"0001") == Printed()
        printer.unplug()
        assert driver.probe().cause is Cause.ABSENT
        another = pty.openpty()  # somebody else gets the old name meanwhile
        printer.plug()
        assert driver.send(BLOB, b"0002") == Printed()
        assert os.ttyname(another[1]) != printer.device
        for handle in another:
            os.close(handle)


def test_a_line_without_dsr_cannot_use_it_as_flow_control(tmp_path: Path) -> None:
    with LinePrinter(tmp_path) as printer:
        status = open_driver(read_url(f"serial://{printer.path}?flow=dsrdtr")).probe()
    assert (status.cause, "flow=xonxoff" in status.sentence) == (Cause.NOT_A_PRINTER, True)


class _LineWithDsr:
    """What pyserial is to the wire, with a DSR that a test moves."""

    def __init__(self, handle: int) -> None:
        self._handle = handle
        self.dsr = False

    def fileno(self) -> int:
        return self._handle

    def close(self) -> None:
        os.close(self._handle)


def test_dsr_holds_the_data_back_until_the_printer_is_ready() -> None:
    master, slave = pty.openpty()
    line = _LineWithDsr(slave)
    wire = SerialWire(line, "dsrdtr")
    assert wire.write(memoryview(b"x" * 100), 0.05) == 0
    line.dsr = True
    assert wire.write(memoryview(b"x" * 100), 30) == 64, "small chunks: a printer that drops DSR has still some room"
    assert os.read(master, 200) == b"x" * 64
    wire.close()
    wire.close()
    os.close(master)


@pytest.mark.parametrize("flow", ["none", "rtscts", "xonxoff"])
@pytest.mark.parametrize("baud", ["9600", "115200"])
def test_a_job_goes_through_at_each_setting(flow: str, baud: str, tmp_path: Path) -> None:
    with LinePrinter(tmp_path) as printer:
        url = f"serial://{printer.path}?profile=generic-58&baud={baud}&flow={flow}&connect=20&deadline=30"
        assert open_driver(read_url(url)).send(BLOB, b"0001") == Accepted()
        assert printer.wait_for(1)
        assert printer.tickets == [BLOB]
