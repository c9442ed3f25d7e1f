"""From the village's list to the card in its owner's hand, whole, in two offices; and nobody's name is left anywhere.

The servers live at hours of the walk's choosing, in November 2026. All people are invented and would be known anywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.actions.resident_lists import xlsx_of
from tests.journeys.office_days import Day, Hours
from tests.journeys.planted import Evidence, person
from tests.journeys.recording_rooms import (
    Office,
    check_in,
    comes,
    fits,
    is_named,
    is_over,
    not_passed,
    passes,
    payloads,
    scan,
    share_stations,
    type_code,
)
from tests.printer_drivers.simulated import SimulatedPrinter

pytestmark = [pytest.mark.journey, pytest.mark.timeout(900)]

HEADINGS = ["Siapa", "Tgl Lahir", "Desa", "NIK", "No KK", "HP"]
COUNTERS = {
    "1": ("verifikasi", "penyerahan"), "2": ("foto", "tanda-tangan", "sidik-jari", "iris"), "3": ("telunjuk", "kasi"),
}  # fmt: skip
AT_ONE, HAND_BACK = "Lulus: Verifikasi biodata", "Lulus: Penyerahan surat"
AT_TWO = ("Lulus: Foto", "Lulus: Tanda tangan", "Lulus: Sidik jari", "Lulus: Iris mata")
AT_THREE = ("Lulus: Verifikasi telunjuk", "Lulus: Persetujuan Kasi")

YOUNGER, ELDER, TWICE, WORN, AWAY, LATE, WALK_IN, TOO_YOUNG = KALIPARE = [
    person(1, "Zulkontohan Rahasiawan", "02-01-2004", "Ngadirejo"),
    person(2, "Qisahkontohan Rahasiawan", "03-02-2002", "Ngadirejo", family=1),
    person(3, "Wirakontohan Umpamaji", "04-03-2006", "Ngadirejo"),
    person(4, "Fitrikontohan Misalnyati", "05-04-2005", "Ngadirejo"),
    person(5, "Yohankontohan Seandaikata", "06-05-2007", "Ngadirejo"),
    person(6, "Vinakontohan Andaikanlah", "07-06-2003", "Ngadirejo"),
    person(7, "Xavikontohan Ibaratnyati", "08-07-2001", "Arjosari"),
    person(8, "Gunakontohan Perumpamaan", "09-08-2010", "Ngadirejo"),
]
CALLED = KALIPARE[:6]
BARITO = [
    person(21, "Bardikontohan Seumpamanya", "02-01-2004", "Sungai Contoh"),
    person(22, "Haniakontohan Taksiranwati", "03-02-2002", "Sungai Contoh"),
    person(23, "Jumrikontohan Kiranyaman", "04-03-2006", "Sungai Contoh"),
    person(24, "Kamarkontohan Barangkalis", "05-04-2005", "Sungai Contoh"),
    person(25, "Lismakontohan Mungkinwati", "06-05-2007", "Sungai Contoh"),
]
BY_PHONE = BARITO[4]
ROLES = ("Lulus: Menerima Berkas", "Lulus: Meneliti berkas", "Lulus: Melakukan perekaman")


@pytest.fixture
def printer() -> Iterator[SimulatedPrinter]:
    with SimulatedPrinter() as one:
        yield one


@pytest.fixture
def hours(tmp_path: Path, printer: SimulatedPrinter) -> Iterator[Hours]:
    """A demo server of this walk alone, whose printer is simulated."""
    (tmp_path / "server").mkdir()
    one = Hours(tmp_path / "server", ANTREAN_DEMO_PRINTER=f"{printer.url}&connect=20&deadline=30")
    yield one
    one.kill()


@pytest.fixture
def evidence() -> Evidence:
    return Evidence()


@pytest.fixture
def day(chromium: Browser, hours: Hours, evidence: Evidence) -> Callable[..., Day]:
    """`with day(moment) as rooms` -> the office is switched on, and off in the evening."""
    return lambda moment: Day(chromium, hours, evidence, moment)


def test_kalipare_from_the_list_to_the_card(
    day: Callable[..., Day], hours: Hours, evidence: Evidence, printer: SimulatedPrinter, tmp_path: Path
) -> None:
    hall = "kalipare"
    rows = [HEADINGS, *(who.row() for who in KALIPARE), ["", "01-01-2001", "Ngadirejo", "", "", ""]]
    file = tmp_path / f"{ELDER.name}.csv"
    file.write_text("".join(";".join(row) + "\r\n" for row in rows))

    with day(datetime(2026, 11, 18, 7, 0, tzinfo=UTC)) as rooms:  # Wednesday 14.00 WIB
        office = Office(rooms.desk(hall, "1", "operator"))
        office.bring_in(file, {"Siapa": "name"}, len(KALIPARE), "Nama kosong.")
        explained = office.plan(sets="2")
        assert "2 set x 45 = 90, cadangan 15 %: 76 surat. Sebaiknya" in explained
        office.summon("Ngadirejo", len(CALLED))
        code = office.letters(CALLED, tmp_path / "browser")
        assert sorted(code) == sorted(who.name for who in CALLED)
        page = office.go(f"perekaman/orang/{office.number_of(LATE)}")
        expect(page.locator("h2").first).to_contain_text(LATE.name)
        page.get_by_role("button", name="Cetak surat kecil").click()
        assert printer.wait_for(1)
        (small,) = payloads(printer, 0)
        assert small == code[LATE.name]
        rooms.look(page)
        unnamed = office.number_of(WALK_IN)
        office.leave()

    hours.said_once(hall)
    with day(datetime(2026, 11, 19, 1, 5, tzinfo=UTC)) as rooms:  # Thursday 08.05 WIB
        share_stations(rooms.open(f"/{hall}/admin"), COUNTERS)
        tv, kiosk = rooms.tv(hall), rooms.kiosk(hall)
        family = check_in(kiosk, code[ELDER.name], family=2)
        twice, worn = (check_in(kiosk, code[who.name]) for who in (TWICE, WORN))
        late = check_in(kiosk, small)
        walk_in = kiosk.start().choose("perekaman-ektp").take()
        one, two, three = (rooms.desk(hall, at, f"petugas{at}").open() for at in "123")

        comes(one, family)
        tv.shows(family)
        passes(one, AT_ONE, AT_ONE)
        comes(two, family)
        passes(two, *AT_TWO, *AT_TWO)
        comes(one, twice)
        passes(one, AT_ONE)
        comes(two, twice)
        passes(two, "Lulus: Foto")
        comes(three, family)
        comes(one, worn)
        board = rooms.beside(one.page, f"/{hall}/counter/papan")
        for station, number in (("telunjuk", family), ("tanda-tangan", twice), ("verifikasi", worn)):
            sits = board.locator(f"[data-station={station}] .sits .num")
            expect(sits).to_contain_text(f"{number[0]} {number[1:]}")  # three stations at once
        rooms.look(one.page, two.page, three.page, board, kiosk.page, tv.page)

        passes(three, *AT_THREE, *AT_THREE)
        passes(two, "Lulus: Tanda tangan")
        not_passed(two, "Sidik jari", "Ulangi stasiun ini")
        passes(two, "Lulus: Sidik jari", "Lulus: Iris mata")
        passes(one, AT_ONE)
        comes(one, family)
        passes(one, HAND_BACK, HAND_BACK)
        is_over(one)
        comes(two, worn)
        passes(two, "Lulus: Foto", "Lulus: Tanda tangan")
        not_passed(two, "Sidik jari", "Sidik jari aus")
        is_over(two)
        comes(three, twice)
        passes(three, *AT_THREE)
        comes(one, twice)
        passes(one, HAND_BACK)
        is_over(one)

        assert one.call() == late
        one.press("F3", "recalls")  # nobody came: called a second time
        passes(one, "Orangnya datang", AT_ONE)
        assert one.call() == walk_in
        passes(one, "Orangnya datang")
        is_named(one, unnamed, WALK_IN)
        rooms.look(one.page)
        passes(one, AT_ONE)
        for number in (late, walk_in):
            comes(two, number)
            passes(two, *AT_TWO)
            comes(three, number)
            passes(three, *AT_THREE)
            comes(one, number)
            passes(one, HAND_BACK)
            is_over(one)
        rooms.look(board, kiosk.page, tv.page)

    with day(datetime(2026, 11, 20, 1, 5, tzinfo=UTC)) as rooms:  # Friday 08.05 WIB
        rooms.expects(r"status of 409")  # a letter that was used, a card that was collected
        office, kiosk = Office(rooms.desk(hall, "1", "operator")), rooms.kiosk(hall)
        page = office.go("wajib-ktp?state=unable")  # the list for visits at home
        expect(page.locator(".people-list .one")).to_have_count(1)
        rooms.look(page)
        page.locator(".people-list .one").click()
        expect(page.locator("main")).to_contain_text("Sidik jari aus")
        rooms.look(page)
        office.plan(day="2026-11-23")
        office.summon("Ngadirejo", 1, calls="ulang")
        assert list(office.letters([AWAY], tmp_path / "browser")) == [AWAY.name]
        office.cards(5)
        scan(kiosk, code[ELDER.name])
        expect(kiosk.page.locator("main")).to_contain_text("Untuk mengambil KTP, tunjukkan surat ini di loket.")
        office.hands_over(code[ELDER.name], "KTP diserahkan.")
        office.hands_over(code[ELDER.name], "KTP ini sudah diambil.")
        assert office.report("2026-11-19", "2026-11-19") == [["Kamis", "19-11-2026", *"6515110"]]
        rooms.look(page, kiosk.page)
        evidence.leave(hours, printer)
        evidence.names_none_of(KALIPARE)


@pytest.mark.long
def test_barito_kuala_from_the_list_to_the_card_with_trouble_in_the_middle(
    day: Callable[..., Day], hours: Hours, evidence: Evidence, printer: SimulatedPrinter, tmp_path: Path
) -> None:
    hall = "barito-kuala"
    file = tmp_path / "daftar.xlsx"
    file.write_bytes(
        xlsx_of([HEADINGS, *(who.row() for who in BARITO), ["Tanpa Tanggal", "", "Sungai Contoh", "", "", ""]])
    )

    with day(datetime(2026, 11, 18, 6, 0, tzinfo=UTC)) as rooms:  # Wednesday 14.00 WITA
        office = Office(rooms.desk(hall, "1", "operator"))
        office.bring_in(file, {"Siapa": "name"}, len(BARITO), "Tanggal lahir kosong.")
        office.plan(day="2026-11-20")
        fits(office.go("perekaman"))
        assert "surat. Sebaiknya" in office.plan()
        office.summon("Sungai Contoh", len(BARITO))
        code = office.letters(BARITO, tmp_path / "browser")
        phone = rooms.open("/", width=360, height=740)
        phone.goto(code[BY_PHONE.name])  # the letter's QR, as a telephone opens it
        expect(phone.get_by_role("button", name="Saya akan datang")).to_be_visible()
        fits(phone)
        assert "#" not in phone.url
        phone.locator(".pick").first.click()
        phone.get_by_role("button", name="Pakai waktu ini").click()
        expect(phone.locator(".said-so")).to_contain_text("Hari Anda sudah diganti.")
        fits(phone)
        moved = phone.locator(".said-so b").inner_text()
        page = office.go(f"perekaman/orang/{office.number_of(BARITO[0])}")
        rooms.look(phone, page)
        page.select_option("#outcome", "confirmed")
        page.get_by_role("button", name="Simpan hasil").click()
        expect(page.get_by_text("Hasil dicatat.")).to_be_visible()
        page.get_by_role("link", name="Daftar panggilan").click()
        expect(page.locator(".called .one")).to_have_count(len(BARITO))
        fits(page)
        rooms.look(page)
        office.leave()
        assert not any(code[BY_PHONE.name][-8:] in address.partition("#")[0] for address in rooms.requests)

    hours.said_once(hall)
    with day(datetime(2026, 11, 19, 0, 5, tzinfo=UTC)) as rooms:  # Thursday 08.05 WITA
        rooms.expects(r"status of 409")  # a letter while nobody is recorded
        tv, kiosk = rooms.tv(hall), rooms.kiosk(hall, 1366, 768)
        whose = {check_in(kiosk, code[who.name]): who for who in BARITO if who is not BY_PHONE}
        desk = rooms.desk(hall).open()
        first = desk.call()
        passes(desk, "Orangnya datang", ROLES[0])
        tv.shows(first)
        board = rooms.beside(desk.page, f"/{hall}/counter/papan")
        board.locator("#kind").select_option("siak")
        board.get_by_role("button", name="Hentikan nomor perekaman").click()
        expect(board.locator(".care")).to_contain_text("jaringan SIAK putus")
        expect(tv.page.locator("body")).to_contain_text("Perekaman terganggu: jaringan SIAK putus")
        kiosk.start().choose("perekaman-ektp")
        expect(kiosk.page.locator("main.layanan")).to_contain_text("jaringan SIAK putus")
        expect(kiosk.page.locator("[data-do=take]")).to_have_count(0)
        assert printer.wait_for(4)  # the tickets
        expect(board.locator("input[name=session]").first).to_be_checked()  # the nearest day, unless another is ticked
        board.get_by_role("button", name="Beri hari lain dan cetak suratnya").click()
        expect(board.get_by_text("menunggu dengan surat panggilan")).to_have_count(0)
        assert printer.wait_for(7)
        fresh = payloads(printer, 4)
        assert len(fresh) == 3
        rooms.look(desk.page, board, kiosk.page, tv.page)
        board.get_by_role("button", name="Perekaman lancar lagi").click()
        expect(board.locator(".care")).to_have_count(0)
        kiosk.page.reload()  # it may have gone home by itself meanwhile
        kiosk.start().choose("perekaman-ektp")
        expect(kiosk.page.locator("[data-do=take]")).to_have_count(1)
        passes(desk, *ROLES[1:])
        is_over(desk)

    with day(datetime(2026, 11, 20, 0, 5, tzinfo=UTC)) as rooms:  # Friday 08.05 WITA
        rooms.expects(r"status of 409")  # letters that hold no more
        kiosk, desk = rooms.kiosk(hall, 1366, 768), rooms.desk(hall)  # open: this hall never closes
        numbers = {check_in(kiosk, letter) for letter in fresh}
        type_code(kiosk, moved)
        kiosk.press("check_in")
        numbers.add(kiosk.number())
        kiosk.leave()
        for _ in range(4):
            numbers.remove(desk.call())
            passes(desk, "Orangnya datang", *ROLES)
            rooms.look(desk.page)
            is_over(desk)
        scan(kiosk, code[BY_PHONE.name])
        expect(kiosk.page.locator("main")).to_contain_text("Jadwal ini sudah diganti")
        office = Office(desk)
        office.cards(5)
        office.hands_over(code[whose[first].name], "KTP diserahkan.")
        office.hands_over(fresh[0], "KTP diserahkan.")
        assert office.report("2026-11-16", "2026-11-22")[:2] == [
            ["Kamis", "19-11-2026", *"4401003"], ["Jumat", "20-11-2026", *"4404000"],
        ]  # fmt: skip
        rooms.look(desk.page, kiosk.page)
        evidence.leave(hours, printer)
        evidence.names_none_of(BARITO)
        leak = BY_PHONE.name.partition(" ")[0]
        kiosk.page.goto(f"{hours.url}/{hall}/kiosk?nama={leak}")  # and one that is planted is found
        assert evidence.found(BARITO) == [f"addresses: of {BY_PHONE.name} {leak!r}"]
