"""Tables made on the spot, from text, bytes or cells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from opendata import tabular

Made = Callable[..., tabular.Table]


@pytest.fixture
def table(tmp_path: Path) -> Made:
    """Read a text (or bytes) as if it had been uploaded."""

    def make(content: str | bytes, **options: Any) -> tabular.Table:
        source = tmp_path / "upload"
        source.write_bytes(content.encode() if isinstance(content, str) else content)
        return tabular.read(source, tmp_path, **options)

    return make


@pytest.fixture
def workbook(tmp_path: Path) -> Made:
    """Read a workbook whose sheets are given as rows of cells; dates and times are written as such."""

    def make(sheets: dict[str, list[list[Any]]], hidden: tuple[str, ...] = (), **options: Any) -> tabular.Table:
        source = tmp_path / "upload.xlsx"
        with xlsxwriter.Workbook(str(source), {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                if name in hidden:
                    sheet.hide()
                for number, cells in enumerate(rows):
                    sheet.write_row(number, 0, cells)
        return tabular.read(source, tmp_path, **options)

    return make


@pytest.fixture
def types(table: Made) -> Callable[[str], list[str]]:
    """The types inferred for a text's columns."""
    return lambda content: [field["type"] for field in tabular.infer(table(content))["fields"]]
