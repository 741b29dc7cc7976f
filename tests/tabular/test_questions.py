"""Random tables and questions: the engine answers as a naive reading of the same rows in Python does."""

import csv
import json
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_FLOOR, Decimal
from functools import cmp_to_key
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular import ASPECTS, Combined, Filter, RowQuery, Wanted
from opendata.tabular.convert import DATA, TEXT
from opendata.tabular.query import compile as compiled

LETTERS = "abzåäöABZÅÄÖé 07"
TYPES = {
    "ord": "string",
    "kod": "string",
    "antal": "integer",
    "stort": "integer",
    "tal": "number",
    "exakt": "number",
    "sant": "boolean",
    "dag": "date",
    "stund": "datetime",
    "tid": "time",
    "ar": "year",
}
FIELDS = [{"name": name, "type": kind} for name, kind in TYPES.items()]
COLUMNS = [*FIELDS, {"name": "last", "type": "string"}]
"""With one that never is blank, so that no row is."""
READ = {
    "string": str,
    "integer": int,
    "number": Decimal,
    "boolean": "true".__eq__,
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "year": int,
}
Row = dict[str, Any]


def word(random: Random) -> str:
    return "".join(random.choices(LETTERS, k=random.randint(1, 4))).strip() or "a"


CELLS = {
    "ord": word,
    "kod": lambda random: random.choice(["0114", "01", "Å", "å", "a"]),
    "antal": lambda random: str(random.randint(-5, 5)),
    "stort": lambda random: str(random.choice([-1, 1]) * random.randint(10**36, 10**37)),
    "tal": lambda random: written(Decimal(random.randint(-(10**9), 10**9)).scaleb(-random.randint(0, 7))),
    "exakt": lambda random: written(Decimal(random.randint(-(10**22), 10**22)).scaleb(-14)),
    "sant": lambda random: random.choice(["true", "false"]),
    "dag": lambda random: str(date(2024, random.randint(1, 12), random.randint(1, 28))),
    "stund": lambda random: datetime(2024, 1, random.randint(1, 28), random.randint(0, 23), 30).isoformat(),
    "tid": lambda random: time(random.randint(0, 23), random.randint(0, 59)).isoformat(),
    "ar": lambda random: str(random.randint(1990, 1996)),
}
SIZES = (0, 1, 2, 7, 25, 60)


def written(number: Decimal) -> str:
    return f"{number.normalize() + 0:f}"


cells = {name: st.randoms(use_true_random=False).map(make) for name, make in CELLS.items()}
places = st.integers(0, len(SIZES) - 1)
columns = st.sampled_from(list(TYPES))
COMPARISONS = {
    "gt": lambda order: order > 0,
    "gte": lambda order: order >= 0,
    "lt": lambda order: order < 0,
    "lte": lambda order: order <= 0,
}


@st.composite
def filters(draw: st.DrawFn) -> Filter:
    column = draw(columns)
    op = draw(st.sampled_from(tabular.OPS))
    if op in ("isnull", "notnull"):
        return Filter(column, op)
    if op in ("contains", "startswith", "endswith"):
        return Filter(column, op, (draw(st.text(LETTERS + "-:T.1", max_size=2)),), by_case=draw(st.booleans()))
    if op in ("in", "notin"):
        return Filter(column, op, tuple(draw(st.lists(cells[column], max_size=3))))
    return Filter(column, op, (draw(cells[column]),))


@st.composite
def parts(draw: st.DrawFn) -> Filter:
    """A comparison of a part of the value."""
    column, of = draw(st.sampled_from([(name, of) for name in TYPES for of in aspects_of(name)]))
    value = printed(aspect(READ[TYPES[column]](draw(cells[column])), of))
    return Filter(column, draw(st.sampled_from(["exact", "not", "in", "notin", *COMPARISONS])), (value,), of)


def aspects_of(column: str) -> list[str]:
    return [name for name, one in ASPECTS.items() if TYPES[column] in one.types]


def aspect(value: Any, of: str) -> Any:
    if value is None or not of:
        return value
    if of in ("lower", "upper"):
        return getattr(value, of)()
    if of == "length":
        return len(value)
    return value.date() if of == "date" else getattr(value, of)


