"""Frictionless itself reads what we say of a dataset, fetches the data, and finds nothing wrong with either."""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from frictionless import Package

from tests.conftest import People
from tests.support import story
from tests.support.live import Served
from tests.web.conftest import Published
from tests.web.portal.office import Office as Publishing

ADDRESS = "/dataset/badplatser/datapackage.json"
FIELDS = {
    "fields": [
        {"name": "Namn", "type": "string", "constraints": {"required": True, "maxLength": 40}},
        {"name": "Antal", "type": "integer", "groupChar": " "},
        {"name": "Andel", "type": "number", "decimalChar": ",", "constraints": {"minimum": "-9,5", "maximum": "99"}},
        {"name": "Öppen", "type": "boolean", "trueValues": ["ja"], "falseValues": ["nej"]},
        {"name": "Dag", "type": "date", "format": "%d/%m/%Y", "constraints": {"minimum": "01/01/1999"}},
        {"name": "Mätt", "type": "datetime", "format": "%Y-%m-%d %H:%M"},
        {"name": "Tid", "type": "time", "format": "%H.%M", "constraints": {"enum": ["08.15", "23.59"]}},
        {"name": "År", "type": "year"},
        {"name": "Månad", "type": "yearmonth"},
        {"name": "Form", "type": "geojson"},
        {"name": "Kort", "type": "any"},
    ],
    "missingValues": ["", "-", "uppgift saknas"],
    "primaryKey": ["Namn"],
}
TABLE = """Namn;Antal;Andel;Öppen;Dag;Mätt;Tid;År;Månad;Form;Kort
"Å; ""ö""\";1200;0,5;ja;31/12/1999;2024-01-31 12:30;08.15;2024;2024-01;"{""type"":""Point"",""coordinates"":[12,57]}";a
B;-;-9,5;nej;-;-;-;uppgift saknas;2023-12;;
C;1234567890123456789;12,12345678901234567;ja;01/01/2000;2024-01-31 00:00;23.59;1999;2024-02;;-
"""


def publish(served: Served, people: People, work: Callable[[], None], content: bytes, schema: Any = None) -> Any:
    return story.publish(served.app.test_client(), people, work, content, "platser.csv", schema, slug="badplatser")


def validated(served: Served) -> Package:
    package = Package(served.address + ADDRESS)
    report = package.validate()
    assert report.valid, report.flatten()
    assert report.stats["tasks"] == len(package.resources)
    return package


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", ";"), ("utf-16", "\t"), ("cp1252", "|")]
)
def test_frictionless_finds_package_and_data_sound_however_the_file_was_written(
    served: Served, people: People, work: Callable[[], None], encoding: str, delimiter: str
) -> None:
    rows = [
        ["Namn på plats", "Djup", "Avgift", "Invigd"],
        ["Åsjön", "12", "3,50", "1999-12-31"],
        ["Ön", "7", "0,5", ""],
    ]
    quoted = [[f'"{cell}"' if delimiter == "," else cell for cell in row] for row in rows]
    content = "\r\n".join(map(delimiter.join, quoted)).encode(encoding)
    publish(served, people, work, content)
    (resource,) = validated(served).resources
    assert [row.to_dict() for row in resource.read_rows()] == [
        {"namn_pa_plats": "Åsjön", "djup": 12, "avgift": Decimal("3.5"), "invigd": date(1999, 12, 31)},
        {"namn_pa_plats": "Ön", "djup": 7, "avgift": Decimal("0.5"), "invigd": None},
    ]
    (original,) = resource.to_descriptor()["sources"]
    assert original["dialect"]["delimiter"] == delimiter
    assert "Åsjön" in content.decode(original["encoding"])


