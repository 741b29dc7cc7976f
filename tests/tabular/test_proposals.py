from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opendata import tabular
from opendata.tabular.personal import scan
from opendata.tabular.repair import recipe as repair
from opendata.tabular.repair.proposals import propose
from tests.tabular.conftest import Made

Proposed = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def proposed(table: Made) -> Proposed:
    """The steps proposed for a text, checked against the schema given or inferred."""

    def steps(content: str, **types: dict[str, Any]) -> list[dict[str, Any]]:
        read = table(content, given=tabular.Given(delimiter=";", header_row=1, header_rows=1))
        schema = tabular.infer(read)
        schema["fields"] = [{**field, **types.get(field["name"], {})} for field in schema["fields"]]
        report = tabular.check(read, schema)
        return propose(read, schema, report, scan.scan(read))

    return steps


def lines(*values: str, beside: str = "x") -> str:
    return "a;b\n" + "".join(f'"{value}";{beside}\n' for value in values)


@pytest.mark.parametrize(
    ("content", "step"),
    [
        (lines("12,5", "12.5", "7"), {"step": "number", "column": "a", "decimal": ",", "write": "."}),
        (lines("31/1 2024", "20240201", "2024-02-02"), {"step": "date", "column": "a"}),
        (lines("GÃ¶teborg", "Malmö", "Ã…re â€“ bÃ¥t"), {"step": "mend_encoding"}),
        (lines("ja", "Nej", "true"), {"step": "boolean", "column": "a"}),
        ("kommunkod;b\n114;x\n1480;y\n", {"step": "pad_code", "column": "kommunkod", "width": 4}),
        ('postnr;b\n"411 01";x\n"41102";y\n', {"step": "pad_code", "column": "postnr", "width": 5}),
    ],
)
def test_a_column_written_in_several_ways_gets_one_safe_step(
    proposed: Proposed, content: str, step: dict[str, Any]
) -> None:
    (told,) = [one for one in proposed(content) if one["safe"]]
    assert told["step"].items() >= step.items()
    assert told["count"] >= 1
    assert told["examples"]


def test_values_that_the_check_refused_are_put_right(proposed: Proposed) -> None:
    number, symbols = proposed(lines("12", "1 234", "-"), a={"type": "integer"})
    assert (number["step"]["step"], number["safe"], number["examples"][0]["after"]) == ("number", True, "1234")
    assert (symbols["step"]["symbols"], symbols["safe"]) == (["-"], False)


def test_a_total_and_alike_categories_are_offered_but_not_as_safe(proposed: Proposed) -> None:
    content = "ort;antal\nGöteborg;1\ngöteborg;2\nGöteborg;3\nSumma;6\n"
    told = {one["step"]["step"]: one["safe"] for one in proposed(content)}
    assert told == {"drop_totals_rows": False, "replace": False}


@pytest.mark.parametrize(
    "content",
    [
        lines("Delsjön", "Sisjön"),
        lines("1,5", "2,5"),
        lines("007", "014", "1"),
        lines("1.234", "1.2", "1.23456"),
        lines("1/2/2024", "13/31/2024"),
        "telefon;b\n08-465 004 00;x\n08-465 00 401;y\n",
        "kommunkod;b\n0114;x\n1480;y\n",
    ],
)
def test_what_is_right_or_doubtful_is_left_alone(proposed: Proposed, content: str) -> None:
    assert [one for one in proposed(content) if one["step"]["step"] not in ("empty_symbols",)] == []


def test_a_sole_trader_is_proposed_to_give_way_to_the_standard_text(proposed: Proposed) -> None:
    content = "leverantor;leverantor_id\nAnnas bygg;9001012385\nExempel AB;5560000001\n"
    (told,) = proposed(content)
    assert told["step"]["also"] == ["leverantor"]
    assert not told["safe"]
    assert "2385" not in str(told)


def test_all_proposals_together_make_the_table_free_of_what_they_were_for(table: Made, tmp_path: Path) -> None:
    read = table("namn;pnr;belopp\nAnna;19900101-2385;12,5\nErik;;1 000,25 kr\nLisa;;3\n")
    schema = tabular.infer(read)
    told = propose(read, schema, tabular.check(read, schema), scan.scan(read))
    steps = [one["step"] for one in told]
    repaired, _ = repair.apply(read, steps, tmp_path)
    assert scan.scan(repaired) == []
    types = {field["name"]: field["type"] for field in tabular.infer(repaired)["fields"]}
    assert types["belopp"] == "number"


@pytest.mark.parametrize(
    "content", ["LÄNSKOD;KOMMUNKOD\n01;14\n14;90\n", "kommunkod;b\n14;x\n1480;y\n", "postnr;b\n4110;x\n41102;y\n"]
)
def test_a_code_that_lacks_more_than_a_leading_zero_is_left_alone(proposed: Proposed, content: str) -> None:
    assert not [one for one in proposed(content) if one["step"]["step"] == "pad_code"]


@pytest.mark.parametrize("values", [("01/02/2024", "3/4/2024"), ("+46313650000", "+46771112233")])
def test_nothing_is_called_safe_that_could_mean_something_else(proposed: Proposed, values: tuple[str, ...]) -> None:
    assert not [one for one in proposed(lines(*values)) if one["safe"]]
