"""What the keeper sets: every form works, and every fault is a sentence in its place."""

from datetime import date, timedelta

import pytest
from flask import Flask

from hall.actions import pairing, people
from hall.actions.office import Office
from hall.errors import Refused
from hall.realtime.screens import Screens
from hall.rules.access import Identity
from hall.rules.calendar import opening
from hall.rules.events import AccessRevoked, HallChanged
from tests.admin.keeper import Keeper
from tests.office import Desk
from tests.people.offices import clock_of, ears_of

HALL = "kalipare"


def first_code(office: Office) -> str:
    return next(iter(office.hall(HALL).offers))


def test_a_printer_is_added_by_its_address(keeper: Keeper) -> None:
    page = keeper.done("printers", {"name": "Kiosk 1", "url": "tcp://192.168.1.50?profile=epson-80"}, on="printers")
    assert "Printer disimpan" in page
    assert "tcp://192.168.1.50?profile=epson-80" in page
    assert "Belum melapor" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "A", "url": "htp://x"}, "Jenis printer 'htp' tidak dikenal"),
        ({"name": "A", "url": "tcp://x?profil=epson-80"}, "Kunci 'profil'"),
        ({"name": "A", "url": "tcp://x?profile=mesin-tik"}, "Profil 'mesin-tik'"),
        ({"name": "", "url": "memory:"}, "Nama printer belum diisi"),
        ({"name": "A\x1b@", "url": "memory:"}, "Nama printer memuat huruf"),
        ({}, "Nama printer belum diisi"),
    ],
)
def test_a_faulty_printer_is_told_in_place(keeper: Keeper, data: dict[str, str], sentence: str) -> None:
    status, said = keeper.refused("printers", data, on="printers")
    assert status == 400
    assert sentence in said
    assert "Belum ada printer" in keeper.see("printers")


def test_a_printer_is_taken_out_of_use_and_back(keeper: Keeper) -> None:
    keeper.done("printers", {"name": "Kiosk 1", "url": "memory:"}, on="printers")
    assert "tidak dipakai" in keeper.done("printers/1/off", on="printers")
    assert "Printer dipakai lagi" in keeper.done("printers/1/on", on="printers")
    assert keeper.refused("printers/99/off", on="printers")[0] == 404


def test_a_screen_is_paired_by_the_code_that_it_shows(keeper: Keeper, office: Office) -> None:
    code = pairing.start(office, HALL, "kiosk").pairing.code
    page = keeper.see("screens")
    assert "1 layar menunggu: Kiosk sejak 08.30" in page
    assert code not in page  # only who stands before the screen knows it
    page = keeper.done(
        "screens", {"code": f"{code[:3]} {code[3:]}", "role": "kiosk", "name": "Kiosk pintu"}, on="screens"
    )
    assert "Kiosk pintu Kiosk baru dipasangkan Belum melapor" in page
    (device,) = pairing.list_devices(office, HALL)
    assert device.created_by is not None
    assert device.created_by.startswith("person:")


def test_a_wrong_code_is_told_in_place_and_too_many_make_a_pause(keeper: Keeper) -> None:
    wrong = {"code": "000000", "role": "kiosk"}
    assert "Baca kode baru" in keeper.refused("screens", wrong, on="screens")[1]
    assert [keeper.refused("screens", wrong, on="screens")[0] for _ in range(10)] == [404] * 9 + [429]


def test_a_revoked_screen_goes_at_once(keeper: Keeper, office: Office) -> None:
    shown = pairing.start(office, HALL, "display")
    device = pairing.confirm(office, HALL, shown.pairing.code, "display")
    assert "Belum ada layar yang dipasangkan" in keeper.done(f"screens/{device.id}/revoke", on="screens")
    assert AccessRevoked(device.asker) in ears_of(office).heard


def test_the_devices_of_another_hall_are_out_of_reach(keeper: Keeper, office: Office) -> None:
    shown = pairing.start(office, "jumapolo", "display")
    device = pairing.confirm(office, "jumapolo", shown.pairing.code, "display")
    assert keeper.refused(f"screens/{device.id}/revoke", on="screens")[0] == 404
    assert len(pairing.list_devices(office, "jumapolo")) == 1


