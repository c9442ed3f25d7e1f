"""Setting up a hall, its people, its printers and its year."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hall import config
from hall.actions import counters, people
from hall.actions.office import Office
from hall.cli.calendar import FaultyLine, read_days_off
from hall.clock import SystemClock
from hall.errors import Refused
from hall.printing.logo import Logo
from hall.printing.raster import Bits
from hall.records import logos, sessions
from hall.records.database import Database
from hall.rules.calendar import date_text
from hall.rules.typed_times import week_lines
from tests.cli.conftest import Keeper
from tests.recording import RecordingDay

PASSWORD = "kata-sandi-panjang"


@pytest.fixture
def here(office: Keeper) -> Iterator[Office]:
    """The office as the server sees it, beside the keeper's commands."""
    settings = config.load()
    database = Database(settings.database_url)
    yield Office(database, SystemClock(), settings)
    database.close()


def test_a_real_hall_is_set_up_and_tells_what_comes_next(here: Office, office: Keeper) -> None:
    hall = here.hall("kec-uji")
    assert (hall.name, hall.demo, sorted(hall.counters)) == ("Kecamatan Uji", False, ["1", "2"])
    assert hall.calendar.hours
    again = office("init", "kerjo", "--slug", "kec-uji")
    assert (again.status, again.err) == (1, "antrean: Kantor 'kec-uji' sudah ada di server ini.\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--slug", "Kec Uji"), "--slug"),
        (("--counters", "0"), "--counters"),
        (("--timezone", "Europe/Paris"), "bukan WIB"),
        (("--timezone", "Asia/Atlantis"), "tidak dikenal"),
        (("--timezone", "../etc"), "tidak dikenal"),
    ],
)
def test_a_hall_that_cannot_be_is_refused(keeper: Keeper, words: tuple[str, ...], said: str) -> None:
    typed = keeper("init", "kerjo", *words)
    assert typed.status == 1
    assert said in typed.err
    assert typed.err.count("\n") == 1


def test_the_zone_follows_the_time_zone(office: Keeper, here: Office) -> None:
    assert office("init", "kerjo", "--slug", "timur", "--timezone", "Asia/Jayapura").status == 0
    assert here.hall("timur").zone == "WIT"


def test_a_token_is_printed_alone_and_holds_at_once(here: Office, office: Keeper) -> None:
    made = office("token", "create", "--hall", "kec-uji", "--role", "counter", "--counter", "1")
    assert re.fullmatch(r"antrean_\S{40,}\n", made.out)
    assert [token.role for token in people.list_tokens(here, "kec-uji")] == ["counter"]
    assert office("token", "create", "--hall", "lain", "--role", "kiosk").err == (
        "antrean: Kantor ini tidak ada di server ini.\n"
    )


def test_an_account_is_added_with_a_password_from_standard_input(here: Office, office: Keeper) -> None:
    words = ("staff", "add", "penjaga", "--hall", "kec-uji", "--name", "Penjaga", "--role", "keeper,clerk")
    assert office(*words, "--password-stdin", stdin=f"{PASSWORD}\n").out == "Akun penjaga ditambahkan di kec-uji.\n"
    assert people.sign_in(here, "kec-uji", "penjaga", PASSWORD).name == "Penjaga"
    assert office(*words, "--password-stdin", stdin=f"{PASSWORD}\n").status == 1


def test_without_a_terminal_a_password_is_made_and_shown_once(here: Office, office: Keeper) -> None:
    office("staff", "add", "penjaga", "--hall", "kec-uji", "--name", "Penjaga", "--role", "keeper")
    reset = office("staff", "reset-password", "penjaga", "--hall", "kec-uji")
    made = reset.out.rpartition("Kata sandi: ")[2].strip()
    assert people.sign_in(here, "kec-uji", "penjaga", made).name == "Penjaga"
    with pytest.raises(Refused):
        people.sign_in(here, "kec-uji", "penjaga", PASSWORD)


