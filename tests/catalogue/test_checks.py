"""A broken catalogue is refused whole, with the file, the line and a sentence for the office worker who wrote it."""

import shutil
from pathlib import Path

import pytest

from hall.catalogue import BrokenCatalogue, Fault, bundled, catalogues_root, check, read_hall

NIKAH = "dispensasi-nikah.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of Jumapolo that may be broken."""
    return Path(shutil.copytree(bundled("jumapolo"), tmp_path / "jumapolo"))


def edited(file: Path, before: str, after: str) -> int:
    """Replaces the first occurrence and gives the line where it stood."""
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    return text[: text.index(before)].count("\n") + 1


EDITS = {
    "unknown key": (NIKAH, 'category = "surat"', 'kategori = "surat"', '"kategori" tidak dikenal'),
    "title too long": (NIKAH, 'title = "Dispensasi nikah"', f'title = "{"Dispensasi " * 3}nikah"', "terlalu panjang"),
    "empty title": (NIKAH, 'title = "Dispensasi nikah"', 'title = ""', '"title" kosong'),
    "title is a number": (NIKAH, 'title = "Dispensasi nikah"', "title = 7", "tulisan di antara tanda petik"),
    "unknown line": (NIKAH, 'line = "U"', 'line = "W"', 'Antrean "W" tidak ada. Yang ada: A, U.'),
    "unknown category": (NIKAH, 'category = "surat"', 'category = "nikah"', 'Kelompok "nikah" tidak ada'),
    "unknown pictogram": (NIKAH, 'pictogram = "nikah"', 'pictogram = "naga"', 'tidak mengenal "naga"'),
    "unknown audience": (NIKAH, 'audience = "citizen"', 'audience = "semua"', 'tidak mengenal "semua"'),
    "bad time": (NIKAH, 'time = "2 menit"', 'time = "dua menit"', 'Waktu "dua menit" tidak terbaca'),
    "open end without words": (NIKAH, 'time = "2 menit"', 'time = "Sampai"', 'Waktu "Sampai" tidak terbaca'),
    "two numbers": (NIKAH, 'time = "2 menit"', 'time = "2 menit 3 menit"', "tidak terbaca"),
    "control character": (NIKAH, 'title = "Dispensasi nikah"', 'title = "Nikah\\u0007"', "tanda yang tidak terlihat"),
    "printer command": (NIKAH, 'no = "1."', 'no = "\\u001b@"', "tanda yang tidak terlihat"),
    "two spaces": (NIKAH, 'title = "Dispensasi nikah"', 'title = "Dispensasi  nikah"', "spasi ganda"),
    "question beyond the end": (
        NIKAH,
        "yes = 2",
        "yes = 7",
        "menunjuk ke langkah 7, padahal langkahnya hanya 1 sampai 6",
    ),
    "question to itself": (NIKAH, "yes = 2", "yes = 1", "harus maju"),
    "question to nowhere": (NIKAH, 'no = "returned"', 'no = "pulang"', '"no" harus berupa urutan langkah'),
    "no beyond the end": (NIKAH, 'no = "returned"', "no = 40", "menunjuk ke langkah 40"),
    "who does it": (NIKAH, 'by = "applicant"', 'by = "pemohon"', 'tidak mengenal "pemohon"'),
    "too many words": (NIKAH, 'plain = "Camat menandatangani"', f'plain = "{"kata " * 9}kata"', "paling banyak 9 kata"),
    "flag in words": (NIKAH, "delicate = true", 'delicate = "ya"', "harus true atau false"),
    "place below one": (NIKAH, "place = 5", "place = 0", "paling kecil 1"),
    "list of numbers": (NIKAH, 'synonyms = ["nikah",', "synonyms = [1,", "hanya boleh berisi tulisan"),
    "code with spaces": (NIKAH, 'code = "dispensasi-nikah"', 'code = "Dispensasi Nikah"', "hanya boleh huruf kecil"),
    "code of another": (NIKAH, 'code = "dispensasi-nikah"', 'code = "kartu-keluarga"', "sudah dipakai di"),
    "no quote": (NIKAH, 'line = "U"', 'line = "U', "tidak terbaca"),
    "key twice": (NIKAH, 'line = "U"', 'line = "U"\nline = "A"', "sudah ditulis di atas"),
    "letter by ear": ("hall.toml", 'letter = "U"', 'letter = "B"', "sulit dibedakan saat dipanggil"),
    "letters alike": ("hall.toml", 'letter = "U"', 'letter = "H"', '"A" dan "H" terdengar mirip'),
    "letter twice": ("hall.toml", 'letter = "U"', 'letter = "A"', "ditulis dua kali"),
    "letter O": ("hall.toml", 'letter = "U"', 'letter = "O"', "sulit dibedakan"),
    "no such zone": ("hall.toml", "Asia/Jakarta", "Asia/Karanganyar", "tidak dikenal"),
    "slug": ("hall.toml", 'slug = "jumapolo"', 'slug = "../jumapolo"', "hanya boleh huruf kecil"),
    "category twice": ("hall.toml", 'code = "surat"', 'code = "kependudukan"', "ditulis dua kali"),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_mistake_is_named_with_its_file_and_line(folder: Path, name: str) -> None:
    file, before, after, sentence = EDITS[name]
    line = edited(folder / file, before, after)
    lines = {line, line + 1} if name == "key twice" else {line}
    faults = [fault for fault in check(folder) if sentence in fault.sentence]
    if name == "code of another":  # the second file with that code is the one to blame
        assert [fault.file for fault in faults] == ["kartu-keluarga.toml"]
    else:
        assert [fault for fault in faults if fault.file == file and fault.line in lines], check(folder)
    with pytest.raises(BrokenCatalogue):
        read_hall(folder)


def test_a_good_folder_has_no_faults(folder: Path) -> None:
    assert check(folder) == []
    assert len(read_hall(folder).layanan) == 6


def test_a_missing_title_is_named_at_its_part(folder: Path) -> None:
    edited(folder / NIKAH, 'title = "Dispensasi nikah"\n', "")
    assert check(folder) == [Fault(NIKAH, 4, 'Isian "title" belum ada.')]


def test_a_missing_part_is_named(folder: Path) -> None:
    (folder / NIKAH).write_text('code = "dispensasi-nikah"\n', encoding="utf-8")
    said = [fault.sentence for fault in check(folder)]
    assert "Bagian [ours] belum ada." in said
    assert "Bagian [document] belum ada." in said
    assert "Layanan ini belum memuat langkah. Tambahkan bagian [[steps]]." in said


def test_all_faults_are_found_in_one_reading(folder: Path) -> None:
    edited(folder / NIKAH, 'time = "2 menit"', 'time = "dua"')
    edited(folder / "hall.toml", 'letter = "U"', 'letter = "B"')
    edited(folder / "kartu-keluarga.toml", "place = 2", "place = -2")
    assert {fault.file for fault in check(folder)} >= {NIKAH, "hall.toml", "kartu-keluarga.toml"}


def test_a_mark_stands_under_a_column_that_the_document_has(folder: Path) -> None:
    line = edited(folder / NIKAH, 'no = "2."', 'no = "2."\nmarks = [{ column = "Satpam", sign = "■" }]')
    assert check(folder) == [Fault(NIKAH, line + 1, 'Kolom pelaksana "Satpam" tidak ada di dokumen ini.')]


def test_a_delicate_layanan_never_stands_alone_in_its_line(folder: Path) -> None:
    for file in ("legalisir-surat.toml", "surat-rekomendasi.toml"):
        edited(folder / file, 'line = "U"', 'line = "A"')
    assert [(fault.file, fault.sentence) for fault in check(folder)] == [
        (
            NIKAH,
            'Layanan peka ini sendirian di antrean "U", sehingga keperluannya terbaca. Satukan dengan layanan lain.',
        )
    ]


def test_a_hall_without_layanan_or_without_its_own_file_is_broken(tmp_path: Path) -> None:
    missing = Fault("hall.toml", 1, "Berkas ini tidak ada atau tidak dapat dibuka.")
    empty = Fault("hall.toml", 1, "Folder ini belum memuat satu pun berkas layanan.")
    assert check(tmp_path) == check(tmp_path / "tidak-ada") == sorted([missing, empty])
    shutil.copy(bundled("jumapolo") / "hall.toml", tmp_path)
    assert check(tmp_path) == [Fault("hall.toml", 1, "Folder ini belum memuat satu pun berkas layanan.")]


def test_a_file_that_is_not_text_is_named(folder: Path) -> None:
    (folder / NIKAH).write_bytes(b'code = "a"\nx = "\xff"\n')
    assert check(folder) == [Fault(NIKAH, 2, "Ada huruf yang tidak terbaca. Simpan berkas ini sebagai UTF-8.")]


def test_an_empty_and_an_endless_file_are_named(folder: Path) -> None:
    (folder / "kosong.toml").write_text("", encoding="utf-8")
    (folder / "besar.toml").write_text("# \n" * 100_000, encoding="utf-8")
    (folder / "dalam.toml").write_text("a = " + "[" * 100_000, encoding="utf-8")
    (folder / "angka.toml").write_text("a = " + "9" * 100_000, encoding="utf-8")
    assert [fault.file for fault in check(folder)] == ["angka.toml", "besar.toml", "dalam.toml", "kosong.toml"]


def test_what_an_old_editor_saves_is_read(folder: Path) -> None:
    """A byte order mark and Windows line ends, as Notepad writes them."""
    for file in folder.glob("*.toml"):
        file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n"))
    assert check(folder) == []
    assert read_hall(folder) == read_hall(bundled("jumapolo"))


def test_one_file_or_all_halls_can_be_checked(folder: Path) -> None:
    line = edited(folder / NIKAH, 'time = "2 menit"', 'time = "dua"')
    assert [(fault.file, fault.line) for fault in check(folder / NIKAH)] == [(NIKAH, line)]
    assert check(folder / "kartu-keluarga.toml") == []
    shutil.copytree(bundled("kerjo"), folder.parent / "kerjo")
    assert [(fault.file, fault.line) for fault in check(folder.parent)] == [(f"jumapolo/{NIKAH}", line)]
    assert check(catalogues_root()) == []


def test_the_fault_reads_as_one_sentence() -> None:
    assert str(Fault("kk.toml", 3, "Salah.")) == "kk.toml baris 3: Salah."
    assert str(BrokenCatalogue([Fault("kk.toml", 3, "Salah.")])) == "kk.toml baris 3: Salah."
