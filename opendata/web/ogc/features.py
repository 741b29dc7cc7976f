"""Rows as GeoJSON features."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from opendata.services import rows
from opendata.tabular import POINT, ROW, Cursor, Filter, Page, RowQuery, meeting, shown
from opendata.web import context
from opendata.web.ogc.asked import Asked
from opendata.web.ogc.collections import Collection, Json
from opendata.web.ogc.systems import SYSTEMS
from opendata.web.verbatim import Verbatim, written

MOST_ROUNDS = 20
"""So many pages of rows are looked through for the first that is really in the rectangle."""
FAR = 2**62


@dataclass(frozen=True)
class Found:
    """Features as JSON; how many match on all pages together, if that is known; where the next page begins."""

    features: Sequence[str]
    matched: int | None
    following: Cursor | None


def find(collection: Collection, asked: Asked) -> Found:
    """A geometry that isn't a point has been looked for by the box around it, and is now held against the rectangle
    itself."""
    query, source = asked.query, collection.source
    if asked.box is None or not source.shapes:
        page = _page(collection, query)
        found = features(collection, _read(page.rows), asked.crs)
        return Found(found, page.total, rows.following(source, query, page))
    for _ in range(MOST_ROUNDS):
        page = _page(collection, query)
        following = rows.following(source, query, page)
        read = _read(page.rows)
        kept = meeting([_geometry(collection, row) for row in read], asked.box)
        found = features(collection, [row for row, meets in zip(read, kept, strict=True) if meets], asked.crs)
        if found or following is None:
            break
        query = replace(query, after=following.row, offset=0)
    return Found(found, None, following)


def one(collection: Collection, feature: str, crs: str) -> str | None:
    key, select = collection.source.key, tuple(field["name"] for field in collection.source.fields)
    if key["name"] == ROW:
        is_number = feature.isascii() and feature.isdecimal() and int(feature) < FAR
        query = RowQuery(select=select, offset=int(feature), limit=1) if is_number else None
    else:
        is_number = key["type"] == "string" or (feature.isascii() and feature.removeprefix("-").isdecimal())
        query = RowQuery((Filter(key["name"], "exact", (feature,)),), select=select, limit=1) if is_number else None
    found = features(collection, _read(_page(collection, query).rows), crs) if query else []
    return found[0] if found else None


def features(collection: Collection, read: Sequence[Json], crs: str) -> list[str]:
    geometries = [_geometry(collection, row) for row in read]
    system = SYSTEMS[crs]
    if system:
        geometries = shown(geometries, system)
    key, names = collection.source.key["name"], [field["name"] for field in collection.fields]
    return [
        written(
            {
                "type": "Feature",
                "id": row[key],
                "geometry": None if geometry is None else Verbatim(geometry),
                "properties": {name: row[name] for name in names},
            }
        )
        for row, geometry in zip(read, geometries, strict=True)
    ]


def _read(texts: Iterable[str]) -> list[Json]:
    return [json.loads(text, parse_float=Decimal) for text in texts]


def _geometry(collection: Collection, row: Json) -> str | None:
    shapes = collection.source.shapes
    if shapes:
        return None if row[shapes] is None else written(row[shapes])
    longitude, latitude = (row[axis] for axis in POINT)
    return None if longitude is None else written({"type": "Point", "coordinates": [longitude, latitude]})


def _page(collection: Collection, query: RowQuery) -> Page:
    platform: Any = context.platform()
    return rows.page(platform.rows, platform.files, collection.source, query, asker=context.asker())
