"""The steps that most stories begin with, taken through the API."""

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

from flask.testing import FlaskClient

from tests.conftest import People

DESCRIBED: Mapping[str, Any] = {
    "publisher": "parker",
    "title": {"sv": "Badplatser", "en": "Bathing sites"},
    "description": {"sv": "Alla kommunala badplatser."},
    "licence": "CC0-1.0",
    "themes": ["ENVI"],
    "keywords": {"sv": ["bad", "badplats"]},
    "frequency": "ANNUAL",
}


def create(client: FlaskClient, people: People, **described: Any) -> Any:
    answer = client.post("/api/v1/datasets", json={**DESCRIBED, **described}, headers=people.editor.headers)
    assert answer.status_code == 201, answer.json
    return answer.json


def upload(client: FlaskClient, people: People, slug: str, content: bytes, name: str, schema: Any = None) -> Any:
    """The answer to an upload; `schema` is a Table Schema."""
    form = {"file": (io.BytesIO(content), name)} | ({"schema": json.dumps(schema)} if schema else {})
    return client.post(f"/api/v1/datasets/{slug}/files", data=form, headers=people.editor.headers)


def publish(
    client: FlaskClient,
    people: People,
    work: Callable[[], None],
    content: bytes,
    name: str,
    schema: Any = None,
    **more: Any,
) -> Any:
    """A published dataset with one file, as the API shows it; `more` are described fields."""
    slug = create(client, people, **more)["slug"]
    sent = upload(client, people, slug, content, name, schema)
    assert sent.status_code == 202, sent.json
    work()
    version = client.get(f"/api/v1/versions/{sent.json['newest_version']}", headers=people.editor.headers).json
    assert version["state"] == "accepted", version["report"]
    moves = f"/api/v1/datasets/{slug}/moves"
    assert client.post(moves, json={"move": "submit"}, headers=people.editor.headers).status_code == 200
    answer = client.post(moves, json={"move": "publish"}, headers=people.reviewer.headers)
    assert answer.status_code == 200, answer.json
    return answer.json
