"""What a complaint keeps sealed: the reporter's words with their place and the dispositions, who they are, the answer."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from hall.actions.office import Office
from hall.keys import Unreadable
from hall.rules.complaint_shapes import Told
from hall.rules.complaints import Complaint, Disposition

_log = logging.getLogger("antrean.complaints")


def body(office: Office, text: str, dispositions: Sequence[Disposition] = (), place: str | None = None) -> str:
    """The words of a case and its place, sealed."""
    kept = {"text": text, "dispositions": [asdict(each) for each in dispositions], "place": place}
    return office.sealed.seal(json.dumps(kept, ensure_ascii=False))


def again(office: Office, value: Complaint, *further: Disposition) -> str:
    """The body with what came to it, sealed anew, the place too that an earlier version left outside. Raises `Unreadable`
    rather than losing what was said."""
    said = json.loads(office.sealed.open(value.body))
    text, earlier = _body(said)
    return body(office, text, (*earlier, *further), _place(value, said))


def opened(office: Office, value: Complaint) -> Told:
    """Everything that is sealed, for somebody who may read it; nothing where it was erased, or the key is gone (logged)."""
    if value.erased:
        return Told()
    try:
        said = json.loads(office.sealed.open(value.body))
        reporter = None if value.reporter is None else json.loads(office.sealed.open(value.reporter))
        answer = {} if value.answer is None else json.loads(office.sealed.open(value.answer))
    except Unreadable:
        _log.error("the complaint of berkas %s was sealed with another key", value.berkas_id)
        return Told()
    text, dispositions = _body(said)
    return Told(text, reporter, dispositions, answer.get("text"), bool(answer.get("shown")), _place(value, said))


def _place(value: Complaint, said: dict[str, Any]) -> str | None:
    return value.place or said.get("place")


def _body(said: dict[str, Any]) -> tuple[str, tuple[Disposition, ...]]:
    return said["text"], tuple(Disposition(**each) for each in said["dispositions"])
