"""Compress the static files once, at set-up: compressing per request would freeze the server.

Beside each text file lie `<name>.br` (Brotli 11) and `<name>.gz` (browsers take Brotli over https and from localhost
only; a hall's screens speak plain http). A twin bears the modification time of its file; one whose time differs is made
again here, and one that is older must not be served. Fonts are compressed already.
"""

import gzip
import os
from collections.abc import Iterator
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
TEXTS = {".css", ".js", ".svg", ".html", ".json", ".txt", ".webmanifest"}
TWINS = (".br", ".gz")


def refresh(folder: Path) -> None:
    """Compress what changed, remove the twins that lost their source."""
    stale = [source for source in sources(folder) if not is_fresh(source)]
    for ending in TWINS:
        for orphan in folder.rglob(f"*{ending}"):
            if not orphan.with_suffix("").is_file():
                orphan.unlink()
    if stale:
        compress(stale)


def sources(folder: Path) -> Iterator[Path]:
    """The files worth compressing."""
    return (path for path in folder.rglob("*") if path.suffix in TEXTS and path.is_file())


def is_fresh(source: Path) -> bool:
    """Whether both compressed twins were made from the file as it stands."""
    made_from = source.stat().st_mtime_ns
    twins = [source.with_name(source.name + ending) for ending in TWINS]
    return all(twin.is_file() and twin.stat().st_mtime_ns == made_from for twin in twins)


def compress(files: list[Path]) -> None:
    """Write the twins beside each file, whole or not at all: a server may be reading."""
    import brotli  # only where there is work: most starts have none, and they are counted in milliseconds

    for source in files:
        before = source.stat()
        content = source.read_bytes()
        for ending, packed in (
            (".br", brotli.compress(content, quality=11)),
            (".gz", gzip.compress(content, 9, mtime=0)),
        ):
            made = source.with_name(f".{source.name}.{os.getpid()}.new")
            made.write_bytes(packed)
            os.utime(made, ns=(before.st_atime_ns, before.st_mtime_ns))
            made.replace(source.with_name(source.name + ending))


if __name__ == "__main__":
    refresh(STATIC)
