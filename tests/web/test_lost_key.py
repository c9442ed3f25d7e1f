"""The key of personal data is lost, cut or open to others, on a real server: it says so, makes no other, and loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from hall.records import tables as t
from tests.patience import eventually
from tests.real_server import RealServer, Site

NAME = "Zulkontoh Rahasia"


@pytest.fixture
def site(office_url: str, tmp_path: Path) -> Iterator[Site]:
    found = Site(office_url, tmp_path)
    yield found
    found.close()


def kept(site: Site) -> list[str]:
    office = site.office()
    with office.database.reading() as connection:
        found = list(connection.execute(select(t.residents.c.sealed)).scalars())
    office.database.close()
    return found


def person(name: str) -> dict[str, str]:
    return {"name": name, "born_on": "2008-11-21", "village": "Contoh"}


def test_a_server_without_its_key_says_so_makes_no_other_and_goes_on_when_it_is_back(site: Site) -> None:
    server: RealServer = site.serve()
    clerk, kiosk = site.caller("counter"), site.caller("kiosk")
    key = server.var / "keys" / "personal.key"
    assert clerk.post("people", **person(NAME))[0] == 201
    sealed, mine = kept(site), key.read_text()
    server.stop()
    key.unlink()
    server.start()
    eventually(lambda: "personal.key hilang" in server.log(), "the log says so at the start")
    for broken, says in ((None, "hilang"), (mine[:20], "rusak"), ("", "rusak"), (f"{'x' * 44}\n", "rusak")):
        if broken is not None:
            key.write_text(broken)
        for path, body in (("people", person("Contoh Baru")), ("people/searches", {"text": "zulkontoh"})):
            status, told = clerk.post(path, **body)
            assert (status, told["code"]) == (503, "busy")
            assert f"personal.key {says}" in told["detail"]
        assert clerk.get("people")["items"][0]["name"] == "(tidak terbaca)"  # what needs no key goes on
        assert kiosk.post("tickets", layanan="kartu-keluarga")[0] == 201
        assert key.exists() == (broken is not None)
        assert broken is None or key.read_text() == broken
        assert kept(site) == sealed
    key.write_text(mine)
    key.chmod(0o644)
    assert clerk.get("people/1")["name"] == NAME  # taken at once, without a new start
    assert key.stat().st_mode & 0o777 == 0o600
    assert clerk.post("people", **person("Contoh Baru"))[0] == 201
    assert NAME not in server.log()
