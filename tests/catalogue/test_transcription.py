"""The 39 transcriptions say what the documents say: every cell, both ways, and the comparison itself can fail."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace

import pytest

from hall.catalogue import HallCatalogue
from hall.rules.layanan import Layanan, Mark, Step
from hall.rules.standard_time import StepTime
from tests.catalogue import documents as docs
from tests.catalogue.transcription import READING_ORDER, differences


def test_four_halls_hold_39_documents(halls: Mapping[str, HallCatalogue]) -> None:
    assert {slug: len(hall.layanan) for slug, hall in halls.items()} == {
        "kerjo": 2,
        "jumapolo": 6,
        "kalipare": 11,
        "barito-kuala": 20,
    }


def test_every_document_is_transcribed_once(all_layanan: list[Layanan]) -> None:
    assert Counter(one.document.source for one in all_layanan) == {
        docs.KERJO_LEGALISIR: 1,
        docs.KERJO_PERDA: 1,
        docs.JUMAPOLO: len(docs.jumapolo()),
        docs.KALIPARE: len(docs.tabbed(docs.KALIPARE)),
        docs.BARITO_KUALA: len(docs.tabbed(docs.BARITO_KUALA)),
    }
    for source, codes in READING_ORDER.items():
        assert sorted(codes) == sorted(one.code for one in all_layanan if one.document.source == source)


def test_every_cell_is_the_documents_own(all_layanan: list[Layanan]) -> None:
    assert {one.code: found for one in all_layanan if (found := differences(one))} == {}


def test_no_line_of_a_tabbed_document_is_left_out() -> None:
    loose = {file: [line for one in docs.tabbed(file) for line in one.loose] for file in docs.HEADINGS}
    assert loose == {
        docs.KALIPARE: ["SOP PATEN DAN PELAYANAN PUBLIK", "KECAMATAN KALIPARE TAHUN 2017"],
        docs.BARITO_KUALA: [word for mark in ("██████", "██████.", "██████") for word in ("BUPATI BARITO KUALA", mark)],
    }
    assert {docs.before_first(file) for file in docs.HEADINGS} == {""}


def test_the_annex_of_jumapolo_is_kept_with_each_of_its_six(halls: Mapping[str, HallCatalogue]) -> None:
    annexes = {one.document.annex_to or "" for one in halls["jumapolo"].layanan}
    assert len(annexes) == 1
    cover = "SOP PELAYANAN KECAMATAN JUMAPOLO TAHUN 2023 Lampiran : " + annexes.pop()
    assert docs.jumapolo_cover() == cover.split()


def test_the_documents_hold_as_many_rows_as_the_catalogue(all_layanan: list[Layanan]) -> None:
    tabbed = sum(len(one.rows) for one in docs.tabbed(docs.BARITO_KUALA))
    tabbed += sum(len(one.rows) - 1 for one in docs.tabbed(docs.KALIPARE))  # the first row of each is a heading
    kerjo, jumapolo = 5 + 7, 7 + 7 + 5 + 6 + 5 + 5
    assert sum(len(one.steps) for one in all_layanan) == tabbed + kerjo + jumapolo


def _changed_steps(step: Step) -> Iterator[Step]:
    """The step with each printed cell changed, emptied or filled."""
    for name in ("no", "text", "requirement", "output", "note"):
        cell = getattr(step, name)
        yield replace(step, **{name: f"{cell} lagi" if cell else "lagi"})
        if cell:
            yield replace(step, **{name: None if name != "text" else ""})
    yield replace(step, time=StepTime("minutes", 99, "99 menit"))
    if step.time.text:
        yield replace(step, time=StepTime("unknown", None, None))
    yield replace(step, marks=(*step.marks, Mark("Camat", "■")))
    if step.marks:
        yield replace(step, marks=step.marks[1:])


def _with_step(layanan: Layanan, changed: Step) -> Layanan:
    steps = tuple(changed if step.order == changed.order else step for step in layanan.steps)
    roles = layanan.document.role_columns
    extra = tuple(mark.column for mark in changed.marks if mark.column not in roles)
    return replace(layanan, steps=steps, document=replace(layanan.document, role_columns=roles + extra))


def test_the_comparison_sees_any_changed_cell(all_layanan: list[Layanan]) -> None:
    changed = [
        _with_step(layanan, other)
        for layanan in all_layanan
        for step in layanan.steps
        for other in _changed_steps(step)
    ]
    assert len(changed) > 2500
    assert [one.code for one in changed if not differences(one)] == []


def test_the_comparison_sees_a_missing_a_doubled_and_a_swapped_row(all_layanan: list[Layanan]) -> None:
    for layanan in all_layanan:
        first, second, *rest = layanan.steps
        for steps in ((first, *rest), (first, first, second, *rest), (*layanan.steps, first)):
            assert differences(replace(layanan, steps=steps)), layanan.code
        # The drawn flow of Kerjo's second document gives words, not rows: their order is read by people.
        if layanan.document.source != docs.KERJO_PERDA:
            assert differences(replace(layanan, steps=(second, first, *rest))), layanan.code


def test_the_comparison_sees_a_word_in_the_neighbouring_cell(all_layanan: list[Layanan]) -> None:
    for layanan in all_layanan:
        # Of the drawn flow only the words and their downward order can be read.
        for step in layanan.steps if layanan.document.source != docs.KERJO_PERDA else ():
            *text, last = step.text.split()
            moved = replace(step, text=" ".join(text), requirement=f"{last} {step.requirement or ''}".strip())
            assert differences(_with_step(layanan, moved)), f"{layanan.code}: {step.order}"


@pytest.mark.parametrize("hall", ["kerjo", "jumapolo"])
def test_the_comparison_sees_a_changed_header(halls: Mapping[str, HallCatalogue], hall: str) -> None:
    for layanan in halls[hall].layanan:
        for field in fields(layanan.document):
            value = getattr(layanan.document, field.name)
            if field.name in {"source", "office", "regency", "year", "annex_to", "table_heading"} or not value:
                continue
            other = (*value, "lagi") if isinstance(value, tuple) else f"{value} lagi"
            document = replace(layanan.document, **{field.name: other})
            assert differences(replace(layanan, document=document)), f"{layanan.code}: {field.name}"


def test_the_comparison_sees_a_changed_title_and_total(all_layanan: list[Layanan]) -> None:
    for layanan in all_layanan:
        assert differences(replace(layanan, title_printed=layanan.title_printed + " lagi")), layanan.code
        assert differences(replace(layanan, total_printed="1 menit")), layanan.code
