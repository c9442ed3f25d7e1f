"""The whole way of a travelling session by its commands: two data folders, two files, one receipt."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hall import config
from hall.actions import away_files
from hall.actions.office import Office
from hall.actions.setup import import_catalogue
from hall.catalogue.places import bundled
from hall.clock import SystemClock
from hall.records.database import Database
from tests.cli.conftest import Keeper
from tests.patience import let_midnight_pass
from tests.recording import RecordingDay

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def session(office: Keeper) -> str:
    """A session of today in a village, with one letter; gives its code."""
    let_midnight_pass()
    settings = config.load()
    here = Office(Database(settings.database_url), SystemClock(), settings)
    import_catalogue(here, "kec-uji", bundled("barito-kuala"))
    day = RecordingDay(here, "kec-uji", kind="village", place="Balai Desa Contoh", first=datetime.now(UTC))
    day.letter(name="Contoh Satu")
    here.database.close()
    return day.code


def test_a_session_goes_out_comes_back_once_and_leaves_nothing_behind(
    office: Keeper, session: str, tmp_path: Path
) -> None:
    made = office("away", "take", session, "--hall", "kec-uji")
    assert (made.status, made.err) == (0, "")
    passphrase = made.out.splitlines()[-1]
    out = tmp_path / f"{session}.antrean"
    assert out.stat().st_mode & 0o777 == 0o600
    assert office("away", "take", session, "--hall", "kec-uji").err.startswith("antrean: Sesi ini sudah dibawa")
    opened = office("away", "open", str(out), "--data", "desa", stdin=f" {passphrase.lower()}\n")
    assert "dengan 1 orang siap" in opened.out, opened.err
    assert away_files.marker_of(tmp_path / "desa")["hall"] == "kec-uji"
    assert "0 kunjungan" in office("away", "pack", "hasil", "--data", "desa", stdin=passphrase).out
    assert "sudah ada" in office("away", "pack", "hasil", "--data", "desa", stdin=passphrase).err
    merged = office("away", "merge", "hasil", "--hall", "kec-uji", stdin=passphrase)
    receipt = merged.out.rpartition("Kode terima: ")[2].strip()
    assert "sudah digabung" in office("away", "merge", "hasil", "--hall", "kec-uji", stdin=passphrase).out
    assert office("away", "wipe", receipt[::-1], "--data", "desa").status == 1
    assert "sudah dihapus" in office("away", "wipe", receipt, "--data", "desa").out
    assert not [name for name in ("desa", "hasil", out.name) if (tmp_path / name).exists()]
    assert "sudah dihapus" in office("away", "pack", "hasil", "--data", "desa", stdin=passphrase).err


def test_a_laptop_whose_disk_is_full_is_told_so_and_keeps_nothing(office: Keeper, session: str, tmp_path: Path) -> None:
    made = office("away", "take", session, "--hall", "kec-uji")
    passphrase, out = made.out.splitlines()[-1], tmp_path / f"{session}.antrean"
    words = [sys.executable, "-m", "hall.cli", "away", "open", str(out), "--data", str(tmp_path / "desa")]
    limited = ["sh", "-c", 'trap "" XFSZ; ulimit -f 200; exec "$@"', "sh", *words]
    said = subprocess.run(limited, input=passphrase, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert said.returncode == 1
    assert "disk penuh" in said.stderr
    assert said.stderr.count("\n") == 1
    assert not list(tmp_path.glob("desa*"))
    assert "dengan 1 orang" in office("away", "open", str(out), "--data", "desa", stdin=passphrase).out


def test_a_session_that_stays_after_all_and_what_cannot_be_written(
    office: Keeper, session: str, tmp_path: Path
) -> None:
    (tmp_path / f"{session}.antrean").write_bytes(b"")
    full = office("away", "take", session, "--hall", "kec-uji")
    assert (full.status, "Sesi tetap di kantor" in full.err) == (1, True)
    (tmp_path / f"{session}.antrean").unlink()
    assert office("away", "take", session, "--hall", "kec-uji").status == 0
    assert "kembali di kantor" in office("away", "recall", session, "--hall", "kec-uji").out
    assert office("away", "take", "P-0", "--hall", "kec-uji").err == "antrean: Sesi itu tidak ada di kantor ini.\n"
    assert office("away", "merge", "tidak-ada", "--hall", "kec-uji").status == 1
