"""What a request asks of a collection's items: parameters -> a question about rows, and how the answer is to look."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from flask import request

from opendata.errors import Invalid
from opendata.tabular import Box, Cursor, Filter, RowQuery
from opendata.web.api.door import unknown_parameter
from opendata.web.api.questions import MOST_ROWS
from opendata.web.ogc.collections import PARAMETERS, Collection
from opendata.web.ogc.systems import CRS84, box, uri

LIMIT = 10
FAR = 2**31
FORMS = ("json", "geojson", "application/json", "application/geo+json")
OPEN = ("", "..")
REST_OF_A_DAY = timedelta(days=1, microseconds=-1)


@dataclass(frozen=True)
class Asked:
    """`crs` is the URI of the system of the answer."""

    query: RowQuery
    crs: str
    box: Box | None


def parameters(*allowed: str) -> dict[str, str]:
    """Invalid for a parameter that means nothing here, that is said twice, or that wants another form."""
    for name, values in request.args.lists():
        if name not in (*allowed, "f", "lang"):
            raise unknown_parameter(name, allowed)
        if len(values) > 1:
            raise Invalid("parameter_twice", field=name)
    if request.args.get("f", FORMS[0]) not in FORMS:
        raise Invalid("choice_unknown", field="f", value=request.args["f"], known=[FORMS[0]])
    return request.args.to_dict()


def asked(collection: Collection, given: Mapping[str, str], cursor: Cursor | None) -> Asked:
    if given.get("bbox-crs") and not given.get("bbox"):
        raise Invalid("parameter_alone", field="bbox-crs", other="bbox")
    where = box(given["bbox"], uri(given.get("bbox-crs", CRS84))) if given.get("bbox") else None
    names = [field["name"] for field in collection.queryables]
    properties = [Filter(name, "exact", (value,)) for name, value in given.items() if name in names]
    query = RowQuery(
        filters=(*properties, *_times(collection, given.get("datetime", ""))),
        select=tuple(field["name"] for field in collection.source.fields),
        limit=limit(given),
        box=where,
    )
    return Asked(cursor.resumed(query) if cursor else query, uri(given.get("crs", CRS84)), where)


def allowed(collection: Collection) -> tuple[str, ...]:
    return (*(field["name"] for field in collection.queryables), *PARAMETERS)


def limit(given: Mapping[str, str], usual: int = LIMIT) -> int:
    """More than can be is as much as can be."""
    text = given.get("limit", str(usual)).strip()
    if not (text.isascii() and text.isdecimal()) or not int(text):
        raise Invalid("number_out_of_range", field="limit", value=text, minimum=1, maximum=MOST_ROWS)
    return min(int(text), MOST_ROWS)


def offset(given: Mapping[str, str]) -> int:
    text = given.get("offset", "0").strip()
    if not (text.isascii() and text.isdecimal()) or int(text) > FAR:
        raise Invalid("number_out_of_range", field="offset", value=text, minimum=0, maximum=FAR)
    return int(text)


def _times(collection: Collection, text: str) -> Iterator[Filter]:
    """An instant, or an interval with `..` or nothing at an open end. Invalid `interval_unusable` (value)."""
    ends = [end.strip().upper() for end in text.split("/")]
    if not text:
        return
    if len(ends) > 2 or (len(ends) == 1 and ends[0] in OPEN):
        raise Invalid("interval_unusable", value=text)
    begin, end = ends[0], ends[-1]
    is_backwards = begin not in OPEN and end not in OPEN and _first(begin, text) > _first(end, text)
    if is_backwards:
        raise Invalid("interval_unusable", value=text)
    field = collection.moment
    if field is None:
        return
    if begin not in OPEN:
        first = _first(begin, text)
        yield Filter(field["name"], "gte", (_said(first, field["type"]),))
    if end not in OPEN:
        last = _first(end, text) + (timedelta() if "T" in end else REST_OF_A_DAY)
        yield Filter(field["name"], "lte", (_said(last, field["type"]),))


def _first(end: str, text: str) -> datetime:
    """The moment, or the first of the day."""
    try:
        if "T" not in end:
            return datetime.combine(date.fromisoformat(end), time(), UTC)
        moment = datetime.fromisoformat(end.replace(" ", "+"))  # a plus sign that nobody escaped
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Invalid("interval_unusable", value=text) from error


def _said(moment: datetime, kind: str) -> str:
    return moment.date().isoformat() if kind == "date" else moment.isoformat()
