"""What is written is read back the same; what is summed is the sum."""

import json
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hall.catalogue import HallCatalogue, bundled, check, read_hall, write_hall
from hall.catalogue.writer import hall_text, layanan_text
from hall.rules.layanan import Layanan, Mark, Persyaratan, Question, Step, from_json, promised, public, to_json, totals
from hall.rules.standard_time import read_time, read_total

BASE = read_hall(bundled("jumapolo"))

_letters = some.characters(exclude_categories=("C", "Z"))
words = some.lists(some.text(_letters, min_size=1, max_size=8), min_size=1, max_size=6).map(" ".join)
maybe = some.none() | words
printed_times = some.one_of(
    some.none(),
    some.integers(0, 500).map(lambda n: f"{n} menit"),
    some.integers(0, 99).map(lambda n: f"{n // 10},{n % 10} Menit"),
    some.integers(1, 30).map(lambda n: f"{n} hari"),
    words.map(lambda text: f"Sampai {text}"),
)


@some.composite
def steps(draw: some.DrawFn, order: int, last: int) -> Step:
    question = None
    if order < last:
        no = draw(some.just("returned") | some.integers(1, last))
        asked = Question(draw(words), draw(some.integers(order + 1, last)), no)  # type: ignore[arg-type]
        question = draw(some.none() | some.just(asked))
    return Step(
        order=order,
        no=draw(maybe),
        text=draw(words),
        requirement=draw(maybe),
        time=read_time(draw(printed_times)),
        output=draw(maybe),
        note=draw(maybe),
        marks=tuple(draw(some.lists(some.builds(Mark, some.sampled_from(["Camat", 'Kasi "A"']), words), max_size=2))),
        by=draw(some.sampled_from(["applicant", "counter", "back_room", "outside"])),
        after_handover=order > 1 and draw(some.booleans()),
        plain=draw(words),
        plain_en=draw(words),
        question=question,
    )


@some.composite
def layanan(draw: some.DrawFn) -> Layanan:
    last = draw(some.integers(1, 5))
    base = draw(some.sampled_from(BASE.layanan))
    document = replace(
        base.document,
        role_columns=("Camat", 'Kasi "A"'),
        office=draw(maybe),
        warning=draw(maybe),
        legal_basis=tuple(draw(some.lists(words, max_size=3))),
    )
    return replace(
        base,
        document=document,
        title_printed=draw(words),
        total_printed=draw(some.sampled_from([None, "90 menit", "1 hari 30 menit"])),
        synonyms=tuple(draw(some.lists(words, max_size=3))),
        persyaratan=tuple(
            draw(some.lists(some.builds(Persyaratan, words, short, short, some.just("surat")), max_size=3))
        ),
        persyaratan_office=tuple(draw(some.lists(words, max_size=2))),
        active=draw(some.booleans()),
        walk_in=draw(some.booleans()),
        delicate=draw(some.booleans()),
        promise_shown=draw(some.booleans()),
        note=draw(maybe),
        steps=tuple(draw(steps(order, last)) for order in range(1, last + 1)),
    )


short = some.text(_letters, min_size=1, max_size=20)


@given(layanan())
def test_any_layanan_is_read_back_as_it_was_written(one: Layanan) -> None:
    with TemporaryDirectory() as folder:
        # A delicate layanan must not stand alone in its line.
        beside = replace(BASE.layanan[0], code="lain", title="Lain", place=99, line=one.line, line_name=one.line_name)
        beside = replace(beside, line_name_en=one.line_name_en)
        catalogue = HallCatalogue(BASE.hall, (one, beside))
        write_hall(Path(folder), catalogue)
        assert check(Path(folder)) == []
        assert read_hall(Path(folder)) == catalogue


@given(layanan())
def test_any_layanan_survives_the_database(one: Layanan) -> None:
    assert from_json(json.loads(json.dumps(to_json(one)))) == one


def test_the_bundled_halls_are_read_back_and_kept(halls: Mapping[str, HallCatalogue], tmp_path: Path) -> None:
    for slug, catalogue in halls.items():
        write_hall(tmp_path / slug, catalogue)
        assert read_hall(tmp_path / slug) == catalogue
        assert all(from_json(to_json(one)) == one for one in catalogue.layanan)


