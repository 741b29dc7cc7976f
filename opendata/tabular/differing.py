"""Two query files of one table -> every row that was added, removed or changed from the one to the other, as a file."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from opendata.errors import Invalid
from opendata.tabular import database, writers
from opendata.tabular.compare import Changes, Comparison, Side, compared
from opendata.tabular.convert import DATA, ROW
from opendata.tabular.database import name, text
from opendata.tabular.storage import Field
from opendata.tabular.writers import Rows, json_object

SECONDS = 120
CHANGE = "_change"
"""The column of the CSV that says what became of the row. It can't be a field's name: those begin with a letter."""
FORMS = ("ndjson", "csv")


@dataclass(frozen=True)
class Differences:
    """What changed in short, the names of the columns that rows were matched by, and the file with the rows."""

    changes: Changes
    key: list[str]
    path: Path


def differences(
    before: Side,
    after: Side,
    folder: Path,
    form: str = "ndjson",
    *,
    limit: int | None = None,
    offset: int = 0,
    seconds: float = SECONDS,
) -> Differences:
    """Changed rows in the later order, then added ones, then removed ones in the earlier order; at most `limit`.

    NDJSON: {"change": "changed", "key": {name: value}, "columns": [names], "before": {name: value}, "after": {...}},
    with null for the side on which the row is not; values are typed, with all their digits. CSV: the columns of both
    as text after `_change`, which is `added`, `removed`, or `before` and `after` for the two lines of a changed row.

    Invalid `query_too_slow` (seconds), `query_too_large` (memory).
    """
    path = folder / f"differences.{form}"
    try:
        with compared(before, after, folder) as comparison:
            comparison.connection.execute(f"SET SESSION max_execution_time = {int(seconds * 1000)}")
            changes = comparison.changes()
            rows = (_as_json if form == "ndjson" else _as_cells)(comparison)
            page = "" if limit is None else f" LIMIT {limit} OFFSET {offset}"
            ordered = Rows(f"SELECT * FROM ({rows.sql}) ORDER BY _kind, _place, _part{page}", rows.fields)
            if form == "csv":
                writers.write(comparison.connection, ordered, form, path)
            else:
                writers.copy_texts(comparison.connection, ordered, "told", path)
    except duckdb.InterruptException as error:
        raise Invalid("query_too_slow", seconds=seconds) from error
    except duckdb.OutOfMemoryException as error:
        raise Invalid("query_too_large", memory=database.MEMORY) from error
    return Differences(changes, comparison.key, path)


CHANGED, ADDED, REMOVED = range(3)


def _as_json(comparison: Comparison) -> Rows:
    """One column with a row's JSON."""
    before, after = (_told(comparison, alias, _of_pairs(alias)) for alias in comparison.sides)
    selects = [
        f"SELECT {CHANGED} AS _kind, pairs.after_row AS _place, 0 AS _part, 'changed' AS change, a._key AS key, "
        f"{_changed(comparison)} AS columns, b._told AS before, a._told AS after FROM {_joined(before, after)}"
    ]
    for kind, change, alias, sides in (
        (ADDED, "added", "after", "'null', _told"),
        (REMOVED, "removed", "before", "_told, 'null'"),
    ):
        told = _told(comparison, alias, _alone(alias))
        selects.append(f"SELECT {kind}, {ROW}, 0, {text(change)}, _key, '', {sides} FROM {told}")
    members = [f"{text(json.dumps(one) + ':')}, {one}" for one in ("key", "before", "after")]
    row = f"""concat('{{"change":"', change, '","columns":[', columns, '],', {", ',', ".join(members)}, '}}')"""
    return Rows(f"SELECT _kind, _place, _part, {row} AS told FROM ({' UNION ALL '.join(selects)})", ())


def _told(comparison: Comparison, alias: str, chosen: str) -> str:
    """The rows chosen of a side: each as JSON, its key as JSON, and the cells that both sides have as text."""
    fields = comparison.sides[alias].fields
    key = json_object([fields[column] for column in comparison.key])
    shared = [f"{comparison.printed(alias, column)} AS {name(column)}" for column in comparison.shared]
    parts = [ROW, f"{json_object(list(fields.values()))} AS _told", f"{key} AS _key", *shared]
    return f"(SELECT {', '.join(parts)} FROM {alias}.{DATA} {chosen})"


def _changed(comparison: Comparison) -> str:
    """The names of the columns that differ between `a` and `b`, as JSON between commas."""
    cases = [
        f"CASE WHEN {comparison.differs(column)} THEN {text(json.dumps(column))} END" for column in comparison.shared
    ]
    return f"concat_ws(',', {', '.join(cases)})" if cases else "''"


def _as_cells(comparison: Comparison) -> Rows:
    """The columns of both sides as text, those that are gone last."""
    gone = [column for column in comparison.old if column not in comparison.new]
    columns = [*comparison.new, *gone]
    before, after = (_cells(comparison, alias, columns, _of_pairs(alias)) for alias in comparison.sides)
    selects = [
        f"SELECT {CHANGED} AS _kind, pairs.after_row AS _place, {part} AS _part, {text(change)} AS {CHANGE}, "
        f"{_listed(f'{side}.', columns)} FROM {_joined(before, after)}"
        for part, change, side in ((0, "before", "b"), (1, "after", "a"))
    ]
    for kind, change, alias in ((ADDED, "added", "after"), (REMOVED, "removed", "before")):
        cells = _cells(comparison, alias, columns, _alone(alias))
        selects.append(f"SELECT {kind}, {ROW}, 0, {text(change)}, {_listed('', columns)} FROM {cells}")
    fields: list[Field] = [{"name": column, "type": "string"} for column in (CHANGE, *columns)]
    return Rows(" UNION ALL ".join(selects), fields)


def _cells(comparison: Comparison, alias: str, columns: Sequence[str], chosen: str) -> str:
    own = comparison.sides[alias].fields
    cells = [f"{comparison.printed(alias, one) if one in own else 'NULL'} AS {name(one)}" for one in columns]
    return f"(SELECT {', '.join([ROW, *cells])} FROM {alias}.{DATA} {chosen})"


def _listed(side: str, columns: Sequence[str]) -> str:
    return ", ".join(f"{side}{name(column)}" for column in columns)


def _joined(before: str, after: str) -> str:
    return f"pairs JOIN {before} b ON b.{ROW} = pairs.before_row JOIN {after} a ON a.{ROW} = pairs.after_row"


def _of_pairs(alias: str) -> str:
    return f"SEMI JOIN pairs ON {ROW} = pairs.{alias}_row"


def _alone(alias: str) -> str:
    return f"SEMI JOIN only_{alias} USING ({ROW})"
