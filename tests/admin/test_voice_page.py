"""The page of the voice in Chromium with a microphone that plays a recording: record, hear, send files, use."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from hall.actions import voices
from hall.actions.office import Office
from hall.voice.pack import bundled
from hall.voice.speaker import Speaker
from tests.browser import CHROMIUM, FLAGS
from tests.office import furnish, open_office
from tests.people.machine import Machine
from tests.people.offices import add_person
from tests.voice.recordings import room, spoken, wav

pytestmark = pytest.mark.journey

HALL = "kalipare"
SECURE = "http://localhost"


@pytest.fixture
def office(ready_template: Callable[[str], str], tmp_path: Path) -> Iterator[Office]:
    """Kalipare on SQLite."""
    url = f"sqlite:///{tmp_path / 'antrean.db'}"
    (tmp_path / "antrean.db").write_bytes(Path(ready_template("sqlite")).read_bytes())
    furnish(url, tmp_path)
    found = open_office(url, tmp_path)
    add_person(found, HALL, "penjaga", "Penjaga", "keeper", "rahasia-penjaga")
    yield found
    found.database.close()


@pytest.fixture
def machine(app: Flask) -> Iterator[Machine]:
    found = Machine(app)
    yield found
    found.stop()


@pytest.fixture
def with_microphone(chromium: Browser, tmp_path: Path) -> Iterator[Browser]:
    """A browser whose microphone hears a word of a second, again and again; it asks nobody for leave."""
    heard = tmp_path / "heard.wav"
    heard.write_bytes(wav(spoken(1.0, rate=48_000), 48_000))
    flags = [
        *FLAGS, "--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        f"--use-file-for-fake-audio-capture={heard}",
    ]  # fmt: skip
    browser = chromium.browser_type.launch(executable_path=str(CHROMIUM), args=flags)
    yield browser
    browser.close()


def enter(browser: Browser, machine: Machine) -> Page:
    page = browser.new_context(viewport={"width": 1366, "height": 768}, locale="id-ID").new_page()
    page.goto(f"{machine.url}/{HALL}/admin/suara")
    page.fill("#username", "penjaga")
    page.fill("#password", "rahasia-penjaga")
    page.click(".go")
    page.goto(f"{machine.url}/{HALL}/admin/suara")
    return page


def file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "audio/x-unknown", "buffer": content}


def test_a_prompt_is_recorded_heard_in_a_sample_call_and_used(
    office: Office, machine: Machine, with_microphone: Browser
) -> None:
    page = enter(with_microphone, machine)
    row = page.locator("#id-tiga")
    button = row.get_by_role("button", name="Rekam")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    page.wait_for_timeout(1800)  # most of a word, whenever it began; were it none, the next try ends by itself
    button.click()
    for _ in range(3):
        expect(button).not_to_have_attribute("aria-pressed", "true")
        if row.get_by_text("Baru, belum dipakai").count():
            break
        button.click()
    expect(row).to_contain_text("Baru, belum dipakai")
    expect(page.locator("#id-empat [data-record]")).to_be_focused()

    with page.expect_response("**/samples/digits/A003.mp3*") as sample:
        page.get_by_role("link", name="Dengar A003, angka satu per satu").click()
    clip = voices.heard(office, HALL, "id-tiga")
    assert clip in sample.value.body()
    assert clip != bundled("id-espeak").clips["tiga"]

    page.fill("[name=speaker]", "Bu S.")
    page.check("[name=agreed]")
    page.get_by_role("button", name="Pakai suara ini").click()
    expect(page.locator(".done")).to_contain_text("mulai panggilan berikutnya")
    expect(page.locator("#versions")).to_contain_text("Versi 1Bu S., setuju")
    said = Speaker(office.settings.var / "voice").file(office.hall(HALL), "A003", "1")
    assert said is not None
    assert clip in said[0]


def test_files_are_sent_by_their_names_and_what_is_of_no_use_says_why(
    office: Office, machine: Machine, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{machine.url}/{HALL}/admin/suara", width=1366, height=768)
    page.fill("#username", "penjaga")
    page.fill("#password", "rahasia-penjaga")
    page.click(".go")
    page.goto(f"{machine.url}/{HALL}/admin/suara")
    mp3 = b"".join(bundled("id-espeak").clips[text] for text in ("*silence*", "nomor antrean", "*silence*"))
    page.set_input_files(
        "[data-many]",
        [
            file("Nomor Antrean (1).mp3", mp3), file("3.wav", wav(spoken(0.5))), file("huruf A.WAV", wav(spoken(0.4))),
            file("liburan.mp3", mp3), file("dua.wav", wav(room(1.0, 0.2))), file("satu.m4a", b"no sound at all"),
        ],
    )  # fmt: skip
    told = page.locator("#many-said li")
    expect(told).to_have_count(6)
    expect(told.nth(3)).to_have_text("liburan.mp3 bukan nama kata di daftar ini.")
    expect(told.nth(4)).to_contain_text("Terlalu bising")
    expect(told.nth(5)).to_contain_text("tidak dapat dibaca peramban")
    for key in ("id-nomor-antrean", "id-tiga", "id-letter-a"):
        expect(page.locator(f"#{key}")).to_contain_text("Baru, belum dipakai")
    expect(page.locator("#progress")).to_contain_text("3 dari")

    page.set_input_files("#id-dua [data-send]", [file("x.wav", wav(spoken(0.6, loud=9.0)))])
    expect(page.locator("#id-dua .refusal")).to_have_text("Suara terpotong: jauhkan mikrofon, lalu ulangi.")
    page.set_input_files("#id-dua [data-send]", [file("x.wav", wav(spoken(0.6)))])
    expect(page.locator("#id-dua")).to_contain_text("Baru, belum dipakai")
    expect(page.locator("#id-dua .refusal")).to_have_count(0)


def test_where_the_browser_gives_no_microphone_the_page_says_so_and_takes_files(
    office: Office, machine: Machine, open_page: Callable[..., Page]
) -> None:
    page = open_page(f"{machine.url}/{HALL}/admin/sign-in", width=390, height=844)
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.goto(f"{machine.url}/{HALL}/admin/suara")
    page.fill("#username", "penjaga")
    page.fill("#password", "rahasia-penjaga")
    page.click(".go")
    page.goto(f"{machine.url}/{HALL}/admin/suara")
    expect(page.locator("[data-no-microphone]")).to_be_visible()
    expect(page.locator("[data-record]:visible")).to_have_count(0)
    expect(page.locator("#id-tiga .send")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
