import json

import pytest

from opendata import tabular
from opendata.errors import Invalid


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"fields": []},
        {"fields": [3]},
        {"fields": [{"type": "integer"}]},
        {"fields": [{"name": "a", "type": "heltal"}]},
        {"fields": [{"name": "a"}, {"name": "a"}]},
        {"fields": [{"name": "a"}], "primaryKey": ["b"]},
        {"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": "x"}}]},
        {"fields": [{"name": "a", "type": "string", "constraints": {"pattern": "["}}]},
    ],
)
def test_a_broken_schema_is_refused_with_a_reason(broken):
    with pytest.raises(Invalid) as refused:
        tabular.load_schema(broken)
    assert refused.value.code == "schema_broken"
    assert refused.value.facts["reason"]


def test_a_schema_is_loaded_from_a_file_or_refused(tmp_path):
    path = tmp_path / "schema.json"
    path.write_text(json.dumps({"fields": [{"name": "a", "type": "integer"}]}), encoding="utf-8-sig")
    assert tabular.load_schema(path)["fields"][0]["type"] == "integer"
    path.write_text("{")
    with pytest.raises(Invalid, match="schema_broken"):
        tabular.load_schema(path)


def test_a_schema_from_elsewhere_gets_safe_names_and_keeps_its_headers_and_labels():
    loaded = tabular.load_schema(
        {
            "fields": [{"name": "Kommun-kod", "type": "string", "title": "Kommunens kod"}, {"name": "antal"}],
            "primaryKey": "Kommun-kod",
            "foreignKeys": [{"fields": ["antal"], "reference": {"resource": "other", "fields": ["n"]}}],
        }
    )
    assert loaded["fields"][0] == {
        "name": "kommun_kod",
        "title": "Kommun-kod",
        "titles": {"sv": "Kommunens kod"},
        "type": "string",
    }
    assert loaded["primaryKey"] == ["kommun_kod"]
    assert "foreignKeys" not in loaded


def test_our_own_schema_is_loaded_unchanged(table):
    schema = tabular.infer(table("Ort;Antal\nÅmål;5\n"))
    schema["fields"][0] |= {"titles": {"sv": "Ort", "en": "Place"}, "descriptions": {"sv": "Tätort"}}
    assert tabular.load_schema(schema) == schema


def test_columns_that_came_or_went_are_findings_against_the_earlier_schema(table):
    known = tabular.infer(table("a;b\n1;2\n"))
    for text, code in (
        ("a\n1\n", "missing_label"),
        ("a;b;c\n1;2;3\n", "extra_label"),
        ("b;a\n1;2\n", "incorrect_label"),
    ):
        made = table(text)
        assert code in tabular.check(made, known).counts
