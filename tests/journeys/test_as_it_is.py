"""A file that is no table can be published as it is, and then says why it has no rows."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from rdflib import Graph, URIRef
from rdflib.namespace import DCAT

from tests.conftest import People
from tests.support import story

pytestmark = pytest.mark.any_database

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj"


def published(client: FlaskClient, people: People, work: Callable[[], None]) -> Any:
    slug = story.create(client, people)["slug"]
    sent = story.upload(client, people, slug, PDF, "rapport.pdf")
    work()
    file = f"/api/v1/files/{sent.json['id']}"
    refused = client.get(f"{file}", headers=people.editor.headers).json
    assert refused["current_version"] is None
    again = client.put(f"{file}/reading", json={"as_is": True}, headers=people.editor.headers)
    assert again.status_code == 202, again.json
    work()
    moves = f"/api/v1/datasets/{slug}/moves"
    for move, who in (("submit", people.editor), ("publish", people.reviewer)):
        answer = client.post(moves, json={"move": move}, headers=who.headers)
        assert answer.status_code == 200, answer.json
    return answer.json


def test_a_pdf_is_published_with_its_bytes_and_without_rows(
    client: FlaskClient, people: People, work: Callable[[], None]
) -> None:
    made = published(client, people, work)
    (file,) = made["files"]
    shown = client.get(f"/api/v1/files/{file['id']}").json
    (original,) = shown["renditions"]
    assert original["media_type"] == "application/pdf"
    got = client.get(original["url"])
    assert (got.data, got.mimetype) == (PDF, "application/pdf")
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert client.get(f"/api/v1/files/{file['id']}/rows").status_code == 404


def test_the_catalog_offers_the_pdf_and_no_service(
    client: FlaskClient, people: People, work: Callable[[], None]
) -> None:
    published(client, people, work)
    graph = Graph().parse(data=client.get("/catalog.ttl").data, format="turtle")
    assert len(list(graph.subjects(predicate=DCAT.downloadURL))) == 1
    pdf = URIRef("https://www.iana.org/assignments/media-types/application/pdf")
    assert list(graph.subjects(DCAT.mediaType, pdf))
    assert not list(graph.subjects(predicate=DCAT.endpointURL))


def test_the_page_says_why_there_is_no_preview(client: FlaskClient, people: People, work: Callable[[], None]) -> None:
    made = published(client, people, work)
    page = client.get(f"/dataset/{made['slug']}?lang=en").text
    assert "a PDF document, not a table" in page
    assert "Explore the rows" not in page


def test_a_table_is_read_as_a_table_all_the_same(client: FlaskClient, people: People, work: Callable[[], None]) -> None:
    made = published(client, people, work)
    file = f"/api/v1/files/{made['files'][0]['id']}"
    sent = client.put(f"{file}/content?filename=nu.csv", data=b"Kod,Antal\n01,1\n", headers=people.editor.headers)
    assert sent.status_code == 202
    work()
    assert client.get(f"{file}/rows").json["meta"]["total"] == 1
