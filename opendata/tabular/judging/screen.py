"""The pass over all cells, and Frictionless's word on those that did not pass."""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
AT_ONCE = 10_000

Kind = tuple[str, str | None]
"""A finding's code, and the constraint's name."""


@dataclass
class Screened:
    """`suspects` says how many cells of a column are suspect; `accepted` are the columns of which Frictionless let a
    suspect cell pass; `answers` are those to other questions that were asked in the same pass."""

    rows: int
    suspects: Mapping[int, int]
    blanks: int
    zoned: frozenset[int]
    answers: Mapping[str, Any]
    accepted: set[int] = field(default_factory=set)


def ask(
    connection: Connection, table: Table, columns: Sequence[Column], rules: Sequence[Rule], more: Mapping[str, str]
) -> Screened:
    """One pass: how many cells of each column are suspect, and the answers to `more` (names to SQL aggregates)."""
    questions = {"rows": "count(*)", "blanks": f"count(*) FILTER (WHERE {_blank(rules)})"}
    for column, rule in zip(columns, rules, strict=True):
        if _can_fail(rule):
            questions[f"suspect {column.place}"] = f"count(*) FILTER (WHERE {suspect(rule, rules)})"
        if rule.zoned != NOTHING:
            questions[f"zoned {column.place}"] = f"count(*) FILTER (WHERE {rule.zoned})"
    questions |= more
    answer = connection.execute(f"SELECT {', '.join(questions.values())} FROM {database.plain(table)}").fetchone() or ()
    answers = dict(zip(questions, answer, strict=True))
    places = [column.place for column in columns]
    return Screened(
        rows=answers["rows"],
        suspects={place: answers[f"suspect {place}"] for place in places if answers.get(f"suspect {place}")},
        blanks=answers["blanks"],
        zoned=frozenset(place for place in places if answers.get(f"zoned {place}")),
        answers=answers,
    )


def judge(
    connection: Connection,
    table: Table,
    columns: Sequence[Column],
    rules: Sequence[Rule],
    screened: Screened,
    tally: Tally,
    progress: Callable[[float], None],
) -> None:
    """Give every suspect cell to Frictionless, equal ones once, and keep the first findings of each kind."""
    if not screened.suspects and not screened.blanks:
        return
    _set_aside(connection, table, rules, screened)
    blanks = connection.execute(f"SELECT row FROM {SUSPECT} WHERE blank ORDER BY row LIMIT {MOST_ALIKE}").fetchall()
    tally.keep([Finding("blank_row", row=table.row_at(row)) for (row,) in blanks], screened.blanks)
    for done, place in enumerate(screened.suspects, 1):
        _judge_column(connection, table, columns[place], screened, tally)
        progress(done / len(screened.suspects))


def suspect(rule: Rule, rules: Sequence[Rule]) -> str:
    """SQL: the cell could be wrong. In a row that is blank, a missing value is not: the row is."""
    present = "false" if rule.fine == EVERYTHING else f"NOT coalesce({rule.fine}, false)"
    absent = f"NOT ({_blank(rules)})" if rule.is_required else "false"
    return f"CASE WHEN {rule.missing} THEN {absent} ELSE {present} END"


def _can_fail(rule: Rule) -> bool:
    return rule.fine != EVERYTHING or rule.is_required


def _blank(rules: Sequence[Rule]) -> str:
    return " AND ".join(rule.missing for rule in rules)


def _set_aside(connection: Connection, table: Table, rules: Sequence[Rule], screened: Screened) -> None:
    tests = {place: suspect(rules[place], rules) for place in screened.suspects}
    texts = [
        f"CASE WHEN {test} THEN coalesce({_cell(place)}, '') END AS {_cell(place)}" for place, test in tests.items()
    ]
    blank = _blank(rules) if screened.blanks else "false"
    connection.execute(
        f"CREATE OR REPLACE TABLE {SUSPECT} AS SELECT {', '.join(['row', f'({blank}) AS blank', *texts])} "
        f"FROM ({database.numbered(table)}) WHERE {' OR '.join([*tests.values(), blank])}"
    )


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
    cursor = connection.cursor().execute(
        f"SELECT {cell}, count(*) FROM {SUSPECT} WHERE {cell} IS NOT NULL GROUP BY {cell}"
    )
    while found := cursor.fetchmany(AT_ONCE):
        yield from found


def _first(connection: Connection, table: Table, column: Column) -> Iterator[tuple[Finding, Kind]]:
    """What is wrong with the column's cells, from the top."""
    cell = _cell(column.place)
    cursor = connection.cursor().execute(f"SELECT row, {cell} FROM {SUSPECT} WHERE {cell} IS NOT NULL ORDER BY row")
    while found := cursor.fetchmany(AT_ONCE):
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
