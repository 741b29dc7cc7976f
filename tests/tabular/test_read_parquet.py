import duckdb
import pytest

from opendata import tabular
from opendata.errors import Invalid


@pytest.fixture
def parquet(tmp_path):
    """Write what a query gives to a Parquet file and read it."""

    def make(sql, **options):
        source = tmp_path / "upload.parquet"
        duckdb.connect().execute(f"SET TimeZone = 'UTC'; COPY ({sql}) TO '{source}' (FORMAT parquet)")
        return tabular.read(source, tmp_path, **options)

    return make


@pytest.mark.parametrize(
    ("value", "text", "declared"),
    [
        ("'0114'", "0114", "string"),
        ("1::BIGINT", "1", "integer"),
        ("9007199254740993::UBIGINT", "9007199254740993", "integer"),
        ("1.50::DECIMAL(10, 2)", "1.50", "number"),
        ("12::DECIMAL(20, 0)", "12", "integer"),
        ("0.1::DOUBLE", "0.1", "number"),
        ("true", "true", "boolean"),
        ("DATE '1899-12-31'", "1899-12-31", "date"),
        ("TIME '10:05:00'", "10:05:00", "time"),
        ("TIMESTAMP '2024-01-31 10:05:00'", "2024-01-31T10:05:00", "datetime"),
        ("TIMESTAMPTZ '2024-01-31 10:05:00+01'", "2024-01-31T09:05:00Z", "datetime"),
        ("{'a': 1, 'b': [true, NULL]}", '{"a":1,"b":[true,null]}', "string"),
        ("['x', 'y']", '["x","y"]', "string"),
        ("'x' || chr(13) || chr(10) || 'y'", "x\ny", "string"),
    ],
)
def test_values_are_text_and_types_are_those_declared(parquet, value, text, declared):
    made = parquet(f"SELECT {value} AS \"Värde, 1\", 'x' AS b")
    assert (made.columns, made.types) == (("Värde, 1", "b"), (declared, "string"))
    assert made.head(1) == [[text, "x"]]
    assert (made.reading.kind, made.row_at(0)) == ("parquet", 1)


def test_a_single_column_keeps_its_blank_rows(parquet):
    made = parquet("SELECT unnest(['a', NULL, '', 'b']) AS v")
    assert (made.rows, made.head(9)) == (4, [["a"], [None], [None], ["b"]])
    assert len(list(made.cells())) == 4


def test_a_file_without_rows_has_its_columns(parquet):
    made = parquet("SELECT 1 AS a, 'x' AS b LIMIT 0")
    assert (made.rows, made.columns) == (0, ("a", "b"))


def test_geometry_becomes_geojson_in_degrees(parquet):
    point = "'POINT (319758.02 6400326.04)'::GEOMETRY"
    with pytest.raises(Invalid, match="crs_wrong"):  # a GeoParquet file that says nothing says longitude and latitude
        parquet(f"SELECT {point} AS geom, 1 AS a")
    made = parquet(f"SELECT {point} AS geom, 1 AS a", given=tabular.Given(crs="EPSG:3006"))
    assert (made.columns, made.types, made.reading.crs) == (("geometry", "a"), ("geojson", "integer"), "EPSG:3006")
    assert made.head(1)[0][0] == '{"type":"Point","coordinates":[11.9746,57.7089]}'


def test_a_broken_file_is_refused(parquet, tmp_path):
    parquet("SELECT range AS a FROM range(1000)")
    content = (tmp_path / "upload.parquet").read_bytes()
    for broken in (content[:100], content[:-20], content[:50] + b"\0" * 100 + content[150:-8] + b"\xff" * 8):
        (tmp_path / "broken").write_bytes(broken)
        with pytest.raises(Invalid, match="parquet_broken"):
            tabular.read(tmp_path / "broken", tmp_path)
