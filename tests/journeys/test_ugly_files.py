"""Files that are not what they seem: each gets a clear answer, and nothing is lost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from opendata.web import create_app
from opendata.wiring import Platform
from tests.conftest import People
from tests.support import story

pytestmark = pytest.mark.any_database

UGLY = {
    "empty": (b"", "tom.csv", "file_empty"),
    "blank": (b"\n \n\n", "blank.csv", "file_empty"),
    "header only": (b"Namn,Antal\n", "rubrik.csv", "no_rows"),
    "0 bytes named .xlsx": (b"", "noll.xlsx", "file_empty"),
    "a PDF named .csv": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "rapport.csv", "not_a_table"),
    "a broken workbook": (b"PK\x03\x04 and nothing more", "bok.xlsx", None),
    "an image named .csv": (b"\x89PNG\r\n\x1a\n\x00\x00", "bild.csv", "not_a_table"),
    "ragged rows": (b"a,b\n1,2\n1,2,3\n", "ojamn.csv", "extra_cell"),
}


@pytest.mark.parametrize("kind", UGLY)
def test_each_ugly_file_is_rejected_with_a_reason_in_words(
    client: FlaskClient, people: People, work: Callable[[], None], kind: str
) -> None:
    content, name, code = UGLY[kind]
    slug = story.create(client, people)["slug"]
    sent = story.upload(client, people, slug, content, name)
    assert sent.status_code == 202
    work()
    version = client.get(f"/api/v1/versions/{sent.json['newest_version']}", headers=people.editor.headers).json
    assert version["state"] == "rejected"
    finding = version["report"]["findings"][0]
    assert code in (None, finding["code"])
    assert len(finding["message"]) > 20
    refused = client.post(f"/api/v1/datasets/{slug}/moves", json={"move": "submit"}, headers=people.editor.headers)
    assert "file_rejected" in {error["code"] for error in refused.json["errors"]}


def test_a_name_with_a_path_and_swedish_letters_is_only_a_name(
    client: FlaskClient, people: People, work: Callable[[], None]
) -> None:
    made = story.publish(
        client, people, work, b"a,b\n1,2\n", "../../etc/\u00c5\u00c4\u00d6 r\u00e4ksm\u00f6rg\u00e5s.csv"
    )
    file = made["files"][0]
    assert file["title"] == {"sv": "ÅÄÖ räksmörgås"}
    urls = {one["format"]: one["url"] for one in file["renditions"]}
    assert urls["csv"].endswith("/aao-raksmorgas.csv")
    original = client.get(urls["original"].removeprefix("http://data.example.se"))
    assert original.headers["Content-Disposition"].endswith("%C3%85%C3%84%C3%96%20r%C3%A4ksm%C3%B6rg%C3%A5s.csv")


def test_the_same_upload_twice_at_once_is_one_file(
    app: Flask, client: FlaskClient, people: People, work: Callable[[], None]
) -> None:
    slug = story.create(client, people)["slug"]

    def send(_number: int) -> Any:
        return story.upload(app.test_client(), people, slug, b"a,b\n1,2\n", "samma.csv")

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert sorted(answer.status_code for answer in answers) == [202, 409, 409, 409]
    refused = next(answer for answer in answers if answer.status_code == 409)
    assert "samma.csv" in refused.json["detail"]
    work()
    files = client.get(f"/api/v1/datasets/{slug}", headers=people.editor.headers).json["files"]
    assert [file["rows"] for file in files] == [1]


def test_the_same_new_version_twice_at_once_is_one_version(
    app: Flask, client: FlaskClient, people: People, work: Callable[[], None]
) -> None:
    file = story.publish(client, people, work, b"a,b\n1,2\n", "data.csv")["files"][0]

    def send(_number: int) -> Any:
        address = f"/api/v1/files/{file['id']}/content"
        return app.test_client().put(address, data=b"a,b\n1,2\n3,4\n", headers=people.editor.headers)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert len({answer.json["id"] for answer in answers}) == 1
    work()
    assert client.get(f"/api/v1/files/{file['id']}").json["rows"] == 2
    assert len(client.get(f"/api/v1/files/{file['id']}/versions").json["data"]) == 2


def test_a_file_over_the_limit_is_refused_with_the_limit_in_words(platform: Platform, people: People) -> None:
    app = create_app(platform)
    app.config["MAX_CONTENT_LENGTH"] = 1000
    client = app.test_client()
    slug = story.create(client, people)["slug"]
    sent = story.upload(client, people, slug, b"a,b\n" + b"1,2\n" * 1000, "stor.csv")
    assert sent.status_code == 413
    assert sent.json["code"] == "file_too_large"
    assert "2 GB" in sent.json["detail"]
