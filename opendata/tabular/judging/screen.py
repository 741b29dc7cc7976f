"""The pass over all cells, and Frictionless's word on those that did not pass."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from opendata.model.report import MOST_ALIKE, Finding, Tally
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.judging.columns import Column
from opendata.tabular.judging.rules import EVERYTHING, NOTHING, Rule
from opendata.tabular.read import Table

SUSPECT = "suspect"
"""The table of rows with a suspect cell: `row` counts data rows from 0, `blank` is true of blank rows, and
`c0`, `c1` ... are the texts of suspect cells, NULL elsewhere."""
SCREENED = "screened"
"""The table of all rows while they are screened: the `texts` of suspect cells, NULL in nearly all; `blank`; `z0`,
`z1` ..., whether a datetime has a zone; `k0`, `k1` ..., hashes of keys."""
AT_ONCE = 10_000

Kind = tuple[str, str | None]
"""A finding's code, and the constraint's name."""
Places = tuple[int, ...]


@dataclass
class Screened:
    """`suspects` says how many cells of a column are suspect; `accepted` are the columns of which Frictionless let a
    suspect cell pass; `keys` says how many rows have one in those columns, and at least how many are different."""

    rows: int
    suspects: Mapping[int, int]
    blanks: int
    zoned: frozenset[int]
    keys: Mapping[Places, tuple[int, int]]
    accepted: set[int] = field(default_factory=set)


def ask(connection: Connection, table: Table, rules: Sequence[Rule], keys: Mapping[Places, str]) -> Screened:
    """One pass over the file: suspect cells are set aside, in the table SUSPECT, and keys counted (columns to SQL)."""
    failing = [place for place, rule in enumerate(rules) if _can_fail(rule)]
    zoned = [place for place, rule in enumerate(rules) if rule.zoned != NOTHING]
    _screen(connection, table, rules, failing, zoned, keys.values())
    zones = [f"count(*) FILTER (WHERE z{place})" for place in zoned]
    counts = [f"[count(k{number}), count(DISTINCT k{number})]" for number in range(len(keys))]
    rows, *answers = _row(connection, SCREENED, ["count(*)", *zones, *counts])
    texts = [f"texts[{number}] AS {_cell(place)}" for number, place in enumerate(failing, 1)]
    connection.execute(
        f"CREATE OR REPLACE TABLE {SUSPECT} AS SELECT {', '.join(['rowid AS row', 'blank', *texts])} "
        f"FROM {SCREENED} WHERE texts IS NOT NULL"
    )
    connection.execute(f"DROP TABLE {SCREENED}")
    cells = [f"count({_cell(place)})" for place in failing]
    blanks, *suspects = _row(connection, SUSPECT, ["count(*) FILTER (WHERE blank)", *cells])
    return Screened(
        rows=rows,
        suspects={place: times for place, times in zip(failing, suspects, strict=True) if times},
        blanks=blanks,
        zoned=frozenset(place for place, times in zip(zoned, answers, strict=False) if times),
        keys={
            places: (there, different) for places, (there, different) in zip(keys, answers[len(zoned) :], strict=True)
        },
    )


def _screen(
    connection: Connection,
    table: Table,
    rules: Sequence[Rule],
    failing: Sequence[int],
    zoned: Sequence[int],
    keys: Iterable[str],
) -> None:
    """Something is kept of every row, in their order, so that its place is its number: to count them while they are
    read would take one thread. Of a key its hash is kept; where two are alike, the keys are compared later."""
    tests = [f"{_suspect(rules[place])} AS s{place}" for place in failing]
    texts = [f"CASE WHEN s{place} THEN coalesce({_cell(place)}, '') END" for place in failing]
    kept = [
        f"CASE WHEN {' OR '.join(['blank', *(f's{place}' for place in failing)])} "
        f"THEN CAST([{', '.join(texts)}] AS VARCHAR[]) END AS texts",
        "blank",
        *(f"{rules[place].zoned} AS z{place}" for place in zoned),
        *(f"CASE WHEN {key} IS NOT NULL THEN hash({key}) END AS k{number}" for number, key in enumerate(keys)),
    ]
    blank = " AND ".join(rule.missing for rule in rules)
    connection.execute(
        f"CREATE OR REPLACE TABLE {SCREENED} AS SELECT {', '.join(kept)} "
        f"FROM (SELECT {', '.join(['*', *tests])} FROM (SELECT *, {blank} AS blank FROM {database.plain(table)}))"
    )


def judge(
    connection: Connection,
    table: Table,
    columns: Sequence[Column],
    screened: Screened,
    tally: Tally,
    progress: Callable[[float], None],
) -> None:
    """Give every suspect cell to Frictionless, equal ones once, and keep the first findings of each kind."""
    blanks = connection.execute(f"SELECT row FROM {SUSPECT} WHERE blank ORDER BY row LIMIT {MOST_ALIKE}").fetchall()
    tally.keep([Finding("blank_row", row=table.row_at(row)) for (row,) in blanks], screened.blanks)
    for done, place in enumerate(screened.suspects, 1):
        _judge_column(connection, table, columns[place], screened, tally)
        progress(done / len(screened.suspects))


def _row(connection: Connection, name: str, questions: Sequence[str]) -> tuple[Any, ...]:
    return connection.execute(f"SELECT {', '.join(questions)} FROM {name}").fetchone() or ()


def _suspect(rule: Rule) -> str:
    """SQL: the cell could be wrong. In a row that is blank, a missing value is not: the row is."""
    present = "false" if rule.fine == EVERYTHING else f"NOT coalesce({rule.fine}, false)"
    return f"CASE WHEN {rule.missing} THEN {'NOT blank' if rule.is_required else 'false'} ELSE {present} END"


def _can_fail(rule: Rule) -> bool:
    return rule.fine != EVERYTHING or rule.is_required


def _judge_column(connection: Connection, table: Table, column: Column, screened: Screened, tally: Tally) -> None:
    counts: dict[Kind, int] = {}
    for text, times in texts(connection, column.place):
        kinds = _kinds(column, text)
        for kind in kinds:
            counts[kind] = counts.get(kind, 0) + times
        if not kinds:
            screened.accepted.add(column.place)
    kept: dict[Kind, list[Finding]] = {kind: [] for kind in counts}
    for finding, kind in _first(connection, table, column) if counts else ():
        if len(kept[kind]) < MOST_ALIKE:
            kept[kind].append(finding)
            if all(len(kept[one]) == min(times, MOST_ALIKE) for one, times in counts.items()):
                break
    for kind, findings in kept.items():
        tally.keep(findings, counts[kind])


def texts(connection: Connection, place: int) -> Iterator[tuple[str, int]]:
    """The different suspect texts of a column, and how often each occurs."""
    cell = _cell(place)
    sql = f"SELECT {cell}, count(*) FROM {SUSPECT} WHERE {cell} IS NOT NULL GROUP BY {cell}"
    for found in database.batches(connection, sql, AT_ONCE):
        yield from found


def _first(connection: Connection, table: Table, column: Column) -> Iterator[tuple[Finding, Kind]]:
    """What is wrong with the column's cells, from the top."""
    cell = _cell(column.place)
    sql = f"SELECT row, {cell} FROM {SUSPECT} WHERE {cell} IS NOT NULL ORDER BY row"
    for found in database.batches(connection, sql, AT_ONCE):
        for row, text in found:
            for kind in _kinds(column, text):
                yield _finding(table.row_at(row), column, text, kind), kind


def _kinds(column: Column, text: str) -> list[Kind]:
    _, notes = column.read(text)
    return [("type_error", None) if name == "type" else ("constraint_error", name) for name in notes or ()]


def _finding(row: int, column: Column, text: str, kind: Kind) -> Finding:
    code, constraint = kind
    facts = {"type": column.type, "format": column.format}
    if constraint:
        facts = {"constraint": constraint, "expected": column.constraints[constraint]}
    return Finding(code, row=row, column=column.title, value=text, facts=facts)


def _cell(place: int) -> str:
    return database.cell(place)
