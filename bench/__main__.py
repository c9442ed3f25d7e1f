"""Runs rows and prints the table; `--write` keeps it in docs/benchmarks.md."""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import re
import signal
import sys
import time
from collections.abc import Iterator
from typing import Final

from bench.clients import Refusal
from bench.probes import probe
from bench.stage import ROOT, staged
from bench.table import Row, whole
from bench.windows import Bench

GROUPS: Final = (
    "issue",
    "calls",
    "files",
    "today",
    "news",
    "tv",
    "soak",
    "voice",
    "paper",
    "spool",
    "slips",
    "pages",
    "rest",
    "stop",
    "old",
    "residents",
    "summonses",
    "checkins",
)
PAGE: Final = ROOT / "docs" / "benchmarks.md"
MARKS: Final = ("<!-- table: make bench -->", "<!-- /table -->")


def main() -> int:
    """0 when every row met what is asked of it, 1 when one missed."""
    asked = _arguments()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that starts us in the background turns it off
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # servers and cluster end with us
    kinds = (asked.db,) if asked.db else ("sqlite", "postgresql")
    found: list[Row] = []
    begun = time.monotonic()
    with staged() as stage:
        bench = Bench(stage, kinds, asked.quick)
        for group in asked.rows or GROUPS:
            for row in _rows(group, bench):
                print(row.line(), flush=True)  # noqa: T201 - the table is what this program says
                found.append(row)
    missed = [row for row in found if row.met is False]
    said = f"{_machine()}; {time.monotonic() - begun:.0f} s; {len(missed)} of {len(found)} rows missed"
    print(f"\n{whole(found)}\n\n{said}")  # noqa: T201
    if asked.write:
        write(f"{whole(found)}\n\n{said}")
    return 1 if missed else 0


def _rows(group: str, bench: Bench) -> Iterator[Row]:
    """The group's rows; where the server refuses, is too late or is wrong, a row that says so."""
    try:
        yield from importlib.import_module(f"bench.rows.{group}").rows(bench)
    except Refusal as fault:
        yield Row(f"{group}: not measured", "an answer", str(fault), False, probe(bench.folder))


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench", description="The numbers of this machine.")
    reader.add_argument("rows", nargs="*", metavar="row", help=f"only these of {', '.join(GROUPS)}")
    reader.add_argument("--quick", action="store_true", help="one short window each: whether it works, not how well")
    reader.add_argument("--db", choices=("sqlite", "postgresql"), help="only this database")
    reader.add_argument("--write", action="store_true", help="keep the table in docs/benchmarks.md")
    asked = reader.parse_args()
    unknown = set(asked.rows) - set(GROUPS)
    if unknown:
        reader.error(f"no such row: {', '.join(sorted(unknown))}")
    return asked


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    return f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {cores} cores, Python {platform.python_version()}"


def write(table: str) -> None:
    """Replaces what stands between the marks."""
    text = PAGE.read_text()
    first, last = MARKS
    block = f"{first}\n{table}\n{last}"
    PAGE.write_text(re.sub(f"{re.escape(first)}.*?{re.escape(last)}", lambda _: block, text, flags=re.DOTALL))


if __name__ == "__main__":
    sys.exit(main())
