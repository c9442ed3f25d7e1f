"""The network driver against every mood of a printer."""

from __future__ import annotations

import gc
import socket
import time
from pathlib import Path

import pytest

from printer_drivers import Accepted, Cause, NotSent, Outcome, Printed, Uncertain, open_driver, read_url
from tests.patience import PATIENCE, eventually
from tests.printer_drivers.simulated import START, SimulatedPrinter

BLOB = START + b"A001\n" * 40
FAST = "&connect=0.4&deadline=1"  # only where no answer comes at all
UNANSWERED = ("mute", "late", "busy")


def send(printer: SimulatedPrinter, extra: str = "") -> Outcome:
    return open_driver(read_url(printer.url + extra)).send(BLOB, b"zz01")


@pytest.mark.parametrize("mode", ["ok", "near_end", "asb"])
def test_a_well_printer_confirms_the_paper(mode: str) -> None:
    with SimulatedPrinter(mode=mode) as printer:
        assert send(printer) == Printed()
        assert printer.tickets == [BLOB]


@pytest.mark.parametrize(
    ("mode", "cause"),
    [
        ("paper_out", Cause.PAPER_OUT),
        ("cover", Cause.COVER_OPEN),
        ("cutter", Cause.CUTTER),
        ("offline", Cause.OFFLINE),
        ("mute", Cause.MUTE),
        ("late", Cause.MUTE),
        ("busy", Cause.MUTE),
    ],
)
def test_a_printer_in_trouble_gets_no_printable_byte(mode: str, cause: Cause) -> None:
    with SimulatedPrinter(mode=mode, delay=3) as printer:
        assert send(printer, FAST if mode in UNANSWERED else "") == NotSent(cause)
        printer.mode = "ok"
        time.sleep(0.15)
        assert printer.printable == 0
        assert printer.tickets == []


def test_an_unplugged_printer_is_refused_before_anything_is_sent() -> None:
    with SimulatedPrinter() as printer:
        printer.unplug()
        assert send(printer) == NotSent(Cause.REFUSED)
        printer.plug()
        assert send(printer) == Printed()


def test_an_unknown_name_is_not_sent() -> None:
    driver = open_driver(read_url("tcp://printer-yang-tidak-ada.invalid"))
    assert driver.send(BLOB, b"zz01") == NotSent(Cause.UNKNOWN_HOST)
    assert driver.probe().cause is Cause.UNKNOWN_HOST


@pytest.mark.parametrize(("mode", "cause"), [("reset", Cause.RESET), ("fin", Cause.CLOSED)])
def test_a_broken_connection_in_the_middle_is_uncertain(mode: str, cause: Cause) -> None:
    with SimulatedPrinter(mode=mode) as printer:
        outcome = send(printer)
        assert isinstance(outcome, Uncertain)
        assert outcome.cause in {cause, Cause.RESET}
        assert printer.printable == printer.cut_after


def test_a_printer_that_stops_reading_is_uncertain_and_prints_late() -> None:
    with SimulatedPrinter(mode="stall") as printer:
        assert send(printer, FAST) == Uncertain(Cause.STALLED, len(BLOB) + 11)
        printer.mode = "ok"
        assert printer.wait_for(1, PATIENCE), (
            "the slip comes out later: the reason why uncertain is never printed again"
        )


def test_paper_that_ends_in_the_middle_is_uncertain_and_names_the_paper() -> None:
    with SimulatedPrinter(mode="out_mid") as printer:
        assert send(printer, "&deadline=3") == Uncertain(Cause.PAPER_OUT, len(BLOB) + 11)
        printer.mode = "ok"
        assert printer.wait_for(1, PATIENCE)


def test_a_slow_printer_is_waited_for() -> None:
    with SimulatedPrinter(mode="slow", delay=0.5) as printer:
        assert send(printer) == Printed()


def test_a_one_way_printer_is_accepted_never_called_printed() -> None:
    with SimulatedPrinter(mode="mute") as printer:
        assert send(printer, "&status=0&confirm=none") == Accepted()
        assert printer.wait_for(1, PATIENCE)


def test_a_gs_r_answer_counts_as_accepted_and_its_absence_as_uncertain() -> None:
    with SimulatedPrinter(mode="mute") as printer:
        outcome = send(printer, FAST + "&status=0&confirm=gsr")
    assert outcome == Uncertain(Cause.NO_ECHO, len(BLOB) + 3)


def test_an_ipv6_printer_works_like_any_other() -> None:
    with SimulatedPrinter(family=socket.AF_INET6) as printer:
        assert send(printer) == Printed()


def test_the_state_of_the_printer_is_told_with_its_cause() -> None:
    with SimulatedPrinter(mode="cover") as printer:
        driver = open_driver(read_url(printer.url))
        status = driver.probe()
        assert (status.online, status.cover_open, status.cause) == (False, True, Cause.COVER_OPEN)
        printer.mode = "near_end"
        assert (driver.probe().paper, driver.probe().ready) == ("near_end", True)
        printer.mode = "paper_out"
        assert (driver.probe().paper, driver.probe().cause) == ("out", Cause.PAPER_OUT)


def test_no_connection_stays_open_after_a_job() -> None:
    gc.disable()
    try:
        with SimulatedPrinter() as printer:
            driver = open_driver(read_url(printer.url))
            before = len(list(Path("/proc/self/fd").iterdir()))
            for _ in range(5):
                assert driver.send(BLOB, b"zz01") == Printed()
            assert printer.sessions == 5
            assert eventually(lambda: len(list(Path("/proc/self/fd").iterdir())) <= before)
    finally:
        gc.enable()
