"""Daftar wajib KTP at the counter: the list, one person, and bringing in lists. Plain forms; a script only for uploads."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from counter import residents_api, residents_imports_api
from counter.residents_api import number_of, wish
from counter.residents_imports_api import id_of
from counter.typed import whole_of
from hall import runtime
from hall.actions import resident_erasing, resident_exports, resident_import_lists, resident_imports, residents
from hall.actions.office import Office
from hall.actions.residents import Typed
from hall.errors import Refused
from hall.records.unit_of_work import Answer, Ask
from hall.rules.calendar import business_day
from hall.rules.documents import Document, csv_text, long_day
from hall.rules.resident_access import may_erase, may_export, may_write
from hall.rules.resident_dates import NoDay, day_of
from hall.rules.resident_lists import FIELDS
from hall.rules.residents import STATES
from hall.web.access import door
from hall.web.api import Api
from hall.web.login import to_sign_in

AT: Final = "/<hall>/counter/wajib-ktp"
SIGNED_IN: Final = door("counter", instead=to_sign_in("counter"))
DONE: Final[Mapping[str, str]] = {
    "added": "Orang ini sudah masuk daftar.", "changed": "Perubahan disimpan.", "state": "Keadaan disimpan.",
    "erased": "Data orang itu sudah dihapus.", "dropped": "Daftar dibatalkan. Tidak ada yang berubah.",
}  # fmt: skip
IMPORT_STATES: Final[Mapping[str, str]] = {
    "reading": "Sedang dibuka", "mapping": "Pilih kolom", "checking": "Sedang diperiksa", "checked": "Siap dimasukkan",
    "applying": "Sedang dimasukkan", "applied": "Sudah dimasukkan", "dropped": "Dibatalkan", "failed": "Tidak terbaca",
}  # fmt: skip


def add(api: Api, room: Blueprint, office: Office) -> None:
    """`/<hall>/counter/wajib-ktp`, `…/baru`, `…/<number>`, `…/impor`, their forms, and the same for programs."""
    residents_imports_api.add(api, room, office)
    residents_api.add(api, room, office)
    _add_lists(room, office)
    _add_imports(room, office)
    _add_people(room, office)


def _add_lists(room: Blueprint, office: Office) -> None:
    @room.get(AT)
    @SIGNED_IN
    def residents_list(hall: str) -> ResponseReturnValue:
        cursor = whole_of(request.args.get("mulai"), "mulai")
        return _list(office, hall, residents.listed(office, hall, wish(), cursor, g.identity))

    @room.post(AT + "/cari")
    @SIGNED_IN
    def residents_search(hall: str) -> ResponseReturnValue:
        text = request.form.get("teks", "").strip()[:120]
        return _list(office, hall, residents.found(office, hall, text, g.identity), sought=True)

    @room.get(AT + "/ekspor.<any(csv,xlsx):ending>")
    @SIGNED_IN
    def residents_export(hall: str, ending: str) -> ResponseReturnValue:
        found = resident_exports.export(office, hall, wish(), g.identity)
        return _file(found, f"wajib-ktp-{_today(office, hall)}", ending)


def _add_imports(room: Blueprint, office: Office) -> None:
    @room.get(AT + "/impor")
    @SIGNED_IN
    def residents_imports_page(hall: str) -> ResponseReturnValue:
        items = resident_import_lists.newest(office, hall, g.identity)["items"]
        villages = sorted(residents.overview(office, hall, g.identity))
        return _page(office, hall, "residents-imports.html", items=items, villages=villages, states=IMPORT_STATES)

    @room.get(AT + "/impor/<import_id>")
    @SIGNED_IN
    def residents_import_page(hall: str, import_id: str) -> ResponseReturnValue:
        return _import(office, hall, id_of(import_id))

    @room.post(AT + "/impor/<import_id>/<any(kolom,masukkan,batalkan):what>")
    @SIGNED_IN
    def residents_import_do(hall: str, import_id: str, what: str) -> ResponseReturnValue:
        number = id_of(import_id)
        try:
            {"kolom": _map, "masukkan": _apply, "batalkan": _drop}[what](office, hall, number)
        except Refused as refused:
            return _import(office, hall, number, refused)
        end = "?done=dropped" if what == "batalkan" else f"/{number}"
        return redirect(f"/{hall}/counter/wajib-ktp/impor{end}", 303)


def _add_people(room: Blueprint, office: Office) -> None:
    @room.get(AT + "/baru")
    @SIGNED_IN
    def resident_new(hall: str) -> ResponseReturnValue:
        return _form(office, hall)

    @room.post(AT + "/baru")
    @SIGNED_IN
    def resident_take(hall: str) -> ResponseReturnValue:
        try:
            number = _number(residents.add(office, hall, _ask(), _typed(office, hall), g.identity))
        except Refused as refused:
            return _form(office, hall, refused=refused)
        return redirect(f"/{hall}/counter/wajib-ktp/{number}?done=added", 303)

    _add_one(room, office)


def _add_one(room: Blueprint, office: Office) -> None:
    @room.get(AT + "/<number>")
    @SIGNED_IN
    def resident_page(hall: str, number: str) -> ResponseReturnValue:
        return _person(office, hall, number_of(number))

    @room.get(AT + "/<number>/data.<any(json,pdf):ending>")
    @SIGNED_IN
    def resident_copy(hall: str, number: str, ending: str) -> ResponseReturnValue:
        told, found = resident_exports.copy(office, hall, number_of(number), g.identity)
        if ending == "pdf":
            return _file(found, f"data-{number}", ending)
        text = json.dumps(told, ensure_ascii=False, indent=2)
        return _attached(Response(text, mimetype="application/json"), f"data-{number}.json")

    @room.post(AT + "/<number>/<any(ubah,keadaan,hapus):what>")
    @SIGNED_IN
    def resident_do(hall: str, number: str, what: str) -> ResponseReturnValue:
        acts: dict[str, tuple[Callable[[Office, str, int], object], str]] = {
            "ubah": (_change, "changed"), "keadaan": (_state, "state"), "hapus": (_erase, "erased"),
        }  # fmt: skip
        act, done = acts[what]
        who = number_of(number)
        try:
            act(office, hall, who)
        except Refused as refused:
            return _person(office, hall, who, refused)
        place = "" if what == "hapus" else f"/{who}"
        return redirect(f"/{hall}/counter/wajib-ktp{place}?done={done}", 303)


def _list(office: Office, hall: str, found: dict[str, Any], *, sought: bool = False) -> Response:
    asked = wish()
    chosen = [("village", village) for village in asked.villages] + [("state", state) for state in asked.states]
    chosen += [
        (name, str(value))
        for name, value in (("age_from", asked.age_from), ("age_to", asked.age_to), ("family_of", asked.family_of))
        if value is not None
    ]
    counts = residents.overview(office, hall, g.identity)
    return _page(
        office, hall, "residents.html", found=found, sought=sought, wish=asked, chosen=chosen, counts=counts,
        states=STATES, everybody=sum(sum(each.values()) for each in counts.values()),
    )  # fmt: skip


def _person(office: Office, hall: str, number: int, refused: Refused | None = None) -> Response:
    told = residents.one(office, hall, number, g.identity)
    return _page(
        office, hall, "residents-person.html", refused=refused, person=told, states=STATES,
        villages=sorted(residents.overview(office, hall, g.identity)),
    )  # fmt: skip


def _form(office: Office, hall: str, refused: Refused | None = None) -> Response:
    """A new person; `keluarga` begins with the village and the card of somebody whose family they are."""
    of = request.args.get("keluarga")
    start = residents.one(office, hall, number_of(of), g.identity) if of else None
    return _page(
        office, hall, "residents-new.html", refused=refused, start=start,
        villages=sorted(residents.overview(office, hall, g.identity)),
    )  # fmt: skip


def _import(office: Office, hall: str, import_id: int, refused: Refused | None = None) -> Response:
    found = resident_import_lists.one(office, hall, import_id, g.identity)
    verdict = request.args.get("lihat", "faulty" if found["faulty"] else "changed")
    after = whole_of(request.args.get("mulai"), "mulai") or 0
    rows = resident_import_lists.rows(office, hall, import_id, verdict, after, g.identity)
    seen = {name: found[name] for name in ("id", "state", "rows", "done", "new", "changed")}
    first = {"hall": hall, "csrf": g.csrf, "import": seen}
    return _page(
        office, hall, "residents-import.html", refused=refused, found=found, rows=rows, verdict=verdict, fields=FIELDS,
        at={place: name for name, place in found["fields"].items()}, states=IMPORT_STATES, first=first,
        villages=sorted(residents.overview(office, hall, g.identity)),
    )  # fmt: skip


def _map(office: Office, hall: str, import_id: int) -> None:
    fields: dict[str, int] = {}
    for name, field in request.form.items():
        place = name.removeprefix("kolom-")
        if place == name or not field:
            continue
        if field in fields:
            raise Refused("bad_request", f"{FIELDS.get(field, field)} dipilih untuk dua kolom.", field="fields")
        fields[field] = whole_of(place, "fields") or 0
    header = whole_of(request.form.get("judul") or "0", "header") or 0
    village = request.form.get("desa", "")
    resident_imports.map_columns(office, hall, _ask(), import_id, fields, header, village, g.identity)


def _apply(office: Office, hall: str, import_id: int) -> None:
    resident_imports.apply(office, hall, _ask(), import_id, g.identity)


def _drop(office: Office, hall: str, import_id: int) -> None:
    resident_imports.drop(office, hall, _ask(), import_id, g.identity)


def _change(office: Office, hall: str, number: int) -> None:
    revision = whole_of(request.form.get("revision"), "revision") or 0
    residents.change(office, hall, _ask(), number, _typed(office, hall), revision, g.identity)


def _state(office: Office, hall: str, number: int) -> None:
    state, reason = request.form.get("state", ""), request.form.get("reason")
    residents.set_state(office, hall, _ask({"state": state, "reason": reason}), number, state, reason, g.identity)


def _erase(office: Office, hall: str, number: int) -> None:
    resident_erasing.erase(office, hall, _ask(), number, g.identity)


def _typed(office: Office, hall: str) -> Typed:
    said = {name: request.form.get(name, "").strip() for name in ("name", "village", "contact", "nik", "family")}
    try:  # as on lists from villages: a browser's own field of a date may ask for the month first
        born = day_of(request.form.get("born_on", ""), business_day(office.clock.now(), office.hall(hall).timezone))
    except NoDay as fault:
        raise Refused("bad_request", f"{fault} Misalnya 21-11-2008.", field="born_on") from None
    married = request.form.get("married") == "1"
    return Typed(
        said["name"],
        born,
        said["village"],
        married,
        said["contact"] or None,
        said["nik"] or None,
        said["family"] or None,
    )


def _ask(body: Any = None) -> Ask:
    request_id = request.form.get("request_id") or secrets.token_hex(16)
    return Ask.of(g.identity.asker, request.path, request_id, body or {})


def _number(answer: Answer) -> int:
    number: int = json.loads(answer.body)["number"]
    return number


def _page(office: Office, hall: str, template: str, refused: Refused | None = None, **values: Any) -> Response:
    at_home, who = office.hall(hall), g.identity
    may = {"write": may_write(at_home, who), "export": may_export(at_home, who), "erase": may_erase(at_home, who)}
    text = render_template(
        template, hall=at_home, here="wajib-ktp", csrf=g.csrf, seat=who.counter, name=who.name, may=may,
        today=long_day(_today(office, hall)), refusal=None if refused is None else refused.detail,
        wrong=None if refused is None else refused.field, typed=request.form if refused else {},
        done=DONE.get(request.args.get("done", "")), request_id=secrets.token_hex(16), day=_day, **values,
    )  # fmt: skip
    response = make_response(text, 200 if refused is None else refused.status)
    response.headers["Referrer-Policy"] = "same-origin"  # forms must say which page they stand on
    response.headers["Cache-Control"] = "no-store"
    return response


def _file(found: Document, name: str, ending: str) -> Response:
    """Made beside the worker's loop: a long list must not hold up a call."""
    from hall.printing.documents import pdf
    from hall.printing.workbook import xlsx

    if ending == "csv":
        response = Response(runtime.run_blocking(csv_text, found), mimetype="text/csv")
    elif ending == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        response = Response(runtime.run_blocking(xlsx, found), mimetype=kind)
    else:
        response = Response(runtime.run_blocking(pdf, found, "A4"), mimetype="application/pdf")
    return _attached(response, f"{name}.{ending}")


def _attached(response: Response, name: str) -> Response:
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _today(office: Office, hall: str) -> date:
    return business_day(office.clock.now(), office.hall(hall).timezone)


def _day(text: str | None) -> str:
    """A day or the day of a moment, in words."""
    return "" if text is None else long_day(date.fromisoformat(text[:10]))
