"""Processes that begin as forks of the master: what it loaded before lies in memory once (docs/decisions/0028)."""

from __future__ import annotations

import gc
import logging
import os
import signal
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Final

from hall import runtime

_OF_THE_TERMINAL: Final = (signal.SIGINT, signal.SIGHUP)

_log = logging.getLogger("antrean.serving")


def load_shared(modules: Sequence[str]) -> None:
    """Loads what the forks to come have in common.

    Its memory stays common as long as nobody writes there, and whoever looks for garbage writes everywhere: so nobody looks
    for any there, now or later. Nothing of it may start a thread, open a file or take a name out of a module that
    `runtime.patch` changes (tests/serving/test_forks.py).
    """
    gc.disable()
    for name in modules:
        import_module(name)
    gc.freeze()
    gc.enable()


def fork_off(name: str, work: Callable[[], int]) -> int:
    """Forks a process that does `work` and ends with the status that this gives; returns its id. OSError where it cannot.

    It bears `name` in the kernel's list, stays in the process group, dies with its parent (the kernel sees to that), and
    the terminal's Ctrl-C and hang-up are not its business. It never comes back into the caller's code. The caller must
    have no other thread: what such a one holds locked would stay so in the fork.
    """
    parent = os.getpid()
    heard = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        pid = os.fork()
        if pid == 0:
            _live(parent, name, heard, work)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
    return pid


def _live(parent: int, name: str, heard: set[int | signal.Signals], work: Callable[[], int]) -> None:
    status = 1
    try:
        runtime.name_process(name)
        runtime.kernel_pdeathsig(parent)
        _forget_handlers()
        signal.pthread_sigmask(signal.SIG_SETMASK, heard)
        status = work()
    except SystemExit as ended:
        _log.error("%s ended itself: %s", name, ended)
    except Exception:  # noqa: BLE001 the process ends with it, and the log is where its fault is told
        _log.exception("%s fell", name)
    finally:
        os._exit(status)


def _forget_handlers() -> None:
    """As exec would: a signal that came now would otherwise be noted in a queue that only the parent reads."""
    for number in signal.valid_signals():
        if callable(signal.getsignal(number)):
            signal.signal(number, signal.SIG_DFL)
    for number in _OF_THE_TERMINAL:
        signal.signal(number, signal.SIG_IGN)
