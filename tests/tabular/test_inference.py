import csv
import json
from dataclasses import replace

import pytest
from frictionless import Schema
from hypothesis import given
from hypothesis import strategies as st

from opendata import tabular
from opendata.errors import Invalid


@pytest.fixture
def column(tmp_path):
    """The field inferred for one column of values, as the reader gave them."""

    def infer(*values, title="k", declared=None):
        made = plain(tmp_path, [["rad", title], *(["r", value] for value in values)])
        return tabular.infer(replace(made, types=(None, declared)))["fields"][1]

    return infer


def plain(folder, rows):
    path = folder / "plain.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return tabular.Table(path, tabular.Reading("csv", "text/csv"), tuple(rows[0]), len(rows) - 1)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (("1", "-5", "0", "999999999999999"), {"type": "integer"}),
        (("1", "2.5", "-0.25", "1.5e-07"), {"type": "number"}),
        (("3270,50", "100", "-0,5"), {"type": "number", "decimalChar": ","}),
        (("12 345,60", "7,00"), {"type": "number", "decimalChar": ",", "groupChar": " "}),
        (("1\u00a0234", "98"), {"type": "number", "decimalChar": ",", "groupChar": "\u00a0"}),
        (("1\u202f234,5", "98"), {"type": "number", "decimalChar": ",", "groupChar": "\u202f"}),
        (("1 234.5", "98"), {"type": "number", "groupChar": " "}),
        (("2024-01-31", "1850-02-01"), {"type": "date"}),
        (("2024-01-31T10:00:00", "2024-01-31T10:00:00.5"), {"type": "datetime"}),
        (("2024-01-31T10:00:00Z", "2024-01-31T10:00:00+01:00"), {"type": "datetime"}),
        (("2024-01-31 10:00:00",), {"type": "datetime", "format": "%Y-%m-%d %H:%M:%S"}),
        (("2024-01-31 10:00",), {"type": "datetime", "format": "%Y-%m-%d %H:%M"}),
        (("2024-01-31T10:00+0100",), {"type": "datetime", "format": "%Y-%m-%dT%H:%M%z"}),
        (("10:00:00", "23:59:59"), {"type": "time"}),
        (("10:00", "00:10"), {"type": "time", "format": "%H:%M"}),
    ],
)
def test_a_type_is_found_when_every_value_has_it(column, values, field):
    found = column(*values, "")
    assert {key: found[key] for key in found if key not in ("name", "title")} == field


@pytest.mark.parametrize("words", [("true", "false"), ("ja", "Nej"), ("SANT", "FALSKT"), ("yes",)])
def test_words_for_yes_and_no_are_booleans(column, words):
    assert column(*words)["type"] == "boolean"


@pytest.mark.parametrize(
    "values",
    [
        ("0114", "1480"),
        ("+46", "1"),
        ("1234567890123456",),
        ("1", "2", "0164A"),
        ("2024-01-31", "2024-02-30"),
        ("2024-01-31", "31/1 2024"),
        ("2024-01-31T10:00:00", "2024-01-31T10:00:00Z"),
        ("25:00",),
        ("0/ 0",),
        ("1,5", "1.5"),
        ("1 23", "4"),
        ("1e5",),
        ("", ""),
        ("ja", "kanske"),
        ("NaN",),
    ],
)
def test_one_value_that_does_not_fit_makes_a_column_text(column, values):
    assert column(*values)["type"] == "string"


def test_one_bad_value_after_the_sample_makes_a_column_text(types):
    assert types("a,b\n" + "1,1\n" * 5000 + "x,2\n") == ["string", "integer"]


def test_a_column_that_begins_with_thousands_of_blanks_still_gets_its_type(types):
    assert types("a,b\n" + "1,\n" * 5000 + "2,1.5\n") == ["integer", "number"]


@pytest.mark.parametrize(
    "title",
    [
        "Kommunkod",
        "LÄNSKOD",
        "postnummer",
        "Postnr",
        "orgnr",
        "Organisationsnummer för köpare",
        "telefon",
        "zip_code",
        "leverantor_id",
        "Konto nr",
        "phone",
        "CPV-grupp",
    ],
)
def test_codes_and_numbers_of_things_are_text(column, title):
    assert column("1480", "1481", title=title)["type"] == "string"


@pytest.mark.parametrize("title", ["id", "antal", "hotell", "ocean", "number_of_beds", "period"])
def test_other_whole_numbers_are_integers(column, title):
    assert column("1480", "1481", title=title)["type"] == "integer"


def test_years_are_known_by_title_and_coordinates_are_numbers(types):
    assert types("År,antal,Latitude,lon\n2021,2022,57,11\n") == ["year", "integer", "number", "number"]


