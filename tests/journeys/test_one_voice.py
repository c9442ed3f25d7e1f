"""The waiting room listens: three counters call at once, and one TV says it all, in order, none cut short, none twice.

What the pages' real audio elements begin and end is kept as it happens. They play four times as fast, to save time.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby, pairwise
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.rooms import Witness, watched
from tests.journeys.server import Program, Server
from tests.patience import PATIENCE_MS

pytestmark = pytest.mark.journey
HALL = "jumapolo"
GONE = (
    r"ERR_CONNECTION_REFUSED",
    r"WebSocket connection to",
    r"ERR_CONNECTION_RESET",
    r"ERR_EMPTY_RESPONSE",
    r"ERR_FAILED",
)

# Every sound that an element of the page begins, and how it ended: [what, number].
HEAR = """() => {
  window.sounds = [];
  window.pace = 4;
  window.starved = 0; // the longest time, ms, for which this page could not do anything
  let ticked = performance.now();
  setInterval(() => {
    const now = performance.now();
    [window.starved, ticked] = [Math.max(window.starved, now - ticked), now];
  }, 100);
  const play = HTMLMediaElement.prototype.play;
  const number = (element) => element.src.split("/").pop().replace(".mp3", "");
  const known = new WeakSet();
  HTMLMediaElement.prototype.play = function () {
    if (!known.has(this)) {
      known.add(this);
      for (const what of ["ended", "error"]) this.addEventListener(what, () => window.sounds.push([what, number(this)]));
      this.addEventListener("pause", () => this.ended || this.error || window.sounds.push(["cut", number(this)]));
    }
    this.playbackRate = window.pace;
    window.sounds.push(["began", number(this)]);
    return play.call(this);
  };
}"""

# Every number that stands large, as it comes.
WATCH = """() => {
  window.stood = [];
  const box = document.querySelector("[data-place=call]");
  const look = () => box.hidden || window.stood.at(-1) === box.dataset.call || window.stood.push(box.dataset.call);
  new MutationObserver(look).observe(box, { attributes: true });
}"""

# Timers as a hidden tab has them: once a second at most.
HIDDEN = """() => {
  const slow = (real) => (work, ms = 0, ...rest) => real(work, Math.max(1000, ms), ...rest);
  window.setTimeout = slow(window.setTimeout);
  window.setInterval = slow(window.setInterval);
  window.requestAnimationFrame = () => 0;
  Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
}"""


def listening(rooms: Witness, *scripts: str) -> Page:
    """A TV whose sounds are kept."""
    both = "() => {" + "".join(f"({script})();" for script in (HEAR, *scripts)) + "}"
    page = rooms.open(f"/{HALL}/display", scripts=both)
    expect(page.locator("[data-place=head]")).to_be_visible()
    return page


def sounds(page: Page) -> list[list[str]]:
    found: list[list[str]] = page.evaluate("window.sounds")
    return found


def until(page: Page, look: Callable[[], Any], what: str) -> None:
    """Waits, and lets the page go on meanwhile."""
    for _ in range(2 * PATIENCE_MS // 50):
        if look():
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{what}: {sounds(page)}")


def ended(page: Page) -> list[str]:
    return [number for what, number in sounds(page) if what == "ended"]


def stood(page: Page, calls: list[str]) -> list[str]:
    """Which of these numbers stood large, one after the other."""
    return [number for number in page.evaluate("window.stood") if number in calls]


def one_at_a_time(page: Page) -> bool:
    """Whether every sound was ended before the next began."""
    return all((one[0], two[0]) != ("began", "began") for one, two in pairwise(sounds(page)))


def speaks(page: Page, office: Program, counter: str = "1") -> None:
    """Waits until this page is its zone's voice: it says a call to its end."""
    number = call(office, counter)
    until(page, lambda: number in ended(page), "the TV speaks")
    office.post(f"/counters/{counter}/completions")
    page.evaluate("window.sounds.length = 0")


def call(office: Program, counter: str) -> str:
    office.number("kartu-keluarga")
    return str(office.post(f"/counters/{counter}/calls")["ticket"]["number"])


def opened(office: Program) -> Program:
    for counter in "123":
        office.post(f"/counters/{counter}/openings")
    return office


STARVED_MS = 3000
"""A page that this machine let stand still for so long is rightly followed by another: then the walk proves nothing."""
WALKS = 4


