"""Questions about rows through HTTP: pages that hold across versions, groups, places, the past, files, caching."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from opendata.wiring import Platform
from tests.conftest import People
from tests.web.portal.office import Office as Publishing

BASE = "http://data.example.se"
HEADER = "Id;Ort;Belopp;Lat;Lon;Dag\n"
PLACES = ("Örebro", "Åmål", "Älmhult", "Eslöv", "")
TABLE = HEADER + "".join(
    f"{n};{PLACES[n % 5]};{n},{n % 7}5;5{n % 10}.5;1{n % 5}.25;2024-01-{n % 28 + 1:02d}\n" for n in range(60)
)


@pytest.fixture
def file(publishing: Publishing) -> str:
    return publishing.publish("orter", TABLE.encode())


@pytest.fixture
def ask(client: FlaskClient, file: str) -> Callable[..., Any]:
    """The JSON answer to a question, which must be answered."""

    def ask(query: str = "", **headers: str) -> Any:
        answer = client.get(f"/api/v1/files/{file}/rows?{query}", headers=headers)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    return ask


def cursor(answer: Any) -> str:
    return parse_qs(urlsplit(answer["links"]["next"]).query)["cursor"][0]


def test_the_next_link_goes_on_after_the_last_row_without_counting_offsets(ask: Callable[..., Any]) -> None:
    first = ask("sort=-ort,belopp&limit=7&select=id,ort")
    assert "offset" not in first["links"]["next"]
    second = ask(urlsplit(first["links"]["next"]).query)
    assert second["data"] == ask("sort=-ort,belopp&limit=7&offset=7&select=id,ort")["data"]
    assert second["meta"]["total"] == 60
    assert second["links"]["self"] == first["links"]["next"]


def test_a_walk_goes_on_in_its_version_when_another_becomes_current(
    client: FlaskClient, ask: Callable[..., Any], file: str, publishing: Publishing
) -> None:
    first = ask("sort=-id&limit=20")
    publishing.update(file, (HEADER + "".join(f"{n};Kiruna;1,05;59.5;11.25;2024-01-01\n" for n in range(40))).encode())
    answer = client.get(first["links"]["next"].removeprefix(BASE))
    second = answer.get_json()
    assert [row["id"] for row in second["data"]] == list(range(39, 19, -1))
    assert second["meta"]["version"] == first["meta"]["version"] != second["meta"]["current_version"]
    assert f'<{BASE}/api/v1/files/{file}/rows>; rel="latest-version"' in answer.headers.getlist("Link")
    assert [row["id"] for row in ask(urlsplit(second["links"]["next"]).query)["data"]] == list(range(19, -1, -1))
    assert ask("limit=1")["meta"]["version"] == second["meta"]["current_version"]


@pytest.mark.parametrize("more", ["&sort=id", "&ort=x", "&offset=3", "&version=x", "&as_of=2024-01-01", "x"])
def test_a_cursor_is_for_its_own_question_alone(
    client: FlaskClient, ask: Callable[..., Any], file: str, more: str
) -> None:
    following = cursor(ask("limit=5"))
    answer = client.get(f"/api/v1/files/{file}/rows?limit=5&cursor={following}{more}")
    assert answer.status_code == 400, answer.text
    assert answer.get_json()["code"] in ("cursor_of_another", "cursor_unusable", "parameters_together")


def test_groups_are_counted_and_summed_exactly_and_come_in_pages(ask: Callable[..., Any]) -> None:
    answer = ask("group_by=ort&select=ort,count,sum.belopp,max.dag&sort=-count,ort&limit=3&id__lt=58")
    assert answer["meta"]["total"] == 5
    assert list(answer["data"][0]) == ["ort", "count", "sum.belopp", "max.dag"]
    expected = {place: [0, 0] for place in PLACES}
    for number in range(58):
        found = expected[PLACES[number % 5]]
        found[0], found[1] = found[0] + 1, found[1] + number * 100 + (number % 7) * 10 + 5
    rest = ask(urlsplit(answer["links"]["next"]).query)
    assert rest["links"]["next"] is None
    told = {row["ort"] or "": [row["count"], round(row["sum.belopp"] * 100)] for row in answer["data"] + rest["data"]}
    assert told == expected
    assert [row["ort"] for row in answer["data"]] == ["Åmål", "Älmhult", "Örebro"]


def test_all_rows_together_are_one_group(ask: Callable[..., Any]) -> None:
    answer = ask("select=count,min.ort,max.ort,count_distinct.ort,avg.id,count.ort")
    row = {
        "count": 60,
        "min.ort": "Eslöv",
        "max.ort": "Örebro",
        "count_distinct.ort": 4,
        "avg.id": 29.5,
        "count.ort": 48,
    }
    assert (answer["data"], answer["meta"]["total"]) == ([row], 1)


@pytest.mark.parametrize(
    ("asked", "nearest"),
    [
        ("group_by=ortt", "ort"),
        ("select=summ.belopp", "sum.belopp"),
        ("ort__contian=x", "contains"),
        ("grupp_by=ort", "group_by"),
        ("bbox=1,2,3,4&crs=EPSG:30066", "EPSG:3006"),
        ("bbox=1,2,3", "bbox"),
        ("crs=EPSG:3006", "bbox"),
        ("delimiter=x", "tab"),
        ("as_of=igår", "2026-01-31"),
        ("bom=kanske", "bom"),
        ("select=ort,count", "group_by"),
    ],
)
def test_what_means_nothing_is_refused_and_says_what_would(
    client: FlaskClient, file: str, asked: str, nearest: str
) -> None:
    answer = client.get(f"/api/v1/files/{file}/rows?{asked}", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert nearest in answer.get_json()["detail"]


def test_rows_are_found_by_where_they_are(ask: Callable[..., Any]) -> None:
    assert {row["lon"] for row in ask("bbox=10,50,12,60")["data"]} == {10.25, 11.25}
    assert ask("bbox=250000,6370000,330000,6480000&crs=EPSG:3006")["meta"]["total"] == 0
    in_metres = ask("bbox=270000,6370000,280000,6390000&crs=EPSG:3006")
    assert {(row["lon"], row["lat"]) for row in in_metres["data"]} <= {(11.25, 57.5)}


def test_a_file_without_places_says_so(client: FlaskClient, publishing: Publishing) -> None:
    file = publishing.publish("utan", b"a,b\n1,2\n")
    answer = client.get(f"/api/v1/files/{file}/rows?bbox=1,2,3,4")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "places_missing")


def test_the_data_is_told_as_it_was_then(
    client: FlaskClient, ask: Callable[..., Any], file: str, publishing: Publishing, platform: Platform, people: People
) -> None:
    first = ask()["meta"]["version"]
    publishing.update(file, TABLE.replace("Eslöv", "Kiruna").encode())
    second = ask()["meta"]["version"]
    times = {one["id"]: one["published_at"] for one in client.get(f"/api/v1/files/{file}/versions").get_json()["data"]}
    assert ask(f"as_of={times[first].replace('+', '%2B')}")["meta"]["version"] == first
    assert ask(f"as_of={times[second].replace('+', '%2B')}")["meta"]["version"] == second
    assert ask("as_of=2999-12-31")["meta"]["version"] == second
    assert ask(f"version={first}")["meta"]["version"] == first
    answer = client.get(f"/api/v1/files/{file}/rows?as_of=2001-01-01")
    assert (answer.status_code, answer.get_json()["code"]) == (404, "no_version_then")
    undone = client.put(f"/api/v1/versions/{first}/current", headers=people.reviewer.headers)
    assert undone.status_code == 200
    assert ask("as_of=2999-12-31")["meta"]["version"] == first
    assert ask(f"as_of={times[second].replace('+', '%2B')}")["meta"]["version"] == second


@pytest.mark.parametrize("form", ["csv", "ndjson", "geojson", "parquet", "xlsx", "gpkg"])
def test_files_hold_all_rows_that_match(client: FlaskClient, file: str, form: str) -> None:
    answer = client.get(f"/api/v1/files/{file}/rows.{form}?id__gte=10")
    assert answer.status_code == 200, answer.text
    assert answer.content_length == len(answer.data)
    assert answer.headers["Content-Disposition"] == f'attachment; filename="platser.{form}"'
    if form == "csv":
        assert [row["id"] for row in csv.DictReader(io.StringIO(answer.text))] == [str(n) for n in range(10, 60)]
    if form == "ndjson":
        rows = [json.loads(line) for line in answer.text.splitlines()]
        assert rows == client.get(f"/api/v1/files/{file}/rows?id__gte=10&limit=1000").get_json()["data"]
    if form == "geojson":
        assert len(answer.get_json()["features"]) == 50
    limited = client.get(f"/api/v1/files/{file}/rows.csv?limit=3")
    assert len(limited.text.splitlines()) == 4


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("rows.csv", "orter.csv"),
        ("rows.csv?delimiter=;&decimal=,&bom=1", "orter.excel.csv"),
        ("rows.parquet", "orter.parquet"),
        ("rows.xlsx", "orter.xlsx"),
        ("rows.geojson", "orter.geojson"),
    ],
)
def test_the_whole_table_is_the_download_itself(client: FlaskClient, file: str, asked: str, name: str) -> None:
    answer, download = client.get(f"/api/v1/files/{file}/{asked}"), client.get(f"/files/{file}/{name}")
    assert answer.data == download.data
    assert answer.headers["ETag"] == download.headers["ETag"]
    part = client.get(f"/api/v1/files/{file}/{asked}", headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.data) == (206, download.data[5:10])


def test_csv_comes_with_the_delimiter_decimals_and_mark_that_are_asked_for(client: FlaskClient, file: str) -> None:
    answer = client.get(f"/api/v1/files/{file}/rows.csv?select=id,belopp&id=1&delimiter=tab&decimal=,&bom=true")
    assert answer.data == "\ufeffid\tbelopp\r\n1\t1,15\r\n".encode()


@pytest.mark.parametrize("asked", ["rows?ort=Eslöv", "rows.csv?ort=Eslöv", "rows.csv", "rows.ndjson"])
def test_who_has_the_answer_gets_304_until_the_version_changes(
    client: FlaskClient, file: str, publishing: Publishing, asked: str
) -> None:
    address = f"/api/v1/files/{file}/{asked}"
    first = client.get(address)
    assert first.headers["Cache-Control"] == "no-cache"
    assert {"Accept", "Accept-Encoding", "Authorization"} <= set(first.headers["Vary"].replace(" ", "").split(","))
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    other = client.get(address.replace("Esl", "esl") + ("&" if "?" in address else "?") + "sort=-id")
    assert other.headers["ETag"] != first.headers["ETag"]
    publishing.update(file, TABLE.replace("Eslöv", "Kiruna").encode())
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize("asked", ["rows?limit=50", "rows.csv?sort=-id", "rows.ndjson"])
def test_text_is_packed_for_those_who_take_it(client: FlaskClient, file: str, asked: str) -> None:
    plain = client.get(f"/api/v1/files/{file}/{asked}")
    packed = client.get(f"/api/v1/files/{file}/{asked}", headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data)
    assert packed.headers["ETag"] != plain.headers["ETag"]
    again = client.get(
        f"/api/v1/files/{file}/{asked}",
        headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]},
    )
    assert again.status_code == 304


@pytest.mark.parametrize("asked", ["rows", "rows.csv", "rows.csv?sort=id", "rows.parquet?sort=id"])
def test_head_says_what_get_would(client: FlaskClient, file: str, asked: str) -> None:
    address = f"/api/v1/files/{file}/{asked}"
    got, head = client.get(address), client.head(address)
    assert (head.status_code, head.data) == (200, b"")
    for name in ("Content-Type", "ETag", "Cache-Control", "Vary"):
        assert head.headers[name] == got.headers[name]
    assert head.headers.get("Content-Length") in (None, got.headers["Content-Length"])
    assert client.head(f"{address.partition('?')[0]}?nothing=1").status_code == 400


def test_the_profile_tells_what_each_column_holds(client: FlaskClient, file: str, publishing: Publishing) -> None:
    answer = client.get(f"/api/v1/files/{file}/profile").get_json()
    columns = {column["name"]: column for column in answer["data"]["columns"]}
    assert answer["data"]["rows"] == 60
    assert (columns["ort"]["missing"], columns["ort"]["distinct"]) == (12, 4)
    assert (columns["id"]["min"], columns["id"]["max"], sum(columns["id"]["histogram"]["rows"])) == (0, 59, 60)
    publishing.update(file, TABLE.replace("Eslöv", "Kiruna").encode())
    older = client.get(f"/api/v1/files/{file}/profile?version={answer['meta']['version']}").get_json()
    assert older == answer
    assert client.get(f"/api/v1/files/{file}/profile").get_json() != answer
    assert client.get(f"/api/v1/files/{file}/profile?verson=1").status_code == 400


def test_one_who_asks_too_much_at_once_is_told_when_to_come_back(
    client: FlaskClient, file: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = platform.rows.pages
    monkeypatch.setattr(turns, "patience", 0)
    with turns.turn("127.0.0.1"), turns.turn("127.0.0.1"):
        answer = client.get(f"/api/v1/files/{file}/rows")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
        with turns.turn("other"), turns.turn("other"):
            answer = client.get(f"/api/v1/files/{file}/rows", environ_overrides={"REMOTE_ADDR": "third"})
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
            assert answer.mimetype == "application/problem+json"
    assert client.get(f"/api/v1/files/{file}/rows").status_code == 200
