"""The frame of the JSON API: bodies are read and checked in one place, and OpenAPI is written from those very checks.

`Api.route` binds a view to its address, its door and its models. A POST's body is a pydantic model with `request_id`;
what does not fit is `bad_request` and names the field. The view gets (`body`) and answers an `Answer` or plain JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from flask import Blueprint, Response, g, request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from hall.errors import Refused
from hall.records.unit_of_work import Answer, Ask
from hall.rules.access import is_one_line
from hall.web.access import door, public

MOST_BYTES: Final = 64 * 1024
PREFIX: Final = "/api/v1"
NUL: Final = rb"\u0000"

RequestId = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{16,64}$", description="16 to 64 characters, random")]


def _plain(text: str) -> str:
    if not is_one_line(text):
        raise ValueError("control bytes")
    return text


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("nothing but spaces")
    return text


Word = Annotated[str, AfterValidator(_plain)]
Said = Annotated[Word, AfterValidator(_said)]
"""A word that somebody reads: spaces alone say nothing."""
MOST: Final = 2**31 - 1
Whole = Annotated[int, Field(ge=0, le=MOST)]
"""A number as our stores count. Any larger one is nobody's, and not every store can look for it."""
PlainText = Annotated[Word, Field(max_length=500)]


class Body(BaseModel):
    """Every command's body. Unknown fields are refused, so that a typing error never passes silently."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    request_id: RequestId


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the API, as OpenAPI tells it."""

    method: str
    path: str
    doors: tuple[str, ...]
    summary: str
    body: type[BaseModel] | None
    answer: Any
    status: int
    query: Mapping[str, str]
    upload: bool = False
    media: str = "application/json"


@dataclass
class Api:
    """Collects the routes of all rooms; `routes` feeds OpenAPI."""

    routes: list[Route] = field(default_factory=list)

    def route(
        self,
        room: Blueprint,
        method: str,
        path: str,
        *,
        doors: tuple[str, ...] = (),
        body: type[Body] | None = None,
        answer: Any = None,
        status: int | None = None,
        query: Mapping[str, str] | None = None,
        upload: bool = False,
        media: str = "application/json",
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Binds a view to `{method} /api/v1{path}`; `doors` empty means public.

        `query`: what may stand after the question mark (name -> what it says); the view reads it from the request.
        `upload`: the body is a file, or a form with one; the view streams it. `media`: what the answer is.
        """
        code = status or (201 if method == "POST" else 200)

        def bind(view: Callable[..., Any]) -> Callable[..., Any]:
            summary = (view.__doc__ or "").strip().splitlines()[0] if view.__doc__ else ""
            self.routes.append(Route(method, path, doors, summary, body, answer, code, query or {}, upload, media))

            def serve(**args: str) -> Response:
                if any("\0" in value for value in args.values()):
                    raise Refused("not_found")  # no name has it, and not every store can look for it
                if body is not None:
                    args["body"] = _read(body)  # type: ignore[assignment]
                return as_response(view(**args), code)

            name = f"{method.lower()}_{view.__name__}"
            guarded = door(*doors)(serve) if doors else public(serve)
            rule = PREFIX + re.sub(r"{(\w+)}", r"<\1>", path)
            room.add_url_rule(rule, name, guarded, methods=[method])
            return view

        return bind


def ask_of(body: Body) -> Ask:
    """The question as it is remembered: asker, path, request_id and the digest of the rest."""
    rest = body.model_dump(mode="json", exclude={"request_id"}, exclude_unset=True)
    return Ask.of(g.identity.asker, request.path, body.request_id, rest)


def as_response(result: Any, status: int) -> Response:
    """An Answer (already JSON), a ready Response, or plain JSON."""
    if isinstance(result, Response):
        return result
    if isinstance(result, Answer):
        text, status = result.body, result.status
    else:
        text = json.dumps(result, ensure_ascii=False, separators=(",", ":"))
    response = Response(text, status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _read(model: type[Body]) -> Body:
    if request.content_length is not None and request.content_length > MOST_BYTES:
        raise Refused("too_large", "Isi permintaan paling banyak 64 kB.")
    raw = request.get_data(cache=False)
    if len(raw) > MOST_BYTES:  # sent in pieces, without its length
        raise Refused("too_large", "Isi permintaan paling banyak 64 kB.")
    if NUL in raw:  # PostgreSQL cannot keep it, so no store of ours does
        raise Refused("bad_request", "Isian memuat tanda yang tidak dapat disimpan.", field="body")
    try:
        return model.model_validate_json(raw)
    except ValidationError as fault:
        first = fault.errors(include_url=False, include_context=False, include_input=False)[0]
        name = ".".join(str(part) for part in first["loc"]) or "body"
        raise Refused("bad_request", f"Isian '{name}' tidak sesuai.", field=name) from fault
