"""A reader of CSV on the Web is given the address of a CSV only, finds what describes it, and finds both in order."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from csvw import CSVW
from flask.testing import FlaskClient

from tests.conftest import People
from tests.support import story
from tests.support.live import Served
from tests.web.conftest import Published
from tests.web.portal.office import MORE
from tests.web.portal.office import Office as Publishing
from tests.web.test_datapackage import FIELDS, TABLE, publish

TITLED = {
    "fields": [
        {"name": "plats", "title": "Plats", "titles": {"sv": "Plats", "en": "Place"}, "type": "string"},
        {"name": "grad", "title": "Grad °C", "type": "number", "constraints": {"minimum": -50, "required": True}},
    ],
    "primaryKey": ["plats"],
}


def metadata(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/csvm+json")
    return answer.get_json(force=True)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # csvw's own
def test_a_reader_finds_every_type_sound(served: Served, people: People, work: Callable[[], None]) -> None:
    found = publish(served, people, work, TABLE.encode("cp1252"), FIELDS)
    file = found["files"][0]["id"]
    read = CSVW(f"{served.address}/files/{file}/platser.csv", validate=True)
    assert read.is_valid, [str(warning.message) for warning in read.warnings]
    (table,) = read.tables
    assert not read.no_metadata
    assert table.tableSchema.primaryKey == ["namn"]
    first, second, third = table.iterdicts()
    assert (first["namn"], first["antal"], float(first["andel"]), first["oppen"]) == ('Å; "ö"', 1200, 0.5, True)
    assert first["form"] == {"type": "Point", "coordinates": [12, 57]}
    assert (first["dag"].isoformat()[:10], second["dag"], float(second["andel"])) == ("1999-12-31", None, -9.5)
    assert Decimal(third["antal"]) == Decimal("1234567890123456789")


def test_titles_in_both_languages_and_what_a_column_must_be_are_told(
    client: FlaskClient, people: People, work: Callable[[], None]
) -> None:
    content = "Plats,Grad °C\nHjo,-3.5\n".encode()
    found = story.publish(client, people, work, content, "väder.csv", TITLED)["files"][0]
    told = metadata(client, f"/files/{found['id']}/vader.csv-metadata.json")
    place, degrees = told["tableSchema"]["columns"]
    assert place["titles"] == {"und": ["plats", "Plats"], "sv": ["Plats"], "en": ["Place"]}
    assert degrees["titles"] == {"und": ["grad", "Grad °C"]}
    assert (degrees["datatype"], degrees["required"]) == ({"base": "number", "minimum": -50}, True)
    assert told["tableSchema"]["primaryKey"] == ["plats"]
    assert told["null"] == [""]


def test_the_csv_leads_to_what_lies_beside_it_at_both_its_addresses(client: FlaskClient, published: Published) -> None:
    for folder in (f"/files/{published.file}", f"/versions/{published.version}"):
        answer = client.get(f"{folder}/platser.csv")
        expected = '<platser.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
        assert answer.headers["Link"] == expected
        told = metadata(client, f"{folder}/platser.csv-metadata.json")
        assert told["url"] == "platser.csv"
        assert told["dc:license"] == {"@id": "http://creativecommons.org/publicdomain/zero/1.0/"}
    for form in ("json", "excel.csv"):
        assert "Link" not in client.get(f"/files/{published.file}/platser.{form}").headers
    odd = client.get(f"/files/{published.file}/a%3Eb.csv").headers["Link"]
    assert odd.startswith("<a%3Eb.csv-metadata.json>")


def test_an_older_version_keeps_its_own_description(
    client: FlaskClient, publishing: Publishing, published: Published
) -> None:
    before = metadata(client, f"/versions/{published.version}/platser.csv-metadata.json")
    publishing.update(published.file, MORE)
    assert metadata(client, f"/versions/{published.version}/platser.csv-metadata.json") == before


def test_what_has_no_csv_has_no_description(client: FlaskClient, people: People, published: Published) -> None:
    for address in (
        f"/files/{published.file}/platser.excel.csv-metadata.json",
        "/files/0000000000000000/x.csv-metadata.json",
        "/versions/0000000000000000/x.csv-metadata.json",
    ):
        refused = client.get(address)
        assert (refused.status_code, refused.mimetype) == (404, "application/problem+json")


def test_a_draft_is_described_to_its_own_people_only(
    client: FlaskClient, people: People, publishing: Publishing
) -> None:
    file = publishing.draft("utkast")
    address = f"/files/{file}/platser.csv-metadata.json"
    assert client.get(address).status_code == 404
    assert client.get(address, headers=people.outsider.headers).status_code == 404
    own = client.get(address, headers=people.editor.headers)
    assert own.headers["Cache-Control"] == "private, no-cache"


def test_other_sites_may_read_it_and_who_has_it_is_told_so(client: FlaskClient, published: Published) -> None:
    address = f"/files/{published.file}/platser.csv-metadata.json"
    got, head = client.get(address), client.head(address)
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert (head.data, head.headers["ETag"]) == (b"", got.headers["ETag"])
    assert client.get(address, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304
    assert json.loads(got.data)["@context"][0] == "http://www.w3.org/ns/csvw"
