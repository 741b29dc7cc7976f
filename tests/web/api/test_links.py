"""Links through the API: files that lie elsewhere."""

from typing import Any

from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.conftest import Published

LINK = {
    "title": {"sv": "Karttjänst"},
    "access_url": "https://kartor.example.se/bad",
    "download_url": ["https://kartor.example.se/bad.csv"],
    "format": "text/csv",
}


def add(client: FlaskClient, people: People, slug: str, link: Any = LINK) -> Any:
    return client.post(f"/api/v1/datasets/{slug}/files", json={"link": link}, headers=people.editor.headers)


def test_a_link_is_a_file_without_versions(client: FlaskClient, people: People, published: Published) -> None:
    made = add(client, people, published.slug)
    assert made.status_code == 201, made.text
    file = made.get_json()
    assert made.headers["Location"] == f"http://data.example.se/api/v1/files/{file['id']}"
    shown = client.get(f"/api/v1/files/{file['id']}").get_json()
    assert shown == file
    assert shown["title"] == LINK["title"]
    assert shown["link"] == {name: value for name, value in LINK.items() if name != "title"}
    assert (shown["current_version"], shown["renditions"], list(shown["links"])) == (None, [], ["self"])
    files = client.get(f"/api/v1/datasets/{published.slug}").get_json()["files"]
    assert [one["id"] for one in files] == [published.file, file["id"]]
    assert files[0]["link"] is None
    for part in ("rows", "rows.csv"):
        assert client.get(f"/api/v1/files/{file['id']}/{part}").status_code == 404
    assert client.get(f"/api/v1/files/{file['id']}/versions").get_json()["data"] == []
    assert client.get(f"/api/v1/files/{file['id']}/schema").status_code == 200


def test_a_link_is_changed_and_removed(client: FlaskClient, people: People, published: Published) -> None:
    address = "/api/v1/files/" + add(client, people, published.slug).get_json()["id"]
    change = {"title": {"sv": "Kartor"}, "link": {"download_url": None, "license": "CC-BY-4.0"}}
    changed = client.patch(address, json=change, headers=people.editor.headers).get_json()
    assert changed["title"] == {"sv": "Kartor"}
    assert changed["link"] == {
        "access_url": LINK["access_url"],
        "format": "text/csv",
        "license": "CC-BY-4.0",
    }
    titled = client.patch(address, json={"title": {"sv": "Bad"}}, headers=people.editor.headers).get_json()
    assert (titled["title"], titled["link"]) == ({"sv": "Bad"}, changed["link"])
    assert client.delete(address, headers=people.outsider.headers).status_code == 403
    assert client.delete(address, headers=people.editor.headers).status_code == 204
    assert client.get(address).status_code == 404


def test_what_is_wrong_with_a_link_is_told_at_its_place(
    client: FlaskClient, people: People, published: Published
) -> None:
    def fields(link: Any) -> set[str]:
        answer = add(client, people, published.slug, link)
        assert answer.status_code == 400, answer.text
        return {one["field"] for one in answer.get_json()["errors"]}

    assert fields({**LINK, "access_url": "kartor", "format": "tabell"}) == {"access_url", "format"}
    assert fields({"title": {"sv": "Karta"}}) == {"access_url"}
    assert fields({"access_url": "https://example.se/"}) == {"link.title"}
    assert fields({**LINK, "colour": "blue"}) == {"link.colour"}
    assert fields("https://example.se/")
    nothing = client.post(f"/api/v1/datasets/{published.slug}/files", json={}, headers=people.editor.headers)
    assert nothing.status_code == 400


def test_bytes_that_are_json_are_still_a_file(client: FlaskClient, people: People, published: Published) -> None:
    sent = client.post(
        f"/api/v1/datasets/{published.slug}/files?filename=rader.json", json=[{"a": 1}], headers=people.editor.headers
    )
    assert (sent.status_code, sent.get_json()["link"]) == (202, None)


def test_a_link_and_a_file_do_not_take_each_others_content(
    client: FlaskClient, people: People, published: Published
) -> None:
    link = add(client, people, published.slug).get_json()["id"]
    sent = client.put(f"/api/v1/files/{link}/content", data=b"a\n1\n", headers=people.editor.headers)
    assert (sent.status_code, sent.get_json()["code"]) == (409, "file_is_link")
    said = {"link": {"access_url": "https://example.se/"}}
    changed = client.patch(f"/api/v1/files/{published.file}", json=said, headers=people.editor.headers)
    assert (changed.status_code, changed.get_json()["code"]) == (409, "file_is_no_link")
