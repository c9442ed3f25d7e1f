"""An uploaded picture becomes dots on thermal paper, or is refused with a sentence that says what to do."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from hall.printing import logo as logos
from hall.printing.logo import HEIGHT, WIDTH, Logo, LogoFault, nv_define, nv_print, read, restore
from hall.printing.measure import millimetres
from hall.printing.preview import dots
from hall.printing.raster import REAL_TIME, TALLEST, Bits, gs_v0
from hall.printing.reader import Keep, Kept, Raster
from hall.printing.reader import read as read_bytes
from hall.printing.slips import render
from printer_drivers import profiles
from tests.printing.slip_samples import KINDS_OF_SLIPS, PRINTERS, TICKET

EPSON = profiles()["epson-80"]


def picture(
    size: tuple[int, int] = (400, 300), mode: str = "RGB", ground: object = "white", ink: object = "black"
) -> Image.Image:
    """A thick ring and a bar, as crests have them."""
    image = Image.new(mode, size, ground)  # type: ignore[arg-type]
    draw = ImageDraw.Draw(image)
    wide, high = size
    draw.ellipse((wide * 0.2, high * 0.1, wide * 0.8, high * 0.9), outline=ink, width=max(2, high // 10))
    draw.rectangle((wide * 0.4, high * 0.45, wide * 0.6, high * 0.55), fill=ink)
    return image


def file_of(image: Image.Image, kind: str = "PNG", **how: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()


def ink_of(logo: Logo) -> float:
    """The part of its dots that is black."""
    return sum(row.bit_count() for row in logo.image.rows) / (logo.image.width * len(logo.image.rows))


CREST = read(file_of(picture()))


@pytest.mark.parametrize("size", [(400, 300), (3000, 200), (90, 2000), (20, 20), (377, 96), (1, 1)])
def test_a_picture_of_any_shape_fits_the_head_of_the_slip(size: tuple[int, int]) -> None:
    image = picture(size) if min(size) > 1 else Image.new("L", (3, 3), 255)
    if min(size) == 1:
        image.putpixel((1, 1), 0)
    logo = read(file_of(image))
    wide, data = logo.image.packed()
    assert wide * 8 <= 384
    assert len(logo.image.rows) <= HEIGHT
    assert len(data) == wide * len(logo.image.rows)


@pytest.mark.parametrize(
    ("mode", "ground", "ink"),
    [
        ("RGB", "white", "black"),
        ("L", 255, 0),
        ("1", 1, 0),
        ("RGBA", (0, 0, 0, 0), (10, 20, 30, 255)),
        ("LA", (0, 0), (0, 255)),
        ("RGB", "white", (20, 60, 160)),
        ("RGB", (250, 240, 200), (160, 30, 30)),
        ("RGB", (20, 40, 120), (250, 210, 60)),
        ("RGBA", (20, 40, 120, 255), (250, 210, 60, 255)),
        ("I;16", 65535, 0),
    ],
)
def test_the_drawing_is_ink_and_its_ground_is_paper(mode: str, ground: object, ink: object) -> None:
    logo = read(file_of(picture(mode=mode, ground=ground, ink=ink)))
    assert 0.2 < ink_of(logo) < 0.7
    middle = logo.image.rows[len(logo.image.rows) // 2]
    assert middle >> (logo.image.width // 2) & 1  # the bar in the middle
    assert not logo.image.rows[0] >> (logo.image.width - 1) & 1  # the corner beside the ring


def test_a_palette_with_a_transparent_ground_is_read_as_paper() -> None:
    image = picture(mode="RGBA", ground=(0, 0, 0, 0), ink=(200, 0, 0, 255)).convert("P")
    image.info["transparency"] = image.getpixel((0, 0))
    assert 0.2 < ink_of(read(file_of(image, transparency=image.getpixel((0, 0))))) < 0.7


def test_a_jpeg_is_read_and_turned_upright() -> None:
    tall = picture((200, 600))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera lay on its side
    turned = read(file_of(tall, "JPEG", exif=exif.tobytes(), quality=95))
    assert turned.image.width > len(turned.image.rows)


def test_no_dot_is_scattered_where_the_picture_is_grey() -> None:
    grey = Image.linear_gradient("L").resize((300, 60))
    rows = read(file_of(grey)).image.rows
    wide = read(file_of(grey)).image.width
    changes = [bin(row ^ row >> 1).count("1") for row in rows]
    assert wide
    assert max(changes) <= 2  # one edge a row, not noise


@pytest.mark.parametrize(
    "data",
    [
        b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7", b"<svg/>", b"\xff\xd8\xff\xe0" + bytes(50),
        file_of(picture())[:400], file_of(picture(), "BMP"), file_of(picture(), "GIF"), b"\x00" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_whole_png_or_jpeg_is_refused(data: bytes) -> None:
    with pytest.raises(LogoFault, match="bukan gambar PNG atau JPEG"):
        read(data)


def test_a_file_that_is_too_large_is_refused_before_it_is_opened() -> None:
    with pytest.raises(LogoFault, match="4 MB"):
        read(bytes(logos.MOST_BYTES + 1))


@pytest.mark.parametrize("side", [5_000, 60_000])
def test_a_small_file_that_unfolds_into_a_giant_is_refused(side: int) -> None:
    def part(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(bytes(10_000))) + part(b"IEND", b"")
    with pytest.raises(LogoFault, match="16 juta titik"):
        read(bomb)


@pytest.mark.parametrize("ground", ["white", "black"])
def test_an_empty_picture_is_refused(ground: str) -> None:
    with pytest.raises(LogoFault, match="kosong"):
        read(file_of(Image.new("RGB", (100, 100), ground)))


def test_it_is_kept_as_a_small_png_and_comes_back_dot_by_dot() -> None:
    kept = CREST.png()
    assert len(kept) <= logos.MOST_STORED
    assert restore(kept) == CREST
    assert restore(kept).digest == CREST.digest
    noise = Logo(Bits(WIDTH, tuple((0x9E3779B97F4A7C15**7 * (row + 3)) % (1 << WIDTH) for row in range(HEIGHT))))
    assert len(noise.png()) <= logos.MOST_STORED
    assert restore(noise.png()) == noise


@pytest.mark.parametrize("data", [b"junk", file_of(picture())])
def test_a_damaged_kept_logo_is_refused(data: bytes) -> None:
    with pytest.raises(LogoFault):
        restore(data)


@pytest.mark.parametrize("printer", sorted(PRINTERS))
@pytest.mark.parametrize("kind", sorted(KINDS_OF_SLIPS))
def test_every_kind_of_slip_begins_with_the_logo(kind: str, printer: str) -> None:
    profile = PRINTERS[printer]
    found = read_bytes(render(KINDS_OF_SLIPS[kind], profile, CREST))
    first = found[0]
    assert isinstance(first, Raster)
    assert first.align == "center"
    wide, packed = CREST.image.packed()
    assert b"".join(first.rows) == packed
    assert len(first.rows[0]) == wide


def test_a_printer_without_a_logo_gets_none_and_one_that_keeps_it_gets_eleven_bytes() -> None:
    bare = render(TICKET, EPSON)
    assert render(TICKET, replace(EPSON, logo="none"), CREST) == bare
    kept = render(TICKET, replace(EPSON, logo="nv:A1"), CREST)
    assert len(kept) - len(bare) <= 11 + 9
    assert [e for e in read_bytes(kept) if isinstance(e, Kept)] == [Kept("center", "A1")]
    assert render(TICKET, replace(EPSON, logo="nv:A1"), None) == bare


def test_a_kept_logo_is_drawn_in_the_picture_and_measured() -> None:
    profile = replace(EPSON, logo="nv:A1")
    data = render(TICKET, profile, CREST)
    drawn = dots(data, profile, CREST)
    assert (
        drawn.crop((0, 0, drawn.width, 90)).tobytes()
        == dots(render(TICKET, EPSON, CREST), EPSON).crop((0, 0, drawn.width, 90)).tobytes()
    )
    taller = millimetres(data, profile, CREST) - millimetres(data, profile)
    assert taller == pytest.approx(len(CREST.image.rows) / EPSON.dpi * 25.4)


def test_on_a_narrow_head_the_logo_is_made_smaller() -> None:
    wide = read(file_of(picture((2000, 400))))
    narrow = replace(EPSON, dots=192)
    first = read_bytes(render(TICKET, narrow, wide))[0]
    assert isinstance(first, Raster)
    assert 100 < len(first.rows[0]) * 8 <= 192


def test_the_same_logo_is_packed_once_for_a_profile() -> None:
    assert CREST.bytes_for(EPSON) is CREST.bytes_for(EPSON)


def test_keeping_it_in_the_printer_defines_just_what_is_printed_later() -> None:
    (kept,) = read_bytes(nv_define(CREST, "K~"))
    wide, packed = CREST.image.packed()
    assert kept == Keep("K~", tuple(packed[at : at + wide] for at in range(0, len(packed), wide)))
    assert read_bytes(nv_print("K~")) == [Kept("left", "K~")]


@pytest.mark.parametrize("key", ["", "A", "ABC", "A ", "Ä1", "\x10\x04"])
def test_a_key_is_two_printable_signs(key: str) -> None:
    with pytest.raises(ValueError, match="two printable"):
        nv_define(CREST, key)


def test_a_length_that_spells_a_command_gets_one_white_row_more() -> None:
    # 1040 bytes of body: the length itself would read 10 04
    logo = next(
        Logo(Bits(width, (0,) * rows))
        for width in range(8, WIDTH, 8)
        for rows in range(1, HEIGHT + 1)
        if 11 + width // 8 * rows == 0x0410
    )
    assert b"\x10\x04" not in nv_define(logo, "A1")
    (kept,) = read_bytes(nv_define(logo, "A1"))
    assert isinstance(kept, Keep)
    assert len(kept.rows) == len(logo.image.rows) + 1


EVIL = [bytes((0x10, second)) + bytes((n,)) for second in (4, 5, 0x14) for n in range(1, 9)]


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("at", range(8))
def test_a_status_command_hidden_in_a_logo_is_moved_apart(evil: bytes, at: int) -> None:
    row = int.from_bytes(evil, "big") << 8 - at
    logo = Logo(Bits(48, (row, 0, row)))
    for data in (logo.bytes_for(EPSON), nv_define(logo, "A1"), render(TICKET, EPSON, logo)):
        assert not REAL_TIME.search(data)
    (shown,) = [e for e in read_bytes(logo.bytes_for(EPSON)) if isinstance(e, Raster)]
    wide = len(shown.rows[0]) * 8
    seen = int.from_bytes(shown.rows[0], "big")
    shift = wide - 48 - next(move for move in range(wide - 47) if seen >> move == row or seen == row << move)
    assert 0 <= shift <= 7


def test_an_image_as_wide_as_the_head_is_not_moved_over_its_edge() -> None:
    row = int.from_bytes(b"\x10\x04" + bytes(46), "big")
    wide, data = Bits(384, (row,)).packed(384)
    assert wide == 48
    assert not REAL_TIME.search(data)


def test_where_every_place_spells_a_command_one_dot_breaks_each() -> None:
    row = 0
    for shift in range(8):  # a command at every one of the eight places
        row |= int.from_bytes(b"\x10\x04", "big") << 24 * shift + shift + 8
    image = Bits(216, (row,))
    wide, data = image.packed()
    assert not REAL_TIME.search(data)
    plain = (row << wide * 8 - 216).to_bytes(wide, "big")
    assert sum((one ^ two).bit_count() for one, two in zip(data, plain, strict=True)) <= 8


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from([b"\x10", b"\x04", b"\x05", b"\x14", b"\x01", b"\x08", b"\x20"]), min_size=40, max_size=40)
)
def test_no_drawing_whatever_carries_a_command(parts: list[bytes]) -> None:
    row = int.from_bytes(b"".join(parts), "big")
    logo = Logo(Bits(320, (row, row >> 3, row >> 5)))
    assert not REAL_TIME.search(logo.bytes_for(EPSON))
    assert not REAL_TIME.search(nv_define(logo, "A1"))


@pytest.mark.parametrize(("width", "rows"), [(0, 1), (8, 0), (8, TALLEST + 1)])
def test_an_image_without_dots_or_too_tall_is_a_fault_of_ours(width: int, rows: int) -> None:
    with pytest.raises(ValueError, match="image"):
        gs_v0(Bits(width, (0,) * rows), 576)
