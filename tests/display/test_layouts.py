"""The TV's three layouts at every size, in a page that is turned from size to size: large enough, whole, within the margin."""

import io
import wave
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.display.tv import call, counter, line, opened, page, said, state
from tests.screens import Screen

SIZES = [(1920, 1080), (1366, 768), (3840, 2160), (1080, 1920)]
LONG = "Ruang Pelayanan Perekaman dan Pencetakan KTP Elektronik Timur"[:60]
SLIDES = [
    {
        "title": "Pindah penduduk antar kecamatan", "heading": "Bawa dua berkas ini", "pictogram": "pindah",
        "papers": [{"text": "Surat pengantar dari kelurahan", "pictogram": "surat"}, {"text": "KK", "pictogram": "kk"}],
    }
]  # fmt: skip
PLEDGE = ["Kami sanggup melayani sesuai standar pelayanan. Bila tidak, kami siap menerima sanksi. " * 4]
READY = [f"2026-{number:05d}" for number in range(1, 31)]
SHUT = {
    "open": False,
    "why": f"Libur: {'Cuti bersama dan upacara penyerahan penghargaan tingkat kabupaten ' * 4:.200}. "
    "Buka lagi Senin, 30 November, pukul 08.00.",  # a holiday's name may be this long
    "until": None,
}
SESSION = {
    "title": "Perekaman KTP-el Desa Kerjo Lor", "line": "X", "place": "Aula kecamatan, lantai 2",
    "until": "2026-11-19T12:00:00+07:00", "waiting": 14,
    "trouble": "Alat rekam iris sedang diperbaiki. Mohon tetap menunggu, nomor Anda tetap berlaku.",
}  # fmt: skip
PRAYER = {
    "kind": "prayer", "title": "Salat Zuhur", "text": "Loket istirahat. Pelayanan dilanjutkan pukul 12.30.",
    "from": "2026-11-19T09:40:00+07:00", "until": "2026-11-19T09:45:00+07:00",
}  # fmt: skip
CROWD = state(
    lines=[line(letter, 97 + at, 100, 130, LONG if at % 3 else "Umum") for at, letter in enumerate("AMUKRSHXWYZOLQ")],
    counters=[
        counter(
            at,
            ("serving", "open", "break", "closed")[at % 4],
            name=LONG if at % 2 else f"Loket {at}",
            reason="istirahat",
        )
        for at in range(1, 13)
    ],
    calls=[call(20, "M1000", name=LONG), call(19, "A10000", 2), call(18, "A999", name="Ruang Perekaman KTP")]
    + [call(at, f"U{at:03d}", name=LONG) for at in range(17, 10, -1)],
)

PIXEL = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect width='9' height='9'/></svg>"

# What lies in the margin, scrolls, or is set smaller than the back row reads (3.2 % of the shorter side of a calm screen).
UNSOUND = """([margin, calm]) => {
  const out = [], low = { x: innerWidth * margin / 100 - 3, y: innerHeight * margin / 100 - 3 };
  const high = { x: innerWidth - low.x, y: innerHeight - low.y };
  for (const part of document.body.children) {
    const box = part.getBoundingClientRect();
    if (!box.width || part.matches(".sprite, script")) continue;
    const inside = box.left >= low.x && box.top >= low.y && box.right <= high.x && box.bottom <= high.y;
    if (!inside) out.push(`in the margin: ${part.className}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) out.push("it scrolls");
  const least = Math.min(innerWidth, innerHeight) * 0.032 * (100 - 2 * margin) / 92;
  for (const node of calm ? document.querySelectorAll("b, em, small, h1, h2, p, span, i, .num") : []) {
    const text = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!text || !node.getClientRects().length) continue;
    if (parseFloat(getComputedStyle(node).fontSize) < least) out.push(`small: ${node.textContent}`);
  }
  return out;
}"""
# The height of a figure of the called number, by the letters' own measure, as a share of height and width.
CAPITAL = """() => {
  const font = parseFloat(getComputedStyle(document.querySelector("[data-place=call] .num")).fontSize);
  return [font * 0.70 / innerHeight, font * 0.70 / innerWidth];
}"""
SHOWN = "document.querySelector('[data-place=slides] > [data-page]:not([hidden])')?.dataset.page"


