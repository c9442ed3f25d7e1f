"""The phone's page: whole without scripts, live with them, light enough for a village's network."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

from tests.kiosk.glass import NOW, Glass, plate, ticket
from tests.screens import ROOT

MakeGlass = Callable[..., Glass]
SAYS = {
    "waiting": "6 orang di depan Anda", "called": "Giliran Anda", "serving": "Sedang dilayani", "held": "Ditunda sebentar",
    "absent": "Nomor Anda terlewat", "done": "Terima kasih", "cancelled": "Tidak dilayani",
}  # fmt: skip


def _own(now: str, **changes: Any) -> dict[str, Any]:
    known = (
        {"counter": "2", "counter_name": "Loket 2", "called_at": NOW}
        if now != "waiting"
        else {"counter_name": None, "called_at": None}
    )
    papers = [
        "Surat pengantar dari kelurahan",
        "KK asli",
        "KTP asli",
        "Fotokopi surat nikah",
        "Pas foto 4×6, dua lembar",
    ]
    known |= {"state": now, "title": "Pindah penduduk", "line_name": "Kependudukan", "persyaratan": papers}
    return ticket(**known) | changes


def _open(screen: Glass, now: str, **changes: Any) -> None:
    screen.page.set_viewport_size({"width": 360, "height": 740})
    hall = plate("jumapolo")
    screen.open(
        "phone.html", hall=hall, first={"hall": hall, "ticket": _own(now, **changes), "state_lines": [], "now": NOW}
    )


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(("now", "words"), SAYS.items())
def test_each_state_says_its_own_words_and_no_other(glass: MakeGlass, now: str, words: str, scripts: bool) -> None:
    screen = glass(java_script_enabled=scripts)
    _open(screen, now)
    shown = screen.words("main")
    assert words in shown
    assert [other for other in SAYS.values() if other != words and other in shown] == []
    assert "A024" in shown


def test_called_turns_the_whole_page_and_names_the_counter(glass: MakeGlass) -> None:
    screen = glass()
    _open(screen, "waiting")
    screen.say("ticket.state", _own("called", counter="3", counter_name="Loket 3"))
    screen.page.wait_for_selector("[data-state=called]")
    assert "Silakan ke Loket 3" in screen.words("main")
    assert screen.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 197, 46)"


def test_a_silent_server_is_told(glass: MakeGlass) -> None:
    screen = glass()
    screen.page.clock.install()
    screen.deaf = True
    _open(screen, "waiting")
    screen.page.clock.run_for(6000)
    screen.page.wait_for_selector("#cut:not([hidden])")
    assert "Tersambung kembali" in screen.words("#cut")


@pytest.mark.parametrize(
    "width", [pytest.param(320, marks=pytest.mark.long), 360, pytest.param(412, marks=pytest.mark.long)]
)
@pytest.mark.parametrize("now", SAYS)
def test_nothing_is_cut_off(glass: MakeGlass, now: str, width: int) -> None:
    screen = glass()
    _open(screen, now, title="Surat keterangan penguasaan tanah", counter_name="Loket Kependudukan")
    screen.page.set_viewport_size({"width": width, "height": 640})
    screen.page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert screen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert screen.trouble() == []


def test_the_page_with_its_letters_weighs_at_most_60_kb(glass: MakeGlass) -> None:
    screen = glass()
    loaded: list[str] = []
    screen.page.on("request", lambda request: loaded.append(request.url))
    _open(screen, "waiting")
    screen.page.wait_for_load_state("networkidle")
    weight = len(gzip.compress(screen.page.content().encode()))
    for url in loaded:
        if "/static/" in url:
            data = (ROOT / "static" / url.split("/static/test/")[1]).read_bytes()
            weight += len(data) if url.endswith("woff2") else len(gzip.compress(data))
    assert weight <= 60_000
    assert len(loaded) <= 15
