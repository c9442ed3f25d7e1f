"""Whoever reads people leaves one row in the log: who, what, how many. And no export carries out what stands in its cells.

Which routes show people is taken from the table of doors (tests.web.test_recording_doors): a route for readers alone that has
no row here fails.
"""

import csv
import io
import json
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import func, insert, select

from hall.records import residents
from hall.records import tables as t
from hall.records.residents import Said
from hall.rules.documents import BOM, harmless
from tests.recording import RecordingDay
from tests.web.conftest import House, Program
from tests.web.test_recording_doors import API, EXPORT, PAGE, READ, TABLE, WRITE

HALL = "barito-kuala"
NAME, MASK = "Zulkontoh Rahasia", "Z*** R***"
HERE = "Desa Contoh"

# What each route leaves: (kind, what and how many), or why nobody is listed or named there. @person and @session are there.
SHOWN: dict[str, tuple[str, str] | str] = {
    f"GET {API}/people": ("residents.list", "semua desa: 2 orang"),
    f"POST {API}/people/searches": ("residents.search", "cari: 1 orang"),
    f"GET {API}/people/<number>": ("residents.opened", "1"),
    f"GET {API}/people/villages": "counts",
    f"GET {PAGE}/wajib-ktp": ("residents.list", "semua desa: 2 orang"),
    f"POST {PAGE}/wajib-ktp/cari": ("residents.search", "cari: 1 orang"),
    f"GET {PAGE}/wajib-ktp/ekspor.<any(csv,xlsx):ending>": ("residents.export", "semua desa: 2 orang"),
    f"GET {PAGE}/wajib-ktp/baru": "an empty form; with ?keluarga= it opens that person (below)",
    f"GET {PAGE}/wajib-ktp/<number>": ("residents.opened", "1"),
    f"GET {PAGE}/wajib-ktp/<number>/data.<any(json,pdf):ending>": ("residents.copied", "1"),
    f"GET {API}/people/imports": "names of files; samples are masked",
    f"GET {API}/people/imports/<import_id>": "columns; samples are masked",
    f"GET {API}/people/imports/<import_id>/rows": "numbers of rows and what is wrong with them",
    f"GET {PAGE}/wajib-ktp/impor": "names of files",
    f"GET {PAGE}/wajib-ktp/impor/<import_id>": "columns and numbers of rows",
    f"GET {PAGE}/perekaman/sesi/<code>/surat.pdf": ("residents.export", "@session: 2 orang"),
    f"GET {PAGE}/perekaman/sesi/<code>/surat.baris": ("residents.export", "@session: 2 orang"),
    f"GET {PAGE}/perekaman/sesi/<code>/orang": ("residents.list", "@session: 2 orang"),
    f"GET {PAGE}/perekaman/orang/<number>": ("residents.opened", "1"),
    f"GET {PAGE}/perekaman/sesi/<code>/pilih/<int:number>": "somebody who waits for a choice (below)",
    f"GET {PAGE}/kartu": ("residents.list", "semua desa, recorded: 0 orang"),
    f"GET {API}/recording-report": ("recording.report", "2026-11-16..2026-11-22"),
    f"GET {PAGE}/laporan-perekaman": ("recording.report", "2026-11-16..2026-11-22"),
    f"GET {PAGE}/laporan-perekaman.<any(pdf,csv,xlsx):ending>": ("recording.report", "2026-11-16..2026-11-22"),
}
WHOLE = ("residents.opened", "residents.copied", "residents.export")


@pytest.fixture(scope="module")
def day(house: House) -> RecordingDay:
    """A session of a village with two people who are called to it; the first one's name is planted."""
    found = RecordingDay(house.office, HALL, kind="village", place=HERE)
    found.letter(found.person(NAME))
    found.letter()
    return found


@pytest.fixture
def clerk(house: House, day: RecordingDay) -> Program:
    return house.program("counter", HALL)


def log(house: House, after: int = 0) -> list[Any]:
    with house.office.database.reading() as connection:
        asked = select(t.events).where(t.events.c.id > after).order_by(t.events.c.id)
        return list(connection.execute(asked).all())


def last(house: House) -> int:
    with house.office.database.reading() as connection:
        return int(connection.execute(select(func.max(t.events.c.id))).scalar_one())


def asked(house: House, clerk: Program, key: str, day: RecordingDay) -> Any:
    method, _, rule = key.partition(" ")
    path = rule.replace("<hall>", HALL).replace("<number>", "1").replace("<code>", day.code)
    path = path.replace("<any(csv,xlsx):ending>", "csv").replace("<any(json,pdf):ending>", "json")
    path = path.replace("<any(pdf,csv,xlsx):ending>", "csv")
    if method == "GET":
        return clerk.get(path)
    if path.startswith("/api/"):
        return clerk.post(path, text="zulkontoh")
    return house.app.test_client().post(path, data={"teks": "zulkontoh"}, headers=clerk.headers())


def test_every_route_that_shows_people_to_readers_has_its_row() -> None:
    reading = {
        key.partition("#")[0]
        for key, row in TABLE.items()
        if row.who in (READ, WRITE, EXPORT) and (key.startswith("GET ") or "search" in key or key.endswith("/cari"))
    }
    assert reading == set(SHOWN)


