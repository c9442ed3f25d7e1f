"""A busy morning: two kiosks and three counters at once, and programs that take numbers besides."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from tests.journeys.rooms import Kiosk, Witness
from tests.journeys.server import Program, Server
from tests.patience import eventually

pytestmark = pytest.mark.journey
HALL = "kalipare"
LAYANAN = ("pengantar-kk", "keterangan-usaha", "skck", "surat-pindah")
AT_ONCE = 15
KIOSK_PAUSE_MS = 2000  # a kiosk gives one number in two seconds


def _press_take(kiosk: Kiosk, layanan: str) -> None:
    kiosk.start().choose(layanan)
    kiosk.page.wait_for_timeout(KIOSK_PAUSE_MS)
    kiosk.press("take")


def _many(program: Program) -> list[str]:
    return [program.number(code) for code in LAYANAN * AT_ONCE]


def test_no_number_twice_and_every_call_on_the_tv_is_a_counters_ticket(
    rooms: Witness, clerk: Callable[[str], Program], server: Server
) -> None:
    office = clerk(HALL)
    before = {line["letter"]: line for line in office.get("/state")["lines"]}
    tv = rooms.tv(HALL)
    kiosks = [rooms.kiosk(HALL), rooms.kiosk(HALL, 1366, 768)]
    desks = {code: rooms.desk(HALL, code, f"petugas{code}").open() for code in "123"}
    programs = [server.program(HALL, "kiosk") for _ in kiosks]
    assert set(before) >= {"A", "M", "U"}

    with ThreadPoolExecutor(2) as hands:
        taking = [hands.submit(_many, one) for one in programs]
        tapped = []
        for layanan in LAYANAN[:2]:
            for kiosk in kiosks:  # both fingers come down before the screens are looked at
                _press_take(kiosk, layanan)
            tapped += [kiosk.number() for kiosk in kiosks]
            for kiosk in kiosks:
                kiosk.leave()
        for desk in desks.values():
            expect(desk.page.locator("[data-key=F2]")).to_be_enabled()
        for desk in desks.values():  # all three clerks press before any of them looks up
            desk.page.evaluate("setTimeout(() => document.querySelector('[data-key=F2]').click(), 100)")
        called = {code: str(eventually(desk.ticket, f"counter {code} has a ticket")) for code, desk in desks.items()}
        numbers = tapped + [number for one in taking for number in one.result()]

    assert len(tapped) == 4
    assert len(set(numbers)) == len(numbers)
    assert len(set(called.values())) == 3
    assert set(called.values()) <= set(numbers)
    for letter in sorted({number[0] for number in numbers}):
        counts = sorted(int(number[1:]) for number in numbers if number[0] == letter)
        assert counts == list(range(counts[0], counts[0] + len(counts))), f"line {letter} has a gap"

    wanted = [(call["number"], call["counter_name"]) for call in reversed(office.get("/state")["calls"][:3])]
    assert dict(wanted) == {number: f"Loket {code}" for code, number in called.items()}
    for number, _ in wanted:
        tv.shows(number)
    assert tv.announced() == wanted
    assert dict(wanted).items() <= tv.lists().items()
