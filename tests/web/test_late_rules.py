"""Addresses can be built from the rules as ever, though nothing is prepared for it."""

from flask import Flask, url_for

from hall.web.late_rules import LateRule


def test_a_late_rule_still_builds_its_address_when_somebody_asks() -> None:
    app = Flask("uji")
    app.url_rule_class = LateRule
    app.add_url_rule("/<hall>/lines/<int:number>", "line", lambda hall, number: f"{hall} {number}")
    with app.test_request_context():
        for _ in range(2):
            assert url_for("line", hall="barito kuala", number=7, day="sabtu") == "/barito%20kuala/lines/7?day=sabtu"
    assert app.test_client().get("/kerjo/lines/12").text == "kerjo 12"
