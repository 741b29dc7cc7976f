import pytest
from frictionless import Schema

from opendata import tabular


def column(table, *values, title="k"):
    """The field inferred for one column of values."""
    quoted = (f'"{value}"' for value in (title, *values))
    return tabular.infer(table("\n".join(quoted)))["fields"][0]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (("1", "-5", "0", "999999999999999"), {"type": "integer"}),
        (("1", "2.5", "-0.25", "1.5e-07"), {"type": "number"}),
        (("3270,50", "100", "-0,5"), {"type": "number", "decimalChar": ","}),
        (("12 345,60", "7,00"), {"type": "number", "decimalChar": ",", "groupChar": " "}),
        (("1\u00a0234", "98"), {"type": "number", "decimalChar": ",", "groupChar": " "}),
        (("1\u202f234,5", "98"), {"type": "number", "decimalChar": ",", "groupChar": " "}),
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
def test_a_type_is_found_when_every_value_has_it(table, values, field):
    found = column(table, *values, "")
    assert {key: found[key] for key in found if key not in ("name", "title")} == field


@pytest.mark.parametrize("words", [("true", "false"), ("ja", "Nej"), ("SANT", "FALSKT"), ("yes",)])
def test_words_for_yes_and_no_are_booleans(table, words):
    assert column(table, *words)["type"] == "boolean"


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
def test_one_value_that_does_not_fit_makes_a_column_text(table, values):
    assert column(table, *values)["type"] == "string"


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
def test_codes_and_numbers_of_things_are_text(table, title):
    assert column(table, "1480", "1481", title=title)["type"] == "string"


@pytest.mark.parametrize("title", ["id", "antal", "hotell", "ocean", "number_of_beds", "period"])
def test_other_whole_numbers_are_integers(table, title):
    assert column(table, "1480", "1481", title=title)["type"] == "integer"


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
