"""Geometries as GeoJSON text: WGS 84, longitude and latitude, seven decimals (RFC 7946), whatever they came in."""

import re

import numpy
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError

from opendata.errors import Invalid

COLUMN = "geometry"
TYPE = "geojson"
CODE = re.compile(r"[:\[{/]")
"""In a code, WKT, PROJJSON or an address. By a name alone pyproj would find something like it."""
DECIMALS = 7
"""About a centimetre."""
LONLAT = "OGC:CRS84"
Geometries = NDArray[numpy.object_]


class Lonlat:
    """Brings geometries from the reference system `crs` to longitude and latitude, easting or longitude first.

    None: the file says nothing, and they must be in degrees already. Invalid `crs_unknown` (crs).
    """

    def __init__(self, crs: str | None) -> None:
        self.crs = crs and name(crs)
        known = crs is None or CRS.from_user_input(crs).equals(CRS.from_user_input(LONLAT), ignore_axis_order=True)
        self._transformer = None if known else Transformer.from_crs(crs, LONLAT, always_xy=True)

    def texts(self, geometries: Geometries) -> list[str]:
        """GeoJSON for each; nothing for none and for an empty one.

        Invalid `crs_missing` (x, y) when they are not degrees and nobody said what they are, `crs_wrong` (crs, x, y)
        when they can't be in the system that was said.
        """
        x, y = _corner(geometries)
        if self._transformer is not None:
            geometries = self._mapped(geometries)
        west, south, east, north = shapely.total_bounds(geometries)
        if not (numpy.isnan(west) or (west >= -180 and east <= 180 and south >= -90 and north <= 90)):
            if self.crs is None:
                raise Invalid("crs_missing", x=x, y=y)
            raise Invalid("crs_wrong", crs=self.crs, x=x, y=y)
        oriented = shapely.orient_polygons(self._rounded(geometries))
        present = ~(shapely.is_missing(oriented) | shapely.is_empty(oriented))
        texts = numpy.where(present, shapely.to_geojson(oriented), "")
        return [str(text) for text in texts]

    def _mapped(self, geometries: Geometries) -> Geometries:
        transformer = self._transformer
        if transformer is None:
            return geometries

        def lonlat(coordinates: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
            mapped = transformer.transform(coordinates[:, 0], coordinates[:, 1])
            return numpy.column_stack((*mapped, coordinates[:, 2:]))

        try:
            return _each_dimension(geometries, lonlat)
        except ProjError as error:
            x, y = _corner(geometries)
            raise Invalid("crs_wrong", crs=self.crs, x=x, y=y) from error

    @staticmethod
    def _rounded(geometries: Geometries) -> Geometries:
        return _each_dimension(geometries, lambda coordinates: numpy.round(coordinates, DECIMALS))


def name(crs: str) -> str:
    """`EPSG:3006` for any way of writing it, if it has a code. Invalid `crs_unknown` (crs)."""
    try:
        if not CODE.search(crs):
            raise CRSError(crs)
        known = CRS.from_user_input(crs)
    except CRSError as error:
        raise Invalid("crs_unknown", crs=crs[:200]) from error
    authority = known.to_authority(min_confidence=70)
    return ":".join(authority) if authority else str(known.name)


def _each_dimension(geometries: Geometries, change: object) -> Geometries:
    """Heights are kept where there are any; measures are not, for GeoJSON has none."""
    changed = geometries.copy()
    has_height = shapely.has_z(geometries)
    for part, heights in ((has_height, True), (~has_height, False)):
        if part.any():
            changed[part] = shapely.transform(geometries[part], change, include_z=heights)
    return changed


def _corner(geometries: Geometries) -> tuple[float, float]:
    """A place to show in words."""
    bounds = shapely.total_bounds(geometries)
    return float(bounds[0]), float(bounds[1])
