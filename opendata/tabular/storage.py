"""How the values of a Table Schema field are stored in DuckDB, and how they are written as text.

One place, so that the check, every rendition and the row API agree on what a value is.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from opendata.errors import Invalid
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.read import Table

Field = Mapping[str, Any]

BLANKS = " \t\n\u00a0\u202f"
NUMBER = r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?"
MOST_DIGITS = 38
"""What DuckDB's DECIMAL holds. A double holds 15 digits whatever they are."""
WHOLE_BELOW = 10**15
"""A double prints larger numbers with an exponent."""
NO_ZEROS = r"""'\.0+$|(\.\d*[1-9])0+$', '\1'"""
MOMENT = r"\d{4}-\d{2}-\d{2}.\d{2}:\d{2}:\d{2}([.,]\d+)?"
ZONE = r"(Z|[+-]\d{2}(:?\d{2})?)"
TRUE = ("true", "True", "TRUE", "1")
FALSE = ("false", "False", "FALSE", "0")


@dataclass(frozen=True)
class Column:
    """A column to be stored: `stored` is its DuckDB type; `source` and `value` are SQL over the plain table, the text
    (NULL when missing) and the typed value (NULL also when the text can't be stored as that type)."""

    name: str
    title: str
    field: Field
    stored: str
    source: str
    value: str


@dataclass(frozen=True)
class Lost:
    """A cell whose text can't be stored as its field's type. `index` counts data rows from 0."""

    column: Column
    index: int
    text: str


def columns(connection: Connection, table: Table, schema: Mapping[str, Any]) -> list[Column]:
    """One column for each field of the schema, in the file's order, with the type that keeps every value.

    Whole numbers are BIGINT, or DECIMAL(38) when they don't fit; other numbers DOUBLE if each survives it (what is
    printed is what was read), or else DECIMAL; datetimes with a zone TIMESTAMPTZ, without TIMESTAMP.
    Invalid `schema_does_not_fit` (fields, columns), `schema_broken` (reason).
    """
    fields = schema["fields"]
    if len(fields) != len(table.columns):
        raise Invalid("schema_does_not_fit", fields=len(fields), columns=len(table.columns))
    sources = [_present(field, schema, database.cell(place)) for place, field in enumerate(fields)]
    measures = [_measure(field, source) for field, source in zip(fields, sources, strict=True)]
    try:
        measured = connection.execute(f"SELECT {', '.join(measures)} FROM {database.plain(table)}").fetchone() or ()
    except duckdb.Error as error:
        raise Invalid("schema_broken", reason=str(error)) from error
    columns = []
    for field, title, source, measure in zip(fields, table.columns, sources, measured, strict=True):
        stored = _stored(field, measure)
        columns.append(Column(field["name"], title, field, stored, source, _value(field, source, stored)))
    return columns


def lost(connection: Connection, table: Table, columns: list[Column]) -> Iterator[Lost]:
    """Cells with text that their column can't store, one column after the other."""
    counts = [f"count({column.source}) - count({column.value})" for column in columns]
    try:
        answer = connection.execute(f"SELECT {', '.join(counts)} FROM {database.plain(table)}").fetchone() or ()
    except duckdb.Error as error:
        raise Invalid("schema_broken", reason=str(error)) from error
    for column, count in zip(columns, answer, strict=True):
        if count:
            cells = connection.execute(
                f"SELECT place, source FROM (SELECT row_number() OVER () - 1 AS place, {column.source} AS source, "
                f"{column.value} AS value FROM {database.plain(table)}) "
                f"WHERE source IS NOT NULL AND value IS NULL"
            )
            while found := cells.fetchmany(1000):
                yield from (Lost(column, index, text) for index, text in found)


def kind(field: Field) -> str:
    """The field's Table Schema type; text for types that are kept as they were written."""
    known = ("integer", "number", "boolean", "date", "datetime", "time", "year")
    return field["type"] if field.get("type") in known else "string"


def as_json(field: Field) -> str:
    """SQL for the value as JSON text. Numbers have every digit; a geometry is an object."""
    name, text = database.name(field["name"]), printed(field)
    match kind(field):
        case "string":
            text = f"json({name})" if field.get("type") == "geojson" else f"to_json({name})"
            text = f"CAST({text} AS VARCHAR)"
        case "date" | "datetime" | "time":
            text = f"'\"' || {text} || '\"'"
    return f"coalesce({text}, 'null')"


def printed(field: Field) -> str:
    """SQL for the value as text, as CSV prints it. A whole number has no decimals, whatever the others have."""
    name = database.name(field["name"])
    match kind(field):
        case "string":
            return name
        case "datetime":
            return f"replace(replace(CAST({name} AS VARCHAR), ' ', 'T'), '+00', 'Z')"
        case "number":
            text = f"CAST({name} AS VARCHAR)"
            return (
                f"CASE WHEN {name} = trunc({name}) AND abs({name}) < {WHOLE_BELOW} THEN CAST(CAST({name} AS BIGINT) "
                f"AS VARCHAR) WHEN typeof({name}) = 'DOUBLE' THEN {text} ELSE regexp_replace({text}, {NO_ZEROS}) END"
            )
        case _:
            return f"CAST({name} AS VARCHAR)"


def _present(field: Field, schema: Mapping[str, Any], cell: str) -> str:
    entries = field.get("missingValues", schema.get("missingValues", ()))
    missing = [entry["value"] if isinstance(entry, Mapping) else entry for entry in entries]
    if not any(missing):
        return cell
    return f"CASE WHEN {cell} NOT IN ({_listed(missing)}) THEN {cell} END"


