"""Bawa ke desa on the session's page: the file and its passphrase once, the merge, and the choice of a clerk."""

import base64
import html
import io
import itertools
import re
from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from hall import config
from hall.actions import away_open, residents
from hall.app import create_app
from hall.records import residents as kept
from hall.records import summonses
from hall.rules.away import opening
from hall.rules.summonses import shown_code
from tests.office import asks, tokens_of
from tests.recording import RecordingDay
from tests.web.conftest import House, Program

HALL = "barito-kuala"
NAME = "Zulcontoh Terahasia"
_serial = itertools.count()


@pytest.fixture
def clerk(house: House) -> Program:
    return house.program("counter", HALL)


@pytest.fixture
def day(house: House) -> RecordingDay:
    found = RecordingDay(house.office, HALL, kind="village", place="Balai Desa Contoh")
    found.letter(name=f"{NAME} {'abcdefgh'[next(_serial)]}")  # the house is the module's
    return found


def page(clerk: Program, day: RecordingDay, what: str = "", both: int = 0, **fields: object) -> TestResponse:
    address = f"/{HALL}/counter/perekaman/sesi/{day.code}"
    client = clerk.app.test_client()
    if both:
        return client.get(f"{address}/pilih/{both}", headers=clerk.headers())
    if not what:
        return client.get(address, headers=clerk.headers())
    return client.post(f"{address}/{what}", data=fields, headers=clerk.headers())


def taken(answer: TestResponse) -> tuple[str, bytes]:
    """(passphrase, file) of the page that hands a session out."""
    passphrase = re.search(r'id="passphrase">([^<]+)<', answer.text)
    file = re.search(r"base64,([^\"]+)\"", answer.text)
    assert passphrase, answer.text
    assert file
    return passphrase[1], base64.b64decode(file[1].replace("&#43;", "+"))


def green(shown: str) -> list[str]:
    """What a page offers as the next step."""
    return re.findall(r'class="btn go"[^>]*>(?:<svg.*?</svg>)?([^<]+)<', shown)


def at_the_laptop(house: House, day: RecordingDay, data: Path) -> str:
    """The session's page on the laptop's own server."""
    app = create_app(config.load({"ANTREAN_VAR": str(data)}), house.office.clock)
    try:
        return page(Program(app, HALL, tokens_of(app.extensions["antrean-office"], HALL)["counter"]), day).text
    finally:
        app.close()  # type: ignore[attr-defined]


def test_a_session_goes_and_comes_back_on_its_page_and_a_clerk_chooses(
    house: House, clerk: Program, day: RecordingDay, tmp_path: Path
) -> None:
    office = house.office
    assert "Bawa ke desa" in page(clerk, day).text
    out = page(clerk, day, "bawa")
    assert (out.status_code, out.headers["Cache-Control"]) == (200, "no-store")
    passphrase, file = taken(out)
    lines = re.findall(r'class="typed">(.+?)</code>', out.text)
    typed = [html.unescape(re.sub("<.*?>", "", line)) for line in lines]
    said = list(opening(HALL, "desa"))  # as the laptop's terminal says it
    assert typed[1:6] == [*said, said[0], said[-1]]
    shown = page(clerk, day).text
    assert passphrase not in shown
    assert "Di luar kantor" in shown or "di luar kantor" in shown
    (tmp_path / "a.antrean").write_bytes(file)
    away_open.open_pack(tmp_path / "a.antrean", passphrase, tmp_path / "laptop", office.clock)
    laptop = away_open.office_of(tmp_path / "laptop", office.clock)
    today = residents.today_of(office, office.hall(HALL))
    laptop.transact(HALL, lambda work, hall: kept.set_state(work.connection, hall, 1, "died", None, today, work.now))
    laptop.database.close()
    away_open.pack_back(tmp_path / "laptop", passphrase, tmp_path / "b.antrean", office.clock)
    with office.database.reading() as connection:
        (letter,) = summonses.of_session(connection, office.hall(HALL), day.session)
        (person,) = kept.read(connection, office.sealed, office.hall(HALL), [letter.resident_id])
    office.once(HALL, asks("states"), lambda work, hall: {
        "ok": kept.set_state(work.connection, hall, person.id, "moved", None, today, work.now)})  # fmt: skip
    back = (tmp_path / "b.antrean").read_bytes()
    wrong = page(clerk, day, "gabung", passphrase="A" * 24, file=(io.BytesIO(back), "b"))
    assert (wrong.status_code, "tidak cocok" in wrong.text) == (400, True)
    assert "Pilih dulu berkas" in page(clerk, day, "gabung", passphrase=passphrase).text
    large = b"A" * 200_000 + back  # more than other forms may carry: refused for what it holds
    assert (
        "bukan paket Antrean" in page(clerk, day, "gabung", passphrase=passphrase, file=(io.BytesIO(large), "b")).text
    )
    assert page(clerk, day, "gabung", passphrase=passphrase, file=(io.BytesIO(back), "b")).status_code == 303
    again = page(clerk, day, "gabung", passphrase=passphrase, file=(io.BytesIO(back), "b"))
    assert again.location.endswith("pernah-digabung")
    shown = page(clerk, day).text
    assert NAME not in shown
    for words in ("Berubah di dua tempat", "Z*** T***", "Pindah", "Meninggal", "Kode terima"):
        assert words in shown
    receipt = re.search(r'class="receipt">([^<]+)<', shown)
    assert receipt
    assert receipt[1] == shown_code(receipt[1].replace("-", ""))
    both = page(clerk, day, both=person.number).text
    for words in ("Pakai yang di desa", "Meninggal", "Pindah", NAME):
        assert words in both
    assert NAME not in both.partition("</title>")[0]
    assert page(clerk, day, f"pilih/{person.number}", side="village").status_code == 303
    assert page(clerk, day, both=person.number).status_code == 404
    assert "Berubah di dua tempat" not in page(clerk, day).text
    assert page(clerk, day, f"pilih/{person.number}", side="village").status_code == 404
    away_open.wipe(tmp_path / "laptop", receipt[1])


def test_a_session_is_called_back_and_other_sessions_do_not_travel(
    house: House, clerk: Program, day: RecordingDay, tmp_path: Path
) -> None:
    out = page(clerk, day, "bawa")
    passphrase, file = taken(out)
    (tmp_path / "a.antrean").write_bytes(file)
    away_open.open_pack(tmp_path / "a.antrean", passphrase, tmp_path / "laptop", house.office.clock)
    assert green(page(clerk, day).text) == ["Gabungkan"]
    assert green(at_the_laptop(house, day, tmp_path / "laptop")) == ["Layani di loket"]
    assert page(clerk, day, "bawa").status_code == 409
    assert page(clerk, day, "tarik").status_code == 303
    shown = page(clerk, day).text
    assert "Bawa ke desa" in shown
    wipes = re.search(r'class="receipt">([^<]+)<', shown)
    assert wipes
    away_open.wipe(tmp_path / "laptop", wipes[1])
    assert not (tmp_path / "laptop").exists()
    assert "Bawa ke desa" not in page(clerk, RecordingDay(house.office, HALL)).text