wanted = st.recursive(
    filters() | parts(),
    lambda inner: st.builds(Combined, st.sampled_from(["all", "any", "none"]), st.lists(inner, max_size=3).map(tuple)),
    max_leaves=4,
)
sorts = st.lists(st.tuples(columns, st.booleans()), max_size=3, unique_by=lambda one: one[0]).map(tuple)
questions = st.builds(
    RowQuery,
    filters=st.lists(wanted, max_size=2).map(tuple),
    q=st.none() | st.text(LETTERS, max_size=3),
    select=st.lists(columns, max_size=3).map(tuple),
    sort=sorts,
    limit=st.integers(1, 7),
    offset=st.integers(0, 5),
    missing_least=st.booleans(),
)


@dataclass(frozen=True)
class Naive:
    """The table as Python has it."""

    rows: list[Row]

    def answer(self, query: RowQuery) -> list[Row]:
        found = [row for row in self.rows if self.matches(row, query)]
        found.sort(key=cmp_to_key(lambda one, other: self.order(one, other, query)))
        return found

    def matches(self, row: Row, query: RowQuery) -> bool:
        words = (query.q or "").lower().split()
        text = " ".join(map(printed, [*row.values(), "."])).lower()
        return all(word in text for word in words) and all(self.passes(row, wanted) for wanted in query.filters)

    def passes(self, row: Row, wanted: Wanted) -> bool:
        if isinstance(wanted, Combined):
            found = [self.passes(row, one) for one in wanted.conditions]
            return {"all": all(found), "any": any(found), "none": not any(found)}[wanted.how]
        value = aspect(row[wanted.column], wanted.of)
        read = READ[ASPECTS[wanted.of].type if wanted.of else TYPES[wanted.column]]
        if wanted.op in ("isnull", "notnull"):
            return (value is None) == (wanted.op == "isnull")
        if wanted.op in ("not", "notin"):
            return value not in [read(one) for one in wanted.values]
        if value is None:
            return False
        if wanted.op in ("exact", "in"):
            return value in [read(one) for one in wanted.values]
        if wanted.op in COMPARISONS:
            return bool(COMPARISONS[wanted.op](compared(value, read(wanted.values[0]))))
        text, part = printed(value), wanted.values[0]
        if not wanted.by_case:
            text, part = text.lower(), part.lower()
        whole = {"contains": part in text, "startswith": text.startswith(part), "endswith": text.endswith(part)}
        return whole[wanted.op]

    def order(self, one: Row, other: Row, query: RowQuery) -> int:
        for column, descends in query.sort:
            found = sorted_as(one[column], other[column], descends, query.missing_least)
            if found:
                return found
        return 0


def sorted_as(one: Any, other: Any, descends: bool, missing_least: bool = False) -> int:
    if one is None or other is None:
        found = (one is None) - (other is None)
        return -found if missing_least and not descends else found
    return -compared(one, other) if descends else compared(one, other)


def compared(one: Any, other: Any) -> int:
    if isinstance(one, str):
        one, other = swedish(one), swedish(other)
    return (one > other) - (one < other)


def swedish(text: str) -> tuple[list[int], list[bool], list[bool]]:
    """As dictionaries order: letters first, then accents, then small before capital."""
    letters = [character if character in "åäö" else base(character) for character in text.lower()]
    return (
        [" -:.0123456789abcdefghijklmnopqrstuvwxyzåäö".index(letter) for letter in letters],
        [character == "é" for character in text.lower()],
        [character.isupper() for character in text],
    )


def base(character: str) -> str:
    return unicodedata.normalize("NFD", character)[0]


def printed(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize() + 0:f}"
    return value.isoformat() if isinstance(value, date | time) else str(value)


def as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value


@dataclass(frozen=True, repr=False)
class Tables:
    """Random tables, made once: what is in them, and their query files."""

    rows: list[list[Row]]
    paths: list[Path]
    engine: tabular.Engine

    def ask(self, table: int, query: RowQuery) -> tuple[list[Any], tabular.Page]:
        path = self.paths[table]
        page = self.engine.page(tabular.QueryFile(path, COLUMNS), query)
        told = tabular.QueryFile(path, COLUMNS, len(self.rows[table]), path.with_name("data.json"))
        assert self.engine.page(told, query) == page
        if query.q:
            older = tabular.QueryFile(path.with_name("older.duckdb"), COLUMNS)
            assert self.engine.page(older, query) == page
        return [json.loads(row, parse_float=Decimal) for row in page.rows], page


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    random = Random(settings().max_examples)
    made = [drawn(random, size) for size in SIZES]
    paths = [kept(table, tmp_path_factory.mktemp("table")) for table in made]
    for path in paths:
        older(path)
    engine = tabular.Engine([path.parent for path in paths])
    yield Tables(made, paths, engine)
    engine.close()


