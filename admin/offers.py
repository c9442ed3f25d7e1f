"""Layanan: open or closed at the kiosk, and the office's own persyaratan beside the printed ones."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from admin.frame import Fault, Form, bind, by, field, keeper, show
from hall.actions import keeping
from hall.actions.office import Office
from hall.errors import Refused


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/layanan` and `/<hall>/admin/layanan/<code>`."""
    bind(pages, office, "layanan", _page, FORMS)

    @pages.get("/<hall>/admin/layanan/<code>")
    @keeper
    def one_layanan(hall: str, code: str) -> ResponseReturnValue:
        return _page(office, hall, code=code)


def _page(office: Office, hall: str, fault: Fault | None = None, code: str | None = None) -> Response:
    offers = office.hall(hall).offers
    if code is not None and code not in offers:
        raise Refused("not_found", "Layanan ini tidak ada di kantor ini.")
    return show(office, hall, "layanan", fault, offers=offers, chosen=None if code is None else offers[code])


def _open(office: Office, hall: str, code: str) -> None:
    keeping.set_layanan_active(office, hall, code, True, by())


def _close(office: Office, hall: str, code: str) -> None:
    keeping.set_layanan_active(office, hall, code, False, by())


def _requirements(office: Office, hall: str, code: str) -> None:
    keeping.set_requirements(office, hall, code, field("requirements"), by())


FORMS: Final = (
    Form("layanan/<code>/open", "use", _open, "layanan", "layanan/{code}"),
    Form("layanan/<code>/close", "use", _close, "layanan", "layanan/{code}"),
    Form("layanan/<code>/persyaratan", "requirements", _requirements, "layanan", "layanan/{code}"),
)
