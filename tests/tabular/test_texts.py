"""Rows cut out of the JSON rendition."""

import json
from pathlib import Path
from random import Random

import pytest

from opendata.tabular import texts
from opendata.tabular.texts import STEP, Texts


@pytest.fixture
def rendition(tmp_path: Path):
    """A rendition of so many rows, as `writers` writes it."""

    def make(rows: int) -> Path:
        path = tmp_path / f"{rows}.json"
        lines = [json.dumps({"n": n, "text": "å\n," * (n % 7)}, ensure_ascii=False) for n in range(rows)]
        path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
        return path

    return make


@pytest.mark.parametrize("rows", [1, STEP - 1, STEP, STEP + 1, 3 * STEP, 1000])
@pytest.mark.parametrize("chunk", [7, 64, 2**22])
def test_each_row_is_found_by_its_number(rendition, rows: int, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "CHUNK", chunk)
    found = Texts.of(rendition(rows))
    assert [json.loads(text)["n"] for text in found.rows(range(rows))] == list(range(rows))
    for first in range(0, rows, 5):
        wanted = range(first, min(rows, first + 40))
        assert [json.loads(text)["n"] for text in found.rows(wanted)] == list(wanted)
    scattered = Random(rows).choices(range(rows), k=50)
    assert [json.loads(text)["n"] for text in found.rows(scattered)] == scattered
    assert found.rows([]) == ()
