"""The picture of a slip is drawn from the bytes and from nothing else."""

from __future__ import annotations

import io
import subprocess
import sys

import pytest
from PIL import Image

from hall.printing.measure import millimetres
from hall.printing.preview import dots, png
from hall.printing.slips import render
from printer_drivers import profiles
from tests.printing.slip_samples import PRINTERS, SAMPLES, TICKET


@pytest.mark.parametrize("printer", sorted(PRINTERS))
@pytest.mark.parametrize("sample", sorted(SAMPLES))
def test_the_picture_of_any_slip_has_the_width_of_the_paper_and_its_length(sample: str, printer: str) -> None:
    profile = PRINTERS[printer]
    data = render(SAMPLES[sample], profile)
    picture = Image.open(io.BytesIO(png(data, profile)))
    assert picture.format == "PNG"
    assert picture.width / profile.dpi * 25.4 == pytest.approx(58 if profile.narrow else 80, abs=1)
    margin = 5.0 if profile.narrow else 4.0
    assert picture.height / profile.dpi * 25.4 == pytest.approx(millimetres(data, profile) + margin / 2, abs=2)


def test_one_bit_more_on_paper_is_one_bit_more_in_the_picture() -> None:
    profile = profiles()["epson-80"]
    picture = dots(b"\x1b@\x1dv0\x00\x01\x00\x02\x00\x80\x01\n", profile)
    black = [(x, y) for y in range(2) for x in range(8) if picture.getpixel((x, y)) == 0]
    assert black == [(0, 0), (7, 1)]


def test_an_inverse_bar_is_black_from_edge_to_edge() -> None:
    profile = profiles()["epson-80"]
    picture = dots(render(TICKET, profile), profile)
    assert any(all(picture.getpixel((x, y)) == 0 for x in range(profile.dots)) for y in range(picture.height))


def test_native_and_raster_qr_show_the_same_code() -> None:
    native, drawn = profiles()["epson-80"], profiles()["generic-58"]
    seen = []
    for profile, module in ((native, 7), (drawn, 6)):
        picture = dots(render(TICKET, profile), profile)
        rows = [y for y in range(picture.height) if all(_black(picture, profile, y, m, module) for m in range(7))]
        top = rows[0]
        seen.append([[_black(picture, profile, top + r * module, c, module) for c in range(29)] for r in range(29)])
    assert seen[0] == seen[1]


def _black(picture: Image.Image, profile: object, y: int, module_at: int, module: int) -> bool:
    left = (picture.width - 29 * module - (2 if module == 6 else 0)) // 2
    y = min(y, picture.height - 1)
    return picture.getpixel((left + module_at * module + module // 2, y)) == 0


def test_a_ticket_takes_about_a_hand_of_paper() -> None:
    profile = profiles()["epson-80"]
    assert 90 < millimetres(render(TICKET, profile), profile) < 160


def test_importing_the_printing_rooms_loads_neither_escpos_nor_pillow() -> None:
    code = (
        "import sys, hall.printing.slips, hall.printing.preview, hall.printing.spool; "
        "assert not {'escpos', 'PIL', 'qrcode'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_the_byte_builder_leaves_logging_and_output_alone() -> None:
    code = (
        "import logging; from hall.printing.slips import render; from tests.printing.slip_samples import TICKET; "
        "from printer_drivers import profiles; render(TICKET, profiles()['generic-58']); "
        "assert not logging.getLogger().handlers"
    )
    done = subprocess.run([sys.executable, "-c", code], check=True, timeout=120, capture_output=True, text=True)
    assert done.stdout == ""
