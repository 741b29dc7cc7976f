import csv
import io
import json
from datetime import date
from decimal import Decimal

import duckdb
import pytest
from python_calamine import load_workbook

from opendata import tabular
from opendata.errors import Invalid

# Title in the file, safe name, cells as they stand in the file, values as every door must give them
COLUMNS = [
    ("Id", "id", ["1", "2", "3", "4"], [1, 2, 3, 4]),
    ("Namn", "namn", ["Åsa", 'Öl; "x"\nrad', "", "ärlig"], ["Åsa", 'Öl; "x"\nrad', None, "ärlig"]),
    ("Belopp", "belopp", ["1 234,5", "0,1", "", "-3"], [1234.5, 0.1, None, -3]),
    (
        "Lång",
        "lang",
        ["0.1234567890123456789", "5.5", "", "0.0000001"],
        ["0.1234567890123456789", "5.5", None, "0.0000001"],
    ),
    ("Stor", "stor", ["123456789012345678901", "1", "", "-5"], ["123456789012345678901", "1", None, "-5"]),
    ("Dag", "dag", ["2024-01-31", "1850-01-01", "", "2024-02-29"], ["2024-01-31", "1850-01-01", None, "2024-02-29"]),
    (
        "Stund",
        "stund",
        ["2024-01-31T10:00:00", "2024-01-31T10:00:00.5", "", "1969-12-31T23:59:59"],
        ["2024-01-31T10:00:00", "2024-01-31T10:00:00.5", None, "1969-12-31T23:59:59"],
    ),
    (
        "I zon",
        "i_zon",
        ["2024-01-31T10:00:00+01:00", "2024-07-31T10:00:00Z", "", "2024-01-31T10:00:00-05:00"],
        ["2024-01-31T09:00:00Z", "2024-07-31T10:00:00Z", None, "2024-01-31T15:00:00Z"],
    ),
    ("Klockan", "klockan", ["10:00", "23:59", "", "00:00"], ["10:00:00", "23:59:00", None, "00:00:00"]),
    ("Aktiv", "aktiv", ["ja", "Nej", "", "JA"], [True, False, None, True]),
    ("År", "ar", ["2024", "1999", "", "2000"], [2024, 1999, None, 2000]),
    ("Lat", "lat", ["57.66512181118435", "57.1", "", ""], [57.66512181118435, 57.1, None, None]),
    ("Lon", "lon", ["12.142545341969571", "11.9", "", "11"], [12.142545341969571, 11.9, None, 11]),
    ("Kod", "kod", ["0114", "+46", "", "1e5"], ["0114", "+46", None, "1e5"]),
    (
        "Anteckning",
        "anteckning",
        ["=1+1", "é \u2028 日本 🎈", "", "'; DROP TABLE data; --"],
        ["=1+1", "é \u2028 日本 🎈", None, "'; DROP TABLE data; --"],
    ),
]
NAMES = [name for _, name, _, _ in COLUMNS]
VALUES = [list(row) for row in zip(*(values for *_, values in COLUMNS), strict=True)]
NUMBERS = ("id", "belopp", "lang", "stor", "ar", "lat", "lon")
EXACT = ("lang", "stor")


def in_a_file():
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";")
    writer.writerow([title for title, *_ in COLUMNS])
    writer.writerows(zip(*(cells for _, _, cells, _ in COLUMNS), strict=True))
    return stream.getvalue()


@pytest.fixture
def everything(table, tmp_path):
    """A table with every type, missing values and ÅÄÖ, its schema and its renditions by format."""
    made = table(in_a_file())
    schema = tabular.infer(made)
    for field in schema["fields"]:
        field["type"] = {"lang": "number", "stor": "integer"}.get(field["name"], field["type"])
    assert tabular.check(made, schema).sound
    conversion = tabular.convert(made, schema, tmp_path)
    return schema, conversion, {rendition.format: rendition.path for rendition in conversion.made}


def plain(rows):
    """Rows as comparable values: floats for numbers, but all the digits of those that a float doesn't hold."""
    return [[one(name, cell) for name, cell in zip(NAMES, row, strict=True)] for row in rows]


def one(name, cell):
    if cell is None or cell == "":
        return None
    if name in EXACT:
        return format(Decimal(str(cell)).normalize(), "f")
    if name in NUMBERS:
        return float(cell)
    return {"true": True, "false": False}.get(cell, cell) if name == "aktiv" else cell


def read_csv(path, delimiter):
    with path.open(newline="", encoding="utf-8") as stream:
        header, *rows = csv.reader(stream, delimiter=delimiter)
    return header, rows


