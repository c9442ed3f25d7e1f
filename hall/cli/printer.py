"""`antrean printer`: add, test, ask, and what the server knows."""

from __future__ import annotations

from argparse import Namespace
from datetime import datetime

from hall.cli import refuse, say
from hall.errors import Refused
from printer_drivers import Accepted, Address, NotSent, Printed, PrinterUrlError, open_driver, read_url

PAPER = {
    "ok": "kertas ada",
    "near_end": "kertas hampir habis",
    "out": "kertas habis",
    "unknown": "kertas tidak diketahui",
}
NOTHING_HEARD = "belum ada kabar"
TEST_JOB = b"TEST"


def _address(url: str) -> Address:
    try:
        return read_url(url)
    except PrinterUrlError as fault:
        raise Refused("bad_request", str(fault), field="url") from fault


def add(arguments: Namespace) -> int:
    """Adds a printer to a hall, or gives the printer of that name its new address; the running server takes it up."""
    from hall.cli.desk import office
    from hall.records import premises
    from hall.records.unit_of_work import Work
    from hall.rules.access import plain_text
    from hall.rules.events import HallChanged
    from hall.rules.hall import Hall

    url = _address(arguments.url).url
    name = plain_text(arguments.name, "name", "Nama", most=60)

    def keep(work: Work, hall: Hall) -> None:
        premises.keep_printer(work.connection, hall.id, name, url)
        work.log(hall.id, "printer.kept", actor="antrean")
        work.tell(HallChanged(hall.slug))

    with office() as here:
        here.transact(arguments.hall, keep)
    say(f"Printer {name} dipakai di {arguments.hall}.")
    return 0


def test(arguments: Namespace) -> int:
    """Prints one slip that no citizen can take for a number of theirs, and says what became of it."""
    from hall.printing.slips import render
    from hall.rules.slips import TicketSlip

    address = _address(arguments.url)
    now = datetime.now().astimezone().strftime("%d-%m-%Y %H.%M %Z")
    slip = TicketSlip(
        hall_name="Lembar uji", regency="Antrean", number="A000", layanan_title="Bukan nomor antrean",
        line_name="Uji printer", issued_local=now, waiting=0, persyaratan=("Uji huruf: éèü – “petik” ✓",),
        url="http://192.168.100.100/t/0000000000000", rule="Sobek dan buang lembar ini.",
    )  # fmt: skip
    driver = open_driver(address)
    try:
        outcome = driver.send(render(slip, address.profile), TEST_JOB)
    finally:
        driver.close()
    if isinstance(outcome, Printed):
        say("Tercetak: printer memastikan lembar uji keluar.")
    elif isinstance(outcome, Accepted):
        say("Diterima: printer mengambil semua data, tetapi tidak dapat memastikan. Periksa kertasnya.")
    else:
        sure = "Tidak ada yang tercetak" if isinstance(outcome, NotSent) else "Tidak pasti tercetak"
        return refuse(f"{sure}. {outcome.cause.sentence}")
    return 0


def probe(arguments: Namespace) -> int:
    """Asks the device how it is; nothing comes out of it."""
    driver = open_driver(_address(arguments.url))
    try:
        status = driver.probe()
    finally:
        driver.close()
    online = {True: "tersambung", False: "tidak tersambung", None: "tidak dapat ditanya"}[status.online]
    say(f"{status.sentence} ({online}; {PAPER[status.paper]}{f'; jawaban {status.raw}' if status.raw else ''})")
    return 0 if status.ready else 1


def status(arguments: Namespace) -> int:
    """What the running server last heard from each printer; 1 when one of them needs somebody."""
    from hall.actions import counters
    from hall.cli.desk import office
    from hall.records import halls, premises

    trouble = 0
    with office() as here:
        with here.database.reading() as connection:
            slugs = halls.slugs(connection)
            urls = {(slug, known.name): known.url for slug in slugs
                    for known in premises.all_printers(connection, here.hall(slug).id)}  # fmt: skip
        for slug in slugs:
            for printer in counters.state(here, slug)["printers"]:
                trouble += printer["online"] is False or printer["paper"] == "out"
                say(
                    f"{slug}  {printer['name']}  {urls.get((slug, printer['name']), '')}  {printer['text'] or NOTHING_HEARD}"
                )
    if not urls:
        say("Belum ada printer. Tambahkan: antrean printer add URL --hall H.")
    return 1 if trouble else 0