@pytest.mark.parametrize("key", [key for key, told in SHOWN.items() if isinstance(told, tuple)])
def test_whoever_reads_people_leaves_one_row_with_who_what_and_how_many(
    house: House, clerk: Program, day: RecordingDay, key: str
) -> None:
    told = SHOWN[key]
    assert isinstance(told, tuple)
    kind, subject = told
    before = last(house)
    answer = asked(house, clerk, key, day)
    assert answer.status_code == 200, answer.text
    (row,) = log(house, before)
    assert (row.kind, row.subject) == (kind, subject.replace("@session", day.code))
    assert row.actor.startswith("token:")
    if kind not in WHOLE:
        assert NAME not in answer.text
        assert "Zulkontoh" not in answer.text
    if kind in ("residents.list", "residents.search") and not subject.endswith(": 0 orang"):
        assert MASK in answer.text


def test_a_form_that_begins_with_somebodys_family_opens_them(house: House, clerk: Program) -> None:
    before = last(house)
    assert clerk.get(f"/{HALL}/counter/wajib-ktp/baru?keluarga=1").status_code == 200
    assert [(row.kind, row.subject) for row in log(house, before)] == [("residents.opened", "1")]


def test_a_download_that_breaks_off_was_read_all_the_same(house: House, clerk: Program, day: RecordingDay) -> None:
    for path in (f"perekaman/sesi/{day.code}/surat.baris", "wajib-ktp/ekspor.csv"):
        before = last(house)
        answer = house.app.test_client().get(f"/{HALL}/counter/{path}", headers=clerk.headers(), buffered=False)
        next(iter(answer.response))
        assert [row.kind for row in log(house, before)] == ["residents.export"]
        answer.close()
        assert [row.kind for row in log(house, before)] == ["residents.export"]


def test_who_was_changed_in_two_places_is_a_list_of_people_too(house: House, clerk: Program) -> None:
    """On the session's page, which everybody of the counter opens: names stand there for readers alone."""
    away = RecordingDay(house.office, HALL, kind="village", place=HERE)
    told = {"number": 1, "name": NAME, "born_on": "2009-01-01", "village": HERE, "married": False, "contact": None,
            "nik": None, "family": None, "state": "unable", "reason": None, "recorded_on": None, "collected_on": None,
            "revision": 2}  # fmt: skip
    sealed = house.office.sealed.seal(json.dumps(told))
    side = {"state": "unable", "reason": None, "revision": 1, "letter": None}
    conflict = {"number": 1, "sealed": sealed, "letter": None, "clash": "", "handed": None, "ticket": None}
    body = {
        "receipt": "AAAA2222",
        "shown": "AAAA2222",
        "counts": {},
        "conflicts": [conflict | {"office": side, "village": side}],
    }
    pack = {"hall_id": away.hall.id, "session_id": away.session, "pack": "q" * 32, "line": "A", "first_number": 501,
            "last_number": 1000, "people": 1, "made_at": 0, "made_by": "token:1", "merged_at": 1}  # fmt: skip
    with house.office.database.writing() as connection:
        connection.execute(insert(t.away_packs).values(**pack, body=json.dumps(body)))
    before = last(house)
    assert MASK in clerk.get(f"/{HALL}/counter/perekaman/sesi/{away.code}").text
    assert [(row.kind, row.subject) for row in log(house, before)] == [("residents.list", f"{away.code}: 1 orang")]
    before = last(house)
    assert NAME in clerk.get(f"/{HALL}/counter/perekaman/sesi/{away.code}/pilih/1").text
    assert [(row.kind, row.subject) for row in log(house, before)] == [("residents.opened", "1")]


# -- cells

BLANKS = ("", " ", "   ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\uffff", '"', "\x01")
SIGNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
BLANK = "".join(BLANKS) + "\t\r\n"
HOSTILE = [f"{blank}{sign}1" for blank in BLANKS for sign in SIGNS] + ["\t1", "\r1", "\n1", " \t=1"]


@pytest.mark.parametrize("cell", HOSTILE)
def test_what_a_spreadsheet_may_take_for_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Contoh", "12-3", "a=b", "", "'0811", "Desa (utara)", "0811 22"])
def test_what_is_none_stays_as_it_is(cell: str) -> None:
    assert harmless(cell) == cell


def test_no_export_of_perekaman_carries_anything_out(house: House) -> None:
    """Every route with an ending of a spreadsheet, full of people whose every word is hostile."""
    clerk = house.program("counter", "kalipare")
    hall, now = house.office.hall("kalipare"), house.office.clock.now()
    with house.office.database.writing() as connection:
        for place, cell in enumerate(HOSTILE):
            person = Said(f"{cell}Contoh {place}", now.date().replace(year=2008), f"{cell}Desa", contact=f"{cell}0811")
            residents.add(connection, house.office.sealed, hall, person, "hand", now)
    exports = [key for key in TABLE if "csv" in key]
    assert len(exports) == 2
    for key in exports:
        path = key.removeprefix("GET ").replace("<hall>", "kalipare").partition("<")[0]
        table = clerk.get(f"{path}csv")
        assert table.text.startswith(BOM)
        rows = list(csv.reader(io.StringIO(table.text.removeprefix(BOM), newline=""), delimiter=";"))
        book = CalamineWorkbook.from_filelike(io.BytesIO(clerk.get(f"{path}xlsx").data))
        sheets = [book.get_sheet_by_index(place).to_python() for place in range(len(book.sheet_names))]
        for cells in (rows, [row for sheet in sheets for row in sheet]):
            said = [str(cell) for row in cells for cell in row]
            assert sum("1Desa" in cell for cell in said) >= len(HOSTILE), key
            assert [
                cell for cell in said if cell.strip(BLANK).startswith(SIGNS) or cell[:1] in ("\t", "\r", "\n")
            ] == [], key
