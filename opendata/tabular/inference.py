"""A plain table -> its Table Schema: for each column the narrowest type that every value has, or else text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opendata.errors import Invalid
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.forms import Form, forms_for, is_symbol, is_symbol_sql
from opendata.tabular.names import LATITUDES, LONGITUDES, safe_names
from opendata.tabular.read import Table

SAMPLE = 500
MOST_COLUMNS = 1_000
"""Of more, DuckDB can't keep all formats within its memory; such tables are read, as text, and nothing else."""
MOST_SYMBOLS = 50


@dataclass
class _Column:
    """A column whose type is being found. `forms` are those that may still fit; None before any value was seen.
    `symbols` are the missing values that were met, None where none have been looked for."""

    place: int
    title: str
    name: str
    declared: str | None
    forms: list[Form] | None = None
    symbols: list[str] | None = None
    settled: bool = False

    def see(self, values: Sequence[str]) -> None:
        """Values that the type must fit."""
        if self.forms is not None:
            self.forms = [form for form in self.forms if form.may_fit(values)]
        elif values:
            self.forms = forms_for(self.title, self.name, self.declared, values)
        self.settled = self.forms == []

    @property
    def first(self) -> Form | None:
        return self.forms[0] if self.forms else None


def infer(table: Table) -> dict[str, Any]:
    """A Frictionless Table Schema for the plain table: `name` is safe for programs, `title` as in the file.

    A type needs every value; a column without values is text. So are columns named as codes, numbers or ids (see
    names.is_identifier), values with leading zeros or a plus, and whole numbers of more than 15 digits. Symbols for a
    missing value (forms.MISSING) are the field's `missingValues` where all other values have a type other than text.
    Our own properties: `unit`, the unit that stands in every cell; `period`, what kind of period a text tells ("week",
    "quarter", "month", "school-year"). Invalid `too_many_columns` (columns, limit).
    """
    if len(table.columns) > MOST_COLUMNS:
        raise Invalid("too_many_columns", columns=len(table.columns), limit=MOST_COLUMNS)
    columns = [
        _Column(place, title, name, table.types[place] if table.types else None)
        for place, (title, name) in enumerate(zip(table.columns, safe_names(table.columns), strict=True))
    ]
    with database.workspace(table.folder) as connection:
        _sample(connection, table, columns)
        while unsettled := [column for column in columns if not column.settled]:
            _try(connection, table, unsettled)
    return {"fields": [_described(column) for column in columns], "missingValues": [""]}


def _sample(connection: Connection, table: Table, columns: Sequence[_Column]) -> None:
    rows = connection.execute(f"FROM {database.plain(table)} LIMIT {SAMPLE}").fetchall()
    for column in columns:
        seen = dict.fromkeys(row[column.place] for row in rows if row[column.place] is not None)
        values = [value for value in seen if not is_symbol(value)]
        column.symbols = [] if len(values) < len(seen) else None
        column.see(values)


def _try(connection: Connection, table: Table, columns: Sequence[_Column]) -> None:
    """Try each column's first form on all its values, in one pass over the table."""
    cells, answers = [], []
    for column in columns:
        cell, odd = database.cell(column.place), f"odd{column.place}"
        cells.append(f"{cell}, {column.first.misfit(cell) if column.first else cell} AS {odd}")
        answers.append(f"{{'doubtful': {_doubtful(column, cell)}, {_misfits(column, odd)}}}")
    found = connection.execute(
        f"SELECT {', '.join(answers)} FROM (SELECT {', '.join(cells)} FROM {database.plain(table)})"
    ).fetchone()
    for column, answer in zip(columns, found or (), strict=True):
        _settle(column, answer)


def _misfits(column: _Column, odd: str) -> str:
    """SQL: which values didn't fit; only where symbols were met are they told from the rest, which takes longer."""
    if column.symbols is None:
        return f"'least': min({odd}), 'most': max({odd})"
    symbol = is_symbol_sql(odd)
    return (
        f"'symbols': list(DISTINCT {odd}) FILTER ({symbol}), 'least': min({odd}) FILTER (NOT {symbol}), "
        f"'most': max({odd}) FILTER (NOT {symbol})"
    )


def _doubtful(column: _Column, cell: str) -> str:
    """SQL: whether the column as a whole leaves doubt about its first form."""
    if column.first and column.first.doubtful:
        return f"bool_and(regexp_full_match({cell}, {database.text(column.first.doubtful)}))"
    return f"count({cell}) = count(*)" if column.first and column.first.blanks else "false"


def _settle(column: _Column, answer: Mapping[str, Any]) -> None:
    others = [value for value in (answer["least"], answer["most"]) if value is not None]
    if column.symbols is None and any(map(is_symbol, others)):
        column.symbols = []
        return
    symbols = sorted(answer.get("symbols") or ())
    if column.forms is None:
        column.see(others)
        column.settled = column.settled or not others
    elif others or answer["doubtful"] or not _may_be_missing(column, symbols):
        column.forms = column.forms[1:]
        column.see(others)
    else:
        column.symbols, column.settled = symbols, True


def _may_be_missing(column: _Column, symbols: Sequence[str]) -> bool:
    return not symbols or (len(symbols) <= MOST_SYMBOLS and column.first is not None and column.first.kind != "string")


def _described(column: _Column) -> dict[str, Any]:
    described: dict[str, Any] = {"name": column.name, "title": column.title, "type": "string"}
    if column.first:
        described |= column.first.field
        if described["type"] == "integer" and column.name in LATITUDES | LONGITUDES:
            described["type"] = "number"
        if column.symbols:
            described["missingValues"] = ["", *column.symbols]
    return described