def test_a_short_password_is_refused(office: Keeper) -> None:
    typed = office(
        "staff", "add", "penjaga", "--hall", "kec-uji", "--name", "P", "--role", "keeper", "--password-stdin"
    )
    assert typed.status == 1
    assert typed.err.count("\n") == 1


def test_a_code_that_no_screen_shows_is_refused(office: Keeper) -> None:
    typed = office("pair", "123456", "--hall", "kec-uji", "--role", "display")
    assert typed.status == 1
    assert "Kode itu tidak ada" in typed.err


def test_a_catalogue_is_exported_checked_and_taken_back_unchanged(office: Keeper, tmp_path: Path) -> None:
    folder = tmp_path / "katalog"
    assert office("catalogue", "export", "kec-uji", "--to", str(folder)).status == 0
    assert "dapat dipakai" in office("catalogue", "check", str(folder)).out
    assert office("catalogue", "import", str(folder)).out == "Katalog kec-uji dipakai: 0 layanan baru atau berubah.\n"


def test_a_broken_catalogue_names_file_and_line_and_changes_nothing(
    here: Office, office: Keeper, tmp_path: Path
) -> None:
    folder = tmp_path / "katalog"
    office("catalogue", "export", "kec-uji", "--to", str(folder))
    broken = next(path for path in sorted(folder.glob("*.toml")) if path.name != "hall.toml")
    broken.write_text(broken.read_text().replace("title = ", "titel = ", 1))
    before = here.hall("kec-uji").version
    for command in ("check", "import"):
        typed = office("catalogue", command, str(folder))
        assert typed.status == 1
        assert re.search(rf"{broken.name} baris \d+: ", typed.out)
        assert typed.err.endswith("Tidak ada yang diubah.\n")
    here.forget("kec-uji")
    assert here.hall("kec-uji").version == before


def test_a_folder_without_a_catalogue_is_refused(keeper: Keeper) -> None:
    assert "tidak ada hall.toml" in keeper("catalogue", "check", "/nowhere").err


def test_the_years_holidays_replace_those_of_the_same_year(here: Office, office: Keeper, tmp_path: Path) -> None:
    file = tmp_path / "libur.csv"
    file.write_text(
        "tanggal;nama\n2027-01-01;Tahun Baru\n17/08/2027;Kemerdekaan\n2027-02-03 10:00;2027-02-03 12.00;Listrik\n"
    )
    for _ in range(2):
        assert office("calendar", "import", str(file)).out == "2 hari libur dan 1 penutupan dipakai di: kec-uji.\n"
    file.write_text("2027-01-02, Tahun Baru (diubah)\n")
    assert office("calendar", "import", str(file), "--hall", "kec-uji").status == 0
    calendar = here.hall("kec-uji").calendar
    assert [(day.isoformat(), name) for day, name in calendar.holidays.items()] == [
        ("2027-01-02", "Tahun Baru (diubah)")
    ]
    assert [closure.start.isoformat() for closure in calendar.closures] == ["2027-02-03T03:00:00+00:00"]


def test_a_list_brings_ramadan_and_comes_again_with_a_day_less(here: Office, office: Keeper, tmp_path: Path) -> None:
    file = tmp_path / "libur.csv"
    ramadan = "2099-02-18, {last}, Ramadan, Senin-Kamis 08.00-12.00 12.30-15.00, Jumat 08.00-11.30 12.30-15.30\n"
    file.write_text("2099-01-01, Tahun Baru\n" + ramadan.format(last="2099-03-19"))
    for _ in range(2):
        said = office("calendar", "import", str(file))
        assert said.out == "1 hari libur, 1 jam khusus dan 0 penutupan dipakai di: kec-uji.\n"
    file.write_text(ramadan.format(last="18/03/2099"))
    assert office("calendar", "import", str(file), "--hall", "kec-uji").status == 0
    calendar = here.hall("kec-uji").calendar
    (special,) = calendar.special
    assert (special.name, special.first, special.last) == ("Ramadan", date(2099, 2, 18), date(2099, 3, 18))
    assert week_lines(special.hours) == [
        ("Senin–Kamis", "08.00-12.00, 12.30-15.00"),
        ("Jumat", "08.00-11.30, 12.30-15.30"),
    ]
    assert list(calendar.holidays) == [date(2099, 1, 1)], "a list without holidays leaves those that are there"


