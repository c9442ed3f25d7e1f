"""Pengaduan at the counter: the list with what is overdue on top, the form, one case. Plain forms, no script needed."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from counter.complaints_api import AnswerBody, ComplaintBody, PassedOnBody
from counter.typed import whole_of
from hall.actions import berkas, berkas_lists, complaint_lists, complaints
from hall.actions.office import Office
from hall.errors import Refused
from hall.rules import roles
from hall.rules.calendar import clock_text, date_text
from hall.rules.complaints import ANSWER_CHANNELS, CHANNELS, CLASSES, PROGRESS_WORDS, days_of
from hall.rules.hall import Hall
from hall.rules.workflow import Outcome, Record
from hall.web.access import door
from hall.web.api import Body, PlainText, ask_of
from hall.web.login import to_sign_in

AT: Final = "/<hall>/counter/pengaduan"
SOON: Final = 2  # working days left from which a case is marked
DONE: Final[Mapping[str, str]] = {
    "taken": "Pengaduan dicatat. Serahkan tanda terima, atau bacakan nomor dan kodenya.",
    "passed": "Disposisi disimpan.",
    "answered": "Jawaban disimpan.",
    "step": "Langkah dicatat.",
    "printed": "Tanda terima dicetak.",
}
SENTENCES: Final[Mapping[str, str]] = {
    "text": "Isi belum ditulis, atau lebih dari 4000 huruf.",
    "name": "Nama paling banyak 120 huruf.", "phone": "Nomor telepon paling banyak 40 huruf.",
    "place": "Tempat kejadian paling banyak 200 huruf.", "class": "Pilih golongannya.",
    "channel": "Pilih caranya.", "note": "Arahan paling banyak 500 huruf.", "role": "Pilih kepada siapa.",
}  # fmt: skip
Model = TypeVar("Model", bound=Body)


class StepNote(Body):
    """What is noted with a step."""

    note: PlainText = ""


def add(room: Blueprint, office: Office) -> None:
    """`/<hall>/counter/pengaduan`, `…/baru`, `…/<number>` and their forms."""

    @room.get(AT)
    @door("counter", instead=to_sign_in("counter"))
    def complaint_list(hall: str) -> ResponseReturnValue:
        ended = request.args.get("selesai") == "1"
        cursor = whole_of(request.args.get("mulai"), "mulai")
        found = complaint_lists.listed(office, hall, ended=ended, cursor=cursor)
        return _show(office, hall, "complaints.html", found=found, ended=ended, soon=SOON)

    @room.get(AT + "/baru")
    @door("counter", instead=to_sign_in("counter"))
    def new_complaint(hall: str) -> ResponseReturnValue:
        return _form(office, hall)

    @room.post(AT + "/baru")
    @door("counter", instead=to_sign_in("counter"))
    def take_it(hall: str) -> ResponseReturnValue:
        return _taken(office, hall)

    @room.get(AT + "/<number>")
    @door("counter", instead=to_sign_in("counter"))
    def one_case(hall: str, number: str) -> ResponseReturnValue:
        return _case(office, hall, number)

    _add_doing(room, office)


def _add_doing(room: Blueprint, office: Office) -> None:
    doing: dict[str, tuple[Callable[[Office, str, str], None], str]] = {
        "disposisi": (_dispose, "passed"), "jawaban": (_answer, "answered"), "langkah": (_step, "step"),
        "cetak": (_print, "printed"),
    }  # fmt: skip

    @room.post(AT + "/<number>/<any(disposisi,jawaban,langkah,cetak):what>")
    @door("counter", instead=to_sign_in("counter"))
    def do(hall: str, number: str, what: str) -> ResponseReturnValue:
        act, said = doing[what]
        try:
            act(office, hall, number)
        except Refused as refused:
            return _case(office, hall, number, what, refused)
        return redirect(f"/{hall}/counter/pengaduan/{number}?done={said}", 303)


def _taken(office: Office, hall: str) -> ResponseReturnValue:
    try:
        body = _typed(ComplaintBody, {
            "class": _field("class"), "channel": _field("channel"), "text": _field("text"),
            "received_at": _moment(office.hall(hall), _field("received")), "place": _field("place") or None,
            "reporter": {"name": _field("name"), "phone": _field("phone")},
            "ticket": _field("ticket").upper() or None, "layanan": _field("layanan") or None,
            "receipt": _field("receipt") == "1",
        })  # fmt: skip
        made = complaints.take(office, hall, ask_of(body), body.said(), g.identity)
    except Refused as refused:
        return _form(office, hall, refused)
    return redirect(f"/{hall}/counter/pengaduan/{_number_of(made.body)}?done=taken", 303)


def _dispose(office: Office, hall: str, number: str) -> None:
    body = _typed(PassedOnBody, {"role": _field("role"), "note": " ".join(_field("note").split())})
    complaints.dispose(office, hall, ask_of(body), number, body.role, body.note, g.identity)


def _answer(office: Office, hall: str, number: str) -> None:
    body = _typed(AnswerBody, {
        "channel": _field("channel"), "text": _field("text"), "at": _moment(office.hall(hall), _field("at")),
        "shown": _field("shown") == "1", "finish": True,
    })  # fmt: skip
    complaints.answer(office, hall, ask_of(body), number, body.said(), g.identity)


def _step(office: Office, hall: str, number: str) -> None:
    body = _typed(StepNote, {"note": ""})
    said = Record(Outcome.DONE, recorded_by=g.identity.asker)
    berkas.record_step(office, hall, ask_of(body), number, said, g.identity, whole_of(_field("order"), "order"))


def _print(office: Office, hall: str, number: str) -> None:
    complaints.receipt(office, hall, ask_of(_typed(Body, {})), number)


def _form(office: Office, hall: str, refused: Refused | None = None) -> Response:
    at_home = office.hall(hall)
    classes = [(name, one, days_of(name, at_home.settings.complaint_days)) for name, one in CLASSES.items()]
    return _show(
        office, hall, "complaint-new.html", refused, classes=classes, channels=CHANNELS,
        offers=[offer.layanan for offer in complaints.offers(at_home)],
        now=office.clock.now().astimezone(ZoneInfo(at_home.timezone)).strftime("%Y-%m-%dT%H:%M"),
        ticket=request.args.get("ticket", "")[:12],
    )  # fmt: skip


def _case(
    office: Office, hall: str, number: str, at_form: str | None = None, refused: Refused | None = None
) -> Response:
    case = complaint_lists.one(office, hall, number)
    file = berkas_lists.one(office, hall, number)
    now_is = office.clock.now().astimezone(ZoneInfo(office.hall(hall).timezone))
    step = next((step for step in file["steps"] if step["order"] == file["current"]), None)
    way = [(state, word) for state, word in PROGRESS_WORDS.items() if state != "void"]
    return _show(
        office, hall, "complaint.html", refused, case=case, step=step, recorded_by=roles.words(file["recorded_by_roles"]),
        is_last=file["state"] == "ready", at_form=at_form, soon=SOON, now=now_is.strftime("%Y-%m-%dT%H:%M"),
        way=way, at=[state for state, _ in way].index(case["state"]) if case["state"] != "void" else -1,
        role_words={role: roles.WORDS[role] for role in reversed(roles.ROLES)}, answer_channels=ANSWER_CHANNELS,
    )  # fmt: skip


def _show(office: Office, hall: str, template: str, refused: Refused | None = None, **context: Any) -> Response:
    at_home = office.hall(hall)
    local = office.clock.now().astimezone(ZoneInfo(at_home.timezone))
    text = render_template(
        template, hall=at_home, csrf=g.csrf, person=g.identity.name if g.identity.kind == "person" else None,
        counter=g.identity.counter, date=date_text(local.date()), clock=clock_text(local), refused=refused,
        typed=request.form if refused else {}, done=DONE.get(request.args.get("done", "")),
        request_id=secrets.token_hex(16), day=_day, moment=_when, **context,
    )  # fmt: skip
    response = make_response(text, 200 if refused is None else refused.status)
    response.headers["Referrer-Policy"] = "same-origin"  # forms must say which page they stand on
    return response


def _typed(model: type[Model], values: Mapping[str, Any]) -> Model:
    """What was typed, checked by the API's own model; a refusal names the field in words."""
    try:
        return model.model_validate({"request_id": _field("request_id"), **values})
    except ValidationError as fault:
        place = fault.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        name = str(place[-1]) if place else "body"
        raise Refused("bad_request", SENTENCES.get(name, f"Isian '{name}' tidak sesuai."), field=name) from None


def _field(name: str) -> str:
    return request.form.get(name, "").strip()


def _moment(hall: Hall, text: str) -> str | None:
    """A day and an hour of the hall's own clock, as a moment with its zone."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("bad_request", "Tanggal atau jam tidak dapat dibaca.", field="received_at") from None
    return found.replace(tzinfo=ZoneInfo(hall.timezone)).isoformat()


def _number_of(body: str) -> str:
    number: str = json.loads(body)["number"]
    return number


def _day(text: str) -> str:
    """A day or the day of a moment, in words."""
    return date_text(date.fromisoformat(text[:10]))


def _when(text: str) -> str:
    """A moment in short: 19-11-2026 08.30."""
    found = datetime.fromisoformat(text)
    return f"{found:%d-%m-%Y} {clock_text(found)}"
