"""The log tells what happened and betrays nobody."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import socketio

from hall.serving import logs
from hall.serving.logs import ErrorStream, Line, veiled


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("GET /t/7XK4M2Q9P3RTA failed", "7XK4M2Q9P3RTA"),
        ("GET /api/v1/tickets/7XK4M2Q9P3RTA", "7XK4M2Q9P3RTA"),
        ("Authorization: Bearer antrean_abcDEF-123", "antrean_abcDEF-123"),
        ("{'token': 'abc-123'}", "abc-123"),
        ("password=rahasia1", "rahasia1"),
        (f"NIK {'7' * 16} masuk", "7" * 16),
        (f"NIP {'7' * 18}", "7" * 18),
        ("[SQL: INSERT INTO staff]\n[parameters: ('Budi', 'x')]\n(Background", "Budi"),
        ("postgresql://antrean:rahasia@db/antrean", "rahasia"),
    ],
)
def test_what_must_not_stand_in_a_log_is_veiled(said: str, secret: str) -> None:
    assert secret not in veiled(said)


def test_ordinary_words_stay() -> None:
    assert veiled("GET /kerjo/kiosk 200 ticket A001 at 2026-11-21T02:00:00") == (
        "GET /kerjo/kiosk 200 ticket A001 at 2026-11-21T02:00:00"
    )


def test_a_line_is_one_object_with_its_extras_and_its_fault() -> None:
    try:
        raise ValueError("no ticket /t/7XK4M2Q9P3RTA\nsecond line")
    except ValueError as fault:
        record = logging.makeLogRecord(
            {"name": "antrean.web", "levelname": "ERROR", "msg": "job %s", "args": (7,), "job": 7, "cause": "disk",
             "exc_info": (ValueError, fault, fault.__traceback__)}
        )  # fmt: skip
    text = Line().format(record)
    line = json.loads(text)
    assert "\n" not in text
    assert (line["level"], line["from"], line["text"], line["job"], line["cause"]) == (
        "error", "antrean.web", "job 7", 7, "disk",
    )  # fmt: skip
    assert line["at"].endswith("+00:00")
    assert "ValueError" in line["fault"]
    assert "7XK4M2Q9P3RTA" not in text


@pytest.fixture
def root_as_before() -> Iterator[None]:
    root, ours = logging.getLogger(), logging.getLogger("antrean")
    before = list(root.handlers), root.level, ours.level, logging.raiseExceptions
    yield
    for handler in set(root.handlers) - set(before[0]):
        handler.close()
    root.handlers[:], root.level, ours.level, logging.raiseExceptions = before
    logging.captureWarnings(False)


@pytest.mark.usefixtures("root_as_before")
def test_a_log_file_is_opened_anew_when_it_was_moved_away(tmp_path: Path) -> None:
    file = tmp_path / "log" / "antrean.log"
    logs.configure(file)
    logging.getLogger("antrean.web").info("one")
    file.rename(tmp_path / "old")
    logging.getLogger("antrean.web").info("two")
    logging.getLogger("some.library").info("chatter")
    assert json.loads((tmp_path / "old").read_text())["text"] == "one"
    assert [json.loads(line)["text"] for line in file.read_text().splitlines()] == ["two"]


@pytest.mark.usefixtures("root_as_before")
def test_the_library_of_the_sockets_writes_nothing_past_the_log(tmp_path: Path) -> None:
    """Its own handler would write whole faults to standard error, where nothing is veiled."""
    found = [logging.getLogger(name) for name in logs.SOCKETS]
    for logger in found:
        logger.setLevel(logging.NOTSET)
        logger.handlers.clear()
    logs.configure(tmp_path / "antrean.log")
    socketio.Server(async_mode="threading")
    assert [logger.handlers for logger in found] == [[], []]


def test_what_libraries_write_beside_the_log_becomes_lines_of_it(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        ErrorStream().write("server=1 client=10.0.0.9:1 socket shutdown error: [Errno 9] Bad file descriptor")
        ErrorStream().writelines(["something else\n", "\n"])
    ours = [record for record in caplog.records if record.name == "antrean.web"]
    assert [(record.levelname, record.getMessage()) for record in ours][1:] == [("WARNING", "something else")]
    assert ours[0].levelname == "DEBUG"
