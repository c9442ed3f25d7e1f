"""Perekaman beside the desk: sessions, who is called, the letters, the list for the telephone. Plain forms, no script needed."""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any, Final, TypeVar
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from pydantic import ValidationError

from counter.recording_api import OutcomeBody, SessionBody, SessionChangeBody, SessionEndBody
from counter.typed import typed_day, whole_of
from hall.actions import away_choices, letters_of_call, own_calls, residents, sessions, summons_plans, summonses
from hall.actions.office import Office
from hall.errors import Refused
from hall.printing.call_letters import Order
from hall.records.unit_of_work import Ask
from hall.rules import resident_access
from hall.rules.calendar import business_day, clock_text, date_text
from hall.rules.documents import PAPERS, Paper, long_day
from hall.rules.recording import KINDS, SESSION_STATES
from hall.rules.residents import STATES
from hall.rules.session_plans import Plan, Wish
from hall.rules.summonses import BEFORE_THE_DAY, CALL_WORDS, CHANNELS, OUTCOMES, STATE_WORDS
from hall.web.access import door
from hall.web.api import Body, ask_of
from hall.web.login import to_sign_in

AT: Final = "/<hall>/counter/perekaman"
ONE: Final = AT + "/sesi/<code>"
SIGNED_IN: Final = door("counter", instead=to_sign_in("counter"))
DONE: Final = {
    "dibuat": "Sesi dibuat. Sekarang panggil orangnya.", "diubah": "Sesi diubah.", "batal": "Sesi dibatalkan.",
    "dikirim": "Surat ditandai terkirim.", "dicetak": "Surat dicetak.", "dicatat": "Hasil dicatat.",
    "hari-lain": "Hasil dicatat, surat lamanya tidak berlaku lagi. Cetak surat barunya, atau kirim teks dengan kodenya.",
    "tanpa-hari": "Hasil dicatat, surat lamanya tidak berlaku lagi. Hari barunya belum ada.",
    "dipanggil": "Dipanggil ke hari lain. Cetak suratnya, atau kirim teks dengan kodenya.",
    "ditarik": "Sesi kembali di kantor. Berkas yang dibawa tidak berlaku lagi.", "digabung": "Hasil dari desa sudah digabung.",
    "pernah-digabung": "Berkas ini sudah digabung. Tidak ada yang ditambahkan lagi.", "dipilih": "Pilihan disimpan.",
    "digabung-lagi": "Berkas lain dari sesi ini digabung juga. Yang berbeda tidak ditimpa: pilih di bawah bila ada.",
}  # fmt: skip
NUMBERS: Final = ("sets", "at_kasi", "window", "reserve", "letters")
Model = TypeVar("Model", bound=Body)


def add(room: Blueprint, office: Office) -> None:
    """`/<hall>/counter/perekaman` and what lies below it."""
    _add_sessions(room, office)
    _add_session(room, office)
    _add_calling(room, office)
    _add_letters(room, office)
    _add_people(room, office)


def _add_sessions(room: Blueprint, office: Office) -> None:
    @room.get(AT)
    @SIGNED_IN
    def session_list(hall: str) -> ResponseReturnValue:
        return list_page(office, hall)

    @room.get(AT + "/baru")
    @SIGNED_IN
    def new_session(hall: str) -> ResponseReturnValue:
        typed = {name: text for name, text in request.args.items() if text}
        if "day" not in typed:
            return _plan_page(office, hall, None)
        try:
            return _plan_page(office, hall, sessions.look(office, hall, _wish(_placed(office, hall, typed))))
        except Refused as refused:
            return _plan_page(office, hall, None, refused)

    @room.post(AT + "/baru")
    @SIGNED_IN
    def make_session(hall: str) -> ResponseReturnValue:
        try:
            body = typed_body(SessionBody, _session_fields(_placed(office, hall, dict(request.form.items()))))
            made = sessions.create(office, hall, ask_of(body), body.wish())
        except Refused as refused:
            return _plan_page(office, hall, None, refused)
        return redirect(f"/{hall}/counter/perekaman/sesi/{json.loads(made.body)['code']}?done=dibuat", 303)


def _add_session(room: Blueprint, office: Office) -> None:
    @room.get(ONE)
    @SIGNED_IN
    def one_session_page(hall: str, code: str) -> ResponseReturnValue:
        return session_page(office, hall, code)

    doing: dict[str, tuple[Callable[[str, str], object], str]] = {
        "ubah": (lambda hall, code: _change(office, hall, code), "diubah"),
        "batal": (lambda hall, code: _cancel(office, hall, code), "batal"),
        "dikirim": (lambda hall, code: _sent(office, hall, code), "dikirim"),
    }

    @room.post(ONE + "/<any(ubah,batal,dikirim):what>")
    @SIGNED_IN
    def do_with_session(hall: str, code: str, what: str) -> ResponseReturnValue:
        act, said = doing[what]
        try:
            act(hall, code)
        except Refused as refused:
            return session_page(office, hall, code, refused)
        return redirect(f"/{hall}/counter/perekaman/sesi/{code}?done={said}", 303)


