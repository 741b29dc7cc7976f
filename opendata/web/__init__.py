"""The door for HTTP: translates requests into services' values and answers back. Decides nothing itself."""

from datetime import timedelta

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from opendata.web import (
    catalog,
    ckan,
    context,
    croissant,
    csvw,
    datapackage,
    downloads,
    feeds,
    health,
    kept,
    language,
    login,
    mcp,
    odata,
    ogc,
    old_addresses,
    problems,
    rowstore,
    security,
    sparql,
)
from opendata.web.api import create_api
from opendata.web.portal import (
    about,
    administration,
    asking,
    browse,
    cases,
    charts,
    dataset,
    differences,
    drafts,
    embeds,
    files,
    following,
    harvested,
    links,
    mapping,
    maps,
    pages,
    readings,
    repairs,
    resources,
    review,
    series,
    sources,
    specifications,
    tools,
    uploads,
    verdicts,
    words,
)
from opendata.wiring import Platform

MULTIPART_OVERHEAD = 1024 * 1024
DOORS = (
    *(pages, browse, dataset, differences, resources, files, charts, maps, specifications, about, harvested),
    *(embeds, following, asking),
    *(login, drafts, uploads, links, series, readings, mapping, verdicts, repairs, review, cases),
    *(tools, administration, sources, words),
    *(catalog, sparql, downloads, feeds, health),
    *(datapackage, csvw, croissant, rowstore, ckan, mcp, odata, ogc),
)


def create_app(platform: Platform) -> Flask:
    settings = platform.settings
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.session_secret(),
        MAX_CONTENT_LENGTH=settings.max_upload + MULTIPART_OVERHEAD,
        SESSION_COOKIE_NAME="opendata",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,  # or a late answer could sign somebody in again who has just signed out
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        SESSION_COOKIE_SECURE=settings.base_url.startswith("https:"),
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False  # or Flask would redirect to the host that the request names
    app.extensions["platform"] = platform
    kept.install(app)
    language.install(app)
    problems.install(app, pages.error_page, old_addresses.found)
    security.install(app)
    create_api(app)
    for module in DOORS:
        app.register_blueprint(module.door)
    context.install(app)  # last, so that it commits first: if that is refused, the rest is done to the refusal
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]
    return app
