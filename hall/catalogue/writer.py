"""Writes a hall's folder so that `read_hall` gives the same values back: the export to offices and other servers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from hall.catalogue.values import HallCatalogue, HallPlan
from hall.rules.layanan import Layanan, Persyaratan, Step

OURS = "# Milik kantor: boleh diubah."
PRINTED = "# Tercetak di dokumen SOP: kata demi kata, salah ketik pun tetap."

_OURS = (
    *("place", "title", "title_en", "subtitle", "subtitle_en"),
    *("category", "line", "pictogram", "synonyms", "audience", "note", "note_en"),
)
_WIDTH = 118
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def write_hall(folder: Path, catalogue: HallCatalogue) -> None:
    """Makes `folder` hold exactly this hall. FileExistsError when files of another catalogue lie there."""
    files = {"hall.toml": hall_text(catalogue.hall)}
    files |= {f"{layanan.code}.toml": layanan_text(layanan) for layanan in catalogue.layanan}
    folder.mkdir(parents=True, exist_ok=True)
    foreign = sorted(file.name for file in folder.glob("*.toml") if file.name not in files)
    if foreign:
        raise FileExistsError(f"{folder}: {', '.join(foreign)}")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


def hall_text(plan: HallPlan) -> str:
    """`hall.toml`."""
    fields = asdict(plan)
    lines, categories = fields.pop("lines"), fields.pop("categories")
    blocks = [_block("", fields)]
    blocks += [_block("[[lines]]", line) for line in lines]
    blocks += [_block("[[categories]]", category) for category in categories]
    return "\n\n".join(blocks) + "\n"


def layanan_text(layanan: Layanan) -> str:
    """One layanan's file: ours first, then what is printed, row by row."""
    blocks = [
        _block("", {"code": layanan.code}),
        OURS + "\n" + _block("[ours]", _ours(layanan)),
        _block("[ours.fee]", asdict(layanan.fee)),
        PRINTED + "\n" + _block("[document]", _document(layanan)),
    ]
    blocks += [_persyaratan(item) for item in layanan.persyaratan]
    blocks += [_step(step) for step in layanan.steps]
    return "\n\n".join(blocks) + "\n"


def _ours(layanan: Layanan) -> dict[str, Any]:
    ours = {key: getattr(layanan, key) for key in _OURS}
    usual = {"walk_in": True, "delicate": False, "promise_shown": True, "active": True}
    ours |= {key: getattr(layanan, key) for key, default in usual.items() if getattr(layanan, key) is not default}
    return ours | {"persyaratan_office": layanan.persyaratan_office}


def _document(layanan: Layanan) -> dict[str, Any]:
    return {"title": layanan.title_printed} | asdict(layanan.document) | {"total": layanan.total_printed}


def _persyaratan(item: Persyaratan) -> str:
    ours = {"short": item.short, "short_en": item.short_en, "pictogram": item.pictogram}
    return _block("[[persyaratan]]", {"text": item.text}) + "\n" + _block("[persyaratan.ours]", ours)


def _step(step: Step) -> str:
    printed = {"no": step.no, "text": step.text, "requirement": step.requirement, "time": step.time.text}
    printed |= {"output": step.output, "note": step.note}
    text = _block("[[steps]]", printed)
    if step.marks:
        text += "\nmarks = [" + ", ".join(_inline(asdict(mark)) for mark in step.marks) + "]"
    ours = {"by": step.by, "plain": step.plain, "plain_en": step.plain_en}
    text += "\n" + _block("[steps.ours]", ours | ({"after_handover": True} if step.after_handover else {}))
    if step.question:
        text += "\n" + _block("[steps.ours.question]", asdict(step.question))
    return text


def _block(heading: str, fields: Mapping[str, Any]) -> str:
    """A heading, then a line for every field that has a value; None and empty lists are left out (TOML has no null)."""
    kept = [f"{key} = {_value(value)}" for key, value in fields.items() if value is not None and value != ()]
    return "\n".join([heading, *kept] if heading else kept)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int):
        return str(value)
    items = [_value(item) for item in value]
    line = f"[{', '.join(items)}]"
    return line if len(line) <= _WIDTH else "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _inline(fields: Mapping[str, Any]) -> str:
    return "{ " + ", ".join(f"{key} = {_value(value)}" for key, value in fields.items()) + " }"


def _text(value: str) -> str:
    return '"' + "".join(_ESCAPES.get(char) or _visible(char) for char in value) + '"'


def _visible(char: str) -> str:
    code = ord(char)
    return f"\\u{code:04X}" if code < 32 or code == 127 else char
