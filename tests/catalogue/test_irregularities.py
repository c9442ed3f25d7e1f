"""What is odd in the documents stays odd in the catalogue: each row of the list of irregularities is a test."""

import re
from collections.abc import Callable, Mapping

import pytest

from hall.catalogue import HallCatalogue
from hall.rules.layanan import Layanan, promised, totals

Find = Callable[[str, str], Layanan]


def numbers(layanan: Layanan) -> list[str | None]:
    return [step.no for step in layanan.steps]


def decisions(layanan: Layanan) -> dict[int, str]:
    return {step.order: step.decision for step in layanan.steps if step.decision}


def test_two_stated_totals_differ_from_their_sum_and_eighteen_agree(all_layanan: list[Layanan]) -> None:
    sums = {one.code: totals(one) for one in all_layanan if one.total_printed}
    differing = {code: (total.printed, total.minutes) for code, total in sums.items() if total.differs}
    assert differing == {"izin-mencari-dana": ("90 menit", 80), "pengaduan": ("25 menit", 26)}
    assert len(sums) == 20


def test_kerjo_jumapolo_and_kalipare_state_no_totals(halls: Mapping[str, HallCatalogue]) -> None:
    silent = [one for slug in ("kerjo", "jumapolo", "kalipare") for one in halls[slug].layanan]
    assert len(silent) == 19
    assert {totals(one).printed for one in silent} == {None}
    assert not any(totals(one).differs for one in silent)


@pytest.mark.parametrize(
    ("hall", "code", "printed"),
    [
        ("kalipare", "legalisasi-umum", "1 1. 2 3 4 5 6"),
        ("kalipare", "izin-keramaian", "1 1. 2 3 4 5 6 6"),
        ("kalipare", "proposal", "1 1. 2 3 4 5 6"),
        ("kalipare", "perekaman-ektp", "1 2 3 4 4.1 4.2 4.3 4.4 4.5 4.6 4.6 4.7 5"),
        ("kalipare", "surat-pindah", "1 2 3 4 6 7 8"),
        ("kalipare", "skck", "1 2 3 5 6"),
        ("barito-kuala", "pengaduan", "2 3 4 5 6"),
        ("jumapolo", "dispensasi-nikah", "1. 2. 3. 4. 5. 6."),
        ("jumapolo", "legalisir-surat", "1. 2. 3. 4. 5."),
        ("jumapolo", "surat-rekomendasi", "1. 2. 3. 4. 5."),
    ],
)
def test_step_numbers_stay_as_printed(layanan: Find, hall: str, code: str, printed: str) -> None:
    assert numbers(layanan(hall, code)) == printed.split()


def test_the_drawn_flow_has_no_numbers(layanan: Find) -> None:
    assert numbers(layanan("kerjo", "pengamanan-perda")) == [None] * 7


def test_orders_count_rows_whatever_is_printed(all_layanan: list[Layanan]) -> None:
    for one in all_layanan:
        assert [step.order for step in one.steps] == list(range(1, len(one.steps) + 1))


def test_half_a_minute_is_half_a_minute(layanan: Find) -> None:
    signature = layanan("kalipare", "perekaman-ektp").step(7).time
    assert (signature.kind, signature.value, signature.text) == ("minutes", 0.5, "0,5 menit")


@pytest.mark.parametrize(
    ("code", "order", "printed", "days", "total"),
    [
        ("izin-usaha", 3, "1 hari", 1, "1 hari 30 menit"),
        ("imb", 4, "2 hari", 2, "2 hari 110 menit"),
        ("kartu-keluarga", 6, "5 hari", 5, "5 hari 40 menit"),
    ],
)
def test_days_are_working_days(layanan: Find, code: str, order: int, printed: str, days: int, total: str) -> None:
    one = layanan("barito-kuala", code)
    time = one.step(order).time
    assert (time.kind, time.value, time.text) == ("working_days", days, printed)
    assert totals(one).printed == total
    assert promised(one).working_days == days


