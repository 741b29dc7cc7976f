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


def test_a_spreadsheet_s_numbers_have_one_meaning(workbook):
    findings, _ = told(workbook({"Data": [["Namn", "Belopp"], *[[f"p{n}", 12.345 + n] for n in range(5)]]}))
    assert not findings


def test_thousands_that_the_owner_has_told_of_are_no_longer_in_doubt(table):
    made = table(column("Belopp", AMOUNTS))
    field = {"name": "belopp", "title": "Belopp", "type": "number", "groupChar": ".", "decimalChar": ","}
    assert not tabular.check(made, {"fields": [{"name": "namn", "type": "string"}, field]}).findings
