"""Around the browser of `antrean screen`: nothing sleeps, no pointer lies on a kiosk, and everything ends with the command.

What a computer lacks for that is said once and stops nothing.
"""

from __future__ import annotations

import os
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Final

from hall import runtime

XSET: Final = (("s", "off"), ("s", "noblank"), ("-dpms",))
PATIENCE: Final = 5.0
ENDS: Final = (signal.SIGINT, signal.SIGTERM)
INHIBIT: Final = (
    "--what=idle:sleep:handle-lid-switch", "--who=Antrean", "--why=Layar ruang tunggu menyala", "--mode=block",
)  # fmt: skip


def run(words: list[str], grace: float, **more: Any) -> int:
    """Runs a program to its end, and ends with it, or with us, all that it started; gives its exit status."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ENDS)
    try:
        started = child(words, **more)
        try:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)  # an end that was asked for meanwhile is heard here
            return started.wait()
        finally:
            end(started, grace)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def child(words: list[str], **more: Any) -> subprocess.Popen[bytes]:
    """Starts a program in a process group of its own; the kernel ends it should we be killed."""
    us = os.getpid()

    def ready() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDS)
        runtime.kernel_pdeathsig(us)

    return subprocess.Popen(words, start_new_session=True, preexec_fn=ready, **more)  # noqa: S603 - our own words, no shell


def end(started: subprocess.Popen[bytes], grace: float) -> None:
    """Ends a child of ours with all that it started; what does not go within `grace` seconds is killed."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(started.pid, signal.SIGTERM)
        if not _gone(started, grace):
            os.killpg(started.pid, signal.SIGKILL)
            _gone(started, PATIENCE)
    started.wait()


def _gone(started: subprocess.Popen[bytes], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while _lives(started):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _lives(started: subprocess.Popen[bytes]) -> bool:
    """Whether anybody is left in its group; a zombie leader that nobody waited for would count."""
    started.poll()
    try:
        os.killpg(started.pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def kept(role: str, say: Callable[[str], None]) -> Iterator[None]:
    """While it lasts the screen stays on, and a kiosk hides its pointer."""
    with ExitStack() as stack:
        missing = [*_display_on(), *_awake(stack), *(_no_pointer(stack) if role == "kiosk" else [])]
        for tool, what in missing:
            say(f"{tool} tidak ada atau menolak: {what}.")
        yield


def _display_on() -> list[tuple[str, str]]:
    """X11 blanks by itself after ten minutes."""
    if not os.environ.get("DISPLAY"):
        return []
    xset = shutil.which("xset")
    if xset is None:
        return [("xset", "layar mungkin padam sendiri")]
    done = [_runs([xset, *words]) for words in XSET]
    return [] if done[0] else [("xset", "layar mungkin padam sendiri")]


def _runs(words: list[str]) -> bool:
    try:
        quiet = subprocess.DEVNULL
        done = subprocess.run(words, stdin=quiet, stdout=quiet, stderr=quiet, timeout=PATIENCE, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _awake(stack: ExitStack) -> list[tuple[str, str]]:
    """The computer neither sleeps nor idles while a pipe from us is open; the pipe ends with us, whatever ends us."""
    lacks = [("systemd-inhibit", "matikan penghemat daya di setelan komputer ini")]
    inhibit = shutil.which("systemd-inhibit")
    if inhibit is None:
        return lacks
    quiet = subprocess.DEVNULL
    try:
        held = child([inhibit, *INHIBIT, "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet)
    except OSError:
        return lacks
    stack.callback(end, held, PATIENCE)
    assert held.stdin is not None
    assert held.stdout is not None
    try:
        held.stdin.write(b".")  # cat gives it back once the lock is held
        held.stdin.flush()
    except OSError:
        return lacks
    came, _, _ = select.select([held.stdout], [], [], PATIENCE)
    return [] if came and held.stdout.read(1) else lacks


def _no_pointer(stack: ExitStack) -> list[tuple[str, str]]:
    if not os.environ.get("DISPLAY"):
        return []  # Wayland's compositors hide it for touch, and the page hides it in full screen
    unclutter = shutil.which("unclutter")
    if unclutter is None:
        return []  # the page hides it by itself where a finger is the pointer
    quiet = subprocess.DEVNULL
    stack.callback(end, child([unclutter, "-idle", "1"], stdin=quiet, stdout=quiet, stderr=quiet), PATIENCE)
    return []
