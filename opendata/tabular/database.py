"""DuckDB as the room uses it: connections with limits and without network, the plain table as a relation, quoting."""

import atexit
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import duckdb

MEMORY = "512MB"
THREADS = 2
LINE_BYTES = 8_000_000
"""What the longest row that is read (table.LONGEST) may take in UTF-8."""

IDLE = 2
"""So many instances wait for another job."""
JOB = "job"
"""A job's database."""

Connection = duckdb.DuckDBPyConnection

_idle: list[Connection] = []


class Plain(Protocol):
    """A text table on disk: what of `read.Table` one must know to read it here."""

    @property
    def path(self) -> Path: ...
    @property
    def columns(self) -> Sequence[str]: ...
    @property
    def text(self) -> "Text | None": ...


class Text(Protocol):
    """How a table stands in a text, as `read.table.Text` says it."""

    @property
    def delimiter(self) -> str: ...
    @property
    def quote(self) -> str | None: ...
    @property
    def line_ending(self) -> str: ...
    @property
    def above(self) -> int: ...


def connect(spill: Path, *, memory: str = MEMORY) -> Connection:
    """A connection to an instance of its own, which spills to the folder `spill` when it needs more than `memory`,
    loads no extensions, thinks in UTC, and keeps rows in the order in which they were inserted. To start takes
    some 20 ms of a processor."""
    connection = duckdb.connect(
        ":memory:",
        config={
            "memory_limit": memory,
            "threads": THREADS,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
            "python_enable_replacements": False,
        },
    )
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    return connection


@contextmanager
def workspace(folder: Path, database: str = ":memory:") -> Iterator[Connection]:
    """A connection for one job with a database of its own, gone at its end unless it is a file.

    The instance has no other job at the same time, so that each has its own limits and fails alone, but others may have
    gone well there before. A job sets nothing globally.
    """
    instance = _instance(folder / "spill")
    is_kept = False
    try:
        with instance.cursor() as connection:
            connection.execute(f"ATTACH {text(database)} AS {JOB}")
            connection.execute(f"USE {JOB}")
            yield connection
        is_kept = _keep(instance)
    finally:
        if not is_kept:
            instance.close()


def batches(connection: Connection, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query, `size` at a time. The workspace's `connection` may do other things in the meantime."""
    with connection.cursor() as reader:
        reader.execute(f"USE {JOB}")
        reader.execute(sql)
        while rows := reader.fetchmany(size):
            yield rows


def _instance(spill: Path) -> Connection:
    try:
        instance = _idle.pop()
    except IndexError:
        return connect(spill)
    instance.execute(f"SET GLOBAL temp_directory = {text(str(spill))}")
    return instance


def _keep(instance: Connection) -> bool:
    """Keep the instance for another job: not if it is broken or has spilled, for its folder can't be changed then."""
    attached = "SELECT database_name FROM duckdb_databases() WHERE NOT internal AND database_name <> 'memory'"
    try:
        for (alias,) in instance.execute(attached).fetchall():
            instance.execute(f"DETACH {name(alias)}")
        instance.execute("SET GLOBAL temp_directory = ''")
    except duckdb.Error:
        return False
    if len(_idle) >= IDLE:
        return False
    _idle.append(instance)
    return True


def _close_idle() -> None:
    while _idle:
        _idle.pop().close()


atexit.register(_close_idle)
os.register_at_fork(before=_close_idle)
"""A fork has no threads but the one that forked: an instance's are missing there, and it would wait for them."""


def plain(table: Plain) -> str:
    """The plain table as a relation of text columns `c0`, `c1`, ..., in the order of the file; blank is NULL.

    A table made of all its rows keeps their order: its `rowid` counts them from 0. Two threads do that, where
    `row_number()` takes one.
    """
    if table.text is not None:
        return delimited(table.path, len(table.columns), table.text, LINE_BYTES)
    return _read_csv(table.path, len(table.columns), "header = true, delim = ',', new_line = '\\n'", '"', LINE_BYTES)


def delimited(path: Path, width: int, text_is: Text, longest: int) -> str:
    """The rows of a text as a relation, like `plain`. It is an error to have another width or a longer line (bytes)."""
    ending = "\\r\\n" if text_is.line_ending == "\r\n" else "\\n"
    options = f"header = false, skip = {text_is.above}, delim = {text(text_is.delimiter)}, new_line = '{ending}'"
    return _read_csv(path, width, options, text_is.quote or "", longest)


def _read_csv(path: Path, width: int, options: str, quote: str, longest: int) -> str:
    columns = ", ".join(f"{text(cell(place))}: 'VARCHAR'" for place in range(width))
    return (
        f"read_csv({text(str(path))}, auto_detect = false, {options}, quote = {text(quote)}, escape = {text(quote)}, "
        f"columns = {{{columns}}}, nullstr = '', max_line_size = {longest}, buffer_size = {2 * LINE_BYTES})"
    )


def cell(place: int) -> str:
    return f"c{place}"


def name(identifier: str) -> str:
    """An SQL identifier."""
    return '"' + identifier.replace('"', '""') + '"'


def text(value: str) -> str:
    """An SQL text literal."""
    return "'" + value.replace("'", "''") + "'"
