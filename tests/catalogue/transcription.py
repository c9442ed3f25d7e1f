"""Compares a layanan's printed part with its document, both ways, and names every difference."""

from collections import Counter

from hall.rules.layanan import Layanan, Step
from tests.catalogue import documents as docs

BUNDLED = ("kerjo", "jumapolo", "kalipare", "barito-kuala")

READING_ORDER = {
    docs.KALIPARE: (
        *("pengantar-kk", "surat-pindah", "skck", "kartu-kuning", "keterangan-usaha", "ahli-waris", "legalisasi-umum"),
        *("izin-keramaian", "dispensasi-nikah", "perekaman-ektp", "proposal"),
    ),
    docs.BARITO_KUALA: (
        *("penguasaan-tanah", "izin-keramaian", "proposal-sarana", "skck", "legalisasi-ktp-kk", "sktm", "izin-usaha"),
        *("usaha-mikro-kecil", "keterangan-domisili", "izin-mencari-dana", "dispensasi-nikah", "surat-keluar"),
        *("surat-masuk", "bantuan-bencana", "imb", "bantuan-disabilitas", "bantuan-keagamaan", "perekaman-ektp"),
        *("kartu-keluarga", "pengaduan"),
    ),
    docs.JUMAPOLO: (
        *("kartu-keluarga", "ktp-elektronik", "pindah-penduduk", "dispensasi-nikah", "legalisir-surat"),
        "surat-rekomendasi",
    ),
}

# What the reading of the drawn flow adds to the words of the rows: ruler, frame, arrows and what is illegible.
_DRAWING = (
    "C) = Mulai/Berakhir ( ) & rishit - T — . 8 i "
    "!:' = Proses O = Pengambil Keputusan = Bersambung him —— » =AlurProses"
)
KERJO_PERDA_DRAWING = Counter(_DRAWING.split())

_LABELS = (
    "No No. Uraian Prosedur Kegiatan Pelaksana Mutu Baku Ket Keterangan Persyaratan/ Kelengkapan Waktu Output "
    "1 2 3 4 5 6 7 8 9 10"
)
JUMAPOLO_LABELS = frozenset(_LABELS.split())


def differences(layanan: Layanan) -> list[str]:
    """Every place where the printed part is not what the document says. Empty: word for word the same."""
    source = layanan.document.source
    if source in docs.HEADINGS:
        return _tabbed(layanan, docs.tabbed(source)[READING_ORDER[source].index(layanan.code)])
    if source == docs.JUMAPOLO:
        place = READING_ORDER[source].index(layanan.code)
        return _jumapolo(layanan, *docs.jumapolo()[place]) + _jumapolo_cells(layanan, docs.jumapolo_cells(place))
    if source == docs.KERJO_LEGALISIR:
        return _kerjo_legalisir(layanan)
    return _kerjo_perda(layanan)


def printed_row(step: Step) -> list[str]:
    """The cells of a step's row that are not empty, left to right."""
    row = [step.no, step.text, *(mark.sign for mark in step.marks)]
    row += [step.requirement, step.time.text, step.output, step.note]
    return [cell for cell in row if cell]


def _unlike(what: str, ours: object, printed: object) -> list[str]:
    return [] if ours == printed else [f"{what}: {ours!r} is not {printed!r}"]


def _tabbed(layanan: Layanan, section: docs.Section) -> list[str]:
    document, rows = layanan.document, section.rows
    found = _unlike("title", layanan.title_printed, section.heading)
    found += _unlike("total", layanan.total_printed, section.total)
    found += _unlike("role columns", document.role_columns, section.role_columns)
    if document.source == docs.KALIPARE:
        found += _unlike("table heading", [document.table_heading], docs.filled(rows[0]))
        rows = rows[1:]
    found += _unlike("number of rows", len(layanan.steps), len(rows))
    for step, row in zip(layanan.steps, rows, strict=False):
        found += _unlike(f"row {step.order}", printed_row(step), docs.filled(row))
        found += _columns(layanan, step, row)
    return found


def _columns(layanan: Layanan, step: Step, row: tuple[str, ...]) -> list[str]:
    """Each cell stands under its own heading. Rows 2 to 9 of the disability aid are printed one column short."""
    roles = layanan.document.role_columns
    short = layanan.code == "bantuan-disabilitas" and step.order > 1
    width = len(roles) - short
    signs = {roles.index(mark.column): mark.sign for mark in step.marks}
    under = {at: cell for at, cell in enumerate(row[2 : 2 + width]) if cell}
    rest = tuple(cell or "" for cell in (step.requirement, step.time.text, step.output, step.note))
    found = _unlike(f"marks of row {step.order}", signs, under)
    return found + _unlike(f"columns of row {step.order}", rest, (*row[2 + width :], "", "", "", "")[:4])


def _numbered(items: tuple[str, ...]) -> str:
    return " ".join(f"{number}. {item}" for number, item in enumerate(items, start=1))


