"""Specifications through the API: the list, one of them, checks and uploads by name."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.portal.office import BASE, Office

pytestmark = pytest.mark.any_database

GOOD = b"place_id,name,latitude,longitude\n1480-A,A,57.7,11.9\n"
BAD = b"place_id,name,latitude,longitude\n,A,57.7,11.9\n"
RENAMED = b"nummer,name,latitude,longitude\n1480-A,A,57.7,11.9\n"


def check(client: FlaskClient, content: bytes, **asked: str) -> Any:
    return client.post("/api/v1/checks", data={"file": (io.BytesIO(content), "x.csv"), **asked})


def test_all_specifications_are_listed(client: FlaskClient, people: People) -> None:
    answer = client.get("/api/v1/specifications").get_json()
    assert answer["meta"]["total"] == len(answer["data"]) == 11
    badplatser = answer["data"][0]
    assert badplatser["name"] == "badplatser"
    assert badplatser["title"] == {"sv": "Badplatser", "en": "Bathing sites"}
    assert badplatser["iri"] == "https://www.dataportal.se/specifications/badplatser/1.0"
    for address in badplatser["links"].values():
        assert client.get(address.removeprefix(BASE)).status_code == 200


def test_one_specification_has_its_fields_and_its_table_schema(client: FlaskClient, people: People) -> None:
    answer = client.get("/api/v1/specifications/offentliga-toaletter").get_json()
    fields = {field["name"]: field for field in answer["fields"]}
    assert len(fields) == len(answer["schema"]["fields"]) == 40
    assert fields["source"]["required"] and not fields["wc"]["required"]
    assert fields["service_interval"]["choices"][0] == "UNKNOWN"
    assert answer["status"] == "draft"
    assert client.get("/api/v1/specifications/badplatser?version=1.0").get_json()["version"] == "1.0"


@pytest.mark.parametrize("address", ["badplatsen", "badplatser?version=7", "..%2Fvocabularies"])
def test_an_unknown_specification_is_not_found(client: FlaskClient, people: People, address: str) -> None:
    assert client.get(f"/api/v1/specifications/{address}").status_code == 404


def test_a_file_is_tried_against_a_specification_by_name(client: FlaskClient, people: People) -> None:
    assert check(client, GOOD, schema="badplatser").get_json()["sound"] is True
    report = check(client, BAD, schema="badplatser/1.0").get_json()
    assert (report["sound"], report["errors"], report["findings"][0]["column"]) == (False, 1, "place_id")
    report = check(client, RENAMED, schema="badplatser").get_json()
    assert report["counts"] == {"specification_column_missing": 1}
    assert "place_id" in report["findings"][0]["message"]


def test_a_mapping_and_advice_can_be_asked_for(client: FlaskClient, people: People) -> None:
    columns = json.dumps({"place_id": "nummer"})
    assert check(client, RENAMED, schema="badplatser", columns=columns).get_json()["sound"] is True
    report = check(client, BAD, schema="badplatser", advisory="1").get_json()
    assert (report["sound"], report["warnings"]) == (True, 1)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"schema": "badplatsen"}, "specification_unknown"),
        ({"schema": "badplatser", "columns": "[]"}, "fields_wrong"),
        ({"schema": "badplatser", "columns": '{"belopp": "name"}'}, "fields_wrong"),
        ({"schema": "badplatser", "columns": '{"name": "x", "city": "x"}'}, "fields_wrong"),
    ],
)
def test_what_cannot_be_asked_is_told(client: FlaskClient, people: People, asked: dict[str, str], code: str) -> None:
    answer = check(client, GOOD, **asked)
    assert (answer.status_code, answer.get_json()["code"]) == (400, code)


def test_an_upload_follows_a_specification_by_name(
    client: FlaskClient, people: People, publishing: Office, work: Callable[[], None]
) -> None:
    file = publishing.draft("bad", GOOD)
    headers = people.editor.headers
    form = {"file": (io.BytesIO(RENAMED), "nya.csv"), "schema": "badplatser", "columns_may_change": "1"}
    refused = client.put(f"/api/v1/files/{file}/content", data=form, headers=headers).get_json()["id"]
    work()
    assert client.get(f"/api/v1/versions/{refused}", headers=headers).get_json()["state"] == "rejected"
    asked = {"name": "badplatser", "columns": {"place_id": "nummer"}}
    address = f"/api/v1/files/{file}/specification"
    assert client.put(address, json=asked, headers=people.outsider.headers).status_code in (403, 404)
    mapped = client.put(address, json=asked, headers=headers)
    assert mapped.status_code == 202
    work()
    version = client.get(mapped.headers["Location"].removeprefix(BASE), headers=headers).get_json()
    assert version["conforms_to"] == ["badplatser/1.0"]
    assert version["specification"]["columns"]["place_id"] == "nummer"
    given_up = client.delete(address, headers=headers)
    assert given_up.status_code == 202
    work()
    version = client.get(given_up.headers["Location"].removeprefix(BASE), headers=headers).get_json()
    assert version["specification"] is None


def test_datasets_are_found_by_what_their_rows_follow(client: FlaskClient, publishing: Office) -> None:
    publishing.publish("bad", GOOD)
    publishing.publish("annat")
    for asked in ("badplatser", "badplatser/1.0", "https://www.dataportal.se/specifications/badplatser/1.0"):
        found = client.get("/api/v1/datasets", query_string={"specification": asked}).get_json()
        assert [one["slug"] for one in found["data"]] == ["bad"]
    assert client.get("/api/v1/datasets?specification=matsvinn").get_json()["meta"]["total"] == 0
