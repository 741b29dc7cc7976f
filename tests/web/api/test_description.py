"""What the API says of itself."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from opendata.dcat import vocabularies


@pytest.fixture
def described(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    return dict(answer.get_json())


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            if method in ("get", "put", "post", "delete", "patch"):
                yield (
                    path,
                    method,
                    {**operation, "parameters": [*item.get("parameters", []), *operation.get("parameters", [])]},
                )


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_every_route_of_the_api_is_described_and_nothing_else(app: Flask, described: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:[^:>]+:)?([^>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.rule != "/api/v1/openapi.json"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert {(path, method) for path, method, _operation in operations(described)} == routes


def test_the_description_is_openapi_3_with_our_address_and_no_dangling_end(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.")
    assert described["servers"] == [{"url": "http://data.example.se"}]
    assert described["info"]["title"]
    assert described["info"]["version"]
    for reference in references(described):
        node: Any = described
        for part in reference.removeprefix("#/").split("/"):
            node = node[part.replace("~1", "/")]
    for path, method, operation in operations(described):
        declared = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path)), (method, path)
        assert operation["responses"], (method, path)
        assert all(re.fullmatch(r"[1-5]\d\d|default", status) for status in operation["responses"])
        assert all(one.get("required") for one in operation["parameters"] if one["in"] == "path")


def test_paths_and_fields_follow_the_national_profile(described: dict[str, Any]) -> None:
    for path, _method, operation in operations(described):
        assert re.fullmatch(r"(/(\{\w+\}|[a-z0-9.-]+(\{\w+\})?))+", path), path
        for parameter in operation["parameters"]:
            assert re.fullmatch(r"[a-z][a-z0-9_]*", parameter["name"])
    for schema in described["components"]["schemas"].values():
        for name in schema.get("properties", {}):
            assert re.fullmatch(r"[a-z][a-z0-9_]*", name), name


def test_the_api_says_what_it_is(client: FlaskClient) -> None:
    info = client.get("/api/v1/api-info").get_json()
    assert {"api_name", "api_version", "api_released", "api_documentation", "api_status"} <= info.keys()
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["api_version"])
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", info["api_released"])
    assert info["api_documentation"] == "http://data.example.se/api/docs"
    assert client.get("/api/docs", headers={"Accept": "text/html"}).status_code == 200


def test_every_list_of_codes_is_there_in_both_languages(client: FlaskClient) -> None:
    names = client.get("/api/v1/vocabularies").get_json()["data"]
    assert set(names) == set(vocabularies.NAMES)
    for name in names:
        concepts = client.get(f"/api/v1/vocabularies/{name}").get_json()["data"]
        assert concepts, name
        for concept in concepts:
            assert concept["code"]
            assert concept["iri"].startswith(("http://", "https://", "urn:")), concept
            assert concept["label"].keys() >= {"sv", "en"}, concept


def test_what_is_read_has_a_tag_and_is_not_sent_twice(client: FlaskClient) -> None:
    for address in ("/api/v1/datasets", "/api/v1/api-info", "/api/v1/vocabularies", "/api/v1/publishers"):
        first = client.get(address)
        again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b""), address
        assert {"Authorization", "Accept-Language"} <= set(first.headers["Vary"].split(", "))


def test_head_is_as_get_without_the_body(client: FlaskClient) -> None:
    for address in ("/api/v1/datasets", "/api/v1/api-info"):
        got, head = client.get(address), client.head(address)
        assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", got.headers["ETag"])
