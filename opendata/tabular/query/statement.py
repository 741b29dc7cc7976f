"""A question about rows -> SQL. Pure: only declared columns reach the SQL, quoted, and every value is bound."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.convert import DATA, ROW
from opendata.tabular.database import name
from opendata.tabular.storage import NUMBER, Field, kind, printed
from opendata.tabular.writers import json_object

COMPARISONS = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
OPS = (
    "exact",
    "not",
    *COMPARISONS,
    "contains",
    "startswith",
    "endswith",
    "in",
    "notin",
    "isnull",
    "notnull",
)
SWEDISH = "COLLATE sv"
"""Å, Ä and Ö after Z, and é with e; upper and lower case together."""


@dataclass(frozen=True)
class Filter:
    """`in` and `notin` take any number of values, `isnull` and `notnull` none, the others one."""

    column: str
    op: str = "exact"
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowQuery:
    """A question about rows. All filters must hold; `q` is words that must all occur somewhere in the row.

    `select` names columns in the order wanted (none: all); `sort` pairs a column with whether it descends. A missing
    value sorts last; rows that sort the same keep the file's order. No `limit` is all rows.
    """

    filters: tuple[Filter, ...] = ()
    q: str | None = None
    select: tuple[str, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()
    limit: int | None = 20
    offset: int = 0


@dataclass(frozen=True)
class Statement:
    """`sql` gives the wanted columns of the wanted rows, `json_sql` the same as one JSON object text for each row,
    `count_sql` how many rows match whatever the page. `values` are bound to the first two, `count_values` to the last.
    """

    fields: tuple[Field, ...]
    sql: str
    json_sql: str
    values: tuple[Any, ...]
    count_sql: str
    count_values: tuple[Any, ...]


def compile(  # noqa: A001
    query: RowQuery, fields: Sequence[Field], source: str = DATA, *, beside: Sequence[str] = ()
) -> Statement:
    """SQL over the table `source` of a query file. `beside` is SQL of columns that `sql` gives after the fields.

    Invalid `unknown_column` (column, nearest), `unknown_operator` (column, operator, nearest), `wrong_value` (column,
    value, type), `wrong_page` (limit, offset).
    """
    if (query.limit is not None and query.limit < 0) or query.offset < 0:
        raise Invalid("wrong_page", limit=query.limit, offset=query.offset)
    known = {field["name"]: field for field in fields}
    chosen = tuple(_field(known, column) for column in dict.fromkeys(query.select)) or tuple(fields)
    conditions, matched = _conditions(query, known)
    order = ", ".join([*(_order(_field(known, column), descends) for column, descends in query.sort), ROW])
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    if conditions or query.sort or query.limit is None:
        page = f"{where} ORDER BY {order} LIMIT ? OFFSET ?"
        bound = (*matched, query.limit, query.offset)
    else:  # any page of the whole table is found at once, however deep
        page = f" WHERE {ROW} >= ? AND {ROW} < ? ORDER BY {ROW}"
        bound = (query.offset, query.offset + query.limit)
    columns = ", ".join([*(name(field["name"]) for field in chosen), *beside])
    sql = f"SELECT {columns} FROM {source}{page}"
    return Statement(
        fields=chosen,
        sql=sql,
        json_sql=f"SELECT {json_object(chosen)} FROM ({sql})",
        values=bound,
        count_sql=f"SELECT count(*) FROM {source}{where}",
        count_values=matched,
    )


def _field(known: Mapping[str, Field], column: str) -> Field:
    if column not in known:
        raise Invalid("unknown_column", column=column, nearest=_nearest(column, known))
    return known[column]


def _nearest(word: str, known: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(word.lower(), list(known), n=1, cutoff=0.4)), None)


def _conditions(query: RowQuery, known: Mapping[str, Field]) -> tuple[list[str], tuple[Any, ...]]:
    conditions, values = [], []
    for filter_ in query.filters:
        condition, bound = _condition(_field(known, filter_.column), filter_)
        conditions.append(condition)
        values += bound
    texts = ["' '", *(printed(field) for field in known.values() if field.get("type") != "geojson")]
    row = f"lower(concat_ws({', '.join(texts)}, ''))"
    for word in (query.q or "").split():
        conditions.append(f"contains({row}, lower(?))")
        values.append(word)
    return conditions, tuple(values)


def _condition(field: Field, wanted: Filter) -> tuple[str, list[Any]]:
    if wanted.op not in OPS:
        nearest = _nearest(wanted.op, OPS)
        raise Invalid("unknown_operator", column=wanted.column, operator=wanted.op, nearest=nearest)
    column = name(field["name"])
    if wanted.op in ("isnull", "notnull"):
        return f"{column} IS {'NOT ' if wanted.op == 'notnull' else ''}NULL", []
    if wanted.op in ("contains", "startswith", "endswith"):
        function = {"contains": "contains", "startswith": "starts_with", "endswith": "ends_with"}[wanted.op]
        return f"{function}(lower({printed(field)}), lower(?))", [_only(wanted)]
    if wanted.op in ("in", "notin"):
        values = [_read(field, value) for value in wanted.values]
        listed = f"{column} IN ({', '.join('?' * len(values))})" if values else "false"
        return (listed if wanted.op == "in" else f"({listed}) IS NOT TRUE"), values
    value = _read(field, _only(wanted))
    if wanted.op in COMPARISONS:
        collation = f" {SWEDISH}" if kind(field) == "string" else ""
        return f"{column}{collation} {COMPARISONS[wanted.op]} ?", [value]
    return f"{column} {'=' if wanted.op == 'exact' else 'IS DISTINCT FROM'} ?", [value]


def _only(wanted: Filter) -> str:
    if len(wanted.values) != 1:
        raise Invalid("wrong_value", column=wanted.column, value=list(wanted.values), type="one value")
    return wanted.values[0]


def _order(field: Field, descends: bool) -> str:
    collation = f" {SWEDISH}" if kind(field) == "string" else ""
    return f"{name(field['name'])}{collation} {'DESC' if descends else 'ASC'} NULLS LAST"


def _read(field: Field, value: str) -> Any:
    """The value to bind. A number is bound as its text: DuckDB reads it as the column's own type, exactly."""
    try:
        return READERS[kind(field)](value)
    except (ValueError, KeyError) as error:
        raise Invalid("wrong_value", column=field["name"], value=value, type=field["type"]) from error


def _integer(value: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,38}", value, re.ASCII):
        raise ValueError(value)
    return int(value)


def _number(value: str) -> str:
    if not re.fullmatch(NUMBER, value, re.ASCII):
        raise ValueError(value)
    return value


READERS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "integer": _integer,
    "year": _integer,
    "number": _number,
    "boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
