"""A keeper at a browser: reads pages as a person does and fills their forms in."""

import html
import re
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


@dataclass
class Keeper:
    """One browser. `see` opens a page of the room; `fill` sends one of its forms with the page's own token."""

    app: Flask
    hall: str
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()
        self.client.environ_base["REMOTE_ADDR"] = "10.0.0.5"

    def sign_in(self, username: str, password: str) -> TestResponse:
        form = {"username": username, "password": password}
        return self.client.post(f"/{self.hall}/admin/sign-in", data=form)

    def see(self, page: str = "") -> str:
        """The words of a page, as a person reads them."""
        answer = self.client.get(self._address(page))
        assert answer.status_code == 200, answer.text
        return words(answer.text)

    def fill(self, form: str, data: dict[str, Any] | None = None, *, on: str = "") -> TestResponse:
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', self.client.get(self._address(on)).text)
        assert token is not None, f"no form stands on {on}"
        return self.client.post(self._address(form), data={"csrf": token[1], **(data or {})})

    def done(self, form: str, data: dict[str, Any] | None = None, *, on: str = "") -> str:
        """Fills a form in that is taken, and reads the page that follows."""
        answer = self.fill(form, data, on=on)
        assert answer.status_code == 303, words(answer.text)
        return words(self.client.get(answer.headers["Location"]).text)

    def refused(self, form: str, data: dict[str, Any] | None = None, *, on: str = "") -> tuple[int, str]:
        """Fills a form in that is refused: the status and the sentence that stands in place."""
        answer = self.fill(form, data, on=on)
        said = re.findall(r'<p class="refusal" role="alert">.*?<span>(.*?)</span>', answer.text, re.DOTALL)
        assert len(said) == 1, words(answer.text)
        return answer.status_code, html.unescape(said[0])

    def _address(self, page: str) -> str:
        return f"/{self.hall}/admin/{page}".rstrip("/")


def words(page: str) -> str:
    """The visible words of a page on one line."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())
