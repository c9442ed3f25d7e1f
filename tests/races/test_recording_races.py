"""Letters raced on live servers: shown at many kiosks, moved, cancelled and postponed in the moment in which they are used."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from hall.rules.tickets import shown_number
from tests.races.recording_house import LAYANAN, Question, RecordingSite, Session, came_to, check_in

pytestmark = pytest.mark.usefixtures("the_truth")

SIZES = [pytest.param(1, id="short"), pytest.param(12, id="full", marks=pytest.mark.long)]


@pytest.mark.parametrize("times", SIZES)
def test_a_letter_shown_at_every_kiosk_at_once_is_one_number_and_one_sentence(house: RecordingSite, times: int) -> None:
    today = house.session(places=times)
    for code in house.letters(today, house.people(times)):
        told = house.at_once([check_in(code) for _ in range(8)])
        assert came_to(told) == {"done": 1, "wrong_state": 7}
        number = next(one.body["number"] for one in told if one.what == "done")
        sentences = {one.body["detail"] for one in told if one.what != "done"}
        assert sentences == {f"Surat ini sudah dipakai. Nomor Anda {shown_number(number)}. Silakan duduk dan tunggu."}


@pytest.mark.parametrize("times", SIZES)
def test_the_same_question_asked_by_many_has_one_answer(house: RecordingSite, times: int) -> None:
    today = house.session(places=times)
    for code in house.letters(today, house.people(times)):
        told = house.at_once([check_in(code, request_id=f"the-same-question-{code}")] * 6)
        assert sorted(one.status for one in told) == [200] * 5 + [201]
        assert len({str(one.body) for one in told}) == 1


@pytest.mark.parametrize("times", SIZES)
def test_a_family_and_its_members_at_once_come_once_each(house: RecordingSite, times: int) -> None:
    for turn in range(times):
        today = house.session(places=4)
        codes = house.letters(today, house.people(4, family=f"{3501000000000000 + house.turn() + turn}"))
        told = house.at_once([check_in(code, family=place % 2 == 0) for place, code in enumerate(codes * 2)])
        assert set(came_to(told)) <= {"done", "wrong_state"}
        people = sum(one["came"] for one in house.board() if one["code"] == today.code)
        for code in codes:  # whoever was told to wait is here, or can come now
            if people < 4:
                people += house.ask(check_in(code)).what == "done"
        assert people == 4


ADVERSARIES: dict[str, Callable[[str, Session, Session], Question | None]] = {
    "refused": lambda code, _, __: Question(f"summonses/{code}/outcomes", {"channel": "phone", "outcome": "refused"}),
    "another day": lambda code, _, to: Question(
        f"summonses/{code}/outcomes", {"channel": "phone", "outcome": "other_day", "session": to.code}
    ),
    "the same day": lambda code, today, _: Question(
        f"summonses/{code}/outcomes", {"channel": "phone", "outcome": "other_day", "session": today.code}
    ),
    "died": lambda code, _, __: Question(f"summonses/{code}/outcomes", {"channel": "village", "outcome": "died"}),
    "the session is cancelled": lambda _, today, __: Question(
        f"sessions/{today.code}/cancellations", {"reason": "Listrik padam"}
    ),
    "some are cancelled with it, some refuse": lambda code, today, __: Question(
        *(
            (f"sessions/{today.code}/cancellations", {"reason": "Listrik padam"})
            if int.from_bytes(code.encode()) % 3 == 0
            else (f"summonses/{code}/outcomes", {"channel": "phone", "outcome": "refused"})
        )
    ),
}


@pytest.mark.parametrize("times", SIZES)
def test_a_letter_used_and_changed_in_one_moment_has_one_fate(house: RecordingSite, times: int) -> None:
    later = house.session(days=7, places=40 * times)
    for _ in range(times):
        for name, adversary in ADVERSARIES.items():
            today = house.session(places=4)
            codes = house.letters(today, house.people(3))
            against = [question for code in codes if (question := adversary(code, today, later)) is not None]
            told = house.at_once([q for pair in zip(map(check_in, codes), against, strict=True) for q in pair])
            assert set(came_to(told)) <= {"done", "wrong_state", "quota_reached"}, name
            house.truth()


@pytest.mark.parametrize("times", SIZES)
def test_people_who_change_places_between_two_days_all_get_one(house: RecordingSite, times: int) -> None:
    """Two days that are nearly full, and everybody wants to go to the other one."""
    for _ in range(times):
        days = [house.session(days=7, places=7), house.session(days=8, places=7)]
        codes = [house.letters(day, house.people(6)) for day in days]
        told = house.at_once(
            [
                Question(f"summonses/{code}/outcomes", {"channel": "phone", "outcome": "other_day", "session": to.code})
                for pair in zip(*codes, strict=True)
                for code, to in zip(pair, reversed(days), strict=True)
            ]
        )
        assert set(came_to(told)) <= {"done", "quota_reached"}
        assert came_to(told)["done"] >= 1
        house.truth()
        house.no_ring()


@pytest.mark.parametrize("times", SIZES)
def test_the_phone_page_and_the_clerk_move_one_letter_once(house: RecordingSite, times: int) -> None:
    for _ in range(times):
        tomorrow, later = house.session(days=1, places=4), house.session(days=7, places=8)
        codes = house.letters(tomorrow, house.people(3))
        with ThreadPoolExecutor(3) as pool:
            phones = [pool.submit(house.phone, "panggilan/ganti", kode=code, waktu=later.slots[0].id) for code in codes]
            clerk = house.at_once(
                [
                    Question(
                        f"summonses/{code}/outcomes",
                        {"channel": "phone", "outcome": "other_day", "session": later.code},
                    )
                    for code in codes
                ]
            )
            statuses = Counter(phone.result() for phone in phones)
        assert set(statuses) <= {200, 409}
        assert set(came_to(clerk)) <= {"done", "wrong_state"}
        assert statuses[200] + came_to(clerk)["done"] == len(codes), "each letter is moved by one of them"


@pytest.mark.parametrize("times", SIZES)
def test_two_clerks_who_call_the_same_people_to_two_days_call_each_once(house: RecordingSite, times: int) -> None:
    for _ in range(times):
        days = [house.session(days=9, places=40), house.session(days=10, places=40)]
        people = house.people(30)
        told = house.at_once(
            [
                Question("summonses", {"sessions": [day.code], "people": order})
                for day, order in zip(days * 2, (people, people[::-1], people[::-1], people), strict=True)
            ]
        )
        assert set(came_to(told)) <= {"done", "nobody_waiting"}
        called = [item["person"] for one in told if one.what == "done" for item in one.body["items"]]
        assert sorted(called) == sorted(people)


@pytest.mark.parametrize("times", SIZES)
def test_many_clerks_plan_and_write_down_at_once(house: RecordingSite, times: int) -> None:
    born = {"born_on": "2008-01-01", "village": "Desa Contoh"}
    for _ in range(times):
        turn = house.turn()
        plans = [Question("sessions", {"day": house.day(11), "place": f"Ruang {n}", "letters": 4}) for n in range(6)]
        writes = [Question("people", {"name": f"Contoh Baru {turn} {n}"} | born) for n in range(6)]
        told = house.at_once([question for pair in zip(plans, writes, strict=True) for question in pair])
        assert came_to(told) == {"done": 12}, [one.body for one in told if one.what != "done"]
        assert len({one.body["code"] for one in told if "code" in one.body}) == 6


@pytest.mark.parametrize("times", SIZES)
def test_trouble_sends_home_once_whoever_had_come(house: RecordingSite, times: int) -> None:
    """Two clerks press "hari lain" while people check in, one is called, and recording stops."""
    house.opens("1")
    for _ in range(times):
        today, later = house.session(places=12), house.session(days=14, places=300)
        codes = house.letters(today, house.people(12))
        for code in codes[:6]:
            assert house.ask(check_in(code)).what == "done"
        postpone = {"sessions": [later.code]}
        told = house.at_once(
            [
                *(check_in(code) for code in codes[6:]),
                Question("counters/1/calls"),
                Question("recording-troubles", {"kind": "siak"}),
                Question("recording-troubles/postponements", postpone),
                Question("recording-troubles/postponements", postpone),
            ]
        )
        assert set(came_to(told)) <= {"done", "layanan_inactive", "nobody_waiting"}
        house.truth()
        house.ask(Question("recording-troubles/postponements", postpone))
        house.does("recording-troubles/endings")
        house.ask(Question("counters/1/completions"))  # whoever was called before the others went home


@pytest.mark.parametrize("times", SIZES)
def test_walk_ins_at_every_kiosk_never_pass_the_reserve(house: RecordingSite, times: int) -> None:
    for _ in range(times):
        today = house.session(places=8, reserve=5)
        others = [code for code in house.codes_of_today() if code != today.code]
        for code in others:
            house.does(f"sessions/{code}/cancellations", reason="Selesai")
        codes = house.letters(today, house.people(4))
        walks = [Question("tickets", {"layanan": LAYANAN}, "kiosk") for _ in range(9)]
        told = house.at_once([*walks, *map(check_in, codes)])
        assert came_to(told[:9]) == {"done": 5, "quota_reached": 4}
        assert came_to(told[9:]) == {"done": 4}
