"""About the site itself: accessibility, the API's reading page, and what crawlers and language models look for."""

from datetime import date

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from opendata import locale
from opendata.services import searching
from opendata.tabular import OPS
from opendata.web import context, security
from opendata.web.language import language
from opendata.web.portal.pages import render

door = Blueprint("about", __name__)

REVIEWED = date(2026, 11, 23)
MOST_ADDRESSES = 50_000
"""Of one sitemap: sitemaps.org/protocol.html."""


@door.get("/accessibility")
def accessibility() -> ResponseReturnValue:
    identity = context.platform().catalog_identity(context.session())
    return render(
        "browse/accessibility.html",
        address=context.addresses().page(),
        publisher=identity.publisher,
        reviewed=REVIEWED,
    )


@door.get("/api/docs")
def api_docs() -> ResponseReturnValue:
    """Swagger UI sets styles on elements; no other page may."""
    response = render("browse/api-docs.html", errors=_errors())
    response.headers["Content-Security-Policy"] = security.policy(**{"style-src": "'self' 'unsafe-inline'"})
    return response


@door.get("/robots.txt")
def robots() -> ResponseReturnValue:
    return _plain("browse/robots.txt", "text/plain")


@door.get("/sitemap.xml")
def sitemap() -> ResponseReturnValue:
    return _plain("browse/sitemap.xml", "application/xml", most=MOST_ADDRESSES)


@door.get("/llms.txt")
def for_language_models() -> ResponseReturnValue:
    """By llmstxt.org."""
    return _plain("browse/llms.txt", "text/plain")


@door.app_template_filter()
def plain(words: str) -> str:
    """One line without brackets, so that what people wrote stays a text in Markdown."""
    return " ".join(words.translate(str.maketrans("[]", "()")).split())


def _errors() -> dict[str, str]:
    """Every code that a problem's type may lead to; what is not a sentence is a word for use in one."""
    return {
        code: locale.CLAUSE.sub(r"\1", locale.PLACE.sub("…", worded[language()]))
        for code, worded in sorted(locale.sentences().items())
        if worded["sv"].endswith((".", "]"))
    }


def _plain(template: str, media_type: str, most: int = 1000) -> Response:
    found = searching.search(context.session(), searching.Search(limit=most, facets=()))
    identity = context.platform().catalog_identity(context.session())
    words = render_template(
        template, datasets=found.datasets, identity=identity, addresses=context.addresses(), ops=OPS
    )
    return Response(words, mimetype=media_type, headers={"Cache-Control": "no-cache"})
