"""From the tap to the number: asked once whatever is tapped twice, answered whatever breaks, told what became of the slip."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import expect

from tests.kiosk.glass import Glass, state, ticket

MakeGlass = Callable[..., Glass]


def _at_layanan(screen: Glass, code: str = "pindah-penduduk") -> None:
    screen.kiosk()
    screen.tap("start")
    screen.page.locator(f"[data-layanan={code}]").dispatch_event("click")


def _posts(screen: Glass) -> list[Any]:
    return [body for method, path, body in screen.asked if method == "POST" and path.endswith("/tickets")]


def test_a_trembling_finger_gets_one_ticket(glass: MakeGlass) -> None:
    screen = glass()
    screen.answers = lambda method, path, body: (201, ticket())
    _at_layanan(screen)
    box = screen.page.locator("[data-do=take]").bounding_box()
    assert box
    screen.page.evaluate("const now = performance.now() + 400; performance.now = () => now")  # all within one moment
    for _ in range(3):
        screen.page.mouse.dblclick(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    screen.page.wait_for_selector(".slipcard")
    assert len(_posts(screen)) == 1
    assert "A024" in screen.words(".slipcard")


def test_what_is_asked_names_layanan_priority_language_and_what_was_ticked(glass: MakeGlass) -> None:
    screen = glass()
    screen.answers = lambda method, path, body: (201, ticket())
    screen.kiosk()
    screen.tap("start", "en")
    screen.tap("priority")
    screen.page.locator("[data-layanan=pindah-penduduk]").dispatch_event("click")
    screen.tap("tick", "p2")
    screen.tap("tick", "p0")
    screen.tap("take")
    screen.page.wait_for_selector(".slipcard")
    asked = _posts(screen)[0]
    assert 16 <= len(asked.pop("request_id")) <= 64
    assert asked == {"layanan": "pindah-penduduk", "priority": True, "language": "en", "have": [0, 2]}


def test_a_server_that_died_is_asked_again_for_the_same_thing(glass: MakeGlass) -> None:
    screen = glass()
    answers = [(502, None), (502, None), (201, ticket())]
    screen.answers = lambda method, path, body: answers.pop(0) if method == "POST" else (200, ticket())
    _at_layanan(screen)
    screen.tap("take")
    screen.page.wait_for_selector(".slipcard")
    posts = _posts(screen)
    assert len(posts) == 3
    assert len({body["request_id"] for body in posts}) == 1


def test_the_next_tap_is_another_ticket(glass: MakeGlass) -> None:
    screen = glass()
    screen.answers = lambda method, path, body: (201, ticket())
    for _ in range(2):
        _at_layanan(screen)
        screen.tap("take")
        screen.page.wait_for_selector(".slipcard")
    assert len({body["request_id"] for body in _posts(screen)}) == 2


def test_a_delicate_layanan_is_not_named_beside_the_number(glass: MakeGlass) -> None:
    screen = glass()
    screen.answers = lambda method, path, body: (201, ticket(layanan="dispensasi-nikah", number="U001"))
    _at_layanan(screen, "dispensasi-nikah")
    screen.tap("take")
    screen.page.wait_for_selector(".slipcard")
    assert "nikah" not in screen.words(".slipcard").lower()
    assert "Surat dan legalisir" in screen.words(".slipcard")


def test_too_many_numbers_lead_to_an_officer(glass: MakeGlass) -> None:
    screen = glass()
    screen.answers = lambda method, path, body: (429, {"code": "too_many_requests", "detail": "Terlalu banyak."})
    _at_layanan(screen)
    screen.tap("take")
    screen.page.wait_for_selector(".told[role=alert]")
    assert "Panggil petugas" in screen.words()


def test_a_refusal_is_said_in_the_servers_words(glass: MakeGlass) -> None:
    screen = glass()
    said = {"code": "quota_reached", "detail": "Nomor untuk layanan ini sudah habis hari ini."}
    screen.answers = lambda method, path, body: (409, said)
    _at_layanan(screen)
    screen.tap("take")
    screen.page.wait_for_selector(".told[role=alert]")
    assert said["detail"] in screen.words()


def test_only_a_newer_state_replaces_what_stands_there(glass: MakeGlass) -> None:
    screen = glass()
    screen.kiosk(state=state(version=7, waiting=6))
    screen.say("hall.state", state(version=6, waiting=90))
    screen.say("hall.state", state(version=7, waiting=91))
    screen.say("hall.state", state(version=8, waiting=1))
    screen.page.wait_for_function("document.querySelector('.now3 .num').textContent === '2'")


def test_a_silent_server_is_told_and_no_number_is_offered(glass: MakeGlass) -> None:
    screen = glass()
    screen.page.clock.install()
    screen.deaf = True
    _at_layanan(screen)
    screen.page.clock.run_for(6000)
    screen.page.wait_for_selector(".top.cut")
    assert "Tersambung kembali" in screen.words("#head")
    assert screen.page.locator("[data-do=take]").count() == 0
    assert "Menunggu sambungan" in screen.words()
    screen.deaf = False
    screen.page.wait_for_selector(".top:not(.cut)")
    assert screen.page.locator("[data-do=take]").count() == 1


def test_a_visitor_who_left_is_asked_and_then_forgotten(glass: MakeGlass) -> None:
    screen = glass()
    screen.page.clock.install()
    screen.kiosk(idle=60, answer=60)
    screen.tap("start", "en")
    screen.tap("contrast")
    screen.tap("priority")
    screen.goes_by(64)
    expect(screen.page.locator("#veil")).to_contain_text("Are you still there?")
    screen.goes_by(64)
    expect(screen.page.locator(".attract")).to_contain_text("Selamat datang")
    assert screen.page.get_attribute("html", "data-contrast") == "biasa"
    screen.tap("start")
    assert screen.page.get_attribute("[data-do=priority]", "aria-pressed") == "false"


def test_whoever_answers_stays_where_they_were(glass: MakeGlass) -> None:
    screen = glass()
    screen.page.clock.install()
    screen.kiosk(idle=60, answer=60)
    screen.tap("start")
    screen.page.locator("[data-layanan=pindah-penduduk]").dispatch_event("click")
    screen.tap("tick", "p1")
    screen.goes_by(64)
    screen.page.locator("#veil [data-do=stay]").click()
    assert "1 dari 5 sudah ada" in screen.words()


def test_everyday_words_find_a_layanan_and_forgive_a_slip_of_the_finger(glass: MakeGlass) -> None:
    screen = glass()
    screen.kiosk("barito-kuala")
    screen.tap("start")
    for typed, code in (
        ("nikah", "dispensasi-nikah"),
        ("nikha", "dispensasi-nikah"),
        ("bangun", "imb"),
        ("usaha", "izin-usaha"),
    ):
        screen.tap("search")
        for sign in typed:
            screen.tap("type", sign)
        assert screen.page.locator(f".res [data-layanan={code}]").count() == 1, typed
        screen.tap("choose")


def test_where_no_persyaratan_is_printed_the_page_says_so(glass: MakeGlass) -> None:
    screen = glass()
    screen.kiosk("kalipare")
    screen.tap("start")
    screen.page.locator("[data-layanan=perekaman-ektp]").dispatch_event("click")
    assert "Syarat tidak tertulis" in screen.words()
    assert screen.page.locator("[data-do=tick]").count() == 0
