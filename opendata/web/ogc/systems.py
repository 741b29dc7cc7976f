"""The reference systems that features are given in, by their URIs, and rectangles in them."""

from opendata.errors import Invalid
from opendata.tabular import REFERENCE_SYSTEMS, Box, is_north_first, read_box

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
"""WGS 84 with longitude first: GeoJSON's own."""
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
SYSTEMS = {CRS84: "", **{f"{EPSG}{code.removeprefix('EPSG:')}": code for code in REFERENCE_SYSTEMS}}
"""URI -> code, none for CRS84. What national and municipal maps in Sweden are in, and the web's."""


def uri(text: str) -> str:
    """The URI, which may have brackets round it. Invalid `system_unknown` (crs, nearest)."""
    found = text.strip().removeprefix("<").removesuffix(">").removeprefix("[").removesuffix("]") or CRS84
    if found not in SYSTEMS:
        similar = [known for known in SYSTEMS if known.rpartition("/")[2] == found.replace(":", "/").rpartition("/")[2]]
        raise Invalid("system_unknown", crs=text, nearest=similar[0] if similar else CRS84)
    return found


def box(text: str, system: str) -> Box:
    """Four numbers, or six whose heights don't matter, in the order of the system's axes. Invalid `bbox_unusable`."""
    sides = text.split(",")
    if len(sides) == 6:
        sides = [*sides[:2], *sides[3:5]]
    code = SYSTEMS[system]
    if code and is_north_first(code) and len(sides) == 4:
        sides = [sides[1], sides[0], sides[3], sides[2]]
    return read_box(",".join(sides), code or None)
