"""What the keeper changes in a hall. Every screen follows, because a change of the set-up is told as `HallChanged`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, TypeVar

from hall.actions.office import Office
from hall.errors import Refused
from hall.records import catalogue, days_off, keeping, premises
from hall.records.unit_of_work import Stale, Work
from hall.rules.access import plain_text
from hall.rules.calendar import Closure, day_starts
from hall.rules.events import HallChanged
from hall.rules.hall import Hall, Offer
from printer_drivers import PrinterUrlError, read_url

T = TypeVar("T")

MOST_REQUIREMENTS: Final = 20
MOST_RUNNING: Final = 8
LONGEST_REQUIREMENT: Final = 200
LONGEST_RUNNING: Final = 160


def change_setup(
    office: Office, slug: str, by: str, kind: str, subject: str | None, do: Callable[[Work, Hall], T]
) -> T:
    """One change of the set-up: in one transaction, on the hall as it is, logged, told, and read anew here at once."""
    return change_setups(office, (slug,), by, kind, subject, do)[0]


def change_setups(
    office: Office, slugs: Sequence[str], by: str, kind: str, subject: str | None, do: Callable[[Work, Hall], T]
) -> list[T]:
    """The same in several halls, in all of them or in none: what one refuses changes no other."""

    def work_it(work: Work, _: Hall) -> list[T]:
        made = []
        for hall in map(office.hall, slugs):
            try:
                keeping.same_setup(work.connection, hall)
            except Stale:
                _forget(office, slugs)
                raise
            made.append(do(work, hall))
            work.log(hall.id, kind, actor=by, subject=subject)
        return made

    result = office.transact(slugs[0], work_it)
    _forget(office, slugs)  # before the news: who hears it asks for the hall as it is now
    for slug in slugs:
        office.tell(HallChanged(slug))
    return result


def _forget(office: Office, slugs: Sequence[str]) -> None:
    for slug in slugs:
        office.forget(slug)


def set_layanan_active(office: Office, slug: str, code: str, active: bool, by: str) -> None:
    """Opens a layanan at the kiosk or takes it away; numbers given stay good."""

    def do(work: Work, hall: Hall) -> None:
        keeping.set_layanan(work.connection, hall.id, _offer(hall, code).id, {"active": active})

    change_setup(office, slug, by, "layanan.opened" if active else "layanan.closed", code[:40], do)


def set_requirements(office: Office, slug: str, code: str, typed: str, by: str) -> None:
    """The office's own persyaratan of a layanan, one a line; they stand apart from the printed ones."""
    wanted = _lines(typed, "requirements", "Persyaratan", MOST_REQUIREMENTS, LONGEST_REQUIREMENT)

    def do(work: Work, hall: Hall) -> None:
        keeping.set_layanan(work.connection, hall.id, _offer(hall, code).id, {"office": wanted})

    change_setup(office, slug, by, "layanan.persyaratan", code[:40], do)


def add_printer(office: Office, slug: str, name: str, url: str, by: str) -> None:
    """A printer by its address; the printer of that name, when there is one, gets the new address."""
    name = plain_text(name, "name", "Nama printer", most=60)
    try:
        address = read_url(url.strip())
    except PrinterUrlError as fault:
        raise Refused("bad_request", str(fault), field="url") from fault

    def do(work: Work, hall: Hall) -> None:
        premises.keep_printer(work.connection, hall.id, name, address.url)

    change_setup(office, slug, by, "printer.kept", None, do)


def set_printer_active(office: Office, slug: str, printer: int, active: bool, by: str) -> None:
    """Takes a printer out of use (what waits for it goes to another) or back into it."""

    def do(work: Work, hall: Hall) -> None:
        if not keeping.set_printer_active(work.connection, hall.id, printer, active):
            raise Refused("not_found", "Printer itu tidak ada di kantor ini.")

    change_setup(office, slug, by, "printer.on" if active else "printer.off", str(printer), do)


def set_hours(office: Office, slug: str, week: Mapping[int, Sequence[tuple[int, int]]], by: str) -> None:
    """The hours of the week: weekday 0..6 -> stretches in minutes after midnight; a day without any is closed."""
    if not any(week.values()):
        raise Refused("bad_request", "Paling sedikit satu hari harus punya jam layanan.", field="hours")

    def do(work: Work, hall: Hall) -> None:
        premises.set_hours(work.connection, hall.id, week)

    change_setup(office, slug, by, "hours.set", None, do)


