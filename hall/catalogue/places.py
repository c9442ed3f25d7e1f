"""Where the catalogues that come with the program lie."""

from __future__ import annotations

from pathlib import Path


def catalogues_root() -> Path:
    """The folder of the bundled halls: inside the package when installed from a wheel, beside it in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "data" / "catalogues"
    return installed if installed.is_dir() else package.parent / "catalogues"


def bundled(slug: str) -> Path:
    """The folder of one bundled hall. KeyError when no hall of that name comes with the program."""
    for folder in bundled_halls():
        if folder.name == slug:
            return folder
    raise KeyError(slug)


def bundled_halls() -> tuple[Path, ...]:
    """The folders of all bundled halls, by name."""
    return tuple(sorted(page.parent for page in catalogues_root().glob("*/hall.toml")))
