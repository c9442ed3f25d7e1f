"""Samples to frames that join: the coder's row of frames, each made to stand alone.

LAME (through `lameenc`) lets a frame borrow bytes of earlier ones, and its Python binding has no switch against that. So
the sound is coded at several rates, and every frame's own data is laid into a frame of 144 bytes without a reservoir, from
the best rate at which it fits. A frame's data needs nothing of its neighbours' in MPEG-2 (one granule, no shared scale
factors), only the same kind of window on both sides, which is checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from hall.voice.pack import FRAME_BYTES, HEADER

RATE: Final = 24_000  # Hz
KBITS: Final = (48, 40, 32, 24, 16, 8)  # the first that fits is taken
HEAD: Final = 4  # bytes of a frame's header
SIDE: Final = 9  # ... and of the side information after it (MPEG-2, mono)
ROOM: Final = FRAME_BYTES - HEAD - SIDE
BEST: Final = 2  # LAME's best quality in this binding
_SIZES: Final = (0, 8, 16, 24, 32, 40, 48, 56, 64)  # kbit/s by the header's four bits, MPEG-2 Layer III


def encode(pcm: bytes, rate: int) -> bytes:
    """Frames of one kind out of 16-bit mono samples of any usual rate; they begin with the coder's delay of 46 ms."""
    rows = [list(_granules(_coded(pcm, rate, kbits))) for kbits in KBITS]
    alike = [row for row in rows if [one.window for one in row] == [one.window for one in rows[0]]]
    return b"".join(_frame(_best(same)) for same in zip(*alike, strict=True))


@dataclass(frozen=True, slots=True)
class _Granule:
    """A frame's own: its side information without the pointer back, and its data."""

    side: int
    data: bytes

    @property
    def window(self) -> int:
        """Whether the window switches, and to which kind: what neighbours must agree in."""
        return self.side >> 21 & 0xF if self.side >> 24 & 1 else 0


def _best(same: tuple[_Granule, ...]) -> _Granule:
    """The first that fits; at 8 kbit/s a frame's data is a tenth of the room, so there is one."""
    for one in same:
        if len(one.data) <= ROOM:
            return one
    raise ValueError("a frame of this sound fits at no rate")


def _coded(pcm: bytes, rate: int, kbits: int) -> bytes:
    import lameenc  # not at start: only a recording and a name without a clip need it

    coder = lameenc.Encoder()
    coder.silence()
    coder.set_channels(1)
    coder.set_in_sample_rate(rate)
    coder.set_out_sample_rate(RATE)
    coder.set_bit_rate(kbits)
    coder.set_quality(BEST)
    return bytes(coder.encode(pcm)) + bytes(coder.flush())


def _granules(coded: bytes) -> Iterator[_Granule]:
    """The frames' own data: part2_3_length bits from where main_data_begin points to, over the joined data of all."""
    whole, at = b"", 0
    while at < len(coded):
        size = 72_000 * _SIZES[coded[at + 2] >> 4] // RATE + (coded[at + 2] >> 1 & 1)
        side = int.from_bytes(coded[at + HEAD : at + HEAD + SIDE])
        start = len(whole) - (side >> 64)
        whole += coded[at + HEAD + SIDE : at + size]
        bits = side >> 51 & 0xFFF
        yield _Granule(side & (1 << 64) - 1, whole[start : start + (bits + 7) // 8])
        at += size


def _frame(granule: _Granule) -> bytes:
    return HEADER[:3] + b"\xc4" + granule.side.to_bytes(SIDE) + granule.data.ljust(ROOM, b"\0")