def _jumapolo(layanan: Layanan, head: tuple[str, ...], table: tuple[str, ...]) -> list[str]:
    d = layanan.document
    warning_label = "Peringatan:" if "SIAK" in " ".join(d.qualifications) else "Peingatan :"
    page = (
        f"KECAMATAN JUMAPOLO NOMOR SOP {d.legal_number} TANGGAL PEMBUATAN {d.made} TANGGAL REVISI {d.revised} "
        f"TANGGAL EFEKTIF {d.effective} DISAHKAN OLEH Nama SOP {layanan.title_printed} "
        f"Dasar Hukum: Kualifikasi Pelaksana: {_numbered(d.legal_basis)} {_numbered(d.qualifications)} "
        f"Keterkaitan: Peralatan / Perlengkapan Kantor: {' '.join(d.related)} {_numbered(d.equipment)} "
        f"{warning_label} Pencatatan dan Pendataan: {d.warning} {d.recording}"
    )
    found = _unlike("header page", (*page.split(),), (*head, "masing-masing", "OPD"))
    body = tuple(" ".join(" ".join(printed_row(step)) for step in layanan.steps).split())
    labels = table[: len(table) - len(body)]
    found += _unlike("table", body, table[len(labels) :])
    found += _unlike("labels, each printed once", sorted(set(labels)), sorted(labels))
    roles = Counter(" ".join(d.role_columns).split())
    found += _unlike("role columns", roles, Counter(word for word in labels if word not in JUMAPOLO_LABELS))
    return found + _unlike("what six sections do not print", (layanan.total_printed, _marks(layanan)), (None, []))


def _jumapolo_cells(layanan: Layanan, pieces: tuple[str, ...]) -> list[str]:
    ours = []
    for step in layanan.steps:
        ours.append(f"{step.no} {step.text}")
        ours.append(f"{step.requirement} {step.time.text} {step.output}")
    first, *rest = pieces[-len(ours) :]
    found = _unlike("cells", ours[1:], rest)
    return found + _unlike("first cell", first.endswith(ours[0]), True)


def _marks(layanan: Layanan) -> list[str]:
    return [mark.sign for step in layanan.steps for mark in step.marks]


def _kerjo_legalisir(layanan: Layanan) -> list[str]:
    d = layanan.document
    page = (
        "PEMERINTAH KABUPATEN KARANGANYAR STANDAR OPERSIONAL PROSEDUR PERANGKAT DAERAH OPD KECAMATAN KERJO "
        f"LAYANAN LEGALISIR {d.year} Jalan. Kerjo – Karanganyar Km. 20 {d.regency} "
        f"PEMERINTAH KABUPATEN KARANGANYAR OPD. KECAMATAN KERJO {d.unit} NOMOR SOP {d.legal_number} "
        f"TGL PEMBUATAN {d.made} TGL REVISI {d.revised or ''} TGL EFEKTIF {d.effective} "
        f"DISAHKAN OLEH {d.approved_by} ██████ PEMBINA / IV.a NIP. ██████ NAMA SOP {layanan.title_printed} "
        f"DASAR HUKUM KUALIFIKASI PELAKSANA {_numbered(d.legal_basis)} {_numbered(d.qualifications)} "
        f"KETERKAITAN PERALATAN/PERLENGKAPAN {' '.join(d.related)} {_numbered(d.equipment)} "
        f"PERINGATAN PENCATATAN DAN PENDATAAN {d.warning} {d.recording}"
    )
    labels, names, *rows = docs.kerjo_legalisir_table()
    found = _unlike("header page", page.split(), docs.kerjo_legalisir_words())
    found += _unlike("labels", docs.filled(labels), ["NO.", "Uraian Prosedur", "Pelaksana", "Mutu Baku", "Keterangan"])
    found += _unlike("role columns", d.role_columns, names[2:5])
    found += _unlike("number of rows", len(layanan.steps), len(rows))
    for step, row in zip(layanan.steps, rows, strict=False):
        found += _unlike(f"row {step.order}", printed_row(step), docs.filled(row))
        found += _columns(layanan, step, row)
    return found + _unlike("total", layanan.total_printed, None)


def _kerjo_perda(layanan: Layanan) -> list[str]:
    d, (head, flow) = layanan.document, docs.kerjo_perda()
    page = (
        f"PEMERINTAH KABUPATEN KARANGANYAR OPD. KECAMATAN KERJO {d.unit} NOMOR SOP {d.legal_number} "
        f"TGL PEMBUATAN {d.made} TGL REVISI {d.revised} TGL EFEKTIF {d.effective} DISAHKAN OLEH "
        f"NAMA SOP {layanan.title_printed} DASAR HUKUM KUALIFIKASI PELAKSANA {_numbered(d.legal_basis)} "
        f"{_numbered(d.qualifications)} ~ |PERALATAN/PERLENGKAPAN _ {_numbered(d.related)} {_numbered(d.equipment)} "
        f"PERINGATAN PENCATATAN DAN PENDATAAN {d.warning} {d.recording}"
    )
    found = _unlike("header page", page.split(), head)
    words = Counter(" ".join(" ".join(printed_row(step)) for step in layanan.steps).split())
    found += _unlike("words of the flow", words + KERJO_PERDA_DRAWING, Counter(flow))
    for step in layanan.steps:
        for cell in printed_row(step):
            found += _unlike(f"reading order of {cell!r}", _reads(cell.split(), flow), True)
    return found + _unlike("roles and total", (d.role_columns, layanan.total_printed), ((), None))


def _reads(words: list[str], flow: list[str]) -> bool:
    """Whether these words follow each other downwards in the flow, other columns between them."""
    rest = iter(flow)
    return all(word in rest for word in words)
