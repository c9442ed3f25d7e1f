"""The keeper says how a counter shares its turns between its lines, and what becomes of a missed call."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hall.actions.calls import counter_of
from hall.actions.office import Office
from hall.errors import Refused
from hall.records import catalogue, keeping, premises
from hall.records.unit_of_work import Work
from hall.rules.events import HallChanged
from hall.rules.hall import Counter, Hall

MOST_WEIGHT = 9
MOST_CHANCES = 5
MOST_AFTER = 20


def set_weights(office: Office, slug: str, code: str, weights: Mapping[str, int], by: str) -> None:
    """Weights 1 to 9 by line; 0: only when all other lines of the counter are empty. Lines left out stay as they are.

    Refuses `not_found`, and `bad_request` for a line that the counter does not serve, a weight that cannot be, and a line
    that no counter would serve in its turn any more.
    """

    def do(work: Work, hall: Hall) -> None:
        keeping.same_setup(work.connection, hall)
        counter = counter_of(hall, code)
        for letter, weight in weights.items():
            _check(hall, counter, letter, weight)
        ids = {hall.lines[letter].id: weight for letter, weight in weights.items()}
        premises.set_weights(work.connection, hall.id, counter.id, ids)
        work.log(hall.id, "counter.weights", actor=by, subject=code)

    _change(office, slug, do)


def _check(hall: Hall, counter: Counter, letter: str, weight: int) -> None:
    if letter not in counter.lines:
        raise Refused("bad_request", f"{counter.name} tidak melayani antrean {letter}.", field=f"weight-{letter}")
    if not 0 <= weight <= MOST_WEIGHT:
        raise Refused("bad_request", f"Bobot antrean {letter}: 0 sampai {MOST_WEIGHT}.", field=f"weight-{letter}")
    others = [other for other in hall.counters.values() if other.id != counter.id]
    if weight == 0 and not any(other.weights.get(letter) for other in others):
        raise Refused(
            "bad_request",
            f"Antrean {letter} harus mendapat giliran di paling sedikit satu loket.",
            field=f"weight-{letter}",
        )


def set_second_chances(office: Office, slug: str, chances: int, after: int, by: str) -> None:
    """Who misses a call is called again after so many others, so often at most (0: never). Printed on every ticket."""
    if not 0 <= chances <= MOST_CHANCES:
        raise Refused("bad_request", f"Kesempatan kedua: 0 sampai {MOST_CHANCES} kali.", field="second_chances")
    if not 1 <= after <= MOST_AFTER:
        raise Refused(
            "bad_request", f"Dipanggil lagi setelah 1 sampai {MOST_AFTER} nomor.", field="second_chance_after"
        )

    def do(work: Work, hall: Hall) -> None:
        keeping.same_setup(work.connection, hall)
        catalogue.keep_settings(work.connection, hall.id, {"second_chances": chances, "second_chance_after": after})
        work.log(hall.id, "chances.set", actor=by)

    _change(office, slug, do)


def _change(office: Office, slug: str, do: Callable[[Work, Hall], None]) -> None:
    office.transact(slug, do)
    office.forget(slug)  # before the news: who hears it asks for the hall as it is now
    office.tell(HallChanged(slug))
