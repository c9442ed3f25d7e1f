"""`antrean screen … --unit`: the systemd unit that opens the screen when the computer starts, ready to be saved."""

from __future__ import annotations

import getpass
import os
import sys
from argparse import Namespace
from pathlib import Path
from string import Template
from typing import Final

KINDS: Final = ("desktop", "console")
WHAT: Final = {"display": "TV ruang tunggu", "kiosk": "kiosk"}

_DESKTOP: Final = Template("""\
# Komputer dengan desktop yang masuk sendiri. Simpan, lalu nyalakan sebagai pengguna itu (tanpa sudo):
#   mkdir -p ~/.config/systemd/user
#   $command --unit > ~/.config/systemd/user/antrean-$name.service
#   systemctl --user daemon-reload
#   systemctl --user enable --now antrean-$name
[Unit]
Description=Antrean: $what
StartLimitIntervalSec=0
PartOf=graphical-session.target
After=graphical-session.target

[Service]
Environment="ANTREAN_VAR=$var"
ExecStart=$start
Restart=always
RestartSec=5
KillMode=mixed
TimeoutStopSec=15

[Install]
WantedBy=graphical-session.target default.target
""")

_CONSOLE: Final = Template("""\
# Komputer tanpa desktop: layar terbuka sendiri di konsol, tanpa masuk. Perlu: sudo apt-get install cage chromium
#   $command --unit console | sudo tee /etc/systemd/system/antrean-$name.service
#   sudo systemctl daemon-reload
#   sudo systemctl enable --now antrean-$name
[Unit]
Description=Antrean: $what
StartLimitIntervalSec=0
After=systemd-user-sessions.service network-online.target sound.target
Wants=network-online.target
Conflicts=getty@tty1.service
After=getty@tty1.service

[Service]
User=$user
PAMName=login
TTYPath=/dev/tty1
TTYReset=yes
TTYVHangup=yes
TTYVTDisallocate=yes
StandardInput=tty-fail
StandardOutput=journal
StandardError=journal
UtmpIdentifier=tty1
UtmpMode=user
Environment="ANTREAN_VAR=$var"
ExecStart=/usr/bin/cage -d -- $start
Restart=always
RestartSec=5
KillMode=mixed
TimeoutStopSec=15

[Install]
WantedBy=multi-user.target
""")


def text(kind: str, role: str, server: str, var: Path, asked: Namespace) -> str:
    """The unit of this kind, for the very command that was typed."""
    words = [*_program(), "screen", role, "--server", server, *_options(asked)]
    zone = getattr(asked, "zone", None)
    template = _DESKTOP if kind == "desktop" else _CONSOLE
    return template.substitute(
        name=f"{role}-{zone}" if zone else role, what=WHAT[role], var=_escaped(str(var)), user=_escaped(getpass.getuser()),
        start=" ".join(_quoted(word) for word in words), command=" ".join(words),
    ).rstrip()  # fmt: skip


def _options(asked: Namespace) -> list[str]:
    """What was asked besides the server, as it was typed."""
    given = {
        "--hall": asked.hall, "--zone": getattr(asked, "zone", None), "--browser": asked.browser,
        "--position": asked.position, "--scale": None if asked.scale is None else f"{asked.scale:g}",
    }  # fmt: skip
    return [part for name, value in given.items() if value is not None for part in (name, str(value))]


def _program() -> list[str]:
    """`antrean` as it was started, by its whole path."""
    started = Path(sys.argv[0])
    named = started.name == "antrean" and os.access(started, os.X_OK)
    return [str(started.absolute())] if named else [sys.executable, "-m", "hall.cli"]


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")


def _quoted(word: str) -> str:
    """As systemd.service(5) reads a word: % is doubled, $ too; quotes only where there is a blank."""
    told = _escaped(word).replace("$", "$$")
    return f'"{told}"' if any(sign.isspace() for sign in word) else told
