"""How a screen is, by its own word and by its silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hall.rules.access import Device
from hall.rules.screens import Report, Word, facts, from_kept, gravity, hear, is_silent, read_report, standing, to_kept

NOW = datetime(2026, 11, 20, 2, 42, 30, tzinfo=UTC)
ZONE = "Asia/Jakarta"
GOOD = Word(Report(version=7, sound="on"), NOW - timedelta(seconds=2), NOW - timedelta(hours=1))


def tv(role: str = "display", paired: datetime = NOW) -> Device:
    return Device(1, "screen", role, None, "TV", paired, None, paired, None)


def said(word: Word | None, role: str = "display", now: datetime = NOW) -> tuple[str, str]:
    found = standing(tv(role), word, now, ZONE)
    return found.level, found.words


def since(word: Word | None, role: str = "display", now: datetime = NOW) -> str:
    return standing(tv(role), word, now, ZONE).since


def test_a_screen_that_speaks_and_shows_the_newest_is_alive() -> None:
    assert said(GOOD) == ("ok", "Hidup")
    assert since(GOOD) == "hidup sejak 08.42"


@pytest.mark.parametrize(
    ("change", "level", "words"),
    [
        ({"stale": True}, "late", "Basi"),
        ({"sound": "refused"}, "late", "Suara tertahan"),
        ({"sound": "failed"}, "late", "Tanpa suara"),
        ({"sound": "off"}, "ok", "Hidup"),
        ({"sound": None}, "ok", "Hidup"),
        ({"visible": False}, "soon", "Tidak terlihat"),
        ({"stale": True, "sound": "refused", "visible": False}, "late", "Basi"),
    ],
)
def test_what_ails_a_screen_is_said_the_gravest_first(change: dict[str, object], level: str, words: str) -> None:
    assert said(replace(GOOD, report=replace(GOOD.report, **change))) == (level, words)  # type: ignore[arg-type]


def test_a_screen_that_shows_an_older_state_than_it_should_is_stale_whatever_it_says() -> None:
    assert said(replace(GOOD, behind=True)) == ("late", "Basi")


def test_a_screen_that_missed_five_reports_is_silent_since_its_last_word() -> None:
    last = NOW - timedelta(seconds=11)
    assert said(replace(GOOD, at=last)) == ("late", "Diam")
    assert since(replace(GOOD, at=last)) == "diam sejak 09.42"
    assert said(replace(GOOD, at=NOW - timedelta(seconds=9))) == ("ok", "Hidup")


def test_silence_since_another_day_names_the_day() -> None:
    assert since(replace(GOOD, at=NOW - timedelta(days=1))) == "diam sejak Kamis, 19 November 2026 pukul 09.42"


def test_what_another_process_heard_is_kept_once_a_minute_and_is_not_silence_yet() -> None:
    elsewhere = replace(GOOD, at=NOW - timedelta(seconds=90), here=False)
    assert said(elsewhere) == ("ok", "Hidup")
    assert said(replace(elsewhere, gone=True)) == ("late", "Diam")
    assert said(replace(elsewhere, at=NOW - timedelta(minutes=4)))[0] == "late"


def test_a_counters_screen_may_sleep_and_be_covered() -> None:
    assert said(replace(GOOD, at=NOW - timedelta(hours=1)), "counter") == ("unknown", "Diam")
    assert said(replace(GOOD, report=replace(GOOD.report, visible=False)), "counter") == ("ok", "Hidup")


def test_a_screen_that_never_spoke_has_three_minutes_for_its_first_word() -> None:
    assert said(None) == ("unknown", "Belum melapor")
    assert said(None, now=NOW + timedelta(minutes=4)) == ("late", "Diam")
    assert since(None, now=NOW + timedelta(minutes=4)) == "diam sejak 09.42"


def test_a_row_says_how_new_the_screen_is_and_whether_it_is_heard() -> None:
    assert facts(GOOD, NOW, "0123456789ab") == ["isi terbaru", "bersuara"]
    voice = replace(GOOD, report=replace(GOOD.report, leads=True, zone="utara"))
    assert facts(voice, NOW, "") == ["isi terbaru", "penyuara panggilan", "bagian utara"]
    old = replace(GOOD, behind=True, report=replace(GOOD.report, assets="of before", sound=None))
    assert facts(old, NOW, "0123456789ab") == ["isi tertinggal", "tampilan lama, dimuat ulang saat sepi"]
    assert facts(GOOD, NOW + timedelta(minutes=1), "0123456789ab") == []
    assert facts(None, NOW, "") == []


def test_life_is_counted_from_the_first_word_after_a_pause() -> None:
    first = hear(None, GOOD.report, NOW, behind=False)
    soon = hear(first, GOOD.report, NOW + timedelta(seconds=2), behind=False)
    assert (first.since, soon.since) == (NOW, NOW)
    late = NOW + timedelta(minutes=5)
    assert hear(soon, GOOD.report, late, behind=False).since == late


def test_a_restart_of_the_server_is_no_pause() -> None:
    kept = from_kept(to_kept(GOOD))
    assert kept is not None
    again = hear(kept, GOOD.report, GOOD.at + timedelta(seconds=100), behind=False)
    assert again.since == GOOD.since


def test_a_kept_word_is_read_again_and_rubbish_is_none() -> None:
    word = replace(GOOD, behind=True, gone=True, report=replace(GOOD.report, zone="utara", assets="0123456789ab"))
    assert from_kept(to_kept(word)) == replace(word, here=False)
    rubbish: object
    for rubbish in (None, {}, [], to_kept(GOOD) | {"at": "soon"}, to_kept(GOOD) | {"at": "2026-11-20T02:42:30"}):
        assert from_kept(rubbish) is None


def test_the_time_and_the_version_alone_are_nothing_to_keep_at_once() -> None:
    assert gravity(GOOD) == gravity(replace(GOOD, at=NOW, report=replace(GOOD.report, version=8)))
    assert gravity(GOOD) != gravity(replace(GOOD, gone=True))
    assert gravity(GOOD) != gravity(replace(GOOD, report=replace(GOOD.report, sound="failed")))


def test_a_report_may_leave_out_what_it_does_not_know() -> None:
    assert read_report({"version": 3, "stale": False}) == Report(version=3)
    assert read_report({"version": 3, "stale": False, "later": "field"}) == Report(version=3)


def test_a_screen_is_not_silent_because_the_clock_went_back() -> None:
    assert not is_silent(GOOD, NOW - timedelta(hours=2))
