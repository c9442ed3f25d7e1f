"""Screens report how they are: over the wire, into the register, into the store, and to whoever asks."""

import json
from typing import Any

import pytest

from hall.actions import people
from tests.patience import eventually
from tests.raw_socket import RawSocket
from tests.real_server import Site

WELL = {"version": 1, "stale": False, "sound": "on", "visible": True, "zone": None, "assets": None}
NONSENSE: list[Any] = [
    None,
    [],
    "x",
    {},
    {**WELL, "version": "1"},
    {**WELL, "version": True},
    {**WELL, "version": 2**70},
    {**WELL, "stale": 1},
    {**WELL, "sound": "loud"},
    {**WELL, "sound": ["on"]},
    {**WELL, "visible": None},
    {**WELL, "zone": "z" * 61},
    {**WELL, "zone": "line\nend"},
    {**WELL, "assets": {}},
    {**WELL, **{f"more{at}": at for at in range(20)}},
]


def tv_of_its_own(site: Site, name: str) -> tuple[RawSocket, str]:
    """A display with a token that nobody else has, and its asker."""
    office = site.office()
    token = people.create_token(office, "jumapolo", "display", name=name)
    (device,) = [one for one in people.list_tokens(office, "jumapolo") if one.name == name]
    office.database.close()
    return RawSocket(site.servers[0].port, "/display", {"hall": "jumapolo", "token": token}), device.asker


def kept(site: Site, asker: str) -> Any:
    from hall.actions import screens

    office = site.office()
    try:
        return screens.word_of(office, asker)
    finally:
        office.database.close()


def test_a_report_is_kept_soon_after_it_changed_and_so_is_the_end_of_the_connection(site: Site) -> None:
    tv, asker = tv_of_its_own(site, "TV lapor")
    for body in NONSENSE:
        tv.emit("screen.report", body)
    tv.emit("screen.report", {**WELL, "sound": "refused", "zone": "utara"})
    eventually(lambda: kept(site, asker), "the first report is kept")
    word = kept(site, asker)
    assert (word.report.sound, word.report.zone, word.gone, word.here) == ("refused", "utara", False, False)
    tv.emit("screen.report", WELL)
    eventually(lambda: kept(site, asker).report.sound == "on", "a change for better is kept")
    tv.close()
    eventually(lambda: kept(site, asker).gone, "a screen that left is known to have left")


def test_a_screen_that_says_the_servers_own_words_changes_nothing(site: Site) -> None:
    """`connect` and `disconnect` as messages: no door is asked again, nobody is forgotten, and no fault is logged."""
    tv, asker = tv_of_its_own(site, "TV nakal")
    for body in (None, {"hall": "kalipare"}, {"hall": "jumapolo", "token": "x"}):
        tv.emit("connect", body)
        tv.wire.send(f"42/display,{json.dumps(['connect', body, body])}")
        tv.emit("disconnect", body)
    tv.emit("screen.report", {**WELL, "sound": "off"})
    eventually(lambda: kept(site, asker), "its report is heard")
    assert kept(site, asker).report.sound == "off"
    tv.close()
    eventually(lambda: kept(site, asker).gone, "its real end is heard")
    assert "Traceback" not in site.servers[0].log()


def test_a_screen_with_files_of_another_release_hears_of_the_newer_one_once(site: Site) -> None:
    tv, _ = tv_of_its_own(site, "TV lama")
    tv.emit("screen.report", {**WELL, "assets": "0123456789ab"})
    newest = tv.wait("assets.changed")["assets"]
    tv.emit("screen.report", {**WELL, "assets": "0123456789ab"})
    tv.emit("screen.report", {**WELL, "assets": newest})
    tv.wait("beat")
    tv.wait("beat")
    assert tv.named("assets.changed") == [{"assets": newest}]
    tv.close()


@pytest.mark.parametrize("kind", ["kiosk", "counter"])
def test_every_kind_of_screen_reports(site: Site, kind: str) -> None:
    screen = site.screen(kind)
    screen.emit("screen.report", {**WELL, "sound": None, "assets": "0123456789ab"})
    assert screen.wait("assets.changed")["assets"] != "0123456789ab"
    screen.close()
