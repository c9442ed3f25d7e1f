"""Laporan perekaman to Dispenduk Capil: a page that works without a script, its PDF, CSV and XLSX, and JSON for programs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from flask import Blueprint, Response, g, make_response, render_template, request
from flask.typing import ResponseReturnValue

from counter.typed import day_of, typed_day
from hall import runtime
from hall.actions import recording_reports
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules.books import check_period
from hall.rules.calendar import business_day
from hall.rules.documents import PAPERS, Document, csv_text, long_day
from hall.rules.recording_reports import Report, document, shape
from hall.rules.reports import monday
from hall.web.access import door
from hall.web.api import Api
from hall.web.login import to_sign_in
from hall.web.recording_answers import RecordingReportShape

SIGNED_IN: Final = door("counter", instead=to_sign_in("counter"))
AT: Final = "/<hall>/counter/laporan-perekaman"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Period = tuple[date, date]


def add(api: Api, room: Blueprint, office: Office) -> None:
    """`/<hall>/counter/laporan-perekaman`, its files, and the same for programs."""

    @api.route(
        room, "GET", "/halls/{hall}/recording-report", doors=("counter",), answer=RecordingReportShape,
        query={"from": "first day, Monday of this week where it is left out", "until": "last day, a week's where left out"},
    )  # fmt: skip
    def recording_report(hall: str) -> dict[str, Any]:
        """What became of the letters, how far the villages are, and the minutes at the stations."""
        return shape(_found(office, hall, "from", "until"))

    @room.get(AT)
    @SIGNED_IN
    def recording_report_page(hall: str) -> ResponseReturnValue:
        return _page(office, hall, _found(office, hall, "dari", "sampai"))

    @room.get(AT + ".<any(pdf,csv,xlsx):ending>")
    @SIGNED_IN
    def recording_report_file(hall: str, ending: str) -> ResponseReturnValue:
        paper = request.args.get("kertas", "A4")
        if paper not in PAPERS:
            raise Refused("bad_request", f"Kertas yang dikenal: {', '.join(PAPERS)}.", field="kertas")
        found = _found(office, hall, "dari", "sampai")
        made = _file(document(office.hall(hall), found, _today(office, hall)), ending, paper)
        name = f"laporan-perekaman-{found.first}-{found.last}.{ending}"
        made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        made.headers["Cache-Control"] = "no-store"
        return made


def _found(office: Office, hall: str, begins: str, ends: str) -> Report:
    read = typed_day if begins == "dari" else day_of  # a person, or a program
    first = read(request.args.get(begins), begins) or monday(_today(office, hall))
    last = read(request.args.get(ends), ends) or first + timedelta(days=6)
    check_period(first, last, ends)
    return recording_reports.report(office, hall, first, last, g.identity)


def _page(office: Office, hall: str, report: Report) -> Response:
    at_home, today = office.hall(hall), _today(office, hall)
    made = make_response(
        render_template(
            "recording-report.html", hall=at_home, here="papan", csrf=g.csrf, seat=g.identity.counter,
            name=g.identity.name, today=long_day(today), papers=PAPERS, found=document(at_home, report, today),
            first=report.first, last=report.last, periods=_periods(today), around=_around(report.first, report.last),
        )
    )  # fmt: skip
    made.headers["Cache-Control"] = "no-store"
    return made


def _periods(today: date) -> list[tuple[str, Period]]:
    """What is asked for most, one press each."""
    begins = monday(today)
    return [
        ("Hari ini", (today, today)),
        ("Minggu ini", (begins, begins + timedelta(days=6))),
        ("Minggu lalu", (begins - timedelta(days=7), begins - timedelta(days=1))),
        ("Bulan ini", (today.replace(day=1), _month_ends(today))),
        ("Tahun ini", (today.replace(month=1, day=1), today.replace(month=12, day=31))),
    ]


def _month_ends(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def _around(first: date, last: date) -> tuple[Period, Period]:
    """The period before and the one after: whole months step by months, everything else by its length."""
    if first.day == 1 and last == _month_ends(first):
        before, after = first - timedelta(days=1), last + timedelta(days=1)
        return (before.replace(day=1), before), (after, _month_ends(after))
    step = last - first + timedelta(days=1)
    return (first - step, last - step), (first + step, last + step)


def _file(found: Document, ending: str, paper: str) -> Response:
    """Made beside the worker's loop: paper takes its time."""
    from hall.printing.documents import pdf
    from hall.printing.workbook import xlsx

    if ending == "csv":
        return Response(csv_text(found), mimetype="text/csv")
    if ending == "xlsx":
        return Response(runtime.run_blocking(xlsx, found), mimetype=XLSX)
    return Response(runtime.run_blocking(pdf, found, paper), mimetype="application/pdf")


def _today(office: Office, hall: str) -> date:
    return business_day(office.clock.now(), office.hall(hall).timezone)
