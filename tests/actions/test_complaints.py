"""A complaint from its receipt to its answer, on both databases; what is said in it stands nowhere in clear."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from hall.actions import berkas, berkas_lists, complaint_keeping, complaint_lists, complaints, keeping
from hall.actions.complaints import Reply, Said
from hall.actions.office import Office
from hall.actions.setup import create_hall
from hall.errors import Refused
from hall.records import complaints as kept
from hall.records import premises
from hall.records import tables as t
from hall.rules.access import Identity
from hall.rules.workflow import Outcome, Record
from tests.office import Desk, answer, asks, catalogue
from tests.people.offices import clock_of, ears_of, worked

HALL = "barito-kuala"
TEXT, NAME, PHONE, PLACE = "Pungli Rp50.000 di meja tiga", "Siti Zulaikhah", "081355501234", "Desa Anjir"
REPLY = "Petugas itu sudah diganti dan uangnya dikembalikan"


def person(*roles: str) -> Identity:
    return Identity("person:9", "person", HALL, frozenset({"counter"}), "Nama Petugas", staff_roles=frozenset(roles))


def take(office: Office, who: Identity | None = None, **said: Any) -> dict[str, Any]:
    wish = Said(**{"kind": "umum", "channel": "phone", "text": TEXT} | said)
    return answer(complaints.take(office, HALL, asks("complaints"), wish, who))


def step(office: Office, number: str, who: Identity | None = None) -> dict[str, Any]:
    return answer(berkas.record_step(office, HALL, asks("steps"), number, Record(Outcome.DONE), who))


def dispose(office: Office, number: str, role: str = "kasi", who: Identity | None = None, note: str = "") -> Any:
    return answer(complaints.dispose(office, HALL, asks("dispositions"), number, role, note, who))


def reply(office: Office, number: str, who: Identity | None = None, **said: Any) -> dict[str, Any]:
    said = {"channel": "phone", "text": REPLY} | said
    return answer(complaints.answer(office, HALL, asks("answers"), number, Reply(**said), who))


def followed(office: Office, code: str) -> dict[str, Any]:
    found = complaint_lists.followed(office, code)
    assert found is not None
    return found[1]


def test_it_is_a_berkas_of_the_sop_whose_first_step_is_done_with_typing_it_in(office: Office) -> None:
    found = take(office, person("clerk"))
    assert (found["layanan"], found["channel"], found["anonymous"]) == ("pengaduan", "phone", True)
    assert found["current"]["text"] == "Memberikan disposisi sesuai jenis pengaduan"
    assert found["holder_text"] == "Camat/Sekcam/Kasi"
    assert len(found["code"]) == 13


def test_whoever_is_there_may_take_it(office: Office) -> None:
    assert take(office, person("camat"))["current"]["order"] == 2


def test_its_last_day_is_counted_from_the_day_on_which_it_came(office: Office) -> None:
    received = clock_of(office).now() - timedelta(days=6)  # Friday a week before
    found = take(office, received_at=received, kind="normatif")
    assert found["due_on"] == "2026-11-20"
    assert found["days_left"] == 1
    # the promise of its berkas is the end of that day, so that it is late on every list
    file = berkas_lists.one(office, HALL, found["number"])
    assert file["promised_at"] == "2026-11-21T00:00:00.000+08:00"


def test_a_hall_without_such_an_sop_says_so(office: Office) -> None:
    with pytest.raises(Refused) as refused:
        complaints.take(office, "jumapolo", asks("complaints"), Said("umum", "phone", TEXT))
    assert refused.value.code == "layanan_inactive"


def test_a_ticket_in_hand_may_bring_it(office: Office) -> None:
    desk = Desk(office, HALL, "pengaduan").open()
    desk.issue()
    number = desk.called()
    assert take(office, channel="counter", ticket=number)["ticket"] == number


def test_the_same_question_twice_is_one_complaint(office: Office) -> None:
    ask = asks("complaints")
    wish = Said("umum", "phone", TEXT)
    once = [complaints.take(office, HALL, ask, wish) for _ in range(2)]
    assert once[0].body == once[1].body
    assert len(complaint_lists.listed(office, HALL)["items"]) == 1


def test_the_last_step_waits_for_the_answer_and_then_the_case_ends(office: Office) -> None:
    number = take(office)["number"]
    for _ in range(3):
        step(office, number)
    with pytest.raises(Refused) as refused:
        step(office, number)
    assert (refused.value.code, "belum dijawab" in refused.value.detail) == ("wrong_state", True)
    with pytest.raises(Refused):
        berkas.record_step(office, HALL, asks("steps"), number, Record(Outcome.SKIPPED, note="sudah lama"))
    assert reply(office, number)["state"] == "answered"
    assert step(office, number)["state"] == "done"


def test_the_answer_may_record_the_last_step_along(office: Office) -> None:
    number = take(office)["number"]
    for _ in range(3):
        step(office, number)
    assert reply(office, number, finish=True)["berkas_state"] == "done"


def test_an_answer_is_given_once_and_not_before_the_complaint(office: Office) -> None:
    number = take(office)["number"]
    with pytest.raises(Refused) as refused:
        reply(office, number, at=clock_of(office).now() - timedelta(days=1))
    assert refused.value.field == "at"
    reply(office, number)
    with pytest.raises(Refused) as refused:
        reply(office, number)
    assert refused.value.detail == "Pengaduan ini sudah dijawab."


def test_a_berkas_opened_by_the_contracts_own_way_ends_without_an_answer(office: Office) -> None:
    desk = Desk(office, HALL)
    number = desk.berkas(layanan="pengaduan")["number"]
    for _ in range(4):
        desk.step(number)
    assert desk.step(number)["state"] == "done"


def test_a_disposition_is_given_by_an_officer_and_is_the_sops_own_step(office: Office) -> None:
    number = take(office, person("clerk"))["number"]
    with pytest.raises(Refused) as refused:
        dispose(office, number, "kasi", person("clerk"))
    assert refused.value.code == "forbidden"
    found = dispose(office, number, "kasi", person("camat"), "Periksa hari ini")
    assert (found["state"], found["disposed_to_text"], found["current"]["order"]) == ("forwarded", "Kasi", 3)
    told = complaint_lists.one(office, HALL, number)["dispositions"]
    assert [(each["role"], each["note"], each["by"]) for each in told] == [("kasi", "Periksa hari ini", "Nama Petugas")]


def test_every_disposition_is_remembered(office: Office) -> None:
    number = take(office)["number"]
    dispose(office, number, "sekcam")
    dispose(office, number, "kasi")
    told = complaint_lists.one(office, HALL, number)
    assert [each["role"] for each in told["dispositions"]] == ["sekcam", "kasi"]
    assert told["disposed_to"] == "kasi"


def test_the_reporter_follows_it_by_code_from_diterima_to_selesai(office: Office) -> None:
    found = take(office, reporter={"name": NAME, "phone": PHONE})
    number, code = found["number"], found["code"]
    seen = [followed(office, code)["state_text"]]
    for act in (lambda: dispose(office, number), lambda: step(office, number), lambda: reply(office, number)):
        act()
        seen.append(followed(office, code)["state_text"])
    assert seen == ["Diterima", "Diteruskan", "Ditangani", "Selesai"]


def test_the_reporter_reads_the_answer_only_where_the_office_lets_them(office: Office) -> None:
    hidden, shown, page = (take(office) for _ in range(3))
    reply(office, hidden["number"])
    reply(office, shown["number"], shown=True)
    reply(office, page["number"], channel="page")
    answers = [followed(office, each["code"])["answer"] for each in (hidden, shown, page)]
    assert answers == [None, REPLY, REPLY]


def test_the_code_is_forgiven_its_typing_and_dies_long_after_the_end(office: Office) -> None:
    found = take(office)
    code = found["code"]
    assert followed(office, f"{code[:5].lower()}-{code[5:]}")["number"] == found["number"]
    clock_of(office).go(days=200)
    assert followed(office, code)["state"] == "received"  # while it goes on it can be followed
    for _ in range(3):
        step(office, found["number"])
    reply(office, found["number"], finish=True)
    clock_of(office).go(days=90)
    assert followed(office, code)["state"] == "answered"
    clock_of(office).go(days=1)
    assert complaint_lists.followed(office, code) is None


def test_overdue_ones_stand_on_top_of_every_list_even_when_only_telling_is_left(office: Office) -> None:
    old = take(office, kind="pengawasan")["number"]
    for _ in range(3):
        step(office, old)
    clock_of(office).go(days=100)
    new = [take(office)["number"] for _ in range(2)]
    found = complaint_lists.listed(office, HALL)
    assert [each["number"] for each in found["items"]] == [old, *new]
    assert (found["overdue"], found["items"][0]["overdue"], found["items"][0]["berkas_state"]) == (1, True, "ready")
    assert found["items"][0]["days_left"] < 0
    hall = office.hall(HALL)
    with office.database.reading() as connection:
        late = kept.overdue(connection, hall, date(2027, 3, 1))
        none = kept.overdue(connection, hall, date(2026, 11, 19))
    assert (len(late), len(none)) == (1, 0)


def test_an_overdue_case_comes_first_on_the_list_of_whoever_tells_the_reporter(office: Office) -> None:
    old = take(office, kind="normatif")["number"]
    for _ in range(3):
        step(office, old)
    clock_of(office).go(days=30)
    desk = Desk(office, HALL)
    soon = [desk.berkas(layanan="sktm")["number"] for _ in range(2)]
    clock_of(office).go(days=1)  # both of these are late as well, and were promised later
    mine = berkas_lists.listed(office, HALL, berkas_lists.Filter(holder="clerk"))["items"]
    assert [file["number"] for file in mine] == [old, *soon]


def test_a_case_whose_answer_is_to_be_told_is_nothing_to_collect(office: Office) -> None:
    desk = Desk(office, HALL)
    number = take(office)["number"]
    letter = desk.berkas(layanan="sktm")["number"]
    for _ in range(3):
        step(office, number)
    while desk.step(letter)["state"] != "ready":
        pass
    assert [each["number"] for each in berkas_lists.ready_board(office, HALL)["items"]] == [letter]


def test_a_voided_case_is_over_without_an_answer(office: Office) -> None:
    found = take(office)
    answer(berkas.void(office, HALL, asks("voids"), found["number"], "Tercatat dua kali"))
    assert followed(office, found["code"])["state_text"] == "Dibatalkan"
    assert complaint_lists.listed(office, HALL)["items"] == []
    (over,) = complaint_lists.listed(office, HALL, ended=True)["items"]
    assert (over["number"], over["overdue"]) == (found["number"], False)
    with pytest.raises(Refused):
        reply(office, found["number"])


def test_the_receipt_has_number_code_and_last_day_and_nothing_of_the_case(office: Office) -> None:
    with office.database.writing() as connection:
        premises.keep_printer(connection, office.hall(HALL).id, "Kiosk 1", "memory:")
    found = take(office, reporter={"name": NAME}, place=PLACE)
    with office.database.reading() as connection:
        (slip,) = connection.execute(select(t.print_jobs.c.slip)).scalars()
    told = json.loads(slip)
    assert (told["kind"], told["berkas"], told["code"]) == ("tanda-terima", found["number"], found["code"])
    assert told["layanan_title"] == "Surat dan layanan umum"  # a delicate layanan stands under its line's name
    assert "Rabu, 9 Desember 2026" in told["note"]  # fourteen working days after Thursday the 19th
    assert found["receipt"]["kind"] == "tanda-terima"
    again = answer(complaints.receipt(office, HALL, asks("receipts"), found["number"]))
    assert again["id"] != found["receipt"]["id"]


def test_nothing_that_was_said_stands_in_clear_in_any_table_event_or_answer(office: Office) -> None:
    """A whole walk with planted words; then every row of every table and everything that was told is searched."""
    found = take(office, reporter={"name": NAME, "phone": PHONE}, place=PLACE)
    number = found["number"]
    dispose(office, number, note="Bicara dengan Zulaikhah")
    step(office, number)
    step(office, number)
    reply(office, number, finish=True, shown=True)
    told = complaint_lists.one(office, HALL, number)
    assert (told["text"], told["reporter"], told["answer"]) == (TEXT, {"name": NAME, "phone": PHONE}, REPLY)
    assert told["place"] == PLACE
    everything = "\n".join([rows(office), *map(str, ears_of(office).heard), str(complaint_lists.listed(office, HALL))])
    for planted in (TEXT, NAME, PHONE, REPLY, PLACE, "Zulaikhah", "Pungli"):
        assert planted not in everything
    assert number in everything


def rows(office: Office) -> str:
    """Everything that the store keeps."""
    with office.database.reading() as connection:
        found = [str(row) for table in t.metadata.sorted_tables for row in connection.execute(select(table))]
    return "\n".join(found)


def test_a_place_that_an_earlier_version_kept_in_clear_is_sealed_at_the_start_and_read_as_before(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    number, foreign, passed_on = (take(office)["number"] for _ in range(3))
    with office.database.writing() as connection:
        connection.execute(update(t.complaints).values(place=PLACE))
        other = Fernet(Fernet.generate_key()).encrypt(b"{}").decode()
        file = select(t.berkas.c.id).where(t.berkas.c.number == foreign).scalar_subquery()
        connection.execute(update(t.complaints).where(t.complaints.c.berkas_id == file).values(body=other))
    assert complaint_lists.one(office, HALL, number)["place"] == PLACE, "also before"
    dispose(office, passed_on, note="Tolong diperiksa")
    assert rows(office).count(PLACE) == 2, "whatever changes a case seals its place along"
    for _ in range(2):
        complaint_keeping.seal_places(office)
        assert rows(office).count(PLACE) == 1, "what another key sealed is left as it is, and told"
    assert "was sealed with another key" in caplog.text
    for mine in (number, passed_on):
        told = complaint_lists.one(office, HALL, mine)
        assert (told["place"], told["text"]) == (PLACE, TEXT)


def test_two_years_after_its_end_nothing_is_left_of_what_people_said_and_the_figures_stay(office: Office) -> None:
    number = take(office, reporter={"name": NAME}, place=PLACE)["number"]
    dispose(office, number, note="Tanya Zulaikhah")
    noted = Record(Outcome.DONE, note="Zulaikhah sudah ditelepon")
    berkas.record_step(office, HALL, asks("steps"), number, noted)
    step(office, number)
    reply(office, number, finish=True, shown=True)
    going_on, void = take(office)["number"], take(office)["number"]
    answer(berkas.void(office, HALL, asks("voids"), void, "Zulaikhah mencabutnya"))
    clock_of(office).go(days=2 * 365)  # the day before: the years are over as years of life are
    complaint_keeping.forget_old(office)
    assert complaint_lists.one(office, HALL, number)["text"] == TEXT
    clock_of(office).go(days=1)
    complaint_keeping.forget_old(office)
    assert complaint_lists.one(office, HALL, number)["text"] == TEXT, "a clock that jumped years ahead erases nothing"
    worked(office, HALL)
    complaint_keeping.forget_old(office)
    assert [word for word in (NAME, PLACE, "Zulaikhah") if word in rows(office)] == []
    told = complaint_lists.one(office, HALL, number)
    assert (told["erased"], told["text"], told["reporter"], told["place"], told["answer"]) == (True, *[None] * 4)
    assert (told["dispositions"], told["class"], told["state"], told["answer_channel"]) == (
        [], "umum", "answered", "phone",
    )  # fmt: skip
    assert complaint_lists.one(office, HALL, void)["erased"]
    assert not complaint_lists.one(office, HALL, going_on)["erased"], "what goes on is never erased"
    assert [each["erased"] for each in complaint_lists.listed(office, HALL, ended=True)["items"]] == [True, True]


def test_an_office_keeps_what_was_said_for_as_many_years_as_its_keeper_sets(office: Office) -> None:
    number = take(office)["number"]
    for _ in range(3):
        step(office, number)
    reply(office, number, finish=True)
    keeping.set_complaints(office, HALL, {}, 3, "person:1")
    clock_of(office).go(days=3 * 365)
    worked(office, HALL)
    complaint_keeping.forget_old(office)
    assert not complaint_lists.one(office, HALL, number)["erased"]
    keeping.set_complaints(office, HALL, {}, 1, "person:1")
    complaint_keeping.forget_old(office)
    assert complaint_lists.one(office, HALL, number)["erased"]


def test_a_case_that_was_answered_early_and_voided_late_is_kept_from_its_end_on(office: Office) -> None:
    number = take(office)["number"]
    reply(office, number)
    clock_of(office).go(days=3 * 365)
    answer(berkas.void(office, HALL, asks("voids"), number, "Dicabut"))
    worked(office, HALL)
    complaint_keeping.forget_old(office)
    assert complaint_lists.one(office, HALL, number)["text"] == TEXT


def test_kerjos_own_sop_goes_from_the_report_to_telling_the_reporter(office: Office) -> None:
    """Seven rows without numbers, two of them without a readable time, one at other agencies."""
    create_hall(office, catalogue("kerjo"), demo=True)
    ask, wish = asks("complaints"), Said("umum", "sms", TEXT)
    found = answer(complaints.take(office, "kerjo", ask, wish))
    assert (found["layanan"], found["current"]["order"]) == ("pengamanan-perda", 2)
    number, seen = found["number"], [found["state_text"]]
    for _ in range(5):
        answer(berkas.record_step(office, "kerjo", asks("steps"), number, Record(Outcome.DONE)))
        seen.append(followed(office, found["code"])["state_text"])
    assert seen == ["Diterima", "Diterima", "Diteruskan", "Ditangani", "Ditangani", "Ditangani"]
    with pytest.raises(Refused) as refused:
        berkas.record_step(office, "kerjo", asks("steps"), number, Record(Outcome.DONE))
    assert refused.value.code == "wrong_state"
    told = complaints.answer(office, "kerjo", asks("answers"), number, Reply("sms", REPLY, finish=True))
    assert (answer(told)["berkas_state"], answer(told)["state"]) == ("done", "answered")
