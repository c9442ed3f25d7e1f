"""Slips and printers that the tests of paper share."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from hall.rules.slips import (
    DispositionSlip,
    MissingSlip,
    ReceiptSlip,
    Slip,
    SummarySlip,
    SummonsSlip,
    TicketSlip,
)
from printer_drivers import Profile, profiles

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

RECEIPT = ReceiptSlip(
    hall_name="Kecamatan Kalipare",
    regency="Kabupaten Malang",
    berkas="2026-00417",
    agenda_number="474.4/017/XI/2026",
    layanan_title="Pengantar Kartu Keluarga",
    received_local="Jumat, 20-11-2026 08.15 WIB",
    promised="Senin, 23-11-2026",
    persyaratan=("Surat pengantar RT/RW dan desa", "KK lama, asli", "Fotokopi buku nikah, dua lembar"),
    url="http://192.168.1.10:8000/t/7KQ2M9XH4TB3C",
    code="7KQ2M9XH4TB3C",
    note="Bawa lembar ini saat mengambil.",
)

MISSING = MissingSlip(
    hall_name="Kecamatan Kerjo",
    regency="Kabupaten Karanganyar",
    number="B007",
    berkas="2026-00418",
    layanan_title="Perpindahan penduduk antar kabupaten",
    items=(
        ("Surat pengantar dari desa", False),
        ("KTP-el asli", True),
        ("KK asli dan fotokopi dua lembar", False),
        ("Pas foto 4x6 latar merah, empat lembar", True),
    ),
    returned_local="Jumat, 20-11-2026 09.42 WIB",
    note="Fotokopi bisa di koperasi sebelah kantor.",
    rule="Nomor Anda tetap berlaku hari ini. Langsung ke loket, tanpa antre lagi.",
)

SUMMONS = SummonsSlip(
    hall_name="Kecamatan Kalipare",
    regency="Kabupaten Malang",
    code="K7QM4XHT",
    what="Perekaman KTP-el",
    place="Ruang perekaman, Kantor Kecamatan Kalipare",
    day="Senin, 23-11-2026",
    window="08.00 - 08.30 WIB",
    bring=("Surat panggilan ini", "Kartu Keluarga, asli"),
    call=1,
    rule="Tidak bisa datang? Beri tahu kantor desa, Anda dipanggil sekali lagi.",
    url="http://192.168.1.10:8000/t/K7QM4XHT",
)

DISPOSITION = DispositionSlip(
    hall_name="Kecamatan Kerjo",
    regency="Kabupaten Karanganyar",
    letter_number="005/1127/Dispermades",
    letter_date="18-11-2026",
    agenda_number="005/212/XI/2026",
    from_office="Dinas Pemberdayaan Masyarakat dan Desa",
    subject="Undangan rapat koordinasi pengelolaan dana desa triwulan IV",
    received_local="Jumat, 20-11-2026 08.15 WIB",
    urgency="Segera",
    to=("Sekretaris Kecamatan", "Kasi Pemerintahan", "Kasi Pemberdayaan Masyarakat", "Kasi Trantib"),
    instructions=("Hadiri dan laporkan", "Pelajari dan beri saran", "Siapkan jawaban", "Arsipkan"),
)

SUMMARY = SummarySlip(
    hall_name="Kecamatan Jumapolo",
    regency="Kabupaten Karanganyar",
    counter="Loket 2",
    day="Kamis, 19-11-2026",
    opened="07.58",
    closed="15.04",
    served=41,
    absent=3,
    returned=5,
    transferred=2,
    waiting=0,
    minutes=(2.5, 7.0, 31.0),
    rows=(("Kartu Keluarga", 17), ("KTP-el", 12), ("Pindah penduduk antar kecamatan", 9), ("Kesejahteraan", 3)),
)

TWELVE = (
    "Surat pengantar RT/RW", "Surat pengantar desa", "KTP-el asli", "Fotokopi KTP-el, dua lembar", "KK asli",
    "Fotokopi buku nikah", "Akta kelahiran anak", "Pas foto 4x6 latar merah", "Tanda lunas PBB tahun terakhir",
    "Surat tidak keberatan dari tetangga", "Gambar rencana bangunan", "Materai Rp10.000, dua lembar",
)  # fmt: skip
LONG_ITEM = (
    "Surat pernyataan tidak keberatan dari pemilik tanah yang berbatasan langsung di sebelah utara, selatan, timur, dan "
    "barat, bermeterai cukup, ditandatangani di hadapan kepala dusun dan diketahui kepala desa, dengan lampiran fotokopi "
    "KTP-el setiap penanda tangan yang masih berlaku serta denah lokasi tanah"
).ljust(300, ".")
LONG_TITLE = "Perpindahan penduduk antar kabupaten/kota dalam satu provinsi dan antar provinsi"

COPIED: Final = {"copy": 2, "copied_at": "Jumat, 20-11-2026 09.50 WIB"}
KINDS_OF_SLIPS: Final[dict[str, Slip]] = {
    "ticket": TICKET,
    "tanda-terima": RECEIPT,
    "kekurangan": MISSING,
    "panggilan": SUMMONS,
    "disposisi": DISPOSITION,
    "ringkasan": SUMMARY,
}
EXTREMES: Final[dict[str, Slip]] = {
    "ticket-a1000": replace(TICKET, number="A1000", waiting=0, estimate=None),
    "ticket-long-title": replace(
        TICKET, layanan_title=LONG_TITLE, regency="Kabupaten Barito Kuala, Kalimantan Selatan"
    ),
    "ticket-twelve": replace(TICKET, persyaratan=TWELVE),
    "ticket-no-address": replace(TICKET, url=None),
    "ticket-english": replace(TICKET, language="en", layanan_title="Moving to another district"),
    "tanda-terima-twelve": replace(RECEIPT, persyaratan=TWELVE, agenda_number=None, promised=None, url=None),
    "tanda-terima-english": replace(RECEIPT, language="en", layanan_title="Family card", note="Bring this slip."),
    "kekurangan-twelve": replace(MISSING, items=tuple((text, True) for text in TWELVE), number=None),
    "kekurangan-long-item": replace(MISSING, items=((LONG_ITEM, True), (LONG_ITEM, False)), note=LONG_ITEM),
    "kekurangan-english": replace(MISSING, language="en", rule="Your number stays valid today.", note=""),
    "panggilan-third-english": replace(SUMMONS, language="en", call=3, url=None),
    "disposisi-filled": replace(DISPOSITION, chosen=("Kasi Trantib", "Arsipkan"), note="Segera, hari ini.", urgency=""),
    "ringkasan-empty": replace(SUMMARY, served=0, minutes=None, rows=()),
}
SAMPLES: Final[dict[str, Slip]] = {
    **KINDS_OF_SLIPS,
    **{f"{name}-salinan": replace(slip, **COPIED) for name, slip in KINDS_OF_SLIPS.items()},  # type: ignore[arg-type]
    **EXTREMES,
}

PRINTERS: Final[dict[str, Profile]] = {
    **profiles(),
    "small-letters-58": replace(profiles()["generic-58"], max_scale=2),
    "small-letters-80": replace(profiles()["generic-80"], max_scale=2),
}
"""The profiles that come with the program, and cheap boards that know letters of twice the size and no more."""
