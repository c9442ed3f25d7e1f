"""A printing process that is away never holds up the worker: a poke that finds no room is let go."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import os, socket, sys
from hall import runtime
worker, printing = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
os.environ["ANTREAN_POKE_WORKER_FD"] = str(os.dup(worker.fileno()))
if sys.argv[1] == "patched":
    runtime.patch()
from hall.printing.poke import Poke
heard = []
poke = Poke(lambda: heard.append(1))
for _ in range(3000):
    poke.wake()
poke.start()
os.write(printing.fileno(), b"r")
for _ in range(1200):
    if heard:
        break
    runtime.sleep(0.05)
print("woken", len(heard) > 0)
"""


def run(mode: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, mode], capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr


def test_three_thousand_pokes_with_nobody_reading_do_not_stop_a_cooperative_worker() -> None:
    assert "woken True" in run("patched")


def test_nor_a_native_one() -> None:
    assert "woken True" in run("native")