class WaitingRoom:
    """TVs that are listened to, and the longest time for which one of them stood still."""

    def __init__(self, rooms: Witness) -> None:
        self._rooms = rooms
        self._open: list[Page] = []
        self._longest = 0.0

    def tv(self) -> Page:
        """One TV more."""
        self._open.append(listening(self._rooms))
        return self._open[-1]

    def close(self, *pages: Page) -> None:
        """These TVs lose their power; all of them where none is named."""
        for page in pages or tuple(self._open):
            self._longest = max(self._longest, page.evaluate("window.starved"))
            self._open.remove(page)
            page.close()

    def starved(self) -> bool:
        """Whether the walk proved nothing; closes what is open."""
        self.close()
        return self._longest > STARVED_MS


def test_three_counters_call_at_once_and_one_tv_says_it_all_in_order(
    rooms: Witness, clerk: Callable[[str], Program]
) -> None:
    for left in reversed(range(WALKS)):
        room = WaitingRoom(rooms)
        try:
            _one_voice(room, opened(clerk(HALL)))
        except AssertionError:
            if not room.starved() or not left:
                raise
        else:
            return


def _one_voice(room: WaitingRoom, office: Program) -> None:
    first = room.tv()
    speaks(first, office)
    second = room.tv()
    for _ in "123":
        office.number("kartu-keluarga")
    for screen in (first, second):
        screen.evaluate(WATCH)
    with ThreadPoolExecutor(3) as clerks:
        list(clerks.map(lambda counter: office.post(f"/counters/{counter}/calls"), "123"))
    office.post("/counters/2/recalls")
    calls = [each["number"] for each in reversed(office.get("/state")["calls"][:4])]
    assert calls[3] in calls[:3], "the recall is a call of its own"
    one_after_the_other = [number for number, _ in groupby(calls)]
    until(first, lambda: len(ended(first)) == 4, "four calls are said")
    assert sounds(first) == [[what, number] for number in calls for what in ("began", "ended")]
    assert sounds(second) == [], "one voice"
    for screen in (first, second):
        until(
            screen, lambda screen=screen: stood(screen, calls) == one_after_the_other, "each shows what is being said"
        )
    until(
        first,
        lambda: all(office.get(f"/counters/{counter}/desk")["heard_at"] for counter in "123"),
        "the clerks see it",
    )

    late = room.tv()
    office.post("/counters/1/completions")
    first.evaluate("window.pace = 0.0625")  # a call of two minutes: however slow this machine, it is broken off
    number = call(office, "1")
    until(first, lambda: ["began", number] in sounds(first), "the first speaks")
    room.close(first)
    until(second, lambda: number in ended(second), "the second says the call that was broken off")
    assert sounds(second) == [["began", number], ["ended", number]]
    assert sounds(late) == [], "a late TV says nothing old"


@pytest.mark.long
def test_a_broken_sound_a_server_that_restarts_and_a_hidden_tab_change_nothing(
    chromium: Browser, start_server: Callable[..., Server]
) -> None:
    server = start_server().start().said_once(HALL)
    office = opened(server.program(HALL, "counter"))
    with watched(chromium, server.url) as rooms:
        rooms.expects(*GONE)
        tv = listening(rooms, HIDDEN)
        speaks(tv, office)
        numbers = [office.number("kartu-keluarga") for _ in "123"]
        tv.route(f"**/{numbers[1]}.mp3", lambda route: route.abort())
        for counter in "123":
            office.post(f"/counters/{counter}/calls")
        until(tv, lambda: numbers[2] in ended(tv), "the fault of the second silences nobody")
        assert ended(tv) == [numbers[0], numbers[2]]
        assert ["error", numbers[1]] in sounds(tv)
        assert one_at_a_time(tv)

        tv.evaluate("window.sounds.length = 0")
        for counter in "12":
            office.post(f"/counters/{counter}/completions")
        again = [call(office, counter) for counter in "12"]
        until(tv, lambda: ["began", again[0]] in sounds(tv), "the first is being said")
        server.kill()  # its file may have come or not: it goes on to its end, or is said when the server is back
        server.start()
        until(tv, lambda: again[1] in ended(tv), "both are said")
        assert ended(tv) == again
        assert one_at_a_time(tv)


@pytest.mark.long
def test_a_frozen_leader_is_followed(chromium: Browser, start_server: Callable[..., Server]) -> None:
    """Its window stands still, as when its power was cut: the wire is open and says nothing."""
    server = start_server().start().said_once(HALL)
    office = opened(server.program(HALL, "counter"))
    with watched(chromium, server.url) as rooms:
        first = listening(rooms)
        speaks(first, office)
        second = listening(rooms)
        frozen = first.context.new_cdp_session(first)
        frozen.send("Debugger.enable")
        frozen.send("Debugger.pause")
        number = call(office, "1")
        until(second, lambda: number in ended(second), "the second speaks")
        assert sounds(second) == [["began", number], ["ended", number]]
        frozen.send("Debugger.disable")
