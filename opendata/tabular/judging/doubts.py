"""What a column's values could mean beside what they were read as: its owner is asked, and nothing is changed.

Told of whole columns, also of short ones: other than a stray value, these are how the column was written.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from opendata.model.report import Finding
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.forms import SPACE, UNITS
from opendata.tabular.judging.columns import Column
from opendata.tabular.names import LATITUDES, LONGITUDES, is_identifier, safe_names
from opendata.tabular.read import Table
from opendata.tabular.read.shapes import MONTH

FEWEST = 3
"""Values that a column must have for anything to be said of how they are written."""
SAMPLE = 200
"""Rows by which it is seen which columns may be in doubt; those are then looked at in all rows."""
FIRST_DAY, LAST_DAY = 20_000, 60_000
"""Days of 1954 and 2064, as Excel counts them."""
EXCEL_ZERO = date(1899, 12, 30)
DAY_NAME = re.compile(r"(^|_)\w*(datum|date)(_|$)")
AMOUNT = rf"[-−]?\d[\d,.{SPACE[1:-1]}]*"
UNIT = rf"{AMOUNT}{SPACE}?({'|'.join(map(re.escape, sorted(UNITS, key=len, reverse=True)))})"
MONTHS = rf"(?i:(\d{{1,2}}[-/. ] ?)?{MONTH}([-/. ](\d{{2}}|\d{{4}}))?)"
GROUPED = r"-?[1-9]\d{0,2}[.,]\d{3}"
LARGE = r"-?[1-9]\d{1,2}[.,]\d{3}"
SMALL = r"-?\d{1,3}"
DAYS = (
    r"[12]\d{3}-\d{2}-\d{2}",
    r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
    r"\d{1,2}/\d{1,2} [12]\d{3}",
    r"\d{1,2}/\d{1,2}/[12]\d{3}",
    r"\d{1,2}-\d{1,2}-[12]\d{3}",
    r"\d{1,2}\.\d{1,2}\.[12]\d{3}",
    r"[12]\d{3}/\d{1,2}/\d{1,2}",
    rf"(?i:\d{{1,2}} {MONTH},? [12]\d{{3}})",
)
"""How days are written, each in its own way."""
EITHER_DAY = r"(?:0?[1-9]|1[0-2])([/-])(?:0?[1-9]|1[0-2])[/-][12]\d{3}"
"""The month could stand first."""
WHOLE = rf"[-−]?\d{{1,3}}(?:{SPACE}?\d{{3}})*"
WITH_COMMA, WITH_POINT = (rf"{WHOLE}{sign}(?:\d{{1,2}}|\d{{4,}})" for sign in (",", r"\."))
"""Three digits after the sign could be thousands."""


def find(
    connection: Connection, table: Table, columns: Sequence[Column], relation: str
) -> Iterator[tuple[Finding, int]]:
    """For each column in doubt its first value, and how many there are. `relation` is a DuckDB table of the rows."""
    rows = connection.execute(f"FROM {relation} LIMIT {SAMPLE}").fetchall()
    for column, name in zip(columns, safe_names([column.title for column in columns]), strict=True):
        doubt = DOUBTS.get(column.type)
        sample = _filled(rows, column) if doubt else []
        told = doubt(column, name, sample, table.reading.kind) if doubt and len(sample) >= FEWEST else None
        if told:
            code, every, facts = told
            yield from _confirmed(connection, table, column, relation, code, every, facts)


Doubt = tuple[str, str, dict[str, Any]]
"""The code, the pattern that all values have, and facts."""


def _of_text(_column: Column, name: str, sample: Sequence[str], _kind: str) -> Doubt | None:
    if is_identifier(name):
        return None
    if all(re.fullmatch(MONTHS, value) for value in sample):
        return "month_name", MONTHS, {}
    units = [found[1] if (found := re.fullmatch(UNIT, value)) else None for value in sample]
    if None not in units and len(set(units)) > 1:
        return "units_mixed", UNIT, {"units": list(dict.fromkeys(units))}
    return _of_days(sample) or _of_decimals(sample)


def _of_days(sample: Sequence[str]) -> Doubt | None:
    if all(re.fullmatch(EITHER_DAY, value) for value in sample):
        first, second, year = (int(part) for part in re.split("[/-]", sample[0]))
        return (
            "day_or_month",
            EITHER_DAY,
            {"one": str(date(year, second, first)), "other": str(date(year, first, second))},
        )
    ways = [next((way for way in DAYS if re.fullmatch(way, value)), None) for value in sample]
    if None in ways or len(set(ways)) < 2:
        return None
    return "dates_mixed", "|".join(DAYS), _two_of(sample, ways)


def _of_decimals(sample: Sequence[str]) -> Doubt | None:
    ways = [
        next((way for way in (WITH_COMMA, WITH_POINT, WHOLE) if re.fullmatch(way, value)), None) for value in sample
    ]
    if None in ways or not {WITH_COMMA, WITH_POINT} <= set(ways):
        return None
    written = [(value, way) for value, way in zip(sample, ways, strict=True) if way != WHOLE]
    return "decimals_mixed", f"{WITH_COMMA}|{WITH_POINT}|{WHOLE}", _two_of(*zip(*written, strict=True))


def _two_of(sample: Sequence[str], ways: Sequence[str | None]) -> dict[str, Any]:
    """The first value, and the first that is written in another way."""
    return {"one": sample[0], "other": next(value for value, way in zip(sample, ways, strict=True) if way != ways[0])}


def _of_whole(_column: Column, name: str, sample: Sequence[str], _kind: str) -> Doubt | None:
    if not DAY_NAME.search(name) or not all(value.isdecimal() for value in sample):
        return None
    if not all(FIRST_DAY <= int(value) <= LAST_DAY for value in sample):
        return None
    return "serial_date", r"[2-5]\d{4}|60000", {"date": str(EXCEL_ZERO + timedelta(days=int(sample[0])))}


def _of_number(column: Column, name: str, sample: Sequence[str], kind: str) -> Doubt | None:
    """Only text says how it is meant to be read; a spreadsheet has numbers."""
    if kind != "csv" or column.descriptor.get("groupChar") or name in LATITUDES | LONGITUDES:
        return None
    if sum(bool(re.fullmatch(GROUPED, value)) for value in sample) < FEWEST:
        return None
    large = next((value for value in sample if re.fullmatch(LARGE, value)), None)
    every = f"{GROUPED}|{SMALL}"
    if large is None or not all(re.fullmatch(every, value) for value in sample):
        return None
    return "thousands_unclear", every, {"example": large, "whole": re.sub(r"\D", "", large)}


DOUBTS: dict[str, Callable[[Column, str, Sequence[str], str], Doubt | None]] = {
    "string": _of_text,
    "any": _of_text,
    "integer": _of_whole,
    "number": _of_number,
}


def _filled(rows: Sequence[Sequence[str | None]], column: Column) -> list[str]:
    cells = (row[column.place] for row in rows)
    return [cell.strip() for cell in cells if cell is not None and cell not in column.missing]


def _confirmed(
    connection: Connection,
    table: Table,
    column: Column,
    relation: str,
    code: str,
    every: str,
    facts: dict[str, Any],
) -> Iterator[tuple[Finding, int]]:
    """The finding, if all values have the pattern."""
    cell = f"trim({database.cell(column.place)})"
    missing = ", ".join(map(database.text, ("", *column.missing)))
    filled = f"{cell} IS NOT NULL AND {cell} NOT IN ({missing})"
    count, fits = connection.execute(
        f"SELECT count(*), bool_and(regexp_full_match({cell}, {database.text(every)})) FROM {relation} WHERE {filled}"
    ).fetchone() or (0, False)
    if not fits:
        return
    (row, value) = connection.execute(
        f"SELECT rowid, {cell} FROM {relation} WHERE {filled} ORDER BY rowid LIMIT 1"
    ).fetchone() or (0, "")
    finding = Finding(code, "warning", row=table.row_at(row), column=column.title, value=value, facts=facts)
    yield finding, count
