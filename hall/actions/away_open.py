"""On the laptop: a pack becomes a data folder of its own, gives back what happened there, and is wiped.

The folder holds one hall with one session, sealed with a key that was made there. It runs as any office does; the session
counts as one at the office, because on this machine it is.
"""

from __future__ import annotations

import hashlib
import json
import secrets
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from hall import config
from hall.actions import away_files
from hall.actions.away_out import FORMAT, OUT, as_told
from hall.actions.office import Office
from hall.actions.setup import create_hall
from hall.clock import Clock, SystemClock
from hall.errors import Refused
from hall.keys import Unreadable, lock, unlock
from hall.records import away, catalogue, premises, recording_ends, residents, sessions, summonses
from hall.records.berkas import Reading
from hall.records.database import Database, prepare
from hall.records.residents import Said
from hall.records.times import moment
from hall.records.unit_of_work import Work
from hall.rules.away import read_passphrase
from hall.rules.calendar import business_day, clock_text, date_text
from hall.rules.hall import Hall
from hall.rules.recording import Session, Slot
from hall.rules.residents import person_text
from hall.rules.summonses import CODES, code_from, read_code

BACK: Final = "back"
FIRST: Final = b"ANTREAN-1\n"
"""How a locked file of this version begins (hall.keys)."""
WRONG: Final = "Kata kunci tidak cocok, atau berkas paket rusak. Tidak ada yang berubah."
OTHER_VERSION: Final = (
    "Paket ini dibuat oleh versi Antrean yang lain. Pasang versi yang sama di kantor dan laptop, lalu ulangi."
)
NO_RECEIPT: Final = (
    "Kode terima itu bukan dari kantor untuk isi laptop ini. Tidak ada yang dihapus. Tulis berkas hasil (antrean away pack), "
    "gabungkan di kantor, lalu ketik kode yang ditampilkan di sana."
)
CLOCK_SLACK: Final = timedelta(minutes=10)
_ALL_DAY: Final = {weekday: ((0, 24 * 60 - 1),) for weekday in range(7)}


def read_file(file: bytes, typed: str, kind: str) -> dict[str, Any]:
    """What a pack holds. Refuses `bad_request` for a wrong passphrase, a changed file, another version, and the file
    of the other way."""
    passphrase = read_passphrase(typed)
    if not file.startswith(b"ANTREAN-"):
        raise Refused(
            "bad_request", "Berkas ini bukan paket Antrean, atau isinya rusak. Salin lagi berkasnya.", field="file"
        )
    if not file.startswith(FIRST):
        raise Refused("bad_request", OTHER_VERSION, field="file")
    try:
        told: dict[str, Any] = json.loads(zlib.decompress(unlock(file, passphrase)))
    except Unreadable:
        raise Refused("bad_request", WRONG, field="passphrase") from None
    if told.get("format") != FORMAT:
        raise Refused("bad_request", OTHER_VERSION, field="file")
    if told["kind"] != kind:
        wanted = "paket dari kantor" if kind == OUT else "hasil dari desa"
        raise Refused("bad_request", f"Berkas ini bukan {wanted}. Periksa lagi nama berkasnya.", field="file")
    return told


def office_of(data: Path, clock: Clock | None = None) -> Office:
    """The office of a pack's data folder, its own settings and nobody else's; whoever asks closes `office.database`."""
    settings = config.load({"ANTREAN_VAR": str(data)})
    prepare(settings)
    return Office(Database(settings.database_url), clock or SystemClock(), settings)


def open_pack(file: Path, typed: str, data: Path, clock: Clock | None = None) -> dict[str, Any]:
    """Makes the data folder, whole or not at all; gives {hall, session, place, day, people, now} (`now`: the laptop's clock in
    the hall's zone). Refuses `wrong_state` where it is not empty, `too_late` when the session's day is over, `clock_behind`
    where the laptop's clock stands before the pack was made, `busy` when its disk is full."""
    told = read_file(away_files.read(file), typed, OUT)
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Refused("wrong_state", f"Folder {data} tidak kosong. Pilih folder baru dengan --data.")
    now = (clock or SystemClock()).now()
    _in_time(told, now)
    slug, code = told["hall"]["slug"], told["session"]["code"]
    with away_files.beside(data) as begun:
        with closing(office_of(begun, clock).database) as database:
            _furnish(Office(database, clock or SystemClock(), config.load({"ANTREAN_VAR": str(begun)})), told, typed)
        away_files.mark(begun, {"hall": slug, "session": code, "files": [str(file.absolute())]})
    return {
        "hall": slug, "session": code, "people": len(told["people"]), "place": told["session"]["place"],
        "day": date.fromisoformat(told["session"]["day"]), "now": now.astimezone(ZoneInfo(told["hall"]["timezone"])),
    }  # fmt: skip