def test_names_are_safe_unique_and_keep_the_title():
    titles = ["Förvaltning", "", "2026-08-26", "Kostnad (tkr)", "kostnad  tkr", "ÅÄÖ é", "a_2", "a", "a", "***"]
    assert tabular.safe_names(titles) == [
        "forvaltning",
        "column_2",
        "column_2026_08_26",
        "kostnad_tkr",
        "kostnad_tkr_2",
        "aao_e",
        "a_2",
        "a",
        "a_3",
        "column_10",
    ]
    assert len(set(tabular.safe_names(["x" * 200] * 12))) == 12


def test_what_is_inferred_is_a_table_schema(table):
    schema = tabular.infer(table("id;Namn;När;Ja\n1;Åsa;2024-01-31;ja\n"))
    assert Schema.from_descriptor(schema).field_names == ["id", "namn", "nar", "ja"]
    assert [field["title"] for field in schema["fields"]] == ["id", "Namn", "När", "Ja"]


def said(field):
    return {key: field[key] for key in field if key not in ("name", "title")}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (("1.234.567", "12,5"), {"type": "number", "decimalChar": ",", "groupChar": "."}),
        (("1,234,567.5", "12"), {"type": "number", "groupChar": ","}),
        (("1 234", "567", "12345"), {"type": "number", "decimalChar": ",", "groupChar": " "}),
        ((",5", "0,25"), {"type": "number", "decimalChar": ","}),
        (("12,5 %", "100 %"), {"type": "number", "decimalChar": ",", "bareNumber": False, "unit": "%"}),
        (("12,5%", "7%"), {"type": "number", "decimalChar": ",", "bareNumber": False, "unit": "%"}),
        (("100 kr", "25 kr"), {"type": "number", "bareNumber": False, "unit": "kr"}),
        (("kr 100", "kr 2,50"), {"type": "number", "decimalChar": ",", "bareNumber": False, "unit": "kr"}),
        (("100:-", "25:-"), {"type": "number", "bareNumber": False, "unit": ":-"}),
        (
            ("1 250 tkr", "-5 tkr"),
            {"type": "number", "decimalChar": ",", "groupChar": " ", "bareNumber": False, "unit": "tkr"},
        ),
        (("3 mnkr", "2,5 mnkr"), {"type": "number", "decimalChar": ",", "bareNumber": False, "unit": "mnkr"}),
        (("2 kg", "0.5 kg"), {"type": "number", "bareNumber": False, "unit": "kg"}),
        (("12 m²", "9 m²"), {"type": "number", "bareNumber": False, "unit": "m²"}),
        (("20240131", "19991231"), {"type": "date", "format": "%Y%m%d"}),
        (("31/1 2024", "1/12 2023"), {"type": "date", "format": "%d/%m %Y"}),
        (("31.1.2024", "01.02.2024"), {"type": "date", "format": "%d.%m.%Y"}),
        (("31/1/2024", "1/2/2024"), {"type": "date", "format": "%d/%m/%Y"}),
        (("1/31/2024", "1/2/2024"), {"type": "date", "format": "%m/%d/%Y"}),
        (("31-01-2024", "01-02-2024"), {"type": "date", "format": "%d-%m-%Y"}),
        (("2024/01/31", "2024/2/1"), {"type": "date", "format": "%Y/%m/%d"}),
        (("2024-01", "2023-12"), {"type": "yearmonth"}),
        (("v. 5 2024", "v. 52 2023"), {"type": "string", "period": "week"}),
        (("2024-W05", "2024W06"), {"type": "string", "period": "week"}),
        (("2024K1", "2024K4"), {"type": "string", "period": "quarter"}),
        (("2024kv1", "2024kv2"), {"type": "string", "period": "quarter"}),
        (("Q1 2024", "Q2 2024"), {"type": "string", "period": "quarter"}),
        (("2024M01", "2024M12"), {"type": "string", "period": "month"}),
        (("2024/25", "1999/00"), {"type": "string", "period": "school-year"}),
        (("2024/2025", "1999/2000"), {"type": "string", "period": "school-year"}),
    ],
)
def test_swedish_ways_of_writing_are_known(column, values, field):
    assert said(column(*values)) == field


