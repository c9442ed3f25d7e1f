"""Where a hall keeps voices of its own: a draft, its versions, and which of them is in use.

`<hall>/*.mp3`: clips that somebody copied there by hand · `<hall>/draft/<language>/` · `<hall>/versions/<n>/<language>/`
with `about.json` (who speaks and when they agreed: personal data, kept here alone) · `<hall>/in-use`: a version's number.
Every process looks here before it says a call, so a version taken into use speaks at once everywhere.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from hall.errors import Refused
from hall.voice.pack import file_of
from hall.voice.spoken import keep

LANGUAGES: Final = ("id", "en")
MOST_VERSIONS: Final = 20


@dataclass(frozen=True, slots=True)
class Version:
    """One voice of the office. `speaker` is the office's own label; `agreed` and `made` are days (ISO)."""

    number: int
    speaker: str
    agreed: str
    made: str
    clips: int


@dataclass(frozen=True, slots=True)
class Store:
    """One hall's folder; nothing has to exist."""

    folder: Path

    def token(self) -> str:
        """Changes whenever other clips come into use."""
        try:
            return f"{self.in_use()} {self.folder.stat().st_mtime_ns}"
        except FileNotFoundError:
            return ""

    def in_use(self) -> int:
        """The number of the version that speaks; 0: none, the bundled voice and hand-copied clips do."""
        try:
            return int((self.folder / "in-use").read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def folders(self, language: str, *, draft: bool = False) -> list[Path]:
        """Where clips are looked for, in this order; the bundled ones come after them all."""
        number = self.in_use()
        top = self._draft if draft and self._draft.is_dir() else self._version(number) if number else None
        own = [top / language] if top else []
        return [*own, self.folder] if language == "id" else own

    def versions(self) -> list[Version]:
        """The newest first."""
        found = [self._about(path) for path in self._versions() if path.name.isdigit()]
        return sorted(found, key=lambda version: -version.number)

    def drafted(self) -> bool:
        """Whether something was changed since the version in use."""
        return self._draft.is_dir()

    def put(self, language: str, text: str, frames: bytes) -> None:
        """A clip into the draft, which begins as the version in use."""
        keep(self._begun() / language / file_of(text), frames)

    def drop(self, language: str, text: str) -> None:
        """A clip out of the draft: the bundled one is said again."""
        (self._begun() / language / file_of(text)).unlink(missing_ok=True)

    def has(self, language: str, text: str) -> bool:
        """Whether the draft, or the version in use where there is none, has a clip of the office."""
        return any((folder / file_of(text)).is_file() for folder in self.folders(language, draft=True))

    def droppable(self, language: str, text: str) -> bool:
        """Whether that clip lies in the draft or the version in use; what was copied by hand is removed by hand."""
        own = self._draft if self.drafted() else self._version(self.in_use())
        return (own / language / file_of(text)).is_file()

    def publish(self, speaker: str, today: str) -> int:
        """The draft becomes a version that speaks at once; gives its number. `wrong_state` without one."""
        clips = sum(1 for language in LANGUAGES for _ in (self._draft / language).glob("*.mp3"))
        if not clips:
            raise Refused("wrong_state", "Belum ada rekaman baru untuk dipakai.")
        if len(list(self._versions())) >= MOST_VERSIONS:
            raise Refused("wrong_state", "Sudah ada 20 versi. Hapus satu versi lama dulu.")
        number = max((int(path.name) for path in self._versions() if path.name.isdigit()), default=0) + 1
        about = asdict(Version(number, speaker, today, today, clips))
        keep(self._draft / "about.json", json.dumps(about, ensure_ascii=False).encode())
        self._version(number).parent.mkdir(exist_ok=True)
        self._draft.rename(self._version(number))
        self._take(number)
        return number

    def use(self, number: int) -> None:
        """That version speaks at once; 0 for none."""
        if number and not self._version(number).is_dir():
            raise Refused("not_found", "Versi suara itu sudah tidak ada.")
        self._take(number)

    def delete(self, number: int) -> None:
        """Removes a version that is not in use, with every file of it."""
        if number == self.in_use():
            raise Refused("wrong_state", "Versi yang sedang dipakai tidak dapat dihapus. Pakai versi lain dulu.")
        _remove(self._version(number))

    def discard(self) -> None:
        """Removes the draft."""
        _remove(self._draft)

    @property
    def _draft(self) -> Path:
        return self.folder / "draft"

    def _version(self, number: int) -> Path:
        return self.folder / "versions" / str(number)

    def _versions(self) -> Iterable[Path]:
        return (self.folder / "versions").glob("*/")

    def _about(self, path: Path) -> Version:
        return Version(**json.loads((path / "about.json").read_text(encoding="utf-8")))

    def _begun(self) -> Path:
        number = self.in_use()
        if not self._draft.is_dir() and number:
            shutil.copytree(self._version(number), self._draft, ignore=shutil.ignore_patterns("about.json"))
        return self._draft

    def _take(self, number: int) -> None:
        keep(self.folder / "in-use", str(number).encode())


def _remove(folder: Path) -> None:
    if not folder.is_dir():
        raise Refused("not_found", "Versi suara itu sudah tidak ada.")
    shutil.rmtree(folder)
