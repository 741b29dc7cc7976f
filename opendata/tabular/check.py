"""A plain table and a Table Schema -> a report. Frictionless judges; its findings get the original's row numbers."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from frictionless import FrictionlessException, Schema
from frictionless import errors as found
from frictionless.resources import TableResource

from opendata.errors import Invalid
from opendata.model.report import Finding, Report
from opendata.tabular import database, storage
from opendata.tabular.read import Table
from opendata.tabular.schemas import PROFILE

REPORT_EVERY = 5_000
CONSTRAINT = re.compile(r'constraint "(\w+)" is')
POSITION = re.compile(r"at position (\d+)$")


def check(
    table: Table,
    schema: Mapping[str, Any],
    *,
    limit: int = 1000,
    progress: Callable[[float], None] = lambda _fraction: None,
) -> Report:
    """All that is wrong with the table: what reading noticed, and what Frictionless finds against the schema.

    Fields meet columns by position, and a column's title must be its field's `title` (or `name`). Counts are complete;
    at most `limit` findings are kept. Memory is bounded but for `unique` and `primaryKey`, whose values are remembered.
    Invalid `schema_broken` (reason) when the schema can't be used at all.
    """
    tally = _Tally(limit, table)
    if table.rows == 0:
        tally.add(Finding("no_rows"))
    try:
        for finding in _judged(table, schema, progress):
            tally.add(finding)
    except FrictionlessException as error:
        raise Invalid("schema_broken", reason=error.error.message) from error
    if tally.is_sound:
        for finding in _unstorable(table, schema):
            tally.add(finding)
    progress(1.0)
    return tally.report(table.rows)


class _Tally:
    """Findings up to a limit, and how many of each kind there were."""

    def __init__(self, limit: int, table: Table) -> None:
        self.limit = limit
        self.findings = list(table.findings[:limit])
        self.counts = dict(table.counts)

    def add(self, finding: Finding) -> None:
        self.counts[finding.code] = self.counts.get(finding.code, 0) + 1
        if len(self.findings) < self.limit:
            self.findings.append(finding)

    @property
    def is_sound(self) -> bool:
        return not self.counts

    def report(self, rows: int) -> Report:
        return Report(tuple(self.findings), self.counts, errors=sum(self.counts.values()), rows=rows)


def _judged(table: Table, schema: Mapping[str, Any], progress: Callable[[float], None]) -> Iterator[Finding]:
    """Frictionless's own checks of header and rows, without its limit of a thousand errors and its list of all."""

    def cells() -> Iterator[Sequence[str]]:
        yield table.columns
        yield from table.cells()

    fields = schema["fields"]
    expected = _titles(table, fields)
    resource = TableResource(data=cells, format="inline", schema=_by_title(schema, expected))
    with resource:
        for error in resource.header.errors:
            yield _label_finding(error, expected, table)
        for done, row in enumerate(resource.row_stream):
            for error in row.errors:
                yield _row_finding(error, table, fields)
            if done % REPORT_EVERY == 0:
                progress(done / table.rows)


def _unstorable(table: Table, schema: Mapping[str, Any]) -> Iterator[Finding]:
    """What Frictionless accepts but no rendition can hold, such as NaN, or a day guessed by the format `any`."""
    with database.workspace(table.path.parent) as connection:
        columns = storage.columns(connection, table, schema)
        for lost in storage.lost(connection, table, columns):
            row = table.row_at(lost.index)
            yield Finding(
                "type_error", row=row, column=lost.column.title, value=lost.text, facts=_type_facts(lost.column.field)
            )


def _titles(table: Table, fields: Sequence[Mapping[str, Any]]) -> list[str]:
    """What each field's column should be called; a header that is the field's name will do as well."""
    titles = []
    for place, field in enumerate(fields):
        actual = table.columns[place] if place < len(table.columns) else None
        title = field.get("title", field["name"])
        titles.append(field["name"] if actual == field["name"] else title)
    return titles


