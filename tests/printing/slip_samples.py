"""Slips that the tests of paper share."""

from __future__ import annotations

from hall.rules.slips import TicketSlip

TICKET = TicketSlip(
    hall_name="Kecamatan Jumapolo",
    regency="Kabupaten Karanganyar",
    number="A024",
    layanan_title="Pindah penduduk antar kecamatan",
    line_name="Kependudukan",
    issued_local="Kamis, 19-11-2026 09.42 WIB",
    waiting=6,
    estimate=("10.05", "10.20"),
    persyaratan=("Fotokopi surat nikah", "Pas foto 4x6, dua lembar"),
    url="http://192.168.1.10:8000/t/7KQ2M9XH4TB3C",
    code="7KQ2M9XH4TB3C",
    rule="Terlewat? Lapor petugas. Dipanggil lagi setelah 3 nomor. Jangan ambil nomor baru.",
    free=True,
)
