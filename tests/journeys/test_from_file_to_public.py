"""The whole path by API: an editor's file becomes a dataset that the public, programs and harvesters can use."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from opendata import dcat
from opendata.wiring import Platform
from tests.conftest import Grow, People, Scene, Visiting, until_nothing_waits
from tests.support import story

BATHS = """Namn;Kommunkod;Latitud;Longitud;Djup (m);Öppnad;Handikappanpassad
Askimsbadet;1480;57,6250;11,9260;3,5;1985-06-01;ja
Näsetbadet;1480;57,6486;11,8661;;1990-05-15;nej
"Delsjön, östra";1480;57,6870;12,0457;10,25;2001-07-07;ja
""".encode("windows-1252")


@pytest.fixture
def draft(client: FlaskClient, people: People) -> Any:
    return story.create(client, people)


def upload(client: FlaskClient, people: People, slug: str, content: bytes) -> Any:
    return story.upload(client, people, slug, content, "badplatser.csv")


@pytest.fixture(scope="session")
def with_baths(visiting: Visiting, grow: Grow, peopled: Scene) -> Scene:
    def add(platform: Platform) -> dict[str, Any]:
        work, people = until_nothing_waits(platform), peopled.cast["people"]
        return {"dataset": story.publish(visiting(platform), people, work, BATHS, "badplatser.csv")}

    return grow("with_baths", peopled, add)


@pytest.fixture
def published(with_baths: Scene) -> Any:
    return with_baths.cast["dataset"]


def test_an_uploaded_file_is_read_judged_and_converted(
    client: FlaskClient, people: People, draft: dict[str, Any], work: Callable[[], None]
) -> None:
    answer = upload(client, people, draft["slug"], BATHS)
    assert answer.status_code == 202
    version_url = f"/api/v1/versions/{answer.json['newest_version']}"
    assert client.get(version_url, headers=people.editor.headers).json["state"] == "received"
    work()
    version = client.get(version_url, headers=people.editor.headers).json
    assert version["state"] == "accepted", version["report"]
    assert version["reading"]["encoding"] == "windows-1252"
    assert {one["format"] for one in version["renditions"]} == {
        "original", "csv", "excel.csv", "json", "parquet", "xlsx", "geojson", "gpkg",
    }  # fmt: skip
    columns = client.get(answer.headers["Location"], headers=people.editor.headers).json["columns"]
    assert [(one["name"], one["type"]) for one in columns] == [
        ("namn", "string"),
        ("kommunkod", "string"),
        ("latitud", "number"),
        ("longitud", "number"),
        ("djup_m", "number"),
        ("oppnad", "date"),
        ("handikappanpassad", "boolean"),
    ]


def test_the_public_gets_rows_and_files_at_once(client: FlaskClient, published: dict[str, Any]) -> None:
    found = client.get("/api/v1/datasets?q=badplats").json
    assert found["meta"]["total"] == 1
    file = found["data"][0]["files"][0]
    rows = client.get(f"/api/v1/files/{file['id']}/rows?handikappanpassad=true&sort=-namn&select=namn,djup_m").json
    assert rows["data"] == [{"namn": "Delsjön, östra", "djup_m": 10.25}, {"namn": "Askimsbadet", "djup_m": 3.5}]
    assert rows["meta"]["total"] == 2
    assert rows["meta"]["licence"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    for rendition in file["renditions"]:
        got = client.get(rendition["url"].removeprefix("http://data.example.se"))
        assert got.status_code == 200
        assert len(got.data) == rendition["byte_size"]
        assert got.mimetype == rendition["media_type"]
    original = client.get(f"/files/{file['id']}/original")
    assert original.data == BATHS


def test_nobody_outside_can_learn_that_a_draft_exists(
    client: FlaskClient, people: People, draft: dict[str, Any], work: Callable[[], None]
) -> None:
    file = upload(client, people, draft["slug"], BATHS).json
    work()
    secrets = [
        f"/api/v1/datasets/{draft['slug']}",
        f"/api/v1/files/{file['id']}",
        f"/api/v1/files/{file['id']}/rows",
        f"/api/v1/files/{file['id']}/schema",
        f"/api/v1/files/{file['id']}/versions",
        f"/api/v1/versions/{file['newest_version']}",
        f"/api/v1/versions/{file['newest_version']}/report",
        f"/files/{file['id']}/original",
        f"/files/{file['id']}/badplatser.csv",
        f"/versions/{file['newest_version']}/badplatser.csv",
    ]
    for headers in ({}, people.outsider.headers):
        for address in secrets:
            assert client.get(address, headers=headers).status_code == 404, address
        assert client.get("/api/v1/datasets", headers=headers).json["meta"]["total"] == 0
    assert "badplatser" not in client.get("/catalog.nt").text


def test_an_outsider_can_change_nothing(client: FlaskClient, people: People, published: dict[str, Any]) -> None:
    slug, file = published["slug"], published["files"][0]
    attempts = [
        ("PATCH", f"/api/v1/datasets/{slug}", {"json": {"title": {"sv": "Mitt"}}}),
        ("DELETE", f"/api/v1/datasets/{slug}", {}),
        ("POST", f"/api/v1/datasets/{slug}/moves", {"json": {"move": "withdraw", "note": "bort"}}),
        ("POST", f"/api/v1/datasets/{slug}/files", {"data": {"file": (io.BytesIO(BATHS), "x.csv")}}),
        ("PUT", f"/api/v1/files/{file['id']}/content", {"data": BATHS}),
        ("PUT", f"/api/v1/files/{file['id']}/schema", {"json": {"fields": []}}),
        ("PATCH", f"/api/v1/files/{file['id']}", {"json": {"title": {"sv": "Mitt"}}}),
        ("DELETE", f"/api/v1/files/{file['id']}", {}),
        ("PUT", f"/api/v1/versions/{file['current_version']}/current", {}),
        ("POST", "/api/v1/datasets", {"json": dict(story.DESCRIBED)}),
    ]
    for method, address, more in attempts:
        refused = client.open(address, method=method, headers=people.outsider.headers, **more)
        assert refused.status_code in (403, 404), (method, address, refused.status_code)
        assert refused.mimetype == "application/problem+json"
    for method, address, _more in attempts:
        assert client.open(address, method=method, json={}).status_code in (400, 401, 404), (method, address)
    assert client.get(f"/api/v1/datasets/{slug}").json["title"] == story.DESCRIBED["title"]


def test_an_editor_cannot_publish(client: FlaskClient, people: People, draft: dict[str, Any]) -> None:
    moves = f"/api/v1/datasets/{draft['slug']}/moves"
    refused = client.post(moves, json={"move": "publish"}, headers=people.editor.headers)
    assert refused.status_code == 403
    assert refused.json["detail"]


def test_what_is_missing_is_said_field_by_field(client: FlaskClient, people: People) -> None:
    made = client.post(
        "/api/v1/datasets", json={"publisher": "parker", "title": {"sv": "Tom"}}, headers=people.editor.headers
    )
    refused = client.post(
        f"/api/v1/datasets/{made.json['slug']}/moves", json={"move": "submit"}, headers=people.editor.headers
    )
    assert refused.status_code == 400
    codes = {error["code"] for error in refused.json["errors"]}
    assert {"description_missing", "licence_missing", "file_missing"} <= codes


def test_a_reviewer_returns_with_a_note_that_everybody_can_read_in_the_log(
    client: FlaskClient, people: People, draft: dict[str, Any], work: Callable[[], None]
) -> None:
    upload(client, people, draft["slug"], BATHS)
    work()
    moves = f"/api/v1/datasets/{draft['slug']}/moves"
    client.post(moves, json={"move": "submit"}, headers=people.editor.headers)
    refused = client.post(moves, json={"move": "return"}, headers=people.reviewer.headers)
    assert refused.json["code"] == "note_missing"
    returned = client.post(moves, json={"move": "return", "note": "Fel kommun"}, headers=people.reviewer.headers)
    assert returned.json["state"] == "draft"


def test_a_broken_file_gets_a_report_and_replaces_nothing(
    client: FlaskClient, people: People, published: dict[str, Any], work: Callable[[], None]
) -> None:
    file = published["files"][0]
    broken = BATHS.replace(b"10,25", b"djupt")
    sent = client.put(f"/api/v1/files/{file['id']}/content", data=broken, headers=people.editor.headers)
    assert sent.status_code == 202
    work()
    version = client.get(f"/api/v1/versions/{sent.json['id']}", headers=people.editor.headers).json
    assert version["state"] == "rejected"
    assert version["report"]["findings"][0]["column"] == "Djup (m)"
    assert version["report"]["findings"][0]["message"]
    assert client.get(f"/api/v1/versions/{sent.json['id']}").status_code == 404
    assert client.get(f"/api/v1/files/{file['id']}").json["current_version"] == file["current_version"]
    assert client.get(f"/files/{file['id']}/original").data == BATHS


def test_a_new_version_must_have_the_types_that_programs_rely_on_unless_another_is_meant(
    client: FlaskClient, people: People, published: Any, work: Callable[[], None]
) -> None:
    file = published["files"][0]
    address = f"/api/v1/files/{file['id']}/content"
    other = BATHS.replace(b"10,25", b"djupt")
    sent = client.put(address, data=other, headers=people.editor.headers).json
    work()
    version = client.get(f"/api/v1/versions/{sent['id']}", headers=people.editor.headers).json
    assert version["state"] == "rejected"
    finding = version["report"]["findings"][0]
    assert (finding["row"], finding["column"], finding["value"]) == (4, "Djup (m)", "djupt")
    meant = client.put(f"{address}?columns_may_change=1", data=other, headers=people.editor.headers).json
    work()
    assert client.get(f"/api/v1/versions/{meant['id']}").json["state"] == "accepted"


def test_a_new_version_becomes_current_and_the_old_one_stays(
    client: FlaskClient, people: People, published: dict[str, Any], work: Callable[[], None]
) -> None:
    file = published["files"][0]
    more = BATHS + "Sillvik;1480;57,6893;11,7500;5,0;1975-01-01;nej\n".encode("windows-1252")
    sent = client.put(f"/api/v1/files/{file['id']}/content", data=more, headers=people.editor.headers)
    work()
    now = client.get(f"/api/v1/files/{file['id']}").json
    assert (now["current_version"], now["rows"]) == (sent.json["id"], 4)
    assert client.get(f"/versions/{file['current_version']}/original").data == BATHS
    older = client.get(f"/api/v1/files/{file['id']}/rows?version={file['current_version']}").json
    assert older["meta"]["total"] == 3
    assert len(client.get(f"/api/v1/files/{file['id']}/versions").json["data"]) == 2
    again = client.put(f"/api/v1/files/{file['id']}/content", data=more, headers=people.editor.headers)
    assert again.json["id"] == sent.json["id"]
    back = client.put(f"/api/v1/versions/{file['current_version']}/current", headers=people.reviewer.headers)
    assert back.json["rows"] == 3


def test_a_withdrawn_dataset_is_gone_and_its_address_says_so(
    client: FlaskClient, people: People, published: dict[str, Any]
) -> None:
    moves = f"/api/v1/datasets/{published['slug']}/moves"
    client.post(moves, json={"move": "withdraw", "note": "Fel underlag"}, headers=people.reviewer.headers)
    assert client.get(f"/api/v1/datasets/{published['slug']}").status_code == 410
    assert client.get(f"/files/{published['files'][0]['id']}/original").status_code == 410
    assert published["iri"] not in client.get("/catalog.nt").text


def test_the_catalog_is_the_same_graph_in_all_formats_and_answers_304(
    client: FlaskClient, published: dict[str, Any]
) -> None:
    graphs = []
    for suffix in ("rdf", "xml", "ttl", "jsonld", "nt"):
        answer = client.get(f"/catalog.{suffix}")
        assert answer.status_code == 200
        graphs.append(set(dcat.parse(answer.data, suffix)))
        again = client.get(f"/catalog.{suffix}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert all(graph == graphs[0] for graph in graphs)
    assert client.get("/catalog", headers={"Accept": "text/turtle"}).mimetype == "text/turtle"
    assert client.get("/catalog").mimetype == "application/rdf+xml"
    assert client.get("/datasets/dcat").mimetype == "application/rdf+xml"
    report = dcat.check(dcat.parse(client.get("/catalog.nt").data, "nt"))
    assert report.sound, report.findings


def test_the_slug_is_permanent_once_published(client: FlaskClient, people: People, published: dict[str, Any]) -> None:
    address = f"/api/v1/datasets/{published['slug']}"
    refused = client.patch(address, json={"slug": "annat"}, headers=people.editor.headers)
    assert refused.status_code == 409
    assert client.delete(address, headers=people.reviewer.headers).status_code == 409


def test_a_version_tells_programs_how_it_is_read_and_what_it_changed(
    client: FlaskClient, people: People, published: Any, work: Callable[[], None]
) -> None:
    file = published["files"][0]
    changed = BATHS.replace(b"10,25", b"11,25")
    address = f"/api/v1/files/{file['id']}/content"
    sent = client.put(address, data=changed, headers=people.editor.headers).json
    work()
    version = client.get(f"/api/v1/versions/{sent['id']}").json
    assert (version["dialect"]["delimiter"], version["dialect"]["headerRows"]) == (";", [1])
    assert (version["changes"]["changed"], version["changes"]["breaking"]) == (1, False)
    assert version["changes"]["changed_cells"] == {"Djup (m)": 1}
    assert "examples" not in version["changes"]
