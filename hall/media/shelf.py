"""Where the office's files lie: `media/<hall>/<digest>.<ext>` in the data folder, and how one gets there piece by piece.

Nothing half-written is ever under its name: what arrives lies in `media/incoming` until it was judged and is safe on disk.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hall import runtime
from hall.media.judge import FULL, MOST_VIDEO

RESERVE: Final = 500_000_000
"""Bytes that stay free for the numbers: media may never fill the disk on which the queue is kept."""
PIECE: Final = 256 * 1024
SAFE_EVERY: Final = 8 * 1024 * 1024
"""So much may wait to reach the disk: the store's own writes stand in line behind it."""
FORGOTTEN: Final = 3600.0  # seconds after which nobody is still sending what lies in `incoming`
SMALL: Final = ".small.jpg"


@dataclass
class Shelf:
    """The folder `media` of the data folder; one file is judged at a time, because each may take a lot of memory."""

    root: Path
    reserve: int = RESERVE
    _judging: AbstractContextManager[object] = field(default_factory=runtime.Lock)

    def incoming(self) -> Incoming:
        """A place for a file that begins to arrive."""
        return Incoming(self.root / "incoming", self.reserve)

    def file(self, hall: str, name: str) -> Path:
        """Where a hall's file lies; `name` comes from the store, never from a visitor."""
        return self.root / hall / name

    def small(self, hall: str, digest: str) -> Path:
        """Where the small picture of an image lies."""
        return self.root / hall / f"{digest}{SMALL}"

    def free(self) -> int:
        """Bytes that media may still take."""
        self.root.mkdir(parents=True, exist_ok=True)
        return max(0, shutil.disk_usage(self.root).free - self.reserve)

    def judge(self, arrived: Incoming) -> dict[str, Any]:
        """What a file is that arrived whole (hall.media.judge); `{"fault"}` also where its judge fell over it."""
        ask = {"source": str(arrived.path), "out": str(arrived.out), "small": str(arrived.small)}
        with self._judging:
            try:
                lines = list(runtime.lines_apart("hall.media.judge", json.dumps(ask).encode()))
                found: dict[str, Any] = json.loads(lines[-1])
            except (runtime.Fell, IndexError, ValueError):
                return {"fault": "Berkas ini tidak dapat dibuka. Simpan ulang, lalu unggah lagi."}
        return found

    def keep(self, hall: str, arrived: Incoming, name: str, digest: str) -> None:
        """Puts a judged file under its name, whole or not at all. Raises OSError."""
        runtime.run_blocking(self._keep, hall, arrived, name, digest)

    def _keep(self, hall: str, arrived: Incoming, name: str, digest: str) -> None:
        folder = self.root / hall
        folder.mkdir(parents=True, exist_ok=True)
        if arrived.small.exists():
            arrived.small.replace(self.small(hall, digest))
        arrived.out.replace(folder / name)
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)  # the name must not be lost when the store knows it
        finally:
            os.close(handle)

    def drop(self, hall: str, name: str, digest: str) -> None:
        """The file is gone; whoever shows it at this moment shows it to its end."""
        runtime.run_blocking(_unlink, self.file(hall, name), self.small(hall, digest))

    def sweep(self) -> None:
        """Clears away what a killed server left half-sent."""
        for path in (self.root / "incoming").glob("*"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime > FORGOTTEN:
                    path.unlink()


class Incoming:
    """A file that arrives: written beside, never held in memory, and gone with `close` unless it was kept.

    Takes the pieces of a form like an open file. What is too large or finds no room is not kept any further, but read to
    its end, so that the browser gets the sentence and not a broken line.
    """

    def __init__(self, folder: Path, reserve: int) -> None:
        self._reserve = reserve
        name = secrets.token_hex(8)
        self.path, self.out, self.small = folder / name, folder / f"{name}.out", folder / f"{name}.small"
        self.size = 0
        self.too_large = self.full = False
        self._held = bytearray()
        self._handle: int | None = None
        self._unsafe = 0

    def write(self, piece: bytes) -> int:
        """Takes the next bytes."""
        self.size += len(piece)
        self._held += piece
        if len(self._held) >= PIECE:
            self._pour()
        return len(piece)

    def seek(self, place: int) -> int:
        """The form's reader goes back to the beginning: all has arrived."""
        self._pour()
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        return place

    def close(self) -> None:
        """Nothing of it stays but what was put under its name."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
        runtime.run_blocking(_unlink, self.path, self.out, self.small)

    def _pour(self) -> None:
        piece, self._held = bytes(self._held), bytearray()
        self.too_large = self.too_large or self.size > MOST_VIDEO
        if self.too_large or self.full:
            runtime.yield_once()  # a fast sender must not keep the others from their turn
        else:
            runtime.run_blocking(self._write, piece)
        if (self.too_large or self.full) and self._handle is not None:
            self.close()

    def _write(self, piece: bytes) -> None:
        """In a native thread: a full or slow disk stops nobody."""
        try:
            if self._handle is None:
                self.path.parent.mkdir(parents=True, exist_ok=True)
                self._handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
            if shutil.disk_usage(self.path.parent).free - len(piece) < self._reserve:
                self.full = True
                return
            left = memoryview(piece)
            while left:
                left = left[os.write(self._handle, left) :]
            self._unsafe += len(piece)
            if self._unsafe >= SAFE_EVERY:
                os.fdatasync(self._handle)
                self._unsafe = 0
        except OSError as fault:
            if fault.errno not in FULL:
                raise
            self.full = True


def _unlink(*paths: Path) -> None:
    """Giving two hundred megabytes back takes a slow disk a while."""
    for path in paths:
        path.unlink(missing_ok=True)
