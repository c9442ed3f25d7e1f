"""What the kiosk's page carries of a layanan: enough for its views, without the document's header and the clerks' columns.

The page is a kiosk's first load and has a budget of bytes; a hall of twenty SOPs whole would fill a quarter of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

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
