"""Rows in DuckDB -> a file in one of the formats that people and programs ask for. Every format has the same columns
(the fields' names), rows, order and values."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from opendata.tabular.database import Connection, name, text
from opendata.tabular.geometry.places import Places
from opendata.tabular.storage import Field, as_json, kind, printed

MEDIA_TYPES = {
    "query": "application/vnd.duckdb",
    "csv": "text/csv",
    "excel.csv": "text/csv",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
}
"""IANA media types by format; DuckDB's is not registered."""

BOM = "\ufeff"
XLSX_ROWS = 1_048_576
XLSX_TEXT = 32_767
XLSX_FIRST_DAY = date(1900, 3, 1)
"""Before this day Excel's calendar is off by one, or has no days at all."""
XLSX_DIGITS = 10**15
BATCH = 5_000
SEPARATED = ", ',', "


@dataclass(frozen=True)
class Rows:
    """Rows to be written: a SELECT that gives the fields' columns in order, the values bound in it, and the places of
    the rows, whose columns the SELECT gives too."""

    sql: str
    fields: Sequence[Field]
    values: Sequence[Any] = ()
    places: Places | None = None

    def select(self, columns: str) -> str:
        return f"SELECT {columns} FROM ({self.sql})"

    @property
    def plain(self) -> str:
        """A SELECT of the fields alone."""
        return self.select(", ".join(name(field["name"]) for field in self.fields))


@dataclass(frozen=True)
class Style:
    """How CSV is written. RFC 4180 unless said otherwise, with UTF-8's mark in front if `bom`."""

    delimiter: str = ","
    decimal: str = "."
    bom: bool = False


PLAIN = Style()
EXCEL = Style(";", ",", bom=True)
"""What Excel opens right on a Swedish computer."""


def write(connection: Connection, rows: Rows, form: str, path: Path, *, style: Style = PLAIN) -> None:
    """Write a whole file to `path`, or nothing at all."""
    part = path.with_name(path.name + ".part")
    if form == "csv":
        _write_csv(connection, rows, part, style)
    else:
        WRITERS[form](connection, rows, part)
    part.replace(path)


def obstacle(connection: Connection, rows: Rows, form: str) -> str | None:
    """Why these rows can't be written in this format: a code, or None."""
    if form in ("geojson", "gpkg") and rows.places is None:
        return "no_coordinates"
    if form != "xlsx":
        return None
    longest = [f"max(length({name(field['name'])}))" for field in rows.fields if kind(field) == "string"]
    greatest = f"greatest({', '.join(longest)})" if longest else "0"
    count, length = connection.execute(rows.select(f"count(*), {greatest}"), rows.values).fetchone() or (0, 0)
    if count >= XLSX_ROWS:
        return "too_many_rows"
    return "too_long_text" if (length or 0) > XLSX_TEXT else None


def json_object(fields: Sequence[Field]) -> str:
    """SQL for a row as the text of a JSON object."""
    if not fields:
        return "'{}'"
    members = [f"{text(json.dumps(field['name']) + ':')}, {as_json(field)}" for field in fields]
    return f"concat('{{', {SEPARATED.join(members)}, '}}')"


def _copy(connection: Connection, rows: Rows, select: str, path: Path, options: str) -> None:
    connection.execute(f"COPY ({select}) TO {text(str(path))} ({options})", rows.values)


def copy_texts(
    connection: Connection, rows: Rows, select: str, path: Path, *, first: str = "", between: str = "\n", last: str = ""
) -> None:
    """The one column of `select`, as it is."""
    frame = f", PREFIX {text(first)}, SUFFIX {text(last)}" if first else ""
    options = f"FORMAT csv, HEADER false, QUOTE '', ESCAPE '', DELIMITER '\x1f', NEW_LINE {text(between)}{frame}"
    _copy(connection, rows, rows.select(select), path, options)