class Tv:
    """One open TV; its clock is the test's."""

    def __init__(self, browser: Browser, **options: Any) -> None:
        self.screen = Screen(browser, width=1920, height=1080, **options)
        self.page = self.screen.page
        self.page.clock.install()
        self.version = 1

    def open(self, shown: dict[str, Any], **changes: Any) -> None:
        opened(self.screen, shown, **changes)
        self.pass_(1)

    def tell(self, shown: dict[str, Any]) -> None:
        """A newer state."""
        self.version += 1
        self.screen.say("hall.state", shown | {"version": self.version})
        self.heard()

    def heard(self) -> None:
        """What was said to the page before has been drawn: its newest state is on the glass."""
        self.screen.say("beat", {})
        self.screen.settled()

    def call(self, *calls: dict[str, Any]) -> None:
        for each in calls:
            self.screen.say("ticket.called", said(each))
        expect(self.page.locator("[data-place=call]")).to_be_visible()

    def pass_(self, seconds: int) -> None:
        """Seconds of the hall, with the server's word in each."""
        for _ in range(0, seconds, 2):  # a server that is silent for five is stale
            self.page.clock.run_for(min(2, seconds) * 1000)
            self.screen.say("beat", {})

    def until(self, what: str) -> None:
        """Lets the stage turn until this page stands."""
        for _ in range(200):
            if self.page.evaluate(SHOWN) == what:
                return
            self.pass_(2)
        raise AssertionError(f"{what} never stood on the stage")

    def found(self, *, margin: float = 4, calm: bool = False) -> list[str]:
        """Everything that is wrong on the glass at any size."""
        found = []
        for width, height in SIZES:
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.evaluate("dispatchEvent(new Event('resize'))")
            wrong = self.screen.trouble() + self.page.evaluate(UNSOUND, [margin, calm])
            found += [f"{width}x{height}: {each}" for each in wrong]
        return found


@pytest.fixture
def tv(chromium: Browser) -> Iterator[Tv]:
    one = Tv(chromium)
    yield one
    one.screen.close()


