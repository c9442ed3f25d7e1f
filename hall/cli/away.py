"""`antrean away`: a session travels to a village and comes back."""

from __future__ import annotations

import shlex
import sys
from argparse import Namespace
from pathlib import Path

from hall.actions import away_back, away_files, away_open, away_out
from hall.cli import refuse, say
from hall.cli.desk import office
from hall.errors import Refused
from hall.rules.away import opening
from hall.rules.calendar import clock_text, date_text
from hall.rules.summonses import shown_code

BY = "antrean"


def take(arguments: Namespace) -> int:
    """At the office: the session's file, and its passphrase on a line of its own; shown this once."""
    folder = Path(arguments.to).expanduser()
    if not folder.is_dir():
        raise Refused("bad_request", f"Folder {folder} tidak ada.")
    with office() as here:
        made = away_out.take(here, arguments.hall, arguments.session, BY)
        file = folder / made.name
        try:
            if file.exists():
                raise Refused("wrong_state", f"Berkas {file} sudah ada. Pilih folder lain dengan --to.")
            away_files.keep(file, made.file)
        except Refused as refused:
            away_out.recall(here, arguments.hall, arguments.session, BY)
            return refuse(f"{refused.detail} Sesi tetap di kantor.")
    say(f"{made.people} orang dibawa dalam {file}. Kata kunci, tampil sekali ini saja:")
    say(made.passphrase)
    return 0


def recall(arguments: Namespace) -> int:
    """At the office: the session stays after all."""
    with office() as here:
        receipt = away_out.recall(here, arguments.hall, arguments.session, BY)
    say(f"Sesi {arguments.session} kembali di kantor. Berkas yang dibawa tidak berlaku lagi.")
    say(f"Bila laptopnya sudah membukanya, hapus isinya di sana: antrean away wipe {shown_code(receipt)} --data desa")
    return 0


def merge(arguments: Namespace) -> int:
    """At the office: what came back, and the receipt with which the laptop may be wiped."""
    file, typed = away_files.read(Path(arguments.file).expanduser()), _passphrase()
    with office() as here:
        told = away_back.merge(here, arguments.hall, file, typed, BY)
    if not told["merged"]:
        say(f"Berkas sesi {told['session']} ini sudah digabung. Tidak ada yang ditambahkan lagi.")
    else:
        say(f"Sesi {told['session']} digabung: {told['visits']} kunjungan, {told['people']} orang berubah.")
        if told["again"]:
            say(
                "Sesi ini sudah pernah digabung dari berkas lain. Yang berbeda tidak ditimpa: lihat di halaman sesi itu."
            )
        if told["conflicts"]:
            say(f"{told['conflicts']} orang berubah di dua tempat: pilih di halaman sesi itu.")
    say("Hapus isi laptop itu dengan kode ini: antrean away wipe KODE --data desa")
    say(f"Kode terima: {shown_code(told['receipt'])}")
    return 0


def open_(arguments: Namespace) -> int:
    """On the laptop: a data folder out of a file."""
    data = Path(arguments.data).expanduser().absolute()
    told = away_open.open_pack(Path(arguments.file).expanduser(), _passphrase(), data)
    say(f"Sesi {told['session']} di {told['place']} dengan {told['people']} orang siap di {data}.")
    say(
        f"Hari sesi: {date_text(told['day'])}. Jam laptop ini: {date_text(told['now'].date())}, {clock_text(told['now'])}."
    )
    say("Betulkan jam laptop bila salah, sebelum melanjutkan. Langkah berikut:")
    antrean = shlex.quote(sys.argv[0]) if Path(sys.argv[0]).name == "antrean" else "antrean"
    for line in opening(told["hall"], str(data), antrean):
        say(f"  {line}")
    say(
        f"Buka alamat yang ditampilkan: /{told['hall']}/counter untuk petugas, /{told['hall']}/kiosk untuk memindai surat."
    )
    say(f"Sesudah sesi: {antrean} away pack hasil.antrean --data {shlex.quote(arguments.data)}")
    return 0


def pack(arguments: Namespace) -> int:
    """On the laptop: the session ends and what happened goes into a file for the office."""
    file = Path(arguments.file).expanduser()
    told = away_open.pack_back(Path(arguments.data).expanduser().absolute(), _passphrase(), file)
    say(f"{told['visits']} kunjungan dan {told['people']} orang yang berubah ada dalam {file}. Bawa ke kantor.")
    say("Sesi di laptop ini sudah berakhir. Jangan hapus apa pun sebelum kantor memberi kode terima.")
    return 0


def wipe(arguments: Namespace) -> int:
    """On the laptop: nothing is left, once the office gave its receipt."""
    away_open.wipe(Path(arguments.data).expanduser().absolute(), arguments.receipt)
    say("Folder data dan berkas paket di laptop ini sudah dihapus.")
    return 0


def _passphrase() -> str:
    import getpass

    if sys.stdin.isatty():
        return getpass.getpass("Kata kunci paket: ")
    return sys.stdin.readline()
