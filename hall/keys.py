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
    from cryptography.fernet import MultiFernet


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
