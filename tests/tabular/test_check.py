import pytest
from frictionless import Report

from opendata import tabular
from opendata.errors import Invalid


def schema_of(**types):
    return {"fields": [{"name": name, "title": name, "type": type_} for name, type_ in types.items()]}


def test_a_sound_table_gets_a_sound_report(table):
    made = table("id;belopp;dag\n1;1 234,50;2024-01-31\n2;;\n")
    report = tabular.check(made, tabular.infer(made))
    assert (report.sound, report.rows, report.counts) == (True, 2, {})


def test_findings_have_the_originals_row_the_title_the_value_and_facts(table):
    made = table("\n\nId;Summa\n1;5\n2;fem\n")
    schema = tabular.load_schema({"fields": [{"name": "Id", "type": "integer"}, {"name": "Summa", "type": "number"}]})
    (finding,) = tabular.check(made, schema).findings
    assert (finding.code, finding.row, finding.column, finding.value) == ("type_error", 5, "Summa", "fem")
    assert finding.facts == {"type": "number", "format": "default"}


@pytest.mark.parametrize(
    ("type_", "constraint", "expected", "value"),
    [
        ("string", "required", True, ""),
        ("string", "minLength", 3, "ab"),
        ("string", "maxLength", 3, "abcd"),
        ("string", "pattern", "[0-9]{4}", "12"),
        ("string", "enum", ["ja", "nej"], "kanske"),
        ("integer", "minimum", 5, "4"),
        ("integer", "maximum", 5, "6"),
        ("date", "exclusiveMinimum", "2024-01-01", "2024-01-01"),
        ("date", "exclusiveMaximum", "2024-01-01", "2024-01-01"),
    ],
)
def test_each_constraint_is_named_with_what_it_expects(table, type_, constraint, expected, value):
    schema = {"fields": [{"name": "k", "title": "K", "type": type_, "constraints": {constraint: expected}}]}
    made = table(f'K,x\n"{value}",1\n')
    schema["fields"].append({"name": "x", "type": "integer"})
    (finding,) = tabular.check(made, schema).findings
    assert (finding.code, finding.row, finding.value) == ("constraint_error", 2, value)
    assert finding.facts == {"constraint": constraint, "expected": expected}


def test_keys_and_unique_values_point_at_the_row_that_came_first(table):
    schema = schema_of(a="integer", b="string")
    schema["fields"][1]["constraints"] = {"unique": True}
    schema["primaryKey"] = ["a"]
    report = tabular.check(table("a,b\n1,x\n2,x\n1,y\n"), schema)
    assert [(finding.code, finding.row, finding.facts) for finding in report.findings] == [
        ("unique_error", 3, {"first_row": 2}),
        ("primary_key", 4, {"first_row": 2}),
    ]


def test_rows_far_down_in_a_large_file_keep_their_numbers(table):
    lines = [f"{number};{'x' * 60}\n" for number in range(2, 400_002)]
    for row in (250_000, 399_999):
        lines[row - 2] = "wrong;y\n"
    lines[300_000 - 2] = "17;y\n"
    report = tabular.check(table(f"a;b\n{''.join(lines)}"), {**schema_of(a="integer", b="string"), "primaryKey": ["a"]})
    assert sorted((finding.row, finding.code, finding.facts.get("first_row")) for finding in report.findings) == [
        (250_000, "primary_key", None),
        (250_000, "type_error", None),
        (300_000, "primary_key", 17),
        (399_999, "primary_key", None),
        (399_999, "type_error", None),
    ]


def test_a_reference_within_the_table_is_looked_up(table):
    schema = schema_of(id="string", parent="string")
    schema["foreignKeys"] = [{"fields": ["parent"], "reference": {"resource": "", "fields": ["id"]}}]
    (finding,) = tabular.check(table("id,parent\na,\nb,a\nc,x\n"), schema).findings
    assert (finding.code, finding.row, finding.value) == ("foreign_key", 4, "x")
    assert finding.facts == {"columns": ["parent"], "reference": ["id"]}


def test_titles_must_be_the_schemas_in_the_same_order(table):
    made = table("a,b,c\n1,2,3\n")
    report = tabular.check(made, schema_of(a="integer", x="integer"))
    assert [(finding.code, finding.column, finding.facts) for finding in report.findings] == [
        ("extra_label", "c", {"position": 3}),
        ("incorrect_label", "b", {"position": 2, "expected": "x"}),
    ]
    (missing,) = tabular.check(made, schema_of(a="integer", b="integer", c="integer", d="integer")).findings
    assert (missing.code, missing.column, missing.facts) == ("missing_label", "d", {"position": 4})