def test_frictionless_reads_values_of_all_types_as_they_were_meant(
    served: Served, people: People, work: Callable[[], None]
) -> None:
    publish(served, people, work, TABLE.encode("cp1252"), FIELDS)
    (resource,) = validated(served).resources
    assert resource.schema.primary_key == ["namn"]
    assert [field.type for field in resource.schema.fields] == [field["type"] for field in FIELDS["fields"]]  # type: ignore[index]
    first, second, third = (list(row.to_dict().values()) for row in resource.read_rows())
    point = {"type": "Point", "coordinates": [12, 57]}
    moment = datetime(2024, 1, 31, 12, 30)
    assert first[:3] == ['Å; "ö"', 1200, Decimal("0.5")]
    assert first[3:] == [True, date(1999, 12, 31), moment, time(8, 15), 2024, first[8], point, "a"]
    assert second == ["B", None, Decimal("-9.5"), False, None, None, None, None, second[8], None, None]
    assert third[1:3] == [1234567890123456789, Decimal("12.12345678901234567")]


def test_the_package_says_who_made_it_and_what_may_be_done_with_it(served: Served, published: Published) -> None:
    package = validated(served).to_descriptor()
    address = served.address
    assert (package["name"], package["title"], package["id"]) == (
        "badplatser",
        "Badplatser",
        f"{address}/dataset/badplatser",
    )
    (licence,) = package["licenses"]
    assert (licence["name"], licence["path"]) == ("CC0-1.0", "http://creativecommons.org/publicdomain/zero/1.0/")
    assert [one["role"] for one in package["contributors"]] == ["publisher", "maintainer"]
    assert package["contributors"][0]["title"] == "Parkförvaltningen"
    (resource,) = package["resources"]
    assert resource["path"] == f"{address}/versions/{published.version}/platser.csv"
    assert resource["sources"][0]["path"] == f"{address}/versions/{published.version}/original"


def test_two_files_of_one_name_are_two_resources(
    served: Served, people: People, work: Callable[[], None], published: Published
) -> None:
    client, headers = served.app.test_client(), people.reviewer.headers
    story.upload(client, people, "badplatser", b"A,B\n1,2\n", "platser.csv")
    work()
    version = client.get(f"/api/v1/files/{published.file}", headers=headers).get_json()
    assert version["rows"] == 2
    assert [one.name for one in validated(served).resources] == ["platser", "platser-2"]


def test_the_page_leads_to_the_package_in_the_readers_language(client: FlaskClient, published: Published) -> None:
    links = client.get("/dataset/badplatser").headers["Link"]
    described = 'rel="describedby"; type="application/vnd.datapackage+json"'
    assert f"<http://data.example.se{ADDRESS}>; {described}" in links
    english = client.get(f"{ADDRESS}?lang=en")
    assert english.mimetype == "application/vnd.datapackage+json"
    assert english.get_json(force=True)["title"] == "Bathing sites"


def test_who_has_the_package_is_told_that_it_is_the_same(client: FlaskClient, published: Published) -> None:
    got, head = client.get(ADDRESS), client.head(ADDRESS)
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert (head.data, head.headers["ETag"]) == (b"", got.headers["ETag"])
    again = client.get(ADDRESS, headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_draft_is_a_package_for_its_own_people_only(
    client: FlaskClient, people: People, publishing: Publishing
) -> None:
    publishing.draft("utkast")
    address = "/dataset/utkast/datapackage.json"
    for headers in ({}, people.outsider.headers):
        refused = client.get(address, headers=headers)
        assert (refused.status_code, refused.mimetype) == (404, "application/problem+json")
    own = client.get(address, headers=people.editor.headers)
    assert own.get_json(force=True)["resources"][0]["schema"]["fields"]
    assert own.headers["Cache-Control"] == "private, no-cache"


def test_where_there_is_no_table_there_is_no_package(client: FlaskClient, people: People) -> None:
    story.create(client, people, slug="tom")
    assert client.get("/dataset/tom/datapackage.json", headers=people.editor.headers).status_code == 404
    assert client.get("/dataset/ingen/datapackage.json").get_json(force=True)["code"] == "dataset_unknown"
