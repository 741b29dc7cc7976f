"""A new version's schema follows the earlier one's."""

from pathlib import Path

from opendata import tabular
from opendata.tabular.evolution import follow, retyped

EARLIER = {
    "fields": [
        {"name": "kod", "title": "Kod", "type": "string", "constraints": {"required": True}},
        {"name": "antal", "title": "Antal", "type": "integer"},
    ],
    "primaryKey": ["kod"],
    "missingValues": ["", ".."],
}


def table_of(folder: Path, text: str) -> tabular.Table:
    source = folder / "source.csv"
    source.write_text(text, encoding="utf-8")
    return tabular.read(source, folder)


def test_columns_keep_their_fields_wherever_they_stand(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Antal;Kod;Ny\n1;01;x\n2;02;y\n")
    schema = follow(EARLIER, table, tabular.infer(table))
    assert [field["name"] for field in schema["fields"]] == ["antal", "kod", "ny"]
    assert schema["fields"][1]["constraints"] == {"required": True}
    assert schema["missingValues"] == ["", ".."]
    assert schema["primaryKey"] == ["kod"]


def test_a_key_goes_with_its_column(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Antal;Namn\n1;a\n2;b\n")
    assert "primaryKey" not in follow(EARLIER, table, tabular.infer(table))


def test_a_new_column_never_takes_a_name_that_is_in_use(tmp_path: Path) -> None:
    table = table_of(tmp_path, "KOD;Kod\nx;01\ny;02\n")
    names = [field["name"] for field in follow(EARLIER, table, tabular.infer(table))["fields"]]
    assert names[1] == "kod"
    assert len(set(names)) == 2


def test_values_that_agree_on_another_type_are_another_type(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Kod;Antal\n01;1\n02;2,5\n03;3\n04;4\n")
    assert retyped(EARLIER, tabular.infer(table), table, {"Antal": 1}) == {"Antal"}


def test_a_few_wrong_values_are_errors_and_no_other_type(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Kod;Antal\n01;1\n02;tolv\n03;3\n04;4\n")
    assert retyped(EARLIER, tabular.infer(table), table, {"Antal": 1}) == set()


def test_values_that_mostly_do_not_fit_are_another_type(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Kod;Antal\n01;ett\n02;två\n03;tre\n04;4\n")
    assert retyped(EARLIER, tabular.infer(table), table, {"Antal": 3}) == {"Antal"}


def test_two_columns_never_share_a_field(tmp_path: Path) -> None:
    table = table_of(tmp_path, "Kod;kod;Kod\n01;x;1\n02;y;2\n")
    fields = follow(EARLIER, table, tabular.infer(table))["fields"]
    assert len({field["name"] for field in fields}) == 3
    assert fields[0]["constraints"] == {"required": True}