def _add_calling(room: Blueprint, office: Office) -> None:
    @room.get(AT + "/panggil")
    @room.get(ONE + "/panggil")
    @SIGNED_IN
    def choose_people(hall: str, code: str | None = None) -> ResponseReturnValue:
        return _calling_page(office, hall, code)

    @room.post(AT + "/panggil")
    @room.post(ONE + "/panggil")
    @SIGNED_IN
    def call_people(hall: str, code: str | None = None) -> ResponseReturnValue:
        try:
            choice = _choice(code, request.form.getlist("desa"), request.form.get("umur"), request.form.get("kali"))
            made = json.loads(summonses.summon(office, hall, _ask(str(choice)), choice).body)
        except Refused as refused:
            return _calling_page(office, hall, code, refused)
        if request.headers.get("Accept") == "application/json":
            return {"made": len(made["items"]), "left": len(made["left"]), "more": made["more"]}
        return _calling_page(office, hall, code, made=made)


def _add_letters(room: Blueprint, office: Office) -> None:
    @room.get(ONE + "/surat.pdf")
    @SIGNED_IN
    def letters_file(hall: str, code: str) -> ResponseReturnValue:
        made = letters_of_call.order(office, hall, code, _paper(), g.identity, request.args.get("desa"))
        return _file(letters_of_call.file(office, made), f"surat-panggilan-{code}")

    @room.get(ONE + "/surat.baris")
    @SIGNED_IN
    def letters_lines(hall: str, code: str) -> ResponseReturnValue:
        """The same, a line of progress at a time, and the file as the last line: nothing of it is kept on the server."""
        made = letters_of_call.order(office, hall, code, _paper(), g.identity, request.args.get("desa"))
        response = Response(_lines(office, made), mimetype="application/x-ndjson")
        response.headers["Cache-Control"] = "no-store"
        return response


def _add_people(room: Blueprint, office: Office) -> None:
    @room.get(ONE + "/orang")
    @SIGNED_IN
    def call_list(hall: str, code: str) -> ResponseReturnValue:
        found = letters_of_call.call_list(office, hall, code, g.identity)
        return show(office, hall, "recording-people.html", found=found, session=sessions.one(office, hall, code))

    @room.get(AT + "/orang/<number>")
    @SIGNED_IN
    def called_person(hall: str, number: str) -> ResponseReturnValue:
        return _person_page(office, hall, number)

    @room.post(AT + "/orang/<number>/<any(hasil,cetak,panggil):what>")
    @SIGNED_IN
    def do_with_person(hall: str, number: str, what: str) -> ResponseReturnValue:
        try:
            said = {"hasil": _tell, "cetak": _print, "panggil": _call}[what](office, hall, number)
        except Refused as refused:
            return _person_page(office, hall, number, refused)
        return redirect(f"/{hall}/counter/perekaman/orang/{number}?done={said}", 303)


def list_page(office: Office, hall: str, refused: Refused | None = None) -> Response:
    """The sessions; with a refusal, in its words and status."""
    found, locks = sessions.listed(office, hall), own_calls.locks(office, hall)
    return show(office, hall, "recording.html", refused, found=found, past=_past(office, hall), locks=locks)


def _past(office: Office, hall: str) -> list[dict[str, Any]]:
    today = business_day(office.clock.now(), office.hall(hall).timezone)
    return list(reversed(sessions.listed(office, hall, today - timedelta(days=31), today - timedelta(days=1))))


def _plan_page(office: Office, hall: str, plan: Plan | None, refused: Refused | None = None) -> Response:
    at_home, typed = office.hall(hall), request.form if request.method == "POST" else request.args
    tomorrow = business_day(office.clock.now(), at_home.timezone) + timedelta(days=1)
    return show(
        office, hall, "recording-new.html", refused, plan=plan, kinds=KINDS, typed=typed, tomorrow=tomorrow,
        villages=summons_plans.village_names(office, hall), office_place=_office_place(office, hall),
    )  # fmt: skip


def session_page(office: Office, hall: str, code: str, refused: Refused | None = None) -> Response:
    """One session; with a refusal, in its words and status."""
    found = sessions.one(office, hall, code)
    waiting = sum(found["expected"].get(state, 0) for state in BEFORE_THE_DAY)
    may_read = resident_access.may_read(office.hall(hall), g.identity)
    return show(
        office, hall, "recording-session.html", refused, session=found, waiting=waiting, papers=PAPERS, may_read=may_read,
        villages_called=summons_plans.villages_called(office, hall, code) if may_read else [],
        away=_away(office, hall, code, may_read=may_read), resident_states=STATES,
        may_write=resident_access.may_write(office.hall(hall), g.identity), outside=sessions.outside(office, hall, code),
        local_clock=lambda at: clock_text(at.astimezone(ZoneInfo(office.hall(hall).timezone))),
    )  # fmt: skip


