"""One voice a zone, over the wire of a real server: who leads, who follows a leader that is gone, and what is said then."""

import threading
import time
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import update
from websocket import WebSocketException

from hall.actions import calls
from hall.records import catalogue
from hall.records.tables import calls as kept_calls
from hall.rules.announcements import UNSAID_FOR
from tests.patience import eventually, let_midnight_pass
from tests.raw_socket import RawSocket
from tests.real_server import Site

HALL = "jumapolo"
REPORTS = 0.5  # seconds between two reports: four times as often as a page, so that a slow machine is no silence
WELL = {"version": 1, "stale": False, "sound": "on", "visible": True, "zone": None, "assets": None}


@pytest.fixture(autouse=True)
def _clean_desks(site: Site) -> None:
    """Counters 1 to 3 are open and hold nobody; nobody waits, and every call was heard."""
    let_midnight_pass()
    clerk = site.caller("counter")
    for counter in "123":
        clerk.post(f"counters/{counter}/completions")
        clerk.does(f"counters/{counter}/openings")
    while clerk.post("counters/1/calls")[0] == 201:
        clerk.does("counters/1/completions")
    office = site.office()
    with office.database.writing() as connection:
        connection.execute(update(kept_calls).values(played_at=kept_calls.c.at))
    office.database.close()


class Tv(RawSocket):
    """A TV as its page behaves: it reports again and again that it is well, until it falls `silent` or is closed."""

    sound = "on"
    silent = False

    def __post_init__(self) -> None:
        super().__post_init__()
        self.sound = self.auth["sound"]
        threading.Thread(target=self._go_on, daemon=True).start()

    def report(self) -> None:
        self.emit("screen.report", WELL | {"sound": self.sound})

    def close(self) -> None:
        self.silent = True
        super().close()

    def _go_on(self) -> None:
        while not self.silent:
            with suppress(OSError, WebSocketException):
                self.report()
            time.sleep(REPORTS)


def tv(site: Site, *, sound: str = "on", heard: int | None = None, server: int = 0, **told: Any) -> Tv:
    """A TV as its page connects; `heard`: the newest call on its page, by default the newest there is."""
    newest = max((call["call_id"] for call in site.caller("display").get("state")["calls"]), default=0)
    auth = {"hall": HALL, "token": site.tokens[HALL, "display"], "sound": sound}
    heard = newest if heard is None else heard
    return Tv(site.servers[server].port, "/display", auth | {"heard": heard, **told})


def leads(screen: RawSocket) -> list[int]:
    """Waits until the screen is told that it leads; gives the ids that it has to say."""
    unsaid = screen.wait("voice.leader", lambda body: body["leader"])["unsaid"]
    return [call["call_id"] for call in unsaid]


def follows(screen: RawSocket) -> None:
    """Waits until the screen is told that another leads, or nobody."""
    told = screen.wait("voice.leader", lambda body: not body["leader"])
    assert told["unsaid"] == []


def call(site: Site, counter: str = "1") -> int:
    site.caller("kiosk").does("tickets", layanan="kartu-keluarga")
    return int(site.caller("counter").does(f"counters/{counter}/calls")["call_id"])


def keep(site: Site, **settings: Any) -> None:
    """What the keeper's page would keep; the server follows within a second."""
    office = site.office()
    hall_id = office.hall(HALL).id
    office.transact(HALL, lambda work, _: catalogue.keep_settings(work.connection, hall_id, settings))
    office.database.close()


def test_the_first_leads_alone_and_whoever_follows_it_says_what_it_left_in_order(site: Site) -> None:
    first = tv(site)
    assert leads(first) == []
    second, mute = tv(site), tv(site, sound="refused")
    follows(second)
    follows(mute)
    ids = [call(site, counter) for counter in "123"]
    recall = site.caller("counter").does("counters/1/recalls")
    assert recall["state"] == "called"
    for screen in (first, second):
        screen.wait("ticket.called", lambda body: body["recall"])
    first.emit("call.played", {"call_id": ids[0]})
    site.caller("counter").does("counters/1/services")
    eventually(lambda: heard_at(site, "1") is None, "the recall was not said yet")
    first.close()
    assert leads(second) == [ids[1], ids[2], ids[2] + 1], "what was not said to its end is said again, a recall too"
    unsaid = second.named("voice.leader")[-1]["unsaid"]
    assert unsaid[0].items() >= second.named("ticket.called")[1].items(), "shaped as the call itself"
    third = tv(site)
    follows(third)
    second.close()
    mute.close()
    assert leads(third) == [ids[1], ids[2], ids[2] + 1]
    third.close()


def test_the_zones_other_screens_hear_what_stands_on_its_voices_screen_and_when_nothing_does(site: Site) -> None:
    first = tv(site)
    leads(first)
    second = tv(site)
    follows(second)
    call_id = call(site)
    second.emit("call.shown", {"call_id": call_id + 1})  # nobody follows a screen that only shows
    for nonsense in (None, 7, [], {}, {"call_id": "1"}, {"call_id": -1}, {"call_id": True}):
        first.emit("call.shown", nonsense)
    first.emit("call.shown", {"call_id": call_id})
    first.emit("call.shown", {"call_id": call_id})
    assert second.wait("call.shown") == {"call_id": call_id}
    late = tv(site)
    assert late.wait("voice.leader")["shown"] == call_id, "also who comes in the middle"
    first.emit("call.shown", {"call_id": None})
    assert second.wait("call.shown") == {"call_id": None}
    first.emit("call.shown", {"call_id": call_id})
    second.wait("call.shown")
    second.sound = late.sound = "refused"
    for screen in (second, late):
        screen.report()
    first.sound = "refused"
    assert second.wait("call.shown") == {"call_id": None}, "nobody is the voice: each goes its own pace"
    for screen in (first, second, late):
        screen.close()