def _write_csv(connection: Connection, rows: Rows, path: Path, style: Style = PLAIN) -> None:
    columns = []
    for place, field in enumerate(rows.fields):
        is_turned = kind(field) == "number" and style.decimal != "."
        value = f"replace({printed(field)}, '.', {text(style.decimal)})" if is_turned else printed(field)
        columns.append(f"{value} AS {name((BOM if style.bom and place == 0 else '') + field['name'])}")
    options = f"FORMAT csv, HEADER, DELIMITER {text(style.delimiter)}, NEW_LINE '\\r\\n'"
    _copy(connection, rows, rows.select(", ".join(columns)), path, options)


def _write_json(connection: Connection, rows: Rows, path: Path) -> None:
    copy_texts(connection, rows, json_object(rows.fields), path, first="[\n", between=",\n", last="\n]\n")


def _write_ndjson(connection: Connection, rows: Rows, path: Path) -> None:
    copy_texts(connection, rows, json_object(rows.fields), path)


def _write_geojson(connection: Connection, rows: Rows, path: Path) -> None:
    """RFC 7946: WGS 84, longitude first; a row without coordinates has null for geometry."""
    if rows.places is None:
        raise ValueError("there are no coordinates")
    shape = f"coalesce({rows.places.geometry}, 'null')"
    properties = json_object([field for field in rows.fields if field.get("type") != "geojson"])
    feature = f"""concat('{{"type":"Feature","geometry":', {shape}, ',"properties":', {properties}, '}}')"""
    first = '{"type":"FeatureCollection","features":[\n'
    copy_texts(connection, rows, feature, path, first=first, between=",\n", last="\n]}\n")


def _write_parquet(connection: Connection, rows: Rows, path: Path) -> None:
    _copy(connection, rows, rows.plain, path, "FORMAT parquet, COMPRESSION zstd")


class _Exact(float):
    """xlsxwriter rounds to 16 digits; some doubles need 17."""

    def __format__(self, _spec: str) -> str:
        return repr(float(self)).removesuffix(".0")


def _write_xlsx(connection: Connection, rows: Rows, path: Path) -> None:
    """Numbers, dates and booleans as such, everything else as text: 0114 stays 0114, and =1+1 is no formula."""
    import xlsxwriter

    found = connection.execute(rows.select(", ".join(_cell(field) for field in rows.fields)), rows.values)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet("data")
        sheet.freeze_panes(1, 0)
        bold = workbook.add_format({"bold": True})
        for column, field in enumerate(rows.fields):
            sheet.write_string(0, column, field["name"], bold)
        for number, values in enumerate(_batched(found), 1):
            for column, value in enumerate(values):
                if value is not None:
                    _write_cell(sheet, number, column, value)


def _cell(field: Field) -> str:
    return printed(field) if kind(field) in ("datetime", "time") else name(field["name"])


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, float):
        sheet.write_number(row, column, _Exact(value))
    elif isinstance(value, int) and abs(value) < XLSX_DIGITS:
        sheet.write_number(row, column, value)
    elif isinstance(value, date) and value >= XLSX_FIRST_DAY:
        sheet.write_datetime(row, column, value)
    elif isinstance(value, Decimal):
        sheet.write_string(row, column, f"{value:f}")
    else:
        sheet.write_string(row, column, str(value))


def _batched(found: Connection) -> Iterator[tuple[Any, ...]]:
    while batch := found.fetchmany(BATCH):
        yield from batch


def _write_geopackage(connection: Connection, rows: Rows, path: Path) -> None:
    from opendata.tabular.geometry import geopackage

    if rows.places is None:
        raise ValueError("there are no coordinates")
    select = partial(connection.execute, parameters=rows.values)
    geopackage.write(rows.fields, rows.places, lambda columns: select(rows.select(columns)), path)


WRITERS: Mapping[str, Callable[[Connection, Rows, Path], None]] = {
    "csv": _write_csv,
    "excel.csv": partial(_write_csv, style=EXCEL),
    "json": _write_json,
    "ndjson": _write_ndjson,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
    "geojson": _write_geojson,
    "gpkg": _write_geopackage,
}
