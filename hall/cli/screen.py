"""`antrean screen`: opens the TV's or the kiosk's page full screen, and keeps it open for as long as the command runs."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Final, NoReturn
from urllib.parse import quote, urlsplit

from hall import config
from hall.cli import say, screen_awake, screen_browser, screen_unit
from hall.config import Settings
from hall.errors import Refused

SCALES: Final = (0.5, 5.0)
POSITION: Final = re.compile(r"-?\d{1,5},-?\d{1,5}")
ZONE: Final = re.compile(r"[\w-]{1,40}")
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
SOON: Final = 10.0
"""A browser that ends sooner than this could not start properly."""
FIRST_WAIT, LONGEST_WAIT = 0.25, 2.0
PATIENCE: Final = 5.0
GRACE: Final = 5.0


class Ended(Exception):
    """The command is told to end."""


def display(arguments: Namespace) -> int:
    """Keeps a TV's page open."""
    return _run("display", arguments)


def kiosk(arguments: Namespace) -> int:
    """Keeps a kiosk's page open."""
    return _run("kiosk", arguments)


def _run(role: str, arguments: Namespace) -> int:
    settings = config.load()
    server, zone = _server(arguments.server, settings), _zone(getattr(arguments, "zone", None))
    _check_window(arguments)
    if arguments.unit:
        say(screen_unit.text(arguments.unit, role, server, settings.var, arguments))
        return 0
    browser = screen_browser.find(arguments.browser)
    if not arguments.headless and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        # A desktop that is still starting tells its units later where it is: systemd starts us again with that.
        raise Refused(
            "wrong_state", "Tidak ada layar grafis di sini (DISPLAY kosong). Jalankan di desktop komputer layar."
        )
    folder = settings.var / "screens" / (f"{role}-{zone}" if zone else role)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever started us in the background had it ignored
    try:
        with _alone(folder, role), screen_awake.kept(role, say):
            _keep_open(role, server, zone, browser, folder, arguments)
    except Ended:
        return 0


def _end(*_: Any) -> NoReturn:
    raise Ended


def _server(given: str | None, settings: Settings) -> str:
    """The server's address without a path: the one given, or the server of this very computer."""
    if given is None:
        return f"http://127.0.0.1:{settings.port}"
    parts = urlsplit(given if "://" in given else f"http://{given}")
    try:
        plain = parts.scheme in ("http", "https") and parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        plain = False
    if not plain or parts.path.strip("/") or parts.query or parts.username:
        raise Refused("bad_request", f"--server '{given}' bukan alamat server. Contoh: http://192.168.1.10:8000.")
    return f"{parts.scheme}://{parts.netloc}"


def _zone(given: str | None) -> str | None:
    if given is not None and not ZONE.fullmatch(given):
        raise Refused("bad_request", "--zone hanya huruf, angka, dan tanda hubung, misalnya utara.")
    return given


def _check_window(arguments: Namespace) -> None:
    if arguments.scale is not None and not SCALES[0] <= arguments.scale <= SCALES[1]:
        raise Refused("bad_request", f"--scale harus {SCALES[0]} sampai {SCALES[1]}, misalnya 1.5.")
    if arguments.position is not None and not POSITION.fullmatch(arguments.position):
        raise Refused("bad_request", "--position berisi dua angka, misalnya 1920,0.")


@contextmanager
def _alone(folder: Path, role: str) -> Iterator[None]:
    """The folder with the browser's memory, held by a kernel lock that is free at once when this command is gone."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = (folder.parent / f"{folder.name}.lock").open("a")
    except OSError as fault:
        raise Refused("bad_request", f"Folder {folder} tidak dapat ditulis ({fault.strerror}).") from fault
    with lock:
        _hold(lock, role)
        yield


def _hold(lock: IO[str], role: str) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        sentence = f"Layar {role} ini sudah dibuka oleh perintah lain di komputer ini."
        raise Refused("wrong_state", sentence) from taken


# -- the server


def wait(server: str) -> None:
    """Returns when the server is ready; says why it waits, each reason once in a row. No time limit."""
    pause, told = FIRST_WAIT, ""
    while (why := _why_not(server)) is not None:
        if why != told:
            say(f"Menunggu server di {server} ({why}).")
            sys.stdout.flush()
            told = why
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_WAIT)
    if told:
        say("Server siap.")


def _why_not(server: str) -> str | None:
    try:
        status, _ = _get(server, "/readyz")
    except OSError as fault:
        return "belum dapat dihubungi" if not fault.strerror else f"belum dapat dihubungi: {fault.strerror}"
    except http.client.HTTPException:
        return "jawabannya bukan HTTP"
    return None if status == http.client.OK else f"jawabannya {status}"


def _get(server: str, path: str) -> tuple[int, bytes]:
    parts = urlsplit(server)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    link = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        link.request("GET", path)
        answer = link.getresponse()
        return answer.status, answer.read(1_000_000)
    finally:
        link.close()


def hall_of(server: str, given: str | None) -> str | None:
    """The hall to show: the one given when the server has it, else the only one. None: the server has just gone away."""
    try:
        status, body = _get(server, "/api/v1/halls")
        known = [str(one["slug"]) for one in json.loads(body)] if status == http.client.OK else None
    except (OSError, http.client.HTTPException):
        return None
    except (ValueError, TypeError, KeyError) as fault:
        raise Refused("not_found", f"{server} bukan server Antrean.") from fault
    if known is None:
        return None
    named = ", ".join(known) or "belum ada"
    if given is None and len(known) != 1:
        raise Refused("bad_request", f"Sebut kantornya dengan --hall. Di server itu: {named}.")
    if given is not None and given not in known:
        raise Refused("not_found", f"Kantor '{given}' tidak ada di server itu. Yang ada: {named}.")
    return given or known[0]


# -- the browser


def next_pause(before: float, lasted: float) -> float:
    """Seconds until a browser that ended is opened again: longer each time it ended at once, up to half a minute."""
    return FIRST_PAUSE if lasted >= SOON else min(max(before * 2, FIRST_PAUSE), LONGEST_PAUSE)


def _keep_open(
    role: str, server: str, zone: str | None, browser: screen_browser.Browser, folder: Path, asked: Namespace
) -> NoReturn:
    pause = 0.0
    while True:
        wait(server)
        hall = hall_of(server, asked.hall)
        if hall is None:
            continue
        address = f"{server}/{hall}/{role}" + (f"?zone={quote(zone)}" if zone else "")
        screen_browser.prepare(browser, folder)
        words = screen_browser.words(browser, address, folder, asked)
        say(f"Membuka {address} dengan {browser.path.name}.")
        sys.stdout.flush()
        begun = time.monotonic()
        status = _open(words, folder)
        pause = next_pause(pause, time.monotonic() - begun)
        say(f"Peramban berakhir (kode {status}). Dibuka lagi dalam {pause:.0f} detik.")
        sys.stdout.flush()
        time.sleep(pause)


def _open(words: list[str], folder: Path) -> int:
    """Runs the browser to its end, in a process group of its own that ends with us; gives its exit status."""
    with (folder / "log").open("wb") as log:
        try:
            return screen_awake.run(words, GRACE, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        except OSError as fault:
            raise Refused("bad_request", f"{words[0]} tidak dapat dijalankan ({fault.strerror}).") from fault
