"""Compress the static files once, at set-up, with Brotli 11: compressing per request would freeze the server.

Beside each text file lies `<name>.br` with the same modification time; one whose time differs is out of date, is made
again here and must not be served. Fonts are compressed already.
"""

import os
from collections.abc import Iterator
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
TEXTS = {".css", ".js", ".svg", ".html", ".json", ".txt", ".webmanifest"}


def refresh(folder: Path) -> None:
    """Compress what changed, remove the twins that lost their source."""
    stale = [source for source in sources(folder) if not is_fresh(source)]
    for orphan in folder.rglob("*.br"):
        if not orphan.with_suffix("").is_file():
            orphan.unlink()
    if stale:
        compress(stale)


def sources(folder: Path) -> Iterator[Path]:
    """The files worth compressing."""
    return (path for path in folder.rglob("*") if path.suffix in TEXTS and path.is_file())


def is_fresh(source: Path) -> bool:
    """Whether the compressed twin was made from the file as it stands."""
    twin = source.with_name(source.name + ".br")
    return twin.is_file() and twin.stat().st_mtime_ns == source.stat().st_mtime_ns


def compress(files: list[Path]) -> None:
    """Write each twin beside its file, whole or not at all: a server may be reading."""
    import brotli  # only where there is work: most starts have none, and they are counted in milliseconds

    for source in files:
        made = source.with_name(f".{source.name}.{os.getpid()}.new")
        before = source.stat()
        made.write_bytes(brotli.compress(source.read_bytes(), quality=11))
        os.utime(made, ns=(before.st_atime_ns, before.st_mtime_ns))
        made.replace(source.with_name(source.name + ".br"))


if __name__ == "__main__":
    refresh(STATIC)
