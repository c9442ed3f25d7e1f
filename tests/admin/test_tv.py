"""The keeper's page of the TVs: files good and hostile, order and days, zones, notices, and a full disk."""

import io
import os
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask
from PIL import Image
from werkzeug.test import TestResponse

import display.media
from hall.actions import counters, upkeep
from hall.actions.office import Office
from hall.media.shelf import Incoming, Shelf
from hall.rules.events import Event, HallChanged
from tests.admin.keeper import Keeper
from tests.full_disk import no_file_grows_beyond
from tests.media.own_files import bomb, image, mp4
from tests.people.offices import clock_of, ears_of

HALL = "kalipare"
PAGE = "tv"


@pytest.fixture
def app(app: Flask, office: Office) -> Flask:
    """The keeper's room, and the door behind which the files are shown."""
    room = Blueprint("shown", __name__)
    display.media.add(room, office)
    app.register_blueprint(room)
    return app


def upload(data: bytes, name: str = "Poster stunting.png", **typed: str) -> dict[str, Any]:
    return {"file": (io.BytesIO(data), name), "title": "", "seconds": "12", "from": "", "until": ""} | typed


def add(keeper: Keeper, data: bytes, name: str = "Poster stunting.png", **typed: str) -> str:
    return keeper.done("tv/media", upload(data, name, **typed), on=PAGE)


def shown(office: Office) -> list[dict[str, Any]]:
    """What the TV gets."""
    media: list[dict[str, Any]] = counters.state(office, HALL)["media"]
    return media


def lying(office: Office) -> set[str]:
    """Every file that lies in the data folder of media, by its ending."""
    return {path.name.partition(".")[2] for path in (office.settings.var / "media").rglob("*") if path.is_file()}


def test_an_image_is_kept_as_one_of_ours_and_shown(keeper: Keeper, office: Office) -> None:
    page = add(keeper, image("PNG", (400, 300)), seconds="20")
    assert "Berkas disimpan. TV menayangkannya." in page
    assert "Poster stunting Gambar, 20 detik, 400 x 300" in page
    (medium,) = shown(office)
    assert (medium["kind"], medium["seconds"], medium["title"]) == ("image", 20, "Poster stunting")
    answer = keeper.client.get(medium["url"])
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    assert Image.open(io.BytesIO(answer.data)).size == (400, 300)
    small = keeper.client.get(medium["url"].replace(".png", ".small.jpg"))
    assert (small.status_code, small.mimetype) == (200, "image/jpeg")
    assert lying(office) == {"png", "small.jpg"}


def test_a_film_is_kept_as_it_came(keeper: Keeper, office: Office) -> None:
    data = mp4(padding=600_000)
    assert "Video, 1 mnt 5 dtk, 1280 x 720" in add(keeper, data, "Profil kantor.mp4")
    (medium,) = shown(office)
    assert (medium["kind"], medium["seconds"], medium["title"]) == ("video", 65, "Profil kantor")
    answer = keeper.client.get(medium["url"])
    assert (answer.data, answer.mimetype) == (data, "video/mp4")


def test_what_cannot_be_shown_is_refused_kindly_and_leaves_nothing(keeper: Keeper, office: Office) -> None:
    for data, name, sentence in (
        (b"", "", "Pilih berkas gambar atau video lebih dulu."),
        (b"<!DOCTYPE html><script>alert(1)</script>", "gambar.png", "Ini halaman web, bukan gambar atau video."),
        (bomb(), "gambar.png", "Gambar terlalu besar: paling besar 50 juta titik."),
        (mp4(b"hvc1"), "film.mp4", "Video ini memakai H.265 (HEVC), yang tidak dapat diputar di TV."),
    ):
        status, said = keeper.refused("tv/media", upload(data, name), on=PAGE)
        assert status == 400
        assert sentence in said
        assert shown(office) == []
        assert lying(office) == set()


def test_the_same_file_is_not_kept_twice(keeper: Keeper, office: Office) -> None:
    add(keeper, image(), title="Jadwal posyandu")
    status, said = keeper.refused("tv/media", upload(image()), on=PAGE)
    assert (status, said) == (400, "Berkas ini sudah ada: “Jadwal posyandu”.")
    assert len(lying(office)) == 2


