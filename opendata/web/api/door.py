"""The API's kind of blueprint: what can't be used is 400, as everywhere in web."""

import difflib
from typing import Any

from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser

from opendata.errors import Invalid


class Parser(FlaskParser):
    DEFAULT_VALIDATION_STATUS = 400

    def pre_load(self, location_data: Any, *, schema: Any, req: Any, location: str) -> Any:
        if location == "query":
            for name in location_data:
                if name not in schema.fields:
                    nearest = difflib.get_close_matches(name, schema.fields, n=1, cutoff=0.0)
                    raise Invalid("parameter_unknown", field=name, value=name, nearest=nearest[0] if nearest else "")
        return super().pre_load(location_data, schema=schema, req=req, location=location)


class Door(Blueprint):  # type: ignore[misc]
    ARGUMENTS_PARSER: Any = Parser()
