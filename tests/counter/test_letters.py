"""Letters in the file room: entered, corrected and passed on by keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.counter.double import fits, posted, type_keys
from tests.counter.test_file_room import House, _enter, _file
from tests.screens import Screen

BOTH = ("surat-masuk", "surat-keluar")
LETTER: dict[str, Any] = {
    "direction": "in", "office": "Dinas Sosial", "number": "460/12", "day": "2026-11-18", "subject": "Data bansos",
    "urgency": "segera", "instruction": "", "roles": [],
}  # fmt: skip


class Post(House):
    """A file room whose first file is an incoming letter."""

    def __init__(self) -> None:
        super().__init__()
        self.files = [_file("2026-00007", layanan="surat-masuk", title="Surat Masuk", letter=LETTER)]

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method == "POST" and path.endswith("/berkas"):
            return 201, {"number": "2026-00007", "agenda_number": "005/007/XI/2026"}
        return super().answer(method, path, body)


def test_a_letter_that_came_is_entered_by_keys_alone(sized: Screen) -> None:
    _enter(sized, Post(), letters=BOTH)
    type_keys(
        sized, "NumpadMultiply", "1", "'Dinas Sosial", "Tab", "'Data bansos", "Tab", "'460/12", "Tab", "'18/11", "F3"
    )
    assert fits(sized) == []
    assert sized.page.eval_on_selector_all("dialog kbd", "all => all.filter((key) => key.offsetWidth > 90).length") == 0
    type_keys(sized, "F8")
    sent = posted(sized, "/berkas")[-1]
    assert (sent["layanan"], sent["channel"]) == ("surat-masuk", "letter")
    assert sent["letter"] == {
        "office": "Dinas Sosial", "subject": "Data bansos", "urgency": "segera", "number": "460/12", "day": "2026-11-18",
    }  # fmt: skip
    expect(sized.page.locator("[data-place=told]")).to_contain_text("005/007/XI/2026")
    expect(sized.page.locator("[data-place=file]")).to_contain_text("dari Dinas Sosial")
    assert fits(sized) == []


def test_a_letter_without_an_office_is_not_sent(screen: Screen) -> None:
    _enter(screen, Post(), letters=BOTH)
    type_keys(screen, "NumpadMultiply", "2", "Tab", "'Undangan", "F8")
    expect(screen.page.locator("dialog[open] .refusal")).to_contain_text("Isi kantor dan perihal")
    assert not [path for method, path, _ in screen.asked if method == "POST"]


@pytest.mark.parametrize(
    ("keys", "command", "body"),
    [
        (["8", "F4", "F8"], "/letters", {"office": "Dinas Sosial", "urgency": "penting", "day": "2026-11-18"}),
        (["9", "2", "5", "F8"], "/dispositions", {"roles": ["kasi"], "instruction": "Tindak lanjuti"}),
    ],
)
def test_the_letter_in_hand_is_corrected_and_passed_on(
    sized: Screen, keys: list[str], command: str, body: dict[str, Any]
) -> None:
    _enter(sized, Post(), letters=BOTH)
    type_keys(sized, "NumpadSubtract", *keys[:-1])
    assert fits(sized) == []
    type_keys(sized, keys[-1])
    assert body.items() <= posted(sized, command)[-1].items()


def test_a_hall_without_letters_offers_none(screen: Screen) -> None:
    _enter(screen, House())
    expect(screen.page.locator("[data-key='*']")).to_have_count(0)
    type_keys(screen, "NumpadMultiply")
    expect(screen.page.locator("dialog[open]")).to_have_count(0)


def test_the_room_leads_to_every_other_page(screen: Screen) -> None:
    _enter(screen, House())
    type_keys(screen, "F1")
    for words in (
        "Pengaduan",
        "Buku register",
        "Laporan",
        "Tugas",
        "Layanan hari ini",
        "Nomor tulisan tangan",
        "Loket",
    ):
        expect(screen.page.locator("dialog[open]")).to_contain_text(words)
    assert fits(screen) == []
