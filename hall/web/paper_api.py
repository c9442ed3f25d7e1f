"""What the API says of paper: printers, print jobs, one more copy, and the lost slip that a clerk looks for."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, request
from pydantic import Field

from hall.actions import lost_slips, paper
from hall.actions.office import Office
from hall.records.unit_of_work import Answer
from hall.web.answers import FoundTicketListShape, JobListShape, JobShape, PrinterShape
from hall.web.api import Api, Body, Word, ask_of

SEARCH = {
    "from": "issued at this time of today or later: HH:MM",
    "to": "issued in this minute or before: HH:MM",
    "layanan": "the code of a layanan",
    "line": "the letter of a line",
    "cursor": "`next` of the page before",
}


class CopyBody(Body):
    """One more copy of a slip."""

    printer: Word | None = Field(
        default=None, min_length=1, max_length=60, description="where to print it; not for a kiosk, which has its own"
    )


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the requests about paper."""

    @api.route(room, "GET", "/halls/{hall}/printers", doors=("admin", "counter"), answer=[PrinterShape])
    def printers(hall: str) -> list[dict[str, Any]]:
        """The printers: paper, cover, online."""
        return paper.printers(office, hall)

    @api.route(
        room, "GET", "/halls/{hall}/print-jobs", doors=("admin", "counter"), answer=JobListShape,
        query={"cursor": SEARCH["cursor"]},
    )  # fmt: skip
    def jobs(hall: str) -> dict[str, Any]:
        """Print jobs, newest first."""
        return paper.jobs(office, hall, request.args.get("cursor"))

    @api.route(room, "GET", "/halls/{hall}/print-jobs/{job}", doors=("admin", "counter", "kiosk"), answer=JobShape)
    def one_job(hall: str, job: str) -> dict[str, Any]:
        """One print job; a kiosk sees only its own."""
        return paper.one_job(office, hall, job, g.identity)

    @api.route(
        room, "POST", "/halls/{hall}/print-jobs/{job}/copies",
        doors=("admin", "counter", "kiosk"), body=CopyBody, answer=JobShape,
    )  # fmt: skip
    def copy(hall: str, job: str, body: CopyBody) -> Answer:
        """A salinan of a slip: the same number, marked."""
        return paper.copy(office, hall, ask_of(body), job, g.identity, body.printer)

    @api.route(
        room, "GET", "/halls/{hall}/tickets", doors=("counter", "admin"), answer=FoundTicketListShape, query=SEARCH
    )
    def tickets(hall: str) -> dict[str, Any]:
        """Today's tickets by time and layanan, newest first: a lost slip is found without a name."""
        ask = request.args
        return lost_slips.find(
            office, hall, ask.get("from", ""), ask.get("to", ""), ask.get("layanan"), ask.get("line"), ask.get("cursor")
        )
