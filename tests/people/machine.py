"""An app on a port of its own, for tests in a real browser."""

from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

from hall import runtime
from tests.patience import free_port


class Machine:
    """A server on loopback; it can go away and come back at the same port."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self.port = free_port()
        self._server: BaseWSGIServer = make_server("127.0.0.1", self.port, app, threaded=True)
        self.url = f"http://127.0.0.1:{self.port}"
        runtime.spawn(self._server.serve_forever)

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def start(self) -> None:
        self._server = make_server("127.0.0.1", self.port, self._app, threaded=True)
        runtime.spawn(self._server.serve_forever)
