"""Checks that store nothing, raw bodies, and what is asked for with them."""

import io
import json
from collections.abc import Callable
from typing import Any

import frictionless
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from opendata.model import Base
from opendata.wiring import Platform
from tests.conftest import People
from tests.web.conftest import Published
from tests.web.portal.office import CSV, MORE
from tests.web.portal.office import Office as Publishing

SCHEMA = {"fields": [{"name": "namn", "title": "Namn", "type": "string"}, {"name": "djup", "type": "integer"}]}


def stored(platform: Platform) -> tuple[dict[str, int], int]:
    """How many rows each table has, and how many files there are in the data folder's store and scratch."""
    with platform.session() as session:
        rows = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
    folders = [platform.settings.data_dir / name for name in ("files", "scratch")]
    return rows, sum(path.is_file() for folder in folders for path in folder.rglob("*"))


@pytest.mark.parametrize("content", [CSV, b"", b"\x89PNG\r\n\x1a\n" + bytes(50), b"a,b\n1\n"])
def test_trying_a_file_stores_nothing(client: FlaskClient, platform: Platform, people: People, content: bytes) -> None:
    before = stored(platform)
    answer = client.post("/api/v1/checks", data={"file": (io.BytesIO(content), "x.csv")})
    assert answer.status_code == 200
    assert answer.get_json()["sound"] == (content == CSV)
    assert stored(platform) == before


def test_a_file_is_tried_against_a_schema_in_the_readers_language(client: FlaskClient, people: People) -> None:
    words = set()
    for language in ("sv", "en"):
        answer = client.post(
            "/api/v1/checks",
            data={"file": (io.BytesIO(b"Namn,djup\nSjo,tolv\n"), "x.csv"), "schema": json.dumps(SCHEMA)},
            headers={"Accept-Language": language},
        )
        (finding,) = answer.get_json()["findings"]
        assert (finding["row"], finding["column"], finding["value"]) == (2, "djup", "tolv")
        words.add(finding["message"])
    assert len(words) == 2


@pytest.mark.parametrize("schema", ["{", "[]", '{"fields": 7}', '{"fields": [{"type": "x"}]}'])
def test_a_schema_that_cannot_be_used_is_told(client: FlaskClient, people: People, schema: str) -> None:
    answer = client.post("/api/v1/checks", data={"file": (io.BytesIO(CSV), "x.csv"), "schema": schema})
    assert answer.status_code in (200, 400)
    assert answer.get_json().get("sound", False) is False


def test_a_new_version_may_be_sent_as_its_bytes(
    client: FlaskClient, people: People, published: Published, work: Callable[[], None]
) -> None:
    sent = client.put(f"/api/v1/files/{published.file}/content", data=MORE, headers=people.editor.headers)
    assert sent.status_code == 202
    assert sent.headers["Location"] == f"http://data.example.se/api/v1/versions/{sent.get_json()['id']}"
    assert sent.get_json()["filename"] == "platser.csv"
    work()
    assert client.get(f"/files/{published.file}/original").data == MORE


def test_the_report_of_a_version_is_one_that_frictionless_reads(
    client: FlaskClient, people: People, published: Published, work: Callable[[], None]
) -> None:
    broken = client.put(
        f"/api/v1/files/{published.file}/content", data=b"namn;djup\nHav;tolv\n", headers=people.editor.headers
    )
    address = f"/api/v1/versions/{broken.get_json()['id']}/frictionless-report"
    assert client.get(address, headers=people.editor.headers).get_json()["code"] == "report_not_ready"
    work()
    report = frictionless.Report.from_descriptor(client.get(address, headers=people.editor.headers).get_json())
    assert (report.valid, report.tasks[0].stats["rows"]) == (True, 1)
    assert client.get(address).status_code == 404


def test_a_new_version_may_be_sent_as_a_form(
    client: FlaskClient, people: People, published: Published, work: Callable[[], None]
) -> None:
    form = {"file": (io.BytesIO(MORE), "nya.csv")}
    sent = client.put(f"/api/v1/files/{published.file}/content", data=form, headers=people.editor.headers)
    assert (sent.status_code, sent.get_json()["filename"]) == (202, "nya.csv")
    work()
    assert client.get(f"/files/{published.file}/original").data == MORE


