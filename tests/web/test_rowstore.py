"""Addresses and answers that clients of EntryScape's RowStore know, over the rows that are kept here."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient

from opendata.model import DataFile, Dataset, OldAddress
from opendata.wiring import Platform
from tests.conftest import People
from tests.support.live import Served
from tests.web.conftest import Publish, Published, Scene
from tests.web.portal.office import Office as Publishing
from tests.web.test_datapackage import FIELDS, TABLE
from tests.web.test_datapackage import publish as publish_there

UUID = "a1b2c3d4-0a0b-4c0d-8e0f-112233445566"
MANY = "Station,Besök\n" + "".join(f"Station {number},{number % 7}\n" for number in range(250))


@pytest.fixture(scope="session")
def with_many(publish: Publish) -> Scene:
    return publish("with_many", MANY.encode())


@pytest.fixture
def many(with_many: Scene) -> Published:
    found: Published = with_many.cast["published"]
    return found


def ask(client: FlaskClient, table: str, **asked: Any) -> Any:
    answer = client.get(f"/rowstore/dataset/{table}", query_string=asked)
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    return answer.get_json()


def test_a_table_answers_as_rowstore_does(client: FlaskClient, published: Published) -> None:
    answer = ask(client, published.file)
    assert answer.pop("queryTime") >= 0
    assert answer == {
        "results": [
            {"namn": "Delsjön", "djup": "12", "öppnad": "2019-06-01", "kod": "0114"},
            {"namn": "Sisjön", "djup": "", "öppnad": "2020-05-15", "kod": "0115"},
        ],
        "limit": 100,
        "offset": 0,
        "resultCount": 2,
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"namn": "Delsjön"}, ["Delsjön"]),
        ({"NAMN": "Delsjön"}, ["Delsjön"]),
        ({"öppnad": "2020-05-15"}, ["Sisjön"]),
        ({"oppnad": "2020-05-15"}, ["Sisjön"]),
        ({"djup": "12", "kod": "0114"}, ["Delsjön"]),
        ({"djup": "12", "kod": "0115"}, []),
        ({"djup": "djupt"}, []),
        ({"namn": "Del"}, []),
        ({"namn": "^Del"}, ["Delsjön"]),
        ({"namn": "^Del.*"}, ["Delsjön"]),
        ({"namn": "sjön$"}, ["Delsjön", "Sisjön"]),
        ({"namn": "~isj"}, ["Sisjön"]),
        ({"namn": ".*isj.*"}, ["Sisjön"]),
        ({"namn": "~^Sisjön$"}, ["Sisjön"]),
        ({"kod": r"^011\4"}, ["Delsjön"]),
        ({"namn": "(Delsjön)"}, []),
        ({"_offset": "1"}, ["Sisjön"]),
        ({"_limit": "1"}, ["Delsjön"]),
        ({"_limit": "1", "_sort": "kod"}, ["Delsjön"]),
    ],
)
def test_columns_filter_by_equality_and_by_simple_patterns(
    client: FlaskClient, published: Published, asked: dict[str, str], found: list[str]
) -> None:
    assert [row["namn"] for row in ask(client, published.file, **asked)["results"]] == found


@pytest.mark.parametrize(
    "asked",
    [
        {"saknas": "1"},
        {"_callback": "f"},
        {"namn": ""},
        {"namn": "~"},
        {"namn": "^(Del|Si)"},
        {"namn": "~[DS]"},
        {"_limit": "tio"},
        {"_offset": "1.5"},
    ],
)
def test_what_cannot_be_asked_is_400_in_plain_words(
    client: FlaskClient, published: Published, asked: dict[str, str]
) -> None:
    answer = client.get(f"/rowstore/dataset/{published.file}", query_string=asked)
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")


def test_a_client_walks_through_all_pages_by_their_links(served: Served, many: Published) -> None:
    address: str | None = f"{served.address}/rowstore/dataset/{many.file}?_limit=60"
    stations: list[str] = []
    with httpx.Client() as client:
        while address:
            page = client.get(address).raise_for_status().json()
            assert page["resultCount"] == 250
            stations += [row["station"] for row in page["results"]]
            address = page.get("next")
        assert client.get(page["prev"]).json()["offset"] == 180
    assert stations == [f"Station {number}" for number in range(250)]


@pytest.mark.parametrize("limit", ["1000", "0", "-5"])
def test_there_are_never_more_than_a_hundred_rows(client: FlaskClient, many: Published, limit: str) -> None:
    answer = ask(client, many.file, _limit=limit, besök="3")
    assert (answer["limit"], answer["resultCount"]) == (100, 36)
    assert len(ask(client, many.file, _limit=limit)["results"]) == 100


def test_all_types_are_text_as_in_the_csv(served: Served, people: People, work: Callable[[], None]) -> None:
    file = publish_there(served, people, work, TABLE.encode(), FIELDS)["files"][0]["id"]
    first, second, third = ask(served.app.test_client(), file)["results"]
    assert first == {
        "namn": 'Å; "ö"',
        "antal": "1200",
        "andel": "0.5",
        "öppen": "true",
        "dag": "1999-12-31",
        "mätt": "2024-01-31T12:30:00",
        "tid": "08:15:00",
        "år": "2024",
        "månad": "2024-01",
        "form": '{"type":"Point","coordinates":[12,57]}',
        "kort": "a",
    }
    assert (second["antal"], second["form"], second["öppen"]) == ("", "", "false")
    assert (third["antal"], third["andel"]) == ("1234567890123456789", "12.12345678901234567")


@pytest.mark.parametrize("names_file", [True, False])
def test_an_id_from_rowstore_leads_to_the_rows_that_are_kept_here_now(
    client: FlaskClient, platform: Platform, published: Published, names_file: bool
) -> None:
    with platform.session(write=True) as session:
        file = session.get(DataFile, published.file)
        assert file is not None
        kept = file if names_file else None
        session.add(OldAddress(path=f"/rowstore/dataset/{UUID}", dataset=file.dataset, file=kept))
        session.commit()
    assert ask(client, UUID)["results"] == ask(client, published.file)["results"]
    assert ask(client, f"{UUID}/json", namn="Sisjön", _limit=1)["resultCount"] == 1
    told = ask(client, f"{UUID}/info")
    assert (told["identifier"], told["status"], told["rowcount"]) == (UUID, 3, 2)
    assert told["columnnames"] == ["namn", "djup", "öppnad", "kod"]


def test_an_id_from_rowstore_whose_rows_were_never_brought_here_is_not_found(
    client: FlaskClient, people: People, platform: Platform, publishing: Publishing
) -> None:
    publishing.draft("utkast")
    with platform.session(write=True) as session:
        dataset = session.query(Dataset).one()
        session.add(OldAddress(path=f"/rowstore/dataset/{UUID}", dataset=dataset))
        session.commit()
    refused = client.get(f"/rowstore/dataset/{UUID}")
    assert (refused.status_code, refused.mimetype) == (404, "text/plain")
    assert client.get(f"/rowstore/dataset/{UUID}", headers=people.editor.headers).status_code == 200
    assert client.get(f"/rowstore/dataset/{UUID}", headers=people.outsider.headers).status_code == 404


def test_people_are_led_to_the_page_with_the_rows(client: FlaskClient, published: Published) -> None:
    page = f"http://data.example.se/dataset/badplatser/files/{published.file}"
    for path, accept in (("", "text/html"), ("/html", "*/*"), ("?format=html", "*/*")):
        answer = client.get(f"/rowstore/dataset/{published.file}{path}", headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Location"]) == (303, page)


def test_other_sites_may_ask_and_are_told_when_nothing_has_changed(client: FlaskClient, published: Published) -> None:
    address = f"/rowstore/dataset/{published.file}?kod=0114"
    got, head = client.get(address), client.head(address)
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert (head.data, head.headers["ETag"]) == (b"", got.headers["ETag"])
    assert client.get(address, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304
    assert client.get(f"{address}&namn=x", headers={"If-None-Match": got.headers["ETag"]}).status_code == 200
