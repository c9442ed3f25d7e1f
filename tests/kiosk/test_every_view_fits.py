"""Nothing on the kiosk is cut off, scrolls or is too small to press: all citizen layanan of all halls, at every size."""

from collections.abc import Callable

import pytest

from tests.kiosk.glass import HALLS, SIZES, Glass, layanan, state, ticket

MODES = {"plain": (), "english": ("language",), "large": ("large",), "large and black": ("large", "contrast")}
# English and large letters alone are between the plain glass and the one that has both changes; the long run looks at them.
EACH_MODE = [pytest.param(mode, marks=pytest.mark.long if mode in ("english", "large") else ()) for mode in MODES]
MakeGlass = Callable[..., Glass]


def _sound(glass: Glass, where: str) -> list[str]:
    found = [f"sticks out: {part}"] if (part := glass.sticks_out()) else []
    found += [f"small: {key}" for key in glass.small_targets()]
    if glass.page.evaluate("document.documentElement.scrollHeight > innerHeight"):
        found.append("scrolls")
    return [f"{where}: {one}" for one in found + glass.trouble()]


# The ordinary run takes every hall on the tall glass; tests/journeys takes the one with the most layanan at every size.
EVERY_HALL = [
    pytest.param(hall, size, marks=() if size == "portrait" else pytest.mark.long) for hall in HALLS for size in SIZES
]


@pytest.mark.parametrize(("hall", "size"), EVERY_HALL)
def test_every_layanan_fits_with_its_steps_and_checklist(glass: MakeGlass, size: str, hall: str) -> None:
    screen = glass(size)
    screen.kiosk(hall)
    found = []
    for mode in ("plain", "english", "large"):
        screen.tap("start")
        for press in MODES[mode]:
            screen.tap(press)
        for one in layanan(hall):
            _open(screen, one)
            found += _sound(screen, f"{mode}, {one['code']}")
            if screen.page.locator("button[data-do=steps]").count():
                screen.tap("steps")
                found += _sound(screen, f"{mode}, {one['code']}, steps")
                screen.tap("needs")
            screen.tap("back")
        screen.page.reload()
        screen.page.wait_for_selector("#stage main")
    assert found == []


def _open(screen: Glass, one: dict[str, str]) -> None:
    """From choosing or from being led to this layanan's page, by being led."""
    if screen.page.locator("main.guide").count():
        screen.page.locator(".two-keys .key:first-child").dispatch_event("click")
    if screen.page.locator("main.choose").count():
        screen.tap("guide")
    card = screen.page.locator(f"[data-layanan={one['code']}]")
    while card.count() == 0:
        _towards(screen, one)
    card.dispatch_event("click")


def _towards(screen: Glass, one: dict[str, str]) -> None:
    """One press nearer to this layanan's card: its category, else the next page."""
    category = screen.page.locator(f"button[data-do=about][data-value={one['category']}]")
    if category.count():
        category.dispatch_event("click")
    else:
        screen.page.locator(".turner .key:not([aria-disabled]):last-child").dispatch_event("click")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("mode", "hall"), [("plain", "jumapolo"), ("english", "barito-kuala"), ("large and black", "barito-kuala")]
)
def test_choosing_searching_and_being_led_fit(glass: MakeGlass, size: str, mode: str, hall: str) -> None:
    screen = glass(size)
    screen.kiosk(hall)
    found = _sound(screen, "rest")
    screen.tap("start")
    for press in MODES[mode]:
        screen.tap(press)
    for tab in screen.page.locator(".tab").all() or [None]:
        if tab:
            tab.dispatch_event("click")
        found += _sound(screen, "choose")
    screen.tap("search")
    screen.tap("type", "k")
    found += _sound(screen, "search")
    screen.tap("guide")
    found += _sound(screen, "guide")
    screen.tap("about", "-")
    found += _sound(screen, "told")
    assert found == []


@pytest.mark.parametrize("size", SIZES)
def test_the_closed_hall_fits_and_still_shows_what_to_bring(glass: MakeGlass, size: str) -> None:
    screen = glass(size)
    why = (
        f"Libur: {'Cuti bersama dan upacara penyerahan penghargaan tingkat kabupaten ' * 4:.200}. "
        "Buka lagi Senin, 30 November, pukul 08.00."
    )  # a holiday with a name as long as it may be
    screen.kiosk(state=state(service={"open": False, "why": why, "until": None}))
    assert "Sedang tutup" in screen.words()
    assert why in screen.words()
    found = _sound(screen, "closed")
    screen.tap("start")
    screen.page.locator("[data-layanan=pindah-penduduk]").dispatch_event("click")
    assert "KTP asli" in screen.words()
    assert screen.page.locator("[data-do=take]").count() == 0
    assert found + _sound(screen, "layanan") == []


@pytest.mark.parametrize("size", SIZES)
def test_eight_cards_at_most_stand_on_a_page(glass: MakeGlass, size: str) -> None:
    screen = glass(size)
    screen.kiosk("barito-kuala")
    screen.tap("start")
    counts = []
    for tab in screen.page.locator(".tab").all():
        tab.dispatch_event("click")
        counts.append(screen.page.locator(".cards [data-layanan]").count())
    assert max(counts) <= 8
    assert len(counts) == 4


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("mode", EACH_MODE)
def test_the_number_fits_whatever_became_of_its_slip(glass: MakeGlass, size: str, mode: str) -> None:
    screen = glass(size)
    long = {"from": 125, "to": 265}
    screen.answers = lambda method, path, body: (201, ticket(number="M1024", waiting_before=48, estimate=long))
    screen.kiosk("barito-kuala")
    screen.tap("start")
    for press in MODES[mode]:
        screen.tap(press)
    screen.page.locator("[data-layanan]").first.dispatch_event("click")
    screen.tap("take")
    screen.page.wait_for_selector(".slipcard")
    found = _sound(screen, "printing")
    for slip in ("printed", "accepted", "uncertain", "failed"):
        screen.say(f"slip.{slip}", {"job": "9", "ticket": "M1024", "reason": None, "printer": "Loket Kependudukan"})
        screen.page.wait_for_selector(f".take.{slip}")
        found += _sound(screen, slip)
    # The little slip in the picture comes out of its printer: it is cut off on purpose while it does.
    assert [one for one in found if "cut off: M\N{NO-BREAK SPACE}1024" not in one] == []
