"""Personal data at rest: sealed with the office's own key, which lies in the data folder and never in the database.

A copy of the database alone tells no names. The key's file (`keys/personal.key`, 0600) is made on first use; it holds
one Fernet key a line (AES-128-CBC with HMAC-SHA256), newest first: the first one seals, every one of them opens.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hall.config import make_once
from hall.errors import ConfigError

if TYPE_CHECKING:
    from cryptography.fernet import Fernet, MultiFernet


class Unreadable(Exception):
    """A sealed text that none of the office's keys opens: another office's, or the key's file was lost."""


class Sealed:
    """Seals and opens with the keys in `var/keys/personal.key`; the file is read once, when it is first needed."""

    def __init__(self, var: Path) -> None:
        self._path = var / "keys" / "personal.key"
        self._keys: MultiFernet | None = None
        self._oldest = b""

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

        try:
            make_once(self._path, Fernet.generate_key().decode("ascii"))
            keys = self._path.read_text(encoding="ascii", errors="replace").split()
        except OSError as fault:
            raise ConfigError("ANTREAN_VAR", f"kunci {self._path} tidak dapat dibaca ({fault.strerror}).") from fault
        try:
            self._oldest = keys[-1].encode() if keys else b""
            return MultiFernet([Fernet(key) for key in keys])
        except ValueError as fault:
            sentence = f"kunci data pribadi di {self._path} rusak. Pulihkan berkas itu dari cadangan."
            raise ConfigError("ANTREAN_VAR", sentence) from fault


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
