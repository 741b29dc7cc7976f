"""The same rows, whatever the door: row API, every rendition, and what the catalog says of them."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter
from flask.testing import FlaskClient
from python_calamine import load_workbook

from opendata import dcat
from opendata.wiring import Platform
from tests.conftest import Grow, People, Scene, Visiting, until_nothing_waits
from tests.support import story

pytestmark = pytest.mark.any_database

HEADER = ["Namn på plats", "Kod", "Antal", "Andel", "Öppen", "Invigd", "Mätt", "Latitud", "Longitud", "Stort tal"]
NAMES = ["namn_pa_plats", "kod", "antal", "andel", "oppen", "invigd", "matt", "latitud", "longitud", "stort_tal"]
TYPES = ["string", "string", "integer", "number", "boolean", "date", "datetime", "number", "number", "integer"]
ROWS = [
    ["Åskådarplats, norra", "0114", 12, 0.125, True, "1999-12-31", "2024-01-31T12:30:00", 57.7089, 11.9746, 2**53 + 1],
    ['Kallas "Ön"', "0007", None, -3.5, False, "2024-02-29", None, 57.65512181118435, 12.14254534196957, 1],
    ["𝄞 rad\nmed radbrytning", "1480", 0, None, None, None, "2000-01-01T00:00:00", None, None, None],
    ["=1+1", None, -7, 1e-07, True, "1970-01-01", "1999-12-31T23:59:59", 55.5, 13.0, 10**20 + 7],
]  # fmt: skip


@pytest.fixture(scope="session")
def with_every_type(visiting: Visiting, grow: Grow, peopled: Scene) -> Scene:
    source = io.StringIO()
    writer = csv.writer(source)
    writer.writerow(HEADER)
    for row in ROWS:
        writer.writerow([("true" if cell else "false") if isinstance(cell, bool) else cell for cell in row])
    fields = [
        {"name": name, "title": title, "type": type_} for name, title, type_ in zip(NAMES, HEADER, TYPES, strict=True)
    ]

    def add(platform: Platform) -> dict[str, Any]:
        client, people, work = visiting(platform), peopled.cast["people"], until_nothing_waits(platform)
        return {"file": publish(client, people, work, source.getvalue().encode(), "platser.csv", {"fields": fields})}

    return grow("with_every_type", peopled, add)


@pytest.fixture
def file(with_every_type: Scene) -> Any:
    return with_every_type.cast["file"]


def publish(
    client: FlaskClient, people: People, work: Callable[[], None], content: bytes, name: str, schema: Any = None
) -> Any:
    return story.publish(client, people, work, content, name, schema)["files"][0]


def download(client: FlaskClient, file: Any, form: str) -> bytes:
    url = next(one["url"] for one in file["renditions"] if one["format"] == form)
    return bytes(client.get(url.removeprefix("http://data.example.se")).data)


def as_text(value: Any) -> str:
    if value is None:
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def api_rows(client: FlaskClient, file: Any) -> list[dict[str, Any]]:
    return list(client.get(f"/api/v1/files/{file['id']}/rows?limit=10000").json["data"])


def test_the_row_api_gives_the_values_of_the_file(client: FlaskClient, file: Any) -> None:
    expected = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    assert api_rows(client, file) == expected


def test_json_and_geojson_have_the_rows_of_the_api(client: FlaskClient, file: Any) -> None:
    rows = api_rows(client, file)
    assert json.loads(download(client, file, "json")) == rows
    features = json.loads(download(client, file, "geojson"))["features"]
    assert [feature["properties"] for feature in features] == rows
    assert features[0]["geometry"]["coordinates"] == [11.9746, 57.7089]
    assert features[2]["geometry"] is None


@pytest.mark.parametrize("where", ["rendition", "api"])
def test_csv_has_the_rows_of_the_api(client: FlaskClient, file: Any, where: str) -> None:
    api = client.get(f"/api/v1/files/{file['id']}/rows.csv?limit=10000").data
    content = download(client, file, "csv") if where == "rendition" else api
    table = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    rows = [
        {name: as_text(value) if not isinstance(value, float) else value for name, value in row.items()}
        for row in api_rows(client, file)
    ]
    for read, row in zip(table, rows, strict=True):
        assert {name: float(read[name]) if isinstance(row[name], float) else read[name] for name in NAMES} == row


def test_csv_for_excel_has_bom_semicolon_and_decimal_comma(client: FlaskClient, file: Any) -> None:
    content = download(client, file, "excel.csv")
    assert content.startswith(b"\xef\xbb\xbf")
    table = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert list(table[0]) == NAMES
    assert [row["latitud"].replace(",", ".") for row in table] == [as_text(row[7]) for row in ROWS]
    assert [row["kod"] for row in table] == [as_text(row[1]) for row in ROWS]


def test_parquet_has_the_rows_of_the_api(client: FlaskClient, file: Any, tmp_path: Path) -> None:
    path = tmp_path / "platser.parquet"
    path.write_bytes(download(client, file, "parquet"))
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{path}'")
        assert [column[0] for column in found.description or ()] == NAMES
        rows = found.fetchall()
    expected = [list(row.values()) for row in api_rows(client, file)]
    for read, row in zip(rows, expected, strict=True):
        assert [one.isoformat() if isinstance(one, date | datetime) else one for one in read] == row


def test_xlsx_has_the_rows_of_the_api(client: FlaskClient, file: Any) -> None:
    sheet = load_workbook(io.BytesIO(download(client, file, "xlsx"))).get_sheet_by_index(0).to_python()
    assert sheet[0] == NAMES
    for read, row in zip(sheet[1:], api_rows(client, file), strict=True):
        for name, cell in zip(NAMES, read, strict=True):
            value = row[name]
            if isinstance(cell, date):
                assert cell.isoformat() == value
            elif isinstance(cell, float) and isinstance(value, int | float):
                assert cell == float(value)
            else:
                assert as_text(cell) == as_text(value)


def test_doors_for_other_programs_have_the_rows_of_the_api(client: FlaskClient, file: Any) -> None:
    rows = api_rows(client, file)
    ckan = client.get(f"/api/3/action/datastore_search?resource_id={file['id']}").json["result"]["records"]
    assert ckan == rows
    dumped = client.get(f"/datastore/dump/{file['id']}?format=json").json["records"]
    assert dumped == [list(row.values()) for row in rows]
    assert client.get(f"/datastore/dump/{file['id']}").data == download(client, file, "csv")
    call = {"name": "query_rows", "arguments": {"file": file["id"]}}
    told = client.post("/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": call})
    assert told.json["result"]["structuredContent"]["rows"] == rows
    odata = client.get(f"/odata/v4/{file['id']}/platser").json["value"]
    moments = [{**row, "matt": row["matt"] and f"{row['matt']}Z"} for row in rows]
    assert odata == [{"_row": number, **row} for number, row in enumerate(moments)]
    features = client.get(f"/ogc/collections/{file['id']}/items?limit=100").json["features"]
    geojson = json.loads(download(client, file, "geojson"))["features"]
    assert [{**feature, "id": None} for feature in features] == [{**feature, "id": None} for feature in geojson]
    texts = csv.reader(io.StringIO(download(client, file, "csv").decode(), newline=""))
    rowstore = client.get(f"/rowstore/dataset/{file['id']}").json["results"]
    assert [list(row.values()) for row in rowstore] == list(texts)[1:]


def test_the_catalog_says_how_many_bytes_each_download_has(client: FlaskClient, file: Any) -> None:
    graph = dcat.parse(client.get("/catalog.nt").data, "nt")
    said = {
        str(subject): int(size)
        for subject, predicate, size in graph
        if str(predicate) == "http://www.w3.org/ns/dcat#byteSize"
    }
    for rendition in file["renditions"]:
        form = rendition["format"].replace(".", "-")
        assert said[f"http://data.example.se/distribution/{file['id']}-{form}"] == rendition["byte_size"]


def test_a_workbook_comes_back_equal(client: FlaskClient, people: People, work: Callable[[], None]) -> None:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet("Träd")
        for number, row in enumerate([["Art", "Kod", "Höjd"], ["Ek", "0012", 12.5], ["Björk", "0013", 8]]):
            sheet.write_row(number, 0, row)
    file = publish(client, people, work, content.getvalue(), "träd.xlsx")
    assert api_rows(client, file) == [
        {"art": "Ek", "kod": "0012", "hojd": 12.5},
        {"art": "Björk", "kod": "0013", "hojd": 8},
    ]
    assert download(client, file, "original") == content.getvalue()


@pytest.mark.parametrize("name", ["badplatser/Badplatser_Harryda__2_.csv", "atervinning/stations.csv"])
def test_real_files_come_back_equal(
    client: FlaskClient, people: People, work: Callable[[], None], shared: Path, name: str
) -> None:
    content = (shared / "data" / name).read_bytes()
    file = publish(client, people, work, content, Path(name).name)
    original = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    table = list(csv.reader(io.StringIO(download(client, file, "csv").decode(), newline="")))
    assert len(table) == len(original)
    assert [column["title"] for column in file["columns"]] == original[0]
    numbers = [place for place, column in enumerate(file["columns"]) if column["type"] == "number"]
    for read, row in zip(table[1:], original[1:], strict=True):
        for place, cell in enumerate(row):
            if place in numbers and cell:
                assert float(read[place]) == float(cell)
            else:
                assert read[place] == cell
    rows = json.loads(download(client, file, "json"))
    assert len(rows) == len(original) - 1
    page = client.get(f"/api/v1/files/{file['id']}/rows?limit=10000").json
    assert page["meta"]["total"] == len(rows)
    assert page["data"] == rows
