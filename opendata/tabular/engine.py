"""Query files opened for reading, and kept open: a page of rows in about a millisecond."""

import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb

from opendata.errors import Invalid, NotFound
from opendata.tabular import database, writers
from opendata.tabular.convert import DATA, TEXT
from opendata.tabular.database import Connection, text
from opendata.tabular.geometry import places
from opendata.tabular.query import Layout, RowQuery, Statement, span
from opendata.tabular.query import compile as compiled
from opendata.tabular.storage import Field
from opendata.tabular.texts import Kept
from opendata.tabular.turns import Turns
from opendata.tabular.writers import PLAIN, Rows, Style

MEMORY = "128MB"
KEPT_OPEN = 64
PAGE_SECONDS = 10
FILE_SECONDS = 300
COUNTS_KEPT = 1000


@dataclass(frozen=True)
class QueryFile:
    """A table that can be asked about: the file that DuckDB reads, and its schema's fields.

    Told how many `rows` there are, a page of all of them needs no counting; with the table's JSON rendition in `texts`,
    whole rows are cut out of that.
    """

    path: Path
    fields: Sequence[Field]
    rows: int | None = None
    texts: Path | None = None


@dataclass(frozen=True)
class Page:
    """Rows as JSON object texts, ready to be sent, and how many rows match on all pages together. Where more follow,
    `last` is the number in the file of the last row here; None where the rows are groups. `numbers` are those of all
    rows here, unless they are groups."""

    rows: tuple[str, ...]
    total: int
    has_more: bool = False
    last: int | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Attached:
    """A query file that is open: its name in SQL, and how it is laid out."""

    alias: str
    layout: Layout

    @property
    def source(self) -> str:
        return f"{self.alias}.{DATA}"


class Engine:
    """Answers questions about the rows of query files. Threads may share it.

    One DuckDB instance for all files, so that its memory has one limit. Files are attached read only, the least lately
    used are let go; the configuration is locked, and with `folders` nothing outside them can be opened at all. A file
    is written by an instance of its own. So many questions are answered at once, and so many files written; others
    wait, and not for long.
    """

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = folders
        self._spill = tempfile.TemporaryDirectory(prefix="opendata-rows-")
        self._guard = Lock()
        self._open: OrderedDict[Path, _Attached] = OrderedDict()
        self._readers: dict[str, int] = {}
        self._opened = 0
        self._texts = Kept()
        self._counted: OrderedDict[tuple[str, tuple[Any, ...]], int] = OrderedDict()
        """By what is asked and what is bound in it; a name in SQL is never given to another file."""
        self.pages = Turns(at_once=4, each=2, waiting=4)
        self.files = Turns(at_once=2, each=1, waiting=2)

    @cached_property
    def _connection(self) -> Connection:
        """Made for the first question: most processes are asked none. Whoever wants it holds the guard."""
        connection = database.connect(Path(self._spill.name), memory=MEMORY)
        _lock(connection, PAGE_SECONDS, self._folders)
        return connection

    def page(self, file: QueryFile, query: RowQuery, *, asker: str = "") -> Page:
        """The rows asked for.

        Invalid as query.compile, or `query_too_slow` (seconds), `query_too_large` (memory), `sum_too_large`; NotFound
        `rows_not_there`; and as Turns.turn for this asker.
        """
        one_more = query if query.limit is None else replace(query, limit=query.limit + 1)
        numbers = span(one_more)
        with self.pages.turn(asker), _our_errors(PAGE_SECONDS):
            if file.texts and file.rows is not None and numbers is not None and not query.select:
                there = range(min(numbers.start, file.rows), min(numbers.stop, file.rows))
                return self._cut(file.texts, there, query, file.rows)
            with self._reading(file) as (cursor, held):
                statement = compiled(one_more, file.fields, held.source, layout=held.layout)
                if file.texts and statement.row_sql and not query.select:
                    found = cursor.execute(statement.row_sql, statement.values).fetchall()
                    total = self._total(cursor, file, one_more, statement, len(found))
                    return self._cut(file.texts, [number for (number,) in found], query, total)
                found = cursor.execute(statement.json_sql, statement.values).fetchall()
                total = self._total(cursor, file, one_more, statement, len(found))
        return _shown(found, query, total)

    @contextmanager
    def asking(self, file: QueryFile, *, asker: str = "") -> Iterator[tuple[Connection, str, Layout]]:
        """For those in this room who ask in SQL of their own: a connection, the table's name, and how it is laid out.

        Errors as `page`, but for those of its question.
        """
        with self.pages.turn(asker), _our_errors(PAGE_SECONDS), self._reading(file) as (cursor, held):
            yield cursor, held.source, held.layout

    def _cut(self, texts: Path, numbers: Sequence[int], query: RowQuery, total: int) -> Page:
        return _shown([*zip(self._texts.of(texts).rows(numbers), numbers, strict=True)], query, total)

    def write(
        self, file: QueryFile, query: RowQuery, form: str, into: Path, *, style: Style = PLAIN, asker: str = ""
    ) -> Path:
        """A new file in the folder `into` with the rows asked for, in one of writers.WRITERS's formats; `style` is for
        CSV.

        Errors as `page`, and Invalid `format_impossible` (format, reason).
        """
        target = Path(tempfile.mkdtemp(dir=into)) / f"data.{form}"
        spill = target.parent / "spill"
        with self.files.turn(asker), database.connect(spill) as connection, _our_errors(FILE_SECONDS):
            _attach(connection, file.path, "source")
            _lock(connection, FILE_SECONDS, (target.parent,))
            layout = layout_of(connection, f"source.{DATA}", file.fields)
            statement = compiled(query, file.fields, f"source.{DATA}", layout=layout)
            where = None if statement.row_sql is None else layout.places
            rows = Rows(statement.sql, statement.fields, statement.values, where)
            reason = "unknown" if form not in writers.WRITERS else writers.obstacle(connection, rows, form)
            if reason:
                raise Invalid("format_impossible", format=form, reason=reason)
            writers.write(connection, rows, form, target, style=style)
        return target

    def decimals(self, file: QueryFile) -> frozenset[str]:
        """The columns whose numbers have more digits than a double or 64 bits hold. NotFound `rows_not_there`."""
        with self._guard:
            return self._attached(file).layout.decimals

    def close(self) -> None:
        if "_connection" in vars(self):
            self._connection.close()
        self._spill.cleanup()

    def _total(self, cursor: Connection, file: QueryFile, query: RowQuery, statement: Statement, found: int) -> int:
        if statement.matches_all and file.rows is not None:
            return file.rows
        if query.after is None and 0 < found < (query.limit or 0):
            return query.offset + found
        counting = (statement.count_sql, statement.count_values)
        total = self._counted.get(counting)
        if total is None:
            (total,) = cursor.execute(*counting).fetchone() or (0,)
            with self._guard:
                self._counted[counting] = int(total)
                while len(self._counted) > COUNTS_KEPT:
                    self._counted.popitem(last=False)
        return int(total)

    @contextmanager
    def _reading(self, file: QueryFile) -> Iterator[tuple[Connection, _Attached]]:
        with self._guard:
            held = self._attached(file)
            self._readers[held.alias] += 1
            cursor = self._connection.cursor()
        try:
            yield cursor, held
        finally:
            cursor.close()
            with self._guard:
                self._readers[held.alias] -= 1

    def _attached(self, file: QueryFile) -> _Attached:
        held = self._open.get(file.path)
        if held is None:
            self._let_go()
            self._opened += 1
            alias = f"file{self._opened}"
            _attach(self._connection, file.path, alias)
            try:
                held = _Attached(alias, layout_of(self._connection, f"{alias}.{DATA}", file.fields))
            except duckdb.Error:
                self._connection.execute(f"DETACH {alias}")
                raise
            self._open[file.path] = held
            self._readers[alias] = 0
        self._open.move_to_end(file.path)
        return held

    def _let_go(self) -> None:
        idle = [path for path, held in self._open.items() if not self._readers[held.alias]]
        for path in idle[: max(0, len(self._open) + 1 - KEPT_OPEN)]:
            held = self._open.pop(path)
            del self._readers[held.alias]
            self._connection.execute(f"DETACH {held.alias}")


