"""Draws every sample for every printer, to be looked at: `.venv/bin/python -m tests.printing.draw FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from hall.printing.preview import png
from hall.printing.slips import render
from tests.printing.slip_samples import PRINTERS, SAMPLES


def main() -> None:
    folder = Path(sys.argv[1])
    for printer, profile in PRINTERS.items():
        (folder / printer).mkdir(parents=True, exist_ok=True)
        for sample, slip in SAMPLES.items():
            (folder / printer / f"{sample}.png").write_bytes(png(render(slip, profile), profile))


if __name__ == "__main__":
    main()
