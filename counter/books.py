"""The office's books, weekly reports and tasks: pages that work without a script, PDF and CSV of the same words."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from flask import Blueprint, Response, g, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from counter.typed import named_by, typed_day
from hall import runtime
from hall.actions import books, tasks
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.unit_of_work import Answer, Ask
from hall.rules.access import plain_text
from hall.rules.books import BOOKS, REGISTER
from hall.rules.calendar import business_day
from hall.rules.documents import PAPERS, Document, csv_text, long_day
from hall.rules.reports import monday
from hall.web.access import door
from hall.web.answers import TaskShape, TasksShape
from hall.web.api import Api, Body, Word, ask_of
from hall.web.login import to_sign_in

ENDINGS: Final = ("pdf", "csv")
SIGNED_IN: Final = door("counter", instead=to_sign_in("counter"))


class TaskBody(Body):
    """What there is to say about it."""

    note: Word | None = Field(default=None, max_length=500)


def add(api: Api, room: Blueprint, office: Office) -> None:
    """`/<hall>/counter/buku`, `/laporan`, `/tugas` and the tasks' requests."""
    _add_books(room, office)
    _add_reports(room, office)
    _add_tasks(api, room, office)


def _add_books(room: Blueprint, office: Office) -> None:
    @room.get("/<hall>/counter/buku")
    @SIGNED_IN
    def first_book(hall: str) -> ResponseReturnValue:
        return redirect(f"/{hall}/counter/buku/{REGISTER}", 303)

    @room.get("/<hall>/counter/buku/<code>")
    @SIGNED_IN
    def book(hall: str, code: str) -> ResponseReturnValue:
        code, _, ending = code.partition(".")
        today = _today(office, hall)
        first = typed_day(request.args.get("dari"), "dari") or today.replace(day=1)
        last = typed_day(request.args.get("sampai"), "sampai") or max(first, today)
        found = books.book(office, hall, code, first, last, g.identity.asker)
        if ending:
            return _file(found, f"{code}-{first}-{last}", ending)
        return _page(office, hall, "books.html", "buku", found=found, code=code, books=BOOKS, first=first, last=last)


def _add_reports(room: Blueprint, office: Office) -> None:
    def shown(hall: str, ending: str) -> ResponseReturnValue:
        week = monday(typed_day(request.args.get("minggu"), "minggu") or _today(office, hall))
        named = request.args.get("layanan", "")
        codes = books.reported(office, hall, week)
        chosen = named or next(iter(codes), "")
        found = books.report(office, hall, chosen, week) if chosen else None
        if ending and found is not None:
            return _file(found, f"laporan-{chosen}-{week}", ending)
        offers = office.hall(hall).offers
        return _page(
            office, hall, "report.html", "laporan", found=found, chosen=chosen, week=week, step=timedelta(days=7),
            layanan=[(code, offers[code].layanan.title) for code in dict.fromkeys((*codes, *sorted(offers)))],
            busy=frozenset(codes),
        )  # fmt: skip

    for ending in ("", *ENDINGS):
        rule = f"/<hall>/counter/laporan{'.' + ending if ending else ''}"
        room.add_url_rule(rule, f"report{ending}", SIGNED_IN(_with(shown, ending)), methods=["GET"])


def _with(view: Callable[[str, str], ResponseReturnValue], ending: str) -> Callable[[str], ResponseReturnValue]:
    return lambda hall: view(hall, ending)


def _add_tasks(api: Api, room: Blueprint, office: Office) -> None:
    @room.get("/<hall>/counter/tugas")
    @SIGNED_IN
    def task_list(hall: str) -> ResponseReturnValue:
        return _tasks_page(office, hall, None)

    @room.post("/<hall>/counter/tugas/<task>")
    @SIGNED_IN
    def task_done(hall: str, task: str) -> ResponseReturnValue:
        request_id = request.form.get("request_id") or secrets.token_hex(16)
        try:
            note = plain_text(request.form.get("note", ""), "note", "Catatan", most=500, least=0) or None
            ask = Ask.of(g.identity.asker, request.path, request_id, {"note": note})
            tasks.done(office, hall, ask, named_by(task, "Tugas itu tidak ada."), note, g.identity)
        except Refused as refused:
            return _tasks_page(office, hall, refused.detail), refused.status
        return redirect(f"/{hall}/counter/tugas", 303)

    @api.route(room, "GET", "/halls/{hall}/tasks", doors=("counter",), answer=TasksShape)
    def list_tasks(hall: str) -> dict[str, Any]:
        """What is left to do after hand-overs, the earliest due first."""
        return tasks.listed(office, hall)

    @api.route(
        room, "POST", "/halls/{hall}/tasks/{task}/completions", doors=("counter",), body=TaskBody, answer=TaskShape
    )
    def complete_task(hall: str, task: str, body: TaskBody) -> Answer:
        """A task is done; a report ends its step on every berkas of its week."""
        return tasks.done(office, hall, ask_of(body), named_by(task, "Tugas itu tidak ada."), body.note, g.identity)


def _tasks_page(office: Office, hall: str, refusal: str | None) -> str:
    found = tasks.listed(office, hall)
    items = [
        item | {"due": long_day(date.fromisoformat(item["due_on"])), "request_id": secrets.token_hex(16)}
        for item in found["items"]
    ]
    return _page(office, hall, "tasks.html", "tugas", items=items, overdue=found["overdue"], refusal=refusal)


def _page(office: Office, hall: str, template: str, here: str, **values: Any) -> str:
    return render_template(
        template, hall=office.hall(hall), here=here, csrf=g.csrf, papers=PAPERS, seat=g.identity.counter,
        name=g.identity.name, today=long_day(_today(office, hall)), **values,
    )  # fmt: skip


def _file(found: Document, name: str, ending: str) -> Response:
    """The document to be kept or printed. Made beside the worker's loop: a thick book must not hold up a call."""
    if ending == "csv":
        response = Response(csv_text(found), mimetype="text/csv")
    elif ending == "pdf":
        from hall.printing.documents import pdf

        paper = request.args.get("kertas", "A4")
        if paper not in PAPERS:
            raise Refused("bad_request", f"Kertas yang dikenal: {', '.join(PAPERS)}.", field="kertas")
        response = Response(runtime.run_blocking(pdf, found, paper), mimetype="application/pdf")
    else:
        raise Refused("not_found", f"Buku dapat diambil sebagai {' atau '.join(ENDINGS)}.")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _today(office: Office, hall: str) -> date:
    return business_day(office.clock.now(), office.hall(hall).timezone)
