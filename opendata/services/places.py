"""Where the rows of a file are, for maps: of whoever may see the version, as services.rows finds it."""

from collections.abc import Sequence

from opendata import tabular
from opendata.files import Files
from opendata.services.rows import Source, query_file
from opendata.tabular import Box, Engine, Extent, Place, RowQuery, Spots


def spots(
    engine: Engine,
    files: Files,
    source: Source,
    query: RowQuery,
    view: Box,
    zoom: int,
    label: str | None = None,
    *,
    asker: str = "",
) -> Spots:
    return tabular.spots(engine, query_file(files, source), query, view, zoom, label, asker=asker)


def extent(engine: Engine, files: Files, source: Source, query: RowQuery, *, asker: str = "") -> Extent:
    return tabular.extent(engine, query_file(files, source), query, asker=asker)


def middles(
    engine: Engine, files: Files, source: Source, numbers: Sequence[int], *, asker: str = ""
) -> dict[int, Place]:
    return tabular.middles(engine, query_file(files, source), numbers, asker=asker)