def read_json(text):
    """Objects with every digit of their numbers."""
    return json.loads(text, parse_float=Decimal)


def read_parquet(path):
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        texts = {name: f"CAST({name} AS VARCHAR)" for name in NAMES}
        for name in ("stund", "i_zon"):
            texts[name] = f"replace(replace({texts[name]}, ' ', 'T'), '+00', 'Z')"
        found = connection.execute(f"SELECT {', '.join(texts.values())} FROM read_parquet(?)", [str(path)]).fetchall()
        header = [column[0] for column in connection.execute("FROM read_parquet(?)", [str(path)]).description]
    return header, found


def read_xlsx(path):
    header, *rows = load_workbook(path).get_sheet_by_index(0).to_python()
    return header, [[cell.isoformat() if isinstance(cell, date) else cell for cell in row] for row in rows]


def test_every_rendition_and_the_rows_are_the_same(everything, engine):
    schema, conversion, made = everything
    assert (conversion.rows, conversion.left_out) == (4, ())
    assert list(made) == ["query", "csv", "excel.csv", "json", "parquet", "xlsx", "geojson", "gpkg"]

    objects = read_json(made["json"].read_text("utf-8"))
    features = read_json(made["geojson"].read_text("utf-8"))["features"]
    page = engine.page(tabular.QueryFile(made["query"], schema["fields"]), tabular.RowQuery())
    assert objects == [feature["properties"] for feature in features] == read_json(f"[{','.join(page.rows)}]")

    header, excel = read_csv(made["excel.csv"], ";")
    assert header == ["\ufeff" + NAMES[0], *NAMES[1:]]
    points = [[cell.replace(",", ".") if NAMES[n] in NUMBERS else cell for n, cell in enumerate(row)] for row in excel]
    read = {
        "csv": read_csv(made["csv"], ","),
        "excel.csv": (NAMES, points),
        "json": (list(objects[0]), [list(row.values()) for row in objects]),
        "parquet": read_parquet(made["parquet"]),
        "xlsx": read_xlsx(made["xlsx"]),
    }
    assert {form: header for form, (header, _) in read.items()} == dict.fromkeys(read, NAMES)
    assert {form: plain(rows) for form, (_, rows) in read.items()} == dict.fromkeys(read, VALUES)


def test_long_numbers_keep_every_digit_in_json(everything):
    _, _, made = everything
    text = made["json"].read_text("utf-8")
    assert '"lang":0.1234567890123456789,"stor":123456789012345678901,' in text
    assert '"lat":57.66512181118435,"lon":12.142545341969571' in text


def test_json_has_no_nan_and_every_row_is_an_object(everything):
    _, _, made = everything
    rows = json.loads(made["json"].read_text("utf-8"), parse_constant=pytest.fail)
    assert [row["id"] for row in rows] == [1, 2, 3, 4]


def test_coordinates_become_points_longitude_first_and_a_box(everything):
    _, conversion, made = everything
    document = json.loads(made["geojson"].read_text("utf-8"))
    assert document["type"] == "FeatureCollection"
    assert [feature["geometry"] and feature["geometry"]["coordinates"] for feature in document["features"]] == [
        [12.142545341969571, 57.66512181118435],
        [11.9, 57.1],
        None,
        None,
    ]
    assert conversion.bbox == (11.9, 57.1, 12.142545341969571, 57.66512181118435)
    assert conversion.geometry == ("lon", "lat")


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "lat,b\n57,1\n", "lat,lon\n,\n1x,2\n"])
def test_without_wgs84_coordinates_there_is_no_geojson(table, tmp_path, text):
    made = table(text)
    conversion = tabular.convert(made, tabular.infer(made), tmp_path)
    assert (conversion.geometry, conversion.bbox) == (None, None)
    assert conversion.left_out == (("geojson", "no_coordinates"), ("gpkg", "no_coordinates"))


def test_a_workbook_that_could_not_hold_the_values_is_left_out(table, tmp_path):
    made = table("a,b\n" + "x" * 32_768 + ",1\n")
    conversion = tabular.convert(made, tabular.infer(made), tmp_path, forms=("xlsx", "ndjson"))
    assert conversion.left_out == (("xlsx", "too_long_text"),)
    assert [rendition.format for rendition in conversion.made] == ["query", "ndjson"]
    assert {reason for _, reason in conversion.left_out} <= set(tabular.LEFT_OUT)