def test_special_hours_that_meet_others_in_one_hall_change_nothing_in_any(
    here: Office, office: Keeper, tmp_path: Path
) -> None:
    assert office("init", "kerjo", "--slug", "kec-awal", "--name", "Kecamatan Awal", "--counters", "1").status == 0
    file = tmp_path / "libur.csv"
    file.write_text("2099-02-18, 2099-03-19, Ramadan, Senin 08.00-12.00\n")
    office("calendar", "import", str(file), "--hall", "kec-uji")
    file.write_text("2099-01-01, Tahun Baru\n2099-03-19, 2099-03-20, Porseni, Jumat 08.00-12.00\n")
    refused = office("calendar", "import", str(file))
    assert (refused.status, refused.err) == (
        1, "antrean: kec-uji: Tanggalnya bertumpuk dengan Ramadan (18-02-2099 sampai 19-03-2099). Tidak ada yang diubah.\n",
    )  # fmt: skip
    kept = [here.hall(slug).calendar for slug in ("kec-awal", "kec-uji")]
    assert [(len(one.special), one.holidays) for one in kept] == [(0, {}), (1, {})]


def test_a_list_that_leaves_letters_outside_of_the_hours_names_their_session(
    here: Office, office: Keeper, tmp_path: Path
) -> None:
    tomorrow = datetime.now(ZoneInfo("Asia/Jakarta")).replace(hour=9, minute=0, second=0, microsecond=0)
    tomorrow += timedelta(days=1)
    session = RecordingDay(here, "kec-uji", windows=2, first=tomorrow)
    with here.database.writing() as connection:
        sessions.take(connection, session.slots[1].id)
    file = tmp_path / "libur.csv"
    file.write_text(f"{tomorrow:%Y-%m-%d}, Cuti bersama\n")
    said = office("calendar", "import", str(file)).out.splitlines()[1:]
    assert said == [
        f"kec-uji: sesi perekaman {session.code} ({date_text(tomorrow.date())}): 1 surat di luar jam layanan."
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2027-02-18, 2027-03-19, Ramadan, 08.00-12.00\n", "baris 1: jam '08.00-12.00' tidak menyebut harinya"),
        ("2027-02-18, 2027-03-19, Ramadan, Senin 08.00-12.00, 12.30-15.00\n", "jam '12.30-15.00' tidak menyebut"),
        ("2027-02-18, 2027-03-19, Ramadan, Kamis-Senin 08.00-12.00\n", "tidak menyebut harinya"),
        ("2027-02-18, 2027-03-19, Ramadan, Senen 08.00-12.00\n", "tidak menyebut harinya"),
        ("2027-02-18, 2027-03-19, Ramadan, Senin 08.00-07.00\n", "Jam Senin: jam tutup harus sesudah"),
        ("2027-02-18, 2027-03-19, Ramadan, Senin 08.00-12.00, Senin 13.00-14.00\n", "Senin tertulis dua kali"),
        ("2027-03-18, 2027-02-19, Ramadan, Senin 08.00-12.00\n", "tanggal selesai"),
        ("2027-02-18, 2027-03-19, " + "R" * 41 + ", Senin 08.00-12.00\n", "1 sampai 40 huruf"),
        (
            "2027-02-01, 2027-02-05, A, Senin 08.00-12.00\n2027-02-05, 2027-02-07, B, Senin 08.00-12.00\n",
            "baris 2: tanggalnya bertumpuk dengan A",
        ),
        ("2027-13-01, X\n", "baris 1: tanggal '2027-13-01'"),
        ("# komentar\n2027-01-01, A\n2027-01-01, B\n", "baris 3: tanggal 2027-01-01 tertulis dua kali"),
        ("2027-01-01 12:00, 2027-01-01 10:00, X\n", "baris 1: waktu selesai"),
        ("2027-01-01\n", "baris 1: perlu 2 kolom"),
        ("2027-01-01, \x1b@x\n", "baris 1: nama"),
        ("0027-01-01, X\n", "baris 1: tanggal"),
        ("tanggal, nama\n", "tidak memuat"),
        ("", "tidak memuat"),
    ],
)
def test_a_table_that_cannot_be_read_names_its_line(text: str, said: str) -> None:
    with pytest.raises(FaultyLine, match=re.escape(said)):
        read_days_off(text)


