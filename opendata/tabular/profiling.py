"""A query file -> what each column holds, counted once: so that pages and facets need not ask all rows again."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from opendata.tabular import database
from opendata.tabular.convert import DATA
from opendata.tabular.database import Connection, name, text
from opendata.tabular.storage import Field, as_json, kind

TOP = 20
BINS = 20
COUNTED = 100_000
"""More different values than that are estimated, which errs by a few percent, and none is told apart."""
ORDERED = ("integer", "number", "year", "date", "datetime")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Profile = dict[str, Any]


def profile(path: Path, fields: Sequence[Field], folder: Path) -> Profile:
    """{"rows": 3, "columns": [{"name", "missing", "distinct", "is_estimate", "min", "max", "top", "histogram"}]}.

    Values are texts of JSON, with all digits; `min` and `max` are those of numbers, dates and times. `top` lists the
    commonest values as [value, rows], at most 20. Where there are more, numbers and dates have a `histogram` of equal
    steps: {"edges": [21 values], "rows": [20 numbers]}; the last step has its upper edge too.
    """
    with database.workspace(folder) as connection:
        connection.execute(f"ATTACH {text(str(path))} AS profiled (READ_ONLY)")
        return _Counting(connection, f"profiled.{DATA}").profile(fields)


def as_text(stored: Mapping[str, Any]) -> str:
    """The stored profile as JSON, whose values are what they say."""
    columns = []
    for column in stored["columns"]:
        top = ", ".join(f'{{"value": {value}, "rows": {rows}}}' for value, rows in column["top"])
        bins = column["histogram"]
        histogram = f'{{"edges": [{", ".join(bins["edges"])}], "rows": {json.dumps(bins["rows"])}}}' if bins else "null"
        plain = {part: column[part] for part in ("name", "missing", "distinct", "is_estimate")}
        values = f'"min": {column["min"]}, "max": {column["max"]}, "top": [{top}], "histogram": {histogram}'
        columns.append(f"{json.dumps(plain)[:-1]}, {values}}}")
    return f'{{"rows": {stored["rows"]}, "columns": [{", ".join(columns)}]}}'


class _Counting:
    def __init__(self, connection: Connection, source: str) -> None:
        self.connection, self.source = connection, source

    def profile(self, fields: Sequence[Field]) -> Profile:
        measures = [measure for field in fields for measure in _measures(field)]
        rows, *found = self._row(f"SELECT {', '.join(['count(*)', *measures])} FROM {self.source}")
        least, greatest = self._extremes("min", fields), self._extremes("max", fields)
        columns = []
        for place, field in enumerate(fields):
            present, distinct, low, high = found[4 * place : 4 * place + 4]
            extremes = {"min": least.get(field["name"], "null"), "max": greatest.get(field["name"], "null")}
            column = {"name": field["name"], "missing": rows - present, **self._values(field, distinct), **extremes}
            is_spread = column["distinct"] > TOP and low is not None and high > low
            columns.append(column | {"histogram": self._histogram(field, low, high) if is_spread else None})
        return {"rows": rows, "columns": columns}

    def _extremes(self, extreme: str, fields: Sequence[Field]) -> dict[str, str]:
        """The least or greatest value of each column that has one, as JSON."""
        chosen = [field for field in fields if kind(field) in (*ORDERED, "time")]
        if not chosen:
            return {}
        columns = ", ".join(f"{extreme}({name(field['name'])}) AS {name(field['name'])}" for field in chosen)
        found = self._row(f"SELECT {', '.join(map(as_json, chosen))} FROM (SELECT {columns} FROM {self.source})")
        return dict(zip([field["name"] for field in chosen], found, strict=True))

    def _values(self, field: Field, distinct: int) -> dict[str, Any]:
        is_estimate = distinct > COUNTED
        if is_estimate or field.get("type") == "geojson":
            return {"distinct": distinct, "is_estimate": is_estimate, "top": []}
        (distinct,) = self._row(f"SELECT count(DISTINCT {name(field['name'])}) FROM {self.source}")
        return {"distinct": distinct, "is_estimate": False, "top": self._top(field)}

    def _top(self, field: Field) -> list[list[Any]]:
        column = name(field["name"])
        found = self.connection.execute(
            f"SELECT {as_json(field)}, rows FROM (SELECT {column}, count(*) AS rows FROM {self.source} "
            f"WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY rows DESC, {column} LIMIT {TOP})"
        )
        return [list(row) for row in found.fetchall()]

    def _histogram(self, field: Field, low: float, high: float) -> dict[str, Any]:
        step = (high - low) / BINS
        number = f"least(CAST(floor(({_number(field)} - ?) / ?) AS INTEGER), {BINS - 1})"
        found = self.connection.execute(
            f"SELECT {number} AS bin, count(*) FROM {self.source} WHERE {name(field['name'])} IS NOT NULL GROUP BY bin",
            (low, step),
        )
        counts = dict(found.fetchall())
        edges = [_edge(field, low + step * place) for place in range(BINS)] + [_edge(field, high)]
        return {"edges": edges, "rows": [counts.get(place, 0) for place in range(BINS)]}

    def _row(self, sql: str) -> tuple[Any, ...]:
        return self.connection.execute(sql).fetchone() or ()


def _measures(field: Field) -> list[str]:
    """How many values, about how many different ones, and the least and the greatest as numbers."""
    column = name(field["name"])
    distinct = "0" if field.get("type") == "geojson" else f"approx_count_distinct({column})"
    numbers = [f"{extreme}({_number(field)})" if kind(field) in ORDERED else "NULL" for extreme in ("min", "max")]
    return [f"count({column})", distinct, *numbers]


def _number(field: Field) -> str:
    column = name(field["name"])
    return f"epoch({column})" if kind(field) in ("date", "datetime") else f"CAST({column} AS DOUBLE)"


def _edge(field: Field, number: float) -> str:
    """JSON for a number, or for the day or moment so many seconds from 1970."""
    if kind(field) not in ("date", "datetime"):
        return json.dumps(int(number) if number.is_integer() else number)
    moment = (EPOCH + timedelta(seconds=number)).replace(tzinfo=None, microsecond=0)
    return json.dumps(moment.date().isoformat() if kind(field) == "date" else moment.isoformat())
