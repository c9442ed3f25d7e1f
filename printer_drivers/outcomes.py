"""What became of one job. The four answers are a closed union; nothing else is ever said about a slip.

The line between `NotSent` and `Uncertain` is the first printable byte handed to the kernel: before it a failure is
certain, after it the slip may still come out, even minutes later (proved with pulled cables and full buffers), so it
must never be printed again by a machine.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class Cause(StrEnum):
    """Why a job did not end in a confirmed slip, or why a printer cannot take one."""

    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    ERROR = "error"
    OFFLINE = "offline"
    MUTE = "mute"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    UNKNOWN_HOST = "unknown_host"
    IN_USE = "in_use"
    RESET = "reset"
    CLOSED = "closed"
    STALLED = "stalled"
    NO_ECHO = "no_echo"
    STORAGE = "storage"
    STOPPED = "stopped"
    ABSENT = "absent"
    NO_PERMISSION = "no_permission"
    NOT_A_PRINTER = "not_a_printer"
    AMBIGUOUS = "ambiguous"
    MISSING_PART = "missing_part"

    @property
    def sentence(self) -> str:
        """The cause in Indonesian, for the person who can mend it."""
        return SENTENCES[self]


SENTENCES: Final[dict[Cause, str]] = {
    Cause.PAPER_OUT: "Kertas habis. Ganti gulungan.",
    Cause.COVER_OPEN: "Tutup printer terbuka. Tutup sampai berbunyi klik.",
    Cause.CUTTER: "Pemotong kertas macet. Matikan printer, buka tutupnya, lepaskan kertas.",
    Cause.ERROR: "Printer melaporkan kerusakan. Matikan lalu nyalakan lagi.",
    Cause.OFFLINE: "Printer sedang tidak siap. Tekan tombol FEED atau nyalakan lagi.",
    Cause.MUTE: "Printer tidak menjawab. Mungkin sedang dipakai komputer lain.",
    Cause.REFUSED: "Printer menolak sambungan. Periksa alamat dan port printer.",
    Cause.UNREACHABLE: "Printer tidak terhubung. Periksa listrik dan kabel jaringannya.",
    Cause.UNKNOWN_HOST: "Nama printer tidak dikenal di jaringan. Periksa alamatnya.",
    Cause.IN_USE: "Printer sedang dipakai proses lain di server ini.",
    Cause.RESET: "Sambungan ke printer terputus saat mencetak.",
    Cause.CLOSED: "Printer menutup sambungan saat mencetak.",
    Cause.STALLED: "Printer berhenti menerima data saat mencetak.",
    Cause.NO_ECHO: "Printer tidak memastikan hasil cetak.",
    Cause.STORAGE: "Berkas cetak tidak dapat ditulis. Pakai nama berkas yang baru. Periksa izin dan ruang disk.",
    Cause.STOPPED: "Layanan cetak berhenti saat tiket dikirim.",
    Cause.ABSENT: "Printer tidak ditemukan. Periksa kabel, listrik, dan alamatnya.",
    Cause.NO_PERMISSION: "Server tidak diizinkan membuka printer. Lihat panduan printer.",
    Cause.NOT_A_PRINTER: "Alamat itu bukan printer. Periksa alamatnya.",
    Cause.AMBIGUOUS: "Ada lebih dari satu printer yang cocok. Tambahkan serial= pada alamatnya.",
    Cause.MISSING_PART: "Program yang diperlukan untuk printer ini belum dipasang di server.",
}


@dataclass(frozen=True, slots=True)
class NotSent:
    """No printable byte left us: the job may be tried again. `detail`: what to do, where the device told more."""

    cause: Cause
    detail: str = field(default="", compare=False)

    @property
    def sentence(self) -> str:
        """Why, in Indonesian."""
        return self.detail or self.cause.sentence


@dataclass(frozen=True, slots=True)
class Printed:
    """The printer said that the paper is printed."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The printer took all data; it cannot say more."""


@dataclass(frozen=True, slots=True)
class Uncertain:
    """Bytes left us and nothing is known: only a person may decide on a copy. `sent`: bytes handed over at most."""

    cause: Cause
    sent: int
    detail: str = field(default="", compare=False)

    @property
    def sentence(self) -> str:
        """Why, in Indonesian."""
        return self.detail or self.cause.sentence


Outcome = NotSent | Printed | Accepted | Uncertain
