"""A table, chart or map within others' pages: the one door that may be framed. It shows what is public, whoever asks,
and names its source; oEmbed tells publishing systems how to show it when somebody pastes an address."""

import re
from html import escape
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from opendata.dcat import vocabularies
from opendata.errors import Invalid, NotFound
from opendata.model.account import NOBODY
from opendata.services import publishing
from opendata.web import context, security
from opendata.web.language import language, localised
from opendata.web.portal import charts, maps
from opendata.web.portal.files import frame, headed, table
from opendata.web.portal.looking import Look, look
from opendata.web.portal.pages import render, site_name, text

door = Blueprint("embed", __name__)

SHOWN = 50
WIDTH, HEIGHT = 720, 520
LEAST = 200
VIEWED = re.compile(r"/dataset/([^/]+)/files/([0-9a-f]{16})(?:/(chart|map))?")


@door.get("/embed/dataset/<slug>/files/<file_id>")
def rows(slug: str, file_id: str) -> ResponseReturnValue:
    seen, found = table(_public(slug, file_id), SHOWN)
    return _framed(
        seen,
        "",
        frame(seen, "")
        | {
            "table": [{**column, "address": ""} for column in headed(seen)],
            "rows": [localised(row) for row in found.rows],
            "total": found.total,
        },
    )


@door.get("/embed/dataset/<slug>/files/<file_id>/chart")
def chart(slug: str, file_id: str) -> ResponseReturnValue:
    seen = _public(slug, file_id)
    return _framed(seen, "chart", charts.shown(seen))


@door.get("/embed/dataset/<slug>/files/<file_id>/map")
def map_(slug: str, file_id: str) -> ResponseReturnValue:
    seen = _public(slug, file_id)
    return _framed(seen, "map", maps.shown(seen), **maps.pictures())


@door.get("/oembed")
def oembed() -> ResponseReturnValue:
    """By oembed.com: how to show the address of a table, chart or map. In JSON alone."""
    if request.args.get("format", "json") != "json":
        raise Invalid("choice_unknown", field="format", value=request.args["format"], known=["json"])
    asked = urlsplit(request.args.get("url", ""))
    addresses = context.addresses()
    found = VIEWED.fullmatch(asked.path.removeprefix(urlsplit(addresses.base).path))
    if not found or not request.args.get("url", "").startswith(f"{addresses.base}/"):
        raise NotFound("not_found")
    file = publishing.find_file(context.session(), NOBODY, found[2])
    if file.dataset.slug != found[1]:
        raise NotFound("not_found")
    width, height = _size("maxwidth", WIDTH), _size("maxheight", HEIGHT)
    title = f"{text(file.title)} – {text(file.dataset.title)}"
    told = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": text(file.dataset.publisher.name),
        "author_url": addresses.publisher_page(file.dataset.publisher),
        "provider_name": site_name(),
        "provider_url": addresses.page(),
        "cache_age": 3600,
        "html": iframe(embedded(found[0], parse_qsl(asked.query)), title, width=str(width), height=height),
        "width": width,
        "height": height,
    }
    response: Response = jsonify(told)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@door.app_context_processor
def shared() -> dict[str, Any]:
    return {"embed_code": embed_code, "oembed_address": oembed_address}


def embed_code(seen: Look, view: str) -> str:
    """What to paste into another page to have this view in it."""
    parts = urlsplit(seen.address(view))
    title = f"{text(seen.file.title)} – {text(seen.file.dataset.title)}"
    return iframe(embedded(parts.path, parse_qsl(parts.query)), title)


def oembed_address(seen: Look, view: str) -> str:
    return context.addresses().page("/oembed?" + urlencode({"url": seen.absolute(view), "format": "json"}))


def embedded(path: str, asked: list[tuple[str, str]]) -> str:
    """The address of a view within others' pages, in the language that it is looked at now."""
    kept = [(name, value) for name, value in asked if name != "lang"]
    return context.addresses().page(f"/embed{path}?{urlencode([*kept, ('lang', language())])}")


def iframe(address: str, title: str, width: str = "100%", height: int = HEIGHT) -> str:
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height}" '
        f'loading="lazy" frameborder="0"></iframe>'
    )


def _public(slug: str, file_id: str) -> Look:
    """What everybody may look at: another's page must not show what only its reader may see."""
    return look(slug, file_id, actor=NOBODY)


def _framed(seen: Look, view: str, values: dict[str, Any], **policy: str) -> ResponseReturnValue:
    if seen.canonical:
        return redirect(seen.canonical)
    licence = vocabularies.vocabulary("licence").get(seen.file.dataset.licence or "")
    is_wrong = bool(values["problem"])
    response = render("browse/embed.html", 400 if is_wrong else 200, **values, embedded=view, licence=licence)
    response.headers["Content-Security-Policy"] = security.policy(**{"frame-ancestors": "*", **policy})
    return response


def _size(name: str, usual: int) -> int:
    given = request.args.get(name, "")
    if given and not (given.isascii() and given.isdecimal()):
        raise Invalid("number_out_of_range", field=name, value=given, minimum=LEAST, maximum=usual)
    return max(min(int(given or usual), usual), LEAST)
