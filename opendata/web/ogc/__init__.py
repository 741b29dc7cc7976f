"""The door for maps: OGC API Features Part 1 (core, GeoJSON, OpenAPI 3.0), Part 2 (reference systems), and of Part 3
the queryables. Each public table whose rows are somewhere is a collection.

Source: https://docs.ogc.org/is/17-069r4/17-069r4.html, https://docs.ogc.org/is/18-058r1/18-058r1.html."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from opendata import locale
from opendata.errors import Error, NotFound
from opendata.model import text_in
from opendata.services import rows
from opendata.tabular import Cursor
from opendata.web import context
from opendata.web.documents import document, kept
from opendata.web.language import language
from opendata.web.ogc import asked as requests
from opendata.web.ogc import collections, description, features
from opendata.web.ogc.collections import GEOJSON, JSON_SCHEMA, JSON_TYPE, Collection, link, root
from opendata.web.ogc.systems import CRS84, SYSTEMS, uri
from opendata.web.problems import problem, retry_after, status_of

door = Blueprint("ogc", __name__, url_prefix="/ogc")

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CONFORMS = (
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables",
    "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/queryables-query-parameters",
)
MOST_COLLECTIONS = 1000


@door.get("/")
def landing() -> ResponseReturnValue:
    requests.parameters()
    here = root()
    told = {
        **_identity(),
        "links": [
            link(here, "self", JSON_TYPE, ""),
            link(f"{here}/api", "service-desc", OPENAPI, "OpenAPI 3.0"),
            link(f"{here}/conformance", "conformance", JSON_TYPE, "Conformance"),
            link(f"{here}/collections", "data", JSON_TYPE, "Collections"),
        ],
    }
    return document(told, JSON_TYPE, public=True)


@door.get("/conformance")
def conformance() -> ResponseReturnValue:
    requests.parameters()
    return document({"conformsTo": list(CONFORMS)}, JSON_TYPE, public=True)


@door.get("/api")
def api() -> ResponseReturnValue:
    requests.parameters()
    return document(description.document(**_identity()), OPENAPI, public=True)


@door.get("/collections")
def listed() -> ResponseReturnValue:
    given = requests.parameters("limit", "offset")
    limit, offset = min(requests.limit(given, MOST_COLLECTIONS), MOST_COLLECTIONS), requests.offset(given)
    files, total = rows.placed(context.session(), limit, offset)
    here = f"{root()}/collections"
    links = [link(here, "self", JSON_TYPE, "")]
    if offset + limit < total:
        links.append(link(f"{here}?limit={limit}&offset={offset + limit}", "next", JSON_TYPE, ""))
    told = {
        "links": links,
        "numberMatched": total,
        "numberReturned": len(files),
        "crs": list(SYSTEMS),
        "collections": [collections.described(collections.of(file)) for file in files],
    }
    return document(told, JSON_TYPE, public=True)


@door.get("/collections/<collection_id>")
def collection(collection_id: str) -> ResponseReturnValue:
    requests.parameters()
    found = collections.find(collection_id)
    return document(collections.described(found), JSON_TYPE, public=_is_public(found))


@door.get("/collections/<collection_id>/queryables")
def queryables(collection_id: str) -> ResponseReturnValue:
    requests.parameters()
    found = collections.find(collection_id)
    return document(collections.queryables(found), JSON_SCHEMA, public=_is_public(found))


@door.get("/collections/<collection_id>/feature-schema")
def feature_schema(collection_id: str) -> ResponseReturnValue:
    requests.parameters()
    found = collections.find(collection_id)
    return document(collections.feature_schema(found), JSON_SCHEMA, public=_is_public(found))


@door.get("/collections/<collection_id>/items")
def items(collection_id: str) -> ResponseReturnValue:
    cursor = Cursor.read(request.args["cursor"]) if request.args.get("cursor") else None
    found = collections.find(collection_id, cursor.version if cursor else None)
    given = requests.parameters(*requests.allowed(found))
    asked = requests.asked(found, given, cursor)

    def made() -> str:
        return _page(found, given, features.find(found, asked))

    return _kept(found, made, asked.crs)


@door.get("/collections/<collection_id>/items/<path:feature_id>")
def item(collection_id: str, feature_id: str) -> ResponseReturnValue:
    found, given = collections.find(collection_id), requests.parameters("crs")
    crs = uri(given.get("crs", CRS84))
    feature = features.one(found, feature_id, crs)
    if feature is None:
        raise NotFound("row_unknown", value=feature_id)
    links = [
        link(found.item(feature_id), "self", GEOJSON, ""),
        link(found.address, "collection", JSON_TYPE, found.title),
    ]
    return _kept(found, lambda: f'{feature[:-1]}, "links": {json.dumps(links)}}}', crs)


@door.errorhandler(Error)
def refused(error: Error) -> ResponseReturnValue:
    status = status_of(error)
    response = problem(status, error.code, locale.sentence(error.code, language(), **error.facts), error.facts)
    response.headers.update(retry_after(status, error.code))
    return response


@door.errorhandler(HTTPException)
def unusable(error: HTTPException) -> ResponseReturnValue:
    return problem(error.code or 500, f"http_{error.code}", error.description or error.name, {})


def _identity() -> dict[str, str]:
    identity = context.platform().catalog_identity(context.session())
    return {
        "title": text_in(identity.title, language()),
        "description": text_in(identity.description, language()),
    }


def _page(found: Collection, given: Mapping[str, str], page: features.Found) -> str:
    links = [
        link(_address(found, given), "self", GEOJSON, ""),
        link(found.address, "collection", JSON_TYPE, found.title),
    ]
    if page.following:
        kept_on = {name: value for name, value in given.items() if name != "cursor"}
        links.append(link(_address(found, {**kept_on, "cursor": str(page.following)}), "next", GEOJSON, ""))
    frame: dict[str, Any] = {
        "type": "FeatureCollection",
        "timeStamp": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        **({} if page.matched is None else {"numberMatched": page.matched}),
        "numberReturned": len(page.features),
        "links": links,
    }
    return f'{json.dumps(frame, ensure_ascii=False)[:-1]}, "features": [{", ".join(page.features)}]}}'


def _address(found: Collection, given: Mapping[str, str]) -> str:
    asked = urlencode(dict(given), quote_via=quote, safe=",:/")
    return f"{found.address}/items" + (f"?{asked}" if asked else "")


def _kept(found: Collection, made: Any, crs: str) -> Response:
    said = (found.source.version.id, request.full_path, found.address, found.title)
    edition = sha256(repr(said).encode(errors="replace")).hexdigest()[:32]
    response = kept(made, GEOJSON, public=_is_public(found), edition=edition)
    response.headers["Content-Crs"] = f"<{crs}>"
    response.vary.add("Accept-Language")
    return response


def _is_public(found: Collection) -> bool:
    return found.file.dataset.is_public
