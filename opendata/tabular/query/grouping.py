"""One row for each group: columns to group by and aggregates -> SQL."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from opendata.errors import Invalid
from opendata.tabular.database import name
from opendata.tabular.query import steps
from opendata.tabular.query.question import Known, Layout, RowQuery, collation, field_of
from opendata.tabular.storage import Field, kind

COUNT = "count"
SEPARATOR = "."
NUMERIC = ("integer", "number")


@dataclass(frozen=True)
class Part:
    """A column of the answer, and the SQL that gives it."""

    field: Field
    sql: str


def is_grouped(query: RowQuery, known: Known) -> bool:
    """Whether the answer's rows are groups. Without `group_by`, a column called `count` is meant as such."""
    return bool(query.group_by) or any(word not in known and is_aggregate(word) for word in query.select)


def is_aggregate(word: str) -> bool:
    function, separator, _ = word.partition(SEPARATOR)
    return function in FUNCTIONS if separator else word == COUNT


def words(known: Known) -> list[str]:
    """All that may be selected where there are groups."""
    return [COUNT, *(f"{function}{SEPARATOR}{column}" for function in FUNCTIONS for column in known)]


def parts(query: RowQuery, known: Known, layout: Layout) -> tuple[list[Part], list[Part]]:
    """What the groups are made by, and what is selected of them: when nothing is said, those and how many rows.

    Invalid `unknown_column`, `column_not_grouped` (column), `aggregate_impossible` (function, column, type), and as
    steps.step_of.
    """
    made_by = [_made_by(word, known) for word in dict.fromkeys(query.group_by)]
    if not query.select:
        return made_by, [*made_by, _aggregate(COUNT, known, layout)]
    return made_by, [part_of(word, query, known, layout) for word in dict.fromkeys(query.select)]


def part_of(word: str, query: RowQuery, known: Known, layout: Layout) -> Part:
    if word in query.group_by:
        return _made_by(word, known)
    if is_aggregate(word):
        return _aggregate(word, known, layout)
    field_of(known, word, words(known))
    raise Invalid("column_not_grouped", column=word)


def total_order(made_by: Iterable[Part]) -> list[str]:
    """An order in which no two groups are the same: letters that sort alike may still differ."""
    columns = [(name(part.field["name"]), collation(part.field)) for part in made_by]
    return [f"{column}{how} NULLS LAST" for column, how in columns] + [column for column, how in columns if how]


def _made_by(word: str, known: Known) -> Part:
    """A column, or a coarser step of one."""
    return Part(*steps.step_of(word, known)) if steps.is_step(word) else _column(field_of(known, word))


def _column(field: Field) -> Part:
    return Part(field, name(field["name"]))


def _aggregate(word: str, known: Known, layout: Layout) -> Part:
    function, _, column = word.partition(SEPARATOR)
    if word == COUNT:
        return Part({"name": word, "type": "integer"}, "count(*)")
    field = field_of(known, column)
    made = FUNCTIONS[function](field, layout)
    if made is None or field.get("type") == "geojson":
        raise Invalid("aggregate_impossible", function=function, column=column, type=field.get("type", "string"))
    type_, sql = made
    return Part({"name": word, "type": type_}, sql)


Made = tuple[str, str] | None
"""The Table Schema type of an aggregate, and its SQL; None for a type that has no such thing."""


def _count(field: Field, _layout: Layout) -> Made:
    return "integer", f"count({name(field['name'])})"


def _count_distinct(field: Field, _layout: Layout) -> Made:
    return "integer", f"count(DISTINCT {name(field['name'])})"


def _least(field: Field, _layout: Layout) -> Made:
    return field.get("type", "string"), f"min({name(field['name'])}{collation(field)})"


def _greatest(field: Field, _layout: Layout) -> Made:
    return field.get("type", "string"), f"max({name(field['name'])}{collation(field)})"


def _sum(field: Field, layout: Layout) -> Made:
    return (field["type"], _exact_sum(field, layout)) if kind(field) in NUMERIC else None


def _average(field: Field, layout: Layout) -> Made:
    total = f"CAST({_exact_sum(field, layout)} AS DOUBLE)"
    return ("number", f"{total} / count({name(field['name'])})") if kind(field) in NUMERIC else None


def _exact_sum(field: Field, layout: Layout) -> str:
    """What adding up the numbers as they are written gives, though most are stored as binary fractions.

    One with at most four decimals and fifteen digits is counted in ten thousandths, which are whole and quick; others
    as decimals with twelve. Where that is not enough either, the sum is as near as a double comes.
    """
    column = name(field["name"])
    if kind(field) == "integer" or field["name"] in layout.decimals:
        return f"sum({column})"
    is_short = f"(abs({column}) < 9e10 AND round({column} * 1e4) / 1e4 = {column})"
    decimal = f"TRY_CAST(CAST({column} AS VARCHAR) AS DECIMAL(38, 12))"
    survives = f"coalesce(CAST(CAST({decimal} AS VARCHAR) AS DOUBLE) = {column}, false)"
    short = f"coalesce(sum(CASE WHEN {is_short} THEN CAST(round({column} * 1e4) AS BIGINT) END), 0)"
    rest = f"coalesce(sum(CASE WHEN NOT {is_short} THEN {decimal} END), 0)"
    exact = f"CAST(CAST(CAST({short} AS VARCHAR) || 'e-4' AS DECIMAL(38, 12)) + {rest} AS VARCHAR)"
    is_exact = f"bool_and({column} IS NULL OR CASE WHEN {is_short} THEN true ELSE {survives} END)"
    return (
        f"CASE WHEN count({column}) = 0 THEN NULL WHEN {is_exact} THEN CAST({exact} AS DOUBLE) ELSE fsum({column}) END"
    )


FUNCTIONS: Mapping[str, Callable[[Field, Layout], Made]] = {
    COUNT: _count,
    "count_distinct": _count_distinct,
    "sum": _sum,
    "avg": _average,
    "min": _least,
    "max": _greatest,
}
"""`count.x` is how many rows have a value in x; `count` alone how many rows there are."""
