from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from opendata.errors import Invalid
from opendata.tabular import Given
from opendata.tabular.personal import scan
from opendata.tabular.read.table import Text
from opendata.tabular.repair import recipe as repair
from opendata.tabular.repair.fixes import KINDS
from tests.tabular.conftest import Made

Repaired = Callable[..., list[list[str]]]


@pytest.fixture
def repaired(table: Made, tmp_path: Path) -> Repaired:
    """The rows of a text after these steps."""
    plainly = Given(delimiter=";", header_row=1, header_rows=1)
    return lambda content, *steps: list(repair.apply(table(content, given=plainly), steps, tmp_path)[0].cells())


def column(values: list[str]) -> str:
    return "a;b\n" + "".join(f'"{value}";x\n' for value in values)


CELLS: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "spaces": ({"step": "trim"}, [("två  ord", "två ord"), ("med\u00a0fast", "med fast"), ("rätt", "rätt")]),
    "garbled letters": (
        {"step": "mend_encoding"},
        [
            ("GÃ¶teborg", "Göteborg"),
            ("Ã…re â€“ bÃ¥t", "Åre – båt"),
            ("ÃƒÂ¶", "ö"),
            ("Â§ 5", "§ 5"),
            ("SÃO PAULO", "SÃO PAULO"),
            ("”ö”", "”ö”"),
        ],
    ),
    "numbers": (
        {"step": "number", "column": "a"},
        [
            ("12,5", "12.5"),
            ("1 234,50", "1234.50"),
            ("1\u00a0234", "1234"),
            ("\u22123,1", "-3.1"),
            ("1.234,5", "1234.5"),
        ],
    ),
    "numbers that are none": (
        {"step": "number", "column": "a"},
        [("tolv", "tolv"), ("1,2,3", "1,2,3"), ("12 34", "12 34"), ("12.5", "12.5")],
    ),
    "units": ({"step": "number", "column": "a", "unit": "kr"}, [("12,5 kr", "12.5"), ("7kr", "7"), ("8", "8")]),
    "to a decimal comma": ({"step": "number", "column": "a", "decimal": ".", "write": ","}, [("1,234.5", "1234,5")]),
    "dates": (
        {"step": "date", "column": "a", "formats": ["%d/%m %Y", "%Y%m%d", "%d %b %Y"]},
        [
            ("31/1 2024", "2024-01-31"),
            ("20240131", "2024-01-31"),
            ("5 maj 2024", "2024-05-05"),
            ("30/2 2024", "30/2 2024"),
        ],
    ),
    "dates that can be two days": (
        {"step": "date", "column": "a", "formats": ["%d/%m/%Y", "%m/%d/%Y"]},
        [("1/2/2024", "1/2/2024"), ("31/1/2024", "2024-01-31"), ("2/2/2024", "2024-02-02")],
    ),
    "codes": ({"step": "pad_code", "column": "a", "width": 4}, [("114", "0114"), ("1480", "1480"), ("x", "x")]),
    "postal codes": ({"step": "pad_code", "column": "a", "width": 5}, [("411 01", "41101"), ("41102", "41102")]),
    "categories": ({"step": "replace", "column": "a", "values": {"goteborg": "Göteborg"}}, [("goteborg", "Göteborg")]),
    "yes and no": ({"step": "boolean", "column": "a"}, [("JA", "true"), ("nej", "false"), ("x", "true"), ("?", "?")]),
    "symbols": ({"step": "empty_symbols", "column": "a", "symbols": ["-", ".."]}, [("-", ""), ("..", ""), ("0", "0")]),
    "a blank column": ({"step": "blank_column", "column": "a"}, [("hemligt", "")]),
    "identity numbers": (
        {"step": "redact", "text": "[borttaget]"},
        [("Ring 900101-2385 nu", "Ring [borttaget] nu"), ("5560000001", "5560000001")],
    ),
    "addresses and telephones": (
        {"step": "redact", "kinds": ["email", "phone"], "text": "-"},
        [("anna@example.org, 070-1740605", "-, -"), ("info@example.org", "info@example.org")],
    ),
}


