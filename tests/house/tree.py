"""The files that belong to the house: what git keeps or would keep. Ignored files (set-up made them) do not count."""

import functools
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("hall", "kiosk", "counter", "display", "admin", "printer_drivers")
SCREENS = (*PACKAGES, "static")


@functools.cache
def names() -> tuple[str, ...]:
    """Every file's path from the root, with slashes, sorted."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted(name for name in set(listing.stdout.split("\0")) if name and (ROOT / name).is_file()))


def files(*suffixes: str, under: tuple[str, ...] = ()) -> list[Path]:
    """Files with one of these suffixes, in these top folders (everywhere when none is named); never an empty list."""
    chosen = [
        ROOT / name for name in names() if name.endswith(suffixes) and (not under or name.partition("/")[0] in under)
    ]
    assert chosen, f"no {suffixes} under {under or 'the root'}: this test looks in the wrong place"
    return chosen


def short(path: Path) -> str:
    """The path as a reader types it."""
    return path.relative_to(ROOT).as_posix()
