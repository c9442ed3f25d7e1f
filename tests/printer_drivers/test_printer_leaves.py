"""The memory and file drivers, where they differ from the contract test."""

from __future__ import annotations

import time
from pathlib import Path

from printer_drivers import Accepted, Cause, NotSent, Printed, Uncertain, open_driver, read_url
from printer_drivers.memory import MemoryPrinter
from printer_drivers.status import is_answer, read_status
from tests.full_disk import no_file_grows_beyond


def memory(url: str) -> MemoryPrinter:
    driver = open_driver(read_url(url))
    assert isinstance(driver, MemoryPrinter)
    return driver


def test_the_memory_printer_takes_the_time_of_paper() -> None:
    driver = memory("memory:?speed=1000")
    begun = time.monotonic()
    assert driver.send(b"slip", b"0001") == Printed()
    assert time.monotonic() - begun > 0.1


def test_the_memory_printer_keeps_the_last_slips() -> None:
    driver = memory("memory:kios?speed=0&keep=2")
    for text in (b"one", b"two", b"three"):
        driver.send(text, b"0001")
    assert (list(driver.slips), driver.count) == ([b"two", b"three"], 3)


def test_the_memory_printer_speaks_as_its_profile_can() -> None:
    assert memory("memory:?speed=0&profile=generic-58").send(b"x", b"0001") == Accepted()


def test_faults_can_be_put_in_the_way() -> None:
    driver = memory("memory:?speed=0")
    driver.fail_next(NotSent(Cause.PAPER_OUT), Uncertain(Cause.RESET, 4))
    assert driver.probe().cause is Cause.PAPER_OUT
    assert driver.send(b"one", b"0001") == NotSent(Cause.PAPER_OUT)
    assert driver.send(b"two", b"0002") == Uncertain(Cause.RESET, 4)
    assert driver.send(b"three", b"0003") == Printed()
    assert list(driver.slips) == [b"two", b"three"]


def test_a_file_in_a_missing_folder_is_not_sent_and_not_made(tmp_path: Path) -> None:
    driver = open_driver(read_url(f"file://{tmp_path}/none/slips.bin"))
    assert driver.send(b"slip", b"0001") == NotSent(Cause.STORAGE)
    assert driver.probe().cause is Cause.STORAGE


def test_a_device_node_is_not_written_as_a_file() -> None:
    assert open_driver(read_url("file:///dev/null")).send(b"slip", b"0001") == NotSent(Cause.STORAGE)


def test_a_file_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    """A keeper's browser may name any path; a database with a slip at its end is a broken database."""
    path = tmp_path / "antrean.db"
    path.write_bytes(b"SQLite format 3\0")
    driver = open_driver(read_url(f"file://{path}"))
    assert driver.probe().cause is Cause.STORAGE
    assert driver.send(b"\x1b@slip", b"0001") == NotSent(Cause.STORAGE)
    assert path.read_bytes() == b"SQLite format 3\0"


def test_a_full_disk_leaves_no_half_of_a_slip(tmp_path: Path) -> None:
    path = tmp_path / "slips.bin"
    driver = open_driver(read_url(f"file://{path}"))
    assert driver.send(b"\x1b@one", b"0001") == Accepted()
    with no_file_grows_beyond(8):
        assert driver.send(b"\x1b@two", b"0002") == NotSent(Cause.STORAGE)
    assert path.read_bytes() == b"\x1b@one"
    assert driver.send(b"\x1b@two", b"0002") == Accepted()
    assert path.read_bytes() == b"\x1b@one\x1b@two"


def test_only_bytes_of_the_right_shape_are_answers() -> None:
    assert is_answer(0x12)
    assert is_answer(0x1A)
    for asb in (0x14, 0x00, 0x0F, 0x10, 0x37, 0x92):
        assert not is_answer(asb)


def test_every_cause_has_its_sentence() -> None:
    assert all(cause.sentence.endswith(".") for cause in Cause)


def test_a_well_printer_has_paper_and_no_cause() -> None:
    status = read_status({1: 0x12, 4: 0x12})
    assert (status.ready, status.paper, status.cover_open, status.sentence) == (True, "ok", None, "Siap.")