def _in_time(told: Mapping[str, Any], now: datetime) -> None:
    zone = told["hall"]["timezone"]
    here = now.astimezone(ZoneInfo(zone))
    shown = f"Jam laptop ini {date_text(here.date())} {clock_text(here)} ({told['hall']['zone']})"
    if now < moment(told["made_at"]) - CLOCK_SLACK:
        raise Refused(
            "clock_behind", f"{shown}, sebelum paket ini dibuat. Betulkan tanggal dan jam laptop, lalu ulangi."
        )
    if date.fromisoformat(told["session"]["day"]) < business_day(now, zone):
        raise Refused("too_late", f"Hari sesi ini sudah lewat, jadi paketnya tidak dapat dibuka lagi. {shown}.")


def _furnish(office: Office, told: Mapping[str, Any], typed: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in told["catalogue"].items():
            (Path(folder) / Path(name).name).write_text(text, encoding="utf-8", newline="\n")
        slug = create_hall(office, Path(folder), counters=0)
    check = lock(b"", read_passphrase(typed)).hex()
    office.transact(slug, lambda work, hall: _fill(office, work, hall, told, check))


def _fill(office: Office, work: Work, hall: Hall, told: Mapping[str, Any], check: str) -> None:
    connection = work.connection
    serves = catalogue.line_ids(connection, hall.id)
    for place, counter in enumerate(told["counters"]):
        catalogue.keep_counter(connection, hall.id, counter["code"], counter["name"], serves, place)
    catalogue.keep_settings(connection, hall.id, told["settings"])
    premises.set_hours(connection, hall.id, _ALL_DAY)
    day = date.fromisoformat(told["session"]["day"])
    windows = [
        Slot(0, 0, moment(slot["start"]), moment(slot["end"]), slot["capacity"], slot["taken"])
        for slot in told["slots"]
    ]
    values = {**told["session"], "day": day, "kind": "office", "state": "planned", "created_by": "antrean"}
    session = sessions.add(connection, hall, values, windows, work.now)
    slots = {slot.start: slot.id for slot in sessions.slots(connection, [session]).get(session, [])}
    rows = _people(office, work, hall, told["people"])
    letters = [
        {"code": one["code"], "resident_id": rows[one["person"]], "session_id": session, "call": one["call"],
         "slot_id": slots[moment(one["start"])], "state": one["state"], "created_by": "antrean"}
        for one in told["letters"]
    ]  # fmt: skip
    summonses.add_all(connection, hall, letters, work.now)
    away.begin_numbers(connection, hall.lines[told["line"]].id, day, told["first"] - 1)
    pack = {
        "session_id": session, "pack": told["pack"], "line": told["line"], "first_number": told["first"],
        "last_number": told["last"], "people": len(rows), "made_by": "antrean",
    }  # fmt: skip
    body = {
        "here": True, "receipt": told["receipt"], "check": check, "copy": secrets.token_hex(8),
        "people": {person["number"]: person["revision"] for person in told["people"]},
        "letters": {one["code"]: one["state"] for one in told["letters"]},
    }  # fmt: skip
    away.add(connection, hall, pack, body, work.now)
    work.log(hall.id, "away.opened", actor="antrean", subject=told["session"]["code"])


def _people(office: Office, work: Work, hall: Hall, people: list[dict[str, Any]]) -> dict[int, int]:
    """Number of the register -> row, for people with the numbers and revisions of the office."""
    rows: dict[int, int] = {}
    seen: set[str] = set()
    for person in people:
        said = said_of(person)
        text = person_text(said.name, said.born_on)
        residents.add(work.connection, office.sealed, hall, said, "hand", work.now, apart=text in seen)
        rows[person["number"]] = away.as_handed(work.connection, hall, person)
        seen.add(text)
    return rows


def said_of(person: Mapping[str, Any]) -> Said:
    """What a pack tells of a person, as the register keeps it."""
    return Said(
        person["name"], date.fromisoformat(person["born_on"]), person["village"], bool(person["married"]), person["contact"],
        person["nik"], person["family"],
    )  # fmt: skip


def pack_back(data: Path, typed: str, file: Path, clock: Clock | None = None) -> dict[str, Any]:
    """Ends the session there and writes what happened into a locked file, which may be written again; gives {people, visits}.

    Refuses `not_found` where no pack lies, `bad_request` for another passphrase, `wrong_state` where the file exists,
    `too_early` before the session's day, `busy` where it cannot be written: then there is no file, and it may be done again.
    """
    marker = away_files.marker_of(data)
    if file.exists():
        raise Refused("wrong_state", f"Berkas {file} sudah ada. Pilih nama lain.")
    with closing(office_of(data, clock).database) as database:
        office = Office(database, clock or SystemClock(), config.load({"ANTREAN_VAR": str(data)}))
        told = office.transact(
            marker["hall"], lambda work, hall: _results(office, work, hall, marker["session"], typed)
        )
    away_files.keep(file, lock(zlib.compress(json.dumps(told, ensure_ascii=False).encode()), read_passphrase(typed)))
    away_files.mark(data, marker | {"files": sorted({*marker["files"], str(file.absolute())})})
    return {"people": len(told["people"]), "visits": len(told["visits"])}


def _results(office: Office, work: Work, hall: Hall, code: str, typed: str) -> dict[str, Any]:
    session, pack = _pack(work.connection, hall, code)
    try:
        unlock(bytes.fromhex(pack.body["check"]), read_passphrase(typed))
    except Unreadable:
        raise Refused("bad_request", WRONG, field="passphrase") from None
    if session.state != "ended":
        _begun(session, hall, work.now)
        recording_ends.end(work.connection, hall, [session.id], work.now)
    work.log(hall.id, "away.packed", actor="antrean", subject=code)
    return _told(office, work.connection, hall, session, pack)


def _begun(session: Session, hall: Hall, now: datetime) -> None:
    """Before its day an end would write everybody down as absent from a session that has not been."""
    if business_day(now, hall.timezone) < session.day:
        raise Refused(
            "too_early",
            f"Hari sesi ini {date_text(session.day)}, belum tiba. Berkas hasil ditulis sesudah orang terakhir. "
            "Tidak jadi berangkat? Tarik kembali sesinya di kantor.",
        )


def _pack(connection: Reading, hall: Hall, code: str) -> tuple[Session, away.Pack]:
    session = sessions.one(connection, hall, code)
    pack = None if session is None else away.of_session(connection, hall, session.id)
    if session is None or pack is None:
        raise Refused("not_found", "Folder ini tidak berisi paket sebuah sesi.")
    return session, pack


def _told(office: Office, connection: Reading, hall: Hall, session: Session, pack: away.Pack) -> dict[str, Any]:
    """What the file says. Its receipt belongs to these very contents: what changes afterwards has another."""
    handed = {int(number): revision for number, revision in pack.body["people"].items()}
    everybody = residents.read(connection, office.sealed, hall, away.everybody(connection, hall))
    told = {
        "kind": BACK, "format": FORMAT, "pack": pack.pack, "copy": pack.body["copy"], "hall": hall.slug,
        "session": session.code,
        "people": [
            as_told(one) | {"new": one.number not in handed}
            for one in everybody if handed.get(one.number) != one.revision
        ],
        "letters": away.letters(connection, hall, session.id),
        **away.results(connection, hall, session.id),
    }  # fmt: skip
    digest = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).digest()
    return told | {"receipt": code_from(int.from_bytes(digest) % CODES)}


def wipe(data: Path, typed: str) -> None:
    """Deletes the folder and the pack's files, keys first. Refuses `bad_request` for a receipt that is not the office's for
    what lies here now. A wipe that was cut short goes on without one."""
    marker = away_files.marker_of(data)
    if not marker.get("wiping"):
        _receipted(data, marker, read_code(typed))
    away_files.wipe(data, marker)


def _receipted(data: Path, marker: Mapping[str, Any], receipt: str | None) -> None:
    with closing(office_of(data).database) as database:
        office = Office(database, SystemClock(), config.load({"ANTREAN_VAR": str(data)}))
        hall = office.hall(marker["hall"])
        with database.reading() as connection:
            session, pack = _pack(connection, hall, marker["session"])
            merged = _told(office, connection, hall, session, pack)["receipt"]
    called_back = hashlib.sha256((receipt or "").encode()).hexdigest() == pack.body["receipt"]
    if not called_back and (receipt != merged or session.state != "ended"):
        raise Refused("bad_request", NO_RECEIPT)
