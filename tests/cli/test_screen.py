"""`antrean screen`: waits for the server, opens the browser, opens it again, and takes everything along when it ends."""

import http.server
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from hall.cli import screen_awake, screen_browser
from hall.cli.parser import build
from hall.cli.screen import next_pause
from tests.cli.conftest import Keeper
from tests.patience import PATIENCE, eventually, free_port

ROOT = Path(__file__).parents[2]

# What a browser does here: it writes down with which words, and what process it is, and runs on until it is ended.
STAYS = """#!/bin/sh
printf '%s\\n' "$@" > "$WORDS.new" && mv "$WORDS.new" "$WORDS"
sleep 1000 &
echo "$$ $!" >> "$PIDS"
wait
"""


@dataclass
class Hall:
    """A server that is ready when it is told to be."""

    halls: str = '[{"slug": "kerjo"}]'
    ready: bool = True
    port: int = field(default_factory=free_port)
    asked: int = 0

    def __enter__(self) -> "Hall":
        hall = self

        class Answers(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hall.asked += 1
                body = hall.halls.encode() if self.path == "/api/v1/halls" else b"ready\n"
                self.send_response(200 if hall.ready else 503)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Nothing is said."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Answers)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@dataclass
class Command:
    """A running `antrean screen`."""

    folder: Path
    process: subprocess.Popen[str]

    def words(self) -> list[str]:
        """With which words the browser was started last."""
        eventually((self.folder / "words").exists, "the browser was started")
        return (self.folder / "words").read_text().splitlines()

    def browsers(self, count: int = 1) -> list[list[int]]:
        """Process ids of each start, its own and its child's, once there were so many starts."""
        kept = self.folder / "pids"
        eventually(lambda: kept.exists() and kept.read_text().count("\n") >= count, f"{count} starts")
        return [[int(pid) for pid in line.split()] for line in kept.read_text().splitlines()]

    def ends(self) -> tuple[int, str]:
        """Its exit status and everything that it said."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out


Start = Callable[..., Command]


def alive(pid: int) -> bool:
    """Whether a process runs; one that nobody buried yet does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start(*words, browser=script)` -> the command with a browser that is that script."""
    running: list[Command] = []

    def begin(*words: str, browser: str = STAYS) -> Command:
        folder = tmp_path / f"computer{len(running)}"
        folder.mkdir()
        program = folder / "chromium"
        program.write_text(browser)
        program.chmod(0o755)
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ANTREAN_")}
        environ = clean | {
            "ANTREAN_VAR": str(tmp_path / "var"), "WORDS": str(folder / "words"), "PIDS": str(folder / "pids"),
            "DISPLAY": ":99",
        }  # fmt: skip
        process = subprocess.Popen(
            [sys.executable, "-m", "hall.cli", "screen", *words, "--browser", str(program)],
            cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        running.append(Command(folder, process))
        return running[-1]

    yield begin
    for one in running:
        one.process.kill()
        one.process.wait(PATIENCE)


def test_the_tv_is_opened_full_screen_with_sound_and_a_memory_of_its_own(start: Start, tmp_path: Path) -> None:
    with Hall() as hall:
        tv = start("display", "--server", hall.url, "--zone", "utara", "--scale", "1.5", "--position", "1920,0")
        words = tv.words()
        tv.process.send_signal(signal.SIGTERM)
        assert tv.ends()[0] == 0
    assert words[-1] == f"{hall.url}/kerjo/display?zone=utara"
    assert {"--kiosk", "--autoplay-policy=no-user-gesture-required", "--noerrdialogs", "--no-first-run"} <= set(words)
    assert {"--force-device-scale-factor=1.5", "--window-position=1920,0"} <= set(words)
    assert f"--user-data-dir={tmp_path / 'var' / 'screens' / 'display-utara'}" in words


def test_it_waits_for_the_server_says_why_and_then_opens(start: Start) -> None:
    hall = Hall(ready=False)
    kiosk = start("kiosk", "--server", hall.url)
    with hall:
        eventually(lambda: hall.asked >= 2, "it asked while the server was not ready")
        assert not (kiosk.folder / "words").exists()
        hall.ready = True
        assert kiosk.words()[-1] == f"{hall.url}/kerjo/kiosk"
        kiosk.process.send_signal(signal.SIGTERM)
        _, said = kiosk.ends()
    assert f"Menunggu server di {hall.url} (jawabannya 503)." in said
    assert said.count("jawabannya 503") == 1
    assert "Server siap." in said


def test_a_browser_that_ends_is_opened_again_and_all_of_it_ends_with_the_command(start: Start) -> None:
    with Hall() as hall:
        tv = start("display", "--server", hall.url)
        (first,) = tv.browsers()
        os.kill(first[0], signal.SIGKILL)
        _, second = tv.browsers(2)
        assert not alive(first[1]), "what a dead browser leaves behind goes too"
        tv.process.send_signal(signal.SIGINT)
        status, said = tv.ends()
    assert status == 130
    assert "Dibuka lagi dalam 1 detik." in said
    assert not any(alive(pid) for pid in second)


def test_an_end_that_is_asked_for_while_the_browser_starts_ends_the_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []

    class Interrupted(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *words: Any, **more: Any) -> None:
            super().__init__(*words, **more)
            started.append(self.pid)
            signal.pthread_kill(threading.get_ident(), signal.SIGINT)

    monkeypatch.setattr(subprocess, "Popen", Interrupted)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            screen_awake.run(["sleep", "1000"], grace=30)
    finally:
        signal.signal(signal.SIGINT, before)
    assert [alive(pid) for pid in started] == [False]


def test_a_command_that_is_killed_takes_its_browser_along(start: Start) -> None:
    with Hall() as hall:
        tv = start("display", "--server", hall.url, browser=STAYS.replace("sleep 1000 &", "true &"))
        ((pid, _),) = tv.browsers()
        tv.process.kill()
        eventually(lambda: not alive(pid), "the kernel ended the browser")


def test_a_second_command_for_the_same_screen_is_refused_and_one_for_another_is_not(start: Start) -> None:
    with Hall() as hall:
        start("display", "--server", hall.url).words()
        second = start("display", "--server", hall.url)
        status, said = second.ends()
        assert (status, said.count("\n")) == (1, 1)
        assert "sudah dibuka" in said
        start("kiosk", "--server", hall.url).words()


@pytest.mark.parametrize(
    ("words", "halls", "sentence"),
    [
        (
            (),
            '[{"slug": "kerjo"}, {"slug": "kalipare"}]',
            "Sebut kantornya dengan --hall. Di server itu: kerjo, kalipare.",
        ),
        (("--hall", "jumapolo"), '[{"slug": "kerjo"}]', "Kantor 'jumapolo' tidak ada di server itu. Yang ada: kerjo."),
        ((), "<html>", "bukan server Antrean."),
    ],
)
def test_a_hall_that_the_server_does_not_have_is_told_with_those_that_it_has(
    start: Start, words: tuple[str, ...], halls: str, sentence: str
) -> None:
    with Hall(halls) as hall:
        status, said = start("display", "--server", hall.url, *words).ends()
    assert status == 1
    assert sentence in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("display", "--server", "ftp://server"), "--server 'ftp://server' bukan alamat server."),
        (("display", "--server", "http://server:8000/kerjo/display"), "bukan alamat server."),
        (("display", "--server", "http://server:port"), "bukan alamat server."),
        (("display", "--zone", "../x"), "--zone hanya huruf"),
        (("kiosk", "--scale", "9"), "--scale harus 0.5 sampai 5.0"),
        (("kiosk", "--position", "left"), "--position berisi dua angka"),
        (("kiosk", "--browser", "netscape"), "--browser 'netscape' tidak ditemukan"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(keeper: Keeper, words: tuple[str, ...], sentence: str) -> None:
    typed = keeper("screen", *words)
    assert (typed.status, typed.err.count("\n")) == (1, 1)
    assert sentence in typed.err


def test_without_a_desktop_it_ends_so_that_systemd_tries_again(keeper: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    typed = keeper("screen", "kiosk", "--browser", sys.executable)
    assert (typed.status, typed.err.count("\n")) == (1, 1)
    assert "DISPLAY kosong" in typed.err


def test_without_any_browser_it_says_what_to_install(
    keeper: Keeper, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "sudo apt-get install chromium" in keeper("screen", "kiosk").err


def test_a_browser_that_ends_at_once_is_opened_ever_more_slowly_up_to_half_a_minute() -> None:
    pauses, pause = [], 0.0
    for lasted in (0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 3600.0, 0.1):
        pause = next_pause(pause, lasted)
        pauses.append(pause)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 1, 2]


def test_firefox_gets_its_own_words_and_may_sound_without_a_touch(tmp_path: Path) -> None:
    firefox = screen_browser.Browser(Path("/usr/bin/firefox-esr"), "firefox")
    asked = build().parse_args(["screen", "display"])
    words = screen_browser.words(firefox, "http://server/kerjo/display", tmp_path, asked)
    assert words == [
        "/usr/bin/firefox-esr", "--kiosk", "--no-remote", "--profile", str(tmp_path), "http://server/kerjo/display",
    ]  # fmt: skip
    screen_browser.prepare(firefox, tmp_path)
    assert 'user_pref("media.autoplay.default", 0);' in (tmp_path / "user.js").read_text()


def test_what_a_cut_of_power_left_in_the_browsers_folder_does_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "SingletonLock").symlink_to("another-computer-123")
    (tmp_path / "Cookies").write_text("kept")
    screen_browser.prepare(screen_browser.Browser(Path("/usr/bin/chromium"), "chromium"), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["Cookies"]


@pytest.mark.parametrize(
    ("kind", "starts", "wanted"), [("desktop", "", "default.target"), ("console", "/usr/bin/cage -d -- ", "multi-user")]
)
def test_the_unit_opens_the_very_screen_that_was_typed(
    keeper: Keeper, tmp_path: Path, kind: str, starts: str, wanted: str
) -> None:
    address = ("--hall", "kerjo", "--server", "192.168.1.10:8000")
    unit = keeper("screen", "display", *address, "--zone", "utara", "--unit", kind).out
    (line,) = [line for line in unit.splitlines() if line.startswith("ExecStart=")]
    assert line.startswith(f"ExecStart={starts}/")
    assert line.endswith("screen display --server http://192.168.1.10:8000 --hall kerjo --zone utara")
    assert f'Environment="ANTREAN_VAR={tmp_path / "var"}"' in unit
    assert wanted in unit
    assert "Restart=always" in unit
    assert "$" not in unit
