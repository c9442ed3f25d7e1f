"""Petugas: add, new password, roles, close and open an account."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from admin.frame import Fault, Form, bind, field, show
from hall.actions import people
from hall.actions.office import Office
from hall.rules.access import PASSWORD_LEAST

ROLES: Final = (
    ("clerk", "Petugas loket"),
    ("operator", "Operator"),
    ("kasi", "Kepala seksi"),
    ("sekcam", "Sekretaris camat"),
    ("camat", "Camat"),
    ("keeper", "Penjaga"),
)


def add(pages: Blueprint, office: Office) -> None:
    """`/<hall>/admin/staff`."""
    bind(pages, office, "staff", _page, FORMS)


def _page(office: Office, hall: str, fault: Fault | None = None, **_: object) -> Response:
    everybody = people.list_staff(office, hall)
    return show(office, hall, "staff", fault, people=everybody, roles=ROLES, least=PASSWORD_LEAST)


def _add(office: Office, hall: str) -> None:
    people.add_staff(office, hall, field("username"), field("name"), request.form.getlist("roles"), field("password"))


def _password(office: Office, hall: str, username: str) -> None:
    people.reset_password(office, hall, username, field("password"))


def _roles(office: Office, hall: str, username: str) -> None:
    people.set_staff_roles(office, hall, username, request.form.getlist("roles"))


def _close(office: Office, hall: str, username: str) -> None:
    people.set_staff_active(office, hall, username, False)


def _open(office: Office, hall: str, username: str) -> None:
    people.set_staff_active(office, hall, username, True)


FORMS: Final = (
    Form("staff", "add", _add, "staff", "staff"),
    Form("staff/<username>/password", "password {username}", _password, "password", "staff"),
    Form("staff/<username>/roles", "roles {username}", _roles, "roles", "staff"),
    Form("staff/<username>/close", "account {username}", _close, "closed", "staff"),
    Form("staff/<username>/open", "account {username}", _open, "opened", "staff"),
)
