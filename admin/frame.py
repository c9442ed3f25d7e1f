"""What the keeper's pages share: the frame around them, and what becomes of a form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.calendar import clock_text, date_text
from hall.web.access import door
from hall.web.login import to_sign_in

# (address, heading, pictogram), in the order of the menu
PAGES: Final = (
    ("", "Hari ini", "layar"),
    ("hari-ini", "Layanan hari ini", "ramai"),
    ("printers", "Printer", "cetak"),
    ("screens", "Layar dan kiosk", "ponsel"),
    ("staff", "Petugas", "orang"),
    ("layanan", "Layanan", "lembar"),
    ("keys", "Kunci perangkat", "kunci"),
    ("hours", "Jam dan libur", "jam"),
    ("counters", "Loket", "bel"),
    ("tv", "TV ruang tunggu", "layar"),
    ("suara", "Suara panggilan", "suara"),
    ("numbers", "Nomor surat", "stempel"),
    ("rules", "Aturan", "tiket"),
)
FOR_OFFICERS: Final = frozenset({"hari-ini"})
"""What the camat, the sekcam and every kasi may see of this room."""
# What was done, told once on the page that follows; only these words can be asked for by an address.
DONE: Final[Mapping[str, str]] = {
    "printer": "Printer disimpan. Mesin cetak memakainya mulai sekarang.",
    "printer-on": "Printer dipakai lagi.",
    "printer-off": "Printer tidak dipakai lagi.",
    "roll": "Gulungan baru dicatat. Sisa kertas dihitung mulai sekarang.",
    "trial": "Lembar uji menuju printer. Hasilnya tampil di bawah.",
    "copy": "Salinan menuju printer. Hasilnya tampil di bawah.",
    "kiosk-printer": "Printer kiosk disimpan. Berlaku untuk tiket berikutnya.",
    "logo": "Logo disimpan. Tiket berikutnya memakainya.",
    "logo-off": "Logo dihapus. Tiket berikutnya tanpa logo.",
    "paired": "Layar dipasangkan. Layarnya terbuka sendiri.",
    "revoked": "Izin dicabut. Perangkat itu berhenti saat ini juga.",
    "staff": "Petugas ditambahkan.",
    "password": "Kata sandi diganti. Semua sesi petugas itu keluar.",
    "roles": "Peran disimpan.",
    "closed": "Akun ditutup. Semua sesinya keluar.",
    "opened": "Akun dibuka lagi.",
    "layanan": "Layanan disimpan. Kiosk mengikuti.",
    "hours": "Jam layanan disimpan.",
    "holiday": "Hari libur disimpan.",
    "special": "Jam khusus disimpan. Kiosk, TV, dan sesi perekaman mengikutinya pada hari-harinya.",
    "special-end": "Jam khusus berakhir. Jam layanan biasa berlaku lagi.",
    "closure": "Penutupan disimpan.",
    "removed": "Sudah dihapus.",
    "clock": "Jam dipastikan. Nomor dapat diambil lagi.",
    "weights": "Giliran loket disimpan. Berlaku untuk panggilan berikutnya.",
    "stations": "Stasiun perekaman disimpan. Berlaku untuk nomor berikutnya.",
    "chances": "Aturan nomor terlewat disimpan. Tercetak di tiket berikutnya.",
    "pattern": "Pola nomor disimpan. Berlaku mulai nomor berikutnya.",
    "classification": "Kode klasifikasi disimpan.",
    "rule": "Aturan disimpan. Kalimatnya tampil di kiosk.",
    "text": "Teks berjalan disimpan. TV mengikuti.",
    "days": "Batas jawaban pengaduan disimpan, untuk pengaduan baru. Lama simpan berlaku untuk semua.",
    "voice": "Pengaturan suara disimpan. Berlaku untuk panggilan berikutnya.",
    "voice-drop": "Rekaman dilepas. Suara bawaan mengucapkannya setelah perubahan ini dipakai.",
    "voice-used": "Suara dipakai mulai panggilan berikutnya, di semua TV.",
    "voice-discarded": "Perubahan dibuang.",
    "voice-deleted": "Versi suara dihapus bersama semua berkasnya.",
    "media": "Berkas disimpan. TV menayangkannya.",
    "media-changed": "Perubahan disimpan. TV mengikuti.",
    "media-on": "Berkas ditayangkan. TV mengikuti.",
    "media-off": "Berkas disimpan tanpa ditayangkan.",
    "media-moved": "Urutan disimpan. TV mengikuti.",
    "tv-picture": "Susunan layar disimpan. TV mengikuti.",
    "tv-maklumat": "Maklumat disimpan. TV mengikuti.",
    "tv-zone": "Zona disimpan. Buka alamatnya di TV zona itu.",
    "tv-place": "Letak kantor disimpan. Waktu salat dihitung setiap hari.",
    "tv-notice": "Pengingat disimpan. TV mengikuti.",
    "tv-notice-off": "Pengingat disimpan tanpa ditayangkan.",
    "kiosk": "Ukuran kiosk disimpan. Muat ulang layar kiosk.",
}

keeper = door("admin", instead=to_sign_in("admin"))
"""Every page of this room but the sign-in stands behind it."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A form that was refused: its name on the page, and why."""

    form: str
    refused: Refused


