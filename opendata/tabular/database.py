"""DuckDB as the room uses it: connections with limits and without network, the plain table as a relation, quoting."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import duckdb

MEMORY = "512MB"
THREADS = 2
LINE_BYTES = 8_000_000
"""What the longest row that is read (table.LONGEST) may take in UTF-8."""

Connection = duckdb.DuckDBPyConnection


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


def connect(database: str, spill: Path, *, memory: str = MEMORY) -> Connection:
    """A connection that spills to the folder `spill` when it needs more than `memory`, loads no extensions, thinks in
    UTC, and keeps rows in the order in which they were inserted."""
    connection = duckdb.connect(
        database,
        config={
            "memory_limit": memory,
            "threads": THREADS,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "preserve_insertion_order": True,
        },
    )
    connection.execute("SET GLOBAL TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")
    connection.execute("SET python_enable_replacements = false")
    return connection


@contextmanager
def workspace(folder: Path, database: str = ":memory:") -> Iterator[Connection]:
    """A connection for one job, closed at its end."""
    connection = connect(database, folder / "spill")
    try:
        yield connection
    finally:
        connection.close()


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
