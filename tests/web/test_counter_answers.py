"""What the counter's own requests answer, held against their shapes."""

from hall.web import answers
from tests.web.conftest import House
from tests.web.test_answers import holds


def test_every_command_answers_the_ticket_as_it_now_is(house: House) -> None:
    number = house.fresh("legalisir-surat")["number"]
    clerk = house.serve(number, "3")
    told = holds(clerk.post("counters/3/holds", until="23:59"), answers.TicketShape, 201)
    assert (told["state"], told["hold_until"][11:16]) == ("held", "23:59")
    assert holds(clerk.post("counters/3/resumptions", ticket=number), answers.TicketShape, 201)["state"] == "serving"
    told = holds(clerk.post("counters/3/returns", missing=["Fotokopi KTP"]), answers.TicketShape, 201)
    assert (told["state"], told["reason"]) == ("held", "returned")
    holds(clerk.post("counters/3/resumptions", ticket=number), answers.TicketShape, 201)
    told = holds(clerk.post("counters/3/transfers", line="A", reason="Salah antrean"), answers.TicketShape, 201)
    assert (told["state"], told["line"], told["number"]) == ("waiting", "A", number)
    assert holds(clerk.post("counters/3/undos"), answers.TicketShape, 201)["state"] == "serving"
    assert (
        holds(clerk.post("counters/3/cancellations", reason="Pulang"), answers.TicketShape, 201)["reason"] == "Pulang"
    )
    holds(clerk.get("counters/3/desk"), answers.DeskShape)


def test_a_clerk_takes_a_number_for_a_family(house: House) -> None:
    clerk = house.program("counter")
    told = holds(
        clerk.post("counters/2/tickets", layanan="kartu-keluarga", people=5, priority=True), answers.TicketShape, 201
    )
    assert (told["people"], told["priority"]) == (5, True)
    assert clerk.post("counters/2/tickets", layanan="kartu-keluarga", people=31).get_json()["field"] == "people"
    assert clerk.post("counters/9/tickets", layanan="kartu-keluarga").get_json()["code"] == "not_found"


def test_the_desk_tells_who_was_put_aside_and_which_files_the_ticket_has(house: House) -> None:
    aside, missed, number = (house.fresh("surat-rekomendasi")["number"] for _ in range(3))
    clerk = house.serve(aside, "3")
    clerk.post("counters/3/holds")
    clerk.post("counters/3/calls", ticket=missed)
    clerk.post("counters/3/absences")
    house.serve(number, "3")
    first = clerk.post("berkas", ticket=number).get_json()["number"]
    told = holds(clerk.get("counters/3/desk"), answers.DeskShape)
    assert aside in [each["number"] for each in told["held"]]
    assert missed in [each["number"] for each in told["absent_list"]]
    assert [file["number"] for file in told["files"]] == [first]
    assert holds(clerk.get(f"counters/3/desk?berkas={first}"), answers.DeskShape)["berkas"]["number"] == first
    assert clerk.get("counters/3/desk?berkas=2020-00001").status_code == 404
    clerk.post("counters/3/completions")


def test_an_outage_and_who_still_waits(house: House) -> None:
    clerk = house.program("counter", "kalipare")
    lines = {layanan["line"] for layanan in clerk.get("layanan").get_json()}
    letter = min(lines)
    told = holds(
        clerk.post("outages", rows=[{"line": letter, "number": "1", "time": "00:01"}]), answers.OutagesShape, 201
    )
    assert told["items"][0]["number"] == f"{letter}001"
    wrong = clerk.post("outages", rows=[{"line": letter, "number": "9", "time": "00:02"}])
    assert (wrong.status_code, wrong.get_json()["field"]) == (400, "rows")
    assert clerk.post("outages", rows=[]).status_code == 400
    left = holds(clerk.get("day-ends"), answers.StillWaitingShape)
    assert f"{letter}001" in [each["number"] for each in left["items"]]
    assert clerk.post("day-ends", reason="Sudah sore.").get_json()["code"] == "too_early"


def test_a_program_takes_no_counter_over(house: House) -> None:
    assert house.program("counter").post("counters/2/takeovers").get_json()["code"] == "wrong_state"
