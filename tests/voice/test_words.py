"""What is said, against a grammar that reads the words back into the number."""

from dataclasses import replace
from itertools import product

import pytest

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.rules import voice
from hall.rules.hall import HallSettings
from hall.voice.join import joined
from hall.voice.pack import FRAME_BYTES, FRAME_MS, bundled

UNITS = {"satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9}
FIXED = {"nol": 0, "sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000}
SCALES = {"puluh": 10, "ratus": 100, "ribu": 1000}
ENGLISH = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
]  # fmt: skip
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NUMBERS = [*range(1, 1100), 1999, 2000, 9999, 10_011]


def _read(words: str) -> int:
    """Indonesian words back into the number: units wait for what multiplies them."""
    total = group = unit = 0
    for word in words.split():
        if word in UNITS:
            unit = UNITS[word]
        elif word in FIXED:
            group += FIXED[word]
        elif word == "belas":
            group, unit = group + unit + 10, 0
        elif word == "ribu":
            total, group, unit = (group + unit) * 1000, 0, 0
        else:
            group, unit = group + unit * SCALES[word], 0
    return total + group + unit


def _read_english(words: str) -> int:
    total = group = 0
    for word in words.split():
        if word == "thousand":
            total, group = group * 1000, 0
        elif word == "hundred":
            group *= 100
        else:
            group += ENGLISH.index(word) if word in ENGLISH else 20 + 10 * TENS.index(word)
    return total + group


def test_every_cardinal_means_its_number_and_no_two_are_alike() -> None:
    spoken = {value: voice.cardinal(value) for value in [0, *NUMBERS]}
    assert {value: _read(words) for value, words in spoken.items()} == {value: value for value in spoken}
    assert len(set(spoken.values())) == len(spoken)


def test_every_english_cardinal_means_its_number() -> None:
    assert all(_read_english(voice.cardinal_en(value)) == value for value in [0, *NUMBERS])


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "nol"), (10, "sepuluh"), (11, "sebelas"), (14, "empat belas"), (21, "dua puluh satu"), (100, "seratus"),
        (117, "seratus tujuh belas"), (1000, "seribu"), (1099, "seribu sembilan puluh sembilan"), (2000, "dua ribu"),
        (11_000, "sebelas ribu"),
    ],
)  # fmt: skip
def test_cardinals_are_said_as_people_say_them(value: int, words: str) -> None:
    assert voice.cardinal(value) == words


def test_digit_by_digit_every_figure_is_said_and_leading_zeros_too() -> None:
    words = {**{str(value): word for word, value in UNITS.items()}, "0": "nol"}
    for value in range(1100):
        figures = f"{value:03}"
        assert voice.figures_said(figures, "digits").split() == [words[figure] for figure in figures]


def test_a_whole_call_in_both_readings_and_both_languages() -> None:
    assert voice.said("A003", "Loket 2", "cardinal") == "nomor antrean, A, tiga, silakan menuju, loket dua"
    assert voice.said("B117", "Loket 12", "digits", english=True) == (
        "nomor antrean, B, satu satu tujuh, silakan menuju, loket satu dua / number, B, one one seven, counter twelve"
    )
    assert voice.said("A003", "Loket 2", "cardinal", english=True).endswith(" / A, zero zero three, counter two")


@pytest.mark.parametrize(
    ("counter", "words"),
    [
        ("Ruang Perekaman", "recording room"), ("Meja Verifikasi", "verification desk"), ("Meja 3", "desk three"),
        ("Meja Penyerahan 2", "hand-over desk two"), ("Loket Prioritas", "see the screen"), ("7", "see the screen"),
    ],
)  # fmt: skip
def test_english_visitors_hear_a_place_that_they_can_find_or_are_sent_to_the_screen(counter: str, words: str) -> None:
    assert voice.said("A001", counter, english=True).endswith(f", {words}")


STATIONS = ("Meja Verifikasi", "Ruang Foto", "Ruang Perekaman", "Meja Penyerahan", "Persetujuan", "Iris Mata")


@pytest.mark.parametrize("reading", ["digits", "cardinal"])
@pytest.mark.parametrize("english", [False, True], ids=["Indonesian", "and English"])
def test_every_number_is_said_whole_in_three_to_twelve_seconds(reading: voice.Reading, english: bool) -> None:
    indonesian, spoken = bundled("id-espeak"), bundled("en-espeak")
    for value in range(1100):
        sound = joined(voice.said(f"A{value:03}", "Loket 12", reading, english=english), indonesian, spoken)
        assert len(sound) <= 120_000
        assert 3_000 <= _ms(sound) <= 12_000, value
        assert sound.count(indonesian.clips["loket"][144:-144]) == 1, "not the chime alone"


