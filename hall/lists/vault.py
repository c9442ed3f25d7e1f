"""A list between its upload and its end: sealed on disk from the first byte, because it is full of names.

`var/imports/<id>.list`, 0600: one sealed piece a line. Nothing of it can be read without the office's key.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from hall.errors import Refused
from hall.keys import Sealed

MOST_BYTES: Final = 100 * 1024 * 1024
PIECE: Final = 48 * 1024
FOLDER: Final = "imports"
LIST, PART = ".list", ".part"


def take(var: Path, sealed: Sealed, chunks: Iterable[bytes], turn: Callable[[], None]) -> tuple[Path, str]:
    """Keeps an upload aside, sealed. Gives its place and a mark of its content; `turn` lets others go on between pieces.

    Refuses `too_large` above 100 MB and `bad_request` for nothing at all; then nothing stays.
    """
    import hashlib

    folder = var / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = folder / f"{secrets.token_hex(12)}{PART}"
    digest, size = hashlib.sha256(), 0
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            for piece in _pieces(chunks):
                size += len(piece)
                if size > MOST_BYTES:
                    raise Refused("too_large", "Daftar paling besar 100 MB. Bagi per desa.")
                digest.update(piece)
                file.write(sealed.seal(base64.b64encode(piece).decode("ascii")) + "\n")
                turn()
        if not size:
            raise Refused("bad_request", "Berkas itu kosong.", field="file")
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    return aside, sealed.mark(f"list:{digest.hexdigest()}")


def keep(aside: Path, import_id: int) -> None:
    """The upload belongs to this import from now on."""
    aside.rename(place(aside.parent.parent, import_id))


def place(var: Path, import_id: int) -> Path:
    """Where the list of an import lies."""
    return var / FOLDER / f"{import_id}{LIST}"


def drop(var: Path, import_id: int) -> None:
    """The list is not needed any more."""
    place(var, import_id).unlink(missing_ok=True)


def kept(var: Path) -> list[Path]:
    """Every file of the folder."""
    folder = var / FOLDER
    return sorted(folder.iterdir()) if folder.is_dir() else []


def pieces(path: Path, sealed: Sealed) -> Iterator[bytes]:
    """The list's bytes, piece by piece. Raises OSError and `hall.keys.Unreadable`."""
    with path.open(encoding="ascii") as file:
        for line in file:
            yield base64.b64decode(sealed.open(line.rstrip("\n")))


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    held = b""
    for chunk in chunks:
        held += chunk
        whole = len(held) - len(held) % PIECE
        for begin in range(0, whole, PIECE):  # a rest cut off piece by piece would be copied as often
            yield held[begin : begin + PIECE]
        held = held[whole:]
    if held:
        yield held