def test_monitoring_lasts_as_long_as_the_event(layanan: Find) -> None:
    time = layanan("kalipare", "izin-keramaian").step(7).time
    assert (time.kind, time.value, time.text) == ("open", None, "Sampai dengan jadwal kegiatan berakhir")


def test_the_report_on_cards_has_no_time_requirement_or_output(layanan: Find) -> None:
    report = layanan("kalipare", "perekaman-ektp").step(13)
    assert (report.time.kind, report.time.text, report.requirement, report.output) == ("unknown", None, None, None)


def test_what_is_illegible_is_null(layanan: Find) -> None:
    steps = layanan("kerjo", "pengamanan-perda").steps
    assert [step.time.text for step in steps] == ["5 menit", "15 menit", "10 menit", None, None, "5 menit", "30 menit"]
    assert {(step.time.kind, step.time.value) for step in steps[3:5]} == {("unknown", None)}
    assert steps[4].requirement == "Komp.uter, printer, balpoint"


DECISIONS = {
    ("kalipare", "pengantar-kk"): {2: "YA TIDAK"},
    ("kalipare", "izin-keramaian"): {3: "Ya Tidak"},
    ("barito-kuala", "penguasaan-tanah"): {1: "Ya", 2: "Tidak"},
    ("barito-kuala", "izin-keramaian"): {1: "Lengkap", 3: "Tidak lengkap"},
    ("barito-kuala", "proposal-sarana"): {1: "lengkap", 3: "Tidak lengkap"},
    ("barito-kuala", "legalisasi-ktp-kk"): {3: "Tidak"},
    ("barito-kuala", "sktm"): {1: "Ya", 2: "Tidak"},
    ("barito-kuala", "izin-usaha"): {2: "TIDAK", 3: "YA"},
    ("barito-kuala", "usaha-mikro-kecil"): {1: "Ya", 2: "Tidak"},
    ("barito-kuala", "keterangan-domisili"): {1: "Lengkap", 2: "Tidak Lengkap", 4: "Ya"},
    ("barito-kuala", "izin-mencari-dana"): {1: "Lengkap", 2: "tidak lengkap"},
    ("barito-kuala", "bantuan-bencana"): {2: "Tidak Ya"},
    ("barito-kuala", "imb"): {3: "Tidak Ya"},
    ("barito-kuala", "bantuan-keagamaan"): {2: "Tidak Ya"},
    ("barito-kuala", "kartu-keluarga"): {2: "Tidak"},
}


def test_decision_marks_stand_where_they_are_printed(halls: Mapping[str, HallCatalogue]) -> None:
    found = {(slug, one.code): decisions(one) for slug, hall in halls.items() for one in hall.layanan if decisions(one)}
    assert found == DECISIONS


def test_every_printed_no_leads_back_to_the_applicant(halls: Mapping[str, HallCatalogue]) -> None:
    asked = 0
    for hall in halls.values():
        for one in hall.layanan:
            for step in one.steps:
                if step.decision and "tidak" in step.decision.lower():
                    assert step.question is not None, one.code
                    assert (step.question.yes, step.question.no) == (step.order + 1, "returned"), one.code
                    asked += 1
    assert asked == 15


def test_what_kalipare_sends_back_when_incomplete_asks_so(halls: Mapping[str, HallCatalogue]) -> None:
    for one in halls["kalipare"].layanan:
        for step in one.steps:
            if "mengembalikan bagi persyaratan yang belum lengkap" in step.text:
                assert step.question is not None
                assert step.question.no == "returned"


def test_seventeen_notes_tie_kalipares_steps_to_other_documents(halls: Mapping[str, HallCatalogue]) -> None:
    notes = {(one.code, step.no): step.note for one in halls["kalipare"].layanan for step in one.steps if step.note}
    letters = [key for key, note in notes.items() if note == "Keterkaitan : SOP Surat Keluar"]
    assert sorted(letters) == sorted(
        [
            *(("pengantar-kk", "4"), ("surat-pindah", "4"), ("kartu-kuning", "4"), ("keterangan-usaha", "4")),
            *(("ahli-waris", "4"), ("legalisasi-umum", "3"), ("izin-keramaian", "3"), ("proposal", "3")),
        ]
    )
    reports = [code for (code, _), note in notes.items() if note == "Keterkaitan : Alur pelaporan"]
    assert (len(letters), len(reports), len(notes)) == (8, 9, 17)
    assert {"pengantar-kk", "perekaman-ektp"} & set(reports) == set()


