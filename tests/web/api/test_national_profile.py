"""DIGG's national REST API profile 1.2.0, rule by rule: what the description says, and what the API does.

Rules by their numbers: dataportal.se, "Nationell REST API-profil"; SKALL rules, and the BÖR rules that are named.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.conftest import Published

pytestmark = pytest.mark.any_database

METHODS = ("get", "put", "post", "delete", "patch")
FOREIGN = ("dialect", "schema")
"""What others define: Frictionless spells its names in its own way."""
OPEN_TO_ALL = ("/api/v1/checks", "/api/v1/subscriptions")
"""Where one may write without a token."""
READ = [
    "/api/v1/datasets",
    "/api/v1/datasets/{slug}",
    "/api/v1/files/{file}",
    "/api/v1/files/{file}/rows",
    "/api/v1/files/{file}/versions",
    "/api/v1/files/{file}/changes",
    "/api/v1/publishers",
    "/api/v1/specifications",
    "/api/v1/vocabularies/licence",
]


@pytest.fixture
def whole(client: FlaskClient, published: Published) -> dict[str, Any]:
    return dict(client.get("/api/v1/openapi.json").get_json())


@pytest.fixture
def of_file(client: FlaskClient, published: Published) -> dict[str, Any]:
    return dict(client.get(f"/api/v1/files/{published.file}/openapi.json").get_json())


@pytest.fixture(params=["whole", "of_file"])
def described(request: pytest.FixtureRequest, published: Published) -> dict[str, Any]:
    return dict(request.getfixturevalue(request.param))


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def parameters(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for item in described["paths"].values():
        yield from item.get("parameters", [])
        for method in METHODS:
            yield from item.get(method, {}).get("parameters", [])


def test_dok_the_description_says_whose_it_is_and_on_which_terms(described: dict[str, Any]) -> None:
    info = described["info"]
    assert info["title"]
    assert info["version"]
    assert info["description"]  # DOK.03
    assert info["contact"].keys() == {"name", "url", "email"}  # DOK.07
    assert info["license"].keys() == {"name", "url"}  # DOK.11
    assert info["termsOfService"]
    assert info["x-sla"]  # DOK.08
    assert info["x-limitations"]  # DOK.09


def test_dok_every_operation_is_described_with_all_its_answers(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        assert operation.get("summary"), (method, path)  # DOK.19
        statuses = set(operation["responses"])
        assert statuses & {"200", "201", "202", "204"}, (method, path)
        assert {"400", "503"} <= statuses, (method, path)  # DOK.20
        for status, answer in operation["responses"].items():
            assert answer["description"], (method, path, status)
            assert status < "400" or set(answer["content"]) == {"application/problem+json"}  # FEL.01
    ids = [operation["operationId"] for _path, _method, operation in operations(described)]
    assert len(ids) == len(set(ids))


def test_dok_it_is_openapi_3(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.")  # DOK.17


def test_res_nothing_personal_is_asked_for_in_an_address(described: dict[str, Any]) -> None:
    for parameter in parameters(described):
        assert not re.search(r"pnr|personnummer|ssn|civic", parameter["name"])  # RES.02


def test_ufn_paths_are_lower_case_words_with_hyphens(described: dict[str, Any]) -> None:
    for path in described["paths"]:
        plain = re.sub(r"\{\w+\}", "x", path)
        assert re.fullmatch(r"(/[a-z0-9.~-]+)+", plain), path  # RES.06, UFN.07-09
        assert re.match(r"/api/v[0-9]+/", path)  # UFN.05, VER.05


def test_fns_parameters_are_optional_and_begin_with_a_letter(described: dict[str, Any]) -> None:
    for parameter in parameters(described):
        if parameter["in"] == "query":
            assert re.fullmatch(r"[a-zA-Z][a-zA-Z0-9_]*", parameter["name"])  # FNS.01, FNS.03
            assert not parameter.get("required")  # FNS.05


def test_for_what_reads_takes_no_body(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        assert method != "get" or "requestBody" not in operation, path  # FOR.02


def test_sak_writing_needs_a_token_in_a_header(whole: dict[str, Any]) -> None:
    assert whole["components"]["securitySchemes"] == {"token": {"type": "http", "scheme": "bearer"}}  # SAK.10, SAK.16
    for path, method, operation in operations(whole):
        if method != "get" and path not in OPEN_TO_ALL:
            assert operation["security"] == [{"token": []}], (method, path)
    assert not any("key" in one["name"] or "token" in one["name"] for one in parameters(whole))  # SAK.18


def test_fns_pages_have_limit_and_offset(client: FlaskClient, published: Published, whole: dict[str, Any]) -> None:
    for path in ("/api/v1/datasets", "/api/v1/files/{file_id}/rows"):
        found = {one["name"]: one["schema"] for one in whole["paths"][path]["get"]["parameters"]}
        assert found["limit"]["default"] == 20  # FNS.08 (BÖR)
        assert "offset" in found  # FNS.07
    assert len(client.get(f"/api/v1/files/{published.file}/rows?limit=1").get_json()["data"]) == 1


def test_ver_the_api_says_what_it_is(client: FlaskClient, whole: dict[str, Any]) -> None:
    info = client.get("/api/v1/api-info").get_json()  # VER.06
    assert info["api_version"] == whole["info"]["version"]


@pytest.mark.parametrize("address", READ)
def test_ame_and_arq_answers_are_json_in_snake_case_that_can_be_kept(
    client: FlaskClient, published: Published, address: str
) -> None:
    place = address.format(slug=published.slug, file=published.file)
    answer = client.get(place, headers={"Accept-Charset": "utf-8"})
    assert answer.mimetype == "application/json"  # AME.01
    answer.data.decode("utf-8")  # ARQ.01
    assert client.get(place, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304  # ARQ.03
    for name, value in leaves(answer.get_json()):
        assert re.fullmatch(r"[a-z][a-z0-9_]*", name), name  # AME.04, AME.05
        if name.endswith("_at") and value:
            assert datetime.fromisoformat(value).utcoffset() is not None  # DOT.01, DOT.04
            assert value.endswith(("Z", "+00:00"))


def leaves(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for name, value in node.items():
            yield name, value
            yield from leaves(value) if name not in FOREIGN else ()
    elif isinstance(node, list):
        for value in node:
            yield from leaves(value)


@pytest.mark.parametrize("address", ["/api/v1/datasets/nowhere", "/api/v1/datasets?limit=x", "/api/v1/nowhere"])
def test_fel_errors_are_problems(client: FlaskClient, people: People, address: str) -> None:
    answer = client.get(address)
    assert answer.mimetype == "application/problem+json"  # FEL.01
    assert {"type", "title", "status", "detail", "instance"} <= answer.get_json().keys()  # FEL.02
    assert answer.get_json()["status"] == answer.status_code


def test_a_file_is_described_with_its_own_columns(of_file: dict[str, Any], published: Published) -> None:
    ((path, item),) = of_file["paths"].items()
    assert path == f"/api/v1/files/{published.file}/rows"
    columns = of_file["components"]["schemas"]["Row"]["properties"]
    assert columns.keys() == {"kod", "namn", "djup", "oppnad"}
    assert columns["djup"]["type"] == "integer"
    names = [one["name"] for one in item["get"]["parameters"]]
    assert {"limit", "namn", "namn__contains", "djup__gte", "djup__lte"} <= set(names)
    assert len(names) == len(set(names))
    assert of_file["info"]["license"]["url"].startswith("http")


def test_what_is_shown_to_generators_is_true(
    client: FlaskClient, of_file: dict[str, Any], published: Published
) -> None:
    (item,) = of_file["paths"].values()
    columns = of_file["components"]["schemas"]["Row"]["properties"]
    for parameter in item["get"]["parameters"]:
        schema = parameter["schema"]
        if parameter["name"].partition("__")[0] in columns:
            value = {"integer": "7", "number": "7.5", "date": "2026-01-31"}.get(
                schema.get("format") or schema["type"], "x"
            )
            asked = client.get(f"/api/v1/files/{published.file}/rows", query_string={parameter["name"]: value})
            assert asked.status_code == 200, asked.text
    for row in client.get(f"/api/v1/files/{published.file}/rows").get_json()["data"]:
        assert row.keys() == columns.keys()
