"""The CUPS driver against a private CUPS: what it says when the queue, the program or the server is not there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from printer_drivers import Accepted, Cause, NotSent, Outcome, open_driver, read_url
from tests.patience import eventually
from tests.printer_drivers.mechanism import START
from tests.printer_drivers.private_cups import PrivateCups
from tests.printer_drivers.simulated import SimulatedPrinter

BLOB = START + b"A001\n" * 20 + b"\x1dV\x42\x00"


def send(name: str) -> Outcome:
    return open_driver(read_url(f"cups://{name}?profile=generic-80&connect=20&deadline=30")).send(BLOB, b"0001")


def test_a_queue_that_is_not_there_is_not_sent(cups: PrivateCups) -> None:
    outcome = send("TIDAK-ADA")
    assert isinstance(outcome, NotSent)
    assert outcome == NotSent(Cause.ABSENT)
    assert "Antrean CUPS TIDAK-ADA tidak ada." in outcome.sentence


@pytest.mark.parametrize(("command", "word"), [("cupsdisable", "cupsenable"), ("cupsreject", "cupsaccept")])
def test_a_stopped_queue_gets_nothing_and_its_command_is_told(cups: PrivateCups, command: str, word: str) -> None:
    with SimulatedPrinter() as printer:
        name = cups.queue(f"S{printer.port}", printer.port)
        cups.run(f"/usr/sbin/{command}", name)
        outcome = send(name)
        assert isinstance(outcome, NotSent)
        assert outcome == NotSent(Cause.OFFLINE)
        assert f"sudo {word} {name}" in outcome.sentence
        cups.run(f"/usr/sbin/{word}", name)
        assert send(name) == Accepted()
        assert printer.tickets == [BLOB]


def test_a_job_that_waits_too_long_is_cancelled_and_never_printed(cups: PrivateCups) -> None:
    with SimulatedPrinter() as printer:
        name = cups.queue(f"W{printer.port}", printer.port)
        printer.unplug()
        driver = open_driver(read_url(f"cups://{name}?profile=generic-80&deadline=1"))
        assert driver.send(BLOB, b"0001").cause is Cause.STALLED  # type: ignore[union-attr]
        eventually(lambda: name not in cups.run("lpstat", "-W", "not-completed", "-o"), "the job left the queue")
        printer.plug()
        assert send(name) == Accepted()
        assert printer.tickets == [BLOB]


def test_without_the_server_nothing_is_sent(cups: PrivateCups, tmp_path: Path) -> None:
    before = os.environ["CUPS_SERVER"]
    os.environ["CUPS_SERVER"] = str(tmp_path / "nothing")
    try:
        outcome = send("KIOSK")
    finally:
        os.environ["CUPS_SERVER"] = before
    assert isinstance(outcome, NotSent)
    assert (outcome.cause, "CUPS tidak berjalan" in outcome.sentence) == (Cause.UNREACHABLE, True)


def test_without_its_programs_the_package_is_told(tmp_path: Path) -> None:
    before = os.environ["PATH"]
    os.environ["PATH"] = str(tmp_path)
    try:
        status = open_driver(read_url("cups://KIOSK")).probe()
    finally:
        os.environ["PATH"] = before
    assert (status.cause, "apt-get install cups-client" in status.sentence) == (Cause.MISSING_PART, True)


def test_a_name_is_never_an_option_or_a_command(cups: PrivateCups, tmp_path: Path) -> None:
    for name in ("-h", "a b", "a;id", "$(id)", "a/b", ""):
        with pytest.raises(ValueError, match=r"CUPS|lamat"):
            read_url(f"cups://{name}")


def test_a_full_bin_of_old_jobs_is_no_obstacle(cups: PrivateCups) -> None:
    with SimulatedPrinter() as printer:
        name = cups.queue(f"O{printer.port}", printer.port)
        for _ in range(3):
            assert send(name) == Accepted()
        assert printer.tickets == [BLOB] * 3
