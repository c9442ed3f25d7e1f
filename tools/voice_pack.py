#!/usr/bin/env python3
"""Makes the clip packs of hall/voice/packs anew: `python tools/voice_pack.py` (needs espeak-ng, sox and lame).

Every clip is spoken by espeak-ng with the pronunciation mended by hand, trimmed, levelled to -20 dB RMS (peak at most
-1 dBFS) and encoded as mono MP3 frames of 144 bytes without bit reservoir, which join byte by byte. Our chime is summed
up here from sines. Set-up never calls this: the clips are committed, with a manifest that says how they were made.
"""

from __future__ import annotations

import array
import hashlib
import json
import math
import subprocess
import tempfile
import wave
from pathlib import Path
from typing import Final

PACKS: Final = Path(__file__).resolve().parent.parent / "hall" / "voice" / "packs"
RATE: Final = 24_000  # Hz: at 48 kbit/s every frame has exactly 144 bytes
KBITS: Final = 48
FRAME_BYTES: Final = 144
LEVEL, PEAK = 10 ** (-20 / 20), 10 ** (-1.5 / 20)  # the coder may overshoot by half a decibel
AUDIBLE: Final = 10 ** (-42 / 20)  # of the peak: final F and S lie 20 dB under their vowel
EDGE: Final = RATE // 200  # 5 ms
LICENCE: Final = (
    "Sound made by the Antrean authors by running espeak-ng (a program under GPL-3.0-or-later, no part of this project); "
    "the clips are under Apache-2.0 like the rest."
)

# espeak-ng phonemes where its own rules for Indonesian miss the word: empat and enam have a schwa, loket has none.
MENDED: Final = {
    "empat": "[[@mp'at]]", "enam": "[[@n'am]]", "belas": "[[b@l'as]]", "sebelas": "[[s@b@l'as]]", "loket": "[[l'okEt]]",
    "ktp": "ka te pe", "kk": "ka ka", "imb": "i em be", "nik": "en i ka",
}  # fmt: skip
INDONESIAN: Final = (
    "nomor antrean", "silakan menuju", "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan",
    "sembilan", "sepuluh", "sebelas", "belas", "puluh", "seratus", "ratus", "seribu", "ribu", "loket", "meja", "ruang",
    "ruangan", "bagian", "bilik", "kamar", "pintu", "lantai", "utama", "umum", "khusus", "prioritas", "perekaman", "foto",
    "verifikasi", "tanda tangan", "sidik jari", "pengambilan", "pendaftaran", "pelayanan", "layanan", "informasi",
    "pengaduan", "berkas", "ktp", "kk", "kartu", "keluarga", "kependudukan", "tunggu", "depan", "belakang", "dan",
)  # fmt: skip
ENGLISH: Final = (
    "number", "please go to", "please look at the screen", "counter", "zero", "one", "two", "three", "four", "five", "six",
    "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen",
    "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred",
    "thousand",
)  # fmt: skip
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOTES: Final = ((0.0, 784.0), (0.42, 622.25))  # g'' and e flat'', as the screen's own chime
PARTIALS: Final = ((1.0, 1.0, 0.55), (2.76, 0.28, 0.25), (5.4, 0.1, 0.1))  # times, loud, seconds to fade by e^-3

Samples = list[float]


def main() -> None:
    """Both packs, whole."""
    make("id-espeak", "id", "Bahasa Indonesia", 155, [*INDONESIAN, *LETTERS], with_signs=True)
    make("en-espeak", "en-us", "English", 170, [*ENGLISH, *LETTERS], with_signs=False)


def make(name: str, voice: str, language: str, speed: int, texts: list[str], *, with_signs: bool) -> None:
    """One pack: its clips and `manifest.json`."""
    folder = PACKS / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    clips = {text: encode(levelled(trimmed(spoken(text, voice, speed)))) for text in texts}
    if with_signs:
        clips |= {"*chime*": encode(chime()), "*silence*": silence()}
    described = {}
    for text, frames in clips.items():
        file = f"{text.strip('*').replace(' ', '-') if len(text) > 1 else f'letter-{text.lower()}'}.mp3"
        (folder / file).write_bytes(frames)
        described[text] = {"file": file, "ms": len(frames) // FRAME_BYTES * 24}
    engine = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True).stdout
    manifest = {
        "language": language, "voice": voice, "engine": engine.split("  ")[0].strip(), "licence": LICENCE,
        "sample_rate": RATE, "bit_rate": KBITS * 1000, "frame_bytes": FRAME_BYTES,
        "digest": hashlib.sha256(b"".join(clips.values())).hexdigest()[:12], "clips": described,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def spoken(text: str, voice: str, speed: int) -> Samples:
    """espeak-ng's samples at our rate, from -1 to 1."""
    say = MENDED.get(text, text) if voice == "id" else text
    with tempfile.TemporaryDirectory() as folder:
        raw, fit = Path(folder) / "raw.wav", Path(folder) / "fit.wav"
        subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-w", str(raw), say], check=True)
        subprocess.run(["sox", "-D", str(raw), "-b", "16", "-c", "1", "-r", str(RATE), str(fit)], check=True)
        with wave.open(str(fit)) as file:
            samples = array.array("h", file.readframes(file.getnframes()))
    return [value / 32768 for value in samples]


def trimmed(samples: Samples) -> Samples:
    """Without the silence around it, with edges of 5 ms."""
    least = max(map(abs, samples)) * AUDIBLE
    loud = [at for at, value in enumerate(samples) if abs(value) >= least]
    cut = samples[max(0, loud[0] - EDGE) : loud[-1] + 2 * EDGE]
    for at in range(EDGE):
        cut[at] *= at / EDGE
        cut[-1 - at] *= at / EDGE
    return cut


def levelled(samples: Samples) -> Samples:
    """At -20 dB RMS, softer where a peak would pass -1.5 dBFS."""
    rms = math.sqrt(sum(value * value for value in samples) / len(samples))
    gain = min(LEVEL / rms, PEAK / max(map(abs, samples)))
    return [value * gain for value in samples]


def chime() -> Samples:
    """Our ding-dong: two struck bars, 1.1 s."""
    length = int(1.1 * RATE)
    out = [0.0] * length
    for begin, hertz in NOTES:
        first = int(begin * RATE)
        for times, loud, fades in PARTIALS:
            for at in range(first, length):
                passed = (at - first) / RATE
                swell = min(1.0, passed / 0.006)
                out[at] += swell * loud * math.exp(-3 * passed / fades) * math.sin(2 * math.pi * hertz * times * passed)
    for at in range(4 * EDGE):
        out[-1 - at] *= at / (4 * EDGE)
    return levelled(out)


def silence() -> bytes:
    """One frame of it, out of the middle of many."""
    frames = encode([0.0] * RATE)
    return frames[20 * FRAME_BYTES : 21 * FRAME_BYTES]


def encode(samples: Samples) -> bytes:
    """Frames that stand alone: constant rate, no reservoir, no tags, no info frame."""
    pcm = array.array("h", (round(value * 32767) for value in samples)).tobytes()
    order = ["lame", "--quiet", "-r", "-s", "24", "--bitwidth", "16", "--signed", "--little-endian", "-m", "m"]
    order += ["--cbr", "-b", str(KBITS), "--nores", "-t", "-q", "0", "--resample", "24", "-", "-"]
    frames = subprocess.run(order, input=pcm, capture_output=True, check=True).stdout
    if len(frames) % FRAME_BYTES or frames[0] != 0xFF:
        raise SystemExit("lame gave something else than whole frames of 144 bytes")
    return frames


if __name__ == "__main__":
    main()
