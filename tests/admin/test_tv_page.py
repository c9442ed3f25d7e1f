"""The page of the TVs in a real browser: an upload with its progress, a kind refusal, and nothing cut off on any screen."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from playwright.sync_api import Page, expect

import display.media
from hall.actions import media, tv
from hall.actions.media import Showing
from hall.actions.office import Office
from hall.rules.prayer import Place
from hall.rules.zones import Zone
from tests.browser import OpenPage
from tests.media.own_files import image, mp4
from tests.office import furnish, open_office
from tests.people.machine import Machine
from tests.people.offices import add_person
from tests.screens import TROUBLE

pytestmark = pytest.mark.journey

HALL = "kalipare"


@pytest.fixture
def office(ready_template: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """Kalipare on SQLite: looks do not depend on where things are kept."""
    url = f"sqlite:///{tmp_path / 'antrean.db'}"
    (tmp_path / "antrean.db").write_bytes(Path(ready_template("sqlite")).read_bytes())
    furnish(url, tmp_path)
    found = open_office(url, tmp_path)
    add_person(found, HALL, "penjaga", "Bu Penjaga", "keeper", "rahasia-penjaga")
    yield found
    found.database.close()


@pytest.fixture
def page(app: Flask, office: Office, open_page: OpenPage) -> Iterator[Page]:
    """The keeper's browser at the page of the TVs."""
    room = Blueprint("shown", __name__)
    display.media.add(room, office)
    app.register_blueprint(room)
    machine = Machine(app)
    found = open_page(f"{machine.url}/{HALL}/admin", width=1366, height=768)
    found.fill("#username", "penjaga")
    found.fill("#password", "rahasia-penjaga")
    found.click(".go")
    found.wait_for_selector(".side")
    found.goto(f"{machine.url}/{HALL}/admin/tv")
    yield found
    machine.stop()


def poster(colour: str = "teal") -> dict[str, object]:
    return {"name": "Poster stunting.png", "mimeType": "image/png", "buffer": image(size=(1920, 1080), colour=colour)}


def keep(office: Office, data: bytes, title: str) -> None:
    arrived = office.shelf.incoming()
    arrived.write(data)
    arrived.seek(0)
    media.add(office, HALL, arrived, Showing(title, 15), "person:1")
    arrived.close()


def test_a_file_is_sent_and_seen_and_what_cannot_be_is_told_beside_the_form(page: Page, office: Office) -> None:
    page.set_input_files("#add-file", poster())  # type: ignore[arg-type]
    page.click("text=Unggah")
    expect(page.locator(".done")).to_contain_text("Berkas disimpan")
    expect(page.locator(".own article .what b")).to_have_text("Poster stunting")
    page.wait_for_function("document.querySelector('.thumb img').naturalWidth > 0")
    page.set_input_files("#add-file", {"name": "a.png", "mimeType": "image/png", "buffer": b"<html>halo</html>"})
    page.click("text=Unggah")
    expect(page.locator(".own .refusal")).to_contain_text("Ini halaman web")
    page.set_input_files("#add-file", {"name": "b.png", "mimeType": "image/png", "buffer": bytes(10_000_001)})
    page.click("text=Unggah")
    expect(page.locator(".sending")).to_contain_text("Gambar terlalu besar. Paling besar 10 MB")
    assert len(office.hall(HALL).media) == 1


def test_nothing_is_cut_off_on_the_keepers_screen_or_telephone(page: Page, office: Office) -> None:
    for title, data in (
        ("Jadwal imunisasi dan posyandu balita di seluruh desa bulan November sampai Desember", image(size=(1600, 900))),
        ("Maskot", image(size=(900, 1600), colour="plum")), ("Profil kecamatan", mp4()),
    ):  # fmt: skip
        keep(office, data, title)
    first, counter, line = (
        office.hall(HALL).media[0],
        next(iter(office.hall(HALL).counters)),
        next(iter(office.hall(HALL).lines)),
    )
    media.set_active(office, HALL, first.id, False, "person:1")
    tv.keep_zone(
        office,
        HALL,
        Zone("lantai-2", "Lantai 2 sayap timur dekat mushala", (counter,), (line,), "lines", 2.5),
        None,
        "person:1",
    )
    tv.set_place(office, HALL, Place(-8.2636, 112.4189, (("zuhur", 1),)), "person:1")
    for width, height in ((1366, 768), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        page.reload()
        page.evaluate("document.fonts.ready")
        page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })")
        assert page.evaluate(TROUBLE) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
