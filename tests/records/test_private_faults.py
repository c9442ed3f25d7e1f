"""A fault of the store names its statement and its constraint, and nothing that anybody typed."""

import logging

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from hall.actions import people
from hall.actions.office import Office
from hall.records.tables import staff

SECRET = "siti-yang-rahasia"


def test_a_broken_rule_of_the_store_tells_no_value(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    for username in (SECRET, "lain"):
        people.add_staff(office, "jumapolo", username, f"Nama {SECRET}", ["clerk"], "kata-sandi-panjang")
    with pytest.raises(IntegrityError) as caught, office.database.writing() as connection:
        connection.execute(update(staff).where(staff.c.username == "lain").values(username=SECRET))
    with caplog.at_level(logging.ERROR):
        logging.getLogger("antrean.test").error("fault", exc_info=caught.value)
    assert "staff" in caplog.text
    for text in (str(caught.value), repr(caught.value), str(caught.value.orig), caplog.text):
        assert SECRET not in text
    with office.database.reading() as connection:
        assert connection.execute(select(staff.c.username).where(staff.c.username == SECRET)).scalar() == SECRET