def test_the_bundled_files_are_as_the_export_writes_them(halls: Mapping[str, HallCatalogue]) -> None:
    for slug, catalogue in halls.items():
        assert (bundled(slug) / "hall.toml").read_text(encoding="utf-8") == hall_text(catalogue.hall)
        for one in catalogue.layanan:
            assert (bundled(slug) / f"{one.code}.toml").read_text(encoding="utf-8") == layanan_text(one)


def test_an_export_never_mixes_with_another_catalogue(tmp_path: Path) -> None:
    write_hall(tmp_path, BASE)
    write_hall(tmp_path, BASE)
    (tmp_path / "lain.toml").write_text("", encoding="utf-8")
    with pytest.raises(FileExistsError, match=r"lain\.toml"):
        write_hall(tmp_path, BASE)


@given(some.lists(some.integers(0, 9999), min_size=1, max_size=30))
def test_tenths_of_minutes_add_up_exactly(tenths: list[int]) -> None:
    base = BASE.layanan[0]
    times = [read_time(f"{n // 10},{n % 10} menit") for n in tenths]
    steps_ = tuple(replace(base.steps[0], order=i, time=time) for i, time in enumerate(times, start=1))
    total = totals(replace(base, steps=steps_, total_printed=None)).minutes
    assert Fraction(str(total)) == Fraction(sum(tenths), 10)
    assert isinstance(total, int) == (sum(tenths) % 10 == 0)


@given(layanan())
def test_a_promise_never_exceeds_the_total(one: Layanan) -> None:
    promise, total = promised(one), totals(one)
    assert promise.minutes <= total.minutes
    assert promise.working_days <= total.working_days
    if not any(step.after_handover for step in one.steps):
        assert (promise.minutes, promise.working_days) == (total.minutes, total.working_days)


@given(some.integers(0, 999), some.integers(0, 99))
def test_a_printed_total_is_read(minutes: int, days: int) -> None:
    assert read_total(f"{days} hari {minutes} menit") == (minutes, days)
    assert read_total(f"{minutes} Menit") == (minutes, 0)


@pytest.mark.parametrize(
    "text",
    ["", "lima menit", "5", "menit", "5 menit lagi", "-5 menit", "5 menitan", "0.5 menit", "999999 menit", "٥ menit"],
)
def test_a_total_or_time_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a total"):
        read_total(text)
    with pytest.raises(ValueError, match="not a standard time"):
        read_time(text)


CONTRACT = (
    *("code", "title", "title_printed", "line", "audience", "active", "note", "document", "persyaratan"),
    *("persyaratan_office", "fee", "promised", "totals", "steps"),
)
CONTRACT_DOCUMENT = (
    *("source", "office", "regency", "legal_number", "year", "made", "revised", "effective", "legal_basis"),
    *("qualifications", "related", "equipment", "warning", "recording", "role_columns"),
)
CONTRACT_STEP = (
    *("order", "no", "text", "roles", "by", "after_handover", "requirement", "time", "output", "note", "decision"),
    "question",
)


def test_the_public_shape_is_the_contracts(all_layanan: list[Layanan]) -> None:
    for one in all_layanan:
        shown = public(one)
        assert set(CONTRACT) <= set(shown)
        assert set(CONTRACT_DOCUMENT) <= set(shown["document"])
        assert set(shown["promised"]) == {"minutes", "working_days", "text", "shown"}
        assert set(shown["totals"]) == {"printed", "minutes", "working_days", "differs"}
        assert {"free", "text"} <= set(shown["fee"])
        for step in shown["steps"]:
            assert set(CONTRACT_STEP) <= set(step)
            assert set(step["time"]) == {"kind", "value", "text"}
            assert step["question"] is None or set(step["question"]) == {"text", "yes", "no"}
        assert "steps" not in public(one, steps=False)
        assert json.loads(json.dumps(shown)) == shown


def test_a_step_is_found_by_its_order() -> None:
    one = BASE.layanan[0]
    assert one.step(1) is one.steps[0]
    for beyond in (0, len(one.steps) + 1):
        with pytest.raises(KeyError):
            one.step(beyond)