def test_a_token_is_shown_once_and_can_be_revoked(keeper: Keeper, office: Office) -> None:
    answer = keeper.fill("keys", {"name": "Situs", "role": "display"}, on="keys")
    token = answer.text.split('id="token" tabindex="0">')[1].split("<")[0]
    assert token.startswith("antrean_")
    assert token not in keeper.client.get(f"/{HALL}/admin/keys").text
    (key,) = people.list_tokens(office, HALL)
    assert "Belum ada kunci" in keeper.done(f"keys/{key.id}/revoke", on="keys")


@pytest.mark.parametrize(
    "data",
    [
        {"name": "X", "role": "boss"},
        {"name": "X", "role": "counter", "counter": "99"},
        {"name": "\x00", "role": "kiosk"},
    ],
)
def test_a_faulty_token_is_not_made(keeper: Keeper, office: Office, data: dict[str, str]) -> None:
    assert keeper.refused("keys", data, on="keys")[0] in (400, 404)
    assert people.list_tokens(office, HALL) == []


def test_staff_come_change_and_go(keeper: Keeper, office: Office) -> None:
    new = {"username": "Siti.2", "name": "Siti", "password": "rahasia-siti", "roles": ["clerk", "kasi"]}
    assert "Siti" in keeper.done("staff", new, on="staff")
    assert people.sign_in(office, HALL, "siti.2", "rahasia-siti").name == "Siti"
    keeper.done("staff/siti.2/roles", {"roles": ["camat"]}, on="staff")
    keeper.done("staff/siti.2/password", {"password": "rahasia-baru"}, on="staff")
    assert people.sign_in(office, HALL, "siti.2", "rahasia-baru").name == "Siti"
    assert "akun ditutup" in keeper.done("staff/siti.2/close", on="staff")
    with pytest.raises(Refused, match="unauthorized"):
        people.sign_in(office, HALL, "siti.2", "rahasia-baru")
    assert "Akun dibuka lagi" in keeper.done("staff/siti.2/open", on="staff")


@pytest.mark.parametrize(
    ("form", "data", "sentence"),
    [
        ("staff", {"username": "rani", "name": "R", "password": "rahasia-x", "roles": "clerk"}, "sudah dipakai"),
        ("staff", {"username": "b u", "name": "R", "password": "rahasia-x", "roles": "clerk"}, "Nama akun berisi"),
        ("staff", {"username": "budi", "name": "R", "password": "pendek", "roles": "clerk"}, "Kata sandi berisi 8"),
        ("staff", {"username": "budi", "name": "R", "password": "rahasia-x"}, "Pilih paling sedikit satu peran"),
        ("staff/rani/password", {"password": "x"}, "Kata sandi berisi 8"),
        ("staff/nobody/close", {}, "Tidak ada petugas"),
        ("staff/penjaga/close", {}, "penjaga terakhir"),
        ("staff/penjaga/roles", {"roles": "clerk"}, "penjaga terakhir"),
    ],
)
def test_faults_about_staff_are_sentences(keeper: Keeper, form: str, data: dict[str, str], sentence: str) -> None:
    answer = keeper.fill(form, data, on="staff")
    assert 400 <= answer.status_code < 500
    assert sentence in answer.text


def test_the_offices_own_persyaratan_stand_apart_from_the_printed_ones(keeper: Keeper, office: Office) -> None:
    code = first_code(office)
    printed = office.hall(HALL).offers[code].layanan.persyaratan
    keeper.done(f"layanan/{code}/persyaratan", {"requirements": "Map kuning\r\n\r\n Materai 10.000 "}, on="layanan")
    offer = office.hall(HALL).offers[code]
    assert offer.office == ("Map kuning", "Materai 10.000")
    assert offer.layanan.persyaratan == printed
    assert HallChanged(HALL) in ears_of(office).heard


def test_a_closed_layanan_is_not_given_any_more(keeper: Keeper, office: Office) -> None:
    code = first_code(office)
    assert "Ditutup" in keeper.done(f"layanan/{code}/close", on="layanan")
    with pytest.raises(Refused, match="layanan_inactive"):
        Desk(office, HALL).issue(code)
    keeper.done(f"layanan/{code}/open", on="layanan")
    assert Desk(office, HALL).issue(code)["layanan"] == code


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("x" * 201, "satu baris berisi 1 sampai 200"),
        ("\n".join("a" * 21), "paling banyak 20 baris"),
        ("a\x1bb", "tidak dapat dipakai"),
    ],
)
def test_faulty_persyaratan_are_told_in_place(keeper: Keeper, office: Office, typed: str, sentence: str) -> None:
    code = first_code(office)
    assert sentence in keeper.refused(f"layanan/{code}/persyaratan", {"requirements": typed}, on="layanan")[1]
    assert office.hall(HALL).offers[code].office == ()