@pytest.fixture(params=["calls", "lines", "slides"])
def layout(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_whatever_happens_nothing_is_cut_off_or_over_anything_or_in_the_margin(tv: Tv, layout: str) -> None:
    wrong: dict[str, list[str]] = {}
    tv.open(state(), layout=layout, slides=SLIDES, pledge=PLEDGE)
    wrong["calm"] = tv.found(calm=True)
    three = [call(8, "A024"), call(9, "M012", 2), call(10, "U008", 3)]
    tv.tell(
        state(
            calls=[*three[::-1], call(7, "M011", 2)],
            counters=[counter(at, "calling", each["number"]) for at, each in enumerate(three, 1)],
        )
    )
    tv.call(*three)
    assert tv.page.locator("[data-place=calls] li.new").count() == 3
    wrong["three"] = tv.found()
    tv.pass_(90)
    expect(tv.page.locator("[data-place=call]")).to_be_hidden()
    tv.tell(CROWD)
    seen: list[set[str]] = [set(), set()]
    expected = [set() if layout == "calls" else {"A", "M", "Q"}, {"1", "8", "12"}]
    for turn in range(
        100
    ):  # time goes on while a busy machine looks: it looks often, or it would always see the same page
        if turn % 5 == 0:
            wrong["crowd"] = wrong.get("crowd", []) + tv.found()
        for at, what in enumerate(("line", "counter")):
            seen[at] |= set(
                tv.page.locator(f"[data-{what}]").evaluate_all(f"all => all.map(one => one.dataset.{what})")
            )
        if turn > 15 and all(map(set.issuperset, seen, expected)):
            break
        tv.pass_(2)
    assert all(map(set.issuperset, seen, expected)), seen
    tv.tell(state(service=SHUT, recording=SESSION, ready=READY, notices=[PRAYER]))
    for what in ("closed", "ready", "recording"):
        tv.until(what)
        wrong[what] = tv.found()
    tv.tell(state(service=SHUT, lines=[line("A", 0, 5, 10)], counters=[counter(1, "closed")]))
    expect(tv.page.locator("[data-place=shut]")).to_contain_text("Cuti bersama dan upacara")
    wrong["shut"] = tv.found()
    assert {when: found for when, found in wrong.items() if found} == {}


@pytest.mark.parametrize("margin", [pytest.param(0, marks=pytest.mark.long), 6])
def test_the_called_number_is_a_fifth_of_the_height_with_any_margin_and_english_below(
    tv: Tv, layout: str, margin: int
) -> None:
    tv.open(state(), layout=layout, margin=margin, settings={"english": margin == 6, "film_volume": 0})
    shares = []
    for call_id, number, name in ((8, "A024", "Loket 2"), (9, "A1000", LONG), (10, "A10000", LONG)):
        tv.call(call(call_id, number, 2, name=name))
        expect(tv.page.locator("[data-place=call]")).to_have_attribute("data-call", number)
        assert tv.found(margin=max(margin, 1.6)) == []
        for width, height in SIZES:
            tv.page.set_viewport_size({"width": width, "height": height})
            tv.page.evaluate("dispatchEvent(new Event('resize'))")
            shares.append((number, width < height, *tv.page.evaluate(CAPITAL)))
        tv.pass_(22)
    lying = [share for number, upright, share, _ in shares if not upright and number == "A024"]
    assert all(0.18 <= share <= 0.25 for share in lying), shares
    # Upright the number is as wide as the glass allows: as large on the wall as on the same panel lying.
    assert all(share >= 0.20 for number, upright, _, share in shares if upright and number == "A024"), shares
    assert all(share >= 0.16 for number, upright, share, _ in shares if not upright and number == "A1000"), shares


def test_english_names_the_counter_or_the_place(tv: Tv) -> None:
    tv.open(state(), settings={"english": True, "film_volume": 0})
    english = tv.page.locator("[data-place=call] [data-part=english]")
    tv.call(call(8, "A024", 2))
    expect(english).to_have_text("Please go to counter 2")
    tv.pass_(20)
    tv.call(call(9, "A025", 2, name="Ruang Perekaman"))
    expect(english).to_have_text("Please go to Ruang Perekaman")


def test_a_call_flashes_once_a_second_for_four_seconds_and_not_where_movement_is_not_wanted(tv: Tv) -> None:
    tv.open(state())
    tv.call(call(8, "A024", 2))
    flash = """() => document.querySelector("[data-place=call]").getAnimations().map((each) => {
      const { duration, iterations } = each.effect.getTiming();
      return [duration, iterations];
    })"""
    assert tv.page.evaluate(flash) == [[1000, 4]]
    tv.page.emulate_media(reduced_motion="reduce")
    assert tv.page.evaluate(flash) == []
    tv.page.emulate_media(reduced_motion="no-preference", contrast="more")
    assert tv.page.evaluate(flash) == []


def test_every_part_of_the_picture_drifts_two_pixels_in_ten_minutes(tv: Tv) -> None:
    tv.open(state())
    tv.page.clock.run_for(600_000)
    moved = tv.page.evaluate("""() => [...document.body.children].filter((part) => part.getClientRects().length
      && !part.matches(".sprite, script")).map((part) => getComputedStyle(part).transform)""")
    assert len(moved) > 4
    assert set(moved) == {"matrix(1, 0, 0, 1, 2, 0)"}


def test_a_zones_tv_shows_and_announces_its_own_part_alone(tv: Tv) -> None:
    part = {"name": "Lantai atas", "counters": ["2"], "lines": ["M"]}
    here = state(counters=[counter(1), counter(2, lines=["M", "U"]), counter(3)])
    tv.open(here, zone="atas", part=part)
    shown = "all => all.map((one) => one.dataset.line || one.dataset.counter || one.dataset.call)"
    listed = [tv.page.locator(f"[{what}]").evaluate_all(shown) for what in ("data-line", "data-counter")]
    assert listed == [["M"], ["2"]]
    assert tv.page.locator("[data-place=calls] li").evaluate_all(shown) == ["M011"]
    expect(tv.page.locator("[data-place=part]")).to_have_text("Lantai atas")
    tv.screen.say("ticket.called", said(call(8, "A024", 1)))
    tv.call(call(9, "A025", 2))
    expect(tv.page.locator("[data-place=call]")).to_have_attribute("data-call", "A025")


def test_a_notice_stands_by_the_halls_clock_and_never_over_a_call(tv: Tv) -> None:
    tv.open(state(notices=[PRAYER | {"from": "2026-11-19T09:43:30+07:00"}]))
    tv.pass_(40)
    assert tv.page.evaluate(SHOWN) == "slide", "its time has not come"
    tv.until("notice")
    tv.call(call(8, "A024", 2))
    expect(tv.page.locator("[data-page=notice]")).to_be_hidden()
    tv.pass_(20)
    expect(tv.page.locator("[data-page=notice]")).to_be_visible()
    tv.pass_(120)
    assert tv.page.evaluate(SHOWN) == "slide", "its time is over, without a word of the server"


def test_every_number_that_lies_ready_is_shown_in_turn(tv: Tv) -> None:
    tv.open(state(ready=READY))
    seen: set[str] = set()
    for _ in range(6):
        tv.until("ready")
        seen |= set(tv.page.locator("[data-part=numbers] li").all_inner_texts())
        tv.pass_(10)
    assert {text.replace("\n", "") for text in seen} == set(READY)


def _sound() -> bytes:
    """A second of silence, which a film's element plays as well."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as out:
        out.setparams((1, 2, 8000, 8000, "NONE", ""))
        out.writeframes(b"\0" * 16000)
    return kept.getvalue()


def test_the_offices_files_stand_in_turn_a_broken_one_is_left_out_and_a_call_stills_the_film(tv: Tv) -> None:
    files = {"a.svg": ("image/svg+xml", PIXEL), "b.svg": ("image/png", b""), "f.wav": ("audio/wav", _sound()),
             "g.webm": ("video/webm", b"")}  # fmt: skip

    def give(route: Route) -> None:
        kind, body = files[route.request.url.rpartition("/")[2]]
        route.fulfill(body=body, content_type=kind)

    tv.page.route("**/media/*", give)
    kinds = {"/media/a.svg": "image", "/media/b.svg": "image", "/media/f.wav": "video", "/media/g.webm": "video"}
    media = [{"kind": kind, "url": url, "seconds": 30, "title": ""} for url, kind in kinds.items()]
    tv.open(state(media=media), settings={"english": False, "film_volume": 40})
    on_stage = """() => [...document.querySelectorAll("[data-page=medium]:not([hidden]) > :not([hidden])")]
      .map((each) => each.getAttribute("src"))"""
    seen: list[str] = []
    film = tv.page.locator("video")
    while "/media/f.wav" not in seen:
        tv.pass_(2)
        expect(tv.page.locator("[data-coming]")).to_have_count(0)  # no time passes while a file is on its way
        seen += [src for src in tv.page.evaluate(on_stage) if src and src not in seen]
        assert len(seen) < 3
    assert seen == ["/media/a.svg", "/media/f.wav"]
    assert tv.page.locator("video").count() == 1
    assert film.evaluate("film => film.volume") == pytest.approx(0.4)
    for keeps, volume in ((2, 70), (3, 0)):
        changed = page(state(setup=keeps, media=media), settings={"english": False, "film_volume": volume})
        tv.screen.serve("display.html", first=changed, slides=[], pledge=[])
        tv.tell(state(setup=keeps, media=media))
        expect(film).to_have_js_property("volume", volume / 100)
        assert film.evaluate("film => film.muted") is (volume == 0)
    tv.call(call(8, "A024", 2))
    assert film.evaluate("film => film.paused")


def test_what_the_keeper_changes_is_drawn_without_loading_the_page_anew(tv: Tv) -> None:
    tv.open(state(), slides=SLIDES)
    tv.page.evaluate("window.kept = true")
    changed = page(state(setup=2), layout="lines", running_text=["Besok libur."], margin=2)
    tv.screen.serve("display.html", first=changed, slides=[], pledge=["Kami siap melayani."])
    tv.tell(state(setup=2))
    expect(tv.page.locator("body")).to_have_attribute("data-layout", "lines")
    expect(tv.page.locator("[data-place=ticker]")).to_contain_text("Besok libur.")
    expect(tv.page.locator("[data-page=slide]").last).to_contain_text("Kami siap melayani.")
    assert tv.page.evaluate("window.kept")
    assert tv.found(margin=2) == []


@pytest.mark.parametrize(
    ("layout", "calls"),
    [("slides", 40), *(pytest.param(layout, 1000, marks=pytest.mark.long) for layout in ("calls", "lines", "slides"))],
)
def test_a_days_calls_leave_the_page_as_large_as_it_was(tv: Tv, layout: str, calls: int) -> None:
    rest = state(ready=READY[:3], calls=[call(9, "A009")])
    tv.open(rest, layout=layout, slides=SLIDES)

    def size() -> int:
        tv.pass_(60)
        expect(tv.page.locator("[data-place=call]")).to_be_hidden()
        tv.tell(rest)
        return int(tv.page.evaluate("document.querySelectorAll('*').length"))

    def morning(first: int, last: int) -> int:
        for at in range(first, last):
            listed = [call(100 + back, f"A{back:03d}", 1 + back % 3) for back in range(at, max(0, at - 10), -1)]
            tv.version += 1
            busy = state(version=tv.version, calls=listed, counters=[counter(1, "calling", f"A{at:03d}")])
            tv.screen.say("hall.state", busy)
            tv.screen.say("ticket.called", said(listed[0]))
            tv.pass_(4)
        return size()

    assert morning(1, 10) == morning(10, calls)
    assert tv.screen.faults == []
