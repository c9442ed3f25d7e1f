"""`antrean serve` as a whole: one server a folder, nothing survives it, everything comes back, one sentence when not."""

import fcntl
import http.client
import json
import os
import signal
import socket
from pathlib import Path

import pytest
from websocket import create_connection

from hall.config import load
from hall.serving import serve
from tests.patience import PATIENCE, eventually
from tests.serving.conftest import Start, Trial, gone


def test_it_announces_the_addresses_to_open(server: Trial) -> None:
    assert server.out.splitlines()[:2] == ["Antrean siap. Buka di peramban:", f"  http://127.0.0.1:{server.port}/"]
    assert f"http://127.0.0.1:{server.port}/uji/kiosk" in server.out


def test_all_its_processes_stay_in_the_group_that_started_it(server: Trial) -> None:
    group = os.getpgid(server.process.pid)
    assert os.getpgid(server.worker()) == group
    assert [own for _, own in server.printing()] == [group]


def test_the_poke_reaches_both_sides(server: Trial) -> None:
    assert server.get("/pokes") == []
    assert server.get("/poke") == 1
    assert eventually(lambda: server.get("/pokes")) == ["r"]


def test_nothing_survives_the_master(server: Trial) -> None:
    worker, (printing, _) = server.worker(), server.printing()[0]
    server.process.kill()
    server.process.wait()
    _take_lock(server)
    eventually(lambda: gone(worker) and gone(printing))


def test_a_killed_server_starts_again_at_once_on_the_same_folder_and_port(server: Trial, start: Start) -> None:
    server.process.kill()
    server.process.wait()
    again = start(port=server.port)
    assert eventually(again.answers)["patched"] is True
    assert again.process.poll() is None


def test_a_crashed_worker_is_replaced_and_printing_goes_on(server: Trial) -> None:
    before = server.worker()
    with pytest.raises(ConnectionResetError):
        server.get("/crash")
    after = eventually(server.answers)["pid"]
    assert after != before
    assert server.get("/poke") == 1
    assert eventually(lambda: server.get("/pokes")) == ["r"]
    assert len(server.printing()) == 1
    assert server.out.count("Antrean siap") == 1


def test_a_killed_printing_process_is_started_again(server: Trial) -> None:
    (first, _), worker = server.printing()[0], server.worker()
    os.kill(first, signal.SIGKILL)
    (second, _) = eventually(lambda: server.printing()[1:])[0]
    assert second != first
    assert not gone(second)
    server.get("/poke")
    assert eventually(lambda: server.get("/pokes")) == ["r"]
    assert server.worker() == worker
    assert json.loads(server.err)["how"] == "status -9"


@pytest.mark.parametrize("wish", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stop_answers_what_is_in_hand_and_ends_by_itself(server: Trial, wish: signal.Signals) -> None:
    worker, (printing, _) = server.worker(), server.printing()[0]
    tv = create_connection(f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket", timeout=PATIENCE)
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    asked.request("GET", "/slow/150")
    eventually(lambda: "slow" in server.get("/order"), "the request is in hand")
    os.killpg(server.process.pid, wish) if wish == signal.SIGINT else server.process.send_signal(wish)
    assert asked.getresponse().read() == b"slept"
    assert server.ends() == 0  # how soon is measured by `make bench`
    assert gone(worker)
    assert gone(printing)
    assert "Traceback" not in server.err
    tv.close()


def test_a_request_that_does_not_end_does_not_keep_it_from_stopping(server: Trial) -> None:
    asked = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    asked.request("GET", "/slow/60000")
    eventually(lambda: "slow" in server.get("/order"), "the request is in hand")
    server.process.terminate()
    assert server.ends() == 0, "the request itself would take a minute"


def test_a_second_server_on_the_folder_is_refused_with_a_sentence(server: Trial, start: Start) -> None:
    second = start()
    assert second.ends() == 1
    assert second.err == (
        f"ANTREAN_VAR: folder data {server.folder}/var sedang dipakai server lain (proses {server.process.pid}). "
        "Hentikan server itu, atau pilih folder lain.\n"
    )
    assert server.answers()


def test_a_busy_port_is_told_in_a_sentence(start: Start) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        late = start(port=port)
        assert late.ends() == 1
    assert late.err == f"PORT: port {port} sudah dipakai program lain. Pilih port lain, misalnya PORT=8080.\n"


def test_a_folder_that_cannot_be_used_is_told_in_a_sentence(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    late = start(environ={"ANTREAN_VAR": str(tmp_path / "file" / "var")})
    assert late.ends() == 1
    assert late.err == f"ANTREAN_VAR: folder data {tmp_path}/file/var tidak dapat dipakai (Not a directory).\n"


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"application": "refuses"}, "ANTREAN_PUBLIC_URL: bukan alamat yang dapat dipakai.\n"),
        ({"prepare": "busy"}, "Penyimpanan server penuh.\n"),
    ],
)
def test_a_worker_that_cannot_start_stops_the_server_with_its_sentence(
    start: Start, chosen: dict[str, str], sentence: str
) -> None:
    late = start(**chosen)
    assert late.ends() == 1
    assert late.err == sentence
    assert late.out == ""
    assert late.printing() == []


def test_a_fault_at_start_goes_to_the_log_and_stops_the_server(start: Start) -> None:
    late = start("broken")
    assert late.ends() == 1
    assert late.err.splitlines()[-1] == "Server tidak dapat mulai. Sebabnya tertulis di catatan (log)."


def test_what_is_written_is_not_for_other_users(server: Trial) -> None:
    for path in (server.folder / "var").rglob("*"):
        assert path.stat().st_mode & 0o007 == 0, path


def _take_lock(server: Trial) -> None:
    with (server.folder / "var" / "antrean.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_the_application_knows_the_address_that_was_really_bound(start: Start) -> None:
    server = start(environ={"PORT": "0"}).ready()
    base = server.out.splitlines()[1].strip().rstrip("/")
    server.port = int(base.rpartition(":")[2])
    assert server.port > 0
    assert server.get("/home") == base


@pytest.mark.parametrize("bound", [("0.0.0.0", 8123), ("::", 8123, 0, 0)])
def test_a_bind_to_every_address_is_announced_by_ones_that_phones_can_open(
    bound: tuple[object, ...], tmp_path: Path
) -> None:
    found = serve.addresses(load({"ANTREAN_VAR": str(tmp_path)}), bound)
    assert found[0] == "http://127.0.0.1:8123"
    assert all(base.endswith(":8123") and "0.0.0.0" not in base and "[::]" not in base for base in found)