@pytest.mark.parametrize("case", CELLS)
def test_a_step_changes_the_cells_that_it_understands(repaired: Repaired, case: str) -> None:
    step, pairs = CELLS[case]
    rows = repaired(column([before for before, _ in pairs]), step)
    assert [row[0] for row in rows] == [after for _, after in pairs]


ROWS = "Plats;Antal\nDelsjön;12\n;\nSisjön;7\nSumma;19\n"


@pytest.mark.parametrize(
    ("step", "places"),
    [
        ({"step": "drop_totals_rows"}, ["Delsjön", "Sisjön"]),
        ({"step": "drop_empty_rows"}, ["Delsjön", "Sisjön", "Summa"]),
        ({"step": "keep_rows", "column": "Antal", "op": "exact", "value": "7"}, ["Sisjön"]),
        ({"step": "drop_rows", "column": "Plats", "op": "contains", "value": "SJÖN"}, ["Summa"]),
        ({"step": "drop_rows", "column": "Plats", "op": "in", "value": ["Sisjön", "Summa"]}, ["Delsjön"]),
    ],
)
def test_rows_can_be_left_out(repaired: Repaired, step: dict[str, Any], places: list[str]) -> None:
    assert [row[0] for row in repaired(ROWS, step) if row[0]] == places


def test_rows_keep_their_numbers_of_the_original(table: Made, tmp_path: Path) -> None:
    read = table("a;b\n1;x\n2;y\n3;x\n4;x\n5;y\n6;x\n")
    kept, _ = repair.apply(read, [{"step": "drop_rows", "column": "b", "op": "exact", "value": "x"}], tmp_path)
    rows = [cells[0] for cells in kept.cells()]
    assert rows == ["2", "5"]
    assert [kept.row_at(index) for index in range(kept.rows)] == [3, 6]


def test_rows_dropped_twice_still_keep_their_numbers(table: Made, tmp_path: Path) -> None:
    read = table("a;b\n1;x\n2;y\n3;x\n4;z\n5;y\n6;x\n")
    steps = [{"step": "drop_rows", "column": "b", "op": "exact", "value": value} for value in "xz"]
    kept, log = repair.apply(read, steps, tmp_path)
    assert [kept.row_at(index) for index in range(kept.rows)] == [3, 6]
    assert [entry["count"] for entry in log] == [3, 1]


def test_a_column_can_be_dropped_and_later_steps_find_theirs(table: Made, tmp_path: Path) -> None:
    steps = [{"step": "drop_column", "column": "a"}, {"step": "blank_column", "column": "c"}]
    kept, _ = repair.apply(table("a;b;c\n1;2;3\n"), steps, tmp_path)
    assert (kept.columns, list(kept.cells())) == (("b", "c"), [["2", ""]])


def test_a_sole_traders_row_gets_the_standard_text_in_place_of_number_and_name(repaired: Repaired) -> None:
    content = "leverantor;leverantor_id;belopp\nAnnas bygg;9001012385;10\nExempel AB;5560000001;20\n"
    step = {
        "step": "redact",
        "column": "leverantor_id",
        "text": "Kan innehålla personuppgifter",
        "also": ["leverantor"],
    }
    assert repaired(content, step) == [
        ["Kan innehålla personuppgifter", "Kan innehålla personuppgifter", "10"],
        ["Exempel AB", "5560000001", "20"],
    ]


def test_the_log_tells_how_much_was_changed_with_the_first_five_examples(table: Made, tmp_path: Path) -> None:
    _, (entry,) = repair.apply(table(column(["1,5"] * 7 + ["2"])), [{"step": "number", "column": "a"}], tmp_path)
    assert (entry["count"], entry["safe"], len(entry["examples"])) == (7, True, 5)
    assert entry["examples"][0] == {"row": 2, "column": "a", "before": "1,5", "after": "1.5"}