def _shown(found: Sequence[tuple[str, int | None]], query: RowQuery, total: int) -> Page:
    """Rows and their numbers, of which one may be more than is wanted."""
    shown = found[: query.limit]
    has_more = len(shown) < len(found)
    numbers = tuple(number for _, number in shown if number is not None)
    return Page(tuple(row for row, _ in shown), total, has_more, numbers[-1] if numbers and has_more else None, numbers)


def layout_of(connection: Connection, relation: str, fields: Sequence[Field]) -> Layout:
    described = connection.execute(f"FROM {relation} LIMIT 0").description or ()
    decimals = frozenset(column for column, stored, *_ in described if str(stored).startswith("DECIMAL"))
    columns = [column for column, *_ in described]
    return Layout(decimals, places.kept(columns, fields), TEXT in columns)


def _attach(connection: Connection, path: Path, alias: str) -> None:
    try:
        connection.execute(f"ATTACH {text(str(path))} AS {alias} (READ_ONLY)")
    except duckdb.InterruptException:
        raise
    except duckdb.Error as error:
        raise NotFound("rows_not_there", file=path.name) from error


def _lock(connection: Connection, seconds: int, folders: Sequence[Path]) -> None:
    connection.execute(f"SET GLOBAL max_execution_time = {seconds * 1000}")
    if folders:
        allowed = ", ".join(text(f"{folder}/") for folder in folders)
        connection.execute(f"SET GLOBAL allowed_directories = [{allowed}]")
        connection.execute("SET GLOBAL enable_external_access = false")
    connection.execute("SET GLOBAL lock_configuration = true")


@contextmanager
def _our_errors(seconds: int) -> Iterator[None]:
    try:
        yield
    except duckdb.InterruptException as error:
        raise Invalid("query_too_slow", seconds=seconds) from error
    except duckdb.OutOfMemoryException as error:
        raise Invalid("query_too_large", memory=MEMORY) from error
    except duckdb.OutOfRangeException as error:
        raise Invalid("sum_too_large") from error
