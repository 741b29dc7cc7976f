"""What every page has: how it is rendered, and how values read in the reader's language."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import flask_babel
from flask import Blueprint, Response, make_response, render_template, request
from werkzeug.local import LocalProxy

from opendata import locale
from opendata.dcat import vocabularies
from opendata.model import Actor, Finding, text_in
from opendata.model.account import NOBODY
from opendata.web import context
from opendata.web.language import language, links

door = Blueprint("portal", __name__, template_folder="templates", static_folder="static", static_url_path="/static")


def render(template: str, status: int = 200, **values: Any) -> Response:
    response = make_response(render_template(template, **values, status=status), status)
    response.headers["Cache-Control"] = "private, no-cache" if request.cookies else "no-cache"
    response.vary.update(("Accept", "Cookie"))
    return response


def error_page(status: int, detail: str) -> Response:
    """The page that says what went wrong; it comes whatever is broken."""
    code = f"status_{status}"
    title = locale.sentence(code, language()) if locale.knows(code) else HTTPStatus(status).phrase
    return render("error.html", status, title=title, detail=detail, actor=_actor_if_known())


def here(**changes: str | int | Iterable[str] | None) -> str:
    """This page's address with these parameters changed; without those that become None or empty."""
    asked: dict[str, Any] = {**request.args.to_dict(flat=False), "lang": None, **changes}
    kept = {name: value for name, value in asked.items() if value not in (None, "", [], ())}
    return request.path + ("?" + urlencode(kept, doseq=True) if kept else "")


@door.app_context_processor
def shared() -> dict[str, Any]:
    return {
        "actor": LocalProxy(context.actor),  # asked only when a template does, so that an error page can do without
        "locale": language(),
        "language_links": links(),
        "site_name": site_name(),
        "here": here,
        "sentence": sentence,
        "finding": finding,
        "concept": concept,
    }


def site_name() -> str:
    settings = context.platform().settings
    return text_in({"sv": settings.catalog_title_sv, "en": settings.catalog_title_en}, language())


def sentence(code: str, **facts: Any) -> str:
    return locale.sentence(code, language(), **facts)


def finding(found: Finding) -> str:
    return locale.finding(found, language())


def concept(vocabulary: str, code: str) -> str:
    """The label of a code in one of the vocabularies."""
    found = vocabularies.vocabulary(vocabulary).get(code)
    return text_in(found.label, language()) if found else code


@door.app_template_filter()
def text(multilingual: Mapping[str, str] | None) -> str:
    return text_in(multilingual, language())


@door.app_template_filter()
def moment(value: datetime | None) -> str:
    return flask_babel.format_datetime(value, "d MMMM y HH:mm") if value else ""


@door.app_template_filter()
def day(value: date | datetime | None) -> str:
    return flask_babel.format_date(value, "d MMMM y") if value else ""


@door.app_template_filter()
def number(value: float | None) -> str:
    return "" if value is None else flask_babel.format_decimal(value)


@door.app_template_filter("bytes")
def byte_size(count: int | None) -> str:
    return "" if count is None else locale.size(count, language())


def columns(fields: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The fields of a Table Schema as tables show them: name, title, type and description, read in one language."""
    return [
        {
            "name": field["name"],
            "title": text(field.get("titles")) or field.get("title") or field["name"],
            "type": field.get("type", "any"),
            "description": text(field.get("descriptions")) or field.get("description", ""),
        }
        for field in fields
    ]


def _actor_if_known() -> Actor:
    try:
        return context.actor()
    except Exception:  # the database may be what is broken
        return NOBODY
