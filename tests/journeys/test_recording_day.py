"""A day of recording in real browsers: the letter is scanned at the kiosk, the number walks from counter to counter, the
letter comes back; and trouble tells everybody. All people are invented."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from hall.actions import keeping
from hall.actions.office import Office
from hall.clock import SystemClock
from hall.records.database import Database
from hall.rules.calendar import business_day, day_starts
from tests.journeys.rooms import Desk, Witness
from tests.journeys.server import Program, Server
from tests.patience import eventually
from tests.people.offices import settings_for
from tests.recording import RecordingDay

pytestmark = pytest.mark.journey


@pytest.fixture
def office(server: Server) -> Iterator[Office]:
    """The running server's own store and key, for people and letters that nobody types here."""
    var = server.folder / "var"
    url = f"sqlite:///{var / 'antrean.db'}"
    found = Office(Database(url), SystemClock(), settings_for(var, url))
    yield found
    found.database.close()


def _day(office: Office, hall: str) -> RecordingDay:
    """A session of the hall's today, just after midnight too."""
    now, zone = datetime.now(UTC), office.hall(hall).timezone
    begins = max(now - timedelta(minutes=5), day_starts(business_day(now, zone), zone))
    return RecordingDay(office, hall, first=begins, windows=2)


def _station(desk: Desk, words: str) -> None:
    """F8 stands for this, then it is pressed."""
    expect(desk.page.locator("[data-place=step-words]")).to_contain_text(words)
    desk.page.keyboard.press("F8")


def test_from_the_scanned_letter_through_every_station_of_kalipare(
    rooms: Witness, clerk: Callable[[str], Program], office: Office
) -> None:
    hall = "kalipare"
    program = clerk(hall)
    keeping.set_stations(
        office, hall,
        {"1": ("verifikasi", "penyerahan"), "2": ("foto", "tanda-tangan", "sidik-jari", "iris"), "3": ("telunjuk", "kasi")},
        "person:1",
    )  # fmt: skip
    day = _day(office, hall)
    code, (first, second, third) = day.letter(), (rooms.desk(hall, at, f"petugas{at}").open() for at in "123")
    kiosk = rooms.kiosk(hall)
    kiosk.page.keyboard.type(f"http://192.168.1.5/{hall}/panggilan#{code}\n")
    expect(kiosk.page.locator("main.letter")).to_contain_text("Jadwal Anda hari ini")
    kiosk.press("check_in")
    number = kiosk.number()
    assert day.state_of(code)[0] == "checked_in"

    assert first.call() == number
    _station(first, "Orangnya datang")
    expect(first.page.locator("[data-place=person] .who")).to_contain_text("Contoh Orang")
    _station(first, "Lulus: Verifikasi biodata")
    expect(first.page.locator("body[data-phase=free]")).to_have_count(1)
    assert second.call() == number
    _station(second, "Orangnya datang")
    for words in ("Foto", "Tanda tangan", "Sidik jari", "Iris mata"):
        _station(second, f"Lulus: {words}")
    assert third.call() == number
    _station(third, "Orangnya datang")
    for words in ("Verifikasi telunjuk", "Persetujuan Kasi"):
        _station(third, f"Lulus: {words}")
    assert first.call() == number
    _station(first, "Orangnya datang")
    _station(first, "Lulus: Penyerahan surat")
    expect(first.page.locator("[data-place=step-words]")).to_contain_text("Semua stasiun selesai")
    eventually(lambda: day.state_of(code) == ("recorded", "recorded"), "the letter is done")
    (session,) = [one for one in program.get("/stations")["sessions"] if one["done"]]
    assert session["done"] == 1


def test_a_family_at_one_counter_of_barito_kuala_and_one_who_cannot_be_recorded(
    rooms: Witness, clerk: Callable[[str], Program], office: Office
) -> None:
    hall = "barito-kuala"
    clerk(hall)
    day = _day(office, hall)
    codes = [day.letter(family="0000000000000021") for _ in range(2)]
    desk, kiosk = rooms.desk(hall).open(), rooms.kiosk(hall, 1366, 768)
    kiosk.start().choose("perekaman-ektp").press("code")
    for sign in codes[0]:
        kiosk.page.locator(f"button[data-do=sign][data-value='{sign}']").dispatch_event("click")
    expect(kiosk.page.locator("main.letter")).to_contain_text("Kami datang 2 orang")
    kiosk.press("check_in")
    number = kiosk.number()
    assert desk.call() == number
    _station(desk, "Orangnya datang")
    tabs = desk.page.locator("[data-place=files] .tab")
    expect(tabs).to_have_count(2)
    expect(desk.page.locator("[data-place=files] .tab[aria-selected=true]")).to_have_count(1)
    expect(tabs.nth(1)).to_contain_text("2 dari 2")
    expect(desk.page.locator("[data-place=person] .who")).to_contain_text("1 dari 2")
    expect(desk.page.locator("[data-key=F9]")).to_contain_text("Belum lulus")
    board = rooms.desk(hall).page
    board.goto(board.url.rpartition("/")[0] + "/papan")
    expect(board.locator(".line-up li.waits, .line-up li.sits")).to_have_count(2)
    expect(board.locator(".line-up .of").nth(1)).to_have_text("2 dari 2")
    for words in ("Menerima Berkas", "Meneliti berkas", "Melakukan perekaman"):
        _station(desk, f"Lulus: {words}")
    expect(tabs.first).to_contain_text("Selesai")
    desk.page.keyboard.press("F10")  # the second one would be lost
    expect(desk.page.locator("dialog[open]")).to_contain_text("dipanggil lagi hari lain")
    desk.page.keyboard.press("Escape")
    expect(desk.page.locator("dialog[open]")).to_have_count(0)
    desk.page.keyboard.press("F9")
    expect(desk.page.locator("dialog[open]")).to_contain_text("2 dari 2: belum lulus")
    desk.page.get_by_role("button", name="Sidik jari aus").click()
    expect(tabs.nth(1)).to_contain_text("Tidak direkam")
    assert sorted(day.state_of(code)[1] for code in codes) == ["recorded", "unable"]


def test_trouble_is_told_at_the_kiosk_and_on_the_tv_and_over_when_it_is_over(
    rooms: Witness, clerk: Callable[[str], Program], office: Office
) -> None:
    hall = "barito-kuala"
    clerk(hall)
    _day(office, hall)
    desk, kiosk = rooms.desk(hall), rooms.kiosk(hall)
    page = desk.page
    page.goto(page.url.rpartition("/")[0] + "/papan")
    page.locator("#kind").select_option("siak")
    page.get_by_role("button", name="Hentikan nomor perekaman").click()
    expect(page.locator(".care")).to_contain_text("jaringan SIAK putus")
    kiosk.start().choose("perekaman-ektp")
    expect(kiosk.page.locator("main.layanan")).to_contain_text("jaringan SIAK putus")
    expect(kiosk.page.locator("[data-do=take]")).to_have_count(0)
    page.get_by_role("button", name="Perekaman lancar lagi").click()
    expect(page.locator(".care")).to_have_count(0)
    expect(kiosk.page.locator("[data-do=take]")).to_have_count(1)
