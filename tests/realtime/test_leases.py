"""Of several servers one leads a zone: the lease in Redis, what happens while that is away, and the real thing at full size."""

import logging
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import which
from types import SimpleNamespace
from typing import Any

import pytest

from hall.actions.office import Office
from hall.realtime.leases import AWAY_SECONDS, LEASE_MS, Shared
from hall.realtime.voices import Voices
from tests.office import office, office_url
from tests.patience import PATIENCE, eventually, free_port
from tests.real_server import Site
from tests.realtime.test_voices import call, follows, leads, tv

__all__ = ["office", "office_url"]

ZONE = "jumapolo:"


class Away(Exception):
    """Redis does not answer."""


class Broker:
    """Redis as far as leases need it: two scripts, one key after the other, an end that a test's clock brings."""

    def __init__(self) -> None:
        self.now = 0.0
        self.away = False
        self.asked = 0
        self._held: dict[str, tuple[str, float]] = {}

    def eval(self, script: str, _: int, key: str, me: str, *words: Any) -> int:
        self.asked += 1
        if self.away:
            raise Away
        holder, end = self._held.get(key, ("", 0.0))
        if end <= self.now:
            holder = ""
        if not words:
            if holder[:-1] == me:
                del self._held[key]
            return 1
        keen, lasts = words
        if holder and holder[:-1] != me and not (holder[-1] == "-" and keen == "+"):
            return 0
        self._held[key] = (me + keen, self.now + lasts / 1000)
        return 1


@pytest.fixture
def broker() -> Broker:
    return Broker()


def server(broker: Broker) -> Shared:
    return Shared(broker, (Away,), clock=lambda: broker.now)


def test_one_server_leads_until_it_gives_the_zone_back_or_dies(broker: Broker) -> None:
    one, two = server(broker), server(broker)
    assert (one.hold(ZONE, keen=True), two.hold(ZONE, keen=True)) == (True, False)
    assert two.hold("jumapolo:atas", keen=True), "each zone for itself"
    broker.now += LEASE_MS / 1000 - 0.5
    assert (one.hold(ZONE, keen=True), two.hold(ZONE, keen=True)) == (True, False)
    two.free(ZONE)
    assert not two.hold(ZONE, keen=True), "what another holds is not given back"
    one.free(ZONE)
    assert two.hold(ZONE, keen=True)
    broker.now += LEASE_MS / 1000
    assert one.hold(ZONE, keen=True), "the lease of a dead server is over"


def test_a_screen_whose_sound_failed_gives_way_to_one_that_works(broker: Broker) -> None:
    one, two = server(broker), server(broker)
    assert one.hold(ZONE, keen=False)
    assert not two.hold(ZONE, keen=False)
    assert two.hold(ZONE, keen=True)
    assert not one.hold(ZONE, keen=False)


def said(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What the log says of Redis; a thread of another test may still write of other things."""
    lines = [record.getMessage().partition(":")[0] for record in caplog.records]
    return [line for line in lines if line.startswith("redis")]


def test_while_redis_is_away_each_leads_for_its_own_and_the_log_says_it_once(
    broker: Broker, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = server(broker), server(broker)
    one.hold(ZONE, keen=True)
    broker.away = True
    with caplog.at_level(logging.WARNING):
        for _ in range(6):
            assert one.hold(ZONE, keen=True)
            assert two.hold(ZONE, keen=True)
            broker.now += AWAY_SECONDS / 2
    assert said(caplog) == ["redis is away"] * 2, "once a server"
    assert broker.asked == 1 + 2 * 3, "a Redis that is away is left alone for a while"
    broker.away = False
    assert (one.hold(ZONE, keen=True), two.hold(ZONE, keen=True)) == (True, False)
    assert said(caplog) == ["redis is away"] * 2 + ["redis is back"] * 2


def test_a_server_whose_zone_went_to_another_says_nothing_old_of_it(office: Office) -> None:
    """What stood on its own voice's screen when that lost the zone is not what stands there now."""
    told: list[tuple[str, Any]] = []
    mine = [True]
    lease = SimpleNamespace(hold=lambda place, *, keen: mine[0], free=lambda place: None)
    now = 10.0
    voices = Voices(
        office, lambda name, body, *_: told.append((name, body)), lambda *_: None, lambda *_: None, lease,
        clock=lambda: now, later=lambda *_: None,
    )  # fmt: skip
    voices.enter("s1", "jumapolo", {"sound": "on", "leads": True})
    eventually(lambda: told, "it is the voice")
    voices.shown("s1", 7)
    assert told[-1] == ("call.shown", {"call_id": 7})
    mine[0] = False
    now += 1.0
    voices.look("jumapolo")
    assert told[-1] == ("voice.leader", {"zone": None, "leader": False, "unsaid": [], "shown": None})
    assert told.count(("call.shown", {"call_id": None})) == 0, "the other server's voice says what stands there"


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A throwaway Redis. A missing program is a failure, never a skip."""
    program = which("redis-server")
    assert program, "redis-server is missing; type: sudo apt-get install redis-server"
    port = free_port()
    process = subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path), "--save", ""],
        stdout=subprocess.DEVNULL,
    )
    yield f"redis://127.0.0.1:{port}/0"
    process.kill()
    process.wait(PATIENCE)


@pytest.mark.long
def test_the_real_redis_runs_the_scripts(redis_url: str) -> None:
    one, two = Shared.at(redis_url), Shared.at(redis_url)

    def is_there() -> bool:
        one.hold("probe", keen=True)
        return not two.hold("probe", keen=True)

    eventually(is_there, "Redis answers both")
    assert (one.hold(ZONE, keen=False), two.hold(ZONE, keen=False)) == (True, False)
    assert two.hold(ZONE, keen=True)
    two.free(ZONE)
    assert one.hold(ZONE, keen=True)
    eventually(lambda: two.hold(ZONE, keen=True), "the lease of one that is silent ends")


@pytest.mark.long
def test_of_two_servers_screens_one_speaks_and_another_server_follows_a_dead_one(
    redis_url: str, furnished: Callable[[Path], str], tmp_path: Path
) -> None:
    site = Site(furnished(tmp_path), tmp_path)
    try:
        for _ in range(2):
            site.serve("env", f"ANTREAN_REDIS_URL={redis_url}")
        first = tv(site, server=0)
        leads(first)
        second = tv(site, server=1)
        follows(second)
        site.caller("counter").does("counters/1/openings")
        number = call(site)
        assert second.wait("ticket.called")["call_id"] == number, "what one server tells reaches the other's screens"
        first.emit("call.shown", {"call_id": number})
        assert second.wait("call.shown") == {"call_id": number}, "and what stands on the one voice's screen"
        site.servers[0].kill()
        assert leads(second) == [number]
        second.close()
    finally:
        site.close()