def test_headers_name_their_related_documents(halls: Mapping[str, HallCatalogue], layanan: Find) -> None:
    assert {one.document.related for one in halls["jumapolo"].layanan} == {("SOP Pelayanan",)}
    assert layanan("kerjo", "legalisir").document.related == ("SOP Pelayanan",)
    assert layanan("kerjo", "pengamanan-perda").document.related == ("SOP Surat Masuk", "SOP Surat Keluar")


def test_the_applicant_does_what_the_documents_give_to_the_applicant(halls: Mapping[str, HallCatalogue]) -> None:
    done = {
        (slug, one.code): [step.order for step in one.steps if step.by == "applicant"]
        for slug, hall in halls.items()
        for one in hall.layanan
    }
    first = [(slug, code) for (slug, code) in done if slug != "barito-kuala" and code != "perekaman-ektp"]
    assert {tuple(done[key]) for key in first} == {(1,)}
    assert done["kalipare", "perekaman-ektp"] == [1, 3]
    barito = {code: orders for (slug, code), orders in done.items() if slug == "barito-kuala" and orders}
    assert barito == {"izin-keramaian": [1], "bantuan-disabilitas": [1]}


def test_only_kalipare_works_on_after_the_hand_over(halls: Mapping[str, HallCatalogue]) -> None:
    for slug, hall in halls.items():
        for one in hall.layanan:
            after = [step for step in one.steps if step.after_handover]
            assert after == [] or slug == "kalipare"
            assert after == list(one.steps[len(one.steps) - len(after) :]), one.code
            words = [step.text.split()[0] for step in after]
            assert set(words) <= {"Mengarsipkan", "Pengarsipan", "Melaporkan", "Memantau"}
            assert not any(
                step.text.split()[0] in {"Mengarsipkan", "Pengarsipan"} for step in one.steps if step not in after
            )


def test_other_agencies_do_their_own_steps(halls: Mapping[str, HallCatalogue]) -> None:
    outside = {
        (slug, one.code, step.order)
        for slug, hall in halls.items()
        for one in hall.layanan
        for step in one.steps
        if step.by == "outside"
    }
    assert outside == {
        ("kerjo", "pengamanan-perda", 4),
        ("barito-kuala", "imb", 4),
        ("barito-kuala", "kartu-keluarga", 6),
    }


@pytest.mark.parametrize(
    ("code", "order", "column"),
    [
        ("izin-usaha", 3, "Tim Survey"),
        ("izin-usaha", 6, "Sekcam"),
        ("dispensasi-nikah", 8, "Operator"),
        ("kartu-keluarga", 6, "Disdukcapil"),
    ],
)
def test_displaced_marks_stay_where_they_are_printed(layanan: Find, code: str, order: int, column: str) -> None:
    assert layanan("barito-kuala", code).step(order).roles == (column,)


def test_the_arrows_of_the_recording_stand_under_the_operator_then_kasi_then_applicant(layanan: Find) -> None:
    columns = [step.roles for step in layanan("kalipare", "perekaman-ektp").steps]
    assert columns == [("Petugas loket/Operator",)] * 9 + [("Kasi Pemerintahan",)] * 2 + [("Pemohon",)] * 2


def test_roles_are_empty_where_no_mark_is_printed(all_layanan: list[Layanan]) -> None:
    marked = {one.code for one in all_layanan if any(step.roles for step in one.steps)}
    assert marked == {
        *("perekaman-ektp", "izin-usaha", "dispensasi-nikah", "surat-keluar", "bantuan-bencana", "kartu-keluarga"),
    }


