"""Lists, pages of rows, and filters."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.conftest import Scene
from tests.web.conftest import Publish, Published
from tests.web.portal.office import Office as Publishing

pytestmark = pytest.mark.any_database

BASE = "http://data.example.se"
NUMBERS = "antal,limit,namn\n" + "".join(f"{number},{number % 3},Rad {number}\n" for number in range(1, 26))


@pytest.fixture(scope="session")
def with_numbers(publish: Publish) -> Scene:
    return publish("with_numbers", NUMBERS.encode())


@pytest.fixture
def rows(with_numbers: Scene) -> str:
    return f"/api/v1/files/{with_numbers.cast['published'].file}/rows"


def walk(client: FlaskClient, address: str) -> list[Any]:
    """All pages, by their `next` links."""
    seen, pages = [], 0
    following: str | None = address
    while following:
        page = client.get(following.removeprefix(BASE)).get_json()
        seen += page["data"]
        following = page["links"]["next"]
        pages += 1
        assert pages < 20
    return seen


def test_following_the_next_links_gives_every_dataset_once(client: FlaskClient, publishing: Publishing) -> None:
    for number in range(5):
        publishing.publish(f"data-{number}", f"a,b\n{number},1\n".encode(), title={"sv": f"Data {number}"})
    seen = walk(client, "/api/v1/datasets?limit=2&sort=title&publisher=parker&theme=ENVI&theme=AGRI")
    assert [dataset["slug"] for dataset in seen] == [f"data-{number}" for number in range(5)]
    first = client.get("/api/v1/datasets?limit=2&q=data").get_json()
    assert first["meta"] == {"total": 5}
    asked = parse_qs(urlsplit(first["links"]["next"]).query)
    assert (asked["limit"], asked["offset"], asked["q"]) == (["2"], ["2"], ["data"])
    assert urlsplit(first["links"]["self"]).netloc == "data.example.se"


def test_a_filter_that_does_not_exist_is_400_and_names_the_nearest(client: FlaskClient) -> None:
    answer = client.get("/api/v1/datasets?publihser=parker")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "parameter_unknown")
    assert "publisher" in answer.get_json()["detail"]


def test_following_the_next_links_gives_every_row_once(client: FlaskClient, rows: str) -> None:
    seen = walk(client, f"{rows}?limit=10&antal__gt=2&sort=-antal&select=antal")
    assert [row["antal"] for row in seen] == list(range(25, 2, -1))


def test_the_next_page_is_in_a_header_too_until_the_last(client: FlaskClient, rows: str) -> None:
    first = client.get(f"{rows}?limit=20")
    assert first.headers["Link"] == f'<{first.get_json()["links"]["next"]}>; rel="next"'
    last = client.get(f"{rows}?limit=20&offset=20")
    assert last.get_json()["links"]["next"] is None
    assert "Link" not in last.headers


def test_a_page_has_twenty_rows_and_the_total_is_of_all_that_match(client: FlaskClient, rows: str) -> None:
    page = client.get(rows).get_json()
    assert (len(page["data"]), page["meta"]["total"]) == (20, 25)
    assert client.get(f"{rows}?antal__lte=7").get_json()["meta"]["total"] == 7
    assert client.get(f"{rows}?offset=1000").get_json()["data"] == []


def test_a_column_named_like_a_parameter_is_filtered_as_exact(client: FlaskClient, rows: str) -> None:
    assert client.get(f"{rows}?limit__exact=0&limit=3").get_json()["meta"]["total"] == 8


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [("nam=x", "namn"), ("namn__contians=x", None), ("limt=3", "limit"), ("sortt=antal", "sort"), ("zzz=1", None)],
)
def test_what_means_nothing_is_400_and_names_what_may_be_meant(
    client: FlaskClient, rows: str, asked: str, nearest: str | None
) -> None:
    answer = client.get(f"{rows}?{asked}", headers={"Accept-Language": "en"})
    assert answer.status_code == 400
    assert asked.partition("=")[0].partition("__")[0] in answer.get_json()["detail"]
    if nearest:
        assert nearest in answer.get_json()["detail"]


@pytest.mark.parametrize(
    "asked",
    [
        *("limit=0", "limit=10001", "limit=x", "offset=-1", "select=nothing", "sort=nothing", "format=exe"),
        *("version=nothing", "antal=text", "antal__gt=", "antal__in=1,x"),
    ],
)
def test_a_value_that_cannot_be_meant_is_refused(client: FlaskClient, rows: str, asked: str) -> None:
    answer = client.get(f"{rows}?{asked}")
    assert answer.status_code in (400, 404), answer.text
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "value", ["'; DROP TABLE x; --", "' OR '1'='1", "%", "_", "\\", '"', "%00", "\u202e", "x" * 2000]
)
def test_a_value_is_a_value_and_never_sql(client: FlaskClient, rows: str, value: str) -> None:
    for op in ("", "__contains", "__startswith", "__not", "__in"):
        answer = client.get(rows, query_string={f"namn{op}": value})
        assert answer.status_code in (200, 400), answer.text
        if op in ("", "__contains", "__startswith") and answer.status_code == 200:
            assert answer.get_json()["meta"]["total"] == 0
    assert client.get(rows).get_json()["meta"]["total"] == 25


@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [("json", "application/json"), ("csv", "text/csv"), ("ndjson", "application/x-ndjson")],
)
def test_rows_come_in_the_form_that_is_asked_for_in_any_of_three_ways(
    client: FlaskClient, rows: str, suffix: str, media_type: str
) -> None:
    by_suffix = client.get(f"{rows}.{suffix}")
    by_parameter = client.get(f"{rows}?format={suffix}")
    by_accept = client.get(rows, headers={"Accept": media_type})
    assert {answer.mimetype for answer in (by_suffix, by_parameter, by_accept)} == {media_type}
    if suffix != "json":
        assert by_suffix.data == by_parameter.data == by_accept.data


def test_the_rows_say_which_version_and_licence_they_have(client: FlaskClient, published: Published) -> None:
    meta = client.get(f"/api/v1/files/{published.file}/rows").get_json()["meta"]
    assert (meta["file"], meta["version"]) == (published.file, published.version)
    assert meta["licence"] == "http://creativecommons.org/publicdomain/zero/1.0/"
