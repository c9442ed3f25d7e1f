"""The watched process: started again at once, then ever more patiently, and ended when told."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hall.serving.watched import Watched
from tests.patience import PATIENCE, eventually
from tests.serving.conftest import gone

SLEEPER = "import time; time.sleep(9999)"
STUBBORN = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(9999)"


def started(program: str) -> int:
    """A process that is watched by nobody else; once it does not hear SIGTERM any more, where it says so."""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None
    if program is STUBBORN:
        process.stdout.readline()
    process.stdout.close()
    process.returncode = 0  # else Popen would ask how it is, and mourn it unasked
    return process.pid


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
    watched = Watched(lambda: started(SLEEPER), clock)
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


def test_it_ends_when_asked(sleeper: Watched) -> None:
    sleeper.tend()
    pid = sleeper.pid
    assert pid is not None
    sleeper.ask_to_end()
    sleeper.end(PATIENCE)
    assert gone(pid)
    assert sleeper.pid is None


def test_who_does_not_end_is_killed() -> None:
    watched = Watched(lambda: started(STUBBORN))
    watched.tend()
    pid = watched.pid
    assert pid is not None
    watched.ask_to_end()
    watched.end(0.3)
    assert gone(pid), "by itself it would sleep for hours"


def test_a_process_that_cannot_be_started_is_tried_again_later(clock: Hands) -> None:
    room: list[int] = []

    def start() -> int:
        if not room:
            raise BlockingIOError("no process left")
        return started(SLEEPER)

    watched = Watched(start, clock)
    for _ in range(3):
        watched.tend()
        assert watched.pid is None
    room.append(1)
    watched.tend()
    assert watched.pid is None, "its pause is not over"
    clock.now += 5
    watched.tend()
    assert watched.pid is not None
    watched.end(0)


def test_who_was_collected_by_somebody_else_is_started_again(sleeper: Watched) -> None:
    sleeper.tend()
    pid = sleeper.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    sleeper.tend()
    assert sleeper.pid not in (None, pid)
