"""OpenAPI 3.1, written from the routes and from the models that check their bodies."""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from hall.errors import CODES
from hall.web.api import PREFIX, Api, Route

_BYTES: Final = {"type": "string", "format": "binary"}
_FORM: Final = {
    "type": "object", "required": ["request_id", "file"],
    "properties": {"request_id": {"type": "string", "pattern": "^[A-Za-z0-9-]{16,64}$"}, "file": _BYTES},
}  # fmt: skip
_UPLOAD: Final[dict[str, Any]] = {
    "application/octet-stream": {"schema": _BYTES}, "multipart/form-data": {"schema": _FORM}
}  # fmt: skip
REF: Final = "#/components/schemas/{model}"


def document(api: Api) -> dict[str, Any]:
    """The whole description; equal routes give equal bytes."""
    models = {model for route in api.routes for model in (route.body, _model(route.answer)) if model is not None}
    wanted = [(model, "validation") for model in sorted(models, key=lambda model: model.__name__)]
    _, schemas = models_json_schema(wanted, ref_template=REF)  # type: ignore[arg-type]
    paths: dict[str, Any] = {}
    for route in api.routes:
        paths.setdefault(PREFIX + route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Antrean", "version": "1", "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
        "paths": paths,
        "components": {
            "schemas": {**schemas.get("$defs", {}), "Problem": _problem()},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer"},
                "device": {"type": "apiKey", "in": "cookie", "name": "antrean-<door>-<hall>"},
            },
            "responses": {
                "Refusal": {
                    "description": "A refusal with its sentence in Indonesian",
                    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
            },
        },
    }


def _model(answer: Any) -> type[BaseModel] | None:
    inner = answer[0] if isinstance(answer, list) else answer
    return inner if isinstance(inner, type) and issubclass(inner, BaseModel) else None


def _operation(route: Route) -> dict[str, Any]:
    told: dict[str, Any] = {
        "summary": route.summary,
        "operationId": re.sub(r"\W+", "_", f"{route.method.lower()}{route.path}").strip("_"),
        "tags": list(route.doors) or ["public"],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            for name in re.findall(r"{(\w+)}", route.path)
        ]
        + [
            {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": says}
            for name, says in route.query.items()
        ],
        "responses": {
            str(route.status): _answer(route),
            "default": {"$ref": "#/components/responses/Refusal"},
        },
        "security": [{"token": []}, {"device": []}] if route.doors else [],
    }
    if route.upload:
        told["requestBody"] = {"required": True, "content": _UPLOAD}
    if route.body is not None:
        told["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": REF.format(model=route.body.__name__)}}},
        }
    if route.status == 201:
        told["responses"]["200"] = _answer(route) | {"description": "The first answer, asked for again"}
    return told


def _answer(route: Route) -> dict[str, Any]:
    model = _model(route.answer)
    schema: dict[str, Any] = {"type": "object"} if route.media == "application/json" else _BYTES
    if model is not None:
        schema = {"$ref": REF.format(model=model.__name__)}
    if isinstance(route.answer, list):
        schema = {"type": "array", "items": schema}
    return {"description": "OK", "content": {route.media: {"schema": schema}}}


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "type": "object",
        "required": ["code", "title", "status", "detail"],
        "properties": {
            "type": text, "code": {"enum": [*CODES, "fault"]}, "title": text, "status": {"type": "integer"},
            "detail": text, "detail_en": text, "field": text,
        },
    }  # fmt: skip
