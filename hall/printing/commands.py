"""What a keeper asks of printers: the test page. Plain functions; the command line only prints them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hall.printing.device_lock import DeviceInUse, device_lock
from hall.printing.paper import warm
from hall.printing.trials import test_page, with_accents
from printer_drivers import Accepted, Cause, NotSent, Printed, Uncertain, open_driver, read_url

TEST_JOB = b"UJI0"


@dataclass(frozen=True, slots=True)
class Answer:
    """`good`: the exit status is zero; `sentence`: for the keeper, Indonesian."""

    good: bool
    sentence: str


def send_test_page(url: str, var: Path, now: datetime) -> Answer:
    """Prints the test page (ruler, sizes, QR, cut). PrinterUrlError where the address is wrong."""
    address = read_url(url)
    warm(var)
    blob = with_accents(test_page(address, now.strftime("%d-%m-%Y %H.%M.%S UTC")))
    try:
        with device_lock(address):
            outcome = open_driver(address).send(blob, TEST_JOB)
    except DeviceInUse:
        outcome = NotSent(Cause.IN_USE)
    match outcome:
        case Printed():
            return Answer(True, "Tercetak: printer memastikannya.")
        case Accepted():
            return Answer(True, "Terkirim. Printer ini tidak dapat memastikan cetakan: lihat kertasnya.")
        case NotSent():
            return Answer(False, f"Tidak terkirim. {outcome.sentence}")
        case Uncertain():
            return Answer(False, f"Belum pasti tercetak. {outcome.sentence}")