def show(office: Office, hall: str, page: str, fault: Fault | None = None, **context: Any) -> Response:
    """One page in the keeper's frame; a faulty form keeps what was typed, with its sentence in place."""
    at_home = office.hall(hall)
    now = office.clock.now().astimezone(ZoneInfo(at_home.timezone))
    heading = next(title for address, title, _ in PAGES if address == page)
    frame = dict(
        hall=at_home, csrf=g.csrf, pages=_pages(), home=_pages()[0][0], here=page, heading=heading,
        date=date_text(now.date()), clock=clock_text(now), name=g.identity.name, fault=fault,
        done=DONE.get(request.args.get("done", "")), typed=request.form if fault else {},
        local=lambda moment: moment.astimezone(ZoneInfo(at_home.timezone)), clock_text=clock_text,
        date_text=date_text, **context,
    )  # fmt: skip
    template = f"admin/{page or 'today'}.html"
    text = render_template(template, **frame)
    if fault is not None and 'role="alert"' not in text:
        text = render_template(template, **frame, loose=fault.refused.detail)  # its form is gone from the page
    response = make_response(text, 200 if fault is None else fault.refused.status)
    response.headers["Referrer-Policy"] = "same-origin"
    return response


def _pages() -> list[tuple[str, str, str]]:
    """The menu of whoever looks."""
    keeps = "admin" in g.identity.roles
    return [page for page in PAGES if keeps or page[0] in FOR_OFFICERS]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of a page. `rule` below /<hall>/admin; `do(office, hall, **parts of the address)`; `name` and `page` may
    name parts of the address; `done` is a key of DONE, `page` where the keeper stands afterwards."""

    rule: str
    name: str
    do: Callable[..., None]
    done: str
    page: str


def bind(
    pages: Blueprint, office: Office, page: str, view: Callable[..., Response], forms: tuple[Form, ...] = ()
) -> None:
    """Binds a page (`view(office, hall, fault)`) and its forms; a refused form shows the page again with its sentence."""

    def look(hall: str) -> ResponseReturnValue:
        return view(office, hall)

    pages.add_url_rule(f"/<hall>/admin/{page}".rstrip("/"), f"{page or 'today'}_page", keeper(look))
    for form in forms:
        _bind(pages, office, form, view)


def _bind(pages: Blueprint, office: Office, form: Form, view: Callable[..., Response]) -> None:
    def post(hall: str, **parts: Any) -> ResponseReturnValue:
        try:
            form.do(office, hall, **parts)
        except Refused as refused:
            return view(office, hall, Fault(form.name.format(**parts), refused), **parts)
        return redirect(f"/{hall}/admin/{form.page.format(**parts)}?done={form.done}", 303)

    pages.add_url_rule(f"/<hall>/admin/{form.rule}", f"form {form.rule}", keeper(post), methods=["POST"])


def field(name: str) -> str:
    """What was typed into a form's field; nothing when it was not sent."""
    return request.form.get(name, "")


def by() -> str:
    """Who does it, for the event log."""
    asker: str = g.identity.asker
    return asker
