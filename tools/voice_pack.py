#!/usr/bin/env python3
"""Makes the clip packs of hall/voice/packs: `python tools/voice_pack.py [--all]` (needs espeak-ng).

Clips that are there stay as they are, byte by byte, unless `--all` is asked for; what is new is spoken by espeak-ng with
the pronunciation mended by hand, and becomes a clip as an office's own recording does (hall.voice.sound). Our chime is
summed up here from sines. Set-up never calls this: the clips are committed, with a manifest that says how they were made.
"""

from __future__ import annotations

import hashlib
import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from hall.voice import sound, spoken
from hall.voice.encode import RATE, encode
from hall.voice.pack import BUNDLED, CHIME, FRAME_BYTES, FRAME_MS, SILENCE, file_of

LICENCE: Final = (
    "Sound made by the Antrean authors by running espeak-ng (a program under GPL-3.0-or-later, no part of this project); "
    "the clips are under Apache-2.0 like the rest."
)
INDONESIAN: Final = (
    "nomor antrean", "silakan menuju", "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan",
    "sembilan", "sepuluh", "sebelas", "belas", "puluh", "seratus", "ratus", "seribu", "ribu", "loket", "meja", "ruang",
    "ruangan", "bagian", "bilik", "kamar", "pintu", "lantai", "utama", "umum", "khusus", "prioritas", "perekaman", "foto",
    "verifikasi", "tanda tangan", "sidik jari", "pengambilan", "pendaftaran", "pelayanan", "layanan", "informasi",
    "pengaduan", "berkas", "ktp", "kk", "kartu", "keluarga", "kependudukan", "tunggu", "depan", "belakang", "dan",
    "penyerahan", "persetujuan", "iris mata", "pemeriksaan", "kepala", "seksi", "camat", "sekretaris", "aula", "rapat",
    "pembayaran", "kasir", "legalisasi", "pengesahan", "surat", "pindah", "akta", "pernikahan", "perizinan",
)  # fmt: skip
ENGLISH: Final = (
    "number", "see the screen", "counter", "desk", "room", "booth", "verification desk", "photo room", "photo booth",
    "recording room", "hand-over desk", "collection desk", "information desk", "zero", "one", "two", "three", "four",
    "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "hundred", "thousand",
)  # fmt: skip
LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
NOTES: Final = ((0.0, 784.0), (0.42, 622.25))  # g'' and e flat'', as the screen's own chime
PARTIALS: Final = ((1.0, 1.0, 0.55), (2.76, 0.28, 0.25), (5.4, 0.1, 0.1))  # times, loud, seconds to fade by e^-3


def main() -> None:
    """Both packs; `--all` makes the old clips anew as well."""
    anew = "--all" in sys.argv[1:]
    make("id-espeak", spoken.INDONESIAN, "Bahasa Indonesia", [*INDONESIAN, *LETTERS, CHIME, SILENCE], anew)
    make("en-espeak", spoken.ENGLISH, "English", [*ENGLISH, *LETTERS], anew)


def make(name: str, voice: spoken.Voice, language: str, texts: list[str], anew: bool) -> None:
    """One pack: its clips and `manifest.json`; files of texts that are no more are removed."""
    folder = BUNDLED / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.mp3"):
        if anew or old.name not in {file_of(text) for text in texts}:
            old.unlink()
    clips = {}
    for text in texts:
        file = folder / file_of(text)
        if not file.exists():
            file.write_bytes(_made(text, voice))
        clips[text] = file.read_bytes()
    described = {
        text: {"file": file_of(text), "ms": len(frames) // FRAME_BYTES * FRAME_MS} for text, frames in clips.items()
    }
    engine = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True).stdout
    manifest = {
        "language": language, "voice": voice.name, "engine": engine.split("  ")[0].strip(), "licence": LICENCE,
        "sample_rate": RATE, "bit_rate": 48_000, "frame_bytes": FRAME_BYTES,
        "digest": hashlib.sha256(b"".join(clips.values())).hexdigest()[:12], "clips": described,
    }  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")


def _made(text: str, voice: spoken.Voice) -> bytes:
    if text == CHIME:
        return sound.coded(sound.levelled(chime(), RATE), RATE)
    if text == SILENCE:  # one frame of it, out of the middle of many
        return encode(bytes(2 * RATE), RATE)[20 * FRAME_BYTES : 21 * FRAME_BYTES]
    return spoken.clip(text, voice)


def chime() -> sound.Samples:
    """Our ding-dong: two struck bars, 1.1 s."""
    out = [0.0] * int(1.1 * RATE)
    for begin, hertz in NOTES:
        first = int(begin * RATE)
        for times, loud, fades in PARTIALS:
            for at in range(first, len(out)):
                passed = (at - first) / RATE
                swell = min(1.0, passed / 0.006)
                out[at] += swell * loud * math.exp(-3 * passed / fades) * math.sin(2 * math.pi * hertz * times * passed)
    edge = RATE // 50
    for at in range(edge):
        out[-1 - at] *= at / edge
    most = max(map(abs, out))
    return [value / most for value in out]


if __name__ == "__main__":
    main()
