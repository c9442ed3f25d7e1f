"""`kill -9` of the printing process at every state of a slip: what nobody began comes out later, nothing comes out twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import update

from hall.printing.begun import Begun
from hall.printing.device_lock import device_lock
from hall.records.tables import print_jobs
from hall.rules.print_jobs import INTERRUPTED
from printer_drivers import read_url
from tests.patience import PATIENCE
from tests.printer_drivers.simulated import SimulatedPrinter
from tests.printing.outbox import Outbox
from tests.printing.running import numbers, process, wait, warmed

PATIENT = "&connect=30&deadline=60"


@dataclass
class Stage:
    """One printer and the process that drives it."""

    outbox: Outbox
    device: SimulatedPrinter
    printer: int
    poke: Any

    def ask(self) -> int:
        """A slip more; the process is woken."""
        job = self.outbox.job(self.printer)
        self.poke.send(b"p")
        return job

    def came_out(self, job: int) -> int:
        """How often this slip is on paper."""
        return numbers(list(self.device.tickets)).count(f"A{job:03d}")

    def comes_out(self, job: int) -> bool:
        return wait(lambda: self.came_out(job) == 1)

    def begun(self, job: int) -> bool:
        """Whether a device was touched for it, as the next process will see."""
        marks = Begun(self.outbox.var)
        marks.close()
        return marks.may_have(job)

    def stands_at_the_device(self, job: int) -> bool:
        """Begun, or known not to be able to (a look at the device came before it)."""
        return wait(lambda: self.begun(job) or self.outbox.row(job).reason is not None)


@contextmanager
def queued(stage: Stage) -> Iterator[int]:
    stage.device.mode = "cover"
    job = stage.ask()
    assert wait(lambda: stage.outbox.row(job).reason is not None)
    yield job
    stage.device.mode = "ok"


@contextmanager
def claimed_and_not_begun(stage: Stage) -> Iterator[int]:
    """Another program holds the device: the job is committed as sending, no device was touched for it."""
    with device_lock(read_url(stage.device.url)):
        job = stage.ask()
        assert wait(lambda: stage.outbox.row(job).attempt == 1 or stage.outbox.row(job).reason is not None)
        yield job


@contextmanager
def begun_before_the_first_byte(stage: Stage) -> Iterator[int]:
    stage.device.mode = "mute"
    job = stage.ask()
    assert stage.stands_at_the_device(job)
    yield job
    assert stage.came_out(job) == 0
    stage.device.mode = "ok"


@contextmanager
def in_the_middle_of_the_slip(stage: Stage) -> Iterator[int]:
    before = len(stage.device.first_byte_at)
    stage.device.mode = "out_mid"
    job = stage.ask()
    assert wait(lambda: len(stage.device.first_byte_at) > before)
    yield job
    stage.device.mode = "ok"
    assert stage.comes_out(job), "the printer held it all the while"


@contextmanager
def written_and_not_read(stage: Stage) -> Iterator[int]:
    stage.device.mode = "stall"
    job = stage.ask()
    assert stage.stands_at_the_device(job)
    yield job
    stage.device.mode = "ok"


@contextmanager
def printed_and_not_confirmed(stage: Stage) -> Iterator[int]:
    stage.device.mode = "echo_late"
    job = stage.ask()
    assert stage.comes_out(job)
    yield job
    stage.device.mode = "ok"


@contextmanager
def confirmed_and_not_reported(stage: Stage) -> Iterator[int]:
    """Another writer holds the store, so that the report can't be kept."""
    stage.device.mode = "echo_late"
    job = stage.ask()
    assert stage.comes_out(job)
    with stage.outbox.database.writing() as connection:
        connection.execute(update(print_jobs).where(print_jobs.c.id == job).values(attempt=1))
        stage.device.mode = "ok"
        assert wait(lambda: stage.device._link is None), "it has its echo and hung up"
        yield job


