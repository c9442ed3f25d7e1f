"""What can be typed: every command with its arguments and its help."""

from __future__ import annotations

import re
from argparse import ArgumentParser, _SubParsersAction
from importlib.metadata import PackageNotFoundError, version
from typing import Final, NoReturn

SCREENS: Final = ("kiosk", "display", "counter")
ROLES: Final = ("kiosk", "counter", "display", "admin")

# argparse speaks English; these are the sentences that it can say here.
_WORDS: Final = (
    (re.compile(r"the following arguments are required: (.+)"), r"kurang: \1"),
    (re.compile(r"argument ([^:]+): invalid choice: (\S+) \(choose from (.+)\)"), r"\2 tidak dikenal. Pilih: \3"),
    (re.compile(r"argument ([^:]+): expected (?:one|at least one) argument"), r"\1 perlu diisi"),
    (re.compile(r"argument ([^:]+): invalid \w+ value: (.+)"), r"\1: \2 bukan angka"),
    (re.compile(r"unrecognized arguments: (.+)"), r"tidak dikenal: \1"),
    (re.compile(r"ambiguous option: (\S+) could match (.+)"), r"\1 kurang jelas: \2"),
)


class Parser(ArgumentParser):
    """argparse with one clear line instead of a usage text."""

    def error(self, message: str) -> NoReturn:
        """What was typed wrongly, and where the help is; exit status 2."""
        for english, ours in _WORDS:
            message = english.sub(ours, message)
        self.exit(2, f"{self.prog}: {message.rstrip('.')}. Lihat: {self.prog} --help\n")


Commands = _SubParsersAction


def build() -> Parser:
    """The whole parser; `run` names the function that does the command."""
    parser = Parser(prog="antrean", description="Antrean: kiosk, loket, dan layar ruang tunggu kecamatan.")
    parser.add_argument("--version", action="version", version=f"antrean {_version()}")
    commands = parser.add_subparsers(title="perintah", metavar="PERINTAH", required=True, parser_class=Parser)
    _serving(commands)
    _screens(commands)
    _people(commands)
    _set_up(commands)
    _printers(commands)
    _away(commands)
    return parser


def _version() -> str:
    try:
        return version("antrean")
    except PackageNotFoundError:  # run from a checkout that was never installed
        return "(belum dipasang)"


def _command(commands: Commands[Parser], name: str, run: str, text: str) -> Parser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(run=run)
    return parser


def _group(commands: Commands[Parser], name: str, text: str) -> Commands[Parser]:
    parser = commands.add_parser(name, help=text, description=text)
    return parser.add_subparsers(title="perintah", metavar="PERINTAH", required=True, parser_class=Parser)


def _hall(parser: Parser, *, required: bool = True) -> None:
    more = "" if required else " (bawaan: semua kantor)"
    parser.add_argument("--hall", required=required, metavar="H", help=f"kantor, misalnya kerjo{more}")


def _serving(commands: Commands[Parser]) -> None:
    _command(commands, "serve", "hall.cli.serving:serve", "jalankan server (Ctrl-C menghentikan)")
    _command(commands, "doctor", "hall.cli.doctor:doctor", "periksa setelan, folder data, basis data, dan printer")


def _screens(commands: Commands[Parser]) -> None:
    screen = _group(commands, "screen", "buka layar penuh di komputer ini: TV ruang tunggu atau kiosk")
    tv = _command(screen, "display", "hall.cli.screen:display", "buka TV ruang tunggu, dan jaga supaya tetap terbuka")
    tv.add_argument("--zone", metavar="Z", help="bagian kantor yang ditampilkan TV ini")
    for parser in (tv, _command(screen, "kiosk", "hall.cli.screen:kiosk", "buka kiosk, dan jaga supaya tetap terbuka")):
        parser.add_argument("--hall", metavar="H", help="kantor (tidak perlu bila server itu hanya punya satu)")
        parser.add_argument("--server", metavar="URL", help="alamat server (bawaan: server di komputer ini)")
        parser.add_argument(
            "--browser", metavar="B", help="nama atau letak peramban (bawaan: chromium, chrome, firefox)"
        )
        parser.add_argument("--scale", type=float, metavar="N", help="perbesar isi layar, misalnya 1.5")
        parser.add_argument("--position", metavar="X,Y", help="letak pada layar kedua, misalnya 1920,0")
        parser.add_argument("--headless", action="store_true", help="tanpa jendela (untuk percobaan)")
        parser.add_argument(
            "--unit", nargs="?", const="desktop", choices=("desktop", "console"),
            help="cetak unit systemd untuk perintah ini, lalu selesai (desktop: bawaan; console: tanpa desktop)",
        )  # fmt: skip


