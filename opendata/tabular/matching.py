"""Two query files of one table and a question -> what became of the rows that the question finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from opendata.tabular.compare import Comparison, Side, opened
from opendata.tabular.convert import DATA, ROW
from opendata.tabular.database import Connection
from opendata.tabular.engine import layout_of
from opendata.tabular.query import RowQuery
from opendata.tabular.query import compile as compiled
from opendata.tabular.storage import Field
from opendata.tabular.writers import json_object

FIRST = 10


@dataclass(frozen=True)
class Matched:
    """How many rows the question finds `before` and `after`, and how many of them came, left, or have other values; a
    row that is there all the time comes when it begins to match. `key` are the columns that rows were matched by;
    without any, rows were matched whole, and none has `changed`.

    The first rows of each kind are JSON object texts; of those that have changed pairs, before and after.
    """

    before: int
    after: int
    added: int
    removed: int
    changed: int
    key: list[str]
    first_added: list[str]
    first_removed: list[str]
    first_changed: list[tuple[str, str]]

    @property
    def is_nothing(self) -> bool:
        return not (self.added or self.removed or self.changed)


def compare_matching(before: Side, after: Side, query: RowQuery, folder: Path) -> Matched:
    """The difference among the rows that the question finds, in the columns that it selects. Its order and page don't
    matter, and it may have no groups. What doesn't fit in memory spills to `folder`.

    Invalid as query.compile, where the question can't be asked of one of the two.
    """
    with opened(before, after, folder) as connection:
        return _Matching(connection, before, after, query).matched()


class _Matching(Comparison):
    def __init__(self, connection: Connection, before: Side, after: Side, query: RowQuery) -> None:
        super().__init__(connection, before, after)
        whole = RowQuery(filters=query.filters, q=query.q, select=query.select, limit=None, box=query.box)
        for alias, side in self.sides.items():
            source, fields = f"{alias}.{DATA}", list(side.fields.values())
            statement = compiled(whole, fields, source, layout=layout_of(connection, source, fields))
            found = statement.row_sql or ""
            connection.execute(f"CREATE TEMP TABLE {alias}_matching AS {found}", statement.values)
        if query.select:
            self.shared = [column for column in self.shared if column in query.select]
        chosen = [field for column, field in self.new.items() if not query.select or column in query.select]
        self.shown = {"after": chosen, "before": [field for field in self.old.values() if self._is_in(field, chosen)]}

    def source(self, alias: str) -> str:
        return f"(FROM {alias}.{DATA} SEMI JOIN {alias}_matching USING ({ROW}))"

    def matched(self) -> Matched:
        self.match()
        return Matched(
            before=self.number("SELECT count(*) FROM before_matching"),
            after=self.number("SELECT count(*) FROM after_matching"),
            added=self.number("SELECT count(*) FROM only_after"),
            removed=self.number("SELECT count(*) FROM only_before"),
            changed=self.number("SELECT count(*) FROM pairs"),
            key=self.key,
            first_added=self._first("after"),
            first_removed=self._first("before"),
            first_changed=self._first_pairs(),
        )

    def _is_in(self, field: Field, chosen: Sequence[Field]) -> bool:
        return field["name"] in {one["name"] for one in chosen}

    def _first(self, alias: str) -> list[str]:
        found = self.connection.execute(
            f"SELECT {json_object(self.shown[alias])} FROM {alias}.{DATA} SEMI JOIN only_{alias} USING ({ROW}) "
            f"ORDER BY {ROW} LIMIT {FIRST}"
        ).fetchall()
        return [row for (row,) in found]

    def _first_pairs(self) -> list[tuple[str, str]]:
        sides = {
            alias: f"(SELECT {ROW} AS number, {json_object(fields)} AS object FROM {alias}.{DATA} "
            f"SEMI JOIN pairs ON {ROW} = {alias}_row)"
            for alias, fields in self.shown.items()
        }
        found = self.connection.execute(
            f"SELECT b.object, a.object FROM pairs JOIN {sides['before']} b ON b.number = before_row "
            f"JOIN {sides['after']} a ON a.number = after_row ORDER BY after_row LIMIT {FIRST}"
        ).fetchall()
        return [(old, new) for old, new in found]
