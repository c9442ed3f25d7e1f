"""On the laptop: a pack becomes a data folder of its own, gives back what happened there, and is wiped.

The folder holds one hall with one session, sealed with a key that was made there. It runs as any office does; the session
counts as one at the office, because on this machine it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zlib
from collections.abc import Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any, Final

from hall import config
from hall.actions.away_out import FORMAT, OUT, as_told
from hall.actions.office import Office
from hall.actions.setup import create_hall
from hall.clock import Clock, SystemClock
from hall.errors import Refused
from hall.keys import Unreadable, lock, unlock
from hall.records import away, catalogue, premises, recording_ends, residents, sessions, summonses
from hall.records.database import Database, prepare
from hall.records.residents import Said
from hall.records.times import moment
from hall.records.unit_of_work import Work
from hall.rules.away import read_passphrase
from hall.rules.calendar import business_day
from hall.rules.hall import Hall
from hall.rules.recording import Slot
from hall.rules.residents import person_text

BACK: Final = "back"
MARKER: Final = "paket.json"
"""Stands in the data folder of a pack: which hall and session it is, and where its files lie. No names."""
WRONG: Final = "Kata kunci tidak cocok, atau berkas paket rusak."
_ALL_DAY: Final = {weekday: ((0, 24 * 60 - 1),) for weekday in range(7)}


def read_file(file: bytes, typed: str, kind: str) -> dict[str, Any]:
    """What a pack holds. Refuses `bad_request` for a wrong passphrase, a changed file, and a file of the other way."""
    try:
        whole = unlock(file, read_passphrase(typed))
    except Unreadable:
        raise Refused("bad_request", WRONG, field="passphrase") from None
    told: dict[str, Any] = json.loads(zlib.decompress(whole))
    if told.get("format") != FORMAT:
        raise Refused("bad_request", "Paket ini dibuat oleh versi Antrean yang lain. Samakan dulu versinya.")
    if told["kind"] != kind:
        wanted = "paket dari kantor" if kind == OUT else "hasil dari desa"
        raise Refused("bad_request", f"Berkas ini bukan {wanted}. Periksa lagi nama berkasnya.")
    return told


def office_of(data: Path, clock: Clock | None = None) -> Office:
    """The office of a pack's data folder, its own settings and nobody else's; whoever asks closes `office.database`."""
    settings = config.load({"ANTREAN_VAR": str(data)})
    prepare(settings)
    return Office(Database(settings.database_url), clock or SystemClock(), settings)


def open_pack(file: Path, typed: str, data: Path, clock: Clock | None = None) -> dict[str, Any]:
    """Makes the data folder, whole or not at all; gives {hall, session, people}. Refuses `wrong_state` where it is not empty,
    `too_late` when the session's day is over."""
    told = read_file(_bytes(file), typed, OUT)
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise Refused("wrong_state", f"Folder {data} tidak kosong. Pilih folder baru dengan --data.")
    if date.fromisoformat(told["session"]["day"]) < business_day(
        (clock or SystemClock()).now(), told["hall"]["timezone"]
    ):
        raise Refused("too_late", "Hari sesi ini sudah lewat. Paketnya tidak dapat dibuka lagi.")
    begun = data.with_name(data.name + ".membuka")
    shutil.rmtree(begun, ignore_errors=True)  # an opening that was cut short
    begun.mkdir(mode=0o700, parents=True)
    with closing(office_of(begun, clock).database) as database:
        _furnish(Office(database, clock or SystemClock(), config.load({"ANTREAN_VAR": str(begun)})), told, typed)
    slug, code = told["hall"]["slug"], told["session"]["code"]
    _mark(begun, {"hall": slug, "session": code, "files": [str(file.absolute())]})
    if data.exists():
        data.rmdir()
    begun.rename(data)
    return {"hall": slug, "session": code, "people": len(told["people"])}


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
        "here": True, "receipt": told["receipt"], "check": check,
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

    Refuses `not_found` where no pack lies, `bad_request` for another passphrase, `wrong_state` where the file exists.
    """
    marker = marker_of(data)
    if file.exists():
        raise Refused("wrong_state", f"Berkas {file} sudah ada. Pilih nama lain.")
    with closing(office_of(data, clock).database) as database:
        office = Office(database, clock or SystemClock(), config.load({"ANTREAN_VAR": str(data)}))
        told = office.transact(
            marker["hall"], lambda work, hall: _results(office, work, hall, marker["session"], typed)
        )
    whole = lock(zlib.compress(json.dumps(told, ensure_ascii=False, default=str).encode()), read_passphrase(typed))
    half = file.with_name(file.name + ".setengah")
    half.write_bytes(whole)
    with half.open("rb") as written:
        os.fsync(written.fileno())
    half.rename(file)
    _mark(data, marker | {"files": sorted({*marker["files"], str(file.absolute())})})
    return {"people": len(told["people"]), "visits": len(told["visits"])}


def _results(office: Office, work: Work, hall: Hall, code: str, typed: str) -> dict[str, Any]:
    session = sessions.one(work.connection, hall, code, hold=True)
    pack = None if session is None else away.of_session(work.connection, hall, session.id)
    if session is None or pack is None:
        raise Refused("not_found", "Folder ini tidak berisi paket sebuah sesi.")
    try:
        unlock(bytes.fromhex(pack.body["check"]), read_passphrase(typed))
    except Unreadable:
        raise Refused("bad_request", WRONG, field="passphrase") from None
    if session.state != "ended":
        recording_ends.end(work.connection, hall, [session.id], work.now)
    handed = {int(number): revision for number, revision in pack.body["people"].items()}
    everybody = residents.read(work.connection, office.sealed, hall, away.everybody(work.connection, hall))
    letters = summonses.of_session(work.connection, hall, session.id)
    work.log(hall.id, "away.packed", actor="antrean", subject=code)
    return {
        "kind": BACK, "format": FORMAT, "pack": pack.pack, "hall": hall.slug, "session": code,
        "people": [
            as_told(one) | {"new": one.number not in handed}
            for one in everybody if handed.get(one.number) != one.revision
        ],
        "letters": [{"code": one.code, "state": one.state} for one in letters],
        **away.results(work.connection, hall, session.id),
    }  # fmt: skip


def wipe(data: Path, receipt: str) -> None:
    """Deletes the folder and the pack's files, keys first. Refuses `bad_request` for a receipt that is not the office's."""
    marker = marker_of(data)
    with closing(office_of(data).database) as database:
        office = Office(database, SystemClock(), config.load({"ANTREAN_VAR": str(data)}))
        hall = office.hall(marker["hall"])
        with database.reading() as connection:
            session = sessions.one(connection, hall, marker["session"])
            pack = None if session is None else away.of_session(connection, hall, session.id)
    plain = "".join(sign for sign in receipt.upper() if sign.isalnum())
    if pack is None or hashlib.sha256(plain.encode()).hexdigest() != pack.body["receipt"]:
        raise Refused("bad_request", "Kode terima itu bukan dari kantor untuk paket ini. Tidak ada yang dihapus.")
    shutil.rmtree(data / "keys", ignore_errors=True)  # from here on nobody reads a name, whatever stops us
    for file in marker["files"]:
        Path(file).unlink(missing_ok=True)
    shutil.rmtree(data)


def marker_of(data: Path) -> dict[str, Any]:
    """Which pack a data folder is. Refuses `not_found` where it is none, or was wiped."""
    try:
        found: dict[str, Any] = json.loads((data / MARKER).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refused("not_found", f"Folder {data} tidak berisi paket sebuah sesi, atau sudah dihapus.") from None
    return found


def _mark(data: Path, marker: Mapping[str, Any]) -> None:
    half = data / (MARKER + ".setengah")
    half.write_text(json.dumps(marker), encoding="utf-8")
    half.rename(data / MARKER)


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise Refused("not_found", f"Berkas {file} tidak dapat dibaca ({fault.strerror}).") from None
