"""What each column holds."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opendata import tabular
from opendata.tabular.profiling import as_text

Profiled = Callable[..., dict[str, Any]]


@pytest.fixture
def profiled(table: Callable[..., tabular.Table], tmp_path: Path) -> Profiled:
    """The profile's columns by name, as JSON says them, of a text and the types of its columns."""

    def make(content: str, **types: str) -> dict[str, Any]:
        read = table(content)
        schema = tabular.infer(read)
        for field in schema["fields"]:
            field["type"] = types.get(field["name"], field["type"])
        path = tabular.convert(read, schema, tmp_path, forms=()).made[0].path
        told = json.loads(as_text(tabular.profile(path, schema["fields"], tmp_path)))
        return {"rows": told["rows"]} | {column["name"]: column for column in told["columns"]}

    return make


def test_values_are_counted_and_the_commonest_told(profiled: Profiled) -> None:
    told = profiled("ort;öppet\n" + "Åmål;ja\n" * 3 + "Örebro;nej\n" * 2 + ";ja\n")
    assert told["rows"] == 6
    assert told["ort"] == {
        "name": "ort",
        "missing": 1,
        "distinct": 2,
        "is_estimate": False,
        "min": None,
        "max": None,
        "top": [{"value": "Åmål", "rows": 3}, {"value": "Örebro", "rows": 2}],
        "histogram": None,
    }
    assert told["oppet"]["top"] == [{"value": True, "rows": 4}, {"value": False, "rows": 2}]


def test_numbers_and_days_that_are_many_have_a_histogram_over_all_of_them(profiled: Profiled) -> None:
    rows = [(n, f"2024-{n % 12 + 1:02d}-{n % 28 + 1:02d}") for n in range(100)]
    told = profiled("tal;dag\n" + "".join(f"{n},5;{day}\n" for n, day in rows) + ";2024-01-01\n")
    assert (told["tal"]["min"], told["tal"]["max"], told["tal"]["missing"]) == (0.5, 99.5, 1)
    bins = told["tal"]["histogram"]
    assert (bins["edges"][0], bins["edges"][-1], len(bins["edges"]), sum(bins["rows"])) == (0.5, 99.5, 21, 100)
    assert all(rows == 5 for rows in bins["rows"])
    days = told["dag"]["histogram"]
    assert (days["edges"][0], days["edges"][-1]) == (told["dag"]["min"], told["dag"]["max"])
    assert sum(days["rows"]) == 101


def test_values_keep_all_their_digits(profiled: Profiled, tmp_path: Path) -> None:
    told = profiled("tal,stort\n0.123456789012345678901,123456789012345678901234567890\n1,1\n", stort="integer")
    assert told["stort"]["max"] == 123456789012345678901234567890
    assert told["tal"]["distinct"] == 2


def test_a_table_without_rows_has_a_profile(profiled: Profiled) -> None:
    told = profiled("a,b\n", a="number", b="date")
    assert told["rows"] == 0
    assert (told["a"]["min"], told["b"]["max"], told["a"]["top"]) == (None, None, [])


def test_more_values_than_can_be_told_apart_are_estimated(profiled: Profiled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opendata.tabular.profiling.COUNTED", 100)
    told = profiled("kod;tal\n" + "".join(f"x{n};{n}\n" for n in range(1000)))
    assert told["kod"]["is_estimate"]
    assert 900 < told["kod"]["distinct"] < 1100
    assert (told["kod"]["top"], told["tal"]["min"]) == ([], 0)