def older(path: Path) -> None:
    """The query file as it was made before it had the rows' text in a column."""
    made = shutil.copy(path, path.with_name("older.duckdb"))
    with duckdb.connect(made) as connection:
        connection.execute(f"ALTER TABLE {DATA} DROP COLUMN {TEXT}")


def drawn(random: Random, size: int) -> list[Row]:
    """Cells as text; few different ones, so that rows are alike and some are missing."""

    def cell(column: str) -> str | None:
        return None if random.random() < 0.2 else CELLS[column](random)

    return [{column: cell(column) for column in TYPES} for _ in range(size)]


def kept(table: list[Row], folder: Path) -> Path:
    with (folder / "source.csv").open("w", encoding="utf-8", newline="") as sink:
        writer = csv.DictWriter(sink, [*TYPES, "last"])
        writer.writeheader()
        writer.writerows([{**row, "last": "."} for row in table])
    read = tabular.read(folder / "source.csv", folder)
    schema = {"fields": COLUMNS, "missingValues": [""]}
    return tabular.convert(read, schema, folder, forms=("json",)).made[0].path


def typed(table: list[Row]) -> Naive:
    return Naive([{name: value and READ[TYPES[name]](value) for name, value in row.items()} for row in table])


def shown(row: Row, query: RowQuery) -> Row:
    whole = {} if query.select else {"last": "."}
    return {name: as_json(row[name]) for name in dict.fromkeys(query.select or TYPES)} | whole


@given(table=places, query=questions)
def test_a_page_has_the_rows_that_python_would_choose(tables: Tables, table: int, query: RowQuery) -> None:
    expected = typed(tables.rows[table]).answer(query)
    found, page = tables.ask(table, query)
    last = query.offset + (query.limit or 0)
    assert found == [shown(row, query) for row in expected[query.offset : last]]
    assert page.total == len(expected)
    assert page.has_more == (last < len(expected))


@given(table=places, query=questions)
def test_a_walk_from_page_to_page_meets_every_row_once_and_in_order(
    tables: Tables, table: int, query: RowQuery
) -> None:
    query = replace(query, offset=0)
    expected = [shown(row, query) for row in typed(tables.rows[table]).answer(query)]
    walked, page = tables.ask(table, query)
    while page.has_more:
        assert page.total == len(expected)
        following, page = tables.ask(table, replace(query, after=page.last))
        walked += following
    assert walked == expected


FUNCTIONS = ("count", "count_distinct", "sum", "avg", "min", "max")
PERIODS = {
    "year": lambda day: day.year,
    "quarter": lambda day: date(day.year, day.month - (day.month - 1) % 3, 1),
    "month": lambda day: day.replace(day=1),
    "week": lambda day: day - timedelta(days=day.weekday()),
    "day": lambda day: day,
}
STEPS = (
    *(f"{period}.{column}" for period in PERIODS for column in ("dag", "stund")),
    *("bin.3.antal", "bin.0.5.antal", "bin.2.ar", "bin.7.stort", "bin.0.1.tal", "bin.2500.tal", "bin.1000.exakt"),
)


def grouped_by(row: Row, word: str) -> Any:
    """A column's value, or the step of it that a word like `month.dag` means."""
    function, _, column = word.rpartition(".")
    value = row[column]
    if value is None or not function:
        return value
    if function in PERIODS:
        return PERIODS[function](value.date() if isinstance(value, datetime) else value)
    width = Decimal(function.removeprefix("bin."))
    return (Decimal(value) / width).to_integral_value(ROUND_FLOOR) * width


@st.composite
def groupings(draw: st.DrawFn) -> RowQuery:
    by = draw(st.lists(columns | st.sampled_from(STEPS), max_size=2, unique=True))
    numbers = st.sampled_from(["antal", "tal", "exakt"])
    made = [draw(st.sampled_from(FUNCTIONS)) for _ in range(draw(st.integers(0, 3)))]
    words = [f"{one}.{draw(numbers if one in ('sum', 'avg') else columns)}" for one in made]
    select = (*by, "count", *words)
    sort = draw(st.lists(st.tuples(st.sampled_from(select), st.booleans()), max_size=2, unique_by=lambda one: one[0]))
    return RowQuery(
        filters=tuple(draw(st.lists(filters(), max_size=1))),
        select=select,
        sort=tuple(sort),
        group_by=tuple(by),
        limit=None,
    )