def test_a_printer_is_added_or_gets_its_new_address(here: Office, office: Keeper) -> None:
    assert office("printer", "status").out.startswith("Belum ada printer.")
    assert office("printer", "add", "memory:", "--hall", "kec-uji").status == 0
    assert office("printer", "add", "memory:?width=58", "--hall", "kec-uji").status == 0
    assert [printer["name"] for printer in counters.state(here, "kec-uji")["printers"]] == ["Printer"]
    assert "memory:?width=58" in office("printer", "status").out


def test_a_logo_is_kept_in_a_printer_once_the_office_has_one(here: Office, office: Keeper) -> None:
    without = office("printer", "logo", "memory:?logo=nv:G1", "--hall", "kec-uji")
    assert without.status == 1
    assert "Unggah dahulu" in without.err
    crest = Logo(Bits(16, (0x0FF0, 0xFFFF)))
    with here.database.writing() as connection:
        logos.keep(connection, here.hall("kec-uji").id, crest.png(), crest.digest, here.clock.now())
    assert office("printer", "logo", "memory:?logo=nv:G1", "--hall", "kec-uji").out.startswith("Logo tersimpan")
    assert "logo=nv:" in office("printer", "logo", "memory:", "--hall", "kec-uji").err


def test_an_unknown_kind_of_printer_is_refused_with_the_known_ones(office: Keeper) -> None:
    typed = office("printer", "add", "teleprinter:x", "--hall", "kec-uji")
    assert typed.status == 1
    assert "memory" in typed.err
    assert typed.err.count("\n") == 1


def test_a_test_page_comes_out_of_the_printer(keeper: Keeper, tmp_path: Path) -> None:
    assert keeper("printer", "test", f"file://{tmp_path}/paper").status == 0
    assert b"HALAMAN UJI" in (tmp_path / "paper").read_bytes()


@pytest.mark.parametrize("command", ["test", "probe"])
def test_a_printer_that_is_away_is_told_in_a_sentence(keeper: Keeper, command: str) -> None:
    typed = keeper("printer", command, "tcp://127.0.0.1:1")
    assert typed.status == 1
    assert typed.err.endswith("Printer menolak sambungan. Periksa alamat dan port printer.\n")


def test_the_doctor_finds_a_healthy_office(office: Keeper) -> None:
    looked = office("doctor")
    assert looked.status == 0, looked.out
    assert "Basis data menjawab." in looked.out
    assert "ANTREAN_PUBLIC_URL belum diisi" in looked.out


def test_the_doctor_finds_what_is_wrong(office: Keeper, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTREAN_PUBLIC_URL", "http://localhost:8000")
    monkeypatch.setenv("ANTREAN_REDIS_URL", "redis://127.0.0.1:1/0")
    (config.load().var / "keys" / "secret").chmod(0o644)
    looked = office("doctor")
    assert looked.status == 1
    for sentence in ("tidak dapat dibuka dari HP", "Redis tidak menjawab", "dapat dibaca pengguna lain"):
        assert sentence in looked.out
    assert looked.out.endswith("3 hal perlu diperbaiki.\n")


def test_the_doctor_names_a_public_address_too_long_for_the_small_code(
    office: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANTREAN_PUBLIC_URL", "https://antrean.kecamatan-panjang.go.id")
    looked = office("doctor")
    assert "39 huruf; paling panjang 28" in looked.out
    assert looked.status == 0
