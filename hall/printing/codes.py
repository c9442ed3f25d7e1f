"""QR codes as modules: what a printer without a QR of its own is sent, and what the preview draws."""

from __future__ import annotations

from typing import Any


def _qr(data: str, level: str) -> Any:
    import qrcode

    correction = {"L": 1, "M": 0, "Q": 3, "H": 2}[level]
    code = qrcode.QRCode(error_correction=correction, border=0, mask_pattern=0)  # any is read; choosing takes 4 ms
    code.add_data(data, optimize=0)
    return code


def qr_modules(data: str, level: str) -> list[list[bool]]:
    """The QR code's modules without a quiet zone (white paper is around it); `level`: L, M, Q or H."""
    code = _qr(data, level)
    code.make()
    return [[bool(cell) for cell in row] for row in code.get_matrix()]


def qr_side(data: str, level: str) -> int:
    """Modules a side of that code."""
    return 17 + 4 * int(_qr(data, level).best_fit(start=1))


def level_for(data: str) -> str:
    """M, but L where that keeps 29 modules a side."""
    return "L" if 42 < len(data) <= 53 else "M"
