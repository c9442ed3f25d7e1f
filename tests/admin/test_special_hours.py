"""Jam khusus on the keeper's page: Ramadan is proposed, its days are typed, and what it leaves outside is told."""

import html
import re
from datetime import date, timedelta

import pytest

from hall.actions import keeping
from hall.actions.office import Office
from hall.records import sessions
from hall.rules.calendar import opening
from hall.rules.events import HallChanged
from hall.rules.special_hours import RAMADAN_WEEK
from tests.admin.keeper import Keeper
from tests.people.offices import clock_of, ears_of
from tests.recording import RecordingDay

HALL = "kalipare"
RAMADAN = {
    "name": "Ramadan", "first": "19-11-2026", "last": "18-12-2026", "day4": "08.00-11.30, 12.30-15.30",
    **{f"day{day}": "08.00-12.00, 12.30-15.00" for day in range(4)},
}  # fmt: skip


def fields(keeper: Keeper, page: str, form: str) -> dict[str, str]:
    """What stands in the fields of a form, by their names."""
    whole = keeper.client.get(f"/{HALL}/admin/{page}").text
    found = re.findall(rf'<input id="{form}-\w+" name="(\w+)" type="text" value="([^"]*)"', whole)
    return {name: html.unescape(value) for name, value in found}


def special(office: Office) -> list[tuple[str, date, date]]:
    return [(one.name, one.first, one.last) for one in office.hall(HALL).calendar.special]


def test_ramadan_is_proposed_with_its_hours_and_without_its_days(keeper: Keeper) -> None:
    assert fields(keeper, "hours", "special") == {}, "no form stands open until one is asked for"
    assert fields(keeper, "hours?usul=ramadan", "special") == {
        **RAMADAN, "first": "", "last": "", "day5": "", "day6": "",
    }  # fmt: skip
    assert "Perpres 21/2023: 32 jam 30 menit seminggu" in keeper.see("hours?usul=ramadan")
    other = fields(keeper, "hours?usul=lain", "special")
    assert (other["name"], other["day0"]) == ("", "08.00-12.00, 13.00-15.30"), "others begin with the usual week"


def test_ramadan_is_kept_and_holds_everywhere_at_once(keeper: Keeper, office: Office) -> None:
    page = keeper.done("special", RAMADAN, on="hours")
    assert "Ramadan berlaku 19 November 2026 sampai 18 Desember 2026 Senin–Kamis 08.00-12.00, 12.30-15.00" in page
    assert office.hall(HALL).calendar.special[0].hours[4][1].minutes == RAMADAN_WEEK[4][1]
    assert opening(office.hall(HALL).calendar, office.clock.now()).until == "15.00"
    assert HallChanged(HALL) in ears_of(office).heard
    assert fields(keeper, "hours", "special-1") == RAMADAN | {"day5": "", "day6": ""}


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "Nama belum diisi."),
        ({"name": "R" * 41}, "Nama berisi 1 sampai 40 huruf."),
        ({"first": "besok"}, "Tanggal tidak terbaca"),
        ({"first": "18-11-2026"}, "hari yang sudah lewat tidak diubah"),
        ({"last": "18-11-2026"}, "Tanggal selesai tidak boleh sebelum tanggal mulai."),
        ({"day2": "pagi"}, "Jam Rabu tidak terbaca"),
        ({f"day{day}": "" for day in range(7)}, "Paling sedikit satu hari harus punya jam."),
    ],
)
def test_what_is_faulty_is_told_in_place_and_keeps_what_was_typed(
    keeper: Keeper, office: Office, wrong: dict[str, str], sentence: str
) -> None:
    status, said = keeper.refused("special", RAMADAN | wrong, on="hours")
    assert status == 400
    assert sentence in said
    assert special(office) == []
    answer = keeper.fill("special", RAMADAN | wrong, on="hours")
    assert 'value="08.00-11.30, 12.30-15.30"' in answer.text or "day4" in wrong
    assert answer.text.count("autofocus") == 1


def test_two_on_one_day_are_refused_with_the_name_of_the_other(keeper: Keeper, office: Office) -> None:
    keeper.done("special", RAMADAN, on="hours")
    twice = RAMADAN | {"name": "Porseni", "first": "18-12-2026", "last": "20-12-2026"}
    said = "Tanggalnya bertumpuk dengan Ramadan (19-11-2026 sampai 18-12-2026)."
    assert keeper.refused("special", twice, on="hours") == (400, said)
    keeper.done("special", twice | {"first": "19-12-2026"}, on="hours")
    assert keeper.refused("special/2", twice, on="hours") == (400, said), "nor may it be moved there"
    assert len(special(office)) == 2


def test_a_change_of_those_in_force_leaves_the_days_gone_by(keeper: Keeper, office: Office) -> None:
    keeper.done("special", RAMADAN, on="hours")
    clock_of(office).go(hours=24)
    keeper.sign_in("penjaga", "rahasia-penjaga")  # the session of yesterday is over
    keeper.done("special/1", RAMADAN | {"last": "19-12-2026"}, on="hours")
    assert special(office) == [("Ramadan", date(2026, 11, 19), date(2026, 12, 19))], "only its end was moved"
    changed = office.hall(HALL).calendar.special[0].id
    keeper.done(f"special/{changed}", RAMADAN | {"last": "19-12-2026", "day4": "08.00-11.00"}, on="hours")
    assert special(office) == [
        ("Ramadan", date(2026, 11, 19), date(2026, 11, 19)), ("Ramadan", date(2026, 11, 20), date(2026, 12, 19)),
    ]  # fmt: skip
    page = keeper.done(f"special/{office.hall(HALL).calendar.special[1].id}/remove", on="hours")
    assert "Jam khusus berakhir" in page
    assert "19 November 2026 sampai" not in page, "what is over is not shown"
    assert special(office) == [("Ramadan", date(2026, 11, 19), date(2026, 11, 19))]
    assert keeper.refused("special/1/remove", on="hours")[0] in (404, 409)


def test_letters_outside_of_the_hours_are_told_as_long_as_they_are_there(keeper: Keeper, office: Office) -> None:
    day = RecordingDay(office, HALL, windows=16, first=clock_of(office).now() + timedelta(days=1))
    with office.database.writing() as connection:
        for window in (0, 13, 15):  # 08.30, 15.00 and 16.00 on Friday
            sessions.take(connection, day.slots[window].id, 2)
    keeper.done("hours", {"day4": "08.00-16.30"}, on="hours")
    assert "di luar jam layanan" not in keeper.see("hours")
    page = keeper.done("special", RAMADAN | {"day4": "08.00-15.00"}, on="hours")
    assert "Sesi perekaman Jumat, 20 November 2026: 4 surat di luar jam layanan" in page
    assert f"Kantor Kecamatan, {day.code}. Jendela 15.00–15.30, 16.00–16.30." in page
    assert f'href="/{HALL}/counter/perekaman/sesi/{day.code}"' in keeper.client.get(f"/{HALL}/admin/hours").text
    assert "6 surat di luar jam layanan" in keeper.done(
        "holidays", {"day": "20-11-2026", "name": "Pilkada"}, on="hours"
    )
    keeping.remove_holiday(office, HALL, date(2026, 11, 20), "person:1")
    keeper.done("special/1", RAMADAN | {"day4": "08.00-16.30"}, on="hours")
    assert "di luar jam layanan" not in keeper.see("hours")