@pytest.mark.parametrize(
    ("hall", "code", "order", "copied"),
    [
        ("jumapolo", "surat-rekomendasi", 5, "dilegalisir"),
        ("kalipare", "izin-keramaian", 8, "pelayanan SKTM"),
        ("barito-kuala", "skck", 6, "Surat Dispensasi"),
        ("barito-kuala", "keterangan-domisili", 6, "Surat dispensasi"),
    ],
)
def test_copied_outputs_stay(layanan: Find, hall: str, code: str, order: int, copied: str) -> None:
    assert copied in (layanan(hall, code).step(order).output or "")


def test_the_fifth_files_office_is_not_invented(halls: Mapping[str, HallCatalogue]) -> None:
    assert {one.document.office for one in halls["barito-kuala"].layanan} == {None}
    assert "kecamatan" not in halls["barito-kuala"].hall.name.lower()


def test_numbers_and_dates_are_kept_as_incomplete_as_they_are(layanan: Find) -> None:
    document = layanan("kerjo", "legalisir").document
    assert (document.legal_number, document.made, document.revised) == ("188 / Tahun 2023", "Februari 2023", None)
    assert layanan("kalipare", "skck").document.year == 2017
    assert layanan("barito-kuala", "imb").document.year is None


def test_typos_stay(all_layanan: list[Layanan]) -> None:
    said = " ".join(
        " ".join([one.title_printed, *(item.text for item in one.persyaratan), *one.document.role_columns])
        + " ".join(" ".join(filter(None, (step.text, step.requirement, step.output))) for step in one.steps)
        for one in all_layanan
    )
    typos = [
        "Loker",
        "Loket",
        "KERAMAIAAN",
        "Vertifikasi",
        "Sugnature pad",
        "Tandas Tangan",
        "Kain Karbo",
        "Fc. LTP/KK",
    ]
    typos += ["Domilisi", "Surat Pervataan", "kepanitiaian", "Fotocoy", "Mengandakan", "vertifikasi"]
    assert [typo for typo in typos if typo not in said] == []


def test_rules_inside_steps_are_questions(layanan: Find) -> None:
    days = layanan("jumapolo", "dispensasi-nikah").step(1).question
    assert days is not None
    assert "7 hari" in days.text
    assert (days.yes, days.no) == (2, "returned")
    regency = layanan("kalipare", "surat-pindah").step(4).question
    assert regency is not None
    assert (regency.yes, regency.no) == (5, 5)
    event = layanan("kalipare", "izin-keramaian").step(6).question
    assert event is not None
    assert (event.yes, event.no) == (7, 8)


def test_confused_cells_read_as_agreed(layanan: Find) -> None:
    for code in ("kartu-keluarga", "ktp-elektronik", "pindah-penduduk"):
        step = layanan("jumapolo", code).step(2)
        assert step.text == "Mengoreksi/meneliti form dan kelengkapan berkas form kelengkapan berkas"
        assert step.requirement == "Surat pengantar lurah"


def test_the_drawn_flow_reads_as_agreed(layanan: Find) -> None:
    steps = layanan("kerjo", "pengamanan-perda").steps
    begin = [" ".join(step.text.split()[:2]) for step in steps]
    assert begin == [
        *("Pelapor Datang", "Staf menyampaikan", "Camat menerima", "Berkoordinasi dengan"),
        *("Membuat bukti", "Melaporkan hasil", "Menginformasikan kepada"),
    ]
    report = "Laporan dugaan pelanggaran Perda"
    assert [step.requirement for step in steps] == [report] * 4 + ["Komp.uter, printer, balpoint", "Kertas", "Kertas"]
    outputs = [*[report] * 4, "pelanggaran Perda", report, "Laporan penyelesaian pelanggaran"]
    assert [step.output for step in steps] == outputs


def test_no_civil_servants_number_is_anywhere(all_layanan: list[Layanan]) -> None:
    assert not re.search(r"\d{16,}|NIP\.? ?\d", str(all_layanan))
