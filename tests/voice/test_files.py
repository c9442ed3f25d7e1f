"""Clips and files: frames that stand alone, the office's clips before ours, the chime where words fail."""

from pathlib import Path

import pytest

from hall.voice.join import joined
from hall.voice.pack import CHIME, SILENCE, bundled, file_of, is_clip, with_own
from tests.voice.frames import frames

WORDS = "nomor antrean, A, nol nol tiga, silakan menuju, loket dua"


@pytest.mark.parametrize("name", ["id-espeak", "en-espeak"])
def test_every_clip_is_whole_frames_of_one_kind_without_reservoir(name: str) -> None:
    for text, clip in bundled(name).clips.items():
        kinds = {(frame.size, frame.rate, frame.kbits, frame.mono, frame.reservoir) for frame in frames(clip)}
        assert kinds == {(144, 24_000, 48, True, 0)}, text
        assert is_clip(clip)


def test_the_file_has_every_clip_in_order() -> None:
    pack = bundled("id-espeak")
    rest = joined(WORDS, pack, bundled("en-espeak"))
    for text in (CHIME, "nomor antrean", "A", "nol", "nol", "tiga", "silakan menuju", "loket", "dua"):
        clip = pack.clips[text]
        while not rest.startswith(clip):
            assert rest.startswith(pack.clips[SILENCE]), text
            rest = rest[144:]
        rest = rest[len(clip) :]
    assert rest == b""


def test_a_word_without_a_clip_leaves_the_chime_alone_rather_than_half_a_call() -> None:
    pack = bundled("id-espeak")
    assert joined("nomor antrean, A, satu, silakan menuju, paviliun", pack, pack) == pack.clips[CHIME]


def test_a_clip_of_the_office_stands_before_ours_and_changes_the_digest(tmp_path: Path) -> None:
    base = bundled("id-espeak")
    own = base.clips["dua"]
    (tmp_path / file_of("loket")).write_bytes(own)
    (tmp_path / file_of("A")).write_bytes(own)
    pack = with_own(base, [tmp_path])
    assert pack.clips["loket"] == pack.clips["A"] == own
    assert pack.clips["meja"] == base.clips["meja"]
    assert pack.digest != base.digest


def test_a_clip_that_would_not_join_is_left_aside(tmp_path: Path) -> None:
    base = bundled("id-espeak")
    whole = base.clips["loket"]
    for spoilt in (b"RIFF....WAVE", whole[:-1], b"", whole[:4] + b"\x10" + whole[5:], whole * 40):
        (tmp_path / file_of("loket")).write_bytes(spoilt)
        assert with_own(base, [tmp_path]).clips["loket"] == whole


def test_an_office_without_a_folder_has_the_bundled_pack(tmp_path: Path) -> None:
    base = bundled("id-espeak")
    assert with_own(base, [tmp_path / "none"]) is base
