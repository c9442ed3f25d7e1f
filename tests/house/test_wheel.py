"""What the program needs at run time travels in the wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT, names


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(made).namelist())


def test_every_file_of_the_rooms_travels(wheel: set[str]) -> None:
    kept = {name for name in names() if name.partition("/")[0] in PACKAGES}
    assert kept - wheel == set()
    assert any(name.endswith("/templates/base.html") for name in wheel)
    assert any(name.startswith("hall/records/migrations/") for name in wheel)


@pytest.mark.parametrize("folder", ["static", "catalogues"])
def test_data_travels_under_hall_data(wheel: set[str], folder: str) -> None:
    kept = {f"hall/data/{name}" for name in names() if name.startswith(f"{folder}/")}
    assert kept
    assert kept - wheel == set()


def test_what_set_up_made_travels_too(wheel: set[str]) -> None:
    made = {f"hall/data/{path.relative_to(ROOT).as_posix()}" for path in _made_by_set_up()}
    assert len(made) > 6
    assert made - wheel == set()


def test_nothing_else_travels(wheel: set[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} <= set(PACKAGES)
    assert [name for name in wheel if "__pycache__" in name or name.endswith(".db")] == []


def _made_by_set_up() -> list[Path]:
    vendor = ROOT / "static" / "vendor"
    return [
        *vendor.rglob("*.woff2"),
        *vendor.rglob("*.js"),
        *vendor.rglob("*.br"),
        *vendor.rglob("*.gz"),
        vendor / "LICENSES.txt",
    ]
