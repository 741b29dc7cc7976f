"""Dataset series through the API."""

from typing import Any

from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.conftest import Published

SAID = {"title": {"sv": "Badvatten per år"}, "description": {"sv": "En del för varje år."}}


def make(client: FlaskClient, people: People, **more: Any) -> Any:
    asked = {"publisher": "parker", **SAID, **more}
    return client.post("/api/v1/series", json=asked, headers=people.editor.headers)


def test_a_series_is_made_changed_filled_and_emptied(client: FlaskClient, people: People, published: Published) -> None:
    mine = people.editor.headers
    made = make(client, people, theme=["ENVI"])
    address = "/api/v1/series/badvatten-per-ar"
    assert (made.status_code, made.headers["Location"]) == (201, f"http://data.example.se{address}")
    assert made.get_json() == {
        **SAID,
        "theme": ["ENVI"],
        "slug": "badvatten-per-ar",
        "iri": "http://data.example.se/series/badvatten-per-ar",
        "publisher": "parker",
        "is_public": False,
        "datasets": [],
    }
    assert client.get(address).status_code == 404
    changed = client.patch(address, json={"theme": None, "issued": "2019"}, headers=mine).get_json()
    assert ("theme" in changed, changed["issued"], changed["title"]) == (False, "2019", SAID["title"])
    member = f"{address}/datasets/{published.slug}"
    assert client.put(member, headers=people.outsider.headers).status_code in (403, 404)
    assert client.put(member, headers=mine).get_json()["datasets"] == [published.slug]
    assert client.get(address).get_json()["is_public"] is True
    assert [one["slug"] for one in client.get("/api/v1/series").get_json()["data"]] == ["badvatten-per-ar"]
    assert "/series/badvatten-per-ar>" in client.get(f"/dataset/{published.slug}.nt").text
    assert client.get("/series/badvatten-per-ar").status_code == 200
    assert client.delete(member, headers=mine).get_json()["is_public"] is False
    assert client.get("/api/v1/series").get_json()["data"] == []
    assert client.delete(address, headers=mine).status_code == 409


def test_what_is_wrong_with_a_series_is_told_at_its_place(client: FlaskClient, people: People) -> None:
    answer = make(client, people, title={"en": "Water"}, page=[{"iri": "här"}], issued="igår")
    assert answer.status_code == 400
    assert {one["field"] for one in answer.get_json()["errors"]} >= {"page.0.iri", "issued"}
    assert make(client, people, description={}).get_json()["errors"][0]["field"] == "description"
    assert make(client, people, publisher="skolor").status_code in (403, 404)
    assert make(client, people, identifier="1").status_code == 400


def test_a_series_that_was_never_public_is_deleted(client: FlaskClient, people: People) -> None:
    make(client, people)
    address = "/api/v1/series/badvatten-per-ar"
    assert client.delete(address, headers=people.outsider.headers).status_code == 404
    assert client.delete(address, headers=people.editor.headers).status_code == 204
    assert client.get(address, headers=people.editor.headers).status_code == 404
