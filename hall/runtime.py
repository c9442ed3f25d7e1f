"""How the program waits and runs things at once: the only module, with `hall/serving`, that knows eventlet or threads.

The worker calls `patch()` first of all; from then on sockets, sleeps and locks of that process are cooperative.
Every other process (commands, the printing process, tests) stays native and uses the same names with native threads.
eventlet is in maintenance and its authors plan its retirement: to change it means to change this file and the worker.
"""

from __future__ import annotations

import ctypes
import fcntl
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

T = TypeVar("T")

PR_SET_PDEATHSIG: Final = 1
PR_SET_NAME: Final = 15
BLOCKING_THREADS: Final = "4"
SERVER_LOCK: Final = "antrean.lock"
"""In the data folder; held by a server for as long as it runs (hall.serving.serve)."""

_log = logging.getLogger("antrean.runtime")
_patched = False


class Fell(Exception):
    """A process of ours ended before its work did: killed, out of memory, or broken by what it was given."""


def patch() -> None:
    """Makes this process cooperative. Only the worker calls it: after the fork, before the application is imported.

    greendns is off because it skips mDNS (`printer.local`). psycopg waits by `select`, which eventlet patches; its own
    wait is written in C and would stop every screen for as long as a query lasts.
    """
    global _patched
    if _patched:
        return
    os.environ["EVENTLET_NO_GREENDNS"] = "yes"
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_select"
    os.environ.setdefault("EVENTLET_THREADPOOL_SIZE", BLOCKING_THREADS)
    eventlet = _eventlet()
    eventlet.hubs.use_hub()
    # It would go through all that is loaded for locks made before, and so write all over the memory that is shared with the
    # master. They are logging's and the like: held for a moment, never while somebody else has a turn.
    eventlet.patcher._green_existing_locks = lambda kind: None
    eventlet.monkey_patch()
    _patched = True


def is_patched() -> bool:
    """Whether this process is cooperative."""
    return _patched


def _eventlet() -> Any:
    """eventlet without its farewell: the choice is known, stated in docs/decisions and kept to this file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import eventlet
        import eventlet.hubs
        import eventlet.tpool
    return eventlet


def sleep(seconds: float) -> None:
    """Waits; in the worker everybody else goes on meanwhile. Never inside a database transaction."""
    time.sleep(seconds)


def yield_once() -> None:
    """Lets everybody who is ready have one turn; nothing in a native process, where the kernel sees to it."""
    if _patched:
        time.sleep(0)


def spawn(work: Callable[..., object], *args: Any) -> None:
    """Runs `work(*args)` beside the caller; what it raises goes to the log. It does not keep the process alive."""
    if _patched:
        _eventlet().spawn_n(_guarded, work, args)
    else:
        threading.Thread(target=_guarded, args=(work, args), daemon=True).start()


@dataclass(frozen=True, slots=True)
class Later:
    """Work that waits for its time."""

    cancel: Callable[[], object]
    """Takes it back; does nothing when it has already begun."""


def later(seconds: float, work: Callable[..., object], *args: Any) -> Later:
    """Runs `work(*args)` once, `seconds` from now; what it raises goes to the log."""
    if _patched:
        return Later(_eventlet().spawn_after(seconds, _guarded, work, args).cancel)
    timer = threading.Timer(seconds, _guarded, (work, args))
    timer.daemon = True
    timer.start()
    return Later(timer.cancel)


def _guarded(work: Callable[..., object], args: tuple[Any, ...]) -> None:
    try:
        work(*args)
    except Exception:  # noqa: BLE001 nobody waits for it: the log is the one place where its fault is told
        _log.exception("work beside failed: %s", getattr(work, "__qualname__", work))


def Lock() -> threading.Lock:
    """A lock for `with`: cooperative in the worker, native elsewhere. Make it after `patch()`, never at import."""
    return threading.Lock()


def run_blocking(work: Callable[..., T], *args: Any) -> T:
    """Runs work that would stop every screen (password hashing, a slow file) in a native thread, and waits for it.

    In the worker `work` must neither log, nor emit, nor touch the database: it is outside the cooperative world, and a
    native thread that meets a cooperative lock can stand still for ever. A native process simply calls it.
    """
    if not _patched:
        return work(*args)
    result: T = _eventlet().tpool.execute(work, *args)
    return result


class ProgramFailed(Exception):
    """Another program is not there, failed or took too long; the text says which."""


def run_program(command: Sequence[str], given: bytes, seconds: float) -> bytes:
    """What another program answers on its standard output to `given`; nothing passes through a shell.

    In the worker everybody else goes on meanwhile. It is killed after `seconds`. Raises ProgramFailed.
    """
    try:
        done = subprocess.run(  # noqa: S603 the caller names the program, never a visitor
            command, input=given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds, check=True
        )
    except Exception as fault:  # eventlet's Popen raises a TimeoutExpired of its own, which no name here would catch
        raise ProgramFailed(type(fault).__name__) from fault
    return done.stdout


def lines_apart(module: str, ask: bytes) -> Iterator[bytes]:
    """Runs a module of ours in a process of its own, hands it `ask` as one line, gives its lines as they come.

    For work that must not stop a screen, not even for a moment, and may break on what strangers sent. The process gets this
    one's id as its argument (`kernel_pdeathsig`); it is ended when nobody listens any more. Raises `Fell` when it did not
    end well by itself.
    """
    ours, theirs = socket.socketpair()
    # A cooperative process made it otherwise, and the other end shares the setting.
    os.set_blocking(theirs.fileno(), True)
    line = theirs.fileno()
    process = subprocess.Popen(  # noqa: S603 the module is ours
        [sys.executable, "-m", module, str(os.getpid())], stdin=line, stdout=line, stderr=subprocess.DEVNULL
    )
    theirs.close()
    try:
        ours.sendall(ask + b"\n")
        held = b""
        while piece := ours.recv(65536):
            *whole, held = (held + piece).split(b"\n")
            yield from whole
        if held or _ended(process) != 0:
            raise Fell(f"{module} ended with {process.returncode}")
    except OSError as fault:
        raise Fell(f"{module}: {fault.strerror}") from fault
    finally:
        ours.close()
        if process.poll() is None:
            process.kill()
            _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> int:
    """Its status; its pipe is closed, so it takes only a moment. Never waits in C: every screen would wait along."""
    while process.poll() is None:
        sleep(0.005)
    return process.returncode


def kernel_pdeathsig(parent: int) -> None:
    """Asks the kernel to kill this process as soon as `parent` (a process id) is gone; exits at once if it already is.

    prctl(2): the wish survives exec, so it can be made between fork and exec of a foreign program.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        _log.warning("prctl refused: %s", os.strerror(ctypes.get_errno()))
    if os.getppid() != parent:
        sys.exit(0)


def name_process(name: str) -> None:
    """Names this process in the kernel's list (`ps -e`, `top`): at most 15 letters. Forks have their parent's command line."""
    ctypes.CDLL(None).prctl(PR_SET_NAME, name.encode(), 0, 0, 0)


def served(var: Path) -> bool:
    """Whether a server runs on this data folder."""
    lock = var / SERVER_LOCK
    if not lock.exists():
        return False
    with lock.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