def test_blank_and_repeated_titles_are_found(table):
    made = table("a,,a\n1,2,3\n")
    report = tabular.check(made, tabular.infer(made))
    assert [(finding.code, finding.facts["position"]) for finding in report.findings] == [
        ("blank_label", 2),
        ("duplicate_label", 3),
    ]


def test_what_reading_noticed_is_in_the_report(table):
    made = table("a,b\n1,2\n3\n4,5,6\n7,8\n")
    report = tabular.check(made, schema_of(a="integer", b="integer"))
    assert report.counts == {"missing_cell": 1, "extra_cell": 1}
    assert not report.sound


def test_a_table_without_rows_is_an_error(table):
    made = table("a;b")
    assert tabular.check(made, tabular.infer(made)).counts == {"no_rows": 1}


def test_counts_are_complete_when_findings_are_cut_short(table):
    report = tabular.check(table("a,b\n" + "x,y\n" * 2500), schema_of(a="integer", b="integer"), limit=10)
    assert (len(report.findings), report.counts, report.errors) == (10, {"type_error": 5000}, 5000)
    assert report.truncated


def test_missing_values_of_the_schema_and_blank_cells_are_missing(table):
    schema = {**schema_of(a="integer", b="string"), "missingValues": ["..", "-"]}
    assert tabular.check(table("a,b\n..,x\n-,y\n,z\n5,-\n"), schema).sound


@pytest.mark.parametrize(
    ("type_", "value"),
    [("number", "NaN"), ("number", "INF"), ("number", "1e999"), ("integer", "1_000"), ("integer", "9" * 39)],
)
def test_values_that_no_rendition_can_hold_are_type_errors(table, type_, value):
    (finding,) = tabular.check(table(f"a,b\n1,x\n{value},y\n"), schema_of(a=type_, b="string")).findings
    assert (finding.code, finding.row, finding.column, finding.value) == ("type_error", 3, "a", value)


def test_an_integer_in_a_column_of_text_is_no_error_but_text_in_integers_is(table):
    made = table("a\n1\nx\n")
    assert tabular.check(made, schema_of(a="string")).sound
    assert tabular.check(made, schema_of(a="integer")).counts == {"type_error": 1}


def test_every_code_and_fact_is_listed_for_the_doors(table):
    made = table("a,b,c\n1,2,3\n1,2\nx,y,z,w\n1,2,3\n")
    schema = schema_of(a="integer", b="string", c="string")
    schema["fields"][0]["constraints"] = {"unique": True, "maximum": 0}
    for finding in tabular.check(made, {**schema, "primaryKey": ["a"]}).findings:
        assert set(finding.facts) == set(tabular.FINDINGS[finding.code])


def test_columns_may_be_matched_by_name(table, tmp_path):
    made = table("b,extra,a\nx,1,1\ny,2,två\n")
    schema = {**schema_of(a="integer", b="string"), "fieldsMatch": "subset"}
    report = tabular.check(made, schema)
    assert [(one.code, one.row, one.column) for one in report.findings] == [("type_error", 3, "a")]
    fitted = tabular.fit(made, schema)
    assert [field["title"] for field in fitted["fields"]] == ["b", "extra", "a"]
    missing = tabular.check(made, {**schema_of(a="string", c="string"), "fieldsMatch": "equal"})
    assert missing.counts == {"extra_label": 2, "missing_label": 1}


def test_a_reference_to_a_code_list_is_looked_up(table):
    schema = schema_of(kommun="string", antal="integer")
    schema["foreignKeys"] = [{"fields": ["kommun"], "reference": {"resource": "municipalities", "fields": ["code"]}}]
    made = table("kommun,antal\n1480,1\n0114,2\n9999,3\n,4\n")
    codes = {"municipalities": [{"code": "1480"}, {"code": "0114"}]}
    (finding,) = tabular.check(made, tabular.load_schema(schema, references=codes), references=codes).findings
    assert (finding.code, finding.row, finding.column, finding.value) == ("foreign_key", 4, "kommun", "9999")
    assert tabular.check(made, tabular.load_schema(schema)).sound


