"""Every endpoint of the contract that exists answers exactly the shape that OpenAPI tells."""

from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from hall.actions import pairing
from hall.actions.people import create_token
from hall.records import premises
from hall.records.tables import devices, printers
from hall.rules.access import Identity
from hall.web import answers
from tests.people.offices import clock_of
from tests.web.conftest import House, Program


def holds(response: TestResponse, shape: type[BaseModel], status: int = 200, *, many: bool = False) -> Any:
    """The body, after it was held against its shape."""
    assert response.status_code == status, response.get_data(as_text=True)
    assert response.mimetype == "application/json"
    assert response.headers["Cache-Control"] == "no-store"
    body = response.get_json()
    TypeAdapter(list[shape] if many else shape).validate_python(body)  # type: ignore[valid-type]
    return body


def test_halls_are_public(house: House) -> None:
    told = holds(house.program(None).get("/api/v1/halls"), answers.HallShape, many=True)
    assert {hall["slug"]: hall["timezone"] for hall in told} == {
        "jumapolo": "Asia/Jakarta", "kalipare": "Asia/Jakarta", "barito-kuala": "Asia/Makassar",
    }  # fmt: skip


def test_layanan_are_public_whole_but_for_their_steps(house: House) -> None:
    told = holds(house.program(None, "barito-kuala").get("layanan"), answers.LayananShape, many=True)
    assert len(told) == 18
    assert all("steps" not in layanan and layanan["audience"] == "citizen" for layanan in told)
    whole = holds(house.program(None, "barito-kuala").get("layanan/surat-masuk"), answers.LayananShape)
    assert whole["audience"] == "back_office"
    assert whole["steps"][0].keys() >= {
        "order", "no", "text", "roles", "by", "after_handover", "requirement", "time", "output", "note", "decision",
        "question",
    }  # fmt: skip


def test_all_layanan_are_the_keepers(house: House) -> None:
    assert len(holds(house.program("admin").get("layanan?all=1"), answers.LayananShape, many=True)) == 6
    assert house.program(None).get("layanan?all=1").status_code == 401
    assert house.program("counter").get("layanan?all=1").status_code == 403
    assert house.program("admin", at="kalipare").get("layanan?all=1").status_code == 403


def test_a_ticket_is_201_and_its_repeat_200(house: House) -> None:
    kiosk = house.program("kiosk")
    told = {"layanan": "ktp-elektronik", "priority": True, "language": "en", "request_id": "ticket-once-00001"}
    first = holds(kiosk.post("tickets", **told), answers.TicketShape, 201)
    assert holds(kiosk.post("tickets", **told), answers.TicketShape, 200) == first
    assert first["priority"] is True
    for address in (f"/api/v1/tickets/{first['token']}", f"/t/{first['token']}"):
        answer = house.program(None).get(address)
        assert answer.headers["Referrer-Policy"] == "no-referrer", "the token stands in the address"
        assert answer.headers["Cache-Control"] == "no-store"
    own = holds(house.program(None).get(f"/api/v1/tickets/{first['token']}"), answers.OwnTicketShape)
    assert own["number"] == first["number"]


def test_the_counters_commands_answer_the_whole_ticket(house: House) -> None:
    number = house.fresh()["number"]
    clerk = house.program("counter")
    holds(clerk.post("counters/2/openings"), answers.CounterShape, 201)
    told = holds(clerk.post("counters/2/calls", ticket=number), answers.CallShape, 201)
    assert told["ticket"]["number"] == number
    for command, state in (("recalls", "called"), ("services", "serving"), ("completions", "done")):
        assert holds(clerk.post(f"counters/2/{command}"), answers.TicketShape, 201)["state"] == state
    number = house.fresh()["number"]
    clerk.post("counters/2/calls", ticket=number)
    assert holds(clerk.post("counters/2/absences"), answers.TicketShape, 201)["state"] == "absent"
    assert holds(clerk.post("counters/2/breaks", reason="Salat"), answers.CounterShape, 201)["reason"] == "Salat"
    assert holds(clerk.post("counters/2/closings"), answers.CounterShape, 201)["state"] == "closed"
    holds(clerk.get("counters/2/desk"), answers.DeskShape)


