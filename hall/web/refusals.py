"""The one door at which a refusal becomes an answer: problem+json for programs, a page with the sentence for people."""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Flask, Response, render_template, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from hall.errors import Refused

_log = logging.getLogger("antrean.web")
ONLY_BY_ITS_BUTTON = "Halaman ini hanya terbuka lewat tombolnya. Kembali ke halaman sebelumnya, lalu tekan lagi."
_BY_STATUS = {400: "bad_request", 404: "not_found", 405: "not_found", 413: "too_large", 429: "too_many_requests"}
FAULT = "Server mengalami gangguan. Catatan sudah disimpan. Coba lagi, lalu beri tahu penjaga bila tetap begini."


def problem(refused: Refused) -> Response:
    """RFC 9457 problem+json with the contract's code."""
    body: dict[str, Any] = {
        "type": "about:blank", "code": refused.code, "title": refused.title, "status": refused.status,
        "detail": refused.detail,
    }  # fmt: skip
    if refused.english is not None:
        body["detail_en"] = refused.english
    if refused.field is not None:
        body["field"] = refused.field
    return _with_retry(_json(body, refused.status), refused)


def install(app: Flask) -> None:
    """Every refusal, every HTTP error and every fault leaves through here."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _refused(refused: Refused) -> Response:
    return problem(refused) if _is_api() else _page(refused.status, refused.title, refused.detail, refused)


def _http(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:  # a redirect
        return Response(status=status, headers=dict(error.get_response().headers))
    code = _BY_STATUS.get(status)
    if code is None:
        return _fault(error)
    refused = Refused(code)
    if status == 405:
        refused.status = 405
        refused.detail = "Alamat ini tidak menerima cara permintaan itu." if _is_api() else ONLY_BY_ITS_BUTTON
    answer = _refused(refused)
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    return answer


def _fault(fault: Exception) -> Response:
    _log.exception("fault", exc_info=fault, extra={"route": request.url_rule.rule if request.url_rule else "-"})
    if _is_api():
        return _json({"type": "about:blank", "code": "fault", "title": "Gangguan", "status": 500, "detail": FAULT}, 500)
    return _page(500, "Gangguan", FAULT, None)


def _is_api() -> bool:
    """Browsers say that they want a page; everybody else gets the problem's JSON."""
    return request.path.startswith("/api/") or "text/html" not in request.headers.get("Accept", "")


def _page(status: int, title: str, detail: str, refused: Refused | None) -> Response:
    again = refused is not None and refused.code == "bad_request" and request.method == "GET" and bool(request.args)
    response = Response(render_template("refusal.html", title=title, detail=detail, status=status, again=again), status)
    return response if refused is None else _with_retry(response, refused)


def _json(body: dict[str, Any], status: int) -> Response:
    response = Response(json.dumps(body, ensure_ascii=False), status, mimetype="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    return response


def _with_retry(response: Response, refused: Refused) -> Response:
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response
