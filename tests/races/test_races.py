"""Promises 1 to 3, raced: several client processes, one server on SQLite, two servers with their own folders on PostgreSQL."""

from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hall.records import tables as t
from tests.races.crowd import Crowd
from tests.real_server import Site

SIZES = [pytest.param(40, id="short"), pytest.param(600, id="full", marks=pytest.mark.long)]
KIOSKS = 4


def kept_tickets(site: Site) -> list[Any]:
    office = site.office()
    with office.database.reading() as connection:
        rows = list(connection.execute(select(t.tickets).order_by(t.tickets.c.id)))
    office.database.close()
    return rows


def kept(site: Site, what: Any) -> list[Any]:
    office = site.office()
    with office.database.reading() as connection:
        rows = list(connection.execute(select(what)))
    office.database.close()
    return rows


def is_gap_free(site: Site) -> None:
    """Each line's numbers of the day are 1, 2, 3 ... without a gap or a double, each with its one original slip."""
    lines: dict[tuple[Any, int], list[int]] = defaultdict(list)
    rows = kept_tickets(site)
    for row in rows:
        lines[row.day, row.line_id].append(row.count)
    for counts in lines.values():
        assert sorted(counts) == list(range(1, len(counts) + 1))
    assert len({row.token for row in rows}) == len(rows)
    originals = [job.ticket_id for job in kept(site, t.print_jobs) if job.kind == "ticket" and job.copy == 0]
    assert sorted(originals) == sorted(row.id for row in rows)


@pytest.mark.parametrize("times", SIZES)
def test_numbers_have_no_double_and_no_gap(site: Site, servers: int, tmp_path: Path, times: int) -> None:
    for _ in range(servers):
        site.serve()
    crowd = Crowd(tmp_path)
    for kiosk in range(KIOSKS):
        server = site.servers[kiosk % servers]
        crowd.send(port=server.port, token=site.tokens["jumapolo", "kiosk"], kind="issue", times=times)
    answers = crowd.wait()
    assert Counter(answer["status"] for answer in answers) == {201: KIOSKS * times}
    told = [answer["told"]["number"] for answer in answers]
    assert len(set(told)) == len(told) == KIOSKS * times
    assert sorted(told) == sorted(row.number for row in kept_tickets(site))
    is_gap_free(site)


@pytest.mark.parametrize("times", SIZES)
def test_a_question_asked_thrice_through_any_server_has_one_answer(
    site: Site, servers: int, tmp_path: Path, times: int
) -> None:
    """Two clients ask the very same questions (the same token and request_ids) at the same time, each twice."""
    for _ in range(servers):
        site.serve()
    crowd = Twins(tmp_path)
    for twin in range(2):
        port = site.servers[twin % servers].port
        crowd.send(port=port, token=site.tokens["jumapolo", "kiosk"], kind="issue", times=times, repeat=2)
    by_id: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for answer in crowd.wait():
        by_id[answer["id"]].append(answer)
    assert len(by_id) == times
    for asked in by_id.values():
        assert sorted(answer["status"] for answer in asked) == [200, 200, 200, 201]
        assert len({str(answer["told"]) for answer in asked}) == 1
    assert len(kept_tickets(site)) == times
    is_gap_free(site)


class Twins(Crowd):
    """Every client draws the same request_ids."""

    def send(self, **words: Any) -> None:
        out = self.folder / f"diary-{len(self._diaries)}"
        self._start(out, seed=7, **words)


@pytest.mark.parametrize("times", SIZES)
def test_a_waiting_ticket_is_won_by_one_counter_only(site: Site, servers: int, tmp_path: Path, times: int) -> None:
    for _ in range(servers):
        site.serve()
    for code in ("1", "2", "3"):
        site.caller("counter").does(f"counters/{code}/openings")
    crowd = Crowd(tmp_path)
    for kiosk in range(2):
        port = site.servers[kiosk % servers].port
        crowd.send(port=port, token=site.tokens["jumapolo", "kiosk"], kind="issue", times=times)
    for code in ("1", "2", "3"):
        port = site.servers[int(code) % servers].port
        crowd.send(
            port=port,
            token=site.tokens["jumapolo", "counter"],
            kind="call",
            times=10 * times,
            counter=code,
            until=str(tmp_path / "over"),
        )
    crowd.wait(first=2)
    (tmp_path / "over").touch()
    answers = crowd.wait()
    assert {answer["status"] for answer in answers} <= {201, 409}, "nothing but answers and 'nobody waits'"
    assert {answer["told"]["code"] for answer in answers if answer["status"] == 409} <= {"nobody_waiting"}
    called = [answer["told"] for answer in answers if answer["path"].endswith("calls") and answer["status"] == 201]
    numbers = [call["ticket"]["number"] for call in called]
    assert len(numbers) == len(set(numbers)) == 2 * times, "each once, nobody forgotten"
    ids = sorted(call["call_id"] for call in called)
    assert ids == list(range(1, 2 * times + 1))
    assert {row.state for row in kept_tickets(site)} == {"done"}
    assert sum(line["waiting"] for line in site.caller("display").get("state")["lines"]) == 0


@pytest.mark.parametrize("times", SIZES)
def test_the_same_call_asked_by_two_at_once_is_one_call(site: Site, servers: int, tmp_path: Path, times: int) -> None:
    for _ in range(servers):
        site.serve()
    counter = site.caller("counter")
    counter.does("counters/1/openings")
    for _ in range(times):
        site.caller("kiosk").does("tickets", layanan="kartu-keluarga")
    crowd = Twins(tmp_path)
    for twin in range(2):
        port = site.servers[twin % servers].port
        crowd.send(port=port, token=site.tokens["jumapolo", "counter"], kind="twin-call", times=times)
    by_id: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for answer in crowd.wait():
        if answer["path"].endswith("calls"):
            by_id[answer["id"]].append(answer)
    assert len(by_id) == times
    for asked in by_id.values():
        assert sorted(answer["status"] for answer in asked) == [200, 201], asked
        assert len({answer["told"]["call_id"] for answer in asked}) == 1
    assert len(kept(site, t.calls)) == times