def add_holiday(office: Office, slug: str, day: date, name: str, by: str) -> None:
    """A day on which the office does not work; its name is shown to the public."""
    name = plain_text(name, "name", "Nama hari libur", most=200)
    change_setup(
        office, slug, by, "holiday.added", day.isoformat(),
        lambda work, hall: keeping.keep_holiday(work.connection, hall.id, day, name),
    )  # fmt: skip


def remove_holiday(office: Office, slug: str, day: date, by: str) -> None:
    """The office works on that day after all."""
    change_setup(
        office, slug, by, "holiday.removed", day.isoformat(),
        lambda work, hall: keeping.remove_holiday(work.connection, hall.id, day),
    )  # fmt: skip


def add_closure(office: Office, slug: str, day: date, opens: int, closes: int, reason: str, by: str) -> None:
    """The office is closed on `day` between two wall times (minutes after its midnight); the reason is shown."""
    reason = plain_text(reason, "reason", "Alasan", most=200)
    if opens >= closes:
        raise Refused("bad_request", "Jam selesai harus sesudah jam mulai.", field="closes")

    def do(work: Work, hall: Hall) -> None:
        midnight = day_starts(day, hall.timezone)
        start, end = midnight + timedelta(minutes=opens), midnight + timedelta(minutes=closes)
        if end <= work.now:
            raise Refused("bad_request", "Waktu itu sudah lewat.", field="day")
        days_off.add_closures(work.connection, hall.id, [Closure(start, end, reason)])

    change_setup(office, slug, by, "closure.added", day.isoformat(), do)


def remove_closure(office: Office, slug: str, closure: int, by: str) -> None:
    """The office opens after all."""
    change_setup(
        office, slug, by, "closure.removed", str(closure),
        lambda work, hall: keeping.remove_closure(work.connection, hall.id, closure),
    )  # fmt: skip


def set_rule(office: Office, slug: str, ratio: int, guard: int, by: str) -> None:
    """`ratio` priority numbers, then one other; nobody is passed more than `guard` times. Read by the public."""
    _set(office, slug, by, "rule.set", {"ratio": ratio, "guard": guard})


def set_running_text(office: Office, slug: str, typed: str, by: str) -> None:
    """What runs along the foot of the TV, one sentence a line."""
    text = _lines(typed, "running_text", "Teks berjalan", MOST_RUNNING, LONGEST_RUNNING)
    _set(office, slug, by, "text.set", {"running_text": text})


def set_kiosk(office: Office, slug: str, diagonal_inches: float, idle_seconds: int, by: str) -> None:
    """The size of the kiosk's screen, from which its millimetres follow, and when it asks whether somebody is there."""
    _set(office, slug, by, "kiosk.set", {"diagonal_inches": diagonal_inches, "idle_seconds": idle_seconds})


def set_complaints(office: Office, slug: str, days: Mapping[str, int], years: int, by: str) -> None:
    """Working days within which a complaint of each class is answered, for those that come from now on; and for how many
    years what was said in a case is kept after its end, for all of them."""
    _set(office, slug, by, "complaints.days", {"complaint_days": dict(days), "complaint_years": years})


def set_stations(office: Office, slug: str, stations: Mapping[str, Sequence[str]], by: str) -> None:
    """Which stations of a recording each counter does; a counter that is left out does none of its own."""
    kept = {code: list(does) for code, does in stations.items() if does}
    _set(office, slug, by, "stations.set", {"stations": kept})


def _set(office: Office, slug: str, by: str, kind: str, settings: dict[str, Any]) -> None:
    change_setup(
        office, slug, by, kind, None, lambda work, hall: catalogue.keep_settings(work.connection, hall.id, settings)
    )


def _offer(hall: Hall, code: str) -> Offer:
    if code not in hall.offers:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    return hall.offers[code]


def _lines(typed: str, field: str, label: str, most: int, longest: int) -> list[str]:
    found = [line for line in typed.splitlines() if line.strip()]
    if len(found) > most:
        raise Refused("bad_request", f"{label}: paling banyak {most} baris.", field=field)
    return [plain_text(line, field, f"{label}: satu baris", most=longest) for line in found]
