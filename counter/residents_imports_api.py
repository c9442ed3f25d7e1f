"""Bringing in a list of people: the upload is streamed, never held in memory; its columns are mapped, read, taken."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import unquote

from flask import Blueprint, g, request
from pydantic import Field, ValidationError
from werkzeug.sansio.multipart import Data, Epilogue, Event, File, MultipartDecoder, NeedData
from werkzeug.sansio.multipart import Field as Part

from counter.residents_api import AT, DOOR
from counter.typed import named_by, whole_of
from hall.actions import resident_import_lists, resident_imports
from hall.actions.office import Office
from hall.errors import Refused
from hall.lists.vault import MOST_BYTES
from hall.records.unit_of_work import Answer
from hall.rules.resident_lists import LOOK_ROWS
from hall.rules.residents import VILLAGE_MOST
from hall.web.api import Api, Body, Whole, Word, ask_of
from hall.web.resident_answers import ImportBegunShape, ImportListShape, ImportRowsShape, ImportShape

IMPORTS: Final = AT + "/imports"
CHUNK: Final = 64 * 1024
AROUND: Final = 64 * 1024
"""What a form may say beside its file."""
UPLOAD: Final = {
    "request_id": "16 to 64 characters, random; in a form the field of that name",
    "village": "the village of rows that name none; in a form the field of that name",
}
NAME_HEADER: Final = "X-File-Name"


class MappingBody(Body):
    """Which column (from 0) is which field: name, born_on, village, married, contact, nik, family. `header`: the row of the
    headings (0: none). `village`: of rows that name none."""

    fields: dict[Word, Whole] = Field(max_length=20)
    header: int = Field(ge=0, le=LOOK_ROWS)
    village: Word | None = Field(default=None, max_length=VILLAGE_MOST)


def add(api: Api, room: Blueprint, office: Office) -> None:
    """Binds the requests of lists."""
    _add_reading(api, room, office)
    _add_commands(api, room, office)


def _add_reading(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", IMPORTS, doors=DOOR, answer=ImportBegunShape, query=UPLOAD, upload=True)
    def bring_in(hall: str) -> Answer:
        """Upload a CSV or XLSX of at most 100 MB: as the body, its name in X-File-Name, or as the form field `file` (last)."""
        request.max_content_length = MOST_BYTES + AROUND
        if (request.content_length or 0) > MOST_BYTES + AROUND:
            raise Refused("too_large", "Daftar paling besar 100 MB. Bagi per desa.")
        name, said, chunks = _form() if request.mimetype == "multipart/form-data" else _plain()
        body = _asked(said)
        return resident_imports.take_in(office, hall, ask_of(body), name, body.village, chunks, g.identity)

    @api.route(room, "GET", IMPORTS, doors=DOOR, answer=ImportListShape)
    def list_imports(hall: str) -> dict[str, Any]:
        """The lists of the hall, the newest first."""
        return resident_import_lists.newest(office, hall, g.identity)

    @api.route(room, "GET", IMPORTS + "/{import_id}", doors=DOOR, answer=ImportShape)
    def one_import(hall: str, import_id: str) -> dict[str, Any]:
        """One list: its columns, and how far it is."""
        return resident_import_lists.one(office, hall, id_of(import_id), g.identity)

    @api.route(
        room, "GET", IMPORTS + "/{import_id}/rows", doors=DOOR, answer=ImportRowsShape,
        query={"verdict": "new, changed, same or faulty (the default)", "cursor": "next of the page before"},
    )  # fmt: skip
    def import_rows(hall: str, import_id: str) -> dict[str, Any]:
        """Rows of a list by what they would do; nobody is named in them."""
        verdict = request.args.get("verdict", "faulty")
        after = whole_of(request.args.get("cursor"), "cursor") or 0
        return resident_import_lists.rows(office, hall, id_of(import_id), verdict, after, g.identity)


def _add_commands(api: Api, room: Blueprint, office: Office) -> None:
    @api.route(room, "POST", IMPORTS + "/{import_id}/mapping", doors=DOOR, body=MappingBody, answer=ImportBegunShape)
    def map_import(hall: str, import_id: str, body: MappingBody) -> Answer:
        """Say which column is what; every row is read then, and nothing is changed."""
        return resident_imports.map_columns(
            office, hall, ask_of(body), id_of(import_id), body.fields, body.header, body.village, g.identity
        )

    @api.route(room, "POST", IMPORTS + "/{import_id}/applications", doors=DOOR, body=Body, answer=ImportBegunShape)
    def apply_import(hall: str, import_id: str, body: Body) -> Answer:
        """Take the list: new people come in, changes are made, faulty rows stay out."""
        return resident_imports.apply(office, hall, ask_of(body), id_of(import_id), g.identity)

    @api.route(room, "POST", IMPORTS + "/{import_id}/discards", doors=DOOR, body=Body, answer=ImportBegunShape)
    def discard_import(hall: str, import_id: str, body: Body) -> Answer:
        """Throw a list away that was not taken yet."""
        return resident_imports.drop(office, hall, ask_of(body), id_of(import_id), g.identity)


class _Upload(Body):
    village: Word | None = Field(default=None, max_length=VILLAGE_MOST)


def _asked(said: dict[str, str]) -> _Upload:
    try:
        return _Upload.model_validate(
            {"request_id": said.get("request_id", ""), "village": said.get("village") or None}
        )
    except ValidationError as fault:
        name = str(fault.errors(include_url=False, include_context=False, include_input=False)[0]["loc"][0])
        raise Refused("bad_request", f"Isian '{name}' tidak sesuai.", field=name) from fault


def id_of(text: str) -> int:
    """The id of a list from an address."""
    return named_by(text, "Daftar itu tidak ada.")


def _plain() -> tuple[str, dict[str, str], Iterator[bytes]]:
    """The body is the list itself. Its name comes in a header: an address would show it."""
    return unquote(request.headers.get(NAME_HEADER, "")), request.args.to_dict(), _read()


def _read() -> Iterator[bytes]:
    while chunk := request.stream.read(CHUNK):
        yield chunk


def _form() -> tuple[str, dict[str, str], Iterator[bytes]]:
    """A form whose file comes last. Read piece by piece: Flask would lay the list on the disk as it is."""
    said = request.args.to_dict()
    events = _events()
    field: str | None = None
    for event in events:
        if isinstance(event, File):
            return event.filename or "", said, _file(events)
        if isinstance(event, Part):
            field = event.name
        elif isinstance(event, Data) and field is not None:
            said[field] = said.get(field, "") + event.data.decode("utf-8", "replace")
            if len(said[field]) > AROUND:
                break
    raise Refused("bad_request", "Formulir ini tidak memuat berkas. Bagian 'file' ditulis terakhir.", field="file")


def _events() -> Iterator[Event]:
    boundary = request.mimetype_params.get("boundary", "").encode()
    decoder = MultipartDecoder(boundary, max_form_memory_size=None)
    try:
        for chunk in _read():
            decoder.receive_data(chunk)
            while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
                yield event
    except ValueError as fault:
        raise Refused("bad_request", "Formulir unggahan tidak dapat dibaca.", field="file") from fault


def _file(events: Iterator[Event]) -> Iterator[bytes]:
    for event in events:
        if not isinstance(event, Data):
            return
        yield event.data
        if not event.more_data:
            return
    raise Refused("bad_request", "Unggahan terputus. Unggah lagi.", field="file")
