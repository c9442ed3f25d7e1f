"""What each key may do and which one is green, read from the desk alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.screens import Screen

READ = """async (desk) => {
  const rules = await import("/static/test/js/counter/desk.js");
  const keys = rules.possible(desk);
  const green = Object.keys(keys).filter((key) => keys[key].can && keys[key].strong);
  const every = Object.keys(keys).filter((key) => keys[key].can);
  const can = every.filter((key) => key.startsWith("F") && key !== "F1");
  const pad = every.filter((key) => !key.startsWith("F"));
  return { green, can, pad, left: rules.stepsLeft(desk), states: rules.steps(desk).map((each) => each.state) };
}"""
MEANT = """async ([desk, typed]) => {
  const { meant } = await import("/static/test/js/counter/desk.js");
  return meant(desk, typed, ["A", "X"]);
}"""
AGAINST = """async ([seconds, standard]) => {
  const { against } = await import("/static/test/js/counter/steps.js");
  return against(seconds, standard);
}"""


@pytest.fixture(scope="module")
def screen(chromium: Browser) -> Iterator[Screen]:
    """An empty page of ours: modules are loaded into it."""
    empty = Screen(chromium, width=800, height=600)
    empty.page.goto("http://antrean.test/")
    yield empty
    empty.close()


def _step(order: int, *, after: bool = False, **run: Any) -> dict[str, Any]:
    time = {"kind": "minutes", "value": 3, "text": "3 menit"}
    printed = {"order": order, "no": str(order), "text": f"Langkah {order}", "roles": [], "question": None}
    return (
        printed
        | {
            "after_handover": after,
            "standard": time,
            "started": None,
            "finished": None,
            "outcome": None,
            "missing": [],
        }
        | run
    )


def _done(order: int, **more: Any) -> dict[str, Any]:
    at = "2026-11-19T09:40:00+07:00"
    return _step(order, started=at, finished=at, outcome="done", minutes=1.0, **more)


def _desk(state: str | None = None, berkas: dict[str, Any] | None = None, waiting: int = 3) -> dict[str, Any]:
    return {
        "counter": {"state": "open"},
        "held": [],
        "ticket": None if state is None else {"number": "A024", "state": state},
        "layanan": None,
        "berkas": berkas,
        "lines": [{"letter": "A", "name": "Umum", "waiting": waiting, "next": []}],
    }


def _berkas(state: str, current: int | None, steps: list[dict[str, Any]], handed: str | None = None) -> dict[str, Any]:
    return {"number": "1", "state": state, "current": current, "handed_over_at": handed, "steps": steps}


def _read(screen: Screen, desk: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = screen.page.evaluate(READ, desk)
    return read


@pytest.mark.parametrize(
    ("desk", "green"),
    [
        (_desk(state=None), "F2"),
        (_desk("called"), "F8"),
        (_desk("serving", _berkas("open", 1, [_step(1), _step(2)])), "F8"),
        (_desk("serving", _berkas("done", None, [_done(1), _done(2)])), "F2"),
    ],
)
def test_the_green_key_walks_with_the_work(screen: Screen, desk: dict[str, Any], green: str) -> None:
    assert _read(screen, desk)["green"] == [green]


def test_nobody_waits_so_nothing_is_green(screen: Screen) -> None:
    read = _read(screen, _desk(waiting=0))
    assert (read["green"], read["can"]) == ([], [])


@pytest.mark.parametrize("state", ["closed", "break"])
def test_a_counter_that_rests_can_only_be_opened(screen: Screen, state: str) -> None:
    read = _read(screen, _desk(waiting=0) | {"counter": {"state": state}})
    assert (read["green"], read["can"]) == (["F2"], ["F2"])


def test_while_a_number_is_called_everything_that_may_become_of_it_can_be_pressed(screen: Screen) -> None:
    assert _read(screen, _desk("called"))["can"] == ["F3", "F4", "F6", "F7", "F8", "F10"]


def test_a_step_of_another_hand_leaves_holding_the_number_as_the_next_press(screen: Screen) -> None:
    """The file goes to the Kasi; the person sits down again, and comes back with the file."""
    away = _berkas("open", 2, [_done(1), _step(2)]) | {"recorded_by_roles": ["kasi"], "holder_text": "Kasi"}
    clerk = _read(screen, _desk("serving", away) | {"roles": ["clerk"]})
    assert (clerk["green"], "F8" in clerk["can"], "F9" in clerk["can"]) == (["F6"], False, False)
    for roles in (["clerk", "kasi"], None):
        assert _read(screen, _desk("serving", away) | {"roles": roles})["green"] == ["F8"]


@pytest.mark.parametrize(
    ("desk", "pad"),
    [
        (_desk(), ["0", "*", "+", "."]),
        (_desk("called"), ["0", "+", "."]),
        (_desk("serving"), ["0", "+", "-", "."]),
        (_desk() | {"held": [{"number": "A002"}]}, ["0", "*", "+", "/", "."]),
        (_desk("called") | {"absent_list": [{"number": "A002"}]}, ["0", "+", "/", "."]),
        (_desk() | {"counter": {"state": "closed"}}, ["0", "."]),
    ],
)
def test_the_number_pad_offers_what_is_possible_now(screen: Screen, desk: dict[str, Any], pad: list[str]) -> None:
    assert _read(screen, desk)["pad"] == pad


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("a24", ["A024"]),
        ("X 1000", ["X1000"]),
        ("30", ["A030"]),
        ("7", ["A007", "X007"]),
        ("0", []),
        ("Sari", []),
        ("", []),
    ],
)
def test_a_typed_number_is_read_as_people_write_it(screen: Screen, typed: str, numbers: list[str]) -> None:
    known = {"lines": [{"letter": "A", "waiting": 1, "next": [{"number": "A030"}]}]}
    assert screen.page.evaluate(MEANT, [_desk() | known, typed]) == numbers


def test_after_hand_over_the_next_person_comes_first_and_the_offices_own_steps_stay_possible(screen: Screen) -> None:
    steps = [_done(1), _step(2, after=True, started="2026-11-19T09:41:00+07:00")]
    read = _read(screen, _desk("serving", _berkas("open", 2, steps, handed="2026-11-19T09:41:00+07:00")))
    assert (read["green"], read["left"]) == (["F2"], 0)
    assert "F8" in read["can"]


def test_a_file_that_goes_back_to_its_applicant_frees_the_counter(screen: Screen) -> None:
    read = _read(screen, _desk("serving", _berkas("returned", 1, [_step(1), _step(2)])))
    assert (read["green"], "F9" in read["can"]) == (["F2"], False)


def test_steps_that_a_decision_leads_back_to_are_to_be_done_again(screen: Screen) -> None:
    read = _read(screen, _desk("serving", _berkas("open", 2, [_done(1), _done(2), _done(3)])))
    assert (read["states"], read["left"]) == (["done", "current", "ahead"], 2)


def test_a_step_that_an_answer_left_out_is_told_apart_from_a_done_one(screen: Screen) -> None:
    left_out = _done(2) | {"outcome": "not_needed"}
    read = _read(screen, _desk("serving", _berkas("open", 3, [_done(1), left_out, _step(3)])))
    assert read["states"] == ["done", "left_out", "current"]


@pytest.mark.parametrize(
    ("seconds", "level", "word"),
    [
        (0, "", "Sesuai waktu, sisa 3:00"),
        (143, "", "Sesuai waktu, sisa 0:37"),
        (144, "t80", "Hampir habis, sisa 0:36"),
        (179.5, "t80", "Hampir habis, sisa 0:01"),
        (180, "t100", "Lewat 0:00"),
        (252, "t100", "Lewat 1:12"),
        (180 + 3600, "t100", "Lewat 1:00:00"),
    ],
)
def test_a_steps_time_has_a_word_at_80_and_at_100_percent(
    screen: Screen, seconds: float, level: str, word: str
) -> None:
    told = screen.page.evaluate(AGAINST, [seconds, 180])
    assert (told["level"], told["word"]) == (level, word)
