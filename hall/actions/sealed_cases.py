"""What a complaint keeps sealed: the reporter's words with the dispositions, who they are, and the answer."""

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


def body(office: Office, text: str, dispositions: Sequence[Disposition]) -> str:
    """The words of a case, sealed."""
    kept = {"text": text, "dispositions": [asdict(each) for each in dispositions]}
    return office.sealed.seal(json.dumps(kept, ensure_ascii=False))


def disposed(office: Office, value: Complaint, further: Disposition) -> str:
    """The body with one more disposition, sealed anew. Raises `Unreadable` rather than losing what was said."""
    text, earlier = _body(json.loads(office.sealed.open(value.body)))
    return body(office, text, (*earlier, further))


def opened(office: Office, value: Complaint) -> Told:
    """Everything that is sealed, for somebody who may read it; nothing where the key is gone (that is logged)."""
    try:
        said = json.loads(office.sealed.open(value.body))
        reporter = None if value.reporter is None else json.loads(office.sealed.open(value.reporter))
        answer = {} if value.answer is None else json.loads(office.sealed.open(value.answer))
    except Unreadable:
        _log.error("the complaint of berkas %s was sealed with another key", value.berkas_id)
        return Told()
    text, dispositions = _body(said)
    return Told(text, reporter, dispositions, answer.get("text"), bool(answer.get("shown")))


def _body(said: dict[str, Any]) -> tuple[str, tuple[Disposition, ...]]:
    return said["text"], tuple(Disposition(**each) for each in said["dispositions"])
