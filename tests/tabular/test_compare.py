"""Two versions of a table: what changed between them."""

from pathlib import Path
from typing import Any

import pytest

from opendata import tabular
from opendata.tabular.compare import Changes, Side, compare


@pytest.fixture
def changes(tmp_path: Path) -> Any:
    def side(name: str, text: str, key: list[str] | None) -> Side:
        folder = tmp_path / name
        folder.mkdir()
        source = folder / "source.csv"
        source.write_text(text, encoding="utf-8")
        table = tabular.read(source, folder)
        schema = tabular.infer(table) | ({"primaryKey": key} if key else {})
        return Side(tabular.convert(table, schema, folder, forms=()).made[0].path, schema)

    def make(before: str, after: str, key: list[str] | None = None) -> Changes:
        return compare(side("before", before, key), side("after", after, key), tmp_path)

    return make


def test_rows_are_matched_by_key_and_told_as_added_removed_and_changed(changes: Any) -> None:
    found = changes("Kod;Namn;Antal\n01;a;1\n02;b;2\n03;c;3\n", "Kod;Namn;Antal\n02;b;20\n03;c;3\n04;d;4\n", ["kod"])
    assert (found.added, found.removed, found.changed) == (1, 1, 1)
    assert found.changed_cells == {"Antal": 1}
    assert found.examples["changed"] == [{"key": {"Kod": "02"}, "column": "Antal", "before": "2", "after": "20"}]
    assert found.examples["added"] == [{"Kod": "04", "Namn": "d", "Antal": "4"}]
    assert found.examples["removed"] == [{"Kod": "01", "Namn": "a", "Antal": "1"}]
    assert not found.breaking


def test_without_a_declared_key_a_column_that_names_each_row_will_do(changes: Any) -> None:
    found = changes("Namn;Antal\na;1\nb;1\n", "Namn;Antal\na;1\nb;2\n")
    assert (found.key, found.changed) == (["Namn"], 1)


def test_without_any_key_rows_are_matched_whole_and_as_often_as_they_occur(changes: Any) -> None:
    found = changes("a;b\n1;1\n1;1\n2;2\n", "a;b\n1;1\n2;2\n2;2\n3;3\n")
    assert (found.key, found.added, found.removed, found.changed) == ([], 2, 1, 0)


def test_columns_that_came_went_and_changed_type_are_told(changes: Any) -> None:
    found = changes("Kod;Antal;Bort\n01;1;x\n02;2;y\n", "Kod;Antal;Ny\n01;1,5;x\n02;2;y\n")
    assert (found.added_columns, found.removed_columns) == (["Ny"], ["Bort"])
    assert found.retyped == [{"title": "Antal", "before": "integer", "after": "number"}]
    assert found.breaking


def test_the_same_table_in_another_order_has_not_changed(changes: Any) -> None:
    found = changes("Kod;Antal\n01;1\n02;\n03;\n", "Antal;Kod\n;03\n1;01\n;02\n")
    assert (found.added, found.removed, found.changed) == (0, 0, 0)


def test_an_emptied_table_has_lost_all_rows(changes: Any) -> None:
    found = changes("Kod;Antal\n01;1\n02;2\n", "Kod;Antal\n")
    assert (found.rows_before, found.rows_after, found.removed) == (2, 0, 2)


def test_tables_with_no_column_in_common_share_no_rows(changes: Any) -> None:
    found = changes("a\n1\n2\n", "b\n1\n")
    assert (found.added, found.removed, found.changed) == (1, 2, 0)