def test_rows_keep_their_order_when_there_are_many(table, tmp_path):
    made = table("n,text\n" + "".join(f"{n * 7919 % 200_003},rad {n}\n" for n in range(200_000)))
    conversion = tabular.convert(made, tabular.infer(made), tmp_path, forms=("csv", "parquet", "json"))
    wanted = [f"rad {n}" for n in range(200_000)]
    paths = {rendition.format: rendition.path for rendition in conversion.made}
    with paths["csv"].open(newline="") as stream:
        assert [row["text"] for row in csv.DictReader(stream)] == wanted
    assert [row["text"] for row in json.loads(paths["json"].read_text())] == wanted
    with duckdb.connect() as connection:
        rows = connection.execute("SELECT text FROM read_parquet(?)", [str(paths["parquet"])]).fetchall()
    assert [text for (text,) in rows] == wanted


def test_blank_cells_quotes_and_one_column_survive(table, tmp_path):
    made = table('ord\n"a ""b"""\n""\n\n" "\n"c\nd"\n')
    conversion = tabular.convert(made, tabular.infer(made), tmp_path, forms=("json",))
    rows = json.loads(conversion.made[1].path.read_text())
    assert [row["ord"] for row in rows] == ['a "b"', None, " ", "c\nd"]


def test_a_table_without_rows_still_has_valid_files(table, tmp_path):
    made = table("a,b\n")
    paths = {one.format: one.path for one in tabular.convert(made, tabular.infer(made), tmp_path).made}
    assert json.loads(paths["json"].read_text()) == []
    assert paths["csv"].read_text().splitlines() == ["a,b"]
    assert load_workbook(paths["xlsx"]).get_sheet_by_index(0).to_python() == [["a", "b"]]


def test_a_value_that_its_type_cannot_hold_is_never_lost_silently(table, tmp_path):
    made = table("a,b\n1,x\nfem,y\n")
    schema = {"fields": [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]}
    with pytest.raises(Invalid) as refused:
        tabular.convert(made, schema, tmp_path)
    assert refused.value.facts == {"column": "a", "row": 3, "value": "fem", "type": "integer"}
    with pytest.raises(Invalid, match="schema_does_not_fit"):
        tabular.convert(made, {"fields": schema["fields"][:1]}, tmp_path)


@pytest.mark.parametrize(
    ("field", "texts", "values"),
    [
        ({"type": "boolean", "trueValues": ["x"], "falseValues": ["o"]}, ["x", "o"], [True, False]),
        ({"type": "date", "format": "%d/%m %Y"}, ["31/1 2024"], ["2024-01-31"]),
        ({"type": "datetime", "format": "%Y-%m-%d %H:%M%z"}, ["2024-01-31 10:00Z"], ["2024-01-31T10:00:00Z"]),
        ({"type": "number", "bareNumber": False, "decimalChar": ","}, ["12,5 %", "kr 3"], [12.5, 3.0]),
        ({"type": "integer", "bareNumber": False}, ["12 st"], [12]),
        ({"type": "integer"}, [" 7 ", "+5"], [7, 5]),
        ({"type": "number"}, ["9007199254740993", "0.5"], [Decimal(9007199254740993), Decimal("0.5")]),
        ({"type": "string", "missingValues": ["..", "-"]}, ["..", "-", "x"], [None, None, "x"]),
        ({"type": "object"}, ['{""a"": 1}'], ['{"a": 1}']),
    ],
)
def test_values_are_stored_as_the_schema_describes_them(table, tmp_path, field, texts, values):
    made = table("k,x\n" + "".join(f'"{text}",1\n' for text in texts))
    schema = {"fields": [{"name": "k", **field}, {"name": "x", "type": "integer"}]}
    assert tabular.check(made, schema).sound
    made_json = tabular.convert(made, schema, tmp_path, forms=("json",)).made[1]
    rows = json.loads(made_json.path.read_text("utf-8"), parse_float=Decimal)
    assert [row["k"] for row in rows] == values


def test_a_spreadsheet_comes_back_as_it_was(workbook, tmp_path):
    made = workbook({"Data": [["Kod", "Antal", "Andel"], ["0114", 5, 0.1], ["0115", 6, 12.1425453419696]]})
    conversion = tabular.convert(made, tabular.infer(made), tmp_path, forms=("xlsx",))
    cells = load_workbook(conversion.made[1].path).get_sheet_by_index(0).to_python()
    assert cells == [["kod", "antal", "andel"], ["0114", 5.0, 0.1], ["0115", 6.0, 12.1425453419696]]


def test_no_half_written_file_is_left(everything, tmp_path):
    assert not list(tmp_path.glob("*.part"))
