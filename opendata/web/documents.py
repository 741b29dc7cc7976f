"""A document for programs, made anew when it is asked for: ETag, 304, and who in between may keep it."""

import json
from typing import Any

from flask import Response, request


def document(content: Any, media_type: str, *, public: bool, edition: str = "") -> Response:
    """JSON of whatever `content` is. Others than the public get what nobody in between may keep. `edition` stands for
    all that matters of a content that is a little different every time."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    response = Response(text, mimetype=media_type)
    if edition:
        response.set_etag(edition, weak=True)
    else:
        response.add_etag()
    response.headers["Cache-Control"] = "no-cache" if public else "private, no-cache"
    response.vary.add("Authorization")
    response.make_conditional(request)
    return response
