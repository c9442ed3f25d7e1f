"""What becomes of an uploaded file: usual images and films, broken ones, hostile ones."""

import io
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hall import runtime
from hall.media.faults import MediaFault
from hall.media.films import Film, read_mp4, read_webm
from hall.media.judge import answer
from hall.media.shelf import Shelf
from tests.media.own_files import bomb, image, mp4, webm


def judged(folder: Path, data: bytes) -> dict[str, Any]:
    """The judge's answer to a file of these bytes."""
    (folder / "came").write_bytes(data)
    ask = {"source": str(folder / "came"), "out": str(folder / "out"), "small": str(folder / "small")}
    return answer(json.dumps(ask))


@pytest.mark.parametrize(
    "data",
    [
        image("WEBP"), image("PNG", mode="RGBA", fill=(0, 0, 0, 0)), image("PNG", mode="P", fill=3),
        image("PNG", mode="LA", fill=(9, 0)),
        image("PNG", mode="I;16", fill=40_000), image("JPEG", mode="CMYK", fill=(9, 9, 9, 9)), image("JPEG", mode="L", fill=3),
        image("PNG", mode="1", fill=1),
    ],
    ids=["webp", "clear", "palette", "grey-clear", "16-bit", "cmyk", "grey", "1-bit"],
)  # fmt: skip
def test_every_usual_image_becomes_plain_colour(tmp_path: Path, data: bytes) -> None:
    assert judged(tmp_path, data)["kind"] == "image"
    kept = Image.open(tmp_path / "out")
    assert (kept.mode, kept.size) == ("RGB", (64, 36))


def test_what_is_clear_becomes_white_and_sixteen_bits_keep_their_grey(tmp_path: Path) -> None:
    for data, dot in (
        (image("PNG", mode="RGBA", fill=(0, 0, 0, 0)), 255),
        (image("PNG", mode="I;16", fill=40_000), 156),
    ):
        judged(tmp_path, data)
        assert Image.open(tmp_path / "out").getpixel((5, 5)) == (dot, dot, dot)


def test_a_photograph_comes_upright_smaller_and_without_the_place_where_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010E] = "Rumah Pak Lurah"
    found = judged(tmp_path, image("JPEG", (5000, 2000), exif=exif) + b"<script>alert(1)</script>")
    assert (found["type"], found["width"], found["height"]) == ("image/jpeg", 1536, 3840)
    kept = Image.open(tmp_path / "out")
    assert (kept.format, kept.size) == ("JPEG", (1536, 3840))
    assert not kept.getexif()
    assert b"Lurah" not in (tmp_path / "out").read_bytes()
    assert b"script" not in (tmp_path / "out").read_bytes()


@pytest.mark.parametrize(
    ("data", "kind", "seconds"),
    [(mp4(), "video/mp4", 65), (mp4(sound=None, seconds=0), "video/mp4", None), (webm(), "video/webm", 8.5),
     (webm(b"V_VP8", seconds=None), "video/webm", None)],
)  # fmt: skip
def test_a_film_that_browsers_play_is_kept_as_it_came(
    tmp_path: Path, data: bytes, kind: str, seconds: float | None
) -> None:
    found = judged(tmp_path, data)
    assert (found["kind"], found["type"], found["seconds"], found["bytes"]) == ("video", kind, seconds, len(data))
    assert (tmp_path / "out").read_bytes() == data


PAGE_AS_PNG = b"<!DOCTYPE html><script>alert(1)</script>"
REFUSED = [
    (b"", "Berkas ini bukan gambar (JPEG, PNG, WebP) atau video (MP4, WebM)."),
    (b"halo", "Berkas ini bukan gambar (JPEG, PNG, WebP) atau video (MP4, WebM)."),
    (PAGE_AS_PNG, "Ini halaman web, bukan gambar atau video."),
    (b"\xef\xbb\xbf<?xml version='1.0'?><svg onload='alert(1)'/>", "Gambar SVG tidak diterima."),
    (b"GIF89a" + PAGE_AS_PNG, "GIF tidak diterima."),
    (b"%PDF-1.7", "PDF tidak diterima."),
    (b"\0\0\0\x18ftypheic" + bytes(40), "Foto HEIC atau AVIF tidak diterima."),
    (bomb(), "Gambar terlalu besar: paling besar 50 juta titik."),
    (bomb(7_000, 7_000), "Gambar ini rusak atau tidak utuh."),
    (image("JPEG", (900, 900))[:900], "Gambar ini rusak atau tidak utuh."),
    (b"\x89PNG\r\n\x1a\n" + PAGE_AS_PNG, "Gambar ini rusak atau tidak utuh."),
    (b"\xff\xd8\xff" + bytes(10_000_001), "Gambar terlalu besar. Paling besar 10 MB"),
    (mp4(b"hvc1"), "Video ini memakai H.265 (HEVC), yang tidak dapat diputar di TV."),
    (mp4(b"encv"), "kunci pelindung (DRM)"),
    (mp4(profile=110), "Warna video ini (10 bit atau 4:4:4) tidak dapat diputar di TV."),
    (mp4(size=(7680, 4320)), "Gambar video terlalu besar."),
    (mp4(sound=b"ac-3"), "Suara video ini tidak dapat diputar di TV."),
    (mp4()[:-40], "Video ini rusak atau tidak utuh."),
    (webm(b"V_AV1"), "Video ini memakai AV1"),
    (webm(doc=b"matroska"), "Berkas Matroska (MKV) tidak dapat diputar di TV."),
    (webm()[:30], "Video ini rusak atau tidak utuh."),
]


@pytest.mark.parametrize(("data", "sentence"), REFUSED, ids=[sentence[:24] for _, sentence in REFUSED])
def test_what_cannot_be_shown_is_refused_with_its_sentence(tmp_path: Path, data: bytes, sentence: str) -> None:
    assert sentence in judged(tmp_path, data)["fault"]


@pytest.mark.parametrize(("whole", "read"), [(mp4(), read_mp4), (webm(), read_webm)], ids=["mp4", "webm"])
def test_a_broken_film_never_breaks_its_reader(whole: bytes, read: Callable[..., Film]) -> None:
    """Every cut and every changed byte of a head ends with a sentence or a film, never otherwise."""
    for at in range(len(whole)):
        for data in (whole[:at], whole[:at] + b"\xff" + whole[at + 1 :], whole[:at] + b"\0" + whole[at + 1 :]):
            with suppress(MediaFault):
                assert read(io.BytesIO(data), len(data)).width > 0


def test_a_judge_that_falls_leaves_a_sentence(tmp_path: Path) -> None:
    """In its own process, with nothing under the name that it was told: killed, it could say no more."""
    arrived = Shelf(tmp_path).incoming()
    assert "tidak dapat dibuka" in Shelf(tmp_path).judge(arrived)["fault"]
    with pytest.raises(runtime.Fell):
        list(runtime.lines_apart("hall.media.judge", b"no ask"))