@given(table=places, query=groupings())
def test_groups_have_what_python_would_count_and_add_up(tables: Tables, table: int, query: RowQuery) -> None:
    groups: dict[tuple[Any, ...], list[Row]] = {} if query.group_by else {(): []}
    for row in typed(tables.rows[table]).answer(replace(query, sort=())):
        groups.setdefault(tuple(grouped_by(row, name) for name in query.group_by), []).append(row)
    expected = [plain(aggregated(query, members)) for members in groups.values()]
    found, page = tables.ask(table, query)
    assert page.total == len(expected)
    assert sorted(repr(rounded(row)) for row in found) == sorted(repr(rounded(row)) for row in expected)
    assert all(in_order(one, other, query) for one, other in pairwise(found))


def aggregated(query: RowQuery, members: list[Row]) -> Row:
    made: Row = {}
    for word in query.select:
        function, separator, column = word.partition(".")
        if word in query.group_by:
            made[word] = grouped_by(members[0], word)
        elif not separator:
            made[word] = len(members)
        else:
            values = [row[column] for row in members if row[column] is not None]
            made[word] = FUNCTION[function](values)
    return made


FUNCTION = {
    "count": len,
    "count_distinct": lambda values: len(set(values)),
    "sum": lambda values: sum(values) if values else None,
    "avg": lambda values: Decimal(sum(values)) / len(values) if values else None,
    "min": lambda values: min(values, key=cmp_to_key(compared), default=None),
    "max": lambda values: max(values, key=cmp_to_key(compared), default=None),
}


def plain(row: Row) -> Row:
    return {name: as_json(value) for name, value in row.items()}


def rounded(row: Row) -> Row:
    """Quotients are doubles; sums and all else exact."""
    return {
        name: f"{float(value):.11e}"
        if name.startswith("avg.") and value is not None
        else Decimal(value).normalize()
        if isinstance(value, Decimal | int) and not isinstance(value, bool)
        else value
        for name, value in row.items()
    }


def in_order(one: Row, other: Row, query: RowQuery) -> bool:
    for word, descends in (*query.sort, *((word, False) for word in query.group_by)):
        found = sorted_as(one[word], other[word], descends)
        if found:
            return found < 0
    return True


strange = st.text(max_size=6) | st.sampled_from(
    ["' OR 1=1 --", '"; DROP TABLE data; --', "?", "$1", "\0", "count", "sum."]
)


@given(
    st.builds(
        RowQuery,
        filters=st.lists(
            st.builds(
                Filter, st.sampled_from(list(TYPES)) | strange, st.sampled_from([*tabular.OPS, "x"]), st.tuples(strange)
            ),
            max_size=3,
        ).map(tuple),
        q=st.none() | strange,
        select=st.lists(columns | strange, max_size=2).map(tuple),
        sort=st.lists(st.tuples(columns | strange, st.booleans()), max_size=2).map(tuple),
        group_by=st.lists(columns | strange, max_size=2).map(tuple),
        limit=st.none() | st.integers(0, 10),
        after=st.none() | st.integers(0, 10),
    )
)
@example(RowQuery(filters=(Filter("ord", "exact", ("ord",)),), q="ord"))
def test_no_question_changes_the_shape_of_its_sql(query: RowQuery) -> None:
    """Its SQL is that of the same question with other values, and so has none of them in it."""
    try:
        statement = compiled(query, FIELDS)
    except Invalid:
        return
    other = {"string": "x", "integer": "1", "number": "1", "boolean": "true", "date": "2024-01-01", "year": "2024"}
    other |= {"datetime": "2024-01-01T00:00:00", "time": "00:00:00"}
    tamed = replace(
        query,
        filters=tuple(
            replace(one, values=tuple(other[TYPES[one.column]] for _ in one.values)) for one in query.filters
        ),
        q=None if query.q is None else " ".join("x" for _ in query.q.split()),
        limit=None if query.limit is None else 3,
        after=None if query.after is None else 3,
    )
    same = compiled(tamed, FIELDS)
    assert (statement.sql, statement.json_sql, statement.row_sql) == (same.sql, same.json_sql, same.row_sql)
    assert statement.count_sql == same.count_sql
    assert statement.sql.count("?") == len(statement.values)


def test_sums_are_those_of_the_decimals_as_written(tmp_path: Path, engine: tabular.Engine) -> None:
    numbers = ("0.1", "0.2", "0.00001", "-12345678.9012")
    path = kept([dict.fromkeys(TYPES) | {"tal": number} for number in numbers], tmp_path)
    page = engine.page(tabular.QueryFile(path, COLUMNS), RowQuery(select=("sum.tal", "avg.tal")))
    assert page.rows == ('{"sum.tal":-12345678.60119,"avg.tal":-3086419.6502975}',)
