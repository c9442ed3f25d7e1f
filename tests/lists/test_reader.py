"""The reading process: it has little memory, it may be killed by what it reads, and the clerk is told either way."""

import io
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hall import runtime
from hall.actions.office import Office
from hall.lists import vault
from tests.actions.resident_lists import mapped, one, settled, upload, xlsx_of
from tests.lists import talker
from tests.office import furnish, open_office
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[2]

LONG = bool(os.environ.get("ANTREAN_LONG"))
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


@pytest.fixture
def office(ready_template: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """On SQLite alone: what a process reads does not depend on where it is kept."""
    url = f"sqlite:///{shutil.copy(ready_template('sqlite'), tmp_path / 'antrean.db')}"
    furnish(url, tmp_path)
    found = open_office(url, tmp_path)
    yield found
    found.database.close()


def test_a_bomb_is_told_and_the_server_lives(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "xl/workbook.xml", SHEET):
            archive.writestr(name, "<x/>")
        archive.filelist[-1].file_size = 3 * 1024**3
    found = upload(office, packed.getvalue(), name="bomb.xlsx")
    assert found.state == "failed"
    assert "terlalu besar" in (found.fault or "")


def test_a_sheet_that_claims_the_whole_grid_is_told(office: Office) -> None:
    far = "".join(f'<row r="{row}"><c r="{cell}{row}"><v>1</v></c></row>' for row, cell in ((1, "A"), (1048576, "XFD")))
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{far}</sheetData></worksheet>'
    found = upload(office, xlsx_of([], **{SHEET: sheet}), name="luas.xlsx")
    assert found.state == "failed"
    assert found.fault


def test_a_broken_list_can_be_replaced_and_the_fault_is_a_sentence(office: Office) -> None:
    found = upload(office, b"%PDF-1.7")
    assert (found.state, "bukan CSV" in (found.fault or "")) == ("failed", True)


@pytest.mark.parametrize("megabytes", [2, pytest.param(100, marks=pytest.mark.long)])
def test_garbage_of_any_size_is_told(office: Office, megabytes: int) -> None:
    block = random.Random(1).randbytes(1024 * 1024).replace(b"\0", b"\1")
    found = upload(office, block * megabytes)
    assert (found.state, "bukan CSV" in (found.fault or "") or "terlalu panjang" in (found.fault or "")) == (
        "failed",
        True,
    )


def test_a_fault_at_the_end_is_told_before_anything_is_read_in(office: Office) -> None:
    good = b"Nama;Lahir;Desa\n" + b"".join(b"Contoh Nomor %d;1-1-2008;Contoh\n" % number for number in range(250))
    found = upload(office, good + b'"' + b"x" * 70_000)
    assert (found.state, found.rows) == ("failed", 0)
    assert "terlalu panjang" in (found.fault or "")


def test_a_sheet_that_unfolds_into_more_than_it_may_take_is_told(office: Office) -> None:
    """What the archive says of itself was a lie: the process meets the end of its memory, and nobody else does."""
    cells = '<row r="1">' + '<c r="A1" t="inlineStr"><is><t>' + "x" * 1000 + "</t></is></c></row>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with zipfile.ZipFile(io.BytesIO(xlsx_of([["x"]]))) as plain:
            for name in plain.namelist():
                if name != SHEET:
                    archive.writestr(name, plain.read(name))
        with archive.open(SHEET, "w") as part:
            part.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for _ in range(250_000 if LONG else 60_000):
                part.write(cells.encode())
        archive.filelist[-1].file_size = 1000
    found = upload(office, packed.getvalue(), name="bohong.xlsx")
    assert found.state == "failed"
    assert found.fault


def test_a_reader_that_dies_is_noticed() -> None:
    with pytest.raises(runtime.Fell):
        list(runtime.lines_apart("hall.lists.no_such_module", b"{}"))


def test_a_list_whose_file_is_gone_says_so(office: Office) -> None:
    found = upload(office, b"Nama;Lahir;Desa\nContoh;1-1-2008;Contoh\n")
    vault.drop(office.settings.var, found.id)
    assert "Unggah lagi" in (mapped(office, found).fault or "")
    assert settled(office, found.id) == one(office, found.id)


def test_nobody_listens_any_more_and_the_process_is_ended() -> None:
    lines = runtime.lines_apart("tests.lists.talker", b"{}")
    assert next(lines) == b"1"
    lines.close()  # type: ignore[attr-defined]


def test_in_the_worker_a_slow_listener_misses_nothing() -> None:
    """The worker's sockets never block; the reader's end of them must, or it falls as soon as nobody listens for a moment."""
    program = """
from hall import runtime
runtime.patch()
lines = runtime.lines_apart("tests.lists.talker", b"{}")
said = [next(lines)]
runtime.sleep(0.3)
said += lines
print(len(said), said[-1].decode())
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=4 * PATIENCE, check=False
    )
    assert done.stdout.split() == [str(talker.LINES)] * 2, done.stderr
