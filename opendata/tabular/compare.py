"""Two query files of one table -> what changed from the one to the other: columns, key, rows."""

from collections.abc import Mapping, Sequence
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
    """The difference between two versions of one table; what doesn't fit in memory spills to `folder`."""
    with database.workspace(folder) as connection:
        for side, alias in ((before, "before"), (after, "after")):
            connection.execute(f"ATTACH {text(str(side.path))} AS {alias} (READ_ONLY)")
        return _Comparison(connection, before, after).changes()


class _Comparison:
    def __init__(self, connection: Connection, before: Side, after: Side) -> None:
        self.connection = connection
        self.before, self.after = before, after
        self.shared = [column for column in before.fields if column in after.fields]
        self.key = self._key()

    def changes(self) -> Changes:
        old, new = self.before.fields, self.after.fields
        cells = self._changed_cells()
        return Changes(
            rows_before=self._count("before"),
            rows_after=self._count("after"),
            added=self._only_in("after"),
            removed=self._only_in("before"),
            changed=self._number(f"SELECT count(*) FROM ({self._pairs()}) WHERE {self._differs()}") if cells else 0,
            key=[_title(new[column]) for column in self.key],
            key_changed=self.before.key != self.after.key and bool(self.before.key),
            added_columns=[_title(field) for column, field in new.items() if column not in old],
            removed_columns=[_title(field) for column, field in old.items() if column not in new],
            retyped=[
                {"title": _title(new[column]), "before": _type(old[column]), "after": _type(new[column])}
                for column in self.shared
                if _type(old[column]) != _type(new[column])
            ],
            changed_cells=cells,
            examples={
                "added": self._examples("after"),
                "removed": self._examples("before"),
                "changed": self._changed_examples(cells),
            },
        )

    def _key(self) -> list[str]:
        """The declared key if both have its columns, else a column that names each row in both."""
        for declared in (self.after.key, self.before.key):
            if declared and set(declared) <= set(self.shared) and self._is_key(declared):
                return declared
        likely = [column for column in self.shared if _type(self.after.fields[column]) in KEY_TYPES]
        likely.sort(key=lambda column: not is_identifier(column))
        return next(([column] for column in likely if self._is_key([column])), [])

    def _is_key(self, columns: Sequence[str]) -> bool:
        listed = ", ".join(map(name, columns))
        complete = " AND ".join(f"{name(column)} IS NOT NULL" for column in columns)
        return all(
            self._number(f"SELECT count(*) FROM (SELECT DISTINCT {listed} FROM {alias}.{DATA} WHERE {complete})")
            == self._count(alias)
            for alias in ("before", "after")
        )

    def _count(self, alias: str) -> int:
        return self._number(f"SELECT count(*) FROM {alias}.{DATA}")

    def _number(self, sql: str) -> int:
        (number,) = self.connection.execute(sql).fetchone() or (0,)
        return int(number)

    def _rows(self, alias: str) -> str:
        """The rows' shared columns as text, `_row`, and how many like it stood above (0 when rows have a key)."""
        side = self.before if alias == "before" else self.after
        cells = ", ".join(f"{storage.printed(side.fields[column])} AS {name(column)}" for column in self.shared)
        listed = ", ".join(map(name, self.shared))
        if not self.shared:
            return f"SELECT {ROW} FROM {alias}.{DATA}"
        rows = f"SELECT {ROW}, {cells} FROM {alias}.{DATA}"
        if self.key:
            return f"SELECT *, 0 AS _times FROM ({rows})"
        return f"SELECT *, row_number() OVER (PARTITION BY {listed} ORDER BY {ROW}) AS _times FROM ({rows})"

    def _same(self) -> str:
        matched = self.key or self.shared
        if not matched:
            return "false"
        same = [f"b.{name(column)} IS NOT DISTINCT FROM a.{name(column)}" for column in matched]
        return " AND ".join([*same, "b._times = a._times"])

    def _missing(self, alias: str) -> str:
        """Rows of this side that the other has not."""
        other, here, there = ("before", "a", "b") if alias == "after" else ("after", "b", "a")
        rows, others = self._rows(alias), self._rows(other)
        return f"SELECT {here}.* FROM ({rows}) {here} ANTI JOIN ({others}) {there} ON {self._same()}"

    def _only_in(self, alias: str) -> int:
        return self._number(f"SELECT count(*) FROM ({self._missing(alias)})")

    def _pairs(self) -> str:
        cells = ", ".join(
            f"b.{name(column)} AS {name('b ' + column)}, a.{name(column)} AS {name('a ' + column)}"
            for column in self.shared
        )
        return (
            f"SELECT a.{ROW}, {cells} FROM ({self._rows('before')}) b JOIN ({self._rows('after')}) a ON {self._same()}"
        )

    def _compared(self) -> list[str]:
        return [column for column in self.shared if column not in self.key] if self.key else []

    def _differs(self) -> str:
        return " OR ".join(
            f"{name('b ' + column)} IS DISTINCT FROM {name('a ' + column)}" for column in self._compared()
        )

    def _changed_cells(self) -> dict[str, int]:
        compared = self._compared()
        if not compared:
            return {}
        counts = ", ".join(
            f"count(*) FILTER ({name('b ' + column)} IS DISTINCT FROM {name('a ' + column)})" for column in compared
        )
        found = self.connection.execute(f"SELECT {counts} FROM ({self._pairs()})").fetchone() or ()
        return {
            _title(self.after.fields[column]): count for column, count in zip(compared, found, strict=True) if count
        }

    def _examples(self, alias: str) -> list[dict[str, Any]]:
        if not self.shared:
            return []
        listed = ", ".join(map(name, self.shared))
        found = self.connection.execute(
            f"SELECT {listed} FROM ({self._missing(alias)}) ORDER BY {ROW} LIMIT {EXAMPLES}"
        ).fetchall()
        titles = [_title(self.after.fields[column]) for column in self.shared]
        return [dict(zip(titles, row, strict=True)) for row in found]

    def _changed_examples(self, cells: Mapping[str, int]) -> list[dict[str, Any]]:
        examples: list[dict[str, Any]] = []
        for column in self._compared():
            title = _title(self.after.fields[column])
            if title not in cells or len(examples) >= EXAMPLES:
                continue
            key = ", ".join(name("a " + part) for part in self.key)
            found = self.connection.execute(
                f"SELECT {key}, {name('b ' + column)}, {name('a ' + column)} FROM ({self._pairs()}) "
                f"WHERE {name('b ' + column)} IS DISTINCT FROM {name('a ' + column)} ORDER BY {ROW} "
                f"LIMIT {EXAMPLES - len(examples)}"
            ).fetchall()
            titles = [_title(self.after.fields[part]) for part in self.key]
            examples += [
                {"key": dict(zip(titles, row, strict=False)), "column": title, "before": row[-2], "after": row[-1]}
                for row in found
            ]
        return examples


def _title(field: Field) -> str:
    return str(field.get("title", field["name"]))


def _type(field: Field) -> str:
    return str(field.get("type", "string"))
