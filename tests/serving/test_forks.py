"""What the master loads for its forks, and how a fork of it lives: on its own, and never longer than its parent."""

import json
import signal
import subprocess
import sys
from pathlib import Path

from hall.serving.serve import SHARED
from tests.patience import PATIENCE, eventually
from tests.serving.conftest import gone

ROOT = Path(__file__).resolve().parents[2]

MASTER = """
import os, queue, signal, sys, time
from hall.serving.forks import fork_off
heard = queue.SimpleQueue()
for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(number, lambda *_: heard.put(1))
"""


def program(text: str) -> str:
    """What it prints; a warning is an error, also Python's about a fork beside threads."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", text], cwd=ROOT, capture_output=True, text=True, timeout=4 * PATIENCE,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_nothing_that_the_master_loads_for_its_forks_keeps_what_patching_changes() -> None:
    found = program(f"""
import sys
from hall.serving import serve
from hall.serving.forks import load_shared
before = set(sys.modules)
load_shared({SHARED!r})
ours = {{name: sys.modules[name] for name in set(sys.modules) - before if not name.startswith("asyncio")}}
changing = ("_thread", "os", "queue", "select", "selectors", "socket", "ssl", "subprocess", "threading", "time")
was = {{(name, key): value for name in changing for key, value in vars(sys.modules[name]).items()}}
from hall import runtime
runtime.patch()
changed = {{id(value) for (name, key), value in was.items() if vars(sys.modules[name]).get(key) is not value}}
held = [f"{{name}}.{{key}}" for name, module in ours.items() for key, value in vars(module).items()
    if id(value) in changed or isinstance(value, type) and any(id(base) in changed for base in value.__mro__)]
print(len(ours) > 100, len(changed) > 20, held)
""")
    assert found == "True True []", "asyncio apart, which nobody here runs"


def test_what_the_master_loads_starts_no_thread_and_opens_nothing() -> None:
    found = program(f"""
import os, sys
from hall.serving import serve
from hall.serving.forks import load_shared
opened = os.listdir("/proc/self/fd")
load_shared({SHARED!r})
print(len(os.listdir("/proc/self/task")), os.listdir("/proc/self/fd") == opened,
    [name for name in ("flask", "eventlet", "psycopg", "escpos") if name in sys.modules])
""")
    assert found == "1 True []"


def test_a_fork_bears_its_name_and_hears_neither_the_terminal_nor_its_parents_handlers() -> None:
    found = program(f"""{MASTER}
def work():
    kinds = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)]
    print(open("/proc/self/comm").read().strip(), *(kind.name for kind in kinds), flush=True)
    return 7
pid = fork_off("antrean-uji", work)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), signal.pthread_sigmask(signal.SIG_BLOCK, ()))
""")
    assert found.splitlines() == ["antrean-uji SIG_DFL SIG_IGN SIG_IGN", "7 set()"]


def test_a_signal_right_after_the_fork_is_not_lost() -> None:
    found = program(f"""{MASTER}
pid = fork_off("antrean-uji", lambda: time.sleep(9999))
os.kill(pid, signal.SIGTERM)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), heard.empty())
""")
    assert found == f"{-signal.SIGTERM} True"


def test_a_fault_of_a_fork_goes_to_the_log_and_never_back_into_the_master() -> None:
    found = program(f"""{MASTER}
from hall.serving import logs
from pathlib import Path
import tempfile
log = Path(tempfile.mkdtemp()) / "log"
logs.configure(log)
pid = fork_off("antrean-uji", lambda: 1 // 0)
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(status, log.read_text())
""")
    status, _, line = found.partition(" ")
    assert status == "1"
    assert "ZeroDivisionError" in json.loads(line)["fault"], "once, and by the fork alone"


def test_a_fork_that_ends_itself_says_so_in_the_log() -> None:
    found = program(f"""{MASTER}
from hall.serving import logs
from pathlib import Path
import tempfile
log = Path(tempfile.mkdtemp()) / "log"
logs.configure(log)
pid = fork_off("antrean-uji", lambda: sys.exit("tidak ada folder"))
status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
print(status, log.read_text())
""")
    status, _, line = found.partition(" ")
    assert (status, json.loads(line)["text"]) == ("1", "antrean-uji ended itself: tidak ada folder")


def test_a_fork_dies_with_its_parent() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", f"{MASTER}print(fork_off('antrean-uji', lambda: time.sleep(60)), flush=True)\ntime.sleep(60)"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    eventually(lambda: Path(f"/proc/{child}/comm").read_text().strip() == "antrean-uji")
    parent.kill()
    parent.wait()
    eventually(lambda: gone(child))
    parent.stdout.close()
