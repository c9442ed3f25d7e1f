"""What the kiosk's page carries of a layanan: enough for its views, without the document's header and the clerks' columns.

The page is a kiosk's first load and has a budget of bytes; a hall of twenty SOPs whole would fill a quarter of it. And
what a reporter's own page says of their case.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from hall.rules.calendar import date_text
from hall.rules.complaints import PROGRESS_WORDS
from hall.rules.hall import Hall

KEYS: Final = (
    "code", "title", "title_en", "title_printed", "subtitle", "subtitle_en", "category", "synonyms", "pictogram",
    "line", "line_name", "line_name_en", "delicate", "note", "note_en", "persyaratan_items", "persyaratan_office",
    "fee", "promised",
)  # fmt: skip
STEP_KEYS: Final = ("plain", "plain_en", "by", "time")


def for_kiosk(layanan: Mapping[str, Any]) -> dict[str, Any]:
    """A layanan of `hall.rules.layanan.public` cut down to what js/kiosk reads; steps after hand-over stay out."""
    shown = {key: layanan[key] for key in KEYS}
    shown["steps"] = [
        {key: step[key] for key in STEP_KEYS} | {"text": "" if step["plain"] else step["text"]}
        for step in layanan["steps"]
        if not step["after_handover"]
    ]
    return shown


def case_page(hall: Hall, case: Mapping[str, Any]) -> dict[str, Any]:
    """What the template of a reporter's page needs, of `hall.rules.complaint_shapes.followed`."""
    way = [(state, word) for state, word in PROGRESS_WORDS.items() if state != "void"]
    states = [state for state, _ in way]
    return {
        "hall": hall, "case": case, "steps": way,
        "at": states.index(case["state"]) if case["state"] in states else -1,
        "line": hall.lines[hall.offers[case["layanan"]].layanan.line].name,
        "dates": {
            "due": None if case["due_on"] is None else date_text(date.fromisoformat(case["due_on"])),
            "received": _day(case["received_at"]), "answered": _day(case["answered_at"]),
        },
    }  # fmt: skip


def _day(text: str | None) -> str | None:
    return None if text is None else date_text(datetime.fromisoformat(text).date())
