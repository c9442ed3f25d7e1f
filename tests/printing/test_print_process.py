"""The printing process as it runs: woken by a poke, killed, told to end, orphaned. With a simulated printer on TCP."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from hall.printing.device_lock import DeviceInUse, device_lock
from hall.printing.process import Wakes, hold
from printer_drivers import read_url
from tests.patience import PATIENCE
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printing.outbox import Outbox
from tests.printing.running import COMMAND, environ, process, wait, warmed


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


def test_it_ends_when_its_parent_dies(file_outbox: Outbox) -> None:
    code = f"import subprocess,sys,time; print(subprocess.Popen({COMMAND!r}).pid, flush=True); time.sleep(60)"
    parent = subprocess.Popen((sys.executable, "-c", code), env=environ(file_outbox), stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    warmed(file_outbox, file_outbox.printer("memory:?speed=0"))
    parent.kill()
    parent.communicate()
    assert wait(lambda: gone(child))


def gone(pid: int) -> bool:
    """Ended, perhaps not yet collected by its new parent."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def test_a_second_process_on_the_same_folder_does_not_get_it(file_outbox: Outbox) -> None:
    with process(file_outbox) as (first, _):
        warmed(file_outbox, file_outbox.printer("memory:?speed=0"))
        assert hold(file_outbox.var, patience=0) is None
        first.kill()
        first.wait()
    held = hold(file_outbox.var, patience=0)
    assert held is not None
    os.close(held)


def test_a_wrong_setting_is_named_and_nothing_is_printed(file_outbox: Outbox) -> None:
    wrong = environ(file_outbox) | {"ANTREAN_DATABASE_URL": "mysql://x"}
    done = subprocess.run(COMMAND, env=wrong, capture_output=True, text=True, timeout=4 * PATIENCE)
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