def test_hours_are_typed_as_people_write_them(keeper: Keeper, office: Office) -> None:
    week = {"day0": "08.00-12.00, 13.00-15.30", "day3": "8:00–14:00", "day4": "tutup", "day5": ""}
    page = keeper.fill("hours", week, on="hours")
    assert page.status_code == 303
    assert opening(office.hall(HALL).calendar, office.clock.now()).until == "14.00"
    tomorrow = office.clock.now() + timedelta(days=1)
    assert (
        opening(office.hall(HALL).calendar, tomorrow).why
        == "Hari Jumat tidak ada layanan. Buka lagi Senin, 23 November, pukul 08.00."
    )
    assert 'value="08.00-12.00, 13.00-15.30"' in keeper.client.get(f"/{HALL}/admin/hours").text


def test_faulty_hours_name_the_day_and_keep_what_was_typed(keeper: Keeper) -> None:
    answer = keeper.fill("hours", {"day0": "08.00-12.00", "day2": "pagi"}, on="hours")
    assert "Jam Rabu tidak terbaca" in answer.text
    assert 'value="pagi"' in answer.text
    assert "Paling sedikit satu hari" in keeper.refused("hours", {}, on="hours")[1]


def test_a_holiday_closes_the_hall_and_can_be_taken_back(keeper: Keeper, office: Office) -> None:
    page = keeper.done("holidays", {"day": "19-11-2026", "name": "Hari uji"}, on="hours")
    assert "Kamis, 19 November 2026 Hari uji" in page
    assert (
        opening(office.hall(HALL).calendar, office.clock.now()).why
        == "Libur: Hari uji. Buka lagi Jumat, 20 November, pukul 08.00."
    )
    keeper.done("holidays/2026-11-19/remove", on="hours")
    assert office.hall(HALL).calendar.holidays == {}
    assert "Tanggal tidak terbaca" in keeper.refused("holidays", {"day": "31-02-2026", "name": "X"}, on="hours")[1]


def test_a_closure_holds_between_its_times(keeper: Keeper, office: Office) -> None:
    form = {"day": "19/11/2026", "opens": "08.00", "closes": "10.00", "reason": "Listrik padam"}
    assert "08.00–10.00 Listrik padam" in keeper.done("closures", form, on="hours")
    assert opening(office.hall(HALL).calendar, office.clock.now()).why == "Listrik padam"
    clock_of(office).go(hours=2)
    assert opening(office.hall(HALL).calendar, office.clock.now()).open


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"day": "19-11-2026", "opens": "10.00", "closes": "09.00", "reason": "X"}, "Jam selesai harus sesudah"),
        ({"day": "18-11-2026", "reason": "X"}, "sudah lewat"),
        ({"day": "19-11-2026", "opens": "25.00", "reason": "X"}, "Jam tidak terbaca"),
        ({"day": "19-11-2026", "reason": ""}, "Alasan belum diisi"),
    ],
)
def test_faulty_closures_are_sentences(keeper: Keeper, form: dict[str, str], sentence: str) -> None:
    assert sentence in keeper.refused("closures", form, on="hours")[1]


def test_the_rule_is_shown_in_the_words_of_the_public(keeper: Keeper, office: Office) -> None:
    page = keeper.done("rules", {"ratio": "3", "guard": "6"}, on="rules")
    assert "tiga nomor prioritas, lalu satu nomor lain" in page
    assert "dilewati lebih dari enam kali" in page
    assert (office.hall(HALL).settings.rule.ratio, office.hall(HALL).settings.rule.guard) == (3, 6)
    for wrong in ({"ratio": "0", "guard": "4"}, {"ratio": "2", "guard": "99"}, {"ratio": "dua", "guard": "4"}, {}):
        assert keeper.refused("rules", wrong, on="rules")[0] == 400


def test_running_text_and_kiosk_size_are_kept(keeper: Keeper, office: Office) -> None:
    keeper.done("running-text", {"running_text": "Satu.\nDua."}, on="rules")
    keeper.done("kiosk-size", {"diagonal": "18,5", "idle": "90"}, on="rules")
    settings = office.hall(HALL).settings
    assert settings.running_text == ("Satu.", "Dua.")
    assert (settings.diagonal_inches, settings.idle_seconds) == (18.5, 90)
    assert settings.rule.ratio == 2
    assert "7 sampai 100 inci" in keeper.refused("kiosk-size", {"diagonal": "3", "idle": "60"}, on="rules")[1]