def _people(commands: Commands[Parser]) -> None:
    pair = _command(commands, "pair", "hall.cli.people:pair", "pasangkan layar yang menunjukkan kode enam angka")
    pair.add_argument("code", metavar="CODE", help="kode di layar, misalnya 123456")
    _hall(pair)
    pair.add_argument("--role", required=True, choices=SCREENS, help="kegunaan layar itu")
    pair.add_argument("--counter", metavar="C", help="loket (hanya untuk --role counter)")
    pair.add_argument("--name", metavar="N", help="nama layar, misalnya 'Kiosk pintu utara'")

    token = _group(commands, "token", "kunci untuk program lain (API)")
    create = _command(token, "create", "hall.cli.people:token_create", "buat kunci; ditampilkan satu kali ini saja")
    _hall(create)
    create.add_argument("--role", required=True, choices=ROLES, help="hak kunci itu")
    create.add_argument("--counter", metavar="C", help="batasi ke satu loket")
    create.add_argument("--name", metavar="N", help="nama program yang memakainya")

    staff = _group(commands, "staff", "akun petugas")
    add = _command(staff, "add", "hall.cli.people:staff_add", "tambah akun petugas")
    _account(add)
    add.add_argument("--name", required=True, metavar="N", help="nama yang tampil di meja loket")
    add.add_argument(
        "--role",
        required=True,
        action="append",
        metavar="R",
        help="peran: clerk, operator, kasi, sekcam, camat, keeper (boleh diulang)",
    )
    _account(_command(staff, "reset-password", "hall.cli.people:staff_reset_password", "ganti kata sandi petugas"))


def _account(parser: Parser) -> None:
    parser.add_argument("username", metavar="USERNAME", help="nama akun, huruf kecil")
    _hall(parser)
    parser.add_argument(
        "--password-stdin",
        action="store_true",
        help="baca kata sandi dari masukan standar; tanpa ini ditanyakan, atau dibuatkan bila tidak ada terminal",
    )


def _set_up(commands: Commands[Parser]) -> None:
    init = _command(commands, "init", "hall.cli.setup:init", "siapkan kantor sungguhan dari folder katalog")
    init.add_argument("catalogue", metavar="CATALOGUE", help="folder katalog, atau nama katalog bawaan (kerjo, …)")
    init.add_argument("--slug", metavar="S", help="nama pendek di alamat, misalnya kec-kerjo")
    init.add_argument("--name", metavar="N", help="nama kantor, misalnya 'Kecamatan Kerjo'")
    init.add_argument("--regency", metavar="K", help="kabupaten atau kota")
    init.add_argument("--timezone", metavar="Z", help="zona waktu: Asia/Jakarta, Asia/Makassar, Asia/Jayapura, …")
    init.add_argument("--counters", type=int, default=3, metavar="JUMLAH", help="banyaknya loket (bawaan: 3)")

    catalogue = _group(commands, "catalogue", "katalog layanan (dokumen SOP sebagai berkas)")
    check = _command(catalogue, "check", "hall.cli.setup:catalogue_check", "periksa folder katalog")
    check.add_argument("path", metavar="PATH")
    bring = _command(catalogue, "import", "hall.cli.setup:catalogue_import", "pakai folder katalog di kantor yang ada")
    bring.add_argument("path", metavar="PATH")
    bring.add_argument("--hall", metavar="H", help="kantor (bawaan: yang tertulis di hall.toml)")
    export = _command(catalogue, "export", "hall.cli.setup:catalogue_export", "tulis katalog kantor ke folder")
    export.add_argument("hall", metavar="H")
    export.add_argument("--to", metavar="FOLDER", help="folder tujuan (bawaan: katalog-H)")

    calendar = _group(commands, "calendar", "hari libur, penutupan dan jam khusus")
    holidays = _command(
        calendar, "import", "hall.cli.calendar:calendar_import", "baca hari libur, penutupan dan jam khusus dari berkas"
    )
    holidays.add_argument(
        "file",
        metavar="FILE",
        help="tabel CSV: tanggal, nama; atau mulai, selesai, alasan; atau mulai, selesai, nama, jam",
    )
    _hall(holidays, required=False)