Moment = Callable[[Stage], AbstractContextManager[int]]
MOMENTS: tuple[Moment, ...] = (
    queued, claimed_and_not_begun, begun_before_the_first_byte, in_the_middle_of_the_slip, written_and_not_read,
    printed_and_not_confirmed, confirmed_and_not_reported,
)  # fmt: skip


@pytest.mark.parametrize(
    "moments", [pytest.param(MOMENTS, id="once"), pytest.param(MOMENTS * 20, id="20", marks=pytest.mark.long)]
)
def test_a_kill_at_any_moment_leaves_one_slip_on_paper_or_an_uncertain_one(
    outbox: Outbox, moments: tuple[Moment, ...]
) -> None:
    ends: dict[int, str] = {}
    with SimulatedPrinter() as device:
        printer = outbox.printer(device.url + PATIENT)
        for reach in moments:
            with ExitStack() as fault, process(outbox) as (running, poke):
                warmed(outbox, printer)
                stage = Stage(outbox, device, printer, poke)
                job = fault.enter_context(reach(stage))
                running.kill()
                running.wait()
                in_hand = outbox.state(job) == "sending" and stage.begun(job)
                ends[job] = "uncertain" if in_hand else "printed"
            assert not (in_hand and reach in (queued, claimed_and_not_begun)), "nobody had begun it"
        with process(outbox):
            warmed(outbox, printer)
            assert wait(lambda: all(outbox.state(job) == end for job, end in ends.items())), outbox.states()
        said = numbers(device.tickets)
    assert len(said) == len(set(said)), "no number comes out twice"
    for job, end in ends.items():
        if end == "uncertain":
            assert outbox.row(job).reason == INTERRUPTED
        else:
            assert f"A{job:03d}" in said


@pytest.mark.parametrize(
    ("slips", "kills"), [pytest.param(20, 2, id="short"), pytest.param(200, 20, id="long", marks=pytest.mark.long)]
)
def test_killed_again_and_again_no_slip_comes_out_twice_and_at_most_one_a_kill_is_uncertain(
    outbox: Outbox, slips: int, kills: int
) -> None:
    with SimulatedPrinter() as device:  # so quick that jobs are claimed in batches
        printer = outbox.printer(device.url)
        jobs = [outbox.job(printer) for _ in range(slips)]
        for _ in range(kills):
            with process(outbox) as (running, _):
                enough = len(device.tickets) + 3
                assert wait(lambda enough=enough: len(device.tickets) >= enough or "queued" not in outbox.states())
                running.kill()
        with process(outbox):
            assert wait(lambda: set(outbox.states()) <= {"printed", "uncertain"}, PATIENCE + slips)
        said = numbers(device.tickets)
        assert len(said) == len(set(said))
        printed = {f"A{n:03d}" for n, job in enumerate(jobs, 1) if outbox.state(job) == "printed"}
        assert printed <= set(said)
        assert outbox.states().count("uncertain") <= kills


def test_marks_vouch_only_for_what_they_saw(tmp_path: Any) -> None:
    first = Begun(tmp_path)
    assert first.may_have(7), "nothing is known of who was here before"
    first.settle()
    assert not first.may_have(7)
    first.mark(7)
    second = Begun(tmp_path)
    assert second.may_have(7)
    assert not second.may_have(8)
    second.settle()
    assert not second.may_have(7)
    (tmp_path / "locks" / "begun").write_bytes(b"another boot".ljust(64, b"\0") + bytes(8192))
    assert Begun(tmp_path).may_have(8), "after a power cut every slip in hand may have been begun"
    (tmp_path / "locks" / "begun").write_bytes(b"torn")
    assert Begun(tmp_path).may_have(8)


def test_marks_not_yet_settled_outlive_another_kill(tmp_path: Any) -> None:
    first = Begun(tmp_path)
    first.settle()
    first.mark(7)
    Begun(tmp_path)  # killed before it could decide
    assert Begun(tmp_path).may_have(7)
