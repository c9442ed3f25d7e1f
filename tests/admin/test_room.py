"""Into the keeper's room and out of it."""

import pytest
from flask import Flask

from hall.actions.office import Office
from hall.actions.people import create_token
from tests.admin.keeper import Keeper, words

PAGES = (
    "",
    "printers",
    "screens",
    "staff",
    "layanan",
    "layanan/kartu-keluarga",
    "keys",
    "hours",
    "counters",
    "numbers",
    "rules",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_sent_to_the_sign_in(app: Flask, page: str) -> None:
    answer = Keeper(app, "kalipare").client.get(f"/kalipare/admin/{page}".rstrip("/"))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kalipare/admin/sign-in")


@pytest.mark.parametrize("page", PAGES)
def test_the_keeper_reads_every_page(keeper: Keeper, office: Office, page: str) -> None:
    code = next(iter(office.hall("kalipare").offers))
    assert office.hall("kalipare").name in keeper.see(page.replace("kartu-keluarga", code))


def test_a_clerk_is_told_that_this_room_is_the_keepers(app: Flask) -> None:
    clerk = Keeper(app, "kalipare")
    clerk.sign_in("rani", "rahasia-rani")
    answer = clerk.client.get("/kalipare/admin")
    assert answer.headers["Location"] == "/kalipare/admin/sign-in"
    assert "Rani bukan penjaga" in words(clerk.client.get("/kalipare/admin/sign-in").text)


def test_the_keeper_of_one_hall_is_nobody_in_another(keeper: Keeper) -> None:
    assert keeper.client.get("/jumapolo/admin").headers["Location"] == "/jumapolo/admin/sign-in"
    assert keeper.client.get("/nowhere/admin").status_code == 404


def test_a_wrong_password_is_told_in_place_and_keeps_the_name(app: Flask) -> None:
    answer = Keeper(app, "kalipare").sign_in("penjaga", "salah")
    assert answer.status_code == 401
    assert "tidak cocok" in words(answer.text)
    assert 'value="penjaga"' in answer.text
    assert "salah" not in answer.text


def test_no_password_is_shown_outside_the_demo(app: Flask) -> None:
    assert "Peragaan" not in Keeper(app, "jumapolo").client.get("/jumapolo/admin/sign-in").text


def test_a_form_without_the_pages_token_changes_nothing(keeper: Keeper, office: Office) -> None:
    answer = keeper.client.post("/kalipare/admin/rules", data={"ratio": "5", "guard": "9"})
    assert answer.status_code == 403
    assert office.hall("kalipare").settings.rule.ratio == 2


def test_signing_out_closes_the_room(keeper: Keeper) -> None:
    assert keeper.fill("sign-out").headers["Location"] == "/kalipare/admin/sign-in"
    assert keeper.client.get("/kalipare/admin").status_code == 303


def test_pages_are_never_kept_by_browsers(keeper: Keeper) -> None:
    assert keeper.client.get("/kalipare/admin/keys").headers["Cache-Control"] == "no-store"


def test_a_program_may_read_the_room_with_an_admin_token_only(app: Flask, office: Office) -> None:
    program = Keeper(app, "kalipare").client
    for role, status in (("admin", 200), ("counter", 303)):
        headers = {"Authorization": f"Bearer {create_token(office, 'kalipare', role)}"}
        assert program.get("/kalipare/admin", headers=headers).status_code == status