@pytest.mark.parametrize(
    "values",
    [
        ("1/2/2024", "3/4/2024"),
        ("31/1/2024", "1/31/2024"),
        ("31/2/2024",),
        ("100 kr", "100 tkr"),
        ("100 kr", "100"),
        ("12 m2", "9 m2"),
        ("2 rum", "3 rum"),
        ("jan-24", "feb-24"),
        ("januari 2024",),
        ("2024/25", "2024/26"),
        ("2024-13", "2024-01"),
        ("2024K5",),
        ("v. 54 2024",),
        ("20240230", "20240131", "0001"),
        ("24-01-31",),
        ("10:00:00+01:00",),
        ("24:00:00",),
        ("2024-01-31T10:60:00",),
        ("1.234.56", "1"),
        ("12 34", "1 234"),
        ("x", "X"),
        ("..", "-"),
        ("#N/A",),
        ("ja", "..", "kanske"),
        ("12", "12 st efter", "3"),
    ],
)
def test_what_is_doubtful_is_text_and_loses_nothing(column, values):
    assert said(column(*values)) == {"type": "string"}


@pytest.mark.parametrize(
    ("values", "type_", "missing"),
    [
        (("1", "..", "-", "3"), "integer", ["-", ".."]),
        (("1,5", "~100", "~ 50", "."), "number", [".", "~ 50", "~100"]),
        (("12 %", "N/A"), "number", ["N/A"]),
        (("2024-01-31", "saknas", "Uppgift saknas"), "date", ["Uppgift saknas", "saknas"]),
        (("ja", "nej", "–"), "boolean", ["–"]),
        (("1.5", "NaN", "null", "NULL"), "number", ["NULL", "NaN", "null"]),
        (("1", "#SAKNAS!"), "integer", ["#SAKNAS!"]),
    ],
)
def test_symbols_are_missing_where_all_else_has_a_type(column, values, type_, missing):
    field = column(*values)
    assert (field["type"], field["missingValues"]) == (type_, ["", *missing])


def test_symbols_in_a_column_of_text_stay_as_they_are(table):
    fields = tabular.infer(table("namn;antal;kod\nÅsa;..;..\n-;5;1480\nsaknas;6;-\n"))["fields"]
    assert [field.get("missingValues") for field in fields] == [None, ["", ".."], None]


def test_symbols_late_in_a_long_column_are_found(table):
    rows = "".join(f"{n};{n},5\n" for n in range(5000))
    first, second = tabular.infer(table(f"a;b\n{rows}..;-\n7;1 234,5\n"))["fields"]
    assert (said(first), first["type"]) == ({"type": "integer", "missingValues": ["", ".."]}, "integer")
    assert said(second) == {"type": "number", "decimalChar": ",", "groupChar": " ", "missingValues": ["", "-"]}


def test_a_column_that_begins_with_hundreds_of_symbols_still_gets_its_type(table):
    made = table("a;b\n" + "..;x\n" * 2000 + "5;y\n")
    assert said(tabular.infer(made)["fields"][0]) == {"type": "integer", "missingValues": ["", ".."]}


def test_a_cross_where_others_are_blank_is_yes(column):
    assert said(column("x", "", "X")) == {"type": "boolean", "trueValues": ["x", "X"], "falseValues": []}


@pytest.mark.parametrize(
    ("title", "type_"),
    [("är_öppen", "boolean"), ("Har toalett", "boolean"), ("is_open", "boolean"), ("År", "integer"), ("k", "integer")],
)
def test_one_and_zero_are_yes_and_no_only_if_the_title_asks(column, title, type_):
    assert column("1", "0", title=title)["type"] == type_


@pytest.mark.parametrize(
    "title",
    [
        "Skolenhetskod",
        "personnr",
        "Konto",
        "Faktura",
        "verifikationsnummer",
        "Objektid",
        "ObjectID",
        "Kommun",
        "mobiltelefon",
        "GLN",
        "deso",
        "diarienr",
    ],
)
def test_more_names_of_codes_keep_their_digits(column, title):
    assert column("1480", "1481", title=title)["type"] == "string"


@pytest.mark.parametrize(
    "title", ["Antal konton", "antal telefonnummer", "Tid", "arbetstid", "belopp faktura", "period"]
)
def test_amounts_are_numbers_whatever_they_are_amounts_of(column, title):
    assert column("1480", "1481", title=title)["type"] == "integer"


@pytest.mark.parametrize(
    ("title", "type_"),
    [("Byggår", "year"), ("built_year", "year"), ("Antal år", "integer"), ("hektar", "integer"), ("År 2", "integer")],
)
def test_years_are_known_by_their_titles(column, title, type_):
    assert column("1999", "2024", title=title)["type"] == type_


def test_eight_digits_in_a_column_of_codes_are_no_date(column):
    assert column("20240131", "20240201", title="Skolenhetskod")["type"] == "string"
    assert column("20240131", "20240201", title="Datum")["type"] == "date"


