"""A file's rows on a map, with the same rows beside it as a list; and where they are, for the map to draw."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from opendata.errors import Invalid
from opendata.services import places
from opendata.tabular import MEDIA_TYPES, Place, Spots, read_box
from opendata.web import context, security
from opendata.web.language import localised
from opendata.web.portal.files import frame, label_of, name_of, numbered, page_addresses, position, table
from opendata.web.portal.looking import VIEW, ZOOM, Look, look
from opendata.web.portal.pages import render

door = Blueprint("map", __name__)

PER_PAGE = 20
FACTS = 3
"""How many columns the list tells of each row, beside what it is called."""
MOST_ZOOM = 22


@door.get("/dataset/<slug>/files/<file_id>/map")
def page(slug: str, file_id: str) -> ResponseReturnValue:
    seen = look(slug, file_id)
    if seen.canonical:
        return redirect(seen.canonical)
    values = shown(seen)
    response = render("browse/map.html", 400 if values["problem"] else 200, **values)
    response.headers["Content-Security-Policy"] = security.policy(**pictures())
    return response


@door.get("/dataset/<slug>/files/<file_id>/map.json")
def spots(slug: str, file_id: str) -> ResponseReturnValue:
    """GeoJSON of what a view of the map shows: rows with their number in the file, counted from 1, and what they are
    called; or, where they are many, points with how many `rows` are there and the `box` around them."""
    seen = look(slug, file_id, strict=True)
    view, zoom = read_box(request.args.get(VIEW, "")), _zoom(request.args.get(ZOOM, ""))
    platform = context.platform()
    found = places.spots(
        platform.rows,
        platform.files,
        seen.source,
        seen.query,
        view,
        zoom,
        label_of(seen),
        asker=context.asker(),
    )
    response = Response(json.dumps(_features(found), ensure_ascii=False), mimetype=MEDIA_TYPES["geojson"])
    response.headers["Cache-Control"] = "no-cache" if seen.file.dataset.is_public else "private, no-cache"
    return response


def shown(seen: Look) -> dict[str, Any]:
    """What the page says of the rows looked at; without a map, why there is none."""
    if seen.without_places:
        return frame(seen, "map") | {"reason": seen.without_places}
    whole = replace(seen.query, select=(), group_by=())  # the list tells of rows what it needs itself
    seen, found = table(replace(seen, query=whole), PER_PAGE)
    platform, asker = context.platform(), context.asker()
    where: dict[int, Place] = {}
    placed, box = 0, seen.version.bbox
    if not seen.problem:
        where = places.middles(platform.rows, platform.files, seen.source, found.numbers, asker=asker)
        extent = places.extent(platform.rows, platform.files, seen.source, seen.query, asker=asker)
        placed, box = extent.placed, list(extent.box) if extent.box else box
    number = numbered(seen, PER_PAGE)
    return frame(seen, "map") | {
        "items": [_item(seen, *one, where) for one in zip(found.numbers, found.rows, strict=True)],
        "total": found.total,
        "placed": placed,
        "first": (number - 1) * PER_PAGE + 1,
        "page": number,
        "pages": -(-found.total // PER_PAGE),
        "page_address": page_addresses(seen, found, number, PER_PAGE, "map"),
        "box": ",".join(map(str, box or ())),
        "whole": ",".join(map(str, seen.version.bbox or ())),
        "spots_address": _spots_address(seen),
        "tiles": platform.settings.map_tiles,
        "attribution": platform.settings.map_attribution,
    }


def pictures() -> dict[str, str]:
    """Whose pictures a page with a map may show."""
    tiles = urlsplit(context.platform().settings.map_tiles)
    return {"img-src": f"'self' data: {tiles.scheme}://{tiles.netloc}"} if tiles.netloc else {}


def _item(seen: Look, number: int, row: str, where: dict[int, Place]) -> dict[str, Any]:
    values = localised(row)
    called = label_of(seen)
    hidden = {called, *(seen.version.geometry or ())}
    facts = [(column["title"], values[column["name"]]) for column in seen.columns if column["name"] not in hidden]
    place = where.get(number)
    return {
        "number": number + 1,
        "name": name_of(seen, values),
        "facts": [(title, value) for title, value in facts if value not in (None, "")][:FACTS],
        "place": place,
        "position": position(place),
    }


def _spots_address(seen: Look) -> str:
    limits = [(name, value) for name, value in seen.limits]
    return f"{seen.home}/map.json?{urlencode(limits)}"


def _features(found: Spots) -> dict[str, Any]:
    singles = [_feature(one.geometry, {"row": one.row + 1, "name": one.label}) for one in found.singles]
    squares = [
        _feature({"type": "Point", "coordinates": one.middle}, {"rows": one.rows, "box": one.box})
        for one in found.squares
    ]
    return {"type": "FeatureCollection", "rows": found.rows, "features": [*squares, *singles]}


def _feature(geometry: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _zoom(text: str) -> int:
    if not (text.isascii() and text.isdecimal()) or int(text) > MOST_ZOOM:
        raise Invalid("number_out_of_range", field=ZOOM, value=text, minimum=0, maximum=MOST_ZOOM)
    return int(text)
