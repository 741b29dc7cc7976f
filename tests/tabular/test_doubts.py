"""Columns whose values could mean something else: the owner is asked, nothing is changed."""

import pytest

from opendata import tabular

AMOUNTS = ["1.234", "12.345", "123.456", "7.001", "950"]


def told(made):
    schema = tabular.infer(made)
    report = tabular.check(made, schema)
    assert report.sound
    return [(one.code, one.row, one.column, one.value, dict(one.facts)) for one in report.findings], report


def column(title, values):
    return f"namn;{title}\n" + "".join(f"p{number};{value}\n" for number, value in enumerate(values))


@pytest.mark.parametrize(
    ("title", "values", "code", "facts"),
    [
        ("Vikt", ["1 kg", "2 kg", "3 ton", "4 kg"], "units_mixed", {"units": ["kg", "ton"]}),
        ("Datum", ["45000", "45001", "45002"], "serial_date", {"date": "2023-03-15"}),
        ("Startdatum", ["45000", "", "45002", "45003"], "serial_date", {"date": "2023-03-15"}),
        ("Månad", ["januari", "Februari", "mars", "maj"], "month_name", {}),
        ("Period", ["jan-24", "feb-24", "okt-24"], "month_name", {}),
        ("Belopp", AMOUNTS, "thousands_unclear", {"example": "12.345", "whole": "12345"}),
        ("Datum", ["1 januari 2024", "2 mars 2024", "3 maj 2024"], "month_name", {}),
        (
            "Datum",
            ["01/02/2024", "03/04/2024", "5/6/2024"],
            "day_or_month",
            {"one": "2024-02-01", "other": "2024-01-02"},
        ),
        ("Datum", ["2024-01-31", "20240201", "31/3 2024"], "dates_mixed", {"one": "2024-01-31", "other": "20240201"}),
        ("Belopp", ["7", "1 200,5", "2.5", "−3"], "decimals_mixed", {"one": "1 200,5", "other": "2.5"}),
        ("Summa", ["1,234", "12,345", "1,001"], "thousands_unclear", {"example": "12,345", "whole": "12345"}),
    ],
)
def test_the_owner_is_told_of_what_a_column_could_mean(table, title, values, code, facts):
    findings, report = told(table(column(title, values)))
    filled = [value for value in values if value]
    assert findings == [(code, 2, title, values[0], facts)]
    assert report.groups[0].count == len(filled)


@pytest.mark.parametrize(
    ("title", "values"),
    [
        ("Vikt", ["1 kg", "2 kg", "3 kg"]),
        ("Adress", ["Gatan 1", "12 m", "Vägen 3"]),
        ("Antal", ["45000", "45001", "45002"]),
        ("Datum", ["20240101", "20240102", "20240103"]),
        ("Namn", ["Maj", "Britt", "Juni"]),
        ("Belopp", [*AMOUNTS, "1.5"]),
        ("Belopp", ["1,5", "2,5", "3"]),
        ("Datum", ["31/1/2024", "1/2/2024", "3/4/2024"]),
        ("Paragraf", ["2024-01-31", "20240201", "se bilaga"]),
        ("Belopp", [*AMOUNTS, "1234"]),
        ("Andel", ["0.125", "0.250", "0.375"]),
        ("Längd", ["1.234", "2.345", "3.456"]),
        ("lat", ["57.123", "57.234", "57.345"]),
        ("Belopp", [*AMOUNTS, "1.234.567"]),
    ],
)
def test_columns_with_one_meaning_are_quiet(table, title, values):
    findings, _ = told(table(column(title, values)))
    assert not findings


def test_text_that_was_read_in_the_wrong_encoding_before_is_told_with_what_it_was(table):
    findings, report = told(table("namn;antal\nGÃ¶teborg;1\nÃ…re;2\nMalmö;3\n"))
    assert findings[0] == ("garbled_text", 2, "namn", "GÃ¶teborg", {"meant": "Göteborg", "count": 2})
    assert report.groups[0].count == 2


def test_a_spreadsheet_s_numbers_have_one_meaning(workbook):
    findings, _ = told(workbook({"Data": [["Namn", "Belopp"], *[[f"p{n}", 12.345 + n] for n in range(5)]]}))
    assert not findings


def test_thousands_that_the_owner_has_told_of_are_no_longer_in_doubt(table):
    made = table(column("Belopp", AMOUNTS))
    field = {"name": "belopp", "title": "Belopp", "type": "number", "groupChar": ".", "decimalChar": ","}
    assert not tabular.check(made, {"fields": [{"name": "namn", "type": "string"}, field]}).findings