def test_they_stand_in_the_keepers_order_and_on_their_days(keeper: Keeper, office: Office) -> None:
    for colour in ("red", "green", "blue"):
        add(keeper, image(colour=colour), title=colour)
    red, green, _ = (own.id for own in office.hall(HALL).media)
    keeper.done(f"tv/media/{green}/up", on=PAGE)
    keeper.done(f"tv/media/{red}/down", on=PAGE)
    assert [medium["title"] for medium in shown(office)] == ["green", "blue", "red"]
    assert "Tidak ditayangkan" in keeper.done(f"tv/media/{green}/off", on=PAGE)
    today = clock_of(office).now().date()
    tomorrow = today + timedelta(days=1)
    form = {"title": "Libur", "seconds": "30", "from": f"{tomorrow:%d-%m-%Y}", "until": f"{tomorrow:%d-%m-%Y}"}
    assert "Di luar tanggalnya" in keeper.done(f"tv/media/{red}", form, on=PAGE)
    assert [medium["title"] for medium in shown(office)] == ["blue"]
    keeper.done(f"tv/media/{green}/on", on=PAGE)
    assert len(shown(office)) == 2
    page = keeper.done(f"tv/media/{red}/remove", on=PAGE)
    assert "Libur" not in page
    assert len(lying(office) | set()) == 2
    assert len([path for path in (office.settings.var / "media" / HALL).iterdir()]) == 4


def test_a_tv_left_on_over_midnight_gets_the_new_days_notices_and_files(keeper: Keeper, office: Office) -> None:
    told: list[Event] = []
    ears_of(office).listeners.append(told.append)
    today = clock_of(office).now().date()
    add(keeper, image(colour="red"), title="Hari ini saja", until=f"{today:%d-%m-%Y}")
    upkeep.turn_days(office)
    before = counters.state(office, HALL)
    told.clear()
    clock_of(office).go(hours=24)
    upkeep.turn_days(office)
    after = counters.state(office, HALL)
    assert HallChanged(HALL) in told
    assert after["version"] > before["version"], "or the broadcast would keep it to itself"
    assert [medium["title"] for medium in before["media"]] == ["Hari ini saja"]
    assert after["media"] == []
    days = [{notice["from"][:10] for notice in state["notices"]} for state in (before, after)]
    assert days == [{today.isoformat()}, {(today + timedelta(days=1)).isoformat()}]


def test_what_is_typed_beside_a_file_is_checked_and_the_file_is_not_kept(keeper: Keeper, office: Office) -> None:
    for typed, sentence in (
        ({"seconds": "1"}, "Detik tampil: angka bulat dari 3 sampai 120."),
        ({"from": "kemarin"}, "Tanggal tidak terbaca."),
        ({"from": "20-11-2026", "until": "19-11-2026"}, "Hari terakhir harus sesudah hari pertama."),
        ({"title": "x" * 121}, "Judul berisi 1 sampai 120 huruf."),
    ):
        assert sentence in keeper.refused("tv/media", upload(image(), **typed), on=PAGE)[1]
        assert lying(office) == set()


def test_a_full_disk_keeps_nothing_half_and_says_so(keeper: Keeper, office: Office) -> None:
    def sent(padding: int) -> TestResponse:
        """As a browser sends it: the ready-made client would write to the full disk itself."""
        csrf = re.search(r'name="csrf" value="([0-9a-f]+)"', keeper.client.get(f"/{HALL}/admin/tv").text)
        assert csrf is not None
        named = b'--b\r\nContent-Disposition: form-data; name="'
        body = named + b'csrf"\r\n\r\n' + csrf[1].encode() + b"\r\n" + named + b'seconds"\r\n\r\n12\r\n'
        body += named + b'file"; filename="film.mp4"\r\n\r\n' + mp4(padding=padding) + b"\r\n--b--\r\n"
        with no_file_grows_beyond(3_000_000):
            address, kind = f"/{HALL}/admin/tv/media", "multipart/form-data; boundary=b"
            return keeper.client.post(address, data=body, content_type=kind)

    answer = sent(4_000_000)
    assert answer.status_code == 400
    assert "Penyimpanan server hampir penuh" in answer.text
    assert lying(office) == set()
    assert sent(1_000_000).status_code == 303
    assert lying(office) == {"mp4"}


