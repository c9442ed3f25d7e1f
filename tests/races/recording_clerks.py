"""Clerks who signed in at a live server with their own name, and press as everybody does."""

import http.client
import re
from typing import Any
from urllib.parse import urlencode

from hall.actions import people
from tests.caller import Caller
from tests.patience import PATIENCE
from tests.races.recording_house import HALL, RecordingSite

PASSWORD = "rahasia-sekali"


def signed_in(house: RecordingSite, name: str, server: int = 0) -> Caller:
    """A new clerk of this name with the cookie and the page's token of this server."""
    office = house.live()
    people.add_staff(office, HALL, name, name.title(), ["clerk"], PASSWORD)
    office.database.close()
    port = house.servers[server % len(house.servers)].port
    form = urlencode({"username": name, "password": PASSWORD})
    headers, _ = _asks(
        port, "POST", f"/{HALL}/counter/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"}
    )
    cookie = headers["Set-Cookie"].partition(";")[0]
    _, page = _asks(port, "GET", f"/{HALL}/counter", None, {"Cookie": cookie})
    token = re.search(r'(?:name="csrf" value=|"csrf": ?)"([0-9a-f]+)"', page)
    assert token is not None, page
    return Caller(port, None, HALL, {"Cookie": cookie, "X-CSRF-Token": token[1]})


def _asks(port: int, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[Any, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    line.request(method, path, body, headers)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.headers, text