def _away(office: Office, hall: str, code: str, *, may_read: bool) -> dict[str, Any]:
    """How the session's trip stands. Who waits for a choice is a list of people: for those who may read one, and kept."""
    found = away_choices.undecided(office, hall, code)
    if found and not may_read:
        return found | {"conflicts": []}
    if found and found["conflicts"]:
        residents.seen(office, hall, "residents.list", residents.counted(code, len(found["conflicts"])), g.identity)
    return found


def _calling_page(
    office: Office, hall: str, code: str | None, refused: Refused | None = None, made: dict[str, Any] | None = None
) -> Response:
    """For one session, or for all that expect people."""
    found = None if code is None else sessions.one(office, hall, code)
    asked = request.form if request.method == "POST" else request.args
    chosen, shown = asked.getlist("desa"), None
    choice = summons_plans.Choice(() if code is None else (code,))
    if "umur" in asked:
        try:
            choice = _choice(code, chosen, asked.get("umur"), asked.get("kali"))
            shown = summonses.look(office, hall, choice) if refused is None and made is None else None
        except Refused as fault:
            refused = refused or fault
    villages = dict.fromkeys(chosen, 0) | dict(summons_plans.villages(office, hall, choice))
    return show(
        office, hall, "recording-call.html", refused, session=found, villages=sorted(villages.items()), asked=asked,
        chosen=frozenset(chosen), shown=shown, made=made, begun=sessions.begun(office, hall, found),
    )  # fmt: skip


def _person_page(office: Office, hall: str, number: str, refused: Refused | None = None) -> Response:
    found = letters_of_call.person(office, hall, whole_of(number, "number") or 0, g.identity)
    others = [one for one in sessions.listed(office, hall) if one["state"] == "planned" and one["free"]]
    return show(
        office, hall, "recording-person.html", refused, one=found, channels=CHANNELS, outcomes=OUTCOMES,
        others=[other for other in others if other["code"] != found["session"].code],
    )  # fmt: skip


def _choice(code: str | None, villages: list[str], age: str | None, calls: str | None) -> summons_plans.Choice:
    if not (age or "").isascii() or not (age or "").isdigit() or not 16 <= int(age or 0) <= 120:
        raise Refused("bad_request", "Umur: angka bulat dari 16 sampai 120.", field="umur")
    return summons_plans.Choice(
        () if code is None else (code,),
        (),
        tuple(villages),
        int(age or 17),
        {"ulang": True, "pertama": False}.get(calls or ""),
    )


def _change(office: Office, hall: str, code: str) -> None:
    told: dict[str, Any] = {"place": field("place") or None}
    told |= {name: whole_of(field(name) or None, name) for name in ("letters", "reserve")}
    body = typed_body(SessionChangeBody, told)
    sessions.change(office, hall, ask_of(body), code, sessions.Change(body.place, body.letters, body.reserve))


def _cancel(office: Office, hall: str, code: str) -> None:
    body = typed_body(SessionEndBody, {"reason": field("reason")})
    sessions.cancel(office, hall, ask_of(body), code, body.reason)


def _sent(office: Office, hall: str, code: str) -> None:
    channel = field("channel")
    letters_of_call.sent(office, hall, _ask(channel), code, channel)


def _tell(office: Office, hall: str, number: str) -> str:
    """Keeps what came of it; gives what is said then (DONE), as the other two do."""
    code = letters_of_call.person(office, hall, whole_of(number, "number") or 0, g.identity)["summons"].code
    body = typed_body(OutcomeBody, {
        "channel": field("channel"), "outcome": field("outcome"), "note": field("note") or None,
        "session": field("session") or None if field("outcome") == "other_day" else None,
    })  # fmt: skip
    told = summonses.Told(body.channel, body.outcome, body.note, body.session)
    summonses.outcome(office, hall, ask_of(body), code, told)
    if body.outcome != "other_day":
        return "dicatat"
    return "hari-lain" if body.session else "tanpa-hari"


def _call(office: Office, hall: str, number: str) -> str:
    """Whose letter came to nothing gets another day at once."""
    resident_access.permit(resident_access.may_read(office.hall(hall), g.identity), "read")
    choice = summons_plans.Choice((field("session"),), (whole_of(number, "number") or 0,))
    summonses.summon(office, hall, _ask(str(choice)), choice)
    return "dipanggil"


