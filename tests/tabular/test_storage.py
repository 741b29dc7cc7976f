import csv
import json

import pytest
from python_calamine import load_workbook

from opendata import tabular
from opendata.errors import Invalid


@pytest.fixture
def stored(table, tmp_path):
    """One column's values as (CSV texts, CSV texts for Excel, the JSON file's text)."""

    def through(field, *values):
        made = table("k,x\n" + "".join(f'"{value}",1\n' for value in values))
        schema = {"fields": [{"name": "k", **field}, {"name": "x", "type": "integer"}]}
        conversion = tabular.convert(made, schema, tmp_path, forms=("csv", "excel.csv", "json", "xlsx"))
        paths = {one.format: one.path for one in conversion.made}
        texts = []
        for form, delimiter in (("csv", ","), ("excel.csv", ";")):
            with paths[form].open(encoding="utf-8", newline="") as stream:
                texts.append([row[0] for row in list(csv.reader(stream, delimiter=delimiter))[1:]])
        return (*texts, paths["json"].read_text("utf-8"), paths["xlsx"])

    return through


@pytest.mark.parametrize(
    ("values", "printed"),
    [
        (("5", "5.0", "12.50", "-3"), ["5", "5", "12.5", "-3"]),
        (("1.5e-07", "1e+20", "0.1"), ["1.5e-07", "1e+20", "0.1"]),
        (("12345678901234567890.5", "100.0", "10"), ["12345678901234567890.5", "100", "10"]),
        (("0.1234567890123456789", "20", "0.50"), ["0.1234567890123456789", "20", "0.5"]),
        (("-0.0", "0"), ["0", "0"]),
    ],
)
def test_a_number_is_printed_the_same_everywhere_and_a_whole_one_without_decimals(stored, values, printed):
    plain, excel, text, _ = stored({"type": "number"}, *values)
    assert plain == printed
    assert [value.replace(",", ".") for value in excel] == printed
    assert [line.split(",")[0].removeprefix('{"k":') for line in text.splitlines()[1:-1]] == printed
    assert json.loads(text)


def test_months_are_text_in_the_iso_form(stored):
    plain, _, text, _ = stored({"type": "yearmonth"}, "2024-01", "2024-3")
    assert plain == ["2024-01", "2024-03"] == [row["k"] for row in json.loads(text)]


def test_dates_are_real_dates_in_a_workbook_and_iso_elsewhere(stored):
    plain, _, text, workbook = stored({"type": "date", "format": "%d/%m %Y"}, "31/1 2024")
    assert plain == ["2024-01-31"] == [json.loads(text)[0]["k"]]
    assert load_workbook(workbook).get_sheet_by_index(0).to_python()[1][0].isoformat() == "2024-01-31"


def test_a_year_is_a_number(stored):
    _, _, text, _ = stored({"type": "year"}, "2024")
    assert json.loads(text)[0]["k"] == 2024


@pytest.mark.parametrize(("type_", "value"), [("yearmonth", "2024-13"), ("geojson", "här")])
def test_what_is_no_month_or_geometry_is_not_lost_silently(stored, type_, value):
    with pytest.raises(Invalid, match="value_lost"):
        stored({"type": type_}, value)


def test_every_kind_of_text_survives_json(stored):
    values = ["=1+1", "å 日本 🎈", "tab\there", "back\\slash", "rad\nrad", "\u2028", "'; DROP TABLE data; --"]
    _, _, text, _ = stored({"type": "string"}, *values)
    assert [row["k"] for row in json.loads(text)] == values
