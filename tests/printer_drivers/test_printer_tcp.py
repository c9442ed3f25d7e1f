"""The network driver where it differs from the others; its conditions are cells of `conditions.py`."""

from __future__ import annotations

import socket

import pytest

from printer_drivers import Cause, NotSent, Outcome, Printed, Uncertain, open_driver, read_url
from printer_drivers.protocol import WirePrinter
from tests.printer_drivers.mechanism import START
from tests.printer_drivers.simulated import SimulatedPrinter

BLOB = START + b"A001\n" * 40


def send(printer: SimulatedPrinter, extra: str = "") -> Outcome:
    return open_driver(read_url(f"{printer.url}&connect=20&deadline=30{extra}")).send(BLOB, b"zz01")


@pytest.mark.parametrize("name", ["printer-yang-tidak-ada.invalid", "x" * 64 + ".invalid"])
def test_an_unknown_name_is_not_sent(name: str) -> None:
    driver = open_driver(read_url(f"tcp://{name}"))
    assert driver.send(BLOB, b"zz01") == NotSent(Cause.UNKNOWN_HOST)
    assert driver.probe().cause is Cause.UNKNOWN_HOST


def test_the_absence_of_a_gs_r_answer_is_uncertain() -> None:
    with SimulatedPrinter(mode="mute") as printer:
        driver = open_driver(read_url(f"{printer.url}&status=0&confirm=gsr&connect=20&deadline=1"))
        assert driver.send(BLOB, b"zz01") == Uncertain(Cause.NO_ECHO, len(BLOB) + 3)


def test_an_ipv6_printer_works_like_any_other() -> None:
    with SimulatedPrinter(family=socket.AF_INET6) as printer:
        assert send(printer) == Printed()


def test_every_job_has_a_connection_of_its_own() -> None:
    """An idle one that the printer has closed meanwhile would swallow the next ticket."""
    with SimulatedPrinter() as printer:
        driver = open_driver(read_url(f"{printer.url}&connect=20&deadline=30"))
        assert [driver.send(BLOB, b"zz01") for _ in range(5)] == [Printed()] * 5
        assert printer.sessions == 5


def test_one_printer_under_two_names_is_one_device() -> None:
    with SimulatedPrinter() as printer:
        one = open_driver(read_url(printer.url))
        other = open_driver(read_url(printer.url.replace("127.0.0.1", "127.1") + "&connect=0.2"))
        assert isinstance(one, WirePrinter)
        wire = one.open_wire()
        assert other.send(BLOB, b"zz01") == NotSent(Cause.IN_USE)
        wire.close()
        assert send(printer) == Printed()
        assert len(printer.tickets) == 1


def test_the_state_of_the_printer_is_told_with_its_cause() -> None:
    with SimulatedPrinter(mode="cover") as printer:
        driver = open_driver(read_url(f"{printer.url}&connect=20"))
        status = driver.probe()
        assert (status.online, status.cover_open, status.cause) == (False, True, Cause.COVER_OPEN)
        printer.mode = "near_end"
        assert (driver.probe().paper, driver.probe().ready) == ("near_end", True)
        printer.mode = "paper_out"
        assert (driver.probe().paper, driver.probe().cause) == ("out", Cause.PAPER_OUT)