@pytest.mark.parametrize("way", ["bytes", "form"])
def test_what_is_asked_for_with_a_new_file_is_heard_in_both_ways(
    client: FlaskClient, people: People, publishing: Publishing, way: str
) -> None:
    publishing.draft("utkast")
    asked = {"title": json.dumps({"sv": "Djup", "en": "Depths"}), "schema": json.dumps(SCHEMA)}
    content = b"Namn,djup\nSjo,12\n"
    address, headers = "/api/v1/datasets/utkast/files", people.editor.headers
    sent: Any = (
        client.post(address, query_string=asked | {"filename": "d.csv"}, data=content, headers=headers)
        if way == "bytes"
        else client.post(address, data=asked | {"file": (io.BytesIO(content), "d.csv")}, headers=headers)
    )
    assert sent.status_code == 202, sent.text
    publishing.work()
    file = client.get(f"/api/v1/files/{sent.get_json()['id']}", headers=headers).get_json()
    assert file["title"] == {"sv": "Djup", "en": "Depths"}
    assert [column["type"] for column in file["columns"]] == ["string", "integer"]


@pytest.mark.parametrize(
    ("asked", "field"),
    [({"title": '{"sv": 7}'}, "title"), ({"title": '{"de": "x"}'}, "title"), ({"schema": "{"}, "schema")],
)
def test_what_cannot_be_asked_for_is_named_and_nothing_is_made(
    client: FlaskClient, people: People, publishing: Publishing, asked: dict[str, str], field: str
) -> None:
    publishing.draft("utkast")
    before = client.get("/api/v1/datasets/utkast", headers=people.editor.headers).get_json()["files"]
    sent = client.post("/api/v1/datasets/utkast/files", query_string=asked, data=MORE, headers=people.editor.headers)
    assert sent.status_code == 400
    assert [error["field"] for error in sent.get_json()["errors"]] == [field]
    assert client.get("/api/v1/datasets/utkast", headers=people.editor.headers).get_json()["files"] == before


def test_a_form_without_a_file_is_told_so(client: FlaskClient, people: People, publishing: Publishing) -> None:
    publishing.draft("utkast")
    sent = client.post(
        "/api/v1/datasets/utkast/files",
        data={"title": "x"},
        headers=people.editor.headers,
        content_type="multipart/form-data",
    )
    assert sent.status_code == 400
    assert sent.get_json()["errors"][0]["field"] == "file"


def test_who_may_not_upload_is_refused_before_anything_is_kept(
    client: FlaskClient, platform: Platform, people: People, published: Published
) -> None:
    before = stored(platform)
    for headers in ({}, people.outsider.headers):
        for method, address in (
            ("POST", f"/api/v1/datasets/{published.slug}/files"),
            ("PUT", f"/api/v1/files/{published.file}/content"),
        ):
            sent = client.open(address, method=method, data=MORE, headers=headers)
            assert sent.status_code in (401, 403)
    assert stored(platform) == before


def test_the_same_bytes_twice_are_one_version_and_one_file(
    client: FlaskClient, people: People, published: Published
) -> None:
    address = f"/api/v1/files/{published.file}/content"
    first, second = (client.put(address, data=MORE, headers=people.editor.headers).get_json() for _time in range(2))
    assert first["id"] == second["id"]
    again = client.post(f"/api/v1/datasets/{published.slug}/files", data=MORE, headers=people.editor.headers)
    assert again.status_code == 409


def test_a_draft_can_be_deleted_and_what_was_public_cannot(
    client: FlaskClient, people: People, publishing: Publishing, published: Published
) -> None:
    publishing.draft("utkast")
    assert client.delete("/api/v1/datasets/utkast", headers=people.editor.headers).status_code == 204
    assert client.get("/api/v1/datasets/utkast", headers=people.editor.headers).status_code == 404
    assert client.delete(f"/api/v1/files/{published.file}", headers=people.editor.headers).status_code == 409
