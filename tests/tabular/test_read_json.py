import json

import pytest

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular.read.documents import document


def refused(table, content, **options):
    with pytest.raises(Invalid) as error:
        table(content, **options)
    return error.value.code, error.value.facts


def test_an_array_of_objects_is_a_table_with_columns_in_the_order_first_seen(table):
    made = table('[{"b": 1, "a": "x"}, {"a": "y", "c": true}, {"b": null}]')
    assert made.columns == ("b", "a", "c")
    assert made.head(3) == [["1", "x", None], [None, "y", "true"], [None, None, None]]
    assert (made.reading.kind, made.reading.path, made.rows, made.row_at(0)) == ("json", "", 3, 1)


@pytest.mark.parametrize(
    "number",
    ["12345678901234567890", "0.1000000000000000055", "1E400", "-0.0", "1.10", "9007199254740993"],
)
def test_a_number_keeps_every_digit(table, number):
    assert table(f'[{{"a": {number}}}]').head(1) == [[number]]


def test_what_is_nested_gets_columns_of_its_own_and_an_array_stays_json(table):
    made = table('[{"adress": {"gata": "Storgatan 1", "ort": {"namn": "Å"}}, "taggar": ["x", 1.10, {"y": null}]}]')
    assert made.columns == ("adress.gata", "adress.ort.namn", "taggar")
    assert made.head(1) == [["Storgatan 1", "Å", '["x", 1.10, {"y": null}]']]


def test_a_list_in_a_document_is_found_and_told(table):
    made = table('{"resultCount": 2, "results": [{"a": 1}, {"a": 2}]}')
    assert (made.reading.path, made.rows, made.reading.notes) == ("results", 2, ())


def test_the_largest_list_is_read_unless_another_is_asked_for(table):
    content = '{"meta": {"fields": [{"id": "a"}]}, "svar": {"poster": [{"a": 1}, {"a": 2}]}}'
    made = table(content)
    assert (made.reading.path, made.reading.notes) == ("svar.poster", ("other_records",))
    assert made.reading.texts == {"paths": ["meta.fields", "svar.poster"]}
    assert table(content, given=tabular.Given(path="meta.fields")).columns == ("id",)
    assert refused(table, content, given=tabular.Given(path="x"))[0] == "path_missing"


def test_a_document_without_lists_is_one_row(table):
    made = table('{"namn": "Kallbad", "plats": {"x": 1}, "taggar": ["a"]}')
    assert (made.columns, made.head(2)) == (("namn", "plats.x", "taggar"), [["Kallbad", "1", '["a"]']])


def test_an_array_of_arrays_has_its_titles_first(table):
    made = table('[["Namn", "Antal"], ["Å", 1], ["B", null]]')
    assert (made.columns, made.head(2)) == (("Namn", "Antal"), [["Å", "1"], ["B", None]])


@pytest.mark.parametrize("between", ["\n", "\r\n", "\n\n", " \x1e"])
def test_objects_on_lines_of_their_own_are_a_table(table, between):
    made = table(between.join(['{"a": 1}', '{"a": 2, "b": "x"}', '{"b": "y"}']))
    assert (made.reading.kind, made.columns, made.rows) == ("ndjson", ("a", "b"), 3)
    assert made.head(1) == [["1", None]]


def test_the_mark_in_the_first_key_is_no_part_of_the_title(table):
    assert table('[{"\ufeffkopare_id": 1}]').columns == ("kopare_id",)
    made = table(b'\xef\xbb\xbf[{"a": 1}]')
    assert (made.columns, made.reading.notes) == (("a",), ("bom_removed",))


def test_a_prompt_that_was_copied_along_after_the_end_is_left_out(table):
    made = table('{"results": [{"a": 1}]}\n%')
    assert (made.rows, made.reading.notes) == (1, ("text_after_json",))


@pytest.mark.parametrize(
    ("content", "where", "reason"),
    [
        ('[{"a": 1},\n {"a": 2},\n]', (3, 1), "trailing_comma"),
        ('[{"a": 1,\n }]', (2, 2), "trailing_comma"),
        ('[\n  // badplatser\n  {"a": 1}]', (2, 3), "comment"),
        ('{"a": 1, /* nej */ "b": 2}', (1, 10), "comment"),
        ("[{'a': 1}]", (1, 3), "quotes"),
        ("[{a: 1}]", (1, 3), "quotes"),
        ('[{"a": 1}, {"a": ', (1, 18), "unfinished"),
        ('[{"a": "x', (1, 8), "unfinished"),
        ('[{"a": 1} {"a": 2}]', (1, 11), "syntax"),
        ('[{"a": 1}, 5]', (1, 13), "mixed"),
        ('[{"a": ' + "[" * 100_000, (1, 2), "too_deep"),
    ],
)
def test_broken_json_is_refused_with_the_place_and_what_is_wrong(table, content, where, reason):
    code, facts = refused(table, content)
    assert (code, facts["reason"]) == ("json_broken", reason)
    if reason not in ("mixed", "unfinished"):
        assert (facts["row"], facts["position"]) == where
    assert facts["row"] == where[0]


def test_the_headers_of_a_web_server_are_named_as_what_they_are(table):
    content = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[{"a": 1}]'
    assert refused(table, content) == ("headers_in_front", {"row": 3})


@pytest.mark.parametrize("content", ["[]", '{"results": []}', "[{}]"])
def test_json_without_records_is_empty(table, content):
    assert refused(table, content)[0] == "file_empty"


def test_a_broken_character_and_other_line_breaks_do_no_harm(table):
    made = table('[{"a": "x\\r\\ny\\rz", "b": "\\ud800", "c": "\\u0000"}]')
    assert made.head(1) == [["x\ny\nz", "\\ud800", "\ufffd"]]


def test_a_document_is_read_right_however_it_is_cut_into_pieces(table, monkeypatch):
    records = [{"a": number, "b": f"å\n{number}" * (number % 7), "c": [number, {"d": None}]} for number in range(300)]
    content = json.dumps({"data": {"rows": records}, "x": 12345}, ensure_ascii=False, indent=1)
    whole = table(content).path.read_text("utf-8")
    for size in (1, 2, 7, 64):
        monkeypatch.setattr(document, "CHUNK", size)
        assert table(content).path.read_text("utf-8") == whole


def test_titles_that_come_late_reach_the_rows_before_them(table):
    made = table(json.dumps([{"a": "x\ny"}, {"a": 'z"'}, {"b": 1}, {"c": 2}]))
    assert (made.columns, list(made.cells())) == (
        ("a", "b", "c"),
        [["x\ny", "", ""], ['z"', "", ""], ["", "1", ""], ["", "", "2"]],
    )


def test_a_value_that_no_row_can_hold_is_refused_with_its_place(table):
    code, facts = refused(
        table, json.dumps([{"a": "x"}, {"a": "y", "b": "z" * (tabular.read.__globals__["LONGEST"] + 1)}])
    )
    assert (code, facts["row"], facts["column"]) == ("value_too_long", 2, "b")