def _digits(field: Field, source: str) -> str:
    """A number's text as SQL reads it: no padding, no thousands separators, decimal point."""
    text = f"trim({source}, {database.text(BLANKS)})"
    if field.get("bareNumber") is False:
        text = f"regexp_replace({text}, '(^[^-0-9]*)|([^0-9]*$)', '', 'g')"
    if kind(field) == "integer":
        return text
    group, decimal = field.get("groupChar", ""), field.get("decimalChar", ".")
    if group:
        text = f"replace({text}, {database.text(group)}, '')"
    if decimal != ".":
        text = f"CASE WHEN NOT contains({text}, '.') THEN replace({text}, {database.text(decimal)}, '.') END"
    return text


def _measure(field: Field, source: str) -> str:
    """An aggregate that tells how the column must be stored."""
    match kind(field):
        case "integer":
            return f"max(length({_digits(field, source)}))"
        case "number":
            text = _digits(field, source)
            fraction = f"CASE WHEN NOT contains(lower({text}), 'e') THEN length(split_part({text}, '.', 2)) END"
            same = f"TRY_CAST(CAST(TRY_CAST({text} AS DOUBLE) AS VARCHAR) AS DECIMAL(38, 18))"
            survives = (
                f"length({text}) <= 15 OR contains(lower({text}), 'e') OR (length(split_part({text}, '.', 2)) <= 18 "
                f"AND coalesce({same} = TRY_CAST({text} AS DECIMAL(38, 18)), false))"
            )
            return (
                f"{{'exact': bool_and({survives}), 'scale': max({fraction}), "
                f"'whole': max(length(split_part({text}, '.', 1)))}}"
            )
        case "datetime" if _format(field) == "default":
            return f"bool_or(regexp_full_match({source}, {database.text(MOMENT + ZONE)}))"
        case _:
            return "any_value(NULL)"


def _stored(field: Field, measure: Any) -> str:
    match kind(field):
        case "integer":
            return "BIGINT" if (measure or 0) <= 18 else f"DECIMAL({MOST_DIGITS}, 0)"
        case "number" if measure["exact"] is not False:
            return "DOUBLE"
        case "number":
            scale = min(measure["scale"] or 0, MOST_DIGITS - 1)
            return f"DECIMAL({min(measure['whole'] + scale, MOST_DIGITS)}, {scale})"
        case "datetime":
            zoned = measure or "%z" in _format(field)
            return "TIMESTAMPTZ" if zoned else "TIMESTAMP"
        case other:
            return {"boolean": "BOOLEAN", "date": "DATE", "time": "TIME", "year": "INTEGER"}.get(other, "VARCHAR")


def _value(field: Field, source: str, stored: str) -> str:
    match kind(field):
        case "string":
            return _text(field, source)
        case "integer":
            return _cast_if(_digits(field, source), r"[+-]?\d+", stored)
        case "number":
            return _number(_digits(field, source), stored)
        case "boolean":
            true, false = _listed(field.get("trueValues", TRUE)), _listed(field.get("falseValues", FALSE))
            return f"CASE WHEN {source} IN ({true}) THEN true WHEN {source} IN ({false}) THEN false END"
        case "year":
            return _cast_if(source, r"\d{4}", stored)
        case _ if _format(field) != "default":
            return _parsed(source, _format(field), stored)
        case "date":
            return _cast_if(source, r"\d{4}-\d{1,2}-\d{1,2}", stored)
        case "time":
            return _cast_if(source, r"\d{2}:\d{2}:\d{2}(\.\d+)?", stored)
        case _:
            return _cast_if(source, MOMENT + (ZONE if stored == "TIMESTAMPTZ" else ""), stored)


def _text(field: Field, source: str) -> str:
    match field.get("type"):
        case "yearmonth":
            iso = f"left({source}, 5) || lpad(split_part({source}, '-', 2), 2, '0')"
            return f"CASE WHEN regexp_full_match({source}, '\\d{{4}}-(0?[1-9]|1[0-2])') THEN {iso} END"
        case "geojson":
            return f"CASE WHEN json_valid({source}) THEN {source} END"
        case _:
            return source


def _number(text: str, stored: str) -> str:
    if stored == "DOUBLE":
        number = _cast_if(text, NUMBER, stored)
        return f"CASE WHEN isfinite({number}) THEN {number} END"
    scale = stored.rpartition(" ")[2].rstrip(")")
    fraction = f"length(split_part({text}, '.', 2))"
    return f"CASE WHEN {fraction} <= {scale} THEN {_cast_if(text, NUMBER, stored)} END"


def _cast_if(text: str, pattern: str, stored: str) -> str:
    """DuckDB alone would round '1.5' to an integer and read '1_000'."""
    return f"CASE WHEN regexp_full_match({text}, {database.text(pattern)}) THEN TRY_CAST({text} AS {stored}) END"


def _parsed(source: str, pattern: str, stored: str) -> str:
    if "%z" in pattern:
        source = f"regexp_replace({source}, 'Z$', '+00:00')"
    return f"CAST(TRY_STRPTIME({source}, {database.text(pattern)}) AS {stored})"


def _format(field: Field) -> str:
    return field.get("format") or "default"


def _listed(values: Any) -> str:
    return ", ".join(database.text(value) for value in values) or "NULL"
