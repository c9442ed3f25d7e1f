"""A film of the keeper's on its way to a real server: the queue goes on, and what does not arrive whole leaves nothing."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from tests.media.own_files import image, mp4
from tests.patience import PATIENCE, eventually
from tests.real_server import Site

PIECE = bytes(1_000_000)
FILM = 190_000_000


class Upload(Thread):
    """Sends a film as fast as the server takes it, and its last bytes when it is told to."""

    def __init__(self, site: Site, data: bytes, padding: int = 0) -> None:
        super().__init__(daemon=True)
        self.begun, self.finish, self.cut = Event(), Event(), Event()
        self.answer = b""
        named = b'--b\r\nContent-Disposition: form-data; name="'
        self._head = named + b'seconds"\r\n\r\n12\r\n' + named + b'file"; filename="film"\r\n\r\n' + data
        self._padding, self._end = padding, b"\r\n--b--\r\n"
        self._line = socket.create_connection(("127.0.0.1", site.servers[0].port), PATIENCE)
        length = len(self._head) + padding + len(self._end)
        self._line.sendall(
            b"POST /jumapolo/admin/tv/media HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            b"Authorization: Bearer " + site.tokens["jumapolo", "admin"].encode() + b"\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\nContent-Length: %d\r\n\r\n" % length
        )
        self.start()

    def run(self) -> None:
        self._line.sendall(self._head)
        for _ in range(self._padding // len(PIECE)):
            if self.cut.is_set():
                self._line.close()
                return
            self._line.sendall(PIECE)
            self.begun.set()
        self.finish.wait(PATIENCE * 4)
        self._line.sendall(self._end)
        while piece := self._line.recv(65536):
            self.answer += piece
        self._line.close()


@contextmanager
def film(site: Site) -> Iterator[Upload]:
    """A film whose `mdat` is still to come, half a minute of bytes away."""
    head = mp4()[:24] + (FILM + 8).to_bytes(4) + b"mdat"
    upload = Upload(site, head, FILM)
    assert upload.begun.wait(PATIENCE * 4)
    yield upload
    upload.cut.set()
    upload.finish.set()
    upload.join(PATIENCE * 4)


def incoming(site: Site) -> list[Path]:
    return list((site.servers[0].var / "media").rglob("*.*")) + list(
        (site.servers[0].var / "media" / "incoming").glob("*")
    )


def test_calls_go_on_while_a_film_arrives_and_a_cut_line_leaves_nothing(site: Site) -> None:
    screen, clerk, kiosk = site.screen("display"), site.caller("counter"), site.caller("kiosk")
    clerk.does("counters/1/openings")
    with film(site) as upload:
        eventually(lambda: incoming(site), "the film arrives in the data folder")
        for _ in range(5):
            number = kiosk.does("tickets", layanan="kartu-keluarga")["number"]
            assert clerk.does("counters/1/calls")["ticket"]["number"] == number
            screen.wait("ticket.called", lambda body, number=number: body["number"] == number)
            clerk.does("counters/1/completions")
        assert upload.answer == b"", "the film was still on its way"
        upload.cut.set()
        upload.join(PATIENCE * 4)
    eventually(lambda: not incoming(site), "what arrived of it is gone")
    screen.close()


def test_a_file_that_arrived_whole_is_told_to_the_tv_at_once(site: Site) -> None:
    screen = site.screen("display")
    upload = Upload(site, image(size=(300, 200)))
    upload.finish.set()
    state = screen.wait("hall.state", lambda body: body["media"] != [])
    upload.join(PATIENCE)
    assert b" 303 " in upload.answer.partition(b"\r\n")[0]
    assert [medium["kind"] for medium in state["media"]] == ["image"]
    screen.close()
