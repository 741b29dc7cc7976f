"""The grammar of the row API: a URL's parameters -> a RowQuery, which version, and how the answer is to look."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from opendata.errors import Invalid
from opendata.tabular import FUNCTIONS, OPS, Cursor, Filter, RowQuery, Style, read_box
from opendata.web import moments
from opendata.web.api.door import unknown_parameter

PARAMETERS = (
    *("q", "select", "sort", "limit", "offset", "cursor", "group_by", "bbox", "crs", "version", "as_of"),
    *("format", "delimiter", "decimal", "bom", "lang"),
)
LIMIT, MOST_ROWS = 20, 10_000
FAR = 2**62
DELIMITERS = {",": ",", ";": ";", "|": "|", "\t": "\t", "tab": "\t"}
DECIMALS = {".": ".", ",": ","}
YES_OR_NO = {"1": True, "true": True, "0": False, "false": False}

DESCRIPTION = """Filters are `column=value` or `column__op=value`, with op one of: {ops}. Repeated parameters all apply;
`in` and `notin` take values with commas between. A column named like a parameter is filtered as `name__exact`.

Follow the link `next` from page to page: it stays in the version where it began, and is right at any depth.

With `group_by`, `select` lists columns of the groups, `count` (rows), and {functions}, each with a column
after a dot: `?group_by=district&select=district,count,sum.cost&sort=-sum.cost`. Sums are exact. Dates are also grouped
by `year.x`, `quarter.x`, `month.x`, `week.x` and `day.x`, numbers by steps of a width: `bin.500.x`, `bin.0.5.x`.

JSON comes in pages. As `csv`, `ndjson`, `geojson`, `gpkg`, `parquet` and `xlsx` all rows come that match, unless there
is a `limit`.""".format(ops=", ".join(OPS), functions=", ".join(f"`{function}.x`" for function in FUNCTIONS))


def _parameter(name: str, kind: str, description: str, **more: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "schema": {"type": kind, **more}, "description": description}


def documented(formats: Sequence[str]) -> list[dict[str, Any]]:
    return [
        _parameter("q", "string", "Words that all occur somewhere in the row."),
        _parameter("select", "string", "Columns to show, commas between; with groups also aggregates."),
        _parameter("sort", "string", "Columns to sort by, commas between; `-` before one turns its order."),
        _parameter("limit", "integer", "Rows of a page.", minimum=1, maximum=MOST_ROWS, default=LIMIT),
        _parameter("offset", "integer", "Rows to pass over.", minimum=0, default=0),
        _parameter("cursor", "string", "Where the page begins, from a link `next`."),
        _parameter(
            "group_by", "string", "Columns whose values make groups, or steps of them as `month.x`, commas between."
        ),
        _parameter("bbox", "string", "west,south,east,north: only rows that are there."),
        _parameter("crs", "string", "Reference system of `bbox`, such as EPSG:3006; else WGS 84."),
        _parameter("version", "string", "Id of an older version."),
        _parameter("as_of", "string", "The data as it was at the end of a day (UTC), or at a moment."),
        _parameter("format", "string", "Else by Accept, or by suffix: `/rows.csv`.", enum=list(formats)),
        _parameter("delimiter", "string", "Of CSV: `,` `;` `|` or `tab`.", enum=list(DELIMITERS)),
        _parameter("decimal", "string", "Of CSV: what stands before decimals.", enum=list(DECIMALS)),
        _parameter("bom", "boolean", "Of CSV: `1` to begin with the mark of UTF-8, as Excel expects."),
    ]


@dataclass(frozen=True)
class Meant:
    """Which version is asked about: the current one unless said otherwise; a cursor says so too."""

    version: str | None = None
    as_of: datetime | None = None
    cursor: Cursor | None = None


def meant(asked: Mapping[str, str]) -> Meant:
    """Invalid `parameters_together` (field, others), `cursor_unusable`, `moment_unusable` (field, value)."""
    chosen = [name for name in ("cursor", "version", "as_of") if asked.get(name)]
    if asked.get("cursor") and asked.get("offset"):
        chosen.append("offset")
    if len(chosen) > 1:
        raise Invalid("parameters_together", field=chosen[0], others=chosen[1:])
    cursor = Cursor.read(asked["cursor"]) if asked.get("cursor") else None
    return Meant(
        version=cursor.version if cursor else asked.get("version") or None,
        as_of=_moment("as_of", asked["as_of"]) if asked.get("as_of") else None,
        cursor=cursor,
    )


def _moment(field: str, text: str) -> datetime:
    """RFC 3339; a date is the end of that day."""
    moment = moments.read(field, text)
    is_day = re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is not None
    return moment.replace(hour=23, minute=59, second=59, microsecond=999_999) if is_day else moment


def style_of(asked: Mapping[str, str]) -> Style:
    return Style(
        delimiter=_choice(asked, "delimiter", DELIMITERS, ","),
        decimal=_choice(asked, "decimal", DECIMALS, "."),
        bom=_choice(asked, "bom", YES_OR_NO, default=False),
    )


def _choice(asked: Mapping[str, str], name: str, known: Mapping[str, Any], default: Any) -> Any:
    value = asked.get(name, "")
    if value and value not in known:
        raise Invalid("choice_unknown", field=name, value=value, known=[one for one in known if one.isprintable()])
    return known[value] if value else default


def query_of(parameters: Iterable[tuple[str, str]], names: Sequence[str], *, paged: bool = True) -> RowQuery:
    """A RowQuery from a URL's parameters; Invalid, naming the nearest right one, for those that mean nothing.

    Without a `limit` it is for the first rows if `paged`, else for all.
    """
    filters, plain = [], {}
    for parameter, value in parameters:
        if parameter in PARAMETERS:
            plain[parameter] = value
        else:
            filters.append(_filter(parameter, value, names))
    if plain.get("crs") and not plain.get("bbox"):
        raise Invalid("parameter_alone", field="crs", other="bbox")
    return RowQuery(
        filters=tuple(filters),
        q=plain.get("q") or None,
        select=tuple(_listed(plain.get("select"))),
        sort=tuple((part.removeprefix("-"), part.startswith("-")) for part in _listed(plain.get("sort"))),
        limit=_number(plain, "limit", LIMIT, 1, MOST_ROWS) if paged or plain.get("limit") else None,
        offset=_number(plain, "offset", 0, 0, FAR),
        group_by=tuple(_listed(plain.get("group_by"))),
        box=read_box(plain["bbox"], plain.get("crs")) if plain.get("bbox") else None,
    )


def _filter(parameter: str, value: str, names: Sequence[str]) -> Filter:
    column, separator, op = parameter.rpartition("__")
    if not separator:
        column, op = parameter, "exact"
    if column not in names:
        raise unknown_parameter(parameter, [*names, *PARAMETERS], meant=column)
    return Filter(column, op, _values(op, value))


def _values(op: str, value: str) -> tuple[str, ...]:
    if op in ("isnull", "notnull"):
        return ()
    return tuple(_listed(value)) if op in ("in", "notin") else (value,)


def _listed(text: str | None) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()] if text else []


def _number(plain: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = plain.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdecimal()) or not least <= int(text) <= most:
        raise Invalid("number_out_of_range", field=name, value=text, minimum=least, maximum=most)
    return int(text)
