"""A rectangle in any reference system -> a condition on the places of a query file, which are in WGS 84."""

import math
import re
from dataclasses import dataclass
from typing import Any

from opendata.errors import Invalid
from opendata.tabular.geometry.coordinates import REFERENCE_SYSTEMS, is_known
from opendata.tabular.geometry.places import BOX, POINT, WGS84, Places, transformer

DEGREE, SAMPLES = 12, 41
TOLERANCE = 2e-8
"""Degrees, about two millimetres: places are rounded to 1e-8."""
MARGIN = 1e-6
EPSG = re.compile(
    r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?EPSG[:/][^:/]*[:/]?(\d{4,6})", re.IGNORECASE
)
CRS84 = re.compile(r"(?:urn:ogc:def:crs:|https?://www\.opengis\.net/def/crs/)?OGC[:/].*CRS84", re.IGNORECASE)

Condition = tuple[str, tuple[float, ...]]


@dataclass(frozen=True)
class Box:
    """A rectangle in the reference system `crs`, whose easting (or longitude) comes first. In degrees a `west` greater
    than `east` is across the 180th meridian."""

    west: float
    south: float
    east: float
    north: float
    crs: str = WGS84

    @property
    def sides(self) -> tuple[float, float, float, float]:
        return self.west, self.south, self.east, self.north


def read(text: str, crs: str | None = None) -> Box:
    """`west,south,east,north` in a system given as EPSG:3006, or by its URI in OGC's registry; WGS 84 when not given.

    Invalid `bbox_unusable` (value), `system_unknown` (crs, nearest).
    """
    system = _system(crs) if crs else WGS84
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise Invalid("bbox_unusable", value=text) from None
    turned = west > east and system != WGS84
    if not all(map(math.isfinite, (west, south, east, north))) or south > north or turned:
        raise Invalid("bbox_unusable", value=text)
    return Box(west, south, east, north, system)


def _system(crs: str) -> str:
    found = EPSG.fullmatch(crs.strip())
    code = WGS84 if CRS84.fullmatch(crs.strip()) else f"EPSG:{found[1]}" if found else crs
    if code not in REFERENCE_SYSTEMS and not (found and is_known(code)):
        similar = [known for known in REFERENCE_SYSTEMS if known.rpartition(":")[2] in crs]
        raise Invalid("system_unknown", crs=crs, nearest=similar[0] if similar else None)
    return code


def within(box: Box, places: Places) -> Condition:
    """Points in the rectangle, or geometries whose own boxes meet it.

    A rectangle in metres is none in degrees: its sides are bent there. They are followed to a millimetre for points;
    for geometries the box around them is taken.
    """
    if box.crs == WGS84:
        return _meets(box.sides, places)
    around = _in_degrees(box)
    condition, values = _meets(around, places)
    if not places.are_points:
        return condition, values
    sides = _sides(box, around)
    return " AND ".join([condition, *(sql for sql, _ in sides)]), (*values, *(one for _, more in sides for one in more))


def _meets(box: tuple[float, float, float, float], places: Places) -> Condition:
    west, south, east, north = box
    left, bottom, right, top = (*POINT, *POINT) if places.are_points else BOX
    across = " OR " if west > east else " AND "
    condition = f"({right} >= ?{across}{left} <= ?) AND {top} >= ? AND {bottom} <= ?"
    return condition, (west, east, south, north)


def _in_degrees(box: Box) -> tuple[float, float, float, float]:
    west, south, east, north = transformer(box.crs, WGS84).transform_bounds(*box.sides, densify_pts=SAMPLES)
    if not all(map(math.isfinite, (west, south, east, north))) or west > east:
        raise Invalid("bbox_unusable", value=",".join(map(str, box.sides)))
    return west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN


def _sides(box: Box, around: tuple[float, float, float, float]) -> list[Condition]:
    """For each side, on which side of it a point must be; the side as a polynomial through many of its points."""
    import numpy

    least_x, least_y, most_x, most_y = transformer(WGS84, box.crs).transform_bounds(*around, densify_pts=SAMPLES)
    spread = (1 - numpy.cos(numpy.linspace(0, math.pi, SAMPLES))) / 2
    x, y = least_x + (most_x - least_x) * spread, least_y + (most_y - least_y) * spread
    longitude, latitude = POINT
    return [
        _side(box, (numpy.full(SAMPLES, box.west), y), longitude, ">="),
        _side(box, (numpy.full(SAMPLES, box.east), y), longitude, "<="),
        _side(box, (x, numpy.full(SAMPLES, box.south)), latitude, ">="),
        _side(box, (x, numpy.full(SAMPLES, box.north)), latitude, "<="),
    ]


def _side(box: Box, points: tuple[Any, Any], bounded: str, comparison: str) -> Condition:
    from numpy.polynomial import Polynomial

    found = dict(zip(POINT, transformer(box.crs, WGS84).transform(*points), strict=True))
    along, across = next(name for name in POINT if name != bounded), bounded
    line = Polynomial.fit(found[along], found[across], DEGREE)
    if not abs(line(found[along]) - found[across]).max() < TOLERANCE:
        raise Invalid("bbox_unusable", value=",".join(map(str, box.sides)))
    low, high = map(float, line.domain)
    step = f"(({along} - ?) / ?)"
    sql, values = "?", [float(line.coef[-1])]
    for factor in line.coef[-2::-1]:
        sql = f"({sql} * {step} + ?)"
        values += [(low + high) / 2, (high - low) / 2, float(factor)]
    slack = -TOLERANCE if comparison == ">=" else TOLERANCE
    return f"{bounded} {comparison} {sql} + ?", (*values, slack)