def test_media_leave_room_for_the_queue(keeper: Keeper, office: Office) -> None:
    office.shelf.reserve = 10**18
    assert "masih ada ruang 0 kB" in keeper.see(PAGE)
    assert "Penyimpanan server hampir penuh" in keeper.refused("tv/media", upload(mp4(), "film.mp4"), on=PAGE)[1]
    assert lying(office) == set()


def test_what_a_killed_server_left_half_sent_is_cleared_away(keeper: Keeper, office: Office) -> None:
    folder = office.settings.var / "media" / "incoming"
    folder.mkdir(parents=True)
    for name, age in (("old", 7200), ("new", 10)):
        (folder / name).write_bytes(b"half")
        at = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (at, at))
    add(keeper, image())
    assert [path.name for path in folder.iterdir()] == ["new"]


class Counted(Shelf):
    """Counts what begins to arrive."""

    begun = 0

    def incoming(self) -> Incoming:
        self.begun += 1
        return super().incoming()


def test_only_a_keeper_may_send_much(app: Flask, keeper: Keeper, office: Office) -> None:
    shelf = office.shelf = Counted(office.settings.var / "media")
    for stranger in (app.test_client(), Keeper(app, "jumapolo").client):
        answer = stranger.post(f"/{HALL}/admin/tv/media", data=upload(mp4(padding=2_000_000), "film.mp4"))
        assert answer.status_code in (303, 413)
    elsewhere = keeper.client.post("/jumapolo/admin/tv/media", data=upload(image()))
    assert elsewhere.status_code in (303, 403)
    assert shelf.begun == 0, "not a byte of it was taken"
    without_token = keeper.client.post(f"/{HALL}/admin/tv/media", data=upload(image()))
    assert (without_token.status_code, shelf.begun) == (403, 1)
    assert lying(office) == set()


# -- zones, picture, maklumat


def zone(**typed: Any) -> dict[str, Any]:
    form = {"code": "lantai-2", "name": "Lantai 2", "counters": ["2"], "lines": [], "layout": "lines", "margin": "2,5"}
    return form | typed


def test_a_zone_is_added_changed_and_taken_away(keeper: Keeper, office: Office) -> None:
    page = keeper.done("tv/zones", zone(), on=PAGE)
    assert f"/{HALL}/display?zone=lantai-2 Panggilan dan antrean" in page
    (kept,) = office.hall(HALL).settings.zones
    assert (kept.counters, kept.lines, kept.margin) == (("2",), (), 2.5)
    keeper.done("tv/zones/lantai-2", zone(code="atas", counters=[], layout="calls"), on=PAGE)
    assert [(one.code, one.counters, one.layout) for one in office.hall(HALL).settings.zones] == [("atas", (), "calls")]
    keeper.done("tv/zones/atas/remove", on=PAGE)
    assert office.hall(HALL).settings.zones == ()


def test_a_faulty_zone_is_told_in_place(keeper: Keeper, office: Office) -> None:
    for changes, sentence in (
        ({"code": "Lantai 2"}, "Kode zona berisi 1 sampai 20 huruf kecil"),
        ({"code": "../x"}, "Kode zona berisi"),
        ({"name": " "}, "Nama zona belum diisi."),
        ({"counters": ["99"]}, "Loket atau antrean itu tidak ada di kantor ini."),
        ({"lines": ["?"]}, "Loket atau antrean itu tidak ada di kantor ini."),
        ({"layout": "besar"}, "Pilih salah satu susunan layar."),
        ({"margin": "9"}, "Tepi aman: angka dari 0 sampai 8."),
        ({"margin": "sedikit"}, "Tepi aman tidak terbaca."),
    ):
        assert sentence in keeper.refused("tv/zones", zone(**changes), on=PAGE)[1]
        assert office.hall(HALL).settings.zones == ()


def test_two_zones_do_not_share_a_code(keeper: Keeper) -> None:
    keeper.done("tv/zones", zone(), on=PAGE)
    assert keeper.refused("tv/zones", zone(), on=PAGE)[1] == "Kode itu sudah dipakai zona lain."
    assert keeper.refused("tv/zones/lain/remove", on=PAGE)[0] == 404


