"""A recording becomes a clip, or a sentence says why not; frames stand alone; free text is spoken by another program."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall import runtime
from hall.errors import Refused
from hall.voice import encode, sound
from hall.voice.join import joined
from hall.voice.pack import CHIME, FRAME_BYTES, bundled, file_of, is_clip
from hall.voice.spoken import LONGEST_TEXT, Mouth, cleaned
from hall.voice.store import Store
from tests.patience import PATIENCE
from tests.voice.frames import frames, seconds
from tests.voice.recordings import RATE, room, spoken, tone, wav

CUT_FILE = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\1\0\1\0\0\0\0\0\0\0\0\0\2\0\x10\0data\xff\xff\xff\x7f"


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000, 44_100, 48_000])
def test_any_usual_recording_becomes_frames_that_join(rate: int) -> None:
    clip = sound.clip(wav(spoken(0.6, rate=rate), rate))
    assert is_clip(clip)
    assert {(frame.size, frame.rate, frame.reservoir) for frame in frames(clip)} == {(FRAME_BYTES, 24_000, 0)}
    assert 0.55 <= seconds(clip) <= 0.85, "the voice without the room around it"


def test_the_voice_is_brought_to_one_level_from_near_and_far() -> None:
    for loud in (0.03, 0.2, 0.9):
        samples, rate = sound.read_wav(wav(spoken(0.6, loud=loud)))
        level = sound.levelled(sound.trimmed(samples, rate), rate)
        energy = sum(value * value for value in level) / len(level)
        assert 0.07 < energy**0.5 < 0.13, "near -20 dB"
        assert max(map(abs, level)) <= 10 ** (-1 / 20)


def test_a_click_of_the_button_is_no_voice() -> None:
    click = [0.5, -0.5] * 60
    clicked = click + room(0.4) + spoken(0.5) + room(0.4) + click
    assert seconds(sound.clip(wav(clicked))) == pytest.approx(seconds(sound.clip(wav(spoken(0.5)))), abs=0.05)


def test_two_channels_are_one_voice() -> None:
    both = [value for value in spoken(0.5) for _ in range(2)]
    assert seconds(sound.clip(wav(both, channels=2))) == pytest.approx(seconds(sound.clip(wav(spoken(0.5)))), abs=0.05)


@pytest.mark.parametrize(
    ("recording", "sentence"),
    [
        (wav(spoken(0.05)), "Terlalu pendek"), (wav(spoken(5.0)), "Terlalu panjang"),
        (wav([0.0] * 11 * RATE), "Terlalu panjang"), (wav(spoken(0.6, loud=9.0)), "Suara terpotong"),
        (wav(spoken(0.6, loud=0.004, noise=0.0001)), "Terlalu pelan"), (wav(room(1.0, 0.2)), "Terlalu bising"),
        (wav([0.0] * RATE), "Terlalu pelan"), (wav([]), "Terlalu pendek"), (b"", "tidak terbaca"),
        (CUT_FILE, "tidak terbaca"), (b"\xff\xf3\x64\xc4" * 1000, "tidak terbaca"),
        (wav(tone(0.5), rate=96_000), "tidak terbaca"), (b"<script>alert(1)</script>" * 1000, "tidak terbaca"),
    ],
)  # fmt: skip
def test_a_recording_of_no_use_is_refused_with_a_sentence(recording: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as refused:
        sound.clip(recording)
    assert refused.value.field == "sound"


@given(st.binary(max_size=400), st.integers(0, 43))
def test_no_bytes_break_the_reader(noise: bytes, at: int) -> None:
    whole = wav(room(0.1))
    with pytest.raises(Refused):
        sound.clip(whole[:at] + noise + whole[at + len(noise) : 3000])


def test_the_worker_has_it_done_by_a_process_of_its_own() -> None:
    program = [sys.executable, "-m", "hall.voice.sound"]
    assert runtime.run_program(program, wav(spoken(0.4)), 60) == sound.clip(wav(spoken(0.4)))
    assert runtime.run_program(program, b"junk", 60).decode() == "!Berkas suara ini tidak terbaca."


def test_noise_at_full_scale_fits_the_frames_too() -> None:
    assert is_clip(encode.encode(wav(room(1.0, 0.5))[44:], RATE))


# -- free text


SPEAKS = """#!/usr/bin/env python3
import sys
sys.path.insert(0, {root!r})
from tests.voice.recordings import spoken, wav
open({heard!r}, "a").write(sys.stdin.read() + "|")
sys.stdout.buffer.write(wav(spoken(0.5)))
"""


def program(folder: Path, text: str) -> str:
    path = folder / "speaks"
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_a_name_without_a_clip_is_spoken_once_and_kept(tmp_path: Path) -> None:
    root, heard = str(Path(__file__).parents[2]), tmp_path / "heard"
    speaks = program(tmp_path, SPEAKS.format(root=root, heard=str(heard)))
    mouth = Mouth(tmp_path / "kept", program=speaks, seconds=PATIENCE)
    pack = bundled("id-espeak")
    said = [joined("nomor antrean, A, satu, silakan menuju, ruang mawar", pack, pack, mouth.say) for _ in range(2)]
    assert said[0] == said[1]
    assert pack.clips["ruang"] in said[0]
    assert frames(said[0])
    assert heard.read_text() == "mawar|", "the known words by their clips, the name once by the program"
    assert (Mouth(tmp_path / "kept", program="/no/such/program").say("mawar") or b"") in said[0], "from disk"


@pytest.mark.parametrize("text", ["", "#!/bin/sh\nexit 1\n", "#!/bin/sh\necho no sound\n", "#!/bin/sh\ncat\n"])
def test_where_nothing_speaks_the_call_is_a_chime_and_nothing_breaks(tmp_path: Path, text: str) -> None:
    mouth = Mouth(tmp_path / "kept", program=program(tmp_path, text) if text else "/no/such/program")
    pack = bundled("id-espeak")
    assert joined("nomor antrean, A, satu, silakan menuju, paviliun", pack, pack, mouth.say) == pack.clips[CHIME]


@given(st.text(max_size=200))
def test_what_a_program_is_given_is_short_and_only_words(text: str) -> None:
    said = cleaned(text)
    assert len(said) <= LONGEST_TEXT
    assert not set(said) & set('[]<>|;&$`\\/\n\0"*_')
    assert not said.startswith("-")


# -- where voices lie


def test_a_version_that_somebody_else_takes_into_use_is_noticed(tmp_path: Path) -> None:
    mine, theirs = Store(tmp_path / "hall"), Store(tmp_path / "hall")
    before = mine.token()
    theirs.put("id", "loket", bundled("id-espeak").clips["dua"])
    theirs.publish("Bu S.", "2026-11-21")
    assert mine.token() != before
    assert mine.in_use() == 1
    assert mine.versions() == theirs.versions()


def test_a_new_draft_begins_as_the_version_in_use(tmp_path: Path) -> None:
    store = Store(tmp_path / "hall")
    clips = bundled("id-espeak").clips
    store.put("id", "loket", clips["dua"])
    store.publish("Bu S.", "2026-11-21")
    store.put("id", "tiga", clips["dua"])
    assert store.has("id", "loket")
    store.drop("id", "tiga")
    store.drop("id", "loket")
    assert not store.has("id", "loket")
    with pytest.raises(Refused):
        store.publish("Bu S.", "2026-11-21")


@given(st.text(min_size=1, max_size=40))
def test_a_clips_file_stays_in_its_folder_whatever_the_words(text: str) -> None:
    name = file_of(text)
    assert Path(name).name == name
    assert name.endswith(".mp3")
    assert name == file_of(text)
    assert len(name) < 80
