"""A dataset in schema.org on its page, and as Croissant beside it."""

import hashlib
import json
import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.conftest import Published
from tests.web.portal.office import Office as Publishing

BROWSER = {"Accept": "text/html"}
BASE = "http://data.example.se"


def structured(client: FlaskClient, address: str) -> Any:
    page = client.get(address, headers=BROWSER).text
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_the_page_of_a_dataset_tells_search_engines_what_the_catalog_says(
    client: FlaskClient, published: Published
) -> None:
    (told,) = structured(client, "/dataset/badplatser?lang=en")
    assert (told["@context"], told["@type"]) == ("https://schema.org/", "Dataset")
    assert told["@id"] == told["url"] == f"{BASE}/dataset/badplatser"
    assert told["publisher"][0]["name"] == "Parkförvaltningen"
    assert told["license"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    assert told["includedInDataCatalog"] == [{"@type": "DataCatalog", "url": f"{BASE}/catalog"}]
    assert told["version"] == "1"
    csv = next(one for one in told["distribution"] if one["name"].endswith("(CSV)"))
    assert csv["encodingFormat"] == "text/csv"
    assert client.get(csv["contentUrl"].removeprefix(BASE)).content_length == int(csv["contentSize"].split()[0])
    assert all(one["name"] for one in told["variableMeasured"])


def test_texts_are_in_the_language_of_the_page(client: FlaskClient, people: People, published: Published) -> None:
    titles = {"sv": "Bad", "en": "Baths"}
    client.patch("/api/v1/datasets/badplatser", json={"title": titles}, headers=people.editor.headers)
    assert {language: structured(client, f"/dataset/badplatser?lang={language}")[0]["name"] for language in titles} == (
        titles
    )


def test_nothing_that_a_publisher_writes_ends_the_block(
    client: FlaskClient, people: People, published: Published
) -> None:
    nasty = "</script><script>alert(1)</script><!-- ]]> \u2028 & \"'"
    client.patch("/api/v1/datasets/badplatser", json={"title": {"sv": nasty}}, headers=people.editor.headers)
    page = client.get("/dataset/badplatser", headers=BROWSER).text
    assert "<script>alert" not in page
    assert structured(client, "/dataset/badplatser")[0]["name"] == nasty


def test_croissant_says_where_the_bytes_are_what_they_hash_to_and_what_the_columns_hold(
    client: FlaskClient, published: Published
) -> None:
    answer = client.get("/dataset/badplatser/croissant.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/ld+json")
    told = answer.get_json(force=True)
    assert told["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    (file,), (records,) = told["distribution"], told["recordSet"]
    content = client.get(file["contentUrl"].removeprefix(BASE)).data
    assert hashlib.sha256(content).hexdigest() == file["sha256"]
    header = content.decode("utf-8-sig").splitlines()[0].split(",")
    assert [field["source"]["extract"]["column"] for field in records["field"]] == header
    again = client.get("/dataset/badplatser/croissant.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    page = client.get("/dataset/badplatser", headers=BROWSER).text
    assert 'href="/dataset/badplatser/croissant.json"' in page


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_public_is_told_to_nobody(client: FlaskClient, publishing: Publishing, state: str) -> None:
    if state == "draft":
        publishing.draft("hemlig")
    else:
        publishing.publish("hemlig")
        publishing.withdraw("hemlig")
    expected = 404 if state == "draft" else 410
    assert client.get("/dataset/hemlig/croissant.json").status_code == expected
