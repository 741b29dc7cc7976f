"""Two versions of a table: each row that came, went or changed, as a file."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular import Side
from opendata.tabular.differing import FORMS, Differences, differences

Make = Callable[..., Differences]

BEFORE = "Kod;Namn;Antal\n01;a;1\n02;b;2\n03;c;3\n"
AFTER = "Kod;Namn;Antal\n02;b;20\n03;c;3\n04;d;4\n"


@pytest.fixture
def side(tmp_path: Path) -> Callable[[str, str], Side]:
    def made(name: str, content: str) -> Side:
        folder = tmp_path / name
        folder.mkdir()
        source = folder / "source.csv"
        source.write_text(content, encoding="utf-8")
        table = tabular.read(source, folder)
        schema = tabular.infer(table)
        return Side(tabular.convert(table, schema, folder, forms=()).made[0].path, schema)

    return made


@pytest.fixture
def make(side: Callable[[str, str], Side], tmp_path: Path) -> Make:
    def made(before: str, after: str, form: str = "ndjson", **page: Any) -> Differences:
        return differences(side("before", before), side("after", after), tmp_path, form, **page)

    return made


def lines(found: Differences) -> list[Any]:
    return [json.loads(line) for line in found.path.read_text(encoding="utf-8").splitlines()]


def test_each_row_that_changed_came_or_went_is_told_whole_with_typed_values(make: Make) -> None:
    found = make(BEFORE, AFTER)
    assert found.key == ["kod"]
    assert lines(found) == [
        {
            "change": "changed",
            "columns": ["antal"],
            "key": {"kod": "02"},
            "before": {"kod": "02", "namn": "b", "antal": 2},
            "after": {"kod": "02", "namn": "b", "antal": 20},
        },
        {
            "change": "added",
            "columns": [],
            "key": {"kod": "04"},
            "before": None,
            "after": {"kod": "04", "namn": "d", "antal": 4},
        },
        {
            "change": "removed",
            "columns": [],
            "key": {"kod": "01"},
            "before": {"kod": "01", "namn": "a", "antal": 1},
            "after": None,
        },
    ]


def test_a_page_of_them_goes_on_where_the_page_before_ended(make: Make, side: Any, tmp_path: Path) -> None:
    sides = side("before", BEFORE), side("after", AFTER)
    pages = [lines(differences(*sides, tmp_path, limit=1, offset=place)) for place in range(4)]
    assert [[row["change"] for row in page] for page in pages] == [["changed"], ["added"], ["removed"], []]


def test_as_csv_a_changed_row_is_two_lines_and_columns_of_both_are_there(make: Make) -> None:
    found = make("Kod;Antal;Bort\n01;1,5;x\n02;2,5;y\n", "Kod;Ny;Antal\n01;n;1,5\n02;n;3,5\n03;n;0,5\n", "csv")
    with found.path.open(encoding="utf-8", newline="") as source:
        assert list(csv.reader(source)) == [
            ["_change", "kod", "ny", "antal", "bort"],
            ["before", "02", "", "2.5", "y"],
            ["after", "02", "n", "3.5", ""],
            ["added", "03", "n", "0.5", ""],
        ]


def test_without_a_key_rows_are_whole_and_told_as_often_as_they_occur(make: Make) -> None:
    found = make("a;b\n1;1\n1;1\n2;2\n", "a;b\n1;1\n2;2\n2;2\n3;3\n")
    assert found.key == []
    assert [(row["change"], row["before"] or row["after"]) for row in lines(found)] == [
        ("added", {"a": 2, "b": 2}),
        ("added", {"a": 3, "b": 3}),
        ("removed", {"a": 1, "b": 1}),
    ]


@pytest.mark.parametrize("form", FORMS)
def test_no_column_s_name_gets_in_the_way(make: Make, form: str) -> None:
    names = ["key", "change", "before_row", "after_row", "place", "kind", "told", "before", "after", "columns", "part"]
    header = ";".join(names)
    rows = [";".join([f"K{number}", *(f"x{number}" for _ in names[1:])]) for number in (1, 2)]
    changed = [rows[0], rows[1].replace("x2", "y")]
    assert make("\n".join([header, *rows, ""]), "\n".join([header, *changed, ""]), form).changes.changed == 1


def test_a_version_does_not_differ_from_itself(side: Any, tmp_path: Path) -> None:
    one = side("before", BEFORE)
    found = differences(one, one, tmp_path)
    assert (lines(found), found.changes.added, found.changes.rows_before) == ([], 0, 3)


def test_digits_and_kinds_of_values_survive(make: Make) -> None:
    found = make("Kod;Tal\nA1;0,1\n", "Kod;Tal\nA1;0,1234567890123456789\n")
    text = found.path.read_text(encoding="utf-8")
    assert '"after":{"kod":"A1","tal":0.1234567890123456789}' in text
    assert '"before":{"kod":"A1","tal":0.1}' in text


def test_what_takes_too_long_is_stopped(make: Make) -> None:
    many = "\n".join(["Kod;Tal", *(f"A{number};{number}" for number in range(20_000)), ""])
    with pytest.raises(Invalid) as refused:
        make(many, many.replace(";1", ";2"), seconds=0.001)
    assert refused.value.code == "query_too_slow"
