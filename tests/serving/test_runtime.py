"""The same names wait and run at once in a native process and in the cooperative worker."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hall import runtime
from tests.patience import PATIENCE, eventually
from tests.serving.conftest import gone

ROOT = Path(__file__).resolve().parents[2]


def cooperative(program: str) -> str:
    """What a patched process prints; eventlet's farewell would be an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"from hall import runtime\nruntime.patch()\n{program}"],
        cwd=ROOT, capture_output=True, text=True, timeout=4 * PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_native_process_stays_native() -> None:
    heard: list[str] = []
    runtime.spawn(heard.append, "spawned")
    runtime.later(0.01, heard.append, "later")
    runtime.later(3600, heard.append, "never").cancel()
    with runtime.Lock():
        runtime.yield_once()
    assert runtime.run_blocking(sum, [1, 2]) == 3
    eventually(lambda: len(heard) == 2)
    eventually(lambda: not [one for one in threading.enumerate() if isinstance(one, threading.Timer)], "no timer waits")
    assert sorted(heard) == ["later", "spawned"]
    assert not runtime.is_patched()
    assert "eventlet" not in sys.modules


def test_a_fault_beside_the_caller_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    runtime.spawn(lambda: 1 / 0)
    eventually(lambda: "ZeroDivisionError" in caplog.text)


def test_in_the_worker_work_beside_takes_turns() -> None:
    assert (
        cooperative(
            """
heard = []
def say(word):
    for _ in range(2):
        heard.append(word)
        runtime.yield_once()
runtime.spawn(say, "a")
runtime.spawn(say, "b")
while len(heard) < 4:
    runtime.sleep(0.01)
runtime.later(0.01, heard.append, "later")
runtime.later(0.01, heard.append, "never").cancel()
while "later" not in heard:
    runtime.sleep(0.01)
runtime.sleep(0.05)
print(*heard, runtime.is_patched())
"""
        )
        == "a b a b later True"
    )


def test_in_the_worker_a_lock_lets_others_go_on_while_it_is_waited_for() -> None:
    assert (
        cooperative(
            """
lock, heard = runtime.Lock(), []
def hold():
    with lock:
        runtime.sleep(0.05)
        heard.append("holder")
def wait():
    with lock:
        heard.append("waiter")
for work in (hold, wait, lambda: heard.append("free")):
    runtime.spawn(work)
while len(heard) < 3:
    runtime.sleep(0.01)
print(*heard)
"""
        )
        == "free holder waiter"
    )


def test_in_the_worker_blocking_work_holds_up_nobody() -> None:
    assert (
        cooperative(
            """
from eventlet.patcher import original
nap, ticks = original("time").sleep, []
def tick():
    while True:
        ticks.append(1)
        runtime.sleep(0.001)
runtime.spawn(tick)
def work():
    while len(ticks) < 20:  # held up by this work, they would never come
        nap(0.001)
    return "done"
print(runtime.run_blocking(work))
"""
        )
        == "done"
    )


def test_in_the_worker_psycopg_waits_cooperatively() -> None:
    assert (
        cooperative("import psycopg.waiting as w, select; print(w.wait.__name__, w.select.select is select.select)")
        == "wait_select True"
    )


def test_a_child_dies_with_its_parent() -> None:
    parent = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import os, time\nfrom hall import runtime\nme = os.getpid()\nchild = os.fork()\n"
            "if child == 0:\n    runtime.kernel_pdeathsig(me)\n    print(os.getpid(), flush=True)\ntime.sleep(60)",
        ],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    eventually(lambda: gone(child))
    parent.stdout.close()
