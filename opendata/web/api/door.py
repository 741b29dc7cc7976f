"""The API's kind of blueprint: what can't be used is 400, as everywhere in web."""

from typing import Any

from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser


class Parser(FlaskParser):
    DEFAULT_VALIDATION_STATUS = 400


class Door(Blueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER: Any = Parser()
