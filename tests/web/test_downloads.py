import io
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.conftest import Published
from tests.web.portal.office import CSV, MORE
from tests.web.portal.office import Office as Publishing

pytestmark = pytest.mark.any_database


@pytest.fixture
def original(published: Published) -> str:
    return f"/files/{published.file}/original"


def test_head_says_what_get_would_give_without_giving_it(client: FlaskClient, original: str) -> None:
    got, head = client.get(original), client.head(original)
    assert head.data == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Content-Disposition", "Accept-Ranges"):
        assert head.headers[name] == got.headers[name]
    assert int(head.headers["Content-Length"]) == len(CSV)


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("bytes=0-0", 0, 1),
        ("bytes=5-", 5, len(CSV)),
        ("bytes=-7", len(CSV) - 7, len(CSV)),
        ("bytes=3-99999", 3, len(CSV)),
    ],
)
def test_a_part_can_be_asked_for(client: FlaskClient, original: str, asked: str, start: int, end: int) -> None:
    part = client.get(original, headers={"Range": asked})
    assert part.status_code == 206
    assert part.data == CSV[start:end]
    assert part.headers["Content-Range"] == f"bytes {start}-{end - 1}/{len(CSV)}"


def test_a_part_that_is_not_there_is_416(client: FlaskClient, original: str) -> None:
    answer = client.get(original, headers={"Range": f"bytes={len(CSV)}-"})
    assert answer.status_code == 416


def test_a_part_of_other_bytes_than_were_begun_with_is_all_of_the_new(client: FlaskClient, original: str) -> None:
    tag = client.get(original).headers["ETag"]
    assert client.get(original, headers={"Range": "bytes=5-", "If-Range": tag}).status_code == 206
    assert client.get(original, headers={"Range": "bytes=5-", "If-Range": '"older"'}).data == CSV


def test_who_has_the_bytes_already_gets_304_until_they_change(
    client: FlaskClient, publishing: Publishing, published: Published, original: str
) -> None:
    tag = client.get(original).headers["ETag"]
    assert client.get(original, headers={"If-None-Match": tag}).status_code == 304
    publishing.update(published.file, MORE)
    changed = client.get(original, headers={"If-None-Match": tag})
    assert (changed.status_code, changed.data) == (200, MORE)


def test_the_current_address_is_always_asked_again_and_a_versions_never(
    client: FlaskClient, published: Published, original: str
) -> None:
    assert client.get(original).headers["Cache-Control"] == "no-cache"
    version = client.get(f"/versions/{published.version}/original")
    assert "max-age=31536000" in version.headers["Cache-Control"]


def test_a_draft_is_kept_by_nobody_in_between(client: FlaskClient, people: People, publishing: Publishing) -> None:
    file = publishing.draft("utkast")
    address = f"/files/{file}/original"
    assert client.get(address).status_code == 404
    own = client.get(address, headers=people.editor.headers)
    assert own.headers["Cache-Control"] == "private, no-cache"
    version = client.get(f"/api/v1/files/{file}", headers=people.editor.headers).get_json()["current_version"]
    own = client.get(f"/versions/{version}/original", headers=people.editor.headers)
    assert "private" in own.headers["Cache-Control"]


def test_a_version_stays_at_its_address_when_another_becomes_current(
    client: FlaskClient, publishing: Publishing, published: Published
) -> None:
    publishing.update(published.file, MORE)
    assert client.get(f"/versions/{published.version}/original").data == CSV
    assert client.get(f"/files/{published.file}/original").data == MORE


def test_a_download_begun_before_a_new_version_still_gives_all_its_bytes(
    app: Flask, publishing: Publishing, people: People, work: Callable[[], None]
) -> None:
    large = CSV + b"".join(b"Sj\xc3\xb6 %d,3,2020-01-01,0116\n" % number for number in range(15_000))
    file = publishing.publish("stor", large)
    answer = app.test_client().get(f"/files/{file}/original", buffered=False)
    chunks: Any = iter(answer.response)
    first = next(chunks)
    assert len(first) < len(large)
    newer = large + "Surtesjön,7,2021-07-01,0116\n".encode()
    publishing.update(file, newer)
    assert app.test_client().get(f"/files/{file}/original").data == newer
    assert first + b"".join(chunks) == large
    answer.close()


@pytest.mark.parametrize(
    ("sent", "saved"),
    [
        ('a"; filename="evil.exe', 'a"; filename="evil.exe'),
        ("Träd & ängar (2).csv", "Träd & ängar (2).csv"),
        ("a\r\nSet-Cookie: x=1.csv", "aSet-Cookie: x=1.csv"),
        ("../../etc/passwd", "passwd"),
        ("漢字.csv", "漢字.csv"),
        ("<script>.csv", "<script>.csv"),
        ("%0d%0aX: y.csv", "%0d%0aX: y.csv"),
    ],
)
def test_no_filename_breaks_out_of_its_header(
    client: FlaskClient, people: People, publishing: Publishing, sent: str, saved: str
) -> None:
    publishing.draft("namn")
    headers = people.reviewer.headers
    made = client.post("/api/v1/datasets/namn/files", query_string={"filename": sent}, data=MORE, headers=headers)
    assert made.status_code == 202, made.text
    answer = client.get(f"/versions/{made.get_json()['newest_version']}/original", headers=headers)
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=UTF-8''")
    assert unquote(disposition.partition("''")[2]) == saved
    assert set(disposition.partition("''")[2]).isdisjoint(' ";\r\n<>')
    assert "Set-Cookie" not in answer.headers


def test_an_uploaded_page_is_never_shown_as_one(client: FlaskClient, people: People, publishing: Publishing) -> None:
    publishing.draft("sida")
    page = b"<!DOCTYPE html><script>alert(1)</script>"
    made = client.post(
        "/api/v1/datasets/sida/files",
        data={"file": (io.BytesIO(page), "sida.html")},
        headers=people.reviewer.headers,
    ).get_json()
    publishing.work()
    answer = client.get(f"/versions/{made['newest_version']}/original", headers=people.reviewer.headers)
    assert answer.mimetype != "text/html"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["x.exe", "x", "original.csv.exe", "x.gpkg", "x.geojson"])
def test_a_form_that_the_file_does_not_have_is_not_found(client: FlaskClient, published: Published, name: str) -> None:
    assert client.get(f"/files/{published.file}/{name}").status_code == 404


def test_the_name_before_the_suffix_may_be_anything(client: FlaskClient, published: Published) -> None:
    named = client.get(f"/files/{published.file}/whatever.csv")
    assert named.status_code == 200
    assert named.data == client.get(f"/files/{published.file}/platser.csv").data
