"""A plain table and a Table Schema -> a report."""

from collections.abc import Callable, Mapping
from typing import Any

from opendata.model.report import Finding, Report, Tally
from opendata.tabular import database, storage
from opendata.tabular.database import Connection
from opendata.tabular.judging import screen
from opendata.tabular.judging.advice import Advice
from opendata.tabular.judging.columns import Matched, match
from opendata.tabular.judging.keys import Keys, References
from opendata.tabular.judging.rules import rule
from opendata.tabular.read import Table


def check(
    table: Table,
    schema: Mapping[str, Any],
    *,
    references: References | None = None,
    limit: int = 1000,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Report:
    """All that is wrong with the table: what reading noticed, and what Frictionless finds against the schema.

    Fields meet columns by position, or by title as the schema's `fieldsMatch` says; a column's title must be its
    field's `title` (or `name`). `references` are the tables that foreign keys may name; keys to others are not judged.
    Counts are complete; at most `limit` findings are kept, of each kind in each column alike. Memory is bounded.
    Invalid `schema_broken` (reason) when the schema can't be used at all.
    """
    tally = _noticed(table)
    matched = match(table, schema)
    tally.add(matched.findings)
    rules = [rule(column) for column in matched.columns]
    keys = Keys(matched, rules, references or {})
    advice = Advice(table, matched.columns, rules)
    with database.workspace(table.folder) as connection:
        screened = screen.ask(connection, table, rules, keys.rough())
        progress(0.5)
        screen.judge(connection, table, matched.columns, screened, tally, lambda part: progress(0.5 + part * 0.3))
        keys.judge(connection, table, screened, tally)
        progress(0.9)
        doubtful = (
            screened.zoned | screened.accepted | {place for place, one in enumerate(rules) if not one.is_storable}
        )
        if doubtful and tally.is_sound:
            tally.add(_unstorable(connection, table, _fitted(matched, schema)))
        advice.give(connection, screened, tally)
    progress(1.0)
    slow = [matched.columns[place].title for place in screened.suspects if not rules[place].is_screened]
    return Report(**tally.told(limit), rows=table.rows, unscreened=tuple(slow))


def fit(table: Table, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema with one field for each column, in the table's order, as `convert` wants it.

    Only a schema whose `fieldsMatch` lets columns be missing, more or elsewhere is changed. Invalid as `check`.
    """
    return dict(schema) if schema.get("fieldsMatch", "exact") == "exact" else _fitted(match(table, schema), schema)


def _fitted(matched: Matched, schema: Mapping[str, Any]) -> dict[str, Any]:
    taken = {column.descriptor.get("name") for column in matched.columns}
    fields = []
    for column in matched.columns:
        name = column.descriptor.get("name") or next(
            name for number in range(len(taken) + 1) if (name := f"col_{column.place + number}") not in taken
        )
        taken.add(name)
        fields.append({"title": column.title, **column.descriptor, "name": name})
    rest = {key: value for key, value in schema.items() if key not in ("fields", "fieldsMatch")}
    return {**rest, "fields": fields}


def _noticed(table: Table) -> Tally:
    """What reading the file noticed, and that a table is empty."""
    tally = Tally()
    tally.add(table.findings)
    for code, count in table.counts.items():
        kept = [finding for finding in table.findings if finding.code == code]
        tally.keep(kept[-1:], count - len(kept))
    if table.rows == 0:
        tally.add([Finding("no_rows")])
    return tally


def _unstorable(connection: Connection, table: Table, schema: Mapping[str, Any]) -> list[Finding]:
    """What Frictionless accepts but no rendition can hold, such as NaN, or a day guessed by the format `any`."""
    columns = storage.columns(connection, table, schema)
    findings = []
    for lost in storage.lost(connection, table, columns):
        field = lost.column.field
        facts = {"type": field.get("type", "string"), "format": field.get("format", "default")}
        row = table.row_at(lost.index)
        findings.append(Finding("type_error", row=row, column=lost.column.title, value=lost.text, facts=facts))
    return findings