@pytest.mark.parametrize("role", ["display", "counter", "kiosk"])
def test_screens_read_state_and_counters(house: House, role: str) -> None:
    told = holds(house.program(role).get("state"), answers.StateShape)
    assert told["hall"] == "jumapolo"
    counters = holds(house.program(role).get("counters"), answers.CounterShape, many=True)
    assert counters == told["counters"]
    assert [counter["code"] for counter in counters] == ["1", "2", "3"]


def test_a_berkas_from_its_ticket_to_its_end(house: House) -> None:
    number = house.fresh("kartu-keluarga")["number"]
    clerk = house.serve(number, "3")
    told = holds(clerk.post("berkas", ticket=number), answers.BerkasShape, 201)
    assert told["ticket"] == number
    at = f"berkas/{told['number']}"
    for _ in range(len(told["steps"])):
        if told["state"] == "done":
            break
        told = holds(clerk.post(f"{at}/steps", outcome="done"), answers.BerkasShape, 201)
    assert told["state"] == "done"
    assert told["handed_over_at"] is not None
    assert holds(clerk.get(at), answers.BerkasShape) == told
    assert told["number"] in [one["number"] for one in holds(clerk.get("berkas"), answers.BerkasListShape)["items"]]
    assert clerk.post(f"{at}/steps", outcome="done").get_json()["code"] == "wrong_state"


def test_completing_a_ticket_never_depends_on_its_berkas(house: House) -> None:
    number = house.fresh()["number"]
    clerk = house.serve(number, "3")
    clerk.post("berkas", ticket=number)
    assert clerk.post("counters/3/completions").status_code == 201


def test_berkas_are_paged(house: House) -> None:
    clerk = house.program("counter", "kalipare")
    for _ in range(52):
        assert clerk.post("berkas", layanan="skck", channel="phone").status_code == 201
    first = holds(clerk.get("berkas"), answers.BerkasListShape)
    rest = holds(clerk.get(f"berkas?cursor={first['next']}"), answers.BerkasListShape)
    numbers = [one["number"] for one in (*first["items"], *rest["items"])]
    assert len(numbers) == len(set(numbers)) == 52
    assert rest["next"] is None


def test_printers_and_jobs(house: House) -> None:
    told = house.fresh()
    keeper = house.program("admin")
    holds(keeper.get("printers"), answers.PrinterShape, many=True)
    jobs = holds(keeper.get("print-jobs"), answers.JobListShape)
    assert jobs["items"][0]["id"] == told["print"]["job"]
    assert jobs["items"][0]["ticket"] == told["number"]
    assert holds(keeper.get(f"print-jobs/{told['print']['job']}"), answers.JobShape) == jobs["items"][0]


def test_a_kiosks_slip_goes_to_the_printer_that_it_was_given(house: House) -> None:
    hall = house.office.hall("barito-kuala").id
    tokens = [create_token(house.office, "barito-kuala", "kiosk") for _ in range(2)]
    with house.office.database.writing() as connection:
        _, second = (premises.keep_printer(connection, hall, name, "memory:") for name in ("Kiosk 1", "Kiosk 2"))
        newest = select(func.max(devices.c.id)).scalar_subquery()
        connection.execute(update(devices).where(devices.c.id == newest).values(printer_id=second))
    house.office.forget("barito-kuala")
    told = []
    for token in tokens:
        kiosk = Program(house.app, "barito-kuala", token)
        job = kiosk.post("tickets", layanan="skck").get_json()["print"]["job"]
        told.append(holds(kiosk.get(f"print-jobs/{job}"), answers.JobShape)["printer"])
    assert told == ["Kiosk 1", "Kiosk 2"]


def test_a_lost_slip_is_found_by_time_at_the_counter_and_nowhere_else(house: House) -> None:
    told = house.fresh()
    at = told["issued_at"][11:16]
    clerk = house.program("counter")
    found = holds(clerk.get(f"tickets?from={at}&to={at}&layanan={told['layanan']}"), answers.FoundTicketListShape)
    assert found["items"][0]["number"] == told["number"]
    assert found["items"][0]["print"] == {"job": told["print"]["job"], "state": "queued", "copies": 0}
    for role in ("kiosk", "display"):
        assert house.program(role).get("tickets").status_code == 403


def test_health_readiness_and_the_page_of_figures(house: House) -> None:
    client = house.app.test_client()
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    told = client.get("/metrics").get_data(as_text=True)
    assert 'antrean_waiting{hall="jumapolo",line="A"}' in told


