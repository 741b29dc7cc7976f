"""A question about rows -> SQL. Pure: only declared columns reach the SQL, quoted, and every value is bound."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.convert import DATA, ROW
from opendata.tabular.database import name
from opendata.tabular.query import grouping, order
from opendata.tabular.query.conditions import Condition, conditions
from opendata.tabular.query.question import PLAIN, Known, Layout, RowQuery, field_of
from opendata.tabular.storage import Field
from opendata.tabular.writers import json_object


@dataclass(frozen=True)
class Statement:
    """`sql` gives the columns `fields` of the rows wanted, and behind them those of their places; `json_sql` one JSON
    object text for each row, and the row's number in the file (NULL for a group); `row_sql` the numbers alone, None for
    groups. `values` are bound to all three. `count_sql` is how many rows match whatever the page, with `count_values`.
    """

    fields: tuple[Field, ...]
    sql: str
    numbered_sql: str
    row_sql: str | None
    values: tuple[Any, ...]
    count_sql: str
    count_values: tuple[Any, ...]
    matches_all: bool = False
    """Whether nothing is filtered, so that as many rows match as there are."""

    @property
    def json_sql(self) -> str:
        return f"SELECT {json_object(self.fields)}, {ROW} FROM ({self.numbered_sql})"


def span(query: RowQuery) -> range | None:
    """The numbers of the rows wanted, where they are a page of the whole table in its own order: no SQL is needed.

    Invalid `wrong_page` (limit, offset).
    """
    if (query.limit is not None and query.limit < 0) or query.offset < 0 or (query.after or 0) < 0:
        raise Invalid("wrong_page", limit=query.limit, offset=query.offset)
    if query.limit is None or query.is_narrowed or query.sort:
        return None
    first = query.offset if query.after is None else query.after + 1 + query.offset
    return range(first, first + query.limit)


def compile(  # noqa: A001
    query: RowQuery, fields: Sequence[Field], source: str = DATA, *, layout: Layout = PLAIN
) -> Statement:
    """SQL over the table `source` of a query file.

    Invalid `unknown_column` (column, nearest), `unknown_operator` (column, operator, nearest), `wrong_value` (column,
    value, type), `wrong_page` (limit, offset), `places_missing`, `bbox_unusable` (value), and as grouping.parts.
    """
    page = span(query)
    known = {field["name"]: field for field in fields}
    wanted = conditions(query, known, layout)
    if grouping.is_grouped(query, known):
        return _grouped(query, known, wanted, source, layout)
    return _plain(query, known, wanted, source, layout, page)


def _plain(
    query: RowQuery, known: Known, wanted: list[Condition], source: str, layout: Layout, page: range | None
) -> Statement:
    chosen = tuple(field_of(known, word, grouping.words(known)) for word in dict.fromkeys(query.select))
    chosen = chosen or tuple(known.values())
    sort = [(field_of(known, word, grouping.words(known)), descends) for word, descends in _once(query.sort)]
    narrowed, bound = list(wanted), [value for _, values in wanted for value in values]
    relation = source
    if query.after is not None and sort:
        relation += f", {order.anchor(sort, source)}"
        bound.insert(0, query.after)
        narrowed.append((order.after(sort, missing_least=query.missing_least), ()))
    elif query.after is not None:
        narrowed.append((f"{ROW} > ?", (query.after,)))
        bound.append(query.after)
    if page is not None:  # any page of the whole table is found at once, however deep
        rest, bound = f"{source} WHERE {ROW} >= ? AND {ROW} < ?", [page.start, page.stop]
    else:
        ordered = (
            f" ORDER BY {order.order(sort, missing_least=query.missing_least)}" if sort else ""
        )  # else DuckDB keeps the order of the file
        rest = f"{relation}{_where(narrowed)}{ordered}"
        rest, bound = _limited(rest, bound, query)
    beside = layout.places.columns if layout.places else ()
    columns = [name(field["name"]) for field in chosen]
    return Statement(
        fields=chosen,
        sql=f"SELECT {', '.join([*columns, *beside])} FROM {rest}",
        numbered_sql=f"SELECT {', '.join([*columns, ROW])} FROM {rest}",
        row_sql=f"SELECT {ROW} FROM {rest}",
        values=tuple(bound),
        count_sql=f"SELECT count(*) FROM {source}{_where(wanted)}",
        count_values=_values(wanted),
        matches_all=not wanted,
    )


def _grouped(query: RowQuery, known: Known, wanted: list[Condition], source: str, layout: Layout) -> Statement:
    made_by, chosen = grouping.parts(query, known, layout)
    sort = [(grouping.part_of(word, query, known, layout), descends) for word, descends in query.sort]
    parts = {part.field["name"]: part for part in (*made_by, *chosen, *(part for part, _ in sort))}
    columns = ", ".join(f"{part.sql} AS {name(word)}" for word, part in parts.items())
    by = ", ".join(part.sql for part in made_by)
    groups = f"{source}{_where(wanted)}" + (f" GROUP BY {by}" if by else "")
    ordered = [order.by(part.field, descends, missing_least=query.missing_least) for part, descends in sort]
    ordered += grouping.total_order(made_by)
    rest = f"(SELECT {columns} FROM {groups})" + (f" ORDER BY {', '.join(ordered)}" if ordered else "")
    rest, bound = _limited(rest, list(_values(wanted)), query)
    fields = tuple(part.field for part in chosen)
    sql = f"SELECT {', '.join(name(field['name']) for field in fields)} FROM {rest}"
    return Statement(
        fields=fields,
        sql=sql,
        numbered_sql=f"SELECT *, NULL AS {ROW} FROM ({sql})",
        row_sql=None,
        values=tuple(bound),
        count_sql=f"SELECT count(*) FROM (SELECT {'1' if by else 'count(*)'} FROM {groups})",
        count_values=_values(wanted),
    )


def _once(sort: Sequence[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """A column that comes again decides nothing."""
    return ((word, descends) for place, (word, descends) in enumerate(sort) if word not in dict(sort[:place]))


def _limited(sql: str, bound: list[Any], query: RowQuery) -> tuple[str, list[Any]]:
    """No LIMIT where there is no limit, so that DuckDB gives rows as it finds them."""
    if query.limit is None and not query.offset:
        return sql, bound
    return f"{sql} LIMIT ? OFFSET ?", [*bound, query.limit, query.offset]


def _where(wanted: Sequence[Condition]) -> str:
    return f" WHERE {' AND '.join(f'({sql})' for sql, _ in wanted)}" if wanted else ""


def _values(wanted: Sequence[Condition]) -> tuple[Any, ...]:
    return tuple(value for _, values in wanted for value in values)
