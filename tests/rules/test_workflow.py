"""A berkas follows its SOP, whatever the document looks like: all 39 layanan are walked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hall.catalogue.places import bundled_halls
from hall.catalogue.reader import read_hall
from hall.errors import Refused
from hall.rules.layanan import RETURNED, Layanan, Question, Step
from hall.rules.standard_time import StepTime
from hall.rules.workflow import (
    Berkas,
    BerkasState,
    Outcome,
    Record,
    StepRun,
    hand_over_order,
    opened,
    record,
    resumed,
    voided,
)

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
ALL = {
    f"{folder.name}/{layanan.code}": layanan
    for folder in bundled_halls()
    for layanan in read_hall(folder).layanan
}  # fmt: skip


def a_step(order: int, *, question: Question | None = None, after_handover: bool = False) -> Step:
    return Step(
        order=order, no=str(order), text=f"langkah {order}", requirement=None,
        time=StepTime("minutes", 5, "5 menit"), output=None, note=None, marks=(), by="counter",
        after_handover=after_handover, plain="", plain_en="", question=question,
    )  # fmt: skip


def fresh(steps: tuple[Step, ...]) -> Berkas:
    blank = Berkas(1, "2026-00001", "uji", 1, None, "counter", BerkasState.OPEN, None, NOW)
    return opened(blank, steps, NOW)


def done(berkas: Berkas, steps: tuple[Step, ...], now: datetime = NOW, answer: str | None = None) -> Berkas:
    return record(berkas, steps, Record(Outcome.DONE, answer=answer), now)


THREE = (a_step(1), a_step(2), a_step(3, after_handover=True))


def test_there_are_39_layanan() -> None:
    assert len(ALL) == 39


@pytest.mark.parametrize("layanan", ALL.values(), ids=ALL)
def test_every_layanan_is_walked_to_its_end_by_done(layanan: Layanan) -> None:
    steps, berkas, walked = layanan.steps, fresh(layanan.steps), []
    last = hand_over_order(steps)
    for minute in range(len(steps) + 1):
        if berkas.current is None:
            break
        walked.append(berkas.current)
        assert (berkas.state is BerkasState.READY) == (berkas.current == last)
        assert (berkas.handed_over_at is not None) == (berkas.current > last)
        berkas = done(berkas, steps, NOW + timedelta(minutes=minute))
    assert berkas.state is BerkasState.DONE
    assert berkas.done_at is not None
    assert berkas.handed_over_at is not None
    assert walked == sorted(set(walked)), "always on, never twice"
    assert {run.order for run in berkas.runs} == {step.order for step in steps}, "no printed step is left untold"
    left_out = [run for run in berkas.runs if run.order not in walked]
    assert {run.outcome for run in left_out} <= {Outcome.NOT_NEEDED}
    assert all(run.finished_at is not None for run in berkas.runs)


QUESTIONS = {
    f"{name}/{step.order}": (layanan, step) for name, layanan in ALL.items() for step in layanan.steps if step.question
}


@pytest.mark.parametrize(("layanan", "step"), QUESTIONS.values(), ids=QUESTIONS)
@pytest.mark.parametrize("said", ["yes", "no"])
def test_every_question_leads_where_its_answer_says(layanan: Layanan, step: Step, said: str) -> None:
    question = step.question
    assert question is not None
    berkas = replace(fresh(layanan.steps), current=step.order, runs=())
    berkas = replace(berkas, runs=(replace(fresh(layanan.steps).runs[0], order=step.order),))
    leads = question.yes if said == "yes" else question.no
    after = done(berkas, layanan.steps, answer=said)
    if leads == RETURNED:
        assert (after.state, after.current) == (BerkasState.RETURNED, step.order)
        return
    assert after.current == leads
    between = [run for run in after.runs if step.order < run.order < leads]
    assert [run.order for run in between] == list(range(step.order + 1, leads))
    assert {run.outcome for run in between} <= {Outcome.NOT_NEEDED}


def test_done_without_an_answer_takes_the_yes_branch() -> None:
    steps = (a_step(1, question=Question("lengkap?", yes=3, no=2)), a_step(2), a_step(3))
    assert done(fresh(steps), steps).current == 3
    assert done(fresh(steps), steps, answer="no").current == 2


def test_a_step_left_out_counts_as_finished_and_not_needed() -> None:
    steps = (a_step(1, question=Question("usaha?", yes=3, no=2)), a_step(2), a_step(3))
    berkas = done(fresh(steps), steps, NOW + timedelta(minutes=4))
    left_out = next(run for run in berkas.runs if run.order == 2)
    assert left_out.outcome is Outcome.NOT_NEEDED
    assert left_out.started_at == left_out.finished_at == NOW + timedelta(minutes=4)


def test_incomplete_returns_to_the_applicant_and_is_taken_up_again() -> None:
    berkas = record(fresh(THREE), THREE, Record(Outcome.INCOMPLETE, missing=("KK asli",)), NOW)
    assert (berkas.state, berkas.current) == (BerkasState.RETURNED, 1)
    assert berkas.runs[-1].missing == ("KK asli",)
    back = done(berkas, THREE, NOW + timedelta(days=2))
    assert back.current == 2
    assert [(run.order, run.run, run.outcome) for run in back.runs[:2]] == [
        (1, 1, Outcome.INCOMPLETE), (1, 2, Outcome.DONE),
    ]  # fmt: skip
    assert back.runs[0].finished_at == NOW, "what lies with the applicant is not the office's time"
    assert back.runs[1].started_at == NOW + timedelta(days=2)


def test_what_comes_back_at_another_visit_is_in_hand_from_then_on() -> None:
    away = record(fresh(THREE), THREE, Record(Outcome.INCOMPLETE, missing=("KK asli",)), NOW)
    back = resumed(away, THREE, NOW + timedelta(days=2))
    assert (back.state, back.current, back.runs[-1]) == (BerkasState.OPEN, 1, StepRun(1, 2, NOW + timedelta(days=2)))
    assert resumed(back, THREE, NOW + timedelta(days=3)) == back
    assert done(back, THREE, NOW + timedelta(days=2, minutes=4)).runs[1].finished_at == NOW + timedelta(
        days=2, minutes=4
    )


def test_waiting_says_for_what_or_until_when() -> None:
    for said, field in ((Record(Outcome.WAITING), "note"), (Record(Outcome.WAITING, until=NOW), "until")):
        with pytest.raises(Refused) as refused:
            record(fresh(THREE), THREE, said, NOW)
        assert (refused.value.code, refused.value.field) == ("bad_request", field)


def test_a_void_berkas_takes_nothing_more_and_keeps_what_was_recorded() -> None:
    gone = voided(done(fresh(THREE), THREE), "dobel dengan 2026-00002", NOW + timedelta(hours=1))
    assert (gone.state, gone.current, gone.void_reason) == (BerkasState.VOID, None, "dobel dengan 2026-00002")
    assert [(run.order, run.outcome) for run in gone.runs] == [(1, Outcome.DONE), (2, None)]
    assert all(run.finished_at for run in gone.runs)
    for again in (lambda: done(gone, THREE), lambda: voided(gone, "lagi", NOW)):
        with pytest.raises(Refused, match="dibatalkan"):
            again()


def test_waiting_keeps_the_step_and_says_until_when() -> None:
    until = NOW + timedelta(days=1)
    berkas = record(fresh(THREE), THREE, Record(Outcome.WAITING, until=until, note="blangko habis"), NOW)
    assert (berkas.state, berkas.current, berkas.runs[-1].until) == (BerkasState.WAITING, 1, until)
    assert berkas.runs[-1].finished_at is None
    assert done(berkas, THREE).current == 2


def test_repeat_begins_the_same_step_anew() -> None:
    berkas = record(fresh(THREE), THREE, Record(Outcome.REPEAT), NOW)
    assert (berkas.state, berkas.current) == (BerkasState.OPEN, 1)
    assert [(run.order, run.run, run.outcome) for run in berkas.runs] == [(1, 1, Outcome.REPEAT), (1, 2, None)]


def test_a_skipped_step_needs_its_reason_and_takes_no_branch() -> None:
    with pytest.raises(Refused) as refused:
        record(fresh(THREE), THREE, Record(Outcome.SKIPPED), NOW)
    assert (refused.value.code, refused.value.field) == ("bad_request", "note")
    assert record(fresh(THREE), THREE, Record(Outcome.SKIPPED, note="sudah ada"), NOW).current == 2


def test_the_hand_over_ends_the_citizens_time_and_archiving_does_not() -> None:
    berkas = fresh(THREE)
    assert berkas.state is BerkasState.OPEN
    berkas = done(berkas, THREE)
    assert (berkas.state, berkas.handed_over_at) == (BerkasState.READY, None)
    berkas = done(berkas, THREE, NOW + timedelta(hours=1))
    assert (berkas.state, berkas.handed_over_at) == (BerkasState.OPEN, NOW + timedelta(hours=1))
    berkas = done(berkas, THREE, NOW + timedelta(hours=9))
    assert (berkas.state, berkas.current) == (BerkasState.DONE, None)
    assert (berkas.handed_over_at, berkas.done_at) == (NOW + timedelta(hours=1), NOW + timedelta(hours=9))


def test_what_is_done_is_done() -> None:
    berkas = done(done(done(fresh(THREE), THREE), THREE), THREE)
    with pytest.raises(Refused, match="sudah selesai"):
        done(berkas, THREE)


def test_an_answer_without_a_question_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        done(fresh(THREE), THREE, answer="yes")
    assert refused.value.field == "answer"


def test_nobody_records_not_needed() -> None:
    with pytest.raises(Refused):
        record(fresh(THREE), THREE, Record(Outcome.NOT_NEEDED), NOW)


OUTCOMES = st.sampled_from([Outcome.DONE, Outcome.INCOMPLETE, Outcome.REPEAT, Outcome.WAITING, Outcome.SKIPPED])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(ALL)), st.lists(st.tuples(OUTCOMES, st.sampled_from([None, "yes", "no"])), max_size=40))
def test_whatever_is_said_a_berkas_stays_whole(name: str, told: list[tuple[Outcome, str | None]]) -> None:
    steps = ALL[name].steps
    berkas = fresh(steps)
    for place, (outcome, said) in enumerate(told):
        if berkas.current is None:
            break
        asks = steps[berkas.current - 1].question is not None
        berkas = record(
            berkas, steps, Record(outcome, said if asks else None, note="x"), NOW + timedelta(minutes=place)
        )
        keys = [(run.order, run.run) for run in berkas.runs]
        assert len(keys) == len(set(keys)), "a run is told once"
        running = [run for run in berkas.runs if run.finished_at is None]
        stands = berkas.current is None or berkas.state is BerkasState.RETURNED
        assert [run.order for run in running] == ([] if stands else [berkas.current])
        assert (berkas.state is BerkasState.DONE) == (berkas.current is None)
