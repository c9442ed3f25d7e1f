"""The office's own files over HTTP: for its TVs and its keeper alone, whole or in parts, kept by browsers for good."""

from pathlib import Path
from typing import Any

import pytest

from hall.actions import media
from hall.actions.media import Showing
from tests.media.own_files import image, mp4
from tests.web.conftest import House

FILM = mp4(padding=700_000)


@pytest.fixture(scope="module")
def film(house: House) -> str:
    """The address of a film of Jumapolo."""
    return keep(house, FILM)


def keep(house: House, data: bytes) -> str:
    arrived = house.office.shelf.incoming()
    arrived.write(data)
    arrived.seek(0)
    media.add(house.office, "jumapolo", arrived, Showing("Profil kantor", 12), "person:1")
    arrived.close()
    return f"/jumapolo/media/{house.office.hall('jumapolo').media[-1].name}"


def part(house: House, address: str, asked: str, **more: str) -> Any:
    headers = {**house.program("display").headers(), "Range": asked, **more}
    return house.app.test_client().get(address, headers=headers)


def test_the_whole_file_may_be_kept_for_good_and_is_nothing_but_a_film(house: House, film: str) -> None:
    answer = house.program("display").get(film)
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "video/mp4", FILM)
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=100-", 100, len(FILM)), ("bytes=-50", len(FILM) - 50, len(FILM)),
     ("bytes=300000-600000", 300_000, 600_001), ("bytes=700000-99999999", 700_000, len(FILM))],
)  # fmt: skip
def test_a_part_is_given_as_asked(house: House, film: str, asked: str, start: int, end: int) -> None:
    answer = part(house, film, asked)
    assert (answer.status_code, answer.data) == (206, FILM[start:end])
    assert answer.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(FILM)}"
    assert answer.headers["Content-Length"] == str(end - start)


def test_what_is_no_part_of_it_is_refused_and_what_is_no_range_gets_the_whole(house: House, film: str) -> None:
    beyond = part(house, film, "bytes=99999999-")
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, f"bytes */{len(FILM)}")
    for odd in ("bytes=0-1,5-9", "lines=0-1", "bytes=x"):
        assert part(house, film, odd).data == FILM, odd
    tag = house.program("display").get(film).headers["ETag"]
    assert part(house, film, "bytes=0-1", **{"If-Range": tag}).status_code == 206
    assert part(house, film, "bytes=0-1", **{"If-Range": '"another"'}).data == FILM


def test_only_the_size_is_told_to_who_asks_for_no_more(house: House, film: str) -> None:
    answer = house.app.test_client().head(film, headers=house.program("display").headers())
    assert (answer.status_code, answer.data, answer.headers["Content-Length"]) == (200, b"", str(len(FILM)))


def test_the_files_are_for_this_halls_tvs_and_its_keeper(house: House, film: str) -> None:
    assert house.program("admin").get(film).status_code == 200
    assert house.program(None).get(film).status_code == 401
    for role in ("kiosk", "counter"):
        assert house.program(role).get(film).status_code == 403
    assert house.program("display", "kalipare").get(film).status_code == 403


def test_no_other_name_finds_a_file(house: House, film: str) -> None:
    tv = house.program("display")
    for name in ("x.mp4", "../../antrean.db", "%2e%2e%2fantrean.db", film.rpartition("/")[2].upper(), "a" * 300):
        assert tv.get(f"/jumapolo/media/{name}").status_code == 404, name
    own = house.program("display", "kalipare")
    assert own.get(film.replace("jumapolo", "kalipare")).status_code == 404


def test_the_state_tells_it_and_a_file_that_was_lost_is_not_found(house: House) -> None:
    address = keep(house, image(colour="plum"))
    told = house.program("display").get("state").get_json()["media"]
    assert told[-1] == {"kind": "image", "url": address, "seconds": 12, "title": "Profil kantor"}
    Path(house.office.settings.var, "media", *address.replace("media/", "").strip("/").split("/")).unlink()
    assert house.program("display").get(address).status_code == 404