def test_a_screen_that_was_opened_later_says_nothing_old(site: Site) -> None:
    early = call(site)
    late = tv(site)
    assert leads(late) == []
    late.close()
    back = tv(site, heard=early - 1)
    assert leads(back) == [early], "its page stood there before the call: it was only cut off"
    back.close()


def test_who_follows_says_nothing_that_was_old_for_whom_it_follows(site: Site) -> None:
    call(site)
    first = tv(site)
    assert leads(first) == []
    second = tv(site)
    follows(second)
    owed = call(site, "2")
    first.wait("ticket.called", lambda body: body["call_id"] == owed)
    first.close()
    assert leads(second) == [owed]
    second.close()


def test_calls_older_than_a_minute_are_not_said(site: Site) -> None:
    old, young = call(site, "1"), call(site, "2")
    office = site.office()
    with office.database.writing() as connection:
        before = kept_calls.c.at - UNSAID_FOR // UNSAID_FOR.resolution
        connection.execute(update(kept_calls).where(kept_calls.c.call_id == old).values(at=before))
    found = calls.newest(office, office.hall(HALL))
    office.database.close()
    assert [one.call_id for one in found][:2] == [young, old]
    screen = tv(site, heard=old - 1)
    assert leads(screen) == [young]
    screen.close()


@pytest.mark.parametrize("end", ["silent", "refused", "failed"])
def test_who_falls_silent_or_loses_its_sound_is_followed(site: Site, end: str) -> None:
    first = tv(site)
    leads(first)
    second = tv(site)
    follows(second)
    first.silent = end == "silent"
    first.sound = end
    leads(second)
    follows(first)
    for screen in (first, second):
        screen.close()


def test_a_leader_that_comes_back_in_time_keeps_its_place(site: Site) -> None:
    """How long it is waited for is proved in tests/rules, by a clock that stands still; here its new wire is there first."""
    first = tv(site)
    leads(first)
    second = tv(site)
    follows(second)
    back = tv(site, leads=True)
    follows(back)
    first.close()
    leads(back)
    assert not any(body["leader"] for body in second.named("voice.leader"))
    for screen in (back, second):
        screen.close()


def test_a_zones_screen_hears_and_says_its_own_calls_and_the_keepers_changes_reach_it(site: Site) -> None:
    keep(site, zones=[{"code": "atas", "name": "Atas", "counters": ["2"], "lines": []}])
    whole, above = tv(site), tv(site, zone="atas")
    leads(whole)

    above.wait("voice.leader", lambda body: body["zone"] == "atas" and body["leader"])
    ids = [call(site, "1"), call(site, "2")]
    assert [whole.wait("ticket.called")["call_id"] for _ in ids] == ids
    assert above.wait("ticket.called")["call_id"] == ids[1]
    whole.emit("call.played", {"call_id": ids[1]})
    eventually(lambda: heard_at(site, "2"))
    other = tv(site, zone="atas")
    follows(other)
    above.close()
    assert leads(other) == [ids[1]], "in the room upstairs nobody heard it"
    keep(site, zones=[])
    for screen in (whole, other):
        screen.close()


def test_a_voice_that_is_switched_off_or_quiet_says_nothing_and_speaks_again_without_a_reload(site: Site) -> None:
    screen = tv(site)
    leads(screen)
    for off, on, name in (
        ({"voice": False}, {"voice": True, "voice_times": 3}, "on"),
        ({"voice_quiet": [[0, 1440]]}, {"voice_quiet": [], "voice_volume": 40}, "quiet"),
    ):
        keep(site, **off)
        follows(screen)
        voice = wait_for_voice(screen, name, name == "quiet")
        missed = call(site)
        screen.wait("ticket.called")
        keep(site, **on)
        assert leads(screen) == [missed]
        screen.emit("call.played", {"call_id": missed})
        voice = wait_for_voice(screen, name, name == "on")
        site.caller("counter").does("counters/1/completions")
    assert (voice["times"], voice["volume"]) == (3, 40)
    keep(site, voice_times=1, voice_volume=100)
    screen.close()


def wait_for_voice(screen: RawSocket, name: str, value: bool) -> Any:
    """Waits until the newest state says so; gives its voice."""

    def says() -> Any:
        screen.collect(0.05)
        voice = screen.named("hall.state")[-1]["voice"]
        return voice if voice[name] is value else None

    return eventually(says, f"the voice's {name} is {value}")


def test_the_counter_is_told_that_its_call_was_heard_and_the_first_report_stands(site: Site) -> None:
    screen, desk = tv(site), site.screen("counter")
    call_id = call(site)
    assert heard_at(site, "1") is None
    version = desk.wait("hall.state", lambda body: body["counters"][0]["state"] == "calling")["version"]
    screen.emit("call.played", {"call_id": call_id})
    desk.wait("hall.state", lambda body: body["version"] > version)
    first = eventually(lambda: heard_at(site, "1"), "it was heard")
    screen.emit("call.played", {"call_id": call_id})
    site.caller("counter").does("counters/1/recalls")
    assert heard_at(site, "1") is None, "a recall is heard for itself"
    screen.emit("call.played", {"call_id": call_id + 1})
    eventually(lambda: heard_at(site, "1"))
    assert heard_at(site, "1") >= first
    for one in (screen, desk):
        one.close()


def heard_at(site: Site, counter: str) -> Any:
    return site.caller("counter").get(f"counters/{counter}/desk")["heard_at"]
