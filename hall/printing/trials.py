"""The test page of a printer: ruler, sizes, QR code, code page and cut, so that a keeper sees what the profile says."""

from __future__ import annotations

from typing import Final

from hall.printing.paper import Paper
from printer_drivers import Address

_PLACE: Final = b"########"


def test_page(address: Address, at: str) -> bytes:
    """The page's bytes; `at`: the time as text. What prints as letters or is missing tells which key of the URL to change."""
    paper = Paper(address.profile)
    profile = address.profile
    paper.text("HALAMAN UJI PRINTER", height=2, bold=True)
    paper.text(at)
    paper.rule()
    paper.lines([_ruler(paper.columns())], align="left")
    paper.text(
        f"Garis di atas tepat {paper.columns()} kolom ({profile.dots} titik). Bila terlipat: width=58.", align="left"
    )
    for size in (1, 2, 3, 4):
        paper.lines([f"Besar {size}"[: paper.columns(size)]], width=size, height=size, align="left")
    paper.number("A123")
    paper.text("Nomor di atas harus sangat besar. Bila kecil: max_scale = 2 dalam profil sendiri.", align="left")
    paper.text("Rapat kiri", align="left")
    paper.text("Tengah")
    paper.text("Rapat kanan", align="right")
    paper.bar("PUTIH DI ATAS HITAM")
    paper.feed()
    paper.qr("HTTPS://CONTOH.GO.ID/T/0123456789ABC")
    paper.feed()
    paper.text(f"QR {profile.qr}. Bila tampak huruf: qr=raster.")
    paper.text(f"Halaman kode {profile.codepage}: {_PLACE.decode()} (e e a i o u u o bertanda). Bila lain: codepage=.")
    paper.text(
        f"Profil {profile.name}, potong {profile.cutter}, konfirmasi {profile.confirm}, status {int(profile.status)}"
    )
    return paper.done()


def with_accents(page: bytes) -> bytes:
    """The page with the signs that show which code page the printer is in; slips themselves are plain ASCII."""
    return page.replace(_PLACE, "éèàìòùüö".encode("cp437"))


def _ruler(columns: int) -> str:
    marks = "".join(f"{number:.>10}" for number in range(10, columns + 1, 10))
    return marks + "." * (columns - len(marks))
