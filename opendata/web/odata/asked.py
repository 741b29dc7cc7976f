"""What a request asks of an entity set: the system query options, and the form of the answer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import request

from opendata.errors import Invalid
from opendata.tabular import Cursor, RowQuery
from opendata.web.api.door import unknown_parameter
from opendata.web.api.questions import MOST_ROWS
from opendata.web.odata import filters
from opendata.web.odata.table import GEOGRAPHY, Table

OPTIONS = ("$filter", "$select", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$format")
OURS = ("lang",)
LEVELS = ("none", "minimal", "full")
FAR = 2**62
IDENTIFIER = r"[A-Za-z_]\w*"
SORTED_BY = re.compile(rf"({IDENTIFIER})(?:\s+(asc|desc))?", re.ASCII)
PAGE_SIZE = re.compile(r"(?:^|[\s,;])(?:odata\.)?maxpagesize\s*=\s*\"?(\d{1,9})", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Form:
    """How much is told beside the values, and whether numbers that don't fit a double are texts."""

    level: str = "minimal"
    as_text: bool = False

    @property
    def content_type(self) -> str:
        return f"application/json;odata.metadata={self.level}" + self.as_text * ";IEEE754Compatible=true"


@dataclass(frozen=True)
class Asked:
    """`top` is how many rows are wanted on all pages together; the query is for the first of these pages."""

    query: RowQuery
    top: int | None
    wants_count: bool
    cursor: Cursor | None


def options(*allowed: str) -> dict[str, str]:
    """The options of the request. Invalid for those that mean nothing here, and for one that is said twice."""
    for name, values in request.args.lists():
        if name.startswith("$") and name not in OPTIONS:
            raise Invalid("odata_not_supported", what=name, option="", known=list(allowed))
        if name not in allowed and name not in OURS:
            raise unknown_parameter(name, allowed)
        if len(values) > 1:
            raise Invalid("odata_not_understood", option=name, near=values[1])
    return {name: value for name, value in request.args.items() if name in allowed}


def asked(table: Table, given: Mapping[str, str], cursor: Cursor | None) -> Asked:
    top = number(given, "$top") if "$top" in given else None
    query = RowQuery(
        filters=filters.read(given["$filter"], table) if given.get("$filter", "").strip() else (),
        select=selected(table, given.get("$select", "")),
        sort=tuple(_sort(table, given.get("$orderby", ""))),
        limit=min(page_size(), FAR if top is None else top),
        offset=number(given, "$skip"),
        missing_least=True,
    )
    query = cursor.resumed(query) if cursor else query
    return Asked(query, top, truth(given, "$count"), cursor)


def selected(table: Table, text: str) -> tuple[str, ...]:
    """All columns, unless some are chosen."""
    names = [name.strip() for name in text.split(",")] if text.strip() else ["*"]
    if "*" in names:
        return tuple(table.properties)
    for name in names:
        if name not in table.properties:
            raise filters.unknown(name, table)
    return tuple(dict.fromkeys(names))


def _sort(table: Table, text: str) -> Iterator[tuple[str, bool]]:
    for part in text.split(",") if text.strip() else ():
        found = SORTED_BY.fullmatch(part.strip())
        if found is None:
            if "(" in part or "/" in part:
                raise Invalid("odata_not_supported", what=part.strip(), option="$orderby", known=["asc", "desc"])
            raise Invalid("odata_not_understood", option="$orderby", near=part.strip())
        if found[1] not in table.properties:
            raise filters.unknown(found[1], table)
        if table.properties[found[1]].type == GEOGRAPHY:
            raise Invalid("odata_not_supported", what=found[1], option="$orderby", known=["asc", "desc"])
        yield found[1], found[2] == "desc"


def page_size() -> int:
    wanted = preferred_page_size()
    return MOST_ROWS if wanted is None else min(wanted, MOST_ROWS)


def preferred_page_size() -> int | None:
    """What the client prefers, if that can be."""
    found = PAGE_SIZE.search(request.headers.get("Prefer", ""))
    return int(found[1]) if found and int(found[1]) else None


def number(given: Mapping[str, str], name: str) -> int:
    text = given.get(name, "0").strip()
    if not (text.isascii() and text.isdecimal()) or int(text) > FAR:
        raise Invalid("number_out_of_range", field=name, value=text, minimum=0, maximum=FAR)
    return int(text)


def truth(given: Mapping[str, str], name: str) -> bool:
    text = given.get(name, "false").strip()
    if text not in ("true", "false"):
        raise Invalid("choice_unknown", field=name, value=text, known=["true", "false"])
    return text == "true"


def form() -> Form:
    """By `$format`, else by Accept. Invalid `odata_format_unknown` (value) where only others are wanted."""
    wanted = request.args.get("$format", "")
    if wanted:
        found = Form() if wanted == "json" else _form(wanted)
        if found is None:
            raise Invalid("odata_format_unknown", value=wanted)
        return found
    accepted = [value for value, quality in request.accept_mimetypes if quality]
    if not accepted:
        return Form()
    chosen = next((found for value in accepted if (found := _form(value))), None)
    if chosen is None:
        raise Invalid("odata_format_unknown", value=", ".join(accepted))
    return chosen


def _form(media_type: str) -> Form | None:
    name, *said = (part.strip().lower() for part in media_type.replace("+", " ").split(";"))
    if name not in ("application/json", "application/*", "*/*"):
        return None
    parameters = dict(part.partition("=")[::2] for part in said)
    level = parameters.get("odata.metadata") or parameters.get("metadata") or "minimal"
    old = {"nometadata": "none", "minimalmetadata": "minimal", "fullmetadata": "full"}
    level = old.get(parameters.get("odata", ""), level)
    as_text = parameters.get("ieee754compatible", "false") == "true"
    return Form(level, as_text) if level in LEVELS else None
