"""The watched process: started again at once, then ever more patiently, and ended when told."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hall.serving.watched import Watched
from tests.patience import PATIENCE, eventually
from tests.serving.conftest import gone

SLEEPER = (sys.executable, "-c", "import time; time.sleep(9999)")
STUBBORN = (
    sys.executable,
    "-c",
    "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(9999)",
)


@dataclass
class Hands:
    """A clock that a test turns."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def sleeper(clock: Hands) -> Iterator[Watched]:
    watched = Watched(SLEEPER, os.environ, clock=clock)
    yield watched
    watched.end(0)


def fall(watched: Watched) -> None:
    """Kills it and waits until the server can notice."""
    pid = watched.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    eventually(lambda: gone(pid))


def test_it_is_started_again_at_once_and_then_ever_more_patiently(sleeper: Watched, clock: Hands) -> None:
    pauses = []
    sleeper.tend()
    for _ in range(8):
        fall(sleeper)
        begun = clock.now
        sleeper.tend()
        while sleeper.pid is None:
            clock.now += 0.5
            sleeper.tend()
        pauses.append(clock.now - begun)
    assert pauses == [0, 1, 2, 4, 8, 16, 30, 30]


def test_after_a_steady_minute_a_fall_is_a_first_one_again(sleeper: Watched, clock: Hands) -> None:
    sleeper.tend()
    for _ in range(2):
        fall(sleeper)
        sleeper.tend()
        clock.now += 1.5
        sleeper.tend()
    clock.now += 61
    fall(sleeper)
    sleeper.tend()
    assert sleeper.pid is not None


def test_it_does_not_hear_the_terminals_interrupt(sleeper: Watched) -> None:
    sleeper.tend()
    pid = sleeper.pid
    assert pid is not None
    os.kill(pid, signal.SIGINT)
    time.sleep(0.3)
    sleeper.tend()
    assert sleeper.pid == pid


def test_it_ends_when_asked(sleeper: Watched) -> None:
    sleeper.tend()
    pid = sleeper.pid
    assert pid is not None
    sleeper.ask_to_end()
    sleeper.end(PATIENCE)
    assert gone(pid)
    assert sleeper.pid is None


def test_who_does_not_end_is_killed() -> None:
    watched = Watched(STUBBORN, os.environ)
    watched.tend()
    pid = watched.pid
    assert pid is not None
    watched.ask_to_end()
    watched.end(0.3)
    assert gone(pid), "by itself it would sleep for hours"


def test_a_program_that_cannot_be_started_is_tried_again_later(tmp_path: Path, clock: Hands) -> None:
    program = tmp_path / "program"
    watched = Watched((str(program),), os.environ, clock=clock)
    for _ in range(3):
        watched.tend()
        assert watched.pid is None
    program.write_text("#!/bin/sh\nexec sleep 9999\n")
    program.chmod(0o755)
    clock.now += 5
    watched.tend()
    assert watched.pid is not None
    watched.end(0)
