"""Accounts, sign-in and sessions."""

from collections.abc import Callable

import pytest

from hall.actions import pairing, people
from hall.actions.office import Office
from hall.errors import Refused
from hall.records.people import find
from hall.rules.events import AccessRevoked
from hall.web.access import Access
from tests.people.offices import add_person, clock_of, ears_of


def refused(do: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        do()
    return caught.value.code


def cookie(hall: str, secret: str) -> dict[str, str]:
    return {"HTTP_COOKIE": f"antrean-staff-{hall}={secret}", "REMOTE_ADDR": "10.0.0.5"}


@pytest.fixture
def access(office: Office) -> Access:
    found = Access(office)
    ears_of(office).listeners.append(found.hear)
    add_person(office, "sari", "rani", "Rani", "clerk", "rahasia-panjang")
    add_person(office, "sari", "penjaga", "Budi", "keeper", "rahasia-penjaga")
    return found


def test_the_right_password_opens_a_session_of_twelve_hours(office: Office, access: Access) -> None:
    signed = people.sign_in(office, "sari", "Rani", "rahasia-panjang", counter="2")
    known = access.identify(cookie("sari", signed.secret), "sari", ("counter",))
    assert known is not None
    assert known.identity.name == "Rani"
    assert known.identity.counter == "2"
    assert known.identity.staff_roles == {"clerk"}
    assert known.identity.roles == {"counter"}
    clock_of(office).go(hours=12, seconds=1)
    assert access.identify(cookie("sari", signed.secret), "sari", ("counter",)) is None


@pytest.mark.parametrize(
    ("hall", "username", "password"),
    [("sari", "rani", "salah-sekali"), ("sari", "tidak-ada", "rahasia-panjang"), ("mulya", "rani", "rahasia-panjang")],
)
def test_wrong_name_password_or_hall_are_told_in_the_same_words(
    office: Office, access: Access, hall: str, username: str, password: str
) -> None:
    with pytest.raises(Refused, match="unauthorized: Nama akun atau kata sandi tidak cocok"):
        people.sign_in(office, hall, username, password)


def test_an_account_of_a_real_hall_costs_the_full_price(office: Office, access: Access) -> None:
    people.add_staff(office, "mulya", "siti", "Siti", ["clerk"], "rahasia-panjang")
    with office.database.reading() as connection:
        account = find(connection, office.hall("mulya").id, "siti")
    assert account is not None
    assert account.password_hash.startswith("scrypt$14$8$5$")
    assert people.sign_in(office, "mulya", "siti", "rahasia-panjang").name == "Siti"


def test_an_unknown_name_costs_a_whole_password_check() -> None:
    kept = people._nobody(people.FULL_COST)
    assert kept.startswith("scrypt$14$8$5$")
    assert not people.password_fits("", kept)


def test_passwords_are_kept_salted_and_never_as_typed(office: Office, access: Access) -> None:
    with office.database.reading() as connection:
        account = find(connection, office.hall("sari").id, "rani")
    assert account is not None
    assert "rahasia" not in account.password_hash
    assert people.hash_password("sama", people.DEMO_COST) != people.hash_password("sama", people.DEMO_COST)


def test_a_taken_name_is_refused_with_a_sentence(office: Office, access: Access) -> None:
    with pytest.raises(Refused, match="sudah dipakai"):
        people.add_staff(office, "sari", "RANI", "Rani Lain", ["clerk"], "rahasia-panjang")
    people.add_staff(office, "mulya", "rani", "Rani", ["clerk"], "rahasia-panjang")


def test_closing_an_account_ends_its_sessions_at_once(office: Office, access: Access) -> None:
    signed = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    assert access.identify(cookie("sari", signed.secret), "sari", ("counter",)) is not None
    people.set_staff_active(office, "sari", "rani", False)
    assert access.identify(cookie("sari", signed.secret), "sari", ("counter",)) is None
    assert AccessRevoked(signed.asker) in ears_of(office).heard
    assert refused(lambda: people.sign_in(office, "sari", "rani", "rahasia-panjang")) == "unauthorized"


def test_a_new_password_signs_out_everywhere(office: Office, access: Access) -> None:
    signed = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    people.reset_password(office, "sari", "rani", "yang-baru-sekali")
    assert access.identify(cookie("sari", signed.secret), "sari", ("counter",)) is None
    assert refused(lambda: people.sign_in(office, "sari", "rani", "rahasia-panjang")) == "unauthorized"
    assert people.sign_in(office, "sari", "rani", "yang-baru-sekali").name == "Rani"


def test_signing_out_ends_this_session_only(office: Office, access: Access) -> None:
    one = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    two = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    people.sign_out(office, "sari", one.secret)
    assert access.identify(cookie("sari", one.secret), "sari", ("counter",)) is None
    assert access.identify(cookie("sari", two.secret), "sari", ("counter",)) is not None


def test_new_roles_count_from_the_next_request(office: Office, access: Access) -> None:
    signed = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    assert access.identify(cookie("sari", signed.secret), "sari", ("admin",)).identity.roles == {"counter"}  # type: ignore[union-attr]
    people.set_staff_roles(office, "sari", "rani", ["clerk", "keeper"])
    assert access.identify(cookie("sari", signed.secret), "sari", ("admin",)).identity.roles == {"counter", "admin"}  # type: ignore[union-attr]


def test_the_last_keeper_stays(office: Office, access: Access) -> None:
    assert refused(lambda: people.set_staff_active(office, "sari", "penjaga", False)) == "wrong_state"
    assert refused(lambda: people.set_staff_roles(office, "sari", "penjaga", ["clerk"])) == "wrong_state"
    people.set_staff_roles(office, "sari", "rani", ["keeper"])
    people.set_staff_active(office, "sari", "penjaga", False)
    listed = {person.username: person for person in people.list_staff(office, "sari")}
    assert not listed["penjaga"].active
    assert listed["rani"].roles == ("keeper",)


def test_rights_lost_through_another_process_are_told_once(office: Office, access: Access) -> None:
    signed = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    token = program(people.create_token(office, "sari", "kiosk"))
    known = access.identify(token, "sari", ("kiosk",))
    assert known is not None
    token_id = int(known.identity.asker.removeprefix("token:"))
    here = people.Departed(office)
    ears_of(office).heard.clear()
    ears_of(office).listeners.clear()  # what follows happens elsewhere: nobody here hears of it
    people.sign_out(office, "sari", signed.secret)
    pairing.revoke(office, "sari", token_id)
    ears_of(office).heard.clear()
    for _ in range(3):
        clock_of(office).go(seconds=1)
        here.look()
    assert sorted(map(str, ears_of(office).heard)) == sorted(
        map(str, [AccessRevoked(signed.asker), AccessRevoked(f"token:{token_id}")])
    )


def test_a_session_whose_time_is_up_is_told_once(office: Office, access: Access) -> None:
    signed = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    here = people.Departed(office)
    clock_of(office).go(hours=people.SESSION_HOURS, seconds=-1)
    ears_of(office).heard.clear()
    here.look()
    assert ears_of(office).heard == []
    for _ in range(15):
        clock_of(office).go(seconds=1)
        here.look()
    assert ears_of(office).heard == [AccessRevoked(signed.asker)]


def test_what_this_process_told_itself_is_not_told_again(office: Office, access: Access) -> None:
    here = people.Departed(office)
    ears_of(office).listeners.append(here.hear)
    signed = people.sign_in(office, "sari", "rani", "rahasia-panjang")
    people.sign_out(office, "sari", signed.secret)
    ears_of(office).heard.clear()
    clock_of(office).go(seconds=1)
    here.look()
    assert ears_of(office).heard == []


def program(token: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {token}"}