def _by_title(schema: Mapping[str, Any], titles: Sequence[str]) -> Schema:
    """The schema as Frictionless wants it: fields named as the columns, but unique. A blank cell is always missing."""
    unique = [title if title not in titles[:place] else f"{title}\0{place}" for place, title in enumerate(titles)]
    renamed = {field["name"]: title for field, title in zip(schema["fields"], unique, strict=True)}
    keys = ("constraints", "decimalChar", "groupChar", "bareNumber", "trueValues", "falseValues", "format", "type")
    fields = []
    for field in schema["fields"]:
        kept = {key: field[key] for key in keys if key in field}
        if "missingValues" in field:
            kept["missingValues"] = _with_blank(field["missingValues"])
        fields.append({"name": renamed[field["name"]], **kept})
    missing = _with_blank(schema.get("missingValues", ()))
    descriptor: dict[str, Any] = {"$schema": PROFILE, "fields": fields, "missingValues": missing}
    if schema.get("primaryKey"):
        descriptor["primaryKey"] = [renamed[name] for name in schema["primaryKey"]]
    if schema.get("foreignKeys"):
        descriptor["foreignKeys"] = [
            {
                "fields": [renamed[name] for name in key["fields"]],
                "reference": {"resource": "", "fields": [renamed[name] for name in key["reference"]["fields"]]},
            }
            for key in schema["foreignKeys"]
        ]
    return Schema.from_descriptor(descriptor)


def _with_blank(entries: Sequence[Any]) -> list[str]:
    values = [entry["value"] if isinstance(entry, Mapping) else entry for entry in entries]
    return ["", *(value for value in values if value)]


def _label_finding(error: found.LabelError, expected: Sequence[str], table: Table) -> Finding:
    code = error.type.replace("-", "_")
    position = error.field_number
    facts: dict[str, Any] = {"position": position}
    if code == "incorrect_label":
        facts["expected"] = expected[position - 1]
    column = expected[position - 1] if code == "missing_label" else table.columns[position - 1]
    return Finding(code, row=table.reading.header_row, column=column, facts=facts)


def _row_finding(error: found.RowError, table: Table, fields: Sequence[Mapping[str, Any]]) -> Finding:
    code = error.type.replace("-", "_")
    column = value = None
    facts: dict[str, Any] = {}
    if isinstance(error, found.CellError):
        place = error.field_number - 1
        column, value = table.columns[place], error.cells[place]
        facts = _cell_facts(error, fields[place] if place < len(fields) else {}, table)
    elif isinstance(error, found.PrimaryKeyError):
        facts = {"first_row": _first_row(error, table)}
    elif isinstance(error, found.ForeignKeyError):
        value = ", ".join(error.field_cells)
        facts = {"columns": _plain(error.field_names), "reference": _plain(error.reference_field_names)}
    return Finding(code, row=_original_row(error.row_number, table), column=column, value=value, facts=facts)


def _cell_facts(error: found.CellError, field: Mapping[str, Any], table: Table) -> dict[str, Any]:
    if isinstance(error, found.ConstraintError):
        constraint = CONSTRAINT.findall(error.note)[0]
        return {"constraint": constraint, "expected": field["constraints"][constraint]}
    if isinstance(error, found.UniqueError):
        return {"first_row": _first_row(error, table)}
    return _type_facts(field) if isinstance(error, found.TypeError) else {}


def _type_facts(field: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": field.get("type", "string"), "format": field.get("format", "default")}


def _first_row(error: found.RowError, table: Table) -> int | None:
    position = POSITION.search(error.note)
    return _original_row(int(position[1]), table) if position else None


def _original_row(number: int, table: Table) -> int:
    """Frictionless counts the header of the plain table as row 1."""
    return table.row_at(number - 2)


def _plain(names: Sequence[str]) -> list[str]:
    return [name.partition("\0")[0] for name in names]
