"""Reads one TOML file field by field; whatever is wrong becomes a fault with its line, and reading goes on."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path as File
from typing import Any, TypeVar

from hall.catalogue.faults import Fault
from hall.catalogue.toml_lines import Path, line_numbers, line_of

T = TypeVar("T")

LONGEST_TEXT = 1000
LARGEST_FILE = 256_000
"""Bytes. The longest of the 39 documents takes 12 000."""

_AT_LINE = re.compile(r"at line (\d+)")


@dataclass(slots=True)
class Page:
    """One file: its values, where they stand and what was found wrong in it."""

    file: str
    table: Mapping[str, Any] = field(default_factory=dict)
    lines: dict[Path, int] = field(default_factory=lambda: {(): 1})
    faults: list[Fault] = field(default_factory=list)

    def fault(self, path: Path, sentence: str) -> None:
        """Notes what is wrong at `path`."""
        self.faults.append(Fault(self.file, line_of(self.lines, path), sentence))

    def fields(self) -> Fields:
        """The file's outermost table."""
        return Fields(self, self.table, ())


def open_page(file: File) -> Page:
    """Reads a file. A file that is no TOML becomes an empty page with one fault."""
    page = Page(file.name)
    try:
        raw = file.read_bytes()
        if len(raw) > LARGEST_FILE:
            page.fault((), f"Berkas ini terlalu besar, paling besar {LARGEST_FILE // 1000} kB.")
            return page
        text = raw.decode("utf-8-sig")
        page.table = tomllib.loads(text)
        page.lines = line_numbers(text)
        if not page.table:
            page.fault((), "Berkas ini masih kosong.")
    except OSError:
        page.fault((), "Berkas ini tidak ada atau tidak dapat dibuka.")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        page.faults.append(Fault(page.file, line, "Ada huruf yang tidak terbaca. Simpan berkas ini sebagai UTF-8."))
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, and what numbers or nesting without end raise
        page.faults.append(_syntax_fault(page.file, text, str(error)))
    return page


def _syntax_fault(file: str, text: str, said: str) -> Fault:
    found = _AT_LINE.search(said)
    line = int(found[1]) if found else max(1, len(text.splitlines()))
    if "overwrite" in said or "twice" in said:
        return Fault(file, line, "Isian ini sudah ditulis di atas. Hapus salah satu.")
    return Fault(file, line, "Baris ini tidak terbaca. Periksa tanda petik, tanda sama dengan, dan kurungnya.")


@dataclass(slots=True)
class Fields:
    """One table of a page. Every key that is asked for is known; `close` names the others."""

    page: Page
    table: Mapping[str, Any]
    path: Path
    known: set[str] = field(default_factory=set)

    def fault(self, key: str | None, sentence: str) -> None:
        """Notes what is wrong with a key, or with the whole table."""
        self.page.fault((*self.path, key) if key else self.path, sentence)

    def text(self, key: str, *, most: int = LONGEST_TEXT) -> str:
        """A text that must be there; empty after a fault."""
        found = self.maybe(key, most=most)
        if found is None and key not in self.table:
            self.fault(None, f'Isian "{key}" belum ada.')
        return found or ""

    def maybe(self, key: str, *, most: int = LONGEST_TEXT) -> str | None:
        """A text, or None where the key is missing."""
        value = self._value(key, str, "harus berupa tulisan di antara tanda petik")
        return None if value is None else self._clean(key, value, most)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; empty where the key is missing."""
        values = self._value(key, list, "harus berupa daftar tulisan di antara kurung siku") or []
        if not all(isinstance(value, str) for value in values):
            self.fault(key, f'Isian "{key}" hanya boleh berisi tulisan.')
            return ()
        cleaned = (self._clean(key, value, LONGEST_TEXT) for value in values)
        return tuple(text for text in cleaned if text is not None)

    def flag(self, key: str, *, default: bool | None) -> bool | None:
        """true or false; `default` where the key is missing."""
        value = self._value(key, bool, "harus true atau false")
        return default if value is None else value

    def whole(self, key: str, *, least: int, most: int = 9999) -> int | None:
        """A whole number from `least` to `most`, or None."""
        value = self._value(key, int, "harus berupa angka bulat")
        if value is not None and not least <= value <= most:
            self.fault(key, f'Isian "{key}" paling kecil {least} dan paling besar {most}.')
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """One of `allowed`; the first of them after a fault."""
        value = self.text(key)
        if value and value not in allowed:
            self.fault(key, f'Isian "{key}" tidak mengenal "{value}". Pilih: {", ".join(sorted(allowed))}.')
        return value if value in allowed else next(iter(allowed))

    def raw(self, key: str) -> Any:
        """A value that the caller checks."""
        self.known.add(key)
        return self.table.get(key)

    def inner(self, key: str) -> Fields:
        """A table inside this one; an empty one after a fault."""
        value = self._value(key, dict, f"harus berupa bagian [{key}]")
        if key not in self.table:
            self.fault(None, f"Bagian [{key}] belum ada.")
        return Fields(self.page, value or {}, (*self.path, key))

    def each(self, key: str, read: Callable[[Fields, int], T]) -> tuple[T, ...]:
        """A list of tables, each read with its number (from 1) and closed."""
        tables = self._value(key, list, f"harus berupa bagian-bagian [[{key}]]") or []
        if not all(isinstance(table, dict) for table in tables):
            self.fault(key, f'Isian "{key}" harus berupa bagian-bagian [[{key}]].')
            return ()
        done = []
        for number, table in enumerate(tables, start=1):
            one = Fields(self.page, table, (*self.path, key, number - 1))
            done.append(read(one, number))
            one.close()
        return tuple(done)

    def close(self) -> None:
        """Names every key that nobody asked for."""
        for key in self.table.keys() - self.known:
            self.fault(key, f'Isian "{key}" tidak dikenal di sini. Periksa ejaannya.')

    def _value(self, key: str, kind: type[T], sentence: str) -> T | None:
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.fault(key, f'Isian "{key}" {sentence}.')
            return None
        return value

    def _clean(self, key: str, value: str, most: int) -> str | None:
        if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for char in value):
            self.fault(key, f'Isian "{key}" memuat tanda yang tidak terlihat. Ketik ulang tulisannya.')
            return None
        if value != " ".join(value.split()):
            self.fault(key, f'Isian "{key}" memuat spasi ganda atau spasi di ujung.')
        if not value.strip():
            self.fault(key, f'Isian "{key}" kosong. Isi, atau hapus barisnya.')
        if len(value) > most:
            self.fault(key, f'Isian "{key}" terlalu panjang: {len(value)} huruf, paling banyak {most}.')
        return value
