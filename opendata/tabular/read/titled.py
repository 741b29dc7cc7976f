"""Rows whose titles the file itself declares -> the plain table. No header is looked for here."""

import csv
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path

from opendata.errors import Invalid
from opendata.tabular.read.plain import MOST_COLUMNS
from opendata.tabular.read.table import LONGEST

CONTROL = {0: "\ufffd"}


def write(titles: Collection[str], rows: Iterable[Sequence[str]], path: Path) -> int:
    """Write the plain table; how many rows it has. More titles may come while the rows do, as more are found.

    Cells are written as `cell` gives them. Invalid `too_many_columns` (columns, limit),
    `value_too_long` (row, column, limit): rows are numbered from 1.
    """
    body = path.with_suffix(".rows")
    count, whole = 0, 0
    with body.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        width = len(titles)
        for count, cells in enumerate(rows, 1):
            if len(titles) != width:
                width, whole = len(titles), count - 1
                refuse_width(width)
            if sum(map(len, cells)) > LONGEST:
                _refuse_length(count, titles, cells)
            writer.writerow(cells)
    refuse_width(len(titles))
    _join(titles, body, path, whole)
    body.unlink()
    return count


def cell(text: str) -> str:
    """A text as it may stand in a plain table: line breaks are LF, and there is no NUL, which few programs bear."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(CONTROL) if "\0" in text else text


def refuse_width(columns: int) -> None:
    if columns > MOST_COLUMNS:
        raise Invalid("too_many_columns", columns=columns, limit=MOST_COLUMNS)


def _join(titles: Collection[str], body: Path, path: Path, short: int) -> None:
    """The header and the rows; the first `short` rows lack the cells of titles that were found after them."""
    options = {"encoding": "utf-8", "errors": "backslashreplace", "newline": ""}
    with body.open(encoding="utf-8", newline="") as rows, path.open("w", **options) as stream:  # type: ignore[call-overload]
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(titles)
        lines = csv.reader(iter(rows.readline, ""))
        for _, cells in zip(range(short), lines, strict=False):
            writer.writerow(chain(cells, [""] * (len(titles) - len(cells))))
        while piece := rows.read(1 << 20):
            stream.write(piece)


def _refuse_length(row: int, titles: Collection[str], cells: Sequence[str]) -> None:
    column = max(range(len(cells)), key=lambda place: len(cells[place]))
    raise Invalid("value_too_long", row=row, column=list(titles)[column], limit=LONGEST)
