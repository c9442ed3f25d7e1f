"""Recordings as a microphone makes them: a voice of a few tones in a room that is never quite silent."""

import array
import io
import math
import random
import wave

RATE = 24_000


def tone(seconds: float, loud: float = 0.4, rate: int = RATE) -> list[float]:
    """Something like a vowel: three partials, swelling and fading."""
    length = int(seconds * rate)
    return [
        loud * min(1.0, at / 600, (length - at) / 600)
        * sum(math.sin(2 * math.pi * 180 * part * at / rate) / part for part in (1, 2, 3)) / 1.6
        for at in range(length)
    ]  # fmt: skip


def room(seconds: float, loud: float = 0.001, rate: int = RATE) -> list[float]:
    """What a room sounds like when nobody speaks; the same in every run."""
    chance = random.Random(7)
    return [chance.gauss(0, loud) for _ in range(int(seconds * rate))]


def spoken(seconds: float = 0.6, loud: float = 0.4, noise: float = 0.001, rate: int = RATE) -> list[float]:
    """Half a second of room, the voice, half a second of room."""
    voice = [0.0] * (rate // 2) + tone(seconds, loud, rate) + [0.0] * (rate // 2)
    return [value + hum for value, hum in zip(voice, room(len(voice) / rate + 1, noise, rate), strict=False)]


def wav(samples: list[float], rate: int = RATE, channels: int = 1) -> bytes:
    """16 bit; what is over full scale is cut, as by a microphone too near."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(2)
        out.setframerate(rate)
        whole = array.array("h", (max(-32768, min(32767, round(value * 32767))) for value in samples))
        out.writeframes(whole.tobytes())
    return file.getvalue()
