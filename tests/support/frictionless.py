"""Frictionless alone, row by row: what `tabular.check` must agree with."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from frictionless import Package, Schema
from frictionless import errors as found
from frictionless.resources import TableResource

from opendata.model.report import Finding
from opendata.tabular.judging import columns
from opendata.tabular.read import Table

CONSTRAINT = re.compile(r'constraint "(\w+)" is')
POSITION = re.compile(r"at position (\d+)$")


def judged(
    table: Table, schema: Mapping[str, Any], references: Mapping[str, Sequence[Mapping[str, Any]]] | None = None
) -> Iterator[Finding]:
    """All findings of Frictionless's own row machinery, in its own order."""
    expected = columns.titles(table.columns, schema)
    descriptor = columns.descriptor(schema, expected)
    renamed = {one["name"]: made["name"] for one, made in zip(schema["fields"], descriptor["fields"], strict=True)}
    descriptor["foreignKeys"] = [
        {
            "fields": [renamed[name] for name in key["fields"]],
            "reference": {
                "resource": key["reference"]["resource"],
                "fields": [
                    name if key["reference"]["resource"] else renamed[name] for name in key["reference"]["fields"]
                ],
            },
        }
        for key in schema.get("foreignKeys", ())
    ]
    resource = TableResource(
        name="judged",
        data=[list(table.columns), *table.cells()],
        format="inline",
        schema=Schema.from_descriptor(descriptor),
    )
    others = [
        TableResource(name=name, data=[list(rows[0]), *(list(row.values()) for row in rows)], format="inline")
        for name, rows in (references or {}).items()
    ]
    for other in others:
        other.schema = Schema.from_descriptor({"fields": [{"name": name, "type": "any"} for name in other.data[0]]})
    Package(resources=[resource, *others])
    with resource:
        fields = {field.name: own for field, own in zip(resource.schema.fields, schema["fields"], strict=True)}
        paired = [fields.get(field.name) for field in resource.header.get_expected_fields()]
        for error in resource.header.errors:
            yield columns._label_finding(error, expected, table)
        for row in resource.row_stream:
            for error in row.errors:
                yield _row_finding(error, table, paired, row.field_names)


def _row_finding(
    error: found.RowError, table: Table, fields: Sequence[Mapping[str, Any] | None], names: Sequence[str]
) -> Finding:
    code = error.type.replace("-", "_")
    column = value = None
    facts: dict[str, Any] = {}
    if isinstance(error, found.CellError):
        place = error.field_number - 1
        column, value = table.columns[place], error.cells[place]
        facts = _cell_facts(error, fields[place] or {}, table)
    elif isinstance(error, found.PrimaryKeyError):
        facts = {"first_row": _first_row(error, table)}
    elif isinstance(error, found.ForeignKeyError):
        places = [names.index(name) for name in error.field_names]
        value = ", ".join(error.cells[place] for place in places)
        column = table.columns[places[0]] if len(places) == 1 else None
        referred = error.reference_field_names
        if not error.reference_name:
            referred = [table.columns[names.index(name)] if name in names else name for name in referred]
        facts = {"columns": [table.columns[place] for place in places], "reference": referred}
    return Finding(code, row=_original_row(error.row_number, table), column=column, value=value, facts=facts)


def _cell_facts(error: found.CellError, field: Mapping[str, Any], table: Table) -> dict[str, Any]:
    if isinstance(error, found.ConstraintError):
        constraint = CONSTRAINT.findall(error.note)[0]
        return {"constraint": constraint, "expected": field["constraints"][constraint]}
    if isinstance(error, found.UniqueError):
        return {"first_row": _first_row(error, table)}
    return {"type": field.get("type", "any"), "format": field.get("format", "default")}


def _first_row(error: found.RowError, table: Table) -> int | None:
    position = POSITION.search(error.note)
    return _original_row(int(position[1]), table) if position else None


def _original_row(number: int, table: Table) -> int:
    """Frictionless counts the header of the plain table as row 1."""
    return table.row_at(number - 2)
