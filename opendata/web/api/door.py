"""The API's kind of blueprint: what can't be used is 400, as everywhere in web."""

import difflib
from collections.abc import Iterable
from typing import Any

from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser

from opendata.errors import Invalid


def unknown_parameter(name: str, known: Iterable[str], *, meant: str = "") -> Invalid:
    """Names the one that is nearest to the name, or to the part of it that is `meant`."""
    nearest = difflib.get_close_matches(meant or name, list(known), n=1, cutoff=0.0)
    return Invalid("parameter_unknown", field=name, value=name, nearest=nearest[0] if nearest else "")


class Parser(FlaskParser):
    DEFAULT_VALIDATION_STATUS = 400

    def pre_load(self, location_data: Any, *, schema: Any, req: Any, location: str) -> Any:
        if location == "query":
            for name in location_data:
                if name not in schema.fields:
                    raise unknown_parameter(name, schema.fields)
        return super().pre_load(location_data, schema=schema, req=req, location=location)


class Door(Blueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER: Any = Parser()
