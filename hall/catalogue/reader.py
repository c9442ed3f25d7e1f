"""Reads a hall's folder: `hall.toml` and one file a layanan. All faults are found in one reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hall.catalogue import checks
from hall.catalogue.faults import BrokenCatalogue, Fault
from hall.catalogue.fields import Fields, Page, open_page
from hall.catalogue.values import HallCatalogue, HallLine, HallPlan
from hall.rules.hall import Category
from hall.rules.layanan import By, Document, Fee, Layanan, Mark, Persyaratan, Question, Returned, Step, in_place
from hall.rules.standard_time import UNKNOWN, StepTime, read_time, read_total

_BY: Mapping[str, By] = {name: name for name in ("applicant", "counter", "back_room", "outside")}
_RETURNED: Returned = "returned"


@dataclass(frozen=True, slots=True)
class _Read:
    hall: HallPlan
    layanan: tuple[Layanan, ...]
    faults: tuple[Fault, ...]


def read_hall(folder: Path) -> HallCatalogue:
    """The whole hall, or BrokenCatalogue with every fault: a catalogue is used whole or not at all."""
    read = _read(folder)
    if read.faults:
        raise BrokenCatalogue(read.faults)
    return HallCatalogue(read.hall, in_place(read.layanan))


def check(path: Path) -> list[Fault]:
    """Everything that stands in the way of using a hall's folder, by file and line. An empty list: it can be used.

    `path` may also be one file of a hall (only its own faults) or a folder of several halls (files as "hall/file").
    """
    if path.is_file():
        return [fault for fault in _read(path.parent).faults if fault.file == path.name]
    halls = [] if (path / "hall.toml").exists() else sorted(file.parent for file in path.glob("*/hall.toml"))
    if halls:
        return [replace(fault, file=f"{hall.name}/{fault.file}") for hall in halls for fault in check(hall)]
    return list(_read(path).faults)


def _read(folder: Path) -> _Read:
    hall_page = open_page(folder / "hall.toml")
    # Of a file that cannot be read one fault is enough: what it lacks is named on a page that nobody sees.
    plan = _hall((Page("hall.toml") if hall_page.faults else hall_page).fields())
    pages = [open_page(file) for file in sorted(folder.glob("*.toml")) if file.name != "hall.toml"]
    if not pages:
        hall_page.fault((), "Folder ini belum memuat satu pun berkas layanan.")
    readable = [page for page in pages if page.table]
    read = [(page, _layanan(page.fields())) for page in readable]
    checks.check_hall(plan, hall_page)
    checks.check_together(plan, read)
    names = {line.letter: line for line in plan.lines}
    layanan = tuple(
        replace(one, line_name=names[one.line].name, line_name_en=names[one.line].name_en) if one.line in names else one
        for _, one in read
    )
    faults = [fault for page in (hall_page, *pages) for fault in page.faults]
    return _Read(plan, layanan, tuple(sorted(set(faults))))


def _hall(page: Fields) -> HallPlan:
    plan = HallPlan(
        slug=page.text("slug", most=40),
        name=page.text("name", most=40),
        regency=page.text("regency", most=40),
        timezone=page.text("timezone"),
        zone=page.text("zone", most=5),
        lines=page.each("lines", _line),
        categories=page.each("categories", _category),
    )
    page.close()
    return plan


def _line(table: Fields, _: int) -> HallLine:
    return HallLine(table.text("letter", most=1), table.text("name", most=40), table.text("name_en", most=40))


def _category(table: Fields, _: int) -> Category:
    return Category(table.text("code", most=40), table.text("name", most=30), table.text("name_en", most=30))


def _layanan(page: Fields) -> Layanan:
    ours, printed = page.inner("ours"), page.inner("document")
    total = printed.maybe("total")
    layanan = Layanan(
        code=page.text("code", most=40),
        title_printed=printed.text("title"),
        total_printed=total,
        document=_document(printed),
        persyaratan=page.each("persyaratan", _persyaratan),
        steps=page.each("steps", _step),
        place=ours.whole("place", least=1) or 1,
        title=ours.text("title", most=checks.LONGEST_TITLE),
        title_en=ours.text("title_en", most=checks.LONGEST_TITLE),
        subtitle=ours.text("subtitle", most=checks.LONGEST_SUBTITLE),
        subtitle_en=ours.text("subtitle_en", most=checks.LONGEST_SUBTITLE),
        category=ours.text("category"),
        line=ours.text("line"),
        line_name="",
        line_name_en="",
        pictogram=ours.choice("pictogram", checks.PICTOGRAMS),
        synonyms=ours.texts("synonyms"),
        audience="back_office" if ours.choice("audience", ("citizen", "back_office")) == "back_office" else "citizen",
        walk_in=bool(ours.flag("walk_in", default=True)),
        delicate=bool(ours.flag("delicate", default=False)),
        promise_shown=bool(ours.flag("promise_shown", default=True)),
        fee=_fee(ours.inner("fee")),
        note=ours.maybe("note"),
        note_en=ours.maybe("note_en"),
        active=bool(ours.flag("active", default=True)),
        persyaratan_office=ours.texts("persyaratan_office"),
    )
    if not layanan.steps:
        page.fault(None, "Layanan ini belum memuat langkah. Tambahkan bagian [[steps]].")
    if total is not None:
        _check_total(printed, total)
    for table in (ours, printed, page):
        table.close()
    return layanan


def _document(printed: Fields) -> Document:
    return Document(
        source=printed.text("source"),
        office=printed.maybe("office"),
        regency=printed.maybe("regency"),
        unit=printed.maybe("unit"),
        approved_by=printed.maybe("approved_by"),
        annex_to=printed.maybe("annex_to"),
        legal_number=printed.maybe("legal_number"),
        year=printed.whole("year", least=1945),
        made=printed.maybe("made"),
        revised=printed.maybe("revised"),
        effective=printed.maybe("effective"),
        legal_basis=printed.texts("legal_basis"),
        qualifications=printed.texts("qualifications"),
        related=printed.texts("related"),
        equipment=printed.texts("equipment"),
        warning=printed.maybe("warning"),
        recording=printed.maybe("recording"),
        table_heading=printed.maybe("table_heading"),
        role_columns=printed.texts("role_columns"),
    )


def _persyaratan(table: Fields, _: int) -> Persyaratan:
    ours = table.inner("ours")
    item = Persyaratan(
        text=table.text("text"),
        short=ours.text("short", most=checks.LONGEST_SHORT),
        short_en=ours.text("short_en", most=checks.LONGEST_SHORT),
        pictogram=ours.choice("pictogram", checks.PICTOGRAMS),
    )
    ours.close()
    return item


def _fee(table: Fields) -> Fee:
    fee = Fee(table.flag("free", default=None), table.text("text"), table.text("text_en"))
    table.close()
    return fee


def _step(table: Fields, order: int) -> Step:
    ours = table.inner("ours")
    step = Step(
        order=order,
        no=table.maybe("no"),
        text=table.text("text"),
        requirement=table.maybe("requirement"),
        time=_time(table),
        output=table.maybe("output"),
        note=table.maybe("note"),
        marks=table.each("marks", _mark),
        by=_BY[ours.choice("by", _BY)],
        after_handover=bool(ours.flag("after_handover", default=False)),
        plain=ours.text("plain"),
        plain_en=ours.text("plain_en"),
        question=_question(ours),
    )
    checks.check_plain(ours, step)
    ours.close()
    return step


def _time(table: Fields) -> StepTime:
    printed = table.maybe("time")
    try:
        return read_time(printed)
    except ValueError:
        table.fault("time", f'Waktu "{printed}" tidak terbaca. Tulis seperti "5 menit", "0,5 menit", atau "2 hari".')
        return UNKNOWN


def _check_total(printed: Fields, total: str) -> None:
    try:
        read_total(total)
    except ValueError:
        printed.fault("total", f'Jumlah waktu "{total}" tidak terbaca. Tulis seperti "15 menit" atau "1 hari 5 menit".')


def _mark(table: Fields, _: int) -> Mark:
    return Mark(table.text("column"), table.text("sign"))


def _question(ours: Fields) -> Question | None:
    if "question" not in ours.table:
        return None
    table = ours.inner("question")
    no = table.raw("no")
    if not _is_order(no) and no != _RETURNED:
        table.fault("no", 'Isian "no" harus berupa urutan langkah atau "returned".')
        no = _RETURNED
    question = Question(table.text("text", most=80), table.whole("yes", least=1) or 0, no)
    table.close()
    return question


def _is_order(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