def _printers(commands: Commands[Parser]) -> None:
    printer = _group(commands, "printer", "printer antrean")
    add = _command(printer, "add", "hall.cli.printer:add", "tambah printer, atau ganti alamatnya")
    add.add_argument("url", metavar="URL", help="misalnya tcp://192.168.1.50?profile=epson-80")
    _hall(add)
    add.add_argument("--name", metavar="N", default="Printer", help="nama printer (bawaan: Printer)")
    test = _command(printer, "test", "hall.cli.printer:test", "cetak satu lembar uji")
    test.add_argument("url", metavar="URL")
    probe = _command(
        printer, "probe", "hall.cli.printer:probe", "tanyakan keadaan dan kemampuan printer tanpa mencetak"
    )
    probe.add_argument("url", metavar="URL")
    probe.add_argument("--write", metavar="NAME", help="simpan hasilnya sebagai profil, dipakai dengan ?profile=NAME")
    logo = _command(
        printer, "logo", "hall.cli.printer:logo", "simpan logo kantor di dalam printer (alamat dengan logo=nv:)"
    )
    logo.add_argument("url", metavar="URL", help="misalnya tcp://192.168.1.50?logo=nv:G1")
    _hall(logo)
    _command(printer, "status", "hall.cli.printer:status", "keadaan semua printer menurut server")


def _away(commands: Commands[Parser]) -> None:
    away = _group(commands, "away", "bawa satu sesi perekaman ke desa tanpa jaringan, dan gabungkan hasilnya")
    take = _command(away, "take", "hall.cli.away:take", "di kantor: buat berkas sesi, dengan kata kunci sekali tampil")
    recall = _command(
        away, "recall", "hall.cli.away:recall", "di kantor: sesi tidak jadi dibawa, atau berkasnya hilang"
    )
    for parser in (take, recall):
        parser.add_argument("session", metavar="SESSION", help="kode sesi, misalnya P-20261123-1")
        _hall(parser)
    take.add_argument("--to", default=".", metavar="FOLDER", help="folder tujuan (bawaan: folder ini)")
    merge = _command(away, "merge", "hall.cli.away:merge", "di kantor: gabungkan berkas hasil dari desa")
    merge.add_argument("file", metavar="FILE")
    _hall(merge)
    begin = _command(away, "open", "hall.cli.away:open_", "di laptop: buka berkas sesi menjadi folder data baru")
    begin.add_argument("file", metavar="FILE")
    pack = _command(away, "pack", "hall.cli.away:pack", "di laptop: akhiri sesi dan tulis berkas hasil untuk kantor")
    pack.add_argument("file", metavar="FILE")
    wipe = _command(away, "wipe", "hall.cli.away:wipe", "di laptop: hapus semuanya, dengan kode terima dari kantor")
    wipe.add_argument("receipt", metavar="RECEIPT")
    for parser in (begin, pack, wipe):
        parser.add_argument("--data", required=True, metavar="DIR", help="folder data laptop, misalnya desa")
