"""Query files opened for reading, and kept open: a page of rows in about a millisecond."""

import tempfile
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock

import duckdb

from opendata.errors import Invalid, NotFound
from opendata.tabular import database, writers
from opendata.tabular.convert import DATA
from opendata.tabular.database import Connection, text
from opendata.tabular.geometry import places
from opendata.tabular.query import RowQuery, Statement
from opendata.tabular.query import compile as compiled
from opendata.tabular.storage import Field
from opendata.tabular.writers import Rows

MEMORY = "128MB"
KEPT_OPEN = 64
PAGE_SECONDS = 10
FILE_SECONDS = 300


@dataclass(frozen=True)
class Page:
    """Rows as JSON object texts, ready to be sent, and how many rows match on all pages together."""

    rows: tuple[str, ...]
    total: int


class Engine:
    """Answers questions about the rows of query files. Threads may share it.

    One DuckDB instance for all files, so that its memory has one limit. Files are attached read only, the least lately
    used are let go; the configuration is locked, and with `folders` nothing outside them can be opened at all.
    """

    def __init__(self, folders: Sequence[Path] = ()) -> None:
        self._folders = folders
        self._spill = tempfile.TemporaryDirectory(prefix="opendata-rows-")
        self._guard = Lock()
        self._open: OrderedDict[Path, str] = OrderedDict()
        self._readers: dict[str, int] = {}
        self._opened = 0

    @cached_property
    def _connection(self) -> Connection:
        """Made for the first question: most processes are asked none. Whoever wants it holds the guard."""
        connection = database.connect(Path(self._spill.name), memory=MEMORY)
        _lock(connection, PAGE_SECONDS, self._folders)
        return connection

    def page(self, path: Path, query: RowQuery, fields: Sequence[Field]) -> Page:
        """The rows asked for from the query file at `path`, whose schema has these fields.

        Invalid as query.compile, or `query_too_slow` (seconds), `query_too_large` (memory); NotFound `rows_not_there`.
        """
        with self._reading(path) as (cursor, source), _our_errors(PAGE_SECONDS):
            statement = compiled(query, fields, source)
            rows = cursor.execute(statement.json_sql, statement.values).fetchall()
            return Page(tuple(row for (row,) in rows), self._total(cursor, query, statement, len(rows)))

    def write(
        self,
        path: Path,
        query: RowQuery,
        fields: Sequence[Field],
        form: str,
        into: Path,
    ) -> Path:
        """A new file in the folder `into` with the rows asked for, in one of writers.WRITERS's formats.

        Errors as `page`, and Invalid `format_impossible` (format, reason).
        """
        target = Path(tempfile.mkdtemp(dir=into)) / f"data.{form}"
        with database.connect(target.parent / "spill") as connection, _our_errors(FILE_SECONDS):
            _attach(connection, path, "source")
            _lock(connection, FILE_SECONDS, (target.parent,))
            where = places.kept(connection, f"source.{DATA}", fields)
            statement = compiled(query, fields, f"source.{DATA}", beside=where.columns if where else ())
            rows = Rows(statement.sql, statement.fields, statement.values, where)
            reason = "unknown" if form not in writers.WRITERS else writers.obstacle(connection, rows, form)
            if reason:
                raise Invalid("format_impossible", format=form, reason=reason)
            writers.write(connection, rows, form, target)
        return target

    def close(self) -> None:
        if "_connection" in vars(self):
            self._connection.close()
        self._spill.cleanup()

    def _total(self, cursor: Connection, query: RowQuery, statement: Statement, found: int) -> int:
        if 0 < found < (query.limit or 0):
            return query.offset + found
        (total,) = cursor.execute(statement.count_sql, statement.count_values).fetchone() or (0,)
        return int(total)

    @contextmanager
    def _reading(self, path: Path) -> Iterator[tuple[Connection, str]]:
        with self._guard:
            alias = self._attached(path)
            self._readers[alias] += 1
            cursor = self._connection.cursor()
        try:
            yield cursor, f"{alias}.{DATA}"
        finally:
            cursor.close()
            with self._guard:
                self._readers[alias] -= 1

    def _attached(self, path: Path) -> str:
        alias = self._open.get(path)
        if alias is None:
            self._let_go()
            self._opened += 1
            alias = f"file{self._opened}"
            _attach(self._connection, path, alias)
            self._open[path] = alias
            self._readers[alias] = 0
        self._open.move_to_end(path)
        return alias

    def _let_go(self) -> None:
        idle = [path for path, alias in self._open.items() if not self._readers[alias]]
        for path in idle[: max(0, len(self._open) + 1 - KEPT_OPEN)]:
            alias = self._open.pop(path)
            del self._readers[alias]
            self._connection.execute(f"DETACH {alias}")


def _attach(connection: Connection, path: Path, alias: str) -> None:
    try:
        connection.execute(f"ATTACH {text(str(path))} AS {alias} (READ_ONLY)")
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
