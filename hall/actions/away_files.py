"""The files of a laptop: whole or not at all, also when the power fails or the disk is full; and gone when they are wiped."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from hall import runtime
from hall.errors import ConfigError, Refused

MARKER: Final = "paket.json"
"""Stands in the data folder of a pack: which hall and session it is, and where its files lie. No names."""
HALF: Final = ".setengah"


def read(file: Path) -> bytes:
    """What the file holds. Refuses `not_found`."""
    try:
        return file.read_bytes()
    except OSError as fault:
        why = (
            "tidak ada. Periksa nama dan foldernya"
            if fault.errno == errno.ENOENT
            else f"tidak dapat dibaca ({fault.strerror})"
        )
        raise Refused("not_found", f"Berkas {file} {why}.") from None


def keep(file: Path, whole: bytes) -> None:
    """The file with these contents for its owner alone, on the disk and not only on its way there. Refuses `busy`."""
    half = file.with_name(file.name + HALF)
    try:
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
            opened.write(whole)
            opened.flush()
            os.fsync(opened.fileno())
        half.rename(file)
        _settle(file.parent)
    except OSError as fault:
        _gone(half)
        raise Refused(
            "busy", f"Berkas {file} tidak dapat ditulis: {_why(fault)}. Tidak ada yang setengah jadi."
        ) from None


@contextmanager
def beside(data: Path) -> Iterator[Path]:
    """A folder that becomes `data` when all went well, and is gone otherwise (after a power cut: when it is begun again)."""
    begun = data.with_name(data.name + ".membuka")
    try:
        shutil.rmtree(begun, ignore_errors=True)
        begun.mkdir(mode=0o700, parents=True)
        yield begun
        for path in sorted(begun.rglob("*")):
            _settle(path)
        if data.exists():
            data.rmdir()
        begun.rename(data)
        _settle(data.parent)
    except OSError as fault:
        shutil.rmtree(begun, ignore_errors=True)
        raise Refused(
            "busy", f"Folder {data} tidak dapat dibuat: {_why(fault)}. Tidak ada yang setengah jadi."
        ) from None
    except (Refused, ConfigError) as fault:
        shutil.rmtree(begun, ignore_errors=True)
        why = (
            fault.detail if isinstance(fault, Refused) else str(fault).partition(": ")[2]
        )  # without the setting's name
        raise Refused("busy", f"Folder {data} tidak dapat dibuat. {why}") from None


def mark(data: Path, marker: Mapping[str, Any]) -> None:
    """What the folder is."""
    keep(data / MARKER, json.dumps(marker).encode())


def marker_of(data: Path) -> dict[str, Any]:
    """Which pack a data folder is. Refuses `not_found` where it is none, or was wiped."""
    try:
        found: dict[str, Any] = json.loads((data / MARKER).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise Refused("not_found", f"Folder {data} tidak berisi paket sebuah sesi, atau sudah dihapus.") from None
    return found


def wipe(data: Path, marker: Mapping[str, Any]) -> None:
    """Keys first, overwritten: from then on nobody reads a name, whatever stops the rest. Refuses `wrong_state` while a server
    runs on the folder."""
    if runtime.served(data):
        raise Refused("wrong_state", "Antrean masih berjalan di folder ini. Hentikan dulu antrean serve, lalu ulangi.")
    mark(data, {**marker, "wiping": True})
    for key in (data / "keys").glob("*"):
        with key.open("r+b") as opened:
            opened.write(os.urandom(key.stat().st_size))
            opened.flush()
            os.fsync(opened.fileno())
    shutil.rmtree(data / "keys", ignore_errors=True)
    try:
        _rest(data, marker["files"])
    except OSError as fault:
        raise Refused(
            "busy",
            f"{fault.filename} tidak dapat dihapus ({fault.strerror}). Nama di laptop ini sudah tidak terbaca; periksa berkas "
            "itu, lalu jalankan perintah ini lagi.",
        ) from None


def _rest(data: Path, files: Sequence[str]) -> None:
    """The marker goes last: as long as it is there, the wipe may be begun again."""
    for file in files:
        _gone(Path(file))
        _gone(Path(file + HALF))
    last = data / MARKER
    for path in data.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path != last:
            path.unlink()
    last.unlink()
    data.rmdir()


def _gone(file: Path) -> None:
    """Away with a file; one on a stick that is not there any more cannot be reached."""
    try:
        file.unlink(missing_ok=True)
    except OSError as fault:
        if fault.errno not in (errno.EROFS, errno.EIO, errno.ENODEV, errno.ENOTDIR, errno.ENOENT):
            raise


def _settle(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _why(fault: OSError) -> str:
    words = {
        errno.ENOENT: "foldernya tidak ada",
        errno.EACCES: "tidak diizinkan",
        errno.EROFS: "disk hanya dapat dibaca",
    }
    full = fault.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    return "disk penuh" if full else words.get(fault.errno or 0, str(fault.strerror))
