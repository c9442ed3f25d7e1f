"""Personal data at rest: sealed with the office's own key, which lies in the data folder and never in the database.

A copy of the database alone tells no names. The key's file (`keys/personal.key`, 0600) is made on first use; it holds
one Fernet key a line (AES-128-CBC with HMAC-SHA256), newest first: the first one seals, every one of them opens.

Where something was sealed already no other key is ever made: without its own the office goes on, names stay closed, nothing
new is sealed, and whoever asks for them reads what happened (`KeyGone`). The file put back is taken at once.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hall.config import make_once
from hall.errors import Refused

if TYPE_CHECKING:
    from cryptography.fernet import Fernet, MultiFernet


class Unreadable(Exception):
    """A sealed text that none of the office's keys opens: another office's, or the key's file was lost."""


class KeyGone(Refused, Unreadable):
    """The office's key is lost, broken or another's: 503, with a sentence for whoever can put it back."""

    def __init__(self, sentence: str) -> None:
        super().__init__("busy", sentence)


LOST: Final = "Kunci data pribadi {} hilang. Pulihkan berkas itu dari cadangan; data yang tersandi tetap tersimpan."
BROKEN: Final = "Kunci data pribadi {} rusak. Pulihkan berkas itu dari cadangan; data yang tersandi tetap tersimpan."
CLOSED: Final = "Kunci data pribadi {} tidak dapat dibaca ({}). Periksa pemilik dan izinnya: milik server, 0600."
FOREIGN: Final = "Kunci data pribadi {} milik pengguna lain. Jalankan: chown {} {}"
OTHER: Final = "Kunci data pribadi {} bukan kunci kantor ini. Pulihkan yang lama dari cadangan; jangan buat yang baru."

_log = logging.getLogger("antrean.keys")


def _nothing() -> Sequence[str]:
    return ()


class Sealed:
    """Seals and opens with the keys in `var/keys/personal.key`; the file is read once, when it is first needed.

    `sealed`: some of the texts that the office keeps already, so that neither a lost key is replaced nor another's is taken.
    `make`: False for those who only use the key that somebody else made. `user`: whose the file must be (root reads all).
    """

    def __init__(
        self, var: Path, sealed: Callable[[], Sequence[str]] = _nothing, *, make: bool = True, user: int | None = None
    ) -> None:
        self._path = var / "keys" / "personal.key"
        self._sealed, self._make = sealed, make
        self._user = os.geteuid() if user is None else user
        self._keys: MultiFernet | None = None
        self._oldest = b""

    def fault(self) -> str | None:
        """The sentence about a key that cannot be used; None where it can be, and where none is needed yet."""
        if not self._path.exists() and not self._sealed():
            return None
        try:
            self._ring()
        except KeyGone as gone:
            return gone.detail
        return None

    def seal(self, text: str) -> str:
        """The text as letters that only this office's key opens; the same text never gives the same letters twice."""
        return self._ring().encrypt(text.encode()).decode("ascii")

    def open(self, sealed: str) -> str:
        """The text that was sealed. Raises `Unreadable`."""
        from cryptography.fernet import InvalidToken

        try:
            return self._ring().decrypt(sealed.encode()).decode()
        except InvalidToken as fault:
            raise Unreadable("none of the keys opens this text") from fault

    def mark(self, text: str) -> str:
        """Letters by which the same text is known again, and nothing of it without the key; new keys on top change none."""
        import hashlib
        import hmac

        self._ring()
        return hmac.new(self._oldest, text.encode(), hashlib.sha256).hexdigest()

    def _ring(self) -> MultiFernet:
        if self._keys is None:
            self._keys = self._read()
        return self._keys

    def _read(self) -> MultiFernet:
        from cryptography.fernet import Fernet, MultiFernet  # only where there is personal data: a start counts its ms

        known = self._sealed()
        try:
            if not self._path.exists():
                if known or not self._make:
                    raise KeyGone(LOST.format(self._path))
                make_once(self._path, Fernet.generate_key().decode("ascii"))
            self._for_its_owner_alone()
            keys = self._path.read_text(encoding="ascii", errors="replace").split()
        except OSError as fault:
            raise KeyGone(CLOSED.format(self._path, fault.strerror)) from fault
        try:
            ring = MultiFernet([Fernet(key) for key in keys])
        except ValueError as fault:
            raise KeyGone(BROKEN.format(self._path)) from fault
        if known and not any(_opens(ring, text) for text in known):
            raise KeyGone(OTHER.format(self._path))
        self._oldest = keys[-1].encode()
        return ring

    def _for_its_owner_alone(self) -> None:
        """Whoever else may read the key may read every name: rights are taken back where they are too wide."""
        found = self._path.stat()
        if self._user not in (0, found.st_uid):
            raise KeyGone(FOREIGN.format(self._path, self._user, self._path))
        if found.st_mode & 0o077:
            self._path.chmod(0o600)
            _log.warning("the key of personal data could be read by others; it is 0600 now")


def _opens(ring: MultiFernet, text: str) -> bool:
    from cryptography.fernet import InvalidToken

    try:
        ring.decrypt(text.encode())
    except InvalidToken:
        return False
    return True


_SALT_BYTES = 16
_FIRST = b"ANTREAN-1\n"


def lock(whole: bytes, passphrase: str) -> bytes:
    """A file that only this passphrase opens: scrypt (16 MB, its own salt) makes the key of a Fernet text."""
    import os

    salt = os.urandom(_SALT_BYTES)
    return _FIRST + salt + _of_passphrase(passphrase, salt).encrypt(whole)


def unlock(file: bytes, passphrase: str) -> bytes:
    """What `lock` was given. Raises `Unreadable` for another passphrase, and for a file that was changed or cut."""
    from cryptography.fernet import InvalidToken

    salt, token = file[len(_FIRST) : len(_FIRST) + _SALT_BYTES], file[len(_FIRST) + _SALT_BYTES :]
    if not file.startswith(_FIRST) or not token:
        raise Unreadable("no locked file")
    try:
        return _of_passphrase(passphrase, salt).decrypt(token)
    except InvalidToken as fault:
        raise Unreadable("another passphrase, or a changed file") from fault


def _of_passphrase(passphrase: str, salt: bytes) -> Fernet:
    import base64
    import hashlib

    from cryptography.fernet import Fernet

    key = hashlib.scrypt(passphrase.encode(), salt=salt, n=2**14, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))
