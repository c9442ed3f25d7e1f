"""A family at one counter, in real browsers. The whole chains are in test_recording_whole. All people are invented."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from hall.actions.office import Office
from hall.clock import SystemClock
from hall.records.database import Database
from hall.rules.calendar import business_day, day_starts
from tests.journeys.rooms import Desk, Witness
from tests.journeys.server import Program, Server
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


@pytest.mark.long
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
