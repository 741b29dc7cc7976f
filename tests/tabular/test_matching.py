"""Two versions of a table and a question: what became of the rows that it finds."""

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular import Filter, Matched, RowQuery, Side, compare_matching

OLD = "Kod;Namn;Antal\n01;Ek;1\n02;Björk;20\n03;Al;30\n04;Asp;40\n"
NEW = "Kod;Namn;Antal\n02;Björk;25\n03;Al;3\n04;Asp;40\n05;Lind;50\n01;Ek;100\n"
MANY = RowQuery(filters=(Filter("antal", "gte", ("20",)),))


def side(folder: Path, text: str, key: list[str] | None = None) -> Side:
    folder.mkdir()
    source = folder / "source.csv"
    source.write_text(text, encoding="utf-8")
    table = tabular.read(source, folder)
    schema = tabular.infer(table) | ({"primaryKey": key} if key else {})
    return Side(tabular.convert(table, schema, folder, forms=()).made[0].path, schema)


@pytest.fixture
def matched(tmp_path: Path) -> Any:
    def make(before: str, after: str, query: RowQuery, key: list[str] | None = None) -> Matched:
        sides = side(tmp_path / "before", before, key), side(tmp_path / "after", after, key)
        return compare_matching(*sides, query, tmp_path)

    return make


def test_only_rows_that_the_question_finds_are_told_of(matched: Any) -> None:
    found = matched(OLD, NEW, MANY, ["kod"])
    assert (found.before, found.after) == (3, 4)
    assert (found.added, found.removed, found.changed) == (2, 1, 1)
    assert [json.loads(row)["kod"] for row in found.first_added] == ["05", "01"]
    assert [json.loads(row) for row in found.first_removed] == [{"kod": "03", "namn": "Al", "antal": 30}]
    assert [[json.loads(row)["antal"] for row in pair] for pair in found.first_changed] == [[20, 25]]


def test_a_row_that_begins_to_match_has_come_and_one_that_ceases_has_left(matched: Any) -> None:
    found = matched("Kod;Antal\n1;5\n2;50\n", "Kod;Antal\n1;50\n2;5\n", MANY, ["kod"])
    assert (found.added, found.removed, found.changed) == (1, 1, 0)


def test_when_nothing_that_is_asked_for_has_changed_there_is_nothing_to_tell(matched: Any) -> None:
    found = matched(OLD, OLD.replace("Ek;1", "Ek;2"), MANY, ["kod"])
    assert found.is_nothing
    assert (found.before, found.after) == (3, 3)


def test_two_versions_with_the_same_content_do_not_differ(tmp_path: Path) -> None:
    both = side(tmp_path / "both", OLD)
    assert compare_matching(both, both, MANY, tmp_path).is_nothing


def test_only_the_columns_that_are_selected_count_and_are_shown(matched: Any) -> None:
    names = RowQuery(filters=MANY.filters, select=("namn",))
    found = matched(OLD, NEW.replace("02;Björk", "02;Glasbjörk"), names, ["kod"])
    assert [[json.loads(row) for row in pair] for pair in found.first_changed] == [
        [{"namn": "Björk"}, {"namn": "Glasbjörk"}]
    ]
    assert found.changed == 1
    assert json.loads(found.first_added[0]) == {"namn": "Lind"}


def test_words_and_pages_are_understood_and_pages_are_left_out(matched: Any) -> None:
    found = matched(OLD, NEW, RowQuery(q="björk", limit=1, offset=3, sort=(("namn", True),)), ["kod"])
    assert (found.before, found.after, found.changed) == (1, 1, 1)


def test_without_a_key_rows_that_match_are_compared_whole(matched: Any) -> None:
    found = matched("a;b\n1;1\n1;1\n2;2\n", "a;b\n1;1\n2;2\n2;2\n", RowQuery(filters=(Filter("a", "lt", ("2",)),)))
    assert (found.key, found.added, found.removed, found.changed) == ([], 0, 1, 0)


def test_values_are_told_to_the_last_digit(matched: Any) -> None:
    found = matched("Kod;V\nx;1,5\n", "Kod;V\nx;1,5\ny;123456789012,125\n", RowQuery())
    assert found.first_added == ['{"kod":"y","v":123456789012.125}']


def test_a_question_that_one_of_the_versions_cannot_be_asked_is_refused(matched: Any) -> None:
    with pytest.raises(Invalid, match="unknown_column"):
        matched(OLD, "Kod;Namn\n01;Ek\n", MANY)


ROWS = st.dictionaries(st.integers(1, 9), st.integers(0, 5), min_size=1, max_size=9)


@settings(max_examples=15)
@given(ROWS, ROWS, st.integers(0, 5))
def test_counts_are_those_of_a_plain_comparison(old: dict[int, int], new: dict[int, int], least: int) -> None:
    def text(rows: dict[int, int]) -> str:
        return "Kod;Antal\n" + "".join(f"k{code};{value}\n" for code, value in rows.items())

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sides = side(folder / "before", text(old), ["kod"]), side(folder / "after", text(new), ["kod"])
        found = compare_matching(*sides, RowQuery(filters=(Filter("antal", "gte", (str(least),)),)), folder)
    before = {code: value for code, value in old.items() if value >= least}
    after = {code: value for code, value in new.items() if value >= least}
    counts = Counter(
        "added" if code not in before else "removed" if code not in after else "changed"
        for code in before.keys() | after.keys()
        if before.get(code) != after.get(code)
    )
    assert (found.before, found.after) == (len(before), len(after))
    assert (found.added, found.removed, found.changed) == (counts["added"], counts["removed"], counts["changed"])
