"""Why a USB printer can't be opened, in sentences that say what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterable

from printer_drivers.outcomes import Cause
from printer_drivers.wire import Unopened


def rule(vendor: str) -> str:
    """The udev rule that lets the group lp open every printer of that vendor."""
    return f'SUBSYSTEM=="usb", ATTR{{idVendor}}=="{vendor}", MODE="0660", GROUP="lp"'


def missing(wanted: str, others: Iterable[str]) -> Unopened:
    """No such printer on the bus; `others`: what is there instead."""
    found = ", ".join(sorted(other for other in others if other))
    there = f"Yang terhubung: {found}." if found else "Tidak ada printer USB yang terhubung."
    return Unopened(Cause.ABSENT, f"Printer USB {wanted} tidak ditemukan. {there} Periksa kabel dan listriknya.")


def ambiguous(place: str, serials: Iterable[str]) -> Unopened:
    """Two alike, and the address does not say which."""
    known = ", ".join(sorted(serial for serial in serials if serial))
    which = f"Tambahkan serial= pada alamat: {known}." if known else "Keduanya tanpa nomor seri: pakai usblp:// saja."
    return Unopened(Cause.AMBIGUOUS, f"Ada lebih dari satu printer USB {place}. {which}")


def no_interface(place: str) -> Unopened:
    """A device of that number which is no printer."""
    return Unopened(
        Cause.NOT_A_PRINTER,
        f"Perangkat USB {place} bukan printer (kelas 7). Periksa nomornya dengan lsusb; pada beberapa Epson, setel "
        "sakelar USB ke 'printer class'.",
    )


def no_libusb() -> Unopened:
    """The library that pyusb speaks through is not installed."""
    return Unopened(Cause.MISSING_PART, "Pustaka libusb belum ada. Ketik: sudo apt-get install libusb-1.0-0.")


def unopened(place: str, code: int | None) -> Unopened:
    """Opening or claiming failed with that errno."""
    match code:
        case errno.EACCES | errno.EPERM:
            return Unopened(
                Cause.NO_PERMISSION,
                f"Server tidak boleh membuka printer USB {place}. Tulis di /etc/udev/rules.d/60-antrean.rules: "
                f"{rule(place.partition(':')[0])} (panduan printer).",
            )
        case errno.EBUSY:
            return Unopened(
                Cause.IN_USE,
                f"Printer USB {place} sedang dipakai program lain (Resource busy): usblp, CUPS, atau server kedua. "
                "Hapus printernya dari CUPS, atau pakai alamat usblp:// atau cups://.",
            )
        case errno.ENODEV | errno.ENOENT:
            return Unopened(Cause.ABSENT, f"Printer USB {place} tercabut. Periksa kabel dan listriknya.")
    return Unopened(Cause.UNREACHABLE, f"Printer USB {place} tidak dapat dibuka. Cabut lalu pasang lagi kabelnya.")
