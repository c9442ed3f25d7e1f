"""How tests look at a counter's desk and at refusals."""

from typing import Any

import pytest

from hall.actions import counters
from hall.actions.desk import Asked
from hall.actions.office import Office
from hall.errors import Refused


def refused(do: object, *words: object, **more: object) -> str:
    with pytest.raises(Refused) as caught:
        do(*words, **more)  # type: ignore[operator]
    assert caught.value.detail.endswith(".")
    return caught.value.code


def look(office: Office, code: str = "1", asked: Asked | None = None) -> dict[str, Any]:
    return counters.desk(office, "jumapolo", code, asked)
