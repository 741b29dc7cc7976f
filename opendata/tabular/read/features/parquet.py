"""Parquet files, with geometry or without, read by DuckDB."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from opendata.errors import Invalid
from opendata.tabular import database
from opendata.tabular.database import Connection
from opendata.tabular.read.features.geometry import LONLAT
from opendata.tabular.read.features.relation import Relation
from opendata.tabular.read.table import Given, Reading, Table

MEDIA_TYPE = "application/vnd.apache.parquet"


def read(source: Path, into: Path, given: Given, progress: Callable[[float], None]) -> Table:
    """A Parquet file as a table, with the types that it declares. Invalid `parquet_broken` (reason)."""
    path = into / "plain.csv"
    try:
        with database.workspace(into) as connection:
            file = f"read_parquet({database.text(str(source))})"
            connection.execute(f"CREATE VIEW parquet AS SELECT * FROM {file}")
            relation = Relation(connection, "parquet", given.crs or _declared(connection, source), progress)
            relation.write(path)
    except duckdb.Error as error:
        raise Invalid("parquet_broken", reason=str(error).splitlines()[0]) from error
    crs = relation.crs if relation.geometry is not None else None
    return relation.table(path, Reading("parquet", MEDIA_TYPE, header_row=0, first_row=1, crs=crs))


def _declared(connection: Connection, source: Path) -> str | None:
    """The reference system of a GeoParquet file: WGS 84 unless the metadata says another, or says unknown (null)."""
    found = connection.execute(
        f"SELECT value FROM parquet_kv_metadata({database.text(str(source))}) WHERE key = 'geo'::BLOB"
    ).fetchone()
    if found is None:
        return None
    try:
        columns: dict[str, Any] = json.loads(found[0])["columns"]
        said = [column.get("crs", LONLAT) for column in columns.values()]
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
    return json.dumps(said[-1]) if said and isinstance(said[-1], dict) else (said or [None])[-1]
