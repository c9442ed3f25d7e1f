"""The worker on the pinned gunicorn: websockets, fairness, and what happens when descriptors run out."""

import http.client
import json
import os
import signal
import socket

from websocket import WebSocket, create_connection

from tests.patience import PATIENCE, eventually
from tests.serving.conftest import Start, Trial

GREEDY = 400
GREET = b"GET /visit/greedy HTTP/1.1\r\nHost: localhost\r\n\r\n"


def screen(server: Trial) -> WebSocket:
    """A Socket.IO client, joined."""
    socket_ = create_connection(f"ws://127.0.0.1:{server.port}/socket.io/?EIO=4&transport=websocket", timeout=PATIENCE)
    assert socket_.recv().startswith("0{")
    socket_.send("40")
    assert socket_.recv().startswith("40{")
    return socket_


def test_a_websocket_carries_messages_both_ways(server: Trial) -> None:
    tv = screen(server)
    tv.send('42["echo","halo"]')
    assert tv.recv() == '42["echoed","HALO"]'
    tv.close()
    assert server.get("/")["patched"] is True
    assert server.err == ""


def test_many_screens_are_served_beside_each_other(server: Trial) -> None:
    tvs = [screen(server) for _ in range(60)]
    for number, tv in enumerate(tvs):
        tv.send(f'42["echo","tv {number}"]')
    assert [tv.recv() for tv in tvs] == [f'42["echoed","TV {number}"]' for number in range(60)]
    for tv in tvs:
        tv.close()


def test_a_client_that_hammers_one_connection_does_not_starve_another(server: Trial) -> None:
    quiet = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    quiet.request("GET", "/")
    quiet.getresponse().read()
    worker = server.worker()
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as greedy:
        greedy.sendall(GREET)
        answered = greedy.recv(65536)
        os.kill(worker, signal.SIGSTOP)  # both have asked before it goes on, however slow this process is
        greedy.sendall(GREET * (GREEDY - 1))
        quiet.request("GET", "/visit/quiet")
        os.kill(worker, signal.SIGCONT)
        assert quiet.getresponse().read() == b"seen"
        while answered.count(b"seen") < GREEDY:
            answered += greedy.recv(65536)
    order = server.get("/order")
    assert order.count("greedy") == GREEDY
    assert order.index("quiet") < GREEDY / 2


def test_a_slow_answer_holds_up_nobody(server: Trial) -> None:
    slow = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    slow.request("GET", "/hold")
    eventually(lambda: "held" in server.get("/order"), "the slow answer is in hand")
    for _ in range(20):
        assert server.get("/visit/other") == "seen"
    assert server.get("/let-go") == "let go", "whoever was held up by it would wait for ever"
    assert slow.getresponse().read() == b"held"


def test_a_connection_serves_many_requests(server: Trial) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    for _ in range(3):
        connection.request("GET", "/visit/again")
        answer = connection.getresponse()
        assert answer.read() == b"seen"
        assert answer.getheader("Connection") == "keep-alive"


def test_the_server_survives_running_out_of_descriptors(start: Start) -> None:
    server = start(open_files=96).ready()
    crowd = [socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) for _ in range(150)]
    eventually(lambda: "no descriptor left" in server.err)
    for client in crowd:
        client.close()
    assert server.get("/visit/later") == "seen"
    assert server.err.count("no descriptor left") == 1


def test_an_unreadable_request_is_refused_and_harms_nobody(server: Trial) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE) as rude:
        rude.sendall(b"\x00\x01 nonsense\r\n\r\n")
        assert rude.recv(200).startswith(b"HTTP/1.1 400")
    assert server.get("/visit/next") == "seen"


def test_forwarding_headers_count_only_from_trusted_proxies(start: Start) -> None:
    server = start().ready()
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", "/scheme", headers={"X-Forwarded-Proto": "https"})
    assert connection.getresponse().read() == b"http"
    behind = start(environ={"ANTREAN_TRUSTED_PROXIES": "127.0.0.0/8", "ANTREAN_VAR": f"{server.folder}/two"})
    eventually(behind.answers)
    connection = http.client.HTTPConnection("127.0.0.1", behind.port, timeout=PATIENCE)
    connection.request("GET", "/scheme", headers={"X-Forwarded-Proto": "https"})
    assert connection.getresponse().read() == b"https"


def test_every_line_of_the_log_is_one_object(start: Start) -> None:
    server = start("broken")
    assert server.ends() == 1
    lines = [json.loads(line) for line in server.err.splitlines() if line.startswith("{")]
    assert any("told to nobody but the log" in line.get("fault", "") for line in lines)
