"""A document for programs, made when it is asked for: ETag, 304, and who in between may keep it."""

import json
from collections.abc import Callable
from typing import Any

from flask import Response, request

from opendata.web import packing


def document(content: Any, media_type: str, *, public: bool, edition: str = "") -> Response:
    """JSON of whatever `content` is. Others than the public get what nobody in between may keep. `edition` stands for
    all that matters of a content that is a little different every time."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    response = Response(text, content_type=media_type)
    if edition:
        response.set_etag(edition, weak=True)
    else:
        response.add_etag()
    response.make_conditional(request)
    return _kept_by(response, public=public)


def kept(make: Callable[[], str], content_type: str, *, public: bool, edition: str) -> Response:
    """What `make` gives, smaller where that is wanted; it isn't asked when the client has this edition already."""
    is_packed = packing.is_wanted()
    tag = edition + is_packed * "-gzip"
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        body = make().encode()
        response = Response(packing.gzip(body) if is_packed else body, content_type=content_type)
        if is_packed:
            response.content_encoding = "gzip"
    response.set_etag(tag, weak=True)
    response.vary.add("Accept-Encoding")
    return _kept_by(response, public=public)


def _kept_by(response: Response, *, public: bool) -> Response:
    response.headers["Cache-Control"] = "no-cache" if public else "private, no-cache"
    response.vary.add("Authorization")
    return response
