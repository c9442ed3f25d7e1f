"""The same names wait and run at once in a native process and in the cooperative worker."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from hall import runtime

ROOT = Path(__file__).resolve().parents[2]


def cooperative(program: str) -> str:
    """What a patched process prints; eventlet's farewell would be an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"from hall import runtime\nruntime.patch()\n{program}"],
        cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_native_process_stays_native() -> None:
    heard: list[str] = []
    runtime.spawn(heard.append, "spawned")
    runtime.later(0.01, heard.append, "later")
    runtime.later(0.01, heard.append, "never").cancel()
    with runtime.Lock():
        runtime.yield_once()
    assert runtime.run_blocking(sum, [1, 2]) == 3
    runtime.sleep(0.1)
    assert sorted(heard) == ["later", "spawned"]
    assert not runtime.is_patched()
    assert "eventlet" not in sys.modules


def test_a_fault_beside_the_caller_goes_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    runtime.spawn(lambda: 1 / 0)
    deadline = time.monotonic() + 5
    while "ZeroDivisionError" not in caplog.text:
        assert time.monotonic() < deadline
        time.sleep(0.01)


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
runtime.later(0.01, heard.append, "later")
runtime.later(0.01, heard.append, "never").cancel()
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
runtime.sleep(0.2)
print(*heard)
"""
        )
        == "free holder waiter"
    )


def test_in_the_worker_blocking_work_holds_up_nobody() -> None:
    assert (
        cooperative(
            """
import hashlib
ticks = []
def tick():
    while True:
        ticks.append(1)
        runtime.sleep(0.001)
runtime.spawn(tick)
key = runtime.run_blocking(lambda: hashlib.scrypt(b"x", salt=b"y", n=1 << 15, r=8, p=4, maxmem=1 << 27))
print(len(key), len(ticks) > 20)
"""
        )
        == "64 True"
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
    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and " Z " not in Path(f"/proc/{child}/stat").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    parent.stdout.close()
