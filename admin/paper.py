"""Printer: how each stands, its roll, the last slips with their pictures; addresses, stand-ins, kiosks and the logo."""

from __future__ import annotations

import secrets
from typing import Final

from flask import Blueprint, Response, g, request
from flask.typing import ResponseReturnValue

from admin import live
from admin.frame import Fault, Form, bind, by, field, keeper, show
from hall.actions import keeping, printers
from hall.actions import paper as paper_actions
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Ask
from hall.rules.keeping import printer_state
from hall.rules.paper import PAPER_WORDS, ROLL_METRES
from hall.rules.slips import KIND_WORDS
from hall.rules.typed_times import read_count
from printer_drivers import REGISTRY, profiles, read_url

JOBS_SHOWN: Final = 25
PICTURES_SHOWN: Final = 4
LOGO_REQUEST: Final = 32_000_000  # whatever a camera makes: that it is too large is told by its reader, with a sentence


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/printers`, the live paper, the pictures of slips and the logo."""

    @pages.before_request
    def room_for_a_picture() -> None:
        if request.endpoint == "admin.form printers/logo":
            request.max_content_length = LOGO_REQUEST

    bind(pages, office, "printers", _page, FORMS)
    live.add(pages, office, draw)

    @pages.get("/<hall>/admin/printers/logo.png")
    @keeper
    def logo(hall: str) -> ResponseReturnValue:
        found = printers.logo(office, hall)
        if found is None:
            raise Refused("not_found", "Kantor ini belum punya logo.")
        return Response(found, mimetype="image/png", headers={"Cache-Control": "no-store"})


def draw(slip: str, url: str | None, logo: bytes | None) -> bytes:
    """The picture of a kept slip, drawn from the very bytes that its printer gets.

    The drawing tools are loaded here and not at start: the server prints nothing itself.
    """
    from hall.printing.logo import restore
    from hall.printing.preview import png
    from hall.printing.slips import render
    from hall.rules import slips

    profile = read_url(url or "memory:").profile
    ours = None if logo is None else restore(logo)
    return png(render(slips.from_json(slip), profile, ours), profile, ours)


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    room = printers.room(office, hall, JOBS_SHOWN)
    return show(
        office, hall, "printers", fault, room=room, in_use=[one for one in room.printers if one.active],
        names={one.id: one.name for one in room.printers}, printer_state=printer_state, paper_words=PAPER_WORDS,
        kind_words=KIND_WORDS, metres=ROLL_METRES, schemes=list(REGISTRY.schemes.values()), profiles=sorted(profiles()),
        pictures=PICTURES_SHOWN, new_request=lambda: secrets.token_hex(16),
    )  # fmt: skip


def _add(office: Office, hall: str) -> None:
    keeping.add_printer(office, hall, field("name"), field("url"), by())


def _change(office: Office, hall: str, printer: int) -> None:
    metres = read_count(field("metres"), "metres", "Panjang gulungan (meter)", *ROLL_METRES)
    printers.change(office, hall, printer, field("name"), field("url"), metres, _chosen("fallback"), by())


def _use(office: Office, hall: str, printer: int) -> None:
    keeping.set_printer_active(office, hall, printer, True, by())


def _leave(office: Office, hall: str, printer: int) -> None:
    keeping.set_printer_active(office, hall, printer, False, by())


def _roll(office: Office, hall: str, printer: int) -> None:
    printers.roll_changed(office, hall, printer, by())


def _trial(office: Office, hall: str, printer: int) -> None:
    printers.print_trial(office, hall, printer, by())


def _copy(office: Office, hall: str, job: int) -> None:
    """A press that was doubled makes one copy: the page gave each button its own request_id."""
    ask = Ask.of(by(), request.path, field("request_id")[:64] or secrets.token_hex(16), {})
    paper_actions.copy(office, hall, ask, str(job), g.identity)


def _kiosk(office: Office, hall: str, device: int) -> None:
    printers.give_kiosk(office, hall, device, _chosen("printer"), by())


def _logo(office: Office, hall: str) -> None:
    sent = request.files.get("logo")
    data = b"" if sent is None else sent.read(printers.LOGO_MOST + 1)
    if not data:
        raise Refused("bad_request", "Pilih berkas gambar logo lebih dulu.", field="logo")
    printers.keep_logo(office, hall, data, by())


def _no_logo(office: Office, hall: str) -> None:
    printers.drop_logo(office, hall, by())


def _chosen(name: str) -> int | None:
    """The printer chosen in a field, None for "none"; what no field offers is none as well."""
    text = field(name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


FORMS: Final = (
    Form("printers", "add", _add, "printer", "printers"),
    Form("printers/<int:printer>", "change {printer}", _change, "printer", "printers"),
    Form("printers/<int:printer>/on", "use {printer}", _use, "printer-on", "printers"),
    Form("printers/<int:printer>/off", "use {printer}", _leave, "printer-off", "printers"),
    Form("printers/<int:printer>/roll", "use {printer}", _roll, "roll", "printers"),
    Form("printers/<int:printer>/trial", "use {printer}", _trial, "trial", "printers"),
    Form("printers/jobs/<int:job>/copies", "copy {job}", _copy, "copy", "printers"),
    Form("printers/kiosks/<int:device>", "kiosk {device}", _kiosk, "kiosk-printer", "printers"),
    Form("printers/logo", "logo", _logo, "logo", "printers"),
    Form("printers/logo/off", "logo", _no_logo, "logo-off", "printers"),
)
