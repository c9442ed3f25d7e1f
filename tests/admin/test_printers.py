"""The keeper's page of paper: rolls, stand-ins, kiosks, trials, copies and the logo; every slip can be seen."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import select, update

from hall.actions import pairing, paper
from hall.actions.office import Office
from hall.records import tables as t
from hall.rules.slips import KINDS
from tests.admin.keeper import Keeper
from tests.office import Desk
from tests.people.offices import clock_of
from tests.printing.slip_samples import KINDS_OF_SLIPS

HALL = "kalipare"


@pytest.fixture(autouse=True)
def two_printers(keeper: Keeper) -> None:
    """Kiosk 1 (row 1) and Loket 2 (row 2)."""
    for name in ("Kiosk 1", "Loket 2"):
        keeper.done("printers", {"name": name, "url": "memory:?profile=epson-80"}, on="printers")


def rows(office: Office, table: Any) -> list[Any]:
    with office.database.reading() as connection:
        return list(connection.execute(select(table).order_by(table.c.id)))


def now_is(office: Office, table: Any, **values: Any) -> None:
    with office.database.writing() as connection:
        connection.execute(update(table).values(**values))


def form(**changes: str) -> dict[str, str]:
    return {"name": "Kiosk 1", "url": "memory:?profile=epson-80", "metres": "80", "fallback": ""} | changes


def ticket(office: Office, asker: str = "token:1") -> dict[str, Any]:
    office.forget(HALL)
    return Desk(office, HALL, next(iter(office.hall(HALL).offers))).issue(asker=asker)


def test_a_printer_is_changed_in_place(keeper: Keeper, office: Office) -> None:
    wanted = form(name="Kiosk depan", url="tcp://192.168.1.50?profile=generic-58", metres="30", fallback="2")
    page = keeper.done("printers/1", wanted, on="printers")
    assert "Digantikan Loket 2 bila bermasalah" in page
    row = rows(office, t.printers)[0]
    assert (row.name, row.roll_mm, row.fallback_id) == ("Kiosk depan", 30_000, 2)
    assert row.url.startswith("tcp://192.168.1.50")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"url": "tcp//salah"}, "bukan alamat printer. Contoh: tcp://192.168.1.50:9100"),
        ({"url": "usblp:///etc/passwd?width=90"}, "width"),
        ({"name": "Loket 2"}, "Nama itu sudah dipakai printer lain."),
        ({"name": ""}, "Nama printer belum diisi"),
        ({"metres": "0"}, "Panjang gulungan (meter): angka bulat dari 5 sampai 300."),
        ({"metres": "banyak"}, "Panjang gulungan"),
        ({"fallback": "1"}, "Printer tidak dapat menggantikan dirinya sendiri."),
        ({"fallback": "99"}, "Printer itu tidak ada di kantor ini."),
    ],
)
def test_a_faulty_change_is_told_in_place_and_changes_nothing(
    keeper: Keeper, office: Office, changes: dict[str, str], sentence: str
) -> None:
    before = rows(office, t.printers)
    status, said = keeper.refused("printers/1", form(**changes), on="printers")
    assert status == 400
    assert sentence in said
    assert rows(office, t.printers) == before


def test_a_new_roll_is_noted_and_its_end_foretold(keeper: Keeper, office: Office) -> None:
    assert "Sisa gulungan belum dihitung" in keeper.see("printers")
    now_is(office, t.printers, printed_mm=200_000)
    page = keeper.done("printers/1/roll", on="printers")
    assert "Sisa gulungan kira-kira 80 m" in page
    assert "cukup untuk 666 tiket. Diganti 08.30." in page
    now_is(office, t.printers, printed_mm=277_500)
    page = keeper.see("printers")
    assert "Sisa gulungan kira-kira 2,5 m" in page
    assert "Kertas hampir habis" in page, "although no sensor said so"
    assert "Kiosk 1: Kertas hampir habis" in keeper.see()
    state = Desk(office, HALL).state()
    assert state["paper"] == {"level": "soon", "text": "Printer Kiosk 1: kertas hampir habis."}


def test_how_a_printer_stands_and_since_when(keeper: Keeper, office: Office) -> None:
    now_is(
        office, t.printers, paper="out", cover="closed", online=0, error="Kertas habis. Ganti gulungan.",
        stands_since=1_795_051_200_000_000, reported_at=1_795_051_200_000_000,
    )  # fmt: skip
    page = keeper.see("printers")
    assert "Kertas habis. Ganti gulungan. Kertas habis, tutup tertutup, sejak" in page


def test_a_trial_sheet_is_queued_at_its_printer(keeper: Keeper, office: Office) -> None:
    page = keeper.done("printers/2/trial", on="printers")
    assert "Lembar uji menuju printer" in page
    assert "Lembar uji, Loket 2, diminta 08.30 Menunggu dicetak" in page
    job = rows(office, t.print_jobs)[-1]
    assert (job.ticket_id, job.printer_id) == (None, 2)
    assert "Lembar uji, bukan nomor antrean" in job.slip
    assert keeper.refused("printers/99/trial", on="printers")[0] == 404


def test_a_copy_is_made_once_however_often_its_button_is_pressed(keeper: Keeper, office: Office) -> None:
    job = ticket(office)["print"]["job"]
    now_is(office, t.print_jobs, state="printed")
    page = keeper.client.get(f"/{HALL}/admin/printers").text
    data = {"request_id": re.findall(r'name="request_id" value="(\w{32})"', page)[0]}
    clock_of(office).go(minutes=4)
    told = keeper.done(f"printers/jobs/{job}/copies", data, on="printers")
    assert "Salinan 1 tiket, Kiosk 1, diminta 08.34 oleh Bu Penjaga Menunggu dicetak" in told
    keeper.done(f"printers/jobs/{job}/copies", data, on="printers")
    assert [row.copy for row in rows(office, t.print_jobs)] == [0, 1]


def test_a_copy_that_no_printer_can_take_is_refused_in_place(keeper: Keeper, office: Office) -> None:
    job = ticket(office)["print"]["job"]
    now_is(office, t.print_jobs, state="printed")
    now_is(office, t.printers, online=0, error="Printer tidak terhubung.")
    assert keeper.refused(f"printers/jobs/{job}/copies", on="printers") == (503, "Printer tidak terhubung.")


def test_each_kiosk_prints_where_the_keeper_says(keeper: Keeper, office: Office) -> None:
    code = pairing.start(office, HALL, "kiosk").pairing.code
    device = pairing.confirm(office, HALL, code, "kiosk", name="Kiosk pintu depan").id
    assert "Kiosk pintu depan" in keeper.see("printers")
    assert "Printer kiosk disimpan" in keeper.done(f"printers/kiosks/{device}", {"printer": "2"}, on="printers")
    assert rows(office, t.devices)[-1].printer_id == 2
    assert paper.name_of_printer(office, HALL, 2) == "Loket 2"
    keeper.done(f"printers/kiosks/{device}", {"printer": ""}, on="printers")
    assert rows(office, t.devices)[-1].printer_id is None
    assert keeper.refused(f"printers/kiosks/{device}", {"printer": "99"}, on="printers")[0] == 400
    assert keeper.refused("printers/kiosks/99", {"printer": "2"}, on="printers")[0] == 404


def picture(wide: int = 400, high: int = 100) -> bytes:
    image = Image.new("RGB", (wide, high), "white")
    image.paste("black", (10, 10, 60, 60))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def upload(data: bytes) -> dict[str, Any]:
    return {"logo": (io.BytesIO(data), "logo.png")}


def test_a_logo_stands_on_slips_and_on_the_page(keeper: Keeper, office: Office) -> None:
    job = ticket(office)["print"]["job"]
    before = keeper.client.get(f"/{HALL}/admin/slips/{job}.png").data
    assert "Logo disimpan" in keeper.done("printers/logo", upload(picture()), on="printers")
    assert keeper.client.get(f"/{HALL}/admin/printers/logo.png").data.startswith(b"\x89PNG")
    assert keeper.client.get(f"/{HALL}/admin/slips/{job}.png").data != before
    assert "Logo dihapus" in keeper.done("printers/logo/off", on="printers")
    assert keeper.client.get(f"/{HALL}/admin/printers/logo.png").status_code == 404
    assert keeper.client.get(f"/{HALL}/admin/slips/{job}.png").data == before


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Pilih berkas gambar logo lebih dulu."),
        (b"%PDF-1.7 not a picture", "bukan gambar PNG atau JPEG"),
        (picture()[:200], "bukan gambar PNG atau JPEG"),
        (b"\x89PNG" + bytes(9_000_000), "terlalu besar. Paling besar 4 MB"),
    ],
)
def test_what_cannot_be_a_logo_is_told_with_what_to_do(keeper: Keeper, data: bytes, sentence: str) -> None:
    status, said = keeper.refused("printers/logo", upload(data), on="printers")
    assert status == 400
    assert sentence in said


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_slip_can_be_seen(keeper: Keeper, office: Office, kind: str) -> None:
    job = office.transact(HALL, lambda work, hall: paper.queue(work, hall, KINDS_OF_SLIPS[kind], "person:1"))
    seen = keeper.client.get(f"/{HALL}/admin/slips/{job}.png")
    assert seen.mimetype == "image/png"
    image = Image.open(io.BytesIO(seen.data))
    assert image.height > 200
    assert len(image.convert("L").getcolors() or ()) > 1, "something is printed on it"
    assert "Menunggu dicetak" in keeper.see("printers")


def test_a_clerk_moves_nothing_here(app: Flask, office: Office) -> None:
    clerk = Keeper(app, HALL)
    clerk.sign_in("rani", "rahasia-rani")
    for where in ("printers/1", "printers/1/roll", "printers/1/trial", "printers/logo"):
        clerk.client.post(f"/{HALL}/admin/{where}", data=form(name="Diganti"))
    assert [row.name for row in rows(office, t.printers)] == ["Kiosk 1", "Loket 2"]
    assert rows(office, t.print_jobs) == []
