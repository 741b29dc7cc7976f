"""Swedish or English: `?lang=`, which is remembered, else the reader's own wish, else Swedish."""

import json
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, request
from flask_babel import Babel, get_locale

from opendata.locale import FOLDER
from opendata.model.base import LANGUAGES

DECIMAL_SIGNS = {"sv": ",", "en": "."}
YEAR = 365 * 24 * 3600


def install(app: Flask) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)
    app.config["BABEL_DEFAULT_LOCALE"] = LANGUAGES[0]
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Europe/Stockholm"
    Babel(app, locale_selector=_choose)
    app.after_request(_remember)


def language() -> str:
    return str(get_locale() or LANGUAGES[0])


def links() -> list[tuple[str, str, str, bool]]:
    """The same page in each language: (code, name, address, whether it is the one shown)."""
    names = {"sv": "Svenska", "en": "English"}
    asked = {name: values for name, values in request.args.to_dict(flat=False).items() if name != "lang"}
    return [
        (code, names[code], "?" + urlencode({**asked, "lang": code}, doseq=True), code == language())
        for code in LANGUAGES
    ]


class _Decimal(str):
    """A number's digits as they stand in JSON."""

    __slots__ = ()


def localised(row: str) -> dict[str, Any]:
    """A row in JSON as people read it: numbers with all their digits, and the decimal sign of the reader's language.
    Within geometry they stay as they are."""
    sign = DECIMAL_SIGNS[language()]
    values = json.loads(row, parse_float=_Decimal)
    return {name: one.replace(".", sign) if isinstance(one, _Decimal) else one for name, one in values.items()}


def _choose() -> str:
    for wish in (request.args.get("lang"), request.cookies.get("lang")):
        if wish in LANGUAGES:
            return wish
    if request.path == "/mcp":
        return request.accept_languages.best_match(LANGUAGES, "en")  # like the tools' own words
    if request.path.startswith("/api/"):
        return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    return LANGUAGES[0]


def _remember(response: Response) -> Response:
    if request.args.get("lang") in LANGUAGES and not request.path.startswith("/embed/"):
        secure = current_app.config["SESSION_COOKIE_SECURE"]
        response.set_cookie("lang", request.args["lang"], max_age=YEAR, samesite="Lax", httponly=True, secure=secure)
    return response
