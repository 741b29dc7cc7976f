"""Two query files of one table -> what changed from the one to the other: columns, key, rows."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from opendata.tabular import database, storage
from opendata.tabular.convert import DATA, ROW
from opendata.tabular.database import Connection, name, text
from opendata.tabular.names import is_identifier
from opendata.tabular.storage import Field

EXAMPLES = 5
KEY_TYPES = ("string", "integer")
NEARLY_ALL = 0.8
"""Of a column that may be a key: the number of different values is estimated first, which errs by a few percent."""


@dataclass(frozen=True)
class Side:
    """One of the two: the file that `convert` made, and the Table Schema that it follows."""

    path: Path
    schema: Mapping[str, Any]

    @property
    def fields(self) -> dict[str, Field]:
        return {field["name"]: field for field in self.schema["fields"]}

    @property
    def key(self) -> list[str]:
        return list(self.schema.get("primaryKey") or ())


@dataclass(frozen=True)
class Changes:
    """`key` are the columns that rows were matched by; without any, rows were matched whole, and none is `changed`.

    `added_columns` and `removed_columns` are titles; `retyped` is a list of {"title", "before", "after"} with Table
    Schema types. `changed_cells` counts by column title. `examples` holds a few rows of each kind, values as text:
    {"added": [{title: value}], "removed": [...], "changed": [{"key": {title: value}, "column", "before", "after"}]}.
    """

    rows_before: int
    rows_after: int
    added: int
    removed: int
    changed: int
    key: list[str]
    key_changed: bool
    added_columns: list[str]
    removed_columns: list[str]
    retyped: list[dict[str, str]]
    changed_cells: dict[str, int]
    examples: dict[str, list[dict[str, Any]]]

    @property
    def breaking(self) -> bool:
        """Whether a program that was written for the earlier version may fail on this one."""
        return bool(self.removed_columns or self.retyped or self.key_changed)

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "breaking": self.breaking}


def compare(before: Side, after: Side, folder: Path) -> Changes:
    """The difference between two versions of one table; what doesn't fit in memory spills to `folder`.

    Rows are compared by 64-bit hashes of their values: two of ten million rows look alike by accident once in a million
    comparisons.
    """
    with compared(before, after, folder) as comparison:
        return comparison.changes()


@contextmanager
def compared(before: Side, after: Side, folder: Path) -> Iterator["Comparison"]:
    """Both sides, opened in a workspace: that which `compare` counts, for those who want the rows as well."""
    with opened(before, after, folder) as connection:
        yield Comparison(connection, before, after)


@contextmanager
def opened(before: Side, after: Side, folder: Path) -> Iterator[Connection]:
    """A workspace where the two files are `before` and `after`."""
    with database.workspace(folder) as connection:
        connection.execute(f"ATTACH {text(str(before.path))} AS before (READ_ONLY)")
        if after.path == before.path:  # which DuckDB opens but once
            connection.execute("CREATE SCHEMA after")
            connection.execute(f"CREATE VIEW after.{DATA} AS FROM before.{DATA}")
        else:
            connection.execute(f"ATTACH {text(str(after.path))} AS after (READ_ONLY)")
        yield connection


class Comparison:
    """Tables of `_row`, a hash of the key and one of the values for each side; then only rows that differ are read."""

    def __init__(self, connection: Connection, before: Side, after: Side) -> None:
        self.connection = connection
        self.sides = {"before": before, "after": after}
        self.old, self.new = before.fields, after.fields
        self.shared = [column for column in self.old if column in self.new]
        self.rows = {alias: self.number(f"SELECT count(*) FROM {alias}.{DATA}") for alias in self.sides}
        self.stored = {
            (alias, column): stored
            for alias in self.sides
            for column, stored, *_ in connection.execute(f"DESCRIBE {alias}.{DATA}").fetchall()
        }
        self.key = self._key()

    def changes(self) -> Changes:
        self.match()
        cells = self._changed_cells()
        return Changes(
            rows_before=self.rows["before"],
            rows_after=self.rows["after"],
            added=self.number("SELECT count(*) FROM only_after"),
            removed=self.number("SELECT count(*) FROM only_before"),
            changed=self.number("SELECT count(*) FROM pairs"),
            key=[_title(self.new[column]) for column in self.key],
            key_changed=self.sides["before"].key not in ([], self.sides["after"].key),
            added_columns=[_title(field) for column, field in self.new.items() if column not in self.old],
            removed_columns=[_title(field) for column, field in self.old.items() if column not in self.new],
            retyped=[
                {"title": _title(self.new[column]), "before": _type(self.old[column]), "after": _type(self.new[column])}
                for column in self.shared
                if _type(self.old[column]) != _type(self.new[column])
            ],
            changed_cells={_title(self.new[column]): count for column, count in cells.items()},
            examples={
                "added": self._examples("after"),
                "removed": self._examples("before"),
                "changed": self._changed_examples(cells),
            },
        )

    def match(self) -> None:
        """Makes the tables only_before and only_after of rows that one side alone has, and pairs of those that
        differ."""
        for alias in self.sides:
            self._hash(alias)
        (self._match_by_key if self.key else self._match_whole)()

    def _key(self) -> list[str]:
        """The declared key if both have its columns, else a column that names each row in both."""
        for side in reversed(self.sides.values()):
            if side.key and set(side.key) <= set(self.shared) and self._is_key(side.key):
                return side.key
        likely = [column for column in self.shared if _type(self.new[column]) in KEY_TYPES]
        likely = [column for column in likely if self._may_be_key(column)]
        likely.sort(key=lambda column: not is_identifier(column))
        return next(([column] for column in likely if self._is_key([column])), [])

    def _may_be_key(self, column: str) -> bool:
        return all(
            self.number(f"SELECT approx_count_distinct({name(column)}) FROM {alias}.{DATA}") >= rows * NEARLY_ALL
            for alias, rows in self.rows.items()
        )

    def _is_key(self, columns: Sequence[str]) -> bool:
        listed = ", ".join(map(name, columns))
        complete = " AND ".join(f"{name(column)} IS NOT NULL" for column in columns)
        return all(
            self.number(f"SELECT count(*) FROM (SELECT DISTINCT {listed} FROM {alias}.{DATA} WHERE {complete})") == rows
            for alias, rows in self.rows.items()
        )

    def _hash(self, alias: str) -> None:
        self.connection.execute(
            f"CREATE TEMP TABLE {alias}_rows AS SELECT {ROW}, {self._hashed(alias, self.key)} AS key, "
            f"{self._hashed(alias, self.shared)} AS content FROM {self.source(alias)}"
        )

    def source(self, alias: str) -> str:
        """The rows of a side that are compared, as SQL."""
        return f"{alias}.{DATA}"

    def _hashed(self, alias: str, columns: Sequence[str]) -> str:
        """Values stored alike in both are compared as they are, others as text."""
        return f"hash({', '.join(self._value(alias, column) for column in columns)})" if columns else f"hash('{alias}')"

    def _value(self, alias: str, column: str) -> str:
        is_alike = len({self.stored[side, column] for side in self.sides}) == 1
        return name(column) if is_alike else self.printed(alias, column)

    def printed(self, alias: str, column: str) -> str:
        return storage.printed(self.sides[alias].fields[column])

    def _match_by_key(self) -> None:
        self.connection.execute(
            f"CREATE TEMP TABLE pairs AS SELECT b.{ROW} AS before_row, a.{ROW} AS after_row "
            "FROM before_rows b JOIN after_rows a USING (key) WHERE a.content <> b.content"
        )
        for alias, other in (("before", "after"), ("after", "before")):
            self.connection.execute(
                f"CREATE TEMP TABLE only_{alias} AS SELECT {ROW} FROM {alias}_rows ANTI JOIN {other}_rows USING (key)"
            )

    def _match_whole(self) -> None:
        """Rows that are alike are as many as they are: the third `a` is new where there were two."""
        self.connection.execute("CREATE TEMP TABLE pairs (before_row BIGINT, after_row BIGINT)")
        for alias, other in (("before", "after"), ("after", "before")):
            self.connection.execute(
                f"CREATE TEMP TABLE only_{alias} AS SELECT {ROW} FROM (SELECT {ROW}, content, row_number() OVER "
                f"(PARTITION BY content ORDER BY {ROW}) AS number FROM {alias}_rows SEMI JOIN (SELECT content, "
                f"count(*) AS times FROM {alias}_rows GROUP BY content EXCEPT SELECT content, count(*) FROM "
                f"{other}_rows GROUP BY content) USING (content)) LEFT JOIN (SELECT content, count(*) AS times "
                f"FROM {other}_rows GROUP BY content) USING (content) WHERE number > coalesce(times, 0)"
            )

    def _changed_cells(self) -> dict[str, int]:
        compared = [column for column in self.shared if column not in self.key]
        if not compared:
            return {}
        counts = ", ".join(f"count(*) FILTER (WHERE {self.differs(column)})" for column in compared)
        found = self.connection.execute(f"SELECT {counts} FROM {self._pairs(compared)}").fetchone() or ()
        return {column: count for column, count in zip(compared, found, strict=True) if count}

    def differs(self, column: str) -> str:
        return f"b.{name(column)} IS DISTINCT FROM a.{name(column)}"

    def _pairs(self, columns: Sequence[str]) -> str:
        """The rows that have changed, with these columns as text on both sides."""
        sides = []
        for alias in self.sides:
            cells = ", ".join(f"{self.printed(alias, column)} AS {name(column)}" for column in columns)
            sides.append(f"(SELECT {ROW}, {cells} FROM {alias}.{DATA} SEMI JOIN pairs ON {ROW} = pairs.{alias}_row)")
        return f"pairs JOIN {sides[0]} b ON b.{ROW} = pairs.before_row JOIN {sides[1]} a ON a.{ROW} = pairs.after_row"

    def _examples(self, alias: str) -> list[dict[str, Any]]:
        if not self.shared:
            return []
        cells = ", ".join(self.printed(alias, column) for column in self.shared)
        found = self.connection.execute(
            f"SELECT {cells} FROM {alias}.{DATA} SEMI JOIN only_{alias} USING ({ROW}) ORDER BY {ROW} LIMIT {EXAMPLES}"
        ).fetchall()
        titles = [_title(self.new[column]) for column in self.shared]
        return [dict(zip(titles, row, strict=True)) for row in found]

    def _changed_examples(self, cells: Mapping[str, int]) -> list[dict[str, Any]]:
        """A few changed values, of as many columns as there is room for."""
        examples = []
        titles = [_title(self.new[part]) for part in self.key]
        for column in list(cells)[:EXAMPLES]:
            key = ", ".join(f"a.{name(part)}" for part in self.key)
            found = self.connection.execute(
                f"SELECT {key}, b.{name(column)}, a.{name(column)} FROM {self._pairs([*self.key, column])} "
                f"WHERE {self.differs(column)} ORDER BY pairs.after_row LIMIT {max(1, EXAMPLES // len(cells))}"
            ).fetchall()
            for *values, old, new in found:
                key_values = dict(zip(titles, values, strict=True))
                examples.append({"key": key_values, "column": _title(self.new[column]), "before": old, "after": new})
        return examples

    def number(self, sql: str) -> int:
        (number,) = self.connection.execute(sql).fetchone() or (0,)
        return int(number)


def _title(field: Field) -> str:
    return str(field.get("title", field["name"]))


def _type(field: Field) -> str:
    return str(field.get("type", "string"))