def test_figures_tell_what_became_of_slips_and_how_far_the_roll_reaches(house: House) -> None:
    with house.office.database.writing() as connection:
        premises.keep_printer(connection, house.office.hall("jumapolo").id, "Kiosk 1", "memory:")
    house.office.forget("jumapolo")
    waited = house.program("admin").get("print-jobs").get_json()["items"]
    house.fresh()
    clock_of(house.office).go(seconds=90)
    with house.office.database.writing() as connection:
        connection.execute(
            update(printers).values(paper="out", cover="open", online=0, printed_mm=5_000, roll_changed_at=1)
        )
    told = house.app.test_client().get("/metrics").get_data(as_text=True)
    for figure in (
        'printer_online{hall="jumapolo",printer="Kiosk 1"} 0',
        'printer_paper{hall="jumapolo",printer="Kiosk 1",state="out"} 1',
        'printer_paper{hall="jumapolo",printer="Kiosk 1",state="ok"} 0',
        'printer_cover_open{hall="jumapolo",printer="Kiosk 1"} 1',
        'printer_roll_left_mm{hall="jumapolo",printer="Kiosk 1"} 75000',
        f'print_jobs{{hall="jumapolo",state="queued"}} {len(waited) + 1}',
    ):
        assert f"antrean_{figure}" in told
    assert float(told.partition('antrean_print_oldest_queued_seconds{hall="jumapolo"} ')[2].split()[0]) >= 90


def test_figures_tell_how_each_paired_screen_is(house: House) -> None:
    shown = pairing.start(house.office, "jumapolo", "display")
    tv = pairing.confirm(house.office, "jumapolo", shown.pairing.code, "display", name='TV "utara"')
    of = f'{{hall="jumapolo",role="display",name="TV \\"utara\\"",device="{tv.id}"}}'

    def told() -> str:
        return str(house.app.test_client().get("/metrics").get_data(as_text=True))

    assert f"antrean_screen_up{of} 0" in told()
    assert f"antrean_screen_stale{of}" not in told(), "it said nothing yet"
    screens = house.app.extensions["antrean-screens"]
    screens.enter("s1", "/display", Identity(tv.asker, "screen", "jumapolo", frozenset({"display"})))
    screens.hear("s1", {"version": 4, "stale": True, "sound": "refused"})
    for figure in (f"up{of} 1", f"silent_seconds{of} 0.0", f"stale{of} 1", f"sound{of} 0"):
        assert f"antrean_screen_{figure}" in told()
    clock_of(house.office).go(seconds=30)
    for figure in (f"up{of} 0", f"silent_seconds{of} 30.0"):
        assert f"antrean_screen_{figure}" in told()
    screens.leave("s1")


def test_figures_tell_printers_apart_and_a_keeper_only_of_the_own_hall(house: House) -> None:
    with house.office.database.writing() as connection:
        for name in ("Kiosk 1", 'Loket "B" \\'):
            premises.keep_printer(connection, house.office.hall("kalipare").id, name, "memory:")
        connection.execute(update(printers).values(online=1))
    far = {"REMOTE_ADDR": "10.0.0.5"}
    client = house.app.test_client()
    all_of_them = client.get("/metrics").get_data(as_text=True)
    assert 'antrean_printer_online{hall="kalipare",printer="Kiosk 1"} 1' in all_of_them
    assert 'antrean_printer_online{hall="kalipare",printer="Loket \\"B\\" \\\\"} 1' in all_of_them
    series = [line.rpartition(" ")[0] for line in all_of_them.splitlines() if not line.startswith("#")]
    assert len(series) == len(set(series))
    for figure in (
        'printer_paper{hall="kalipare",printer="Kiosk 1",state="unknown"} 1',
        'print_jobs{hall="kalipare",state="queued"} 0',
        'print_oldest_queued_seconds{hall="kalipare"} 0.0',
    ):
        assert f"antrean_{figure}" in all_of_them
    assert 'antrean_printer_roll_left_mm{hall="kalipare"' not in all_of_them, "nobody noted a new roll"
    keeper = house.program("admin", "kalipare").headers()
    own = client.get("/metrics", headers=keeper, environ_base=far).get_data(as_text=True)
    assert 'hall="kalipare"' in own
    assert 'hall="jumapolo"' not in own
    assert client.get("/metrics", environ_base=far).status_code == 401
    clerk = house.program("counter").headers()
    assert client.get("/metrics", headers=clerk, environ_base=far).status_code == 403
