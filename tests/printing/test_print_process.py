"""The printing process as it runs: woken by a poke, killed, told to end, orphaned. With a simulated printer on TCP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hall.printing.device_lock import DeviceInUse, device_lock
from hall.printing.process import Wakes
from hall.printing.reader import text_of
from printer_drivers import read_url
from tests.patience import PATIENCE
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printing.outbox import Outbox

COMMAND = (sys.executable, "-m", "hall.printing.process")


def environ(outbox: Outbox, poke: int | None = None) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ANTREAN_", "PORT"))}
    kept |= {"ANTREAN_VAR": str(outbox.var), "ANTREAN_DATABASE_URL": outbox.url}
    return kept if poke is None else kept | {"ANTREAN_POKE_PRINT_FD": str(poke)}


@contextmanager
def process(outbox: Outbox) -> Iterator[tuple[subprocess.Popen[bytes], socket.socket]]:
    """The running process and the worker's end of its poke."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    running = subprocess.Popen(
        COMMAND,
        env=environ(outbox, theirs.fileno()),
        pass_fds=(theirs.fileno(),),
        cwd=Path.cwd(),
        stderr=subprocess.PIPE,
    )
    theirs.close()
    ours.settimeout(PATIENCE)
    try:
        yield running, ours
    finally:
        if running.poll() is None:
            running.kill()
        running.communicate()
        ours.close()


def wait(until: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if until():
            return True
        time.sleep(0.01)
    return until()


def warmed(outbox: Outbox, printer: int) -> None:
    """The process is up once it printed something."""
    job = outbox.job(printer)
    assert wait(lambda: outbox.state(job) in {"printed", "accepted"})


def test_a_poke_wakes_at_once() -> None:
    worker, printing = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    wakes = Wakes.make(str(printing.detach()))
    assert not wakes.wait(0)
    worker.send(b"p")
    worker.send(b"p")
    assert wakes.wait(PATIENCE), "False would be the end of the patience"
    assert not wakes.wait(0), "two pokes are one"
    wakes.tell()
    assert worker.recv(16) == b"r"
    worker.close()
    assert wakes.poke is not None
    wakes.poke.close()
    for end in (wakes.read, wakes.write):
        os.close(end)


def test_a_poked_process_prints_and_news_come_back(outbox: Outbox) -> None:
    with SimulatedPrinter() as device, process(outbox) as (_, poke):
        printer = outbox.printer(device.url)
        warmed(outbox, printer)
        for _ in range(12):
            job = outbox.job(printer)
            poke.send(b"p")
            assert wait(lambda job=job: outbox.state(job) == "printed")
        assert poke.recv(16) == b"r"


def test_without_any_poke_a_slip_leaves_by_itself(outbox: Outbox) -> None:
    with process(outbox):
        printer = outbox.printer("memory:?speed=0")
        warmed(outbox, printer)
        job = outbox.job(printer)
        assert wait(lambda: outbox.state(job) == "printed")


def test_killed_while_sending_the_slip_is_uncertain_and_never_printed_a_second_time(outbox: Outbox) -> None:
    with SimulatedPrinter(mode="out_mid") as device:  # the slip stays in hand until there is paper again
        printer = outbox.printer(device.url)
        with process(outbox) as (first, _):
            job = outbox.job(printer)
            assert wait(lambda: bool(device.first_byte_at))
            assert outbox.state(job) == "sending"
            first.kill()
            first.wait()
        device.mode = "ok"
        with process(outbox):
            assert wait(lambda: outbox.state(job) == "uncertain")
            later = outbox.job(printer)
            assert wait(lambda: outbox.state(later) == "printed")
            time.sleep(0.5)
        said = [line.replace(" ", "") for blob in device.tickets for line in text_of(blob)]
        assert said.count("A001") <= 1
        assert said.count("A002") == 1
        assert outbox.state(job) == "uncertain"


@pytest.mark.parametrize(
    ("slips", "kills"), [pytest.param(30, 3, id="short"), pytest.param(200, 20, id="long", marks=pytest.mark.long)]
)
def test_killed_again_and_again_no_slip_comes_out_twice(outbox: Outbox, slips: int, kills: int) -> None:
    with SimulatedPrinter(print_seconds=0.05) as device:
        printer = outbox.printer(device.url)
        jobs = [outbox.job(printer) for _ in range(slips)]
        for _ in range(kills):
            with process(outbox) as (running, _):
                before = len(device.tickets)
                enough = before + 3
                assert wait(lambda enough=enough: len(device.tickets) >= enough or "queued" not in outbox.states())
                running.kill()
        with process(outbox):
            assert wait(lambda: set(outbox.states()) <= {"printed", "uncertain"}, PATIENCE + slips)
        said = [line.replace(" ", "") for blob in device.tickets for line in text_of(blob) if line[:2] == "A "]
        assert len(said) == len(set(said))
        printed = {f"A{n:03d}" for n, job in enumerate(jobs, 1) if outbox.state(job) == "printed"}
        assert printed <= set(said)
        assert outbox.states().count("uncertain") <= kills


def test_it_ends_by_itself_and_finishes_the_slip_in_hand(outbox: Outbox) -> None:
    with SimulatedPrinter(print_seconds=0.05) as device, process(outbox) as (running, _):
        printer = outbox.printer(device.url)
        jobs = [outbox.job(printer) for _ in range(200)]
        assert wait(lambda: bool(device.first_byte_at))
        running.send_signal(signal.SIGTERM)
        ended = running.wait(PATIENCE)
        assert ended in (0, -signal.SIGALRM), "on a machine that stands still its own alarm ends it"
        states = [outbox.state(job) for job in jobs]
        assert states[-1] == "queued"
        if ended == 0:
            assert "sending" not in states
            assert states.count("printed") == len(device.tickets)


def test_it_ends_when_its_parent_dies(outbox: Outbox) -> None:
    code = f"import subprocess,sys,time; print(subprocess.Popen({COMMAND!r}).pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen((sys.executable, "-c", code), env=environ(outbox), stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    warmed(outbox, outbox.printer("memory:?speed=0"))
    parent.kill()
    parent.communicate()
    assert wait(lambda: gone(child))


def gone(pid: int) -> bool:
    """Ended, perhaps not yet collected by its new parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_second_process_on_the_same_folder_does_not_print(outbox: Outbox) -> None:
    with process(outbox):
        warmed(outbox, outbox.printer("memory:?speed=0"))
        with process(outbox) as (second, _):
            assert second.wait(PATIENCE) == 3


def test_a_wrong_setting_is_named_and_nothing_is_printed(outbox: Outbox) -> None:
    wrong = environ(outbox) | {"ANTREAN_DATABASE_URL": "mysql://x"}
    done = subprocess.run(COMMAND, env=wrong, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 2
    assert "ANTREAN_DATABASE_URL" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_device_lock_is_free_at_once_after_kill_9(tmp_path: Path) -> None:
    """Whatever data folder the holder has: the lock is the machine's."""
    device = read_url(f"tcp://{tmp_path.name[-20:].replace('_', '-')}-{os.getpid()}")
    code = (
        "import sys,time; from hall.printing.device_lock import device_lock; from printer_drivers import read_url; "
        "held = device_lock(read_url(sys.argv[1])); held.__enter__(); print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen((sys.executable, "-c", code, device.url), stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(DeviceInUse), device_lock(device, patience=0.1):
        pass
    holder.kill()
    holder.communicate()
    with device_lock(device, patience=0):
        pass