def test_no_kind_of_finding_hides_another(table):
    rows = "".join(f"x,{number}\n" for number in range(3000)) + "1,y\n"
    report = tabular.check(table(f"a,b\n{rows}"), schema_of(a="integer", b="integer"))
    assert [(group.column, group.count, list(group.rows)) for group in report.groups if group.severity == "error"] == [
        ("a", 3000, [2, 3, 4, 5, 6]),
        ("b", 1, [3002]),
    ]
    assert (report.groups[0].values, report.errors, report.counts) == (("x",), 3001, {"type_error": 3001})
    assert [finding.row for finding in report.findings if finding.column == "b"] == [3002]
    assert type(report).from_json(report.to_json()).groups[1].column == "b"


def test_a_report_in_the_form_of_frictionless(table):
    report = tabular.check(table("a,b\nx,1\n"), schema_of(a="integer", b="integer"))
    told = tabular.to_frictionless(report, "a.csv", message=lambda finding: finding.code)
    (error,) = told["tasks"][0]["errors"]
    assert (told["valid"], told["stats"]["errors"]) == (False, 1)
    assert (error["type"], error["title"], error["rowNumber"], error["fieldName"]) == (
        "type-error",
        "Type Error",
        2,
        "a",
    )


LABELS = "a,a,\nx,1,2\n1,2\n1,2,3,4\n,,\n"


def test_frictionless_reads_every_kind_of_error_that_it_has(table):
    made = table(LABELS, given=tabular.Given(header_row=1, header_rows=1))
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "integer", "constraints": {"minimum": 2}}]
    report = tabular.check(made, {"fields": fields})
    told = tabular.to_frictionless(report, "Å b.csv", message=lambda found: found.code, columns=made.columns)
    read = Report.from_descriptor(told)
    assert [error.to_descriptor()["code"] for error in read.tasks[0].errors] == [one.code for one in report.findings]
    assert len({error.type for error in read.tasks[0].errors}) > 3


def test_a_pattern_that_python_would_never_finish_is_judged_all_the_same(table):
    made = table("a,b\n" + "a" * 60 + "!,1\n" + "a" * 60 + "b,2\n")
    schema = schema_of(a="string", b="integer")
    schema["fields"][0]["constraints"] = {"pattern": "(a+)+b"}
    (finding,) = tabular.check(made, tabular.load_schema(schema)).findings
    assert (finding.code, finding.row) == ("constraint_error", 2)
    schema["fields"][0]["constraints"] = {"pattern": r"(?=x)(a+)+\1"}
    with pytest.raises(Invalid):
        tabular.load_schema(schema)


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"fields": [{}]},
        {"fields": [{"name": 5}]},
        {"fields": [{"name": "a", "type": 5}]},
        {"fields": [{"name": "a", "type": "integer", "constraints": []}]},
        {"fields": [{"name": "a", "constraints": {"pattern": "("}}]},
        {"fields": [{"name": "a", "type": "string", "constraints": {"enum": 5}}]},
        {"fields": [{"name": "a"}], "primaryKey": 5},
        {"fields": [{"name": "a"}], "primaryKey": ["b"]},
        {"fields": [{"name": "a"}], "foreignKeys": [5]},
        {"fields": [{"name": "a"}], "foreignKeys": {"a": 1}},
        {"fields": [{"name": "a"}], "missingValues": [5]},
        {"fields": [{"name": "a"}], "fieldsMatch": ["subset"]},
        {"fields": [{"name": "a", "type": "datetime", "format": "%Q", "constraints": {"minimum": "x"}}]},
        {"fields": [{"name": "a", "type": "object"}], "primaryKey": "a"},
    ],
)
def test_a_broken_schema_is_refused_and_nothing_falls_over(table, broken):
    made = table("a,b\n1,2\n")
    with pytest.raises(Invalid) as refused:
        tabular.check(made, tabular.load_schema(broken))
    assert refused.value.code == "schema_broken"


def test_a_primary_key_of_which_all_is_missing_is_found(table):
    schema = schema_of(a="boolean", b="number", c="string") | {"primaryKey": ["a", "b"]}
    report = tabular.check(table("a,b,c\n,,x\ntrue,1,y\n,2,z\n"), schema)
    assert [(one.code, one.row, one.facts) for one in report.findings] == [("primary_key", 2, {"first_row": None})]
