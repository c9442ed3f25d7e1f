"""A recording becomes a clip: read, judged, cut to the voice, brought to one level, coded into frames that join.

Every refusal is a `bad_request` with a sentence for whoever holds the microphone. Plain Python over at most ten seconds of
samples is up to half a second of work, so the worker has it done by a process of its own (`apart`, `main`).
"""

from __future__ import annotations

import array
import io
import math
import sys
import wave
from typing import Final

from hall import runtime
from hall.errors import Refused
from hall.voice.encode import encode
from hall.voice.pack import is_clip

SHORTEST: Final = 0.15  # seconds of voice
LONGEST: Final = 4.0
MOST_SENT: Final = 10.0  # seconds of recording around it
RATES: Final = range(8_000, 48_001)
LEVEL: Final = 10 ** (-20 / 20)  # RMS of the voice
PEAK: Final = 10 ** (-1.5 / 20)  # the coder may overshoot by half a decibel
MOST_PRESSED: Final = 2.0  # a peak is pressed by at most so much (6 dB), else the voice stays softer
FULL: Final = 0.997
FLAT_RUN: Final = 3  # samples at full scale side by side are a cut peak
MOST_CUT: Final = 3
SOFTEST: Final = -45.0  # dBFS of the loudest window
FADES: Final = 35.0  # dB under the loudest window: final F and S lie 20 dB under their vowel
OVER_NOISE: Final = 9.0  # dB that a voice stands out of the room's own noise
LEAST_OVER_NOISE: Final = 14.0
JUDGED: Final = 0.5  # seconds: a shorter recording holds no silence to judge the room by
MOST_WORK: Final = 20.0  # seconds
_REFUSED: Final = b"!"  # frames begin otherwise
SHORT_NOISE: Final = 3  # windows: a click of a button is no voice

Samples = list[float]


def apart(recording: bytes) -> bytes:
    """`clip`, without holding up any screen and out of reach of what strangers send. `busy` where it takes too long."""
    if not runtime.is_patched():
        return clip(recording)
    try:
        answer = runtime.run_program([sys.executable, "-m", "hall.voice.sound"], recording, MOST_WORK)
    except runtime.ProgramFailed as fault:
        raise Refused("busy") from fault
    if answer[:1] == _REFUSED:
        raise Refused("bad_request", answer[1:].decode(), field="sound")
    return answer


def main() -> None:
    """A WAV recording on standard input; on standard output its frames, or a mark and the sentence of its refusal."""
    try:
        answer = clip(sys.stdin.buffer.read())
    except Refused as refused:
        answer = _REFUSED + refused.detail.encode()
    sys.stdout.buffer.write(answer)


def clip(recording: bytes) -> bytes:
    """The frames of a WAV recording (16 bit, 8 to 48 kHz, mono or stereo) of one word or phrase."""
    samples, rate = read_wav(recording)
    judged(samples, rate)
    return coded(levelled(trimmed(samples, rate), rate), rate)


def coded(samples: Samples, rate: int) -> bytes:
    """Samples from -1 to 1 as frames."""
    pcm = array.array("h", (round(value * 32767) for value in samples))
    if sys.byteorder == "big":
        pcm.byteswap()
    frames = encode(pcm.tobytes(), rate)
    if not is_clip(frames):
        raise Refused("bad_request", "Rekaman ini tidak dapat disambung dengan yang lain. Rekam ulang.", field="sound")
    return frames


def read_wav(recording: bytes) -> tuple[Samples, int]:
    """Mono samples from -1 to 1 around zero, and their rate."""
    try:
        with wave.open(io.BytesIO(recording)) as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            _fits(width == 2 and channels in (1, 2) and rate in RATES, "Berkas suara ini tidak terbaca.")
            _fits(file.getnframes() <= MOST_SENT * rate, _TOO_LONG)
            pcm = array.array("h", file.readframes(file.getnframes())[: int(MOST_SENT * rate) * 2 * channels])
    except (wave.Error, EOFError, ValueError, OverflowError, RuntimeError) as fault:  # the last: a chunk's odd size
        raise Refused("bad_request", "Berkas suara ini tidak terbaca.", field="sound") from fault
    if sys.byteorder == "big":
        pcm.byteswap()
    whole = pcm if channels == 1 else [(left + right) / 2 for left, right in zip(pcm[::2], pcm[1::2], strict=False)]
    _fits(len(whole) >= SHORTEST * rate, _TOO_SHORT)
    middle = sum(whole) / len(whole)
    return [(value - middle) / 32768 for value in whole], rate


