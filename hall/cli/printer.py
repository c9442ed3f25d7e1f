"""`antrean printer`: add, test, ask, and what the server knows."""

from __future__ import annotations

from argparse import Namespace

from hall import config
from hall.cli import refuse, say
from hall.errors import Refused
from printer_drivers import Address, PrinterUrlError, read_url

NOTHING_HEARD = "belum ada kabar"


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
    """Prints the test page and says what became of it."""
    from hall.clock import SystemClock
    from hall.printing.commands import send_test_page

    settings = config.load()
    url = _address(arguments.url).url
    answer = send_test_page(url, settings.var, SystemClock().now())
    if not answer.good:
        return refuse(answer.sentence)
    say(answer.sentence)
    return 0


def probe(arguments: Namespace) -> int:
    """Asks the device how it is and what it can do; nothing comes out of it. `--write` keeps that as a profile."""
    from hall.printing import probing

    settings = config.load()
    url = _address(arguments.url).url
    answer, rows, found = probing.probe(url)
    for label, value in rows:
        say(f"{label:<11} {value}")
    if arguments.write:
        path = probing.write_profile(arguments.write, url, found, settings.var)
        say(f"Profil {arguments.write} ditulis di {path}. Pakai: ?profile={arguments.write}")
    if not answer.good:
        return refuse(answer.sentence)
    say(answer.sentence)
    return 0


def logo(arguments: Namespace) -> int:
    """Keeps the hall's logo in the printer's own memory and prints it from there; slips then name it with a few bytes."""
    from hall.cli.desk import office
    from hall.printing.logo_command import store_logo
    from hall.records import logos

    url = _address(arguments.url).url
    with office() as here:
        hall = here.hall(arguments.hall)
        with here.database.reading() as connection:
            png = logos.png(connection, hall.id)
        answer = store_logo(url, png, here.settings.var)
    if not answer.good:
        return refuse(answer.sentence)
    say(answer.sentence)
    return 0


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
