"""Who passes which door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.errors import Refused
from hall.rules import access
from hall.rules.access import DOORS, Identity, permit


def screen(role: str, hall: str = "kerjo", counter: str | None = None) -> Identity:
    return Identity("device:1", "screen", hall, frozenset({role}), counter=counter)


def refusal(identity: Identity | None, hall: str | None, *doors: str) -> str:
    with pytest.raises(Refused) as caught:
        permit(identity, hall, doors)
    return caught.value.code


def test_nobody_is_unauthorized_at_every_door() -> None:
    assert {refusal(None, "kerjo", door) for door in DOORS} == {"unauthorized"}


def test_a_screen_passes_its_own_door_and_no_other() -> None:
    for role in DOORS:
        for door in DOORS:
            if role == door:
                assert permit(screen(role), "kerjo", (door,)).roles == {role}
            else:
                assert refusal(screen(role), "kerjo", door) == "forbidden"


def test_any_of_the_doors_is_enough() -> None:
    assert permit(screen("counter"), "kerjo", ("kiosk", "counter"))


@given(st.sampled_from(DOORS), st.sampled_from(["jumapolo", "kalipare", "Kerjo", "kerj", "kerjo-2"]))
def test_an_identity_of_one_hall_is_forbidden_in_every_other(door: str, other: str) -> None:
    assert refusal(screen(door), other, *DOORS) == "forbidden"


def test_without_a_hall_only_the_door_counts() -> None:
    assert permit(screen("admin"), None, ("admin",))
    assert refusal(screen("kiosk"), None, "admin") == "forbidden"


def test_staff_open_the_counter_and_only_the_keeper_the_keepers_room() -> None:
    assert access.doors_of(["clerk", "camat"]) == {"counter"}
    assert access.doors_of(["keeper"]) == {"counter", "admin"}
    assert access.doors_of([]) == frozenset()


def test_a_screen_of_one_counter_works_at_no_other() -> None:
    with pytest.raises(Refused, match="forbidden: Perangkat ini hanya untuk loket 1"):
        access.permit_counter(screen("counter", counter="1"), "2")
    access.permit_counter(screen("counter", counter="1"), "1")
    access.permit_counter(screen("counter"), "2")


def test_a_person_may_help_at_any_counter() -> None:
    access.permit_counter(Identity("person:1", "person", "kerjo", frozenset({"counter"}), counter="1"), "2")


@pytest.mark.parametrize("roles", [[], ["boss"], ["clerk", "Keeper"]])
def test_unknown_or_missing_staff_roles_are_refused(roles: list[str]) -> None:
    with pytest.raises(Refused) as caught:
        access.check_staff_roles(roles)
    assert (caught.value.code, caught.value.field) == ("bad_request", "roles")


def test_staff_roles_come_once_and_in_order() -> None:
    assert access.check_staff_roles(["keeper", "clerk", "keeper"]) == ("clerk", "keeper")


@pytest.mark.parametrize("name", ["", "a", "-x", "dua kata", "böse", "x" * 61, "a\nb", "a/b"])
def test_account_names_that_would_confuse_are_refused(name: str) -> None:
    with pytest.raises(Refused):
        access.check_username(name)


def test_account_names_are_lower_case() -> None:
    assert access.check_username(" Loket-2 ") == "loket-2"


def test_short_passwords_are_refused_but_the_demos_own_is_kept() -> None:
    with pytest.raises(Refused, match="8 sampai"):
        access.check_password("antrean")
    assert access.check_password("antrean", demo=True) == "antrean"


@given(st.text(max_size=40))
def test_typed_text_never_carries_control_bytes(text: str) -> None:
    try:
        kept = access.plain_text(text, "name", "Nama", most=20)
    except Refused:
        return
    assert 1 <= len(kept) <= 20
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in kept)


def test_printer_commands_in_a_name_are_refused_and_emoji_are_not() -> None:
    with pytest.raises(Refused, match="tidak dapat dipakai"):
        access.plain_text("Kiosk \x1b@\x1di", "name", "Nama", most=60)
    assert access.plain_text("Kiosk 🌴", "name", "Nama", most=60) == "Kiosk 🌴"
