"""What is read slowly never overtakes what was told meanwhile: each test lets the change happen in the middle of the read."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from hall.actions import counters, people, tickets, tv
from hall.actions import screens as kept
from hall.actions import voices as voices_kept
from hall.actions.office import Office
from hall.realtime import messages
from hall.realtime.connections import Connected
from hall.realtime.messages import DISPLAY, HALL_STATE, TICKET, TICKET_STATE
from hall.realtime.screens import Screens
from hall.realtime.voices import Voices
from hall.rules.access import Identity
from hall.rules.zones import Zone
from tests.office import Desk, office, office_url, open_office
from tests.patience import eventually

__all__ = ["office", "office_url"]

HALL = "jumapolo"
WELL = {"version": 1, "stale": False, "sound": "on", "visible": True, "zone": None, "assets": None}


@dataclass
class Wire:
    """Socket.IO as far as `Connected` needs it; `told` keeps (name, to, body)."""

    followed: dict[str, object] = field(default_factory=dict)
    told: list[tuple[str, str, Any]] = field(default_factory=list)

    @property
    def server(self) -> Any:
        return SimpleNamespace(manager=SimpleNamespace(rooms={TICKET: self.followed}))

    def emit(self, name: str, body: Any, namespace: str, to: str) -> None:
        self.told.append((name, to, body))

    def states(self, to: str) -> list[str]:
        """What somebody's phone was told of its ticket, in order."""
        return [body["state"] for name, whom, body in self.told if (name, whom) == (TICKET_STATE, to)]


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def connected(office: Office, wire: Wire) -> Connected:
    return Connected(wire, office, Screens(office))


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office).open()


def test_a_first_state_older_than_what_its_room_heard_is_not_told(
    office: Office, wire: Wire, connected: Connected
) -> None:
    version = counters.state(office, HALL)["version"]
    connected.screens.sent(HALL, version)
    connected.greet_screen("s1", DISPLAY, HALL)
    connected.screens.sent(HALL, version + 1)  # while the state of the second screen is read
    connected.greet_screen("s2", DISPLAY, HALL)
    assert [(name, to) for name, to, _ in wire.told] == [(HALL_STATE, "s1")]


def test_a_state_never_tells_an_old_set_up_by_the_version_of_a_new_one(
    office: Office, office_url: str, tmp_path: Path
) -> None:
    """A keeper's change in another process: whoever heard its version once is not told again."""
    before = counters.state(office, HALL)
    elsewhere = open_office(office_url, tmp_path)
    voices_kept.set_voice(elsewhere, HALL, {"voice": False}, "person:1")
    elsewhere.database.close()
    after = counters.state(office, HALL)
    assert after["version"] > before["version"]
    assert (before["voice"]["on"], after["voice"]["on"]) == (True, False)


@pytest.fixture
def mine(office: Office, desk: Desk, wire: Wire) -> dict[str, str]:
    """A ticket that is followed, with its room."""
    token = desk.issue()["token"]
    room = messages.ticket_room(HALL, token)
    wire.followed[room] = {}
    return {"token": token, "room": room}


@pytest.fixture
def called_while_read(
    office: Office, desk: Desk, connected: Connected, mine: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ticket is called, and its phones are told, while it is read for the first time."""
    own_now = tickets.own_now

    def slowly(at: Office, token: str) -> dict[str, Any]:
        read = own_now(at, token)
        monkeypatch.setattr(tickets, "own_now", own_now)
        desk.call()
        connected.emit(TICKET_STATE, own_now(at, token), TICKET, mine["room"])
        return read

    monkeypatch.setattr(tickets, "own_now", slowly)


@pytest.mark.usefixtures("called_while_read")
def test_a_phone_that_comes_in_the_middle_of_a_call_begins_with_it(
    wire: Wire, connected: Connected, mine: dict[str, str]
) -> None:
    connected.greet_phone("phone", mine["room"], mine["token"])
    assert wire.states("phone") == ["called"]


@pytest.mark.usefixtures("called_while_read")
def test_the_walk_round_the_phones_takes_nothing_back(wire: Wire, connected: Connected, mine: dict[str, str]) -> None:
    connected._to_phones(HALL, [mine["token"]])
    assert wire.states(mine["room"]) == ["called"]
    connected._to_phones(HALL, [mine["token"]])
    assert wire.states(mine["room"]) == ["called"], "told already"


def test_what_was_told_late_is_put_right_by_the_next_walk_round_the_phones(
    office: Office, desk: Desk, wire: Wire, connected: Connected, mine: dict[str, str]
) -> None:
    early = tickets.own_now(office, mine["token"])
    desk.call()
    connected._to_phones(HALL, [mine["token"]])
    connected.emit(TICKET_STATE, early, TICKET, mine["room"])
    connected._to_phones(HALL, [mine["token"]])
    assert wire.states(mine["room"]) == ["called", "waiting", "called"]


def test_a_screen_that_leaves_while_its_word_is_read_is_gone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    people.create_token(office, HALL, "display", name="TV")
    (device,) = people.list_tokens(office, HALL)
    screens = Screens(office)
    screens.enter("s1", DISPLAY, Identity(device.asker, "api", HALL, frozenset({"display"})))

    def leaves(*_: object) -> None:
        screens.leave("s1")

    monkeypatch.setattr(kept, "word_of", leaves)
    screens.hear("s1", WELL)
    assert screens.reports(HALL) == []
    monkeypatch.undo()
    screens.keep()
    assert kept.word_of(office, device.asker) is None, "it said nothing while it was there"


def test_a_display_leaves_the_calls_of_the_hall_before_it_leads_its_new_zone(office: Office) -> None:
    happened: list[tuple[str, Any]] = []
    now = 0.0

    def emit(name: str, body: Any, *_: str) -> None:
        if name == messages.VOICE_LEADER:
            happened.append((name, body["zone"]))

    def move(_: str, before: str, room: str) -> None:
        happened.append((before, room))

    voices = Voices(office, emit, lambda *_: None, move, clock=lambda: now, later=lambda *_: None)
    now = 10.0
    assert voices.enter("s1", HALL, {"zone": "atas", "sound": "on"}) == ""
    eventually(lambda: happened, "it leads the whole hall")
    tv.keep_zone(office, HALL, Zone("atas", "Atas", ("2",)), None, "person:1")
    voices.look(HALL)
    whole, above = messages.calls_room(HALL, ""), messages.calls_room(HALL, "atas")
    assert happened == [(messages.VOICE_LEADER, None), (whole, above), (messages.VOICE_LEADER, "atas")]