def test_picture_and_maklumat_are_kept(keeper: Keeper, office: Office) -> None:
    keeper.done("tv/picture", {"layout": "calls", "margin": "0"}, on=PAGE)
    keeper.done("tv/maklumat", {"maklumat": "Kami melayani dengan jujur.\n\n Tanpa pungutan. "}, on=PAGE)
    settings = office.hall(HALL).settings
    assert (settings.display_layout, settings.display_margin) == ("calls", 0.0)
    assert settings.maklumat == "Kami melayani dengan jujur.\nTanpa pungutan."
    assert "paling banyak 8 baris" in keeper.refused("tv/maklumat", {"maklumat": "x\n" * 9}, on=PAGE)[1]


# -- notices


def notice(**typed: Any) -> dict[str, Any]:
    form = {
        "title": "Apel pagi {jam}", "text": "Layanan mulai sesudahnya.", "anchor": "clock", "kind": "other", "minute": "07.30",
        "ends": "08.00", "before": "5", "after": "0", "from": "", "until": "", "weekdays": [str(day) for day in range(7)],
    }  # fmt: skip
    return form | typed


def test_the_office_tells_where_it_stands_and_prayers_are_known(keeper: Keeper, office: Office) -> None:
    assert "Hari ini: Istirahat" in keeper.see(PAGE)
    page = keeper.done("tv/place", {"latitude": "-8,26", "longitude": "112.42", "zuhur": "1", "asar": "-1"}, on=PAGE)
    assert re.search(r"Subuh 03\.\d\d, Zuhur 11\.\d\d, Asar 14\.\d\d, Magrib 17\.\d\d, Isya 18\.\d\d\.", page)
    kinds = [one["kind"] for one in counters.state(office, HALL)["notices"]]
    assert "prayer" in kinds
    place = office.hall(HALL).settings.place
    assert place is not None
    assert dict(place.minutes) == {"zuhur": 1, "asar": -1}
    keeper.done("tv/place", {"latitude": "", "longitude": ""}, on=PAGE)
    assert office.hall(HALL).settings.place is None


def test_a_place_that_cannot_be_is_refused(keeper: Keeper) -> None:
    for typed, sentence in (
        ({"latitude": "51,5", "longitude": "0,1"}, "Lintang: angka dari -11,5 sampai 6,5."),
        ({"latitude": "-7", "longitude": "sini"}, "Bujur tidak terbaca."),
        ({"latitude": "-7", "longitude": "110", "asar": "60"}, "Asar: koreksi -15 sampai 15 menit."),
    ):
        assert sentence in keeper.refused("tv/place", typed, on=PAGE)[1]


def test_a_reminder_of_the_offices_own_is_added_changed_hidden_and_taken_away(keeper: Keeper, office: Office) -> None:
    page = keeper.done("tv/notices", notice(), on=PAGE)
    assert "Apel pagi 07.30 (tampil 07.25–08.00)" in page
    code = office.hall(HALL).settings.notices[-1].code
    keeper.done(f"tv/notices/{code}", notice(title="Senam", weekdays=["4"]), on=PAGE)
    kept = office.hall(HALL).settings.notices[-1]
    assert (kept.code, kept.title, kept.weekdays) == (code, "Senam", (4,))
    keeper.done(f"tv/notices/{code}/off", on=PAGE)
    keeper.done(f"tv/notices/{code}", notice(title="Senam"), on=PAGE)
    assert not office.hall(HALL).settings.notices[-1].active, "a change does not bring it back"
    assert "Senam" not in keeper.done(f"tv/notices/{code}/remove", on=PAGE)
    assert keeper.refused(f"tv/notices/{code}/on", on=PAGE)[0] == 404


def test_a_faulty_reminder_is_told_in_place(keeper: Keeper) -> None:
    for typed, sentence in (
        ({"title": ""}, "Judul belum diisi."),
        ({"anchor": "imsak"}, "Pilih waktu pengingat dari daftar."),
        ({"minute": ""}, "Isi jam pengingat."),
        ({"ends": "07.00"}, "Jam selesai harus sesudah jam mulai."),
        ({"before": "999"}, "Menit sebelum: angka bulat dari 0 sampai 180."),
        ({"from": "20-11-2026", "until": "19-11-2026"}, "Hari terakhir harus sesudah hari pertama."),
    ):
        assert sentence in keeper.refused("tv/notices", notice(**typed), on=PAGE)[1]
