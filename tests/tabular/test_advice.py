"""What is worth a warning, and what is not."""

from datetime import date, timedelta

import pytest

from opendata import tabular


def warned(table, title, values, **more):
    rows = "\n".join(f"{number};{value}" for number, value in enumerate(values, 1))
    made = table(f"nr;{title}\n{rows}\n")
    schema = {"fields": [{"name": "nr", "type": "integer"}, {"name": "v", "title": title, **more}]}
    report = tabular.check(made, schema)
    assert report.sound
    return [(one.code, one.row, one.value, dict(one.facts)) for one in report.findings if one.column == title]


def test_a_code_that_lost_its_zero(table):
    codes = [f"0114{number:04d}" for number in range(100)] + ["1140101"]
    assert warned(table, "Lokal", codes, type="string") == [
        ("code_too_short", 102, "1140101", {"length": 8, "count": 1})
    ]


def test_codes_of_one_length_or_of_many_are_quiet(table):
    assert not warned(table, "Kod", [f"0114{number:04d}" for number in range(100)], type="string")
    assert not warned(table, "Kod", [str(number) for number in range(100)], type="string")


def test_a_number_far_from_the_others(table):
    numbers = [10 + number % 7 for number in range(200)] + [9_000_000]
    ((code, row, value, facts),) = warned(table, "Antal", numbers, type="integer")
    assert (code, row, value, facts["count"]) == ("outlier", 202, "9000000", 1)


def test_amounts_of_all_sizes_are_quiet(table):
    assert not warned(table, "Belopp", [1.07**number for number in range(200)], type="number")


@pytest.mark.parametrize(
    ("odd", "usual"), [("göteborg", "Göteborg"), ("Göteborg ", "Göteborg"), ("Goteborg", "Göteborg")]
)
def test_a_category_that_is_written_in_two_ways(table, odd, usual):
    towns = [usual, "Kungälv", "Mölndal"] * 40 + [odd]
    assert warned(table, "Ort", towns, type="string") == [("category_spelling", 122, odd, {"usual": usual, "count": 1})]


def test_two_places_with_nearly_the_same_name_are_quiet(table):
    assert not warned(table, "Kommun", ["Habo", "Håbo"] * 50, type="string")


def test_a_date_to_come_among_past_ones(table):
    days = [f"2020-01-{number % 28 + 1:02d}" for number in range(100)]
    soon = str(date.today() + timedelta(days=400))
    assert warned(table, "Datum", [*days, soon], type="date")[0][:3] == ("date_in_future", 102, soon)
    assert not warned(table, "Datum", [*days, "9999-12-31"], type="date")
    assert not warned(table, "Datum", [*days, *[soon] * 50], type="date")


def test_a_column_that_is_nearly_empty_and_one_that_is_quite_empty(table):
    assert warned(table, "Övrigt", [*[""] * 999, "x"], type="string")[0][:3] == ("mostly_empty", 1001, "x")
    assert not warned(table, "Övrigt", [""] * 1000, type="string")


def test_a_number_that_never_changes(table):
    assert warned(table, "Antal", [7] * 60, type="integer") == [("column_constant", None, "7", {})]
    assert not warned(table, "Kommunkod", [1480] * 60, type="integer")


def points(table, pairs):
    rows = "\n".join(f"{number};{latitude};{longitude}" for number, (latitude, longitude) in enumerate(pairs))
    made = table(f"id;latitude;longitude\n{rows}\n")
    return [(one.code, one.row) for one in tabular.check(made, tabular.infer(made)).findings]


def test_latitudes_and_longitudes_that_changed_places_are_told_of_in_few_rows_too(table):
    told = points(table, [(f"11.{n}", f"57.{n}") for n in range(1, 6)])
    assert told == [("places_swapped", row) for row in range(2, 7)]


def test_points_outside_sweden_and_points_that_are_all_the_same(table):
    inside = [(57.7 + number / 1000, 11.9 + number / 1000) for number in range(60)]
    assert points(table, inside) == []
    assert points(table, [*inside, (11.97, 57.71)]) == [("outside_sweden", 62)]
    assert points(table, [*inside[:20], *[(57.7, 11.97)] * 40]) == [("points_alike", 22)]
