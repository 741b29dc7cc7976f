"""Geometries of rows in other reference systems, with the axes in the system's own order, and which of them meet a
rectangle."""

import math
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from opendata.errors import Invalid
from opendata.tabular.geometry.boxes import SAMPLES, Box
from opendata.tabular.geometry.places import DECIMALS, WGS84, transformer

if TYPE_CHECKING:
    from numpy import float64
    from numpy.typing import NDArray

METRE_DECIMALS = 3
ROUND = (-180.0, 180.0)
"""Where longitude begins and ends."""


@cache
def is_north_first(crs: str) -> bool:
    """Whether the system's own order of axes has northing or latitude first."""
    from pyproj import CRS

    return bool(CRS.from_user_input(crs).axis_info[0].direction == "north")


def shown(geometries: Sequence[str | None], crs: str) -> list[str | None]:
    """GeoJSON texts in WGS 84, longitude first -> in the system `crs`, in its own order of axes: metres to the
    millimetre. What is no geometry gives None."""
    import numpy
    import shapely

    turned = is_north_first(crs)

    def moved(points: "NDArray[float64]") -> "NDArray[float64]":
        both: Any = (points[:, 0], points[:, 1])
        if crs != WGS84:
            both = transformer(WGS84, crs).transform(*both)
        decimals = DECIMALS if crs == WGS84 else METRE_DECIMALS
        flat = numpy.column_stack(both[::-1] if turned else both).round(decimals)
        return numpy.column_stack([flat, points[:, 2:]])

    read = shapely.from_geojson(list(geometries), on_invalid="ignore")
    made = shapely.transform(read, moved, include_z=bool(numpy.any(shapely.has_z(read))))
    texts: list[str | None] = list(shapely.to_geojson(made))
    return texts


def meeting(geometries: Sequence[str | None], box: Box) -> list[bool]:
    """Which of the GeoJSON texts in WGS 84 have a point in common with the rectangle itself."""
    import shapely

    read = shapely.from_geojson(list(geometries), on_invalid="ignore")
    return [bool(one) for one in shapely.intersects(read, _area(box))]


def _area(box: Box) -> Any:
    import shapely

    if box.crs == WGS84 and box.west > box.east:
        west, east = ROUND
        parts = (box.west, box.south, east, box.north), (west, box.south, box.east, box.north)
        return shapely.union_all([shapely.box(*part) for part in parts])
    area = shapely.box(*box.sides)
    if box.crs == WGS84:
        return area
    longest = max(box.east - box.west, box.north - box.south)
    sides = shapely.segmentize(area, longest / SAMPLES) if longest else area
    made = shapely.transform(sides, transformer(box.crs, WGS84).transform, interleaved=False)
    if not all(map(math.isfinite, made.bounds)):
        raise Invalid("bbox_unusable", value=",".join(map(str, box.sides)))
    return made
