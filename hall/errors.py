"""Refusals (a person asked for something that cannot be) and configuration faults.

A refusal is an answer, not an accident: it has a `code` of the contract, an HTTP status and a sentence in Indonesian
for the person who asked. It is raised by rules and actions and translated at one door (`hall.web.refusals`).
Anything else that is raised is a fault: 500, and the log.
"""

from __future__ import annotations

from typing import Final

# code -> (HTTP status, title in Indonesian, default sentence in Indonesian)
CODES: Final[dict[str, tuple[int, str, str]]] = {
    "bad_request": (400, "Permintaan tidak dapat dibaca", "Isi permintaan tidak sesuai."),
    "unauthorized": (
        401,
        "Belum dikenal",
        "Perangkat atau petugas ini belum dikenal. Pasangkan layar atau masuk dulu.",
    ),
    "forbidden": (403, "Tidak diizinkan", "Perangkat atau petugas ini tidak berhak melakukan itu."),
    "not_found": (404, "Tidak ditemukan", "Yang diminta tidak ada."),
    "too_large": (413, "Terlalu besar", "Isi permintaan terlalu besar."),
    "too_many_requests": (429, "Terlalu sering", "Terlalu banyak permintaan. Tunggu sebentar atau panggil petugas."),
    "busy": (503, "Sedang sibuk", "Server sedang sibuk menyimpan. Coba lagi sebentar."),
    "printer_unavailable": (503, "Printer tidak siap", "Printer tidak dapat dipakai sekarang. Periksa printer."),
    "nobody_waiting": (409, "Tidak ada yang menunggu", "Tidak ada nomor yang menunggu untuk loket ini."),
    "counter_busy": (409, "Loket sedang melayani", "Loket ini masih memegang satu nomor. Selesaikan dulu nomor itu."),
    "counter_closed": (409, "Loket belum buka", "Buka loket dulu sebelum memanggil."),
    "hall_closed": (409, "Kantor tutup", "Nomor antrean tidak dibuka sekarang."),
    "layanan_inactive": (409, "Layanan tidak aktif", "Layanan ini sedang tidak dibuka. Tanyakan kepada petugas."),
    "quota_reached": (409, "Nomor hari ini habis", "Nomor untuk layanan ini sudah habis hari ini."),
    "too_early": (409, "Terlalu awal", "Belum waktunya."),
    "too_late": (409, "Terlambat", "Waktunya sudah lewat."),
    "wrong_state": (409, "Keadaan tidak sesuai", "Hal itu tidak dapat dilakukan pada keadaan sekarang."),
    "request_id_reused": (409, "Nomor permintaan dipakai ulang", "request_id ini sudah dipakai untuk isi yang lain."),
    "clock_behind": (
        409,
        "Jam server mundur",
        "Jam server lebih lambat dari catatan terakhir. Nomor baru dihentikan sampai penjaga memastikan jam.",
    ),
}


class Refused(Exception):
    """One refusal of the contract.

    `code` is a key of CODES; `detail` is the sentence for the person (Indonesian), the code's own where none is given;
    `english`: the same for who reads the kiosk in English, where it says more than the code does; `field` names the faulty
    field of a `bad_request`; `retry_after` is in whole seconds.
    """

    def __init__(
        self,
        code: str,
        detail: str | None = None,
        *,
        english: str | None = None,
        field: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        self.code = code
        self.status, self.title, default = CODES[code]
        self.detail = detail or default
        self.english = english
        self.field = field
        self.retry_after = retry_after
        super().__init__(f"{code}: {self.detail}")


class ConfigError(Exception):
    """A setting is wrong: names the variable and says what is expected. The machine stops at start."""

    def __init__(self, variable: str, sentence: str) -> None:
        self.variable = variable
        self.sentence = sentence
        super().__init__(f"{variable}: {sentence}")
