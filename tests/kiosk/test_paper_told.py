"""What the kiosk says of the slip: what is known of it and never more, one more copy, and a number without paper."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.kiosk.glass import Glass, printer, state, ticket

MakeGlass = Callable[..., Glass]
JOBS = "/api/v1/halls/jumapolo/print-jobs"


def job(number: int = 9, state: str = "queued", **changes: Any) -> dict[str, Any]:
    """The answer to a look at a print job."""
    known = {"id": number, "ticket": "A024", "kind": "ticket", "copy": 0, "state": state, "printer": "Kiosk 1"}
    return known | {"reason": None, "at": "2026-11-19T09:42:01+07:00"} | changes


def given(screen: Glass, answers: dict[str, tuple[int, Any]] | None = None, **page: Any) -> Glass:
    """A visitor took A024, whose slip is job 9; `answers`: what the server says to other requests, by path."""
    known = {"/tickets": (201, ticket(print={"job": 9, "state": "queued"})), "/9": (200, job())} | (answers or {})

    def answer(method: str, path: str, body: Any) -> tuple[int, Any]:
        return next(
            (said for end, said in known.items() if path.endswith(end)), (404, {"code": "not_found", "detail": ""})
        )

    screen.answers = answer
    screen.kiosk(**page)
    screen.connected()
    screen.tap("start")
    screen.page.locator("[data-layanan=pindah-penduduk]").dispatch_event("click")
    screen.tap("take")
    screen.page.wait_for_selector(".slipcard")
    return screen


def news(screen: Glass, name: str, number: int = 9, **more: Any) -> None:
    screen.say(name, {"job": number, "ticket": "A024", "reason": None, "printer": "Kiosk 1"} | more)


def says(screen: Glass, words: str) -> None:
    """Waits until this stands on the glass."""
    screen.page.wait_for_function(
        "words => document.getElementById('stage').innerText.replace(/\\s+/g, ' ').includes(words)", arg=words
    )


def offers(screen: Glass, key: str) -> bool:
    return screen.page.locator(f"#stage [data-do={key}]").count() == 1


SAID = [
    ("slip.printed", "Ambil tiket Anda Tiket keluar dari printer."),
    ("slip.accepted", "Terkirim ke printer Ambil tiket bila sudah keluar."),
    ("slip.uncertain", "Tiket belum tentu keluar Lihat printer. Tidak ada tiket?"),
    ("slip.failed", "Tiket tidak tercetak Nomor Anda tetap sah. Catat atau foto nomor ini."),
]


@pytest.mark.parametrize(("message", "words"), SAID)
@pytest.mark.parametrize("overtakes", [False, True])
def test_the_slips_outcome_is_told_even_when_it_overtakes_the_answer(
    glass: MakeGlass, message: str, words: str, overtakes: bool
) -> None:
    screen = glass()
    if overtakes:
        screen.page.on("request", lambda asked: asked.url.endswith("/tickets") and news(screen, message))
    given(screen)
    if not overtakes:
        news(screen, message)
    says(screen, words)
    assert offers(screen, "reprint")


def test_sent_is_never_called_out(glass: MakeGlass) -> None:
    screen = given(glass())
    news(screen, "slip.accepted")
    says(screen, "Terkirim ke printer")
    assert "Ambil tiket Anda" not in screen.words()
    assert "Tiket keluar dari printer" not in screen.words()


def test_another_tickets_slip_says_nothing_about_this_one(glass: MakeGlass) -> None:
    screen = given(glass())
    news(screen, "slip.failed", 8)
    news(screen, "slip.printed")
    screen.page.wait_for_selector(".take.printed")


def test_a_slip_that_came_out_elsewhere_is_fetched_there(glass: MakeGlass) -> None:
    screen = given(glass())
    news(screen, "slip.printed", printer="Loket 2")
    says(screen, "Ambil di Loket 2")


def test_without_a_message_the_kiosk_asks_what_became_of_the_slip(glass: MakeGlass) -> None:
    screen = given(glass(), {"/9": (200, job(state="printed", printer="Loket 2"))})
    says(screen, "Ambil di Loket 2")


def test_a_slip_that_waits_for_its_printer_is_told_so_and_still_comes(glass: MakeGlass) -> None:
    screen = given(glass(), {"/9": (200, job(reason="Kertas habis."))})
    says(screen, "Printer belum siap Nomor Anda sudah sah. Catat atau foto nomor ini.")
    assert not offers(screen, "reprint"), "it is still to come"
    assert "Sudah saya catat" in screen.words()
    news(screen, "slip.printed")
    says(screen, "Ambil tiket Anda")


def test_a_slip_that_went_to_another_printer_is_waited_for_there(glass: MakeGlass) -> None:
    screen = given(glass(), {"/9": (200, job(printer="Loket 2", reason="Ambil di Loket 2."))})
    says(screen, "Tunggu di Loket 2")
    assert "belum siap" not in screen.words()
    news(screen, "slip.printed", printer="Loket 2")
    says(screen, "Ambil di Loket 2")


# Follows a slip by hand: what each look at its job brings -> what was told after it.
LOOKS = """async (looks) => {
  const { issuer } = await import("/static/test/js/kiosk/issue.js");
  const told = [], waiting = [];
  const ticket = { token: "t", print: { job: 9, state: "queued" } };
  const api = { post: async () => ({ ok: true, data: ticket }), get: async () => looks.shift() };
  const issue = issuer({
    api, hall: "h", own: "Kiosk 1", tell: (act) => told.push(act.do), alive: () => true, about: () => "printing",
    later: (fn, ms) => ms < 10000 && waiting.push(fn),
  });
  await issue.take({ id: "x" });
  while (looks.length) await waiting.shift()();
  return told;
}"""


def told_after(screen: Glass, *looks: dict[str, Any] | None) -> list[str]:
    """What the kiosk told itself after these looks (None: the server was away)."""
    screen.kiosk()
    answers = [{"ok": look is not None, "data": look} for look in looks]
    told: list[str] = screen.page.evaluate(LOOKS, answers)
    return told


def test_a_slip_behind_others_is_no_trouble_at_first(glass: MakeGlass) -> None:
    assert told_after(glass(), job(), job(state="sending")) == ["given"]


def test_a_slip_that_does_not_come_for_long_is_slow_whatever_the_reason(glass: MakeGlass) -> None:
    assert told_after(glass(), job(), None, job()) == ["given", "slow"]


def test_a_reason_is_told_at_once_but_another_printer_is_no_trouble(glass: MakeGlass) -> None:
    assert told_after(glass(), job(reason="Kertas habis.")) == ["given", "slow"]
    elsewhere = job(printer="Loket 2", reason="Ambil di Loket 2.")
    assert told_after(glass(), elsewhere, elsewhere, elsewhere) == ["given", "slip", "slip", "slip"]


@pytest.mark.parametrize(
    ("printers", "words"),
    [
        ([], "Tanpa tiket kertas Nomor Anda sudah sah. Catat atau foto nomor ini."),
        ([printer(paper="out", text="Kertas habis.")], "Printer belum siap Nomor Anda sudah sah."),
    ],
)
def test_where_no_paper_can_come_nobody_waits_for_it(
    glass: MakeGlass, printers: list[dict[str, Any]], words: str
) -> None:
    screen = given(glass(), state=state(printers=printers))
    assert words in screen.words()
    assert screen.page.locator(".follow img").count() == 1, "the number can be kept on a phone"
    says(screen, "Layar kembali ke awal dalam")
    screen.tap("leave")
    screen.page.wait_for_selector(".attract")


def test_paper_that_runs_low_is_no_trouble_of_the_visitor(glass: MakeGlass) -> None:
    screen = glass()
    screen.kiosk()
    low = printer(paper="near_end", text="Kertas hampir habis. Siapkan gulungan baru.")
    says_of = "async (state) => (await import('/static/test/js/kiosk/ticket.js')).saysOf(state)"
    for printers, word in (([low], "printing"), ([printer(), printer(text="Pisau macet.")], "printing"), ([], "none")):
        assert (
            screen.page.evaluate(says_of, {"slip": "printing", "slow": False, "hall": {"printers": printers}}) == word
        )


def test_a_copy_is_asked_for_once_and_followed(glass: MakeGlass) -> None:
    screen = given(glass(), {"/9/copies": (201, job(10, copy=1)), "/10": (200, job(10, copy=1))})
    news(screen, "slip.uncertain")
    says(screen, "Tiket belum tentu keluar")
    with screen.page.expect_response("**/copies"):
        screen.tap("reprint")
    assert not offers(screen, "reprint")
    news(screen, "slip.failed")  # late news of the original, which nobody waits for any more
    news(screen, "slip.printed", 10)
    says(screen, "Ambil tiket Anda")
    assert not offers(screen, "reprint"), "one copy that came is enough"
    assert [path for method, path, _ in screen.asked if method == "POST"][1:] == [f"{JOBS}/9/copies"]


def test_a_copy_that_failed_too_may_be_asked_for_again(glass: MakeGlass) -> None:
    screen = given(glass(), {"/9/copies": (201, job(10, copy=1)), "/10": (200, job(10, copy=1))})
    news(screen, "slip.uncertain")
    says(screen, "Tiket belum tentu keluar")
    with screen.page.expect_response("**/copies"):
        screen.tap("reprint")
    news(screen, "slip.failed", 10)
    says(screen, "Tiket tidak tercetak")
    with screen.page.expect_response("**/copies"):
        screen.tap("reprint")
    posts = [path for method, path, _ in screen.asked if method == "POST"]
    assert posts[1:] == [f"{JOBS}/9/copies"] * 2, "always of the original"


def test_a_copys_outcome_may_overtake_the_answer(glass: MakeGlass) -> None:
    screen = glass()
    screen.page.on("request", lambda asked: asked.url.endswith("/copies") and news(screen, "slip.printed", 10))
    given(screen, {"/9/copies": (201, job(10, copy=1))})
    news(screen, "slip.uncertain")
    says(screen, "Tiket belum tentu keluar")
    screen.tap("reprint")
    says(screen, "Ambil tiket Anda")


@pytest.mark.parametrize("code", ["too_late", "printer_unavailable", "forbidden"])
def test_a_copy_that_is_refused_leads_to_an_officer(glass: MakeGlass, code: str) -> None:
    screen = given(glass(), {"/9/copies": (409, {"code": code, "detail": "Tidak bisa."})})
    news(screen, "slip.failed")
    says(screen, "Tiket tidak tercetak")
    screen.tap("reprint")
    says(screen, "Nomor Anda tetap sah. Minta salinan kepada petugas.")
    assert not offers(screen, "reprint")


def test_after_a_minute_a_copy_is_the_officers(glass: MakeGlass) -> None:
    screen = glass()
    screen.page.clock.install()
    given(screen)
    news(screen, "slip.uncertain")
    says(screen, "Tiket belum tentu keluar")
    screen.page.clock.run_for(56_000)
    says(screen, "Minta salinan kepada petugas.")
    assert not offers(screen, "reprint")


# Runs the kiosk's patience by hand: `says` of each stretch of seconds -> what it told meanwhile, with the second.
PATIENCE = """async (stretches) => {
  const { idle } = await import("/static/test/js/kiosk/visitor.js");
  const told = [], now = { view: "given", large: false, leaving: null, idle: null };
  let at = 0, says = "printing", look = () => {};
  idle({
    state: () => now, says: () => says, seconds: 60, answer: 30, clock: () => at * 1000, every: (fn) => { look = fn; },
    tell: (act) => { if (act.do === "leaving") now.leaving = act.value; told.push([at, act.do, act.value ?? null]); },
  });
  for (const [word, until] of stretches) {
    says = word;
    for (; at < until; at += 1) look();
  }
  return told;
}"""


def left_at(screen: Glass, *stretches: tuple[str, int]) -> tuple[int, int | None]:
    """(the second at which the number left the glass, the second from which the seconds were told)."""
    screen.kiosk()
    told = screen.page.evaluate(PATIENCE, [list(one) for one in stretches])
    counted = [at for at, act, value in told if act == "leaving" and value is not None]
    return next(at for at, act, _ in told if act == "leave"), counted[0] if counted else None


@pytest.mark.parametrize("says", ["printed", "accepted"])
def test_a_number_with_its_slip_leaves_after_25_seconds(glass: MakeGlass, says: str) -> None:
    assert left_at(glass(), (says, 60)) == (25, 5)


@pytest.mark.parametrize("says", ["none", "slow", "failed", "uncertain"])
def test_a_number_without_paper_stays_long_enough_to_be_noted_and_counts_from_the_start(
    glass: MakeGlass, says: str
) -> None:
    assert left_at(glass(), (says, 200)) == (90, 0)


def test_news_of_the_slip_begins_the_time_anew(glass: MakeGlass) -> None:
    assert left_at(glass(), ("printing", 24), ("printed", 100)) == (49, 29)
    assert left_at(glass(), ("slow", 80), ("printed", 200)) == (105, 0)


def test_the_code_stands_still_while_the_seconds_run(glass: MakeGlass) -> None:
    screen = glass()
    screen.page.clock.install()
    given(screen)
    news(screen, "slip.failed")
    says(screen, "Layar kembali ke awal dalam")
    screen.page.evaluate("document.querySelector('.follow img').dataset.same = 'yes'")
    screen.goes_by(4)
    says(screen, "Layar kembali ke awal dalam 8")
    assert screen.page.locator(".follow img[data-same=yes]").count() == 1
