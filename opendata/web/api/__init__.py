"""The JSON API, `/api/v1`: marshmallow shapes around services. Its description in OpenAPI 3 is made from this code."""

from flask import Flask, Response, request
from flask_smorest import Api

from opendata.web.api import (
    changes,
    checks,
    datasets,
    description,
    files,
    info,
    publishers,
    rows,
    series,
    specifications,
    subscriptions,
    versions,
)

DESCRIPTION = """Read and publish open data. Reading never needs a key; writing needs `Authorization: Bearer TOKEN`.
Errors are `application/problem+json` (RFC 9457)."""


class OpenApi(Api):  # type: ignore[misc]
    """flask-smorest without error handlers of its own: `web.problems` words all errors."""

    def _register_error_handlers(self) -> None:
        return None


def create_api(app: Flask) -> None:
    app.config.update(
        API_TITLE="opendata",
        API_VERSION=description.VERSION,
        OPENAPI_VERSION="3.0.3",
        API_SPEC_OPTIONS={
            "info": {"description": DESCRIPTION},
            "servers": [{"url": app.extensions["platform"].settings.base_url}],
            "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        },
    )
    api = OpenApi(app)
    for module in (
        datasets,
        files,
        versions,
        rows,
        changes,
        series,
        description,
        checks,
        publishers,
        specifications,
        subscriptions,
        info,
    ):
        api.register_blueprint(module.door, url_prefix="/api/v1")
    description.install(app, api.spec)
    app.after_request(_make_conditional)


def _make_conditional(response: Response) -> Response:
    """ETag on everything that is read, and 304 for those who have it already."""
    is_read = request.method in ("GET", "HEAD") and response.status_code == 200
    if is_read and request.path.startswith("/api/") and not response.is_streamed:
        response.add_etag()
        response.headers.setdefault("Cache-Control", "no-cache")
        response.vary.add("Authorization")
        response.vary.add("Accept-Language")
        response.make_conditional(request)
    return response
