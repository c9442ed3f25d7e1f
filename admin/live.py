"""The slips as they come out: the keeper's window on the printer, and the demo's paper for whoever sits at the server."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from admin.frame import keeper
from hall import runtime
from hall.actions import paper, printers
from hall.actions.office import Office
from hall.rules.print_jobs import WORDS
from hall.web import firsts
from hall.web.access import access
from hall.web.limits import Rate

SHOWN: Final = 6
PICTURES: Final = Rate(120, 60)  # each is drawn anew from the bytes


def add(pages: Blueprint, office: Office, draw: Callable[[str, str | None, bytes | None], bytes]) -> None:
    """`/<hall>/admin/paper` and the pictures of slips."""

    def at_the_printer(view: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
        """The demo's own paper is seen without signing in by a browser on this very machine; else it is the keeper's."""
        guarded = keeper(view)

        @wraps(guarded)
        def see(**args: Any) -> ResponseReturnValue:
            at_home = office.hall(str(args["hall"]))
            return view(**args) if at_home.demo and access().is_demo_browser(request.environ) else guarded(**args)

        return see

    @pages.get("/<hall>/admin/paper")
    @at_the_printer
    def live(hall: str) -> ResponseReturnValue:
        jobs = paper.jobs(office, hall, None, SHOWN)["items"]
        return render_template("admin/paper.html", hall=firsts.hall_of(office.hall(hall)), jobs=jobs, words=WORDS)

    @pages.get("/<hall>/admin/slips/<job>.png")
    @at_the_printer
    def picture(hall: str, job: str) -> ResponseReturnValue:
        access().limits.take("slip picture", request.remote_addr or "", PICTURES)
        slip, url = paper.slip_picture_source(office, hall, job)
        response = Response(runtime.run_blocking(draw, slip, url, printers.logo(office, hall)), mimetype="image/png")
        # A job's slip never changes, but its office's logo may: a browser that shows it again asks once a minute.
        response.headers["Cache-Control"] = "private, max-age=60"
        return response
