"""What became of a file's rows from version to version: compared, told as a feed, shown on a page."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from opendata.wiring import Platform
from tests.conftest import Grow, People, Scene, Visiting, until_nothing_waits
from tests.web.portal.office import Office as Publishing

FIRST = "Kod,Namn,Djup\nA1,Delsjön,12\nA2,Sisjön,3\nA3,Surtesjön,7\n".encode()
SECOND = "Kod,Namn,Djup\nA1,Delsjön,12\nA2,Sisjön,4\nA4,Härlanda tjärn,5\n".encode()
ATOM = {"atom": "http://www.w3.org/2005/Atom"}


@dataclass(frozen=True)
class Updated:
    file: str
    first: str
    second: str

    @property
    def address(self) -> str:
        return f"/api/v1/files/{self.file}/versions/{self.first}/compare/{self.second}"


@pytest.fixture(scope="session")
def with_update(visiting: Visiting, grow: Grow, peopled: Scene) -> Scene:
    def add(platform: Platform) -> dict[str, Any]:
        client = visiting(platform)
        office = Publishing(client, peopled.cast["people"], until_nothing_waits(platform))
        file = office.publish("badplatser", FIRST)
        first = client.get(f"/api/v1/files/{file}").get_json()["current_version"]
        office.update(file, SECOND)
        second = client.get(f"/api/v1/files/{file}").get_json()["current_version"]
        return {"updated": Updated(file, first, second)}

    return grow("with_update", peopled, add)


@pytest.fixture
def updated(client: FlaskClient, with_update: Scene) -> Updated:
    made: Updated = with_update.cast["updated"]
    return made


@pytest.fixture
def office(client: FlaskClient, people: People, work: Callable[[], None], with_update: Scene) -> Publishing:
    return Publishing(client, people, work)


def test_two_versions_are_compared_row_by_row(client: FlaskClient, updated: Updated) -> None:
    told = client.get(updated.address).get_json()
    assert [(one["change"], one["key"], one["columns"]) for one in told["data"]] == [
        ("changed", {"kod": "A2"}, ["djup"]),
        ("added", {"kod": "A4"}, []),
        ("removed", {"kod": "A3"}, []),
    ]
    assert [told["data"][0][side]["djup"] for side in ("before", "after")] == [3, 4]
    summary = told["summary"]
    assert (summary["added"], summary["removed"], summary["changed"], summary["matched_by"]) == (1, 1, 1, ["kod"])
    assert summary["changed_cells"] == {"Djup": 1}
    assert (told["meta"]["total"], told["meta"]["before"]["id"]) == (3, updated.first)
    assert told["meta"]["licence"] == "http://creativecommons.org/publicdomain/zero/1.0/"


def test_backwards_they_are_the_other_way_round(client: FlaskClient, updated: Updated) -> None:
    there = client.get(f"/api/v1/files/{updated.file}/versions/{updated.second}/compare/{updated.first}").get_json()
    assert [(one["change"], one["key"]["kod"]) for one in there["data"]] == [
        *(("changed", "A2"), ("added", "A3"), ("removed", "A4"))
    ]
    same = client.get(f"/api/v1/files/{updated.file}/versions/{updated.first}/compare/{updated.first}").get_json()
    assert (same["data"], same["meta"]["total"]) == ([], 0)


def test_the_differences_come_in_pages_and_whole_as_files(client: FlaskClient, updated: Updated) -> None:
    whole = client.get(updated.address).get_json()["data"]
    first = client.get(f"{updated.address}?limit=2").get_json()
    second = client.get(first["links"]["next"]).get_json()
    assert (first["data"] + second["data"], second["links"]["next"]) == (whole, None)
    lines = client.get(f"{updated.address}?format=ndjson")
    assert lines.mimetype == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == whole
    table = client.get(updated.address, headers={"Accept": "text/csv"})
    assert list(csv.reader(io.StringIO(table.text))) == [
        ["_change", "kod", "namn", "djup"],
        ["before", "A2", "Sisjön", "3"],
        ["after", "A2", "Sisjön", "4"],
        ["added", "A4", "Härlanda tjärn", "5"],
        ["removed", "A3", "Surtesjön", "7"],
    ]
    packed = client.get(f"{updated.address}?format=ndjson", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == lines.data


def test_what_somebody_has_already_is_not_compared_again(client: FlaskClient, updated: Updated) -> None:
    answer = client.get(updated.address)
    assert answer.headers["Cache-Control"] == "no-cache"
    again = client.get(updated.address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"{updated.address}?limit=1", headers={"If-None-Match": answer.headers["ETag"]}).data


def test_without_a_key_rows_are_compared_whole_and_that_is_told(
    client: FlaskClient, office: Publishing, updated: Updated
) -> None:
    file = office.publish("utan-nyckel", b"a,b\n1,1\n1,1\n2,2\n")
    office.update(file, b"a,b\n1,1\n2,2\n2,2\n3,3\n")
    newest, oldest = (one["id"] for one in client.get(f"/api/v1/files/{file}/versions").get_json()["data"])
    told = client.get(f"/api/v1/files/{file}/versions/{oldest}/compare/{newest}").get_json()
    assert (told["summary"]["matched_by"], told["summary"]["added"], told["summary"]["removed"]) == ([], 2, 1)


def test_nothing_that_is_not_public_can_be_compared(
    client: FlaskClient, office: Publishing, people: People, updated: Updated
) -> None:
    hidden = office.draft("hemligt", FIRST)
    version = client.get(f"/api/v1/files/{hidden}", headers=people.editor.headers).get_json()["current_version"]
    address = f"/api/v1/files/{hidden}/versions/{version}/compare/{version}"
    for headers in ({}, people.outsider.headers):
        assert client.get(address, headers=headers).status_code == 404
        assert client.get(f"/api/v1/files/{hidden}/changes", headers=headers).status_code == 404
        assert client.get(f"/files/{hidden}/changes.atom", headers=headers).status_code == 404
    seen = client.get(address, headers=people.editor.headers)
    assert (seen.status_code, seen.headers["Cache-Control"]) == (200, "private, no-cache")
    of_another = f"/api/v1/files/{updated.file}/versions/{version}/compare/{updated.second}"
    assert client.get(of_another).status_code == 404


def test_what_cannot_be_used_is_told(client: FlaskClient, updated: Updated) -> None:
    for asked in ("format=xlsx", "limit=0", "limit=many", "offset=-1", "q=x"):
        answer = client.get(f"{updated.address}?{asked}")
        assert (answer.status_code, answer.mimetype) == (400, "application/problem+json"), asked
    answer = client.get(f"/api/v1/files/{updated.file}/changes?since=yesterday")
    assert answer.get_json()["code"] == "moment_unusable"


def test_a_file_s_feed_tells_which_versions_became_current(client: FlaskClient, updated: Updated) -> None:
    links = client.get(f"/api/v1/files/{updated.file}").get_json()["links"]
    told = client.get(links["changes"]).get_json()
    assert [(one["version"], one["previous"]) for one in told["data"]] == [
        (updated.first, None),
        (updated.second, updated.first),
    ]
    assert "compare" not in told["data"][0]["links"]
    assert told["data"][1]["changes"]["changed"] == 1
    assert client.get(told["data"][1]["links"]["compare"]).get_json()["meta"]["total"] == 3
    since = client.get(f"{links['changes']}?since={told['data'][0]['at']}").get_json()
    assert [one["version"] for one in since["data"]] == [updated.second]
    later = client.get(told["links"]["next"]).get_json()
    assert (later["data"], later["links"]["next"]) == ([], told["links"]["next"])


def test_an_undo_is_a_change_too(client: FlaskClient, people: People, updated: Updated) -> None:
    answer = client.put(f"/api/v1/versions/{updated.first}/current", headers=people.reviewer.headers)
    assert answer.status_code == 200
    told = client.get(f"/api/v1/files/{updated.file}/changes").get_json()["data"]
    assert [one["version"] for one in told] == [updated.first, updated.second, updated.first]
    assert told[2]["previous"] == updated.second
    assert told[2]["changes"] is None
    assert client.get(told[2]["links"]["compare"]).get_json()["summary"]["added"] == 1


def test_the_feed_is_there_as_atom(client: FlaskClient, updated: Updated) -> None:
    wanted = client.get(f"/api/v1/files/{updated.file}/changes", headers={"Accept": "application/atom+xml"})
    assert wanted.status_code == 303
    answer = client.get(wanted.headers["Location"])
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    entries = feed.findall("atom:entry", ATOM)
    assert [entry.findtext("atom:title", namespaces=ATOM) for entry in entries] == [
        *("Version 2 är aktuell", "Version 1 är aktuell")
    ]
    assert entries[0].findtext("atom:summary", namespaces=ATOM) == "1 tillagda, 1 borttagna, 1 ändrade."
    assert feed.findtext("atom:updated", namespaces=ATOM) == entries[0].findtext("atom:updated", namespaces=ATOM)
    assert len({entry.findtext("atom:id", namespaces=ATOM) for entry in entries}) == 2
    page = next(link for link in entries[0].findall("atom:link", ATOM) if link.get("type") == "text/html")
    assert client.get(page.get("href")).status_code == 200
    again = client.get(wanted.headers["Location"], headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_people_are_led_to_what_changed(client: FlaskClient, updated: Updated) -> None:
    page = client.get("/dataset/badplatser?lang=en").text
    address = f"/dataset/badplatser/files/{updated.file}/compare/{updated.first}/{updated.second}"
    assert page.count(f'{address}"') == 2
    assert f"/files/{updated.file}/changes.atom" in page
    shown = client.get(f"{address}?lang=en").text
    assert "1 added, 1 removed, 1 changed." in shown
    assert "<del>3</del> <ins>4</ins>" in shown
    assert "Härlanda tjärn" in shown
    assert "Rader som skiljer sig" in client.get(f"{address}?lang=sv").text
    assert client.get(address.replace("badplatser", "annat")).status_code == 404
    assert client.get(f"{address}?page=9&lang=en").status_code == 200