def _print(office: Office, hall: str, number: str) -> str:
    code = letters_of_call.person(office, hall, whole_of(number, "number") or 0, g.identity)["summons"].code
    letters_of_call.slip(office, hall, ask_of(typed_body(Body, {})), code)
    return "dicetak"


def _wish(typed: dict[str, str]) -> Wish:
    return typed_body(SessionBody, _session_fields(typed | {"request_id": secrets.token_hex(16)})).wish()


def _office_place(office: Office, hall: str) -> str:
    """Where a session in the office is: it stands alone in a text that is sent to a phone."""
    return f"Ruang perekaman, {office.hall(hall).name}"


def _placed(office: Office, hall: str, typed: dict[str, str]) -> dict[str, str]:
    """What was typed, unless letters of a session outside would call people to the office."""
    if typed.get("kind", "office") != "office" and typed.get("place", "").strip() == _office_place(office, hall):
        raise Refused("bad_request", "Tulis tempat sesi ini, misalnya balai desa atau nama sekolah.", field="place")
    return typed


def _session_fields(typed: dict[str, str]) -> dict[str, Any]:
    """The form's texts as the API takes them."""
    told: dict[str, Any] = {
        name: typed[name].strip() for name in ("day", "kind", "place", "hours", "until") if typed.get(name, "").strip()
    }
    if day := typed_day(told.get("day"), "day"):
        told["day"] = day.isoformat()
    told |= {name: whole_of(typed[name].strip(), name) for name in NUMBERS if typed.get(name, "").strip()}
    villages = [part.strip() for part in typed.get("villages", "").split(",") if part.strip()]
    return told | {"villages": villages, "request_id": typed.get("request_id", "")}


def typed_body(model: type[Model], values: dict[str, Any]) -> Model:
    """What was typed, checked by the API's own model; a refusal names the field in words."""
    try:
        return model.model_validate({"request_id": field("request_id")} | values)
    except ValidationError as fault:
        place = fault.errors(include_url=False, include_context=False, include_input=False)[0]["loc"]
        name = str(place[-1]) if place else "body"
        raise Refused("bad_request", WRONG.get(name, f"Isian '{name}' tidak sesuai."), field=name) from None


WRONG: Final = {
    "day": "Tulis tanggalnya.", "place": "Tempat belum diisi, atau lebih dari 120 huruf.", "reason": "Tulis alasannya.",
    "letters": "Jumlah surat: angka bulat, paling sedikit 1.", "reserve": "Cadangan: 0 sampai 60 persen.",
    "window": "Jendela: 30 sampai 60 menit.", "sets": "Set perekaman: 1 sampai 8.", "at_kasi": "Orang di meja Kasi: 1 sampai 4.",
    "channel": "Pilih caranya.", "session": "Pilih sesinya.", "outcome": "Pilih hasilnya.",
    "note": "Catatan paling banyak 180 huruf.",
}  # fmt: skip


def _ask(what: str) -> Ask:
    """The question of a form that is no body of the API; `what` it asks for."""
    return Ask.of(g.identity.asker, request.path, typed_body(Body, {}).request_id, what)


def field(name: str) -> str:
    """What a form says, without white space around it."""
    return request.form.get(name, "").strip()


def _paper() -> Paper:
    size = request.args.get("kertas", "A4")
    found = next((known for known in PAPERS if known == size), None)
    if found is None:
        raise Refused("bad_request", f"Kertas yang dikenal: {', '.join(PAPERS)}.", field="kertas")
    return found


def _file(whole: bytes, name: str) -> Response:
    response = Response(whole, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _lines(office: Office, made: Order) -> Iterator[bytes]:
    total = len(made.letters)
    for done, whole in letters_of_call.drawn(office, made):
        told: dict[str, Any] = {"done": done, "of": total}
        if whole is not None:
            told["pdf"] = base64.b64encode(whole).decode()
        yield json.dumps(told).encode() + b"\n"


def show(office: Office, hall: str, template: str, refused: Refused | None = None, **context: Any) -> Response:
    """A page of Perekaman."""
    at_home = office.hall(hall)
    today = business_day(office.clock.now(), at_home.timezone)
    text = render_template(
        template, hall=at_home, here="perekaman", csrf=g.csrf, seat=g.identity.counter, name=g.identity.name,
        today=long_day(today), refusal=None if refused is None else refused.detail, request_id=secrets.token_hex(16),
        done=DONE.get(request.args.get("done", "")), day=lambda text: date_text(date.fromisoformat(text[:10])),
        clock=lambda text: text[11:16].replace(":", "."), states=SESSION_STATES, state_words=STATE_WORDS,
        call_words=CALL_WORDS, kind_words=KINDS, **context,
    )  # fmt: skip
    response = make_response(text, 200 if refused is None else refused.status)
    response.headers["Referrer-Policy"] = "same-origin"
    return response
