"""What every answer and every form must have: security headers, CSRF tokens, open reading for other origins."""

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFError, CSRFProtect

from opendata.errors import NotAllowed
from opendata.web import context
from opendata.web.context import READING

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
OPEN_FOR_READING = (
    *("/api/", "/catalog", "/files/", "/versions/", "/dataset/", "/distribution/", "/data-service/"),
    *("/publisher/", "/sparql", "/rowstore/", "/datastore/", "/datasets/dcat", "/odata/", "/ogc"),
)
EXPOSED = "ETag, Link, Location, Retry-After, OData-Version, Preference-Applied, Content-Crs"
ALLOWED = "Accept, Accept-Language, If-None-Match, Range, OData-Version, OData-MaxVersion, Prefer"
READ_BY_POST = ("/sparql", "/api/3/action/", "/api/action/", "/mcp")
"""A question may be too long for an address. It looks at no cookie, and without a key, which other sites' pages may not
send, it changes nothing."""

WITHOUT_COOKIES = ("/follow", "/subscriptions/", "/ask")
"""Forms that do what anybody may, or what the key in their address allows; no cookie adds anything to it."""

UPLOADS = ("/files", "/content", "/checks", "/resource_create", "/resource_patch")
MOST_FORM_BYTES = 8 * 2**20

csrf = CSRFProtect()


def install(app: Flask) -> None:
    csrf.init_app(app)
    app.before_request(_protect)
    app.after_request(_add_headers)


def policy(**more: str) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in {**POLICY, **more}.items())


def _protect() -> None:
    """Forms need the token that their page was given; the API doesn't look at cookies, so it needs none.

    The token is in the body, so before that is read: only uploads may be large, and only members may upload.
    """
    if request.method in READING or request.routing_exception:
        return
    if not request.path.endswith(UPLOADS):
        request.max_content_length = MOST_FORM_BYTES
    if request.path.startswith(("/api/", *WITHOUT_COOKIES)) or _is_read_by_post():
        return
    if request.path.startswith("/workspace") and not context.actor().signed_in:
        return  # the door leads them to the sign-in
    try:
        csrf.protect()
    except CSRFError as error:
        raise NotAllowed("form_outdated") from error


def _is_read_by_post() -> bool:
    return request.path.startswith(READ_BY_POST)


def _add_headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", policy())
    may_be_framed = "frame-ancestors *" in response.headers["Content-Security-Policy"]
    for name, value in HEADERS.items():
        if name != "X-Frame-Options" or not may_be_framed:
            response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    by_post = _is_read_by_post()
    if (request.method in READING or by_post) and request.path.startswith(OPEN_FOR_READING):
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = EXPOSED
        if request.method == "OPTIONS":
            response.headers["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS" + by_post * ", POST"
            response.headers["Access-Control-Allow-Headers"] = ALLOWED + by_post * ", Content-Type"
    return response
