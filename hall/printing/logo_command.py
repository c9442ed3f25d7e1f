"""Keeps the office's logo in a printer's own memory: done by a person, once, because that memory wears out with writing."""

from __future__ import annotations

from pathlib import Path

from hall.printing.commands import Answer
from hall.printing.device_lock import DeviceInUse, device_lock
from hall.printing.logo import Logo, LogoFault, restore
from hall.printing.paper import Paper, warm
from printer_drivers import Accepted, Address, Cause, NotSent, Outcome, Printed, Uncertain, open_driver, read_url

JOB = b"LOGO"
NO_KEY = "Alamat ini tidak menyebut tempat logo di printer. Tambahkan logo=nv: dan dua huruf, misalnya {}logo=nv:G1."
NO_LOGO = "Kantor ini belum punya logo. Unggah dahulu di halaman pengelola, bagian printer."


def store_logo(url: str, png: bytes | None, var: Path) -> Answer:
    """Keeps `png` (what the store has for the hall) in the printer and prints it from there as a proof.

    `url` must say where (`logo=nv:G1`). PrinterUrlError where the address is wrong.
    """
    address = read_url(url)
    if not address.profile.logo.startswith("nv:"):
        return Answer(False, NO_KEY.format(url + ("&" if "?" in url else "?")))
    if png is None:
        return Answer(False, NO_LOGO)
    try:
        logo = restore(png)
    except LogoFault as fault:
        return Answer(False, str(fault))
    warm(var)
    return _answer(_send(address, proof(logo, Paper(address.profile))))


def _send(address: Address, sheet: bytes) -> Outcome:
    try:
        with device_lock(address):
            return open_driver(address).send(sheet, JOB)
    except DeviceInUse:
        return NotSent(Cause.IN_USE)


def _answer(outcome: Outcome) -> Answer:
    match outcome:
        case Printed():
            return Answer(True, "Logo tersimpan di printer. Lembar yang keluar menunjukkannya.")
        case Accepted():
            return Answer(True, "Logo terkirim. Printer ini tidak dapat memastikannya: lihat lembar yang keluar.")
        case NotSent():
            return Answer(False, f"Tidak terkirim. {outcome.sentence}")
        case Uncertain():
            return Answer(False, f"Belum pasti tersimpan. {outcome.sentence} Perintah ini boleh diulang.")


def proof(logo: Logo, paper: Paper) -> bytes:
    """A sheet that has the printer keep the logo, and prints it from its memory."""
    paper.keep(logo)
    paper.logo(logo)
    paper.rule()
    paper.text(f"Logo di atas tersimpan di printer ({paper.profile.logo[3:]}).")
    paper.text("Tidak tampak? Printer ini tidak mengenal GS ( L: pakai logo=raster.")
    return paper.done()