_TOO_LONG: Final = "Terlalu panjang: satu kata atau kalimat saja, paling lama 4 detik."
_TOO_SHORT: Final = "Terlalu pendek, ulangi."


def judged(samples: Samples, rate: int) -> None:
    """Refuses what nobody would want to hear in a hall: cut peaks, a voice too soft, a room too loud."""
    _fits(_cut_peaks(samples) < MOST_CUT, "Suara terpotong: jauhkan mikrofon, lalu ulangi.")
    levels = _levels(samples, rate)
    loudest, floor = max(levels), _floor(levels)
    _fits(loudest > SOFTEST, "Terlalu pelan: dekatkan mikrofon, lalu ulangi.")
    quiet_room = len(samples) < JUDGED * rate or loudest - floor >= LEAST_OVER_NOISE
    _fits(quiet_room, "Terlalu bising: cari ruang yang tenang, lalu ulangi.")


def trimmed(samples: Samples, rate: int) -> Samples:
    """The voice without the silence, the noise and the clicks around it, with edges of 5 ms."""
    levels = _levels(samples, rate)
    loudest, floor = max(levels), _floor(levels)
    least = max(loudest - FADES, min(floor + OVER_NOISE, loudest - LEAST_OVER_NOISE))
    runs = [run for run in _runs(levels, least) if run[1] - run[0] >= SHORT_NOISE]
    _fits(bool(runs), _TOO_SHORT)
    window, pad = _window(rate), 2 if floor + OVER_NOISE > loudest - FADES else 0
    cut = samples[max(0, runs[0][0] - pad) * window : (runs[-1][1] + pad) * window]
    _fits(len(cut) >= SHORTEST * rate, _TOO_SHORT)
    _fits(len(cut) <= LONGEST * rate, _TOO_LONG)
    edge = rate // 200
    for at in range(edge):
        cut[at] *= at / edge
        cut[-1 - at] *= at / edge
    return cut


def levelled(samples: Samples, rate: int) -> Samples:
    """At -20 dB RMS where it sounds; high peaks are pressed under -1.5 dBFS."""
    levels = _levels(samples, rate)
    window, least = _window(rate), max(levels) - FADES
    sounding = [value for at, level in enumerate(levels) if level >= least for value in samples[at * window :][:window]]
    rms = math.sqrt(sum(value * value for value in sounding) / len(sounding))
    gain = min(LEVEL / rms, MOST_PRESSED * PEAK / max(map(abs, samples)))
    return [_pressed(value * gain) for value in samples]


def _pressed(value: float) -> float:
    """Straight up to half of the peak, then bent so that it never passes it."""
    size, knee = abs(value), PEAK / 2
    return value if size <= knee else math.copysign(knee + knee * math.tanh((size - knee) / knee), value)


def _levels(samples: Samples, rate: int) -> list[float]:
    """dBFS of every 10 ms."""
    window = _window(rate)
    return [
        10 * math.log10(sum(value * value for value in samples[at : at + window]) / window + 1e-9)
        for at in range(0, max(1, len(samples) - window + 1), window)
    ]


def _floor(levels: list[float]) -> float:
    return sorted(levels)[len(levels) // 20]


def _runs(levels: list[float], least: float) -> list[tuple[int, int]]:
    """Where the voice sounds: stretches of windows from, to."""
    loud = [False, *(level >= least for level in levels), False]
    turns = [at for at in range(len(levels) + 1) if loud[at] != loud[at + 1]]
    return list(zip(turns[::2], turns[1::2], strict=True))


def _cut_peaks(samples: Samples) -> int:
    count, run = 0, 0
    for value in samples:
        run = run + 1 if abs(value) >= FULL else 0
        count += run == FLAT_RUN
    return count


def _window(rate: int) -> int:
    return rate // 100


def _fits(good: bool, otherwise: str) -> None:
    if not good:
        raise Refused("bad_request", otherwise, field="sound")


if __name__ == "__main__":
    main()
