import inspect
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from opendata import errors
from opendata.web import create_app
from opendata.web.problems import RETRY_SECONDS, STATUS
from opendata.wiring import Platform
from tests.conftest import People
from tests.web.conftest import Published

pytestmark = pytest.mark.any_database

KINDS = [kind for _name, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, errors.Error)]


@pytest.fixture
def failing(platform: Platform) -> FlaskClient:
    """A platform with a page and an API route for every error that there is: `/fail/NotFound`."""

    def fail(name: str) -> Any:
        if name == "fault":
            raise RuntimeError("a secret of ours")
        raise getattr(errors, name)("a_code", field="title")

    app = create_app(platform)
    app.add_url_rule("/fail/<name>", "fail", fail)
    app.add_url_rule("/api/v1/fail/<name>", "api_fail", fail)
    return app.test_client()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind is not errors.Error])
def test_every_error_has_a_status_of_its_own(kind: type[errors.Error]) -> None:
    assert kind in STATUS
    assert 400 <= STATUS[kind] < 600


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("NotFound", 404),
        ("NotAllowed", 403),
        ("Invalid", 400),
        ("TooLarge", 413),
        ("Conflict", 409),
        ("Unreachable", 503),
        ("Misconfigured", 500),
        ("fault", 500),
    ],
)
def test_an_error_is_a_problem_for_programs_and_a_page_for_people(
    failing: FlaskClient, people: People, name: str, status: int
) -> None:
    answer = failing.get(f"/api/v1/fail/{name}", headers=people.editor.headers)
    problem = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert {"type", "title", "status", "detail", "instance"} <= problem.keys()
    assert problem["status"] == status
    assert problem["instance"] == f"/api/v1/fail/{name}"
    assert problem["type"].startswith("http://data.example.se/")
    assert problem["title"]
    page = failing.get(f"/fail/{name}", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html"
    assert page.status_code == (401 if name == "NotAllowed" else status)
    for told in (answer.text, page.text):
        assert "a secret of ours" not in told
        assert "Traceback" not in told


def test_who_has_not_said_who_they_are_is_asked_to(failing: FlaskClient) -> None:
    answer = failing.get("/api/v1/fail/NotAllowed")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_whoever_should_come_back_is_told_when(failing: FlaskClient) -> None:
    answer = failing.get("/api/v1/fail/Unreachable")
    assert (answer.headers["Retry-After"], answer.headers["Cache-Control"]) == (RETRY_SECONDS[503], "no-store")


@pytest.mark.parametrize(
    ("language", "word"), [("sv", "finns"), ("en", "no dataset"), ("de", "finns"), ("en;q=0.1", "no dataset")]
)
def test_a_problem_is_worded_in_the_readers_language(client: FlaskClient, language: str, word: str) -> None:
    answer = client.get("/api/v1/datasets/nothing", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert word in answer.get_json()["detail"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/nothing", 404),
        ("GET", "/api/v1/datasets/nothing", 404),
        ("DELETE", "/api/v1/datasets", 405),
        ("PUT", "/api/v1/checks", 405),
        ("GET", "/api/v1/datasets?limit=0", 400),
        ("GET", "/api/v1/datasets?limit=ten", 400),
        ("GET", "/api/v1/datasets?colour=red", 400),
        ("GET", "/api/v1/datasets?sort=colour", 400),
        ("GET", "/api/v1/vocabularies/nothing", 404),
        ("GET", "/api/v1/publishers/nothing", 404),
        ("POST", "/api/v1/checks", 400),
    ],
)
def test_whatever_is_wrong_with_a_request_is_a_problem(
    client: FlaskClient, people: People, method: str, address: str, status: int
) -> None:
    answer = client.open(address, method=method)
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json"), answer.text
    assert answer.get_json()["detail"]
    if status == 405:
        assert answer.headers["Allow"]


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"7", b'"text"', b"null", b'{"publisher": 7, "title": []}', b"\xff\xfe", b"[" * 100_000]
)
def test_a_body_that_is_not_what_is_described_is_400(client: FlaskClient, people: People, body: bytes) -> None:
    answer = client.post("/api/v1/datasets", data=body, content_type="application/json", headers=people.editor.headers)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), answer.text[:200]


def test_the_fields_that_are_wrong_are_named_one_by_one(client: FlaskClient, people: People) -> None:
    values = {"publisher": "parker", "title": {"sv": "T"}, "licence": "GPL", "themes": ["X"], "landing_page": "x"}
    answer = client.post("/api/v1/datasets", json=values, headers=people.editor.headers)
    assert answer.status_code == 400
    assert {error["field"] for error in answer.get_json()["errors"]} == {"licence", "themes", "landing_page"}
    assert all(error["code"] and error["detail"] for error in answer.get_json()["errors"])
    unknown = client.post("/api/v1/datasets", json=values | {"colour": "red"}, headers=people.editor.headers)
    assert "colour" in {error["field"] for error in unknown.get_json()["errors"]}


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", "Bearer od_wrong", "Basic eDp5", "od_x", "Bearer å", "Bearer " + "x" * 5000]
)
def test_a_token_that_is_wrong_is_never_taken_for_no_token(
    client: FlaskClient, published: Published, header: str
) -> None:
    answer = client.get("/api/v1/datasets", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.get_json()["code"] == "token_unknown"
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_script_in_our_own_pages_gets_a_problem_too(client: FlaskClient) -> None:
    answer = client.get("/dataset/nothing", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert json.loads(answer.text)["code"] == "dataset_unknown"


def test_an_error_leaves_nothing_in_the_database(client: FlaskClient, people: People, published: Published) -> None:
    address = f"/api/v1/datasets/{published.slug}"
    refused = client.patch(address, json={"title": {"sv": "Ny"}, "licence": None}, headers=people.editor.headers)
    assert refused.status_code == 400
    assert client.get(address).get_json()["title"]["sv"] == "Badplatser"