def test_the_log_shows_nothing_that_a_step_is_there_to_hide(table: Made, tmp_path: Path) -> None:
    content = "a;b\nAnna 900101-2385;Hemlig text\n"
    steps = [{"step": "redact", "column": "a"}, {"step": "drop_column", "column": "b"}]
    _, log = repair.apply(table(content), steps, tmp_path)
    assert "2385" not in str(log)
    assert "Hemlig" not in str(log)


def test_a_step_about_a_column_that_is_gone_does_nothing_and_says_so(table: Made, tmp_path: Path) -> None:
    kept, (entry,) = repair.apply(table("a;b\n1;2\n"), [{"step": "number", "column": "c"}], tmp_path)
    assert (entry["count"], entry["missing"]) == (0, "c")
    assert list(kept.cells()) == [["1", "2"]]


def test_the_original_is_left_as_it_is(table: Made, tmp_path: Path) -> None:
    read = table(column(["1,5"]))
    before = (read.path.read_bytes(), (tmp_path / "upload").read_bytes())
    repair.apply(read, [{"step": "number", "column": "a"}], tmp_path)
    assert (read.path.read_bytes(), (tmp_path / "upload").read_bytes()) == before


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_an_original_that_is_regular_and_was_not_copied_is_repaired_too(
    table: Made, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, separator: str
) -> None:
    read = table("\n".join(separator.join(cells) for cells in (["a", "b"], ["x", " y "], ["z", "w"])) + "\n")
    written = Text(delimiter=separator, above=1, titles=("a", "b"))
    read = replace(read, path=tmp_path / "upload", text=written)
    once, _ = repair.apply(read, [{"step": "blank_column", "column": "a"}], tmp_path)
    twice, _ = repair.apply(once, [{"step": "trim"}], tmp_path_factory.mktemp("again"))
    assert [cells[0] for cells in twice.cells()] == ["", ""]
    assert scan.scan(twice) == []
    assert [twice.row_at(index) for index in range(twice.rows)] == [2, 3]


def test_an_empty_recipe_is_no_work(table: Made, tmp_path: Path) -> None:
    read = table("a;b\n1;2\n")
    assert repair.apply(read, [], tmp_path) == (read, [])


@pytest.mark.parametrize(
    ("step", "parameter"),
    [
        ({"step": "no such"}, "step"),
        ("trim", "step"),
        ({"step": "number"}, "column"),
        ({"step": "number", "column": 7}, "column"),
        ({"step": "number", "column": "a", "decimal": ";"}, "decimal"),
        ({"step": "trim", "colour": "red"}, "colour"),
        ({"step": "date", "column": "a", "formats": []}, "formats"),
        ({"step": "date", "column": "a", "formats": ["%H"]}, "formats"),
        ({"step": "date", "column": "a", "formats": ["%Y"], "write": "%Y"}, "formats"),
        ({"step": "pad_code", "column": "a", "width": True}, "width"),
        ({"step": "keep_rows", "column": "a", "op": "like", "value": "x"}, "op"),
        ({"step": "redact", "kinds": ["everything"]}, "kinds"),
        ({"step": "replace", "column": "a", "values": {"a": 1}}, "values"),
    ],
)
def test_a_step_that_cannot_be_understood_is_refused(step: Any, parameter: str) -> None:
    with pytest.raises(Invalid) as refused:
        repair.load([{"step": "trim"}, step])
    assert (refused.value.code, refused.value.facts) == ("recipe_broken", {"step": 2, "parameter": parameter})


def test_every_kind_of_step_is_tried_here() -> None:
    source = Path(__file__).read_text("utf-8")
    assert {kind for kind in KINDS if f'"step": "{kind}"' not in source} == set()


def test_a_preview_tells_what_would_change(table: Made) -> None:
    told = repair.preview(table(column(["1,5", "2"])), {"step": "number", "column": "a"})
    assert (told["count"], told["examples"][0]["after"]) == (1, "1.5")
