"""What screens hear from a real server: whole states that only rise, each call once, and nothing that is not theirs."""

import http.client
import itertools
import re
import threading
from typing import Any

import pytest

from hall.actions import pairing, people
from hall.actions.office import Office
from hall.clock import SystemClock
from tests.patience import PATIENCE, eventually, let_midnight_pass
from tests.raw_socket import RawSocket, RefusedConnection
from tests.real_server import Site

PERSONAL = re.compile(
    r"\b(nama_?(pemohon|warga)|nik|kk_number|phone|telepon|email|alamat|address|birth|reason_priority)\b"
)


@pytest.fixture(autouse=True)
def _clean_desks(site: Site) -> None:
    """Counters 1 and 2 are open and hold nobody; nobody waits."""
    let_midnight_pass()
    clerk = site.caller("counter")
    for counter in ("1", "2"):
        clerk.post(f"counters/{counter}/completions")
        clerk.does(f"counters/{counter}/openings")
    while clerk.post("counters/1/calls")[0] == 201:
        clerk.does("counters/1/completions")


def ticket(site: Site, **wish: Any) -> dict[str, Any]:
    found: dict[str, Any] = site.caller("kiosk").does("tickets", layanan="kartu-keluarga", **wish)
    return found


def same_but_for_now(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return {**one, "now": ""} == {**other, "now": ""}


@pytest.mark.parametrize("kind", ["display", "counter", "kiosk"])
def test_a_screen_gets_the_whole_state_on_connect(site: Site, kind: str) -> None:
    def tells_what_a_program_reads() -> bool:
        screen = site.screen(kind)
        first = screen.wait("hall.state")
        screen.close()
        return same_but_for_now(first, site.caller(kind).get("state"))

    eventually(tells_what_a_program_reads, "unless something changed between the two")


def newest_arrives(site: Site, screen: RawSocket) -> None:
    """Listens until what the screen heard last is what a program reads."""

    def newest() -> bool:
        screen.collect(0.1)
        return same_but_for_now(screen.named("hall.state")[-1], site.caller("display").get("state"))

    eventually(newest, "the newest state at the screen")


def test_the_state_follows_every_change_and_its_version_only_rises(site: Site) -> None:
    tv, clerk = site.screen("display"), site.caller("counter")
    tv.wait("hall.state")
    for _ in range(3):
        number = ticket(site)["number"]
        tv.wait("hall.state", lambda body: body["lines"][0]["waiting"] == 1)
        clerk.does("counters/1/calls")
        tv.wait("hall.state", lambda body, number=number: body["calls"][:1] and body["calls"][0]["number"] == number)
        clerk.does("counters/1/completions")
        tv.wait("hall.state", lambda body: body["counters"][0]["state"] == "open")
    versions = [body["version"] for body in tv.named("hall.state")]
    assert versions == sorted(versions)
    newest_arrives(site, tv)
    tv.close()


def test_in_a_storm_versions_rise_and_the_newest_state_arrives(site: Site) -> None:
    """How many a second leave at most is proved in test_pace, by a clock that stands still."""
    tv, clerk, kiosk = site.screen("display"), site.caller("counter"), site.caller("kiosk")
    tv.wait("hall.state")

    def storm() -> None:
        for _ in range(60):
            kiosk.does("tickets", layanan="kartu-keluarga")
            clerk.does("counters/1/calls")
            clerk.does("counters/1/completions")

    stormy = threading.Thread(target=storm)
    stormy.start()
    while stormy.is_alive():
        tv.collect(0.05)
    newest_arrives(site, tv)
    states = tv.named("hall.state")
    versions = [body["version"] for body in states]
    assert versions == sorted(versions)
    assert len(set(versions)) > 1
    one_of_each = {body["version"]: body for body in states}
    assert all(same_but_for_now(body, one_of_each[body["version"]]) for body in states), (
        "only the beat's net repeats one"
    )
    tv.close()


def test_a_call_is_told_once_to_display_and_counter_with_a_rising_id(site: Site) -> None:
    screens = [site.screen(kind) for kind in ("display", "counter", "kiosk")]
    for screen in screens:
        screen.wait("hall.state")
    clerk = site.caller("counter")
    ticket(site)
    called = clerk.does("counters/1/calls")
    clerk.does("counters/1/recalls")
    clerk.does("counters/1/completions")
    for screen in screens[:2]:
        screen.wait("ticket.called", lambda body: body["recall"])
    for screen in screens:
        newest_arrives(site, screen)
    tv, desk, kiosk = (screen.named("ticket.called") for screen in screens)
    assert tv == desk
    assert kiosk == []
    assert [(call["call_id"], call["recall"]) for call in tv] == [
        (called["call_id"], False), (called["call_id"] + 1, True),
    ]  # fmt: skip
    number = called["ticket"]["number"]
    assert tv[0]["speech"]["text"] == f"Nomor antrean {number}, silakan menuju Loket 1"
    for screen in screens:
        screen.close()


def test_a_repeated_call_is_told_once(site: Site) -> None:
    tv, clerk = site.screen("display"), site.caller("counter")
    ticket(site)
    first = clerk.post("counters/1/calls", request_id="the-same-call-0001")
    again = clerk.post("counters/1/calls", request_id="the-same-call-0001")
    assert (first[0], again[0], first[1]) == (201, 200, again[1])
    tv.wait("ticket.called")
    newest_arrives(site, tv)
    assert len(tv.named("ticket.called")) == 1
    tv.close()


def test_a_phone_hears_of_its_own_ticket_only(site: Site) -> None:
    mine, other = ticket(site), ticket(site)
    phones = [RawSocket(site.servers[0].port, "/ticket", {"token": one["token"]}) for one in (mine, other)]
    for phone, own in zip(phones, (mine, other), strict=True):
        assert phone.wait("ticket.state")["number"] == own["number"]
    clerk = site.caller("counter")
    clerk.does("counters/1/calls", ticket=mine["number"])
    phones[0].wait("ticket.state", lambda body: body["state"] == "called")  # the walk round the phones may come before
    clerk.does("counters/1/completions")
    phones[0].wait("ticket.state", lambda body: body["state"] == "done")
    states = [body["state"] for body in phones[0].named("ticket.state")]
    assert [state for state, _ in itertools.groupby(states)] == ["waiting", "called", "done"]
    phones[1].collect(0.5)
    assert {body["number"] for body in phones[1].named("ticket.state")} == {other["number"]}
    for phone in phones:
        assert {message.name for message in phone.heard} <= {"ticket.state", "beat"}
        phone.close()


def test_a_slips_end_is_told_to_counters_and_to_the_kiosk_that_asked(site: Site) -> None:
    counter, kiosk, tv = site.screen("counter"), site.screen("kiosk"), site.screen("display")
    office = site.office()
    other = people.create_token(office, "jumapolo", "kiosk")
    office.database.close()
    stranger = RawSocket(site.servers[0].port, "/kiosk", {"hall": "jumapolo", "token": other})
    told = ticket(site)
    for screen in (counter, kiosk):
        body = screen.wait("slip.printed", lambda body: body["job"] == told["print"]["job"])
        assert (body["ticket"], body["printer"]) == (told["number"], "Kiosk 1")
    for screen in (tv, stranger):
        screen.collect(0.3)
        assert not [message for message in screen.heard if message.name.startswith("slip.")]
    for screen in (counter, kiosk, tv, stranger):
        screen.close()


def test_everybody_hears_the_beat_again_and_again(site: Site) -> None:
    screens = [site.screen(kind) for kind in ("display", "counter", "kiosk")]
    screens.append(RawSocket(site.servers[0].port, "/ticket", {"token": ticket(site)["token"]}))
    for screen in screens:
        first = screen.wait("beat")
        assert screen.wait("beat")["now"] > first["now"]
        screen.close()


@pytest.mark.parametrize("kind", ["display", "counter", "kiosk"])
@pytest.mark.parametrize(
    "auth", [{}, {"token": "antrean_" + "x" * 43}, {"hall": "jumapolo"}, {"hall": ["x"], "token": {"a": 1}}]
)
def test_nobody_connects_without_an_identity(site: Site, kind: str, auth: dict[str, Any]) -> None:
    with pytest.raises(RefusedConnection, match="unauthorized"):
        RawSocket(site.servers[0].port, f"/{kind}", auth)


def test_another_halls_token_and_another_role_are_forbidden(site: Site) -> None:
    for auth, kind in (
        ({"hall": "jumapolo", "token": site.tokens["kalipare", "display"]}, "/display"),
        ({"hall": "jumapolo", "token": site.tokens["jumapolo", "kiosk"]}, "/display"),
        ({"hall": "jumapolo", "token": site.tokens["jumapolo", "display"]}, "/counter"),
    ):
        with pytest.raises(RefusedConnection, match="forbidden"):
            RawSocket(site.servers[0].port, kind, auth)


def test_an_unknown_ticket_is_not_followed(site: Site) -> None:
    with pytest.raises(RefusedConnection, match="not_found"):
        RawSocket(site.servers[0].port, "/ticket", {"token": "0" * 13})


def test_a_right_that_a_command_took_away_is_hung_up_on(site: Site) -> None:
    """Commands of the keeper run in another process: a new password, a revoked token, a session's last second."""
    office = site.office()
    office.clock = SystemClock()
    people.add_staff(office, "jumapolo", "rani", "Rani", ["clerk"], "kata-sandi-lama")
    token = people.create_token(office, "jumapolo", "display")
    tv = RawSocket(site.servers[0].port, "/display", {"hall": "jumapolo", "token": token})
    newest = max(one.id for one in people.list_tokens(office, "jumapolo"))
    desks = [desk_of(site, office) for _ in range(2)]
    pairing.revoke(office, "jumapolo", newest)
    assert tv.hangs_up()
    people.reset_password(office, "jumapolo", "rani", "kata-sandi-baru")
    assert all(desk.hangs_up() for desk in desks)
    office.database.close()


def desk_of(site: Site, office: Office) -> RawSocket:
    """A counter's screen of a person who has just signed in."""
    signed = people.sign_in(office, "jumapolo", "rani", "kata-sandi-lama")
    desk = RawSocket(
        site.servers[0].port, "/counter", {"hall": "jumapolo"}, {"Cookie": f"antrean-staff-jumapolo={signed.secret}"}
    )
    assert desk.wait("hall.state")["hall"] == "jumapolo"
    return desk


def test_hall_a_hears_nothing_of_hall_b(site: Site) -> None:
    here = site.screen("display", "kalipare")
    here.wait("hall.state")
    ticket(site)
    site.caller("counter").does("counters/1/calls")
    there = site.screen("display")
    newest_arrives(site, there)
    there.close()
    here.collect(0.5)
    assert {body["hall"] for body in here.named("hall.state")} == {"kalipare"}
    assert here.named("ticket.called") == []
    here.close()


def test_a_call_that_was_heard_is_kept(site: Site) -> None:
    tv, clerk = site.screen("display"), site.caller("counter")
    ticket(site)
    call_id = clerk.does("counters/1/calls")["call_id"]
    for nonsense in ({"call_id": "x"}, {}, None, [1], {"call_id": 10**30}, {"call_id": True}):
        tv.emit("call.played", nonsense)
    tv.emit("call.played", {"call_id": call_id})
    eventually(lambda: played(site, call_id))
    assert site.screen("display").wait("hall.state"), "the server still lives"
    tv.close()


def played(site: Site, call_id: int) -> bool:
    from sqlalchemy import select

    from hall.records.tables import calls

    office = site.office()
    with office.database.reading() as connection:
        found = connection.execute(select(calls.c.played_at).where(calls.c.call_id == call_id)).scalar()
    office.database.close()
    return found is not None


def test_no_message_carries_personal_data_or_a_secret(site: Site) -> None:
    screens = [site.screen(kind) for kind in ("display", "counter", "kiosk")]
    own = ticket(site, priority=True)
    clerk = site.caller("counter")
    clerk.does("counters/1/calls")
    clerk.does("counters/1/completions")
    for screen in screens:
        newest_arrives(site, screen)
        for message in screen.heard:
            text = str(message.body)
            assert not PERSONAL.search(" ".join(keys(message.body))), message
            assert own["token"] not in text, "the token is the citizen's alone"
            assert "priority" not in keys(message.body), "who has priority is not shown to the hall"
        screen.close()


def keys(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(key for inner in value.values() for key in keys(inner))]
    return [key for inner in value for key in keys(inner)] if isinstance(value, list) else []


def test_a_revoked_screen_is_hung_up_on(site: Site) -> None:
    office = site.office()
    token = people.create_token(office, "jumapolo", "display", name="TV lama")
    device = next(one for one in people.list_tokens(office, "jumapolo") if one.name == "TV lama")
    office.database.close()
    screen = RawSocket(site.servers[0].port, "/display", {"hall": "jumapolo", "token": token})
    other = site.screen("display")
    screen.wait("hall.state")
    assert revoke(site, device.id) < 400
    assert screen.hangs_up()
    other.wait("beat")
    with pytest.raises(RefusedConnection, match="unauthorized"):
        RawSocket(site.servers[0].port, "/display", {"hall": "jumapolo", "token": token})
    other.close()


def revoke(site: Site, device: int) -> int:
    """The keeper's form, as a program sends it."""
    connection = http.client.HTTPConnection("127.0.0.1", site.servers[0].port, timeout=PATIENCE)
    headers = {"Authorization": f"Bearer {site.tokens['jumapolo', 'admin']}"}
    connection.request("POST", f"/jumapolo/admin/keys/{device}/revoke", b"", headers)
    status = connection.getresponse().status
    connection.close()
    return status