def test_a_change_by_another_process_is_not_lost(keeper: Keeper, office: Office) -> None:
    from hall.actions import keeping
    from tests.office import open_office

    office.hall(HALL)
    other = open_office(str(office.settings.database_url), office.settings.var, clock=clock_of(office))
    keeping.set_rule(other, HALL, 5, 9, "antrean")
    keeping.add_holiday(other, HALL, date(2026, 12, 25), "Natal", "antrean")
    other.database.close()
    keeper.done("running-text", {"running_text": "Satu."}, on="rules")
    hall = office.hall(HALL)
    assert hall.settings.rule.ratio == 5
    assert hall.calendar.holidays == {date(2026, 12, 25): "Natal"}


def test_the_clock_is_confirmed_after_it_stood_behind(keeper: Keeper, office: Office) -> None:
    code = first_code(office)
    Desk(office, HALL).issue(code)
    clock_of(office).go(minutes=-30)
    assert "Jam server mundur" in keeper.see()
    with pytest.raises(Refused, match="clock_behind"):
        Desk(office, HALL).issue(code)
    assert "Nomor dapat diambil lagi" in keeper.done("clock", on="hours")
    assert "Jam server mundur" not in keeper.see()
    assert Desk(office, HALL).issue(code)["number"]


def test_a_slips_picture_is_drawn_from_its_bytes(keeper: Keeper, office: Office, app: Flask) -> None:
    keeper.done("printers", {"name": "Kiosk 1", "url": "memory:?profile=epson-80"}, on="printers")
    ticket = Desk(office, HALL).issue(first_code(office))
    number = f"{ticket['number'][0]} {ticket['number'][1:]}"
    assert f"{number} Tiket, Kiosk 1, diminta 08.30 Menunggu dicetak Lihat" in keeper.see("printers")
    picture = keeper.client.get(f"/{HALL}/admin/slips/{ticket['print']['job']}.png")
    assert picture.mimetype == "image/png"
    assert picture.data.startswith(b"\x89PNG")
    assert keeper.client.get(f"/{HALL}/admin/slips/999.png").status_code == 404
    other = Keeper(app, "jumapolo")
    assert other.client.get(f"/jumapolo/admin/slips/{ticket['print']['job']}.png").status_code == 303


def test_today_counts_what_happened(keeper: Keeper, office: Office) -> None:
    desk = Desk(office, HALL, first_code(office))
    for _ in range(3):
        desk.issue()
    clock_of(office).go(minutes=14)
    desk.open().called()
    desk.complete()
    page = keeper.see()
    assert (
        "3 nomor diambil 2 sedang menunggu 1 selesai dilayani 14 menit lama menunggu, nilai tengah 0 terlewat" in page
    )
    assert "2 orang, terlama 14 menit" in page
    assert "Belum ada printer" in page


def test_a_silent_screen_asks_for_a_hand(keeper: Keeper, office: Office) -> None:
    shown = pairing.start(office, HALL, "display")
    pairing.confirm(office, HALL, shown.pairing.code, "display", name="TV ruang tunggu")
    assert "diam sejak" not in keeper.see()
    clock_of(office).go(minutes=4)
    assert "TV ruang tunggu diam sejak 08.30" in keeper.see()


def test_what_a_screen_says_of_itself_stands_in_its_row_and_among_what_needs_a_hand(
    keeper: Keeper, office: Office, screens: Screens
) -> None:
    shown = pairing.start(office, HALL, "display")
    device = pairing.confirm(office, HALL, shown.pairing.code, "display", name="TV utara")
    screens.enter("s1", "/display", Identity(device.asker, "screen", HALL, frozenset({"display"})))
    clock_of(office).go(minutes=5)
    screens.hear("s1", {"version": 4, "stale": False, "sound": "refused", "assets": "of before"})
    page = keeper.see("screens")
    said = "hidup sejak 08.35, isi terbaru, tampilan lama, dimuat ulang saat sepi Suara tertahan"
    assert f"TV utara TV ruang tunggu {said}" in page
    assert "TV utara: suara tertahan Sentuh layarnya" in keeper.see()
    screens.leave("s1")
    clock_of(office).go(minutes=1)
    assert "diam sejak 08.35 Diam" in keeper.see("screens")