LETTERS = sorted({line.letter for folder in bundled_halls() for line in read_hall(folder).hall.lines})
LONGEST_NAMES = ("Meja Pengambilan 12", "Loket Pengaduan dan Informasi", "Meja Verifikasi Berkas Kependudukan 12")
FULL = pytest.param(1, marks=pytest.mark.long)


def _longest(reading: voice.Reading, every: int) -> list[str]:
    """Figures of 1 to 1999, the longest of both languages together first by their clips; the first 2000 / `every`."""
    indonesian, english = bundled("id-espeak").clips, bundled("en-espeak").clips

    def length(value: int) -> int:
        spelled = (english[voice.DIGITS_EN[int(figure)]] for figure in f"{value:03}")
        said = (indonesian[word] for word in voice.figures_said(f"{value:03}", reading).split())
        return sum(len(clip) for clip in (*said, *spelled))

    return [f"{value:03}" for value in sorted(range(1, 2000), key=length, reverse=True)][: 2000 // every]


@pytest.mark.parametrize("reading", ["digits", "cardinal"])
@pytest.mark.parametrize("every", [100, FULL], ids=["the longest", "all"])
def test_every_call_of_every_demo_hall_ends_in_twelve_seconds_in_both_languages(
    reading: voice.Reading, every: int
) -> None:
    indonesian, english = bundled("id-espeak"), bundled("en-espeak")
    figures = _longest(reading, every)
    for letter, counter, figure in product(LETTERS, ("Loket 1", "Loket 2", "Loket 3", *STATIONS), figures):
        said = voice.said(f"{letter}{figure}", counter, reading, english=True)
        sound = joined(said, indonesian, english)
        assert 3_000 <= _ms(sound) <= 12_000, said
        assert sound.count(english.clips[voice.DIGITS_EN[int(figure[0])]][144:-144]) >= 1, f"{said}: no English"


@pytest.mark.parametrize("reading", ["digits", "cardinal"])
@pytest.mark.parametrize("counter", [*LONGEST_NAMES, "Loket 12"])
@pytest.mark.parametrize("number", ["X1999", "X19999"])
def test_where_the_indonesian_takes_long_the_english_gives_way_never_the_indonesian(
    number: str, counter: str, reading: voice.Reading
) -> None:
    indonesian, english = bundled("id-espeak"), bundled("en-espeak")
    said = voice.said(number, counter, reading, english=True)
    spoken = joined(said, indonesian, english)
    alone = joined(said.partition(" / ")[0] + " / nothing, to, say", indonesian, replace(english, clips={}))
    assert spoken.startswith(alone)
    assert _ms(spoken) <= max(12_000, _ms(alone))


def test_english_loses_the_word_number_first_then_the_place_and_last_itself() -> None:
    assert list(voice.shorter("number, A, one, hand-over desk two")) == [
        "number, A, one, hand-over desk two", "A, one, hand-over desk two", "A, one, see the screen", "A, one",
    ]  # fmt: skip


def _ms(sound: bytes) -> int:
    return len(sound) // FRAME_BYTES * FRAME_MS


@pytest.mark.parametrize("letter", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
def test_every_letter_is_spoken_in_three_to_twelve_seconds(letter: str) -> None:
    sound = joined(voice.said(f"{letter}1000", "Loket 3"), bundled("id-espeak"), bundled("en-espeak"))
    assert 3_000 <= _ms(sound) <= 12_000


@pytest.mark.parametrize(
    ("stretch", "minute", "quiet"),
    [
        ((715, 780), 714, False), ((715, 780), 715, True), ((715, 780), 779, True), ((715, 780), 780, False),
        ((1320, 360), 1319, False), ((1320, 360), 1320, True), ((1320, 360), 0, True), ((1320, 360), 359, True),
        ((1320, 360), 360, False), ((0, 1440), 1439, True),
    ],
)  # fmt: skip
def test_in_quiet_hours_calls_are_only_shown_over_midnight_too(
    stretch: tuple[int, int], minute: int, quiet: bool
) -> None:
    assert voice.quiet(HallSettings(voice_quiet=((60, 61), stretch)), minute) is quiet
    assert not voice.quiet(HallSettings(), minute)
