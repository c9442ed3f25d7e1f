"""Set-up does its work once: a second start neither downloads nor speaks."""

import gzip
import os
import subprocess
from pathlib import Path

import brotli
import pytest

from tests.house.tree import ROOT
from tools import compress

NOWHERE = "http://127.0.0.1:9"


@pytest.mark.parametrize("kind", ["run", "test"])
def test_a_second_set_up_needs_no_network_and_says_nothing(kind: str) -> None:
    offline = {"PIP_INDEX_URL": NOWHERE, "PIP_RETRIES": "0", "NPM_CONFIG_REGISTRY": NOWHERE, "HTTPS_PROXY": NOWHERE}
    done = subprocess.run(
        [ROOT / "tools/setup", kind], env={**os.environ, **offline}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert [source.name for source in compress.sources(ROOT / "static") if not compress.is_fresh(source)] == []


def test_a_compressed_twin_follows_its_file(tmp_path: Path) -> None:
    sheet = tmp_path / "kiosk.css"
    twin, other = tmp_path / "kiosk.css.br", tmp_path / "kiosk.css.gz"
    sheet.write_text("body { margin: 0 }")
    compress.refresh(tmp_path)
    assert brotli.decompress(twin.read_bytes()) == gzip.decompress(other.read_bytes()) == sheet.read_bytes()
    sheet.write_text("body { margin: 1px }")
    os.utime(sheet, (1, 1))
    compress.refresh(tmp_path)
    assert brotli.decompress(twin.read_bytes()) == b"body { margin: 1px }"
    sheet.unlink()
    compress.refresh(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_unchanged_file_is_not_compressed_again(tmp_path: Path) -> None:
    (tmp_path / "a.js").write_text("export {};")
    compress.refresh(tmp_path)
    first = (tmp_path / "a.js.br").stat()
    compress.refresh(tmp_path)
    assert (tmp_path / "a.js.br").stat() == first


def test_what_proves_a_change_is_what_a_newcomer_types() -> None:
    proof = ROOT / ".ci/run"
    assert os.access(proof, os.X_OK)
    assert proof.read_text().rstrip().endswith("exec make test")
