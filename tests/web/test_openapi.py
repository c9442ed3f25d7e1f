"""The API's description is OpenAPI 3.1, says what the code checks, and forgets no route."""

import re
from typing import Any

import pytest

from hall.actions.people import create_token
from tests.web.conftest import House, Program

PAIRING = "/api/v1/halls/{hall}/pairings"  # asked by the pairing page alone; tests/people holds it
METHODS = {"get", "post", "put", "delete", "patch"}


@pytest.fixture
def document(house: House) -> dict[str, Any]:
    found: dict[str, Any] = house.app.test_client().get("/api/v1/openapi.json").get_json()
    return found


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(method, path): told for path, item in document["paths"].items() for method, told in item.items()}


def test_it_lists_every_route_of_the_api_and_nothing_else(house: House, document: dict[str, Any]) -> None:
    routes = {
        (method.lower(), re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in house.app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in rule.methods - {"HEAD", "OPTIONS"}
    }
    assert set(operations(document)) == {route for route in routes if not route[1].startswith(PAIRING)}
    assert len(routes) >= 20


def test_it_has_the_structure_of_openapi_3_1(document: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert set(document) <= {"openapi", "info", "servers", "paths", "components", "security", "tags", "externalDocs"}
    assert {"title", "version"} <= set(document["info"])
    ids = [told["operationId"] for told in operations(document).values()]
    assert len(ids) == len(set(ids))
    for (method, path), told in operations(document).items():
        assert path.startswith("/")
        assert method in METHODS
        named = {one["name"] for one in told["parameters"] if one["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))
        assert all(one["required"] and "schema" in one for one in told["parameters"] if one["in"] == "path")
        assert told["summary"], path
        assert all(re.fullmatch(r"[1-5]\d\d|default", status) for status in told["responses"])
        assert all("$ref" in answer or answer["description"] for answer in told["responses"].values())
        assert ("requestBody" in told) == (method == "post"), path
        assert all(set(need) <= set(document["components"]["securitySchemes"]) for need in told["security"])


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    refs = re.findall(r"'\$ref': '([^']+)'", str(document))
    assert refs
    for ref in set(refs):
        at: Any = document
        assert ref.startswith("#/")
        for part in ref[2:].split("/"):
            at = at[part]
        assert isinstance(at, dict)


def test_every_command_wants_a_request_id(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    for (method, path), told in operations(document).items():
        if method == "post":
            content = told["requestBody"]["content"]
            if "application/json" not in content:  # a file: in a form, or with the request_id in the address
                assert "request_id" in content["multipart/form-data"]["schema"]["required"], path
                assert "request_id" in {one["name"] for one in told["parameters"]}, path
                continue
            name = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
            assert "request_id" in schemas[name]["required"], path
            assert schemas[name]["additionalProperties"] is False


def test_every_command_names_its_first_and_its_repeated_answer(document: dict[str, Any]) -> None:
    for (method, path), told in operations(document).items():
        if method == "post" and "201" in told["responses"]:
            assert told["responses"]["200"]["content"] == told["responses"]["201"]["content"], path


def test_every_whole_number_of_a_body_says_how_large_it_may_be(document: dict[str, Any]) -> None:
    """A larger one is no number of ours, and the stores could not even look for it."""
    schemas, met = document["components"]["schemas"], 0
    for name in (name for name in schemas if name.endswith(("Body", "Row"))):
        for whole in re.findall(r"{[^{}]*'type': 'integer'[^{}]*}", str(schemas[name])):
            assert "'maximum'" in whole, (name, whole)
            met += 1
    assert met >= 10


def test_what_is_not_json_is_told_as_what_it_is(document: dict[str, Any]) -> None:
    speech = document["paths"]["/api/v1/halls/{hall}/speech/{version}/{counter}/{number}.mp3"]["get"]
    assert set(speech["responses"]["200"]["content"]) == {"audio/mpeg"}


def test_public_routes_are_the_contracts(document: dict[str, Any]) -> None:
    public = {path for (_, path), told in operations(document).items() if not told["security"]}
    assert public == {
        "/api/v1/halls", "/api/v1/halls/{hall}/layanan", "/api/v1/halls/{hall}/layanan/{code}",
        "/api/v1/tickets/{token}", "/api/v1/openapi.json",
    }  # fmt: skip


def test_it_is_the_same_every_time(house: House) -> None:
    first, again = (house.app.test_client().get("/api/v1/openapi.json").data for _ in range(2))
    assert first == again


def test_a_token_of_one_counter_speaks_for_no_other(house: House, document: dict[str, Any]) -> None:
    clerk = Program(house.app, "jumapolo", create_token(house.office, "jumapolo", "counter", counter="1"))
    said = {"reason": "Contoh", "ticket": "A001", "visit": 1, "station": "foto", "outcome": "pass", "resident": 1,
            "layanan": "kartu-keluarga"}  # fmt: skip
    at, asked = "/api/v1/halls/{hall}/counters/{counter}/", 0
    for (method, path), told in operations(document).items():
        if not path.startswith(at):
            continue
        name = path.removeprefix(at)
        if method == "get":
            answer = clerk.get(f"counters/2/{name}")
        else:
            model = told["requestBody"]["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
            wanted = set(document["components"]["schemas"][model]["required"]) - {"request_id"}
            answer = clerk.post(f"counters/2/{name}", **{field: said[field] for field in wanted})
        assert answer.status_code == 403, name
        asked += 1
    assert asked >= 20
    assert clerk.get("counters/1/desk").status_code == 200
