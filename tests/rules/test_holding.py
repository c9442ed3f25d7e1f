"""Who holds a file, what is late, and what comes first on the list "menunggu saya"."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from hall.rules.holding import Held, HeldTogether, counts, held, holder, in_order, is_overdue, waits_for, wants
from hall.rules.workflow import BerkasState, Outcome, Record, record, voided
from tests.rules.test_workflow import ALL, done, fresh

NOW = datetime(2026, 11, 19, 2, tzinfo=UTC)
KK = ALL["barito-kuala/kartu-keluarga"]
COLUMNS = KK.document.role_columns


def file(number: int, **told: object) -> Held:
    return replace(Held(number, BerkasState.OPEN, "kasi", NOW), **told)  # type: ignore[arg-type]


def test_a_file_goes_from_hand_to_hand_as_its_sop_says() -> None:
    berkas, hands = held(fresh(KK.steps), KK.steps, COLUMNS, NOW), []
    while berkas.current is not None:
        hands.append(berkas.holder)
        berkas = held(done(berkas, KK.steps), KK.steps, COLUMNS, NOW)
    assert hands == ["clerk", "kasi", "sekcam", "clerk", "clerk+operator", "outside", "clerk"]
    assert (berkas.holder, berkas.holder_since) == (None, None)


def test_since_when_goes_on_while_the_same_hands_keep_it() -> None:
    later = NOW + timedelta(hours=1)
    berkas = held(done(held(fresh(KK.steps), KK.steps, COLUMNS, NOW), KK.steps), KK.steps, COLUMNS, later)
    assert (berkas.holder, berkas.holder_since) == ("kasi", later)
    waiting = record(berkas, KK.steps, Record(Outcome.WAITING, note="jawaban dinas"), later)
    assert held(waiting, KK.steps, COLUMNS, later + timedelta(hours=2)).holder_since == later


def test_what_was_returned_lies_with_its_applicant_and_what_is_void_with_nobody() -> None:
    away = record(fresh(KK.steps), KK.steps, Record(Outcome.INCOMPLETE, missing=("KK asli",)), NOW)
    assert holder(away, KK.steps, COLUMNS) == "applicant"
    assert holder(voided(away, "dobel", NOW), KK.steps, COLUMNS) is None


def test_after_the_hand_over_a_file_is_on_nobodys_desk() -> None:
    layanan = ALL["kalipare/surat-pindah"]
    berkas = fresh(layanan.steps)
    while berkas.handed_over_at is None:
        berkas = done(berkas, layanan.steps)
    assert berkas.current is not None
    assert holder(berkas, layanan.steps, layanan.document.role_columns) is None


def test_the_office_is_late_only_while_it_has_the_file_itself() -> None:
    past = NOW - timedelta(minutes=1)
    late = {state for state in BerkasState if is_overdue(state, past, NOW)}
    assert late == {BerkasState.OPEN, BerkasState.WAITING}
    assert not is_overdue(BerkasState.OPEN, NOW, NOW)
    assert not is_overdue(BerkasState.OPEN, None, NOW)


def test_a_step_that_waits_until_a_time_comes_back_when_that_is_past() -> None:
    tomorrow = file(1, state=BerkasState.WAITING, until=NOW + timedelta(days=1))
    assert not waits_for(tomorrow, {"kasi"}, NOW)
    assert waits_for(tomorrow, {"kasi"}, NOW + timedelta(days=1))
    assert waits_for(file(1, state=BerkasState.WAITING), {"kasi"}, NOW), "without a time it is followed up"


def test_files_are_counted_by_whose_turn_it_is_and_by_what_is_late() -> None:
    groups = [
        HeldTogether("kasi", BerkasState.OPEN, 5, 0, 2), HeldTogether("kasi+sekcam", BerkasState.WAITING, 3, 1, 1),
        HeldTogether("sekcam", BerkasState.READY, 4, 0, 4), HeldTogether("applicant", BerkasState.RETURNED, 7, 0, 7),
    ]  # fmt: skip
    assert counts(groups, {"kasi"}) == (7, 3)
    assert counts(groups, {"camat"}) == (0, 3)
    assert counts([], {"kasi"}) == (0, 0)


def test_a_file_of_several_roles_waits_for_each_of_them() -> None:
    both = file(1, holder="sekcam+camat")
    assert [waits_for(both, {role}, NOW) for role in ("kasi", "sekcam", "camat")] == [False, True, True]


def test_agencies_outside_are_followed_up_at_the_counter_and_applicants_are_not() -> None:
    assert wants({"clerk"}) == {"clerk", "outside"}
    assert wants({"kasi"}) == {"kasi"}
    assert not waits_for(file(1, holder="applicant"), wants({"clerk", "kasi"}), NOW)


def test_late_ones_come_first_then_the_soonest_promise_then_the_longest_kept() -> None:
    hour = timedelta(hours=1)
    files = [
        file(1, since=NOW - hour), file(2, promised_at=NOW + hour), file(3, promised_at=NOW - hour),
        file(4, since=NOW - 2 * hour), file(5, promised_at=NOW - 2 * hour), file(6, promised_at=NOW + hour / 2),
    ]  # fmt: skip
    assert [each.id for each in in_order(files, NOW)] == [5, 3, 6, 2, 4, 1]


@given(st.lists(st.tuples(st.integers(-5, 5) | st.none(), st.integers(0, 5)), max_size=12))
def test_the_order_is_one_and_the_same_however_the_files_come(told: list[tuple[int | None, int]]) -> None:
    files = [
        file(at, promised_at=None if due is None else NOW + timedelta(hours=due), since=NOW - timedelta(hours=since))
        for at, (due, since) in enumerate(told)
    ]
    assert in_order(files, NOW) == in_order(reversed(files), NOW)
