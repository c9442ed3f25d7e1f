"""The browser of `antrean screen`: which one, and with which words it is started."""

from __future__ import annotations

import os
import shutil
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from hall.errors import Refused

KNOWN: Final = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "firefox", "firefox-esr",
)  # fmt: skip

CHROMIUM: Final = (
    "--kiosk",
    "--autoplay-policy=no-user-gesture-required",  # calls are said although nobody ever touches the TV
    "--noerrdialogs",
    "--disable-session-crashed-bubble",
    "--hide-crash-restore-bubble",  # the newer name of the same: a cut of power asks nobody anything
    "--disable-infobars",
    "--no-first-run",
    "--no-default-browser-check",
    "--check-for-update-interval=31536000",
    "--disable-pinch",
    "--overscroll-history-navigation=0",
    "--disable-features=Translate",
    "--password-store=basic",  # no keyring asks for its password at start
    # A screen behind another window goes on: five seconds stay five seconds, and half a second stays one.
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--ozone-platform-hint=auto",
    "--no-proxy-server",  # it speaks to one server of the office's own network
    "--lang=id",
)

FIREFOX: Final = """\
user_pref("media.autoplay.default", 0);
user_pref("media.autoplay.blocking_policy", 0);
user_pref("browser.sessionstore.resume_from_crash", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("browser.aboutwelcome.enabled", false);
user_pref("browser.translations.automaticallyPopup", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("apz.allow_zooming", false);
user_pref("network.proxy.type", 0);
"""


@dataclass(frozen=True, slots=True)
class Browser:
    """A program that shows pages."""

    path: Path
    kind: Literal["chromium", "firefox"]


def find(given: str | None) -> Browser:
    """The one given, a name or a path, or the first known one; refuses with what to install when there is none."""
    names = KNOWN if given is None else (given,)
    found = next((path for name in names if (path := shutil.which(str(Path(name).expanduser())))), None)
    if found is None and given is not None:
        raise Refused("not_found", f"--browser '{given}' tidak ditemukan atau tidak dapat dijalankan.")
    if found is None:
        raise Refused("not_found", "Tidak ada peramban. Pasang dahulu: sudo apt-get install chromium")
    return Browser(Path(found), "firefox" if "firefox" in Path(found).name else "chromium")


def prepare(browser: Browser, folder: Path) -> None:
    """Makes the browser's folder fit for a start: after a cut of power a browser's own lock may still lie there.

    We hold the folder by a lock of the kernel, so nobody else uses it.
    """
    if browser.kind == "firefox":
        (folder / "user.js").write_text(FIREFOX)
    for left in ("SingletonLock", "SingletonCookie", "SingletonSocket", "lock", ".parentlock"):
        (folder / left).unlink(missing_ok=True)


def words(browser: Browser, address: str, folder: Path, asked: Namespace) -> list[str]:
    """The command line."""
    if browser.kind == "firefox":
        headless = ["--headless"] if asked.headless else []
        return [str(browser.path), *headless, "--kiosk", "--no-remote", "--profile", str(folder), address]
    more = [f"--user-data-dir={folder}"]
    if asked.scale is not None:
        more.append(f"--force-device-scale-factor={asked.scale:g}")
    if asked.position is not None:
        more.append(f"--window-position={asked.position}")
    if asked.headless:
        more += ["--headless=new", "--mute-audio"]  # as if it were heard, also where no loudspeaker is
    if os.geteuid() == 0:
        more.append("--no-sandbox")  # Chromium refuses to start as root with it
    return [str(browser.path), *CHROMIUM, *more, address]