def test_school_years_are_not_taken_for_months(column):
    assert said(column("2010-11", "2011-12", title="Läsår")) == {"type": "string", "period": "school-year"}


def test_clock_times_with_a_point_are_times_only_under_such_a_title(column):
    assert said(column("10.30", "09.00", title="Öppnar")) == {"type": "time", "format": "%H.%M"}
    assert column("10.30", "9.00", title="Värde")["type"] == "number"


@pytest.mark.parametrize(
    ("declared", "values", "type_"),
    [
        ("string", ("1", "2"), "string"),
        ("number", ("1", "2"), "number"),
        ("number", ("1E+20", "5."), "number"),
        ("integer", ("12345678901234567890", "+5"), "integer"),
        ("date", ("2024-01-31",), "date"),
        ("boolean", ("true", "false"), "boolean"),
        ("datetime", ("2024-01-31T10:00:00",), "datetime"),
        ("integer", ("1", "x"), "string"),
        ("geojson", ('{"type":"Point","coordinates":[12,57]}',), "geojson"),
        ("geojson", ("här",), "string"),
        ("any", ("1",), "string"),
    ],
)
def test_what_the_original_declares_is_kept_if_all_values_are_so(column, declared, values, type_):
    assert column(*values, declared=declared)["type"] == type_


WRITTEN = [
    st.integers(-(10**6), 10**6).map(str),
    st.decimals(-1000, 10**6, places=2).map(lambda number: str(number).replace(".", ",")),
    st.decimals(-1000, 10**9, places=1).map(lambda number: f"{number:,}".replace(",", " ").replace(".", ",")),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.decimals(-10, 100, places=1).map(lambda number: f"{number} %".replace(".", ",")),
    st.integers(0, 10**6).map(lambda number: f"kr {number}"),
    st.dates().map(str),
    st.dates().map(lambda day: f"{day:%Y%m%d}"),
    st.dates().map(lambda day: f"{day.day}/{day.month} {day.year}"),
    st.dates().map(lambda day: f"{day.day}/{day.month}/{day.year}"),
    st.dates().map(lambda day: f"{day.year}-{day.month:02}"),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.datetimes().map(lambda moment: f"{moment:%Y-%m-%d %H:%M}"),
    st.datetimes().map(lambda moment: moment.isoformat() + "+01:00"),
    st.times().map(lambda time: f"{time:%H:%M}"),
    st.sampled_from(["ja", "Nej", "x", "1", "0", "true", "2024K1", "2024/25", "v. 5 2024"]),
    st.from_regex(r"[-+~0-9., %:/eEkr]{1,8}", fullmatch=True),
]
ODDITIES = st.sampled_from(["", "", "..", "-", "~100", "NA", "saknas", "okänt", "0114", "+46", "1e5", "NaN", "inf"])


@given(st.data())
def test_frictionless_and_storage_accept_every_value_of_an_inferred_type(tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("values")
    chosen = data.draw(st.lists(st.sampled_from(WRITTEN), min_size=1, max_size=4))
    rows = data.draw(st.integers(1, 6))
    cells = [
        [data.draw(ODDITIES if data.draw(st.integers(0, 11)) == 0 else values) for values in chosen]
        for _ in range(rows)
    ]
    made = plain(folder, [["rad", *(f"k{place}" for place in range(len(chosen)))]] + [["r", *row] for row in cells])
    schema = tabular.infer(made)
    fields = schema["fields"][1:]
    for place, field in enumerate(fields):
        reader = Schema.from_descriptor({**schema, "fields": [field]}).fields[0].create_cell_reader()
        assert [reader(row[place])[1] for row in cells if row[place]] == [None] * sum(bool(row[place]) for row in cells)
    conversion = tabular.convert(made, schema, folder, forms=("json",))
    objects = json.loads(conversion.made[1].path.read_text("utf-8"))
    for place, field in enumerate(fields):
        missing = field.get("missingValues", [""])
        got = [one[field["name"]] for one in objects]
        assert [value is None for value in got] == [row[place] in missing for row in cells]
        if field["type"] in ("integer", "number"):
            reader = Schema.from_descriptor({**schema, "fields": [field]}).fields[0].create_cell_reader()
            expected = [reader(row[place])[0] for row in cells]
            assert [value and float(value) for value in got] == [value and float(value) for value in expected]


def test_a_table_with_more_columns_than_can_be_worked_with_is_refused(table):
    made = table(";".join(f"k{number}" for number in range(1001)) + "\n" + ";".join("1" * 1001) + "\n")
    with pytest.raises(Invalid) as refused:
        tabular.infer(made)
    assert (refused.value.code, refused.value.facts) == ("too_many_columns", {"columns": 1001, "limit": 1000})
