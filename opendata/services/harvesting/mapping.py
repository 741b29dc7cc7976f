"""What a source says of a thing -> what our nouns hold: columns where there is one that the value fits, the rest of the
values as they are. Nothing is made up: what the source doesn't say is said to be nothing."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import takewhile
from typing import Any
from urllib.parse import urlsplit

from opendata import dcat
from opendata.model.base import slug_of
from opendata.services import specifications
from opendata.services.describing.distribution import HVD_ACT

LONGEST_ADDRESS, LONGEST_NAME = 500, 80
"""Characters that columns have room for."""
PRESUMED: Mapping[str, Sequence[str]] = {
    "Dataset": ("contact_point", "issued", "modified", "landing_page"),
    "DatasetSeries": ("contact_point", "landing_page", "modified"),
    "DataService": ("contact_point", "landing_page"),
}
"""What the platform would fill in for a thing of its own."""

Split = Callable[[Any], tuple[Any, Any]]
"""A property's value, as JSON -> what the column takes of it, and what is left."""


def _text(value: Mapping[str, Any]) -> tuple[Any, Any]:
    """The first text of each language."""
    several = {language: texts for language, texts in value.items() if isinstance(texts, list)}
    return {language: several.get(language, [text])[0] for language, text in value.items()}, several


def _whole(value: Any) -> tuple[Any, Any]:
    return value, None


def _first(read: Callable[[Any], Any]) -> Split:
    """The items that fit, up to the first that doesn't: nodes without an IRI are called after their place."""

    def split(items: Sequence[Any]) -> tuple[Any, Any]:
        fitting = list(takewhile(lambda one: one is not None, map(read, items)))
        return fitting, list(items[len(fitting) :])

    return split


def _only(read: Callable[[Any], Any]) -> Split:
    """The first of the items, if that fits."""

    def split(value: Any) -> tuple[Any, Any]:
        items = value if isinstance(value, list) else [value]
        fitting = read(items[0]) if items else None
        return fitting, value if fitting is None else items[1:]

    return split


def _code(vocabulary: str) -> Callable[[Any], str | None]:
    def read(item: Any) -> str | None:
        concept = dcat.find(vocabulary, item) if isinstance(item, str) else None
        return concept.code if concept else None

    return read


def _address(item: Any) -> str | None:
    fits = isinstance(item, str) and item.startswith(("http://", "https://")) and len(item) <= LONGEST_ADDRESS
    return item if fits else None


def _standard(item: Any) -> str | None:
    """One that the platform has no checks for: whether its own are followed, rows tell."""
    return item if _address(item) and specifications.keys(item) == {item} else None


def _described(item: Any) -> Any:
    return item["description"] if isinstance(item, Mapping) and set(item) == {"description"} else None


def _provenance(items: Sequence[Any]) -> tuple[Any, Any]:
    texts = _described(items[0]) if items else None
    return (texts, items[1:]) if texts and not _text(texts)[1] else (None, items)


COLUMNS: Mapping[str, tuple[str, Split]] = {
    "title": ("title", _text),
    "description": ("description", _text),
    "keyword": ("keywords", _whole),
    "theme": ("themes", _first(_code("data-theme"))),
    "access_rights": ("access_rights", _only(_code("access-right"))),
    "accrual_periodicity": ("frequency", _only(_code("frequency"))),
    "language": ("languages", _first(_code("language"))),
    "spatial": ("places", _first(_code("place"))),
    "conforms_to": ("conforms_to", _first(_standard)),
    "landing_page": ("landing_page", _only(_address)),
    "provenance": ("provenance", _provenance),
    "hvd_category": ("hvd_categories", _first(_code("hvd-category"))),
    "identifier": ("identifier", _only(lambda item: item if len(item) <= LONGEST_ADDRESS else None)),
}
"""Property of a Dataset -> its column, and how its value is split."""

IN_WORDS = {"licence": "license", "temporal_start": "temporal", "temporal_end": "temporal"}
"""Columns that are filled in another way -> their property."""

UNSAID: Mapping[str, Any] = {
    "title": {},
    "description": {},
    "keywords": {},
    "themes": [],
    "access_rights": "",
    "frequency": None,
    "languages": [],
    "places": [],
    "temporal_start": None,
    "temporal_end": None,
    "conforms_to": [],
    "landing_page": None,
    "provenance": {},
    "hvd_categories": [],
    "identifier": "",
    "licence": None,
}
"""What stands in the columns of a source's dataset that says nothing of it."""


def dataset_columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a Dataset, `more` among them."""
    columns, more = dict(UNSAID), {name: None for name in PRESUMED["Dataset"] if name not in values}
    for name, value in values.items():
        column, split = COLUMNS.get(name, ("", None))
        fitting, rest = split(value) if split else (None, value)
        if column and fitting is not None:
            columns[column] = fitting
        if rest:
            more[name] = rest
    if period := more.pop("temporal", None):
        more |= _period(columns, period)
    if columns["hvd_categories"] and more.pop("applicable_legislation", None) != HVD_ACT:
        more["applicable_legislation"] = None
    return columns | {"more": more}


def _period(columns: dict[str, Any], items: Sequence[Any]) -> dict[str, Any]:
    """The first period in its columns if it is of whole days; what is left."""
    days = _days(items[0])
    if days is None:
        return {"temporal": items}
    columns["temporal_start"], columns["temporal_end"] = days.get("start_date"), days.get("end_date")
    return {"temporal": items[1:]} if items[1:] else {}


def _days(period: Any) -> dict[str, date] | None:
    if not isinstance(period, Mapping) or not period.keys() <= {"start_date", "end_date"}:
        return None
    try:
        return {name: date.fromisoformat(value) for name, value in period.items()}
    except (TypeError, ValueError):  # a year alone, or a time of the day
        return None


def common_licence(links: Sequence[Mapping[str, Any]]) -> str | None:
    """The code of the licence that all of a dataset's distributions have."""
    said = {link.get("license") if isinstance(link.get("license"), str) else None for link in links}
    return _code("licence")(next(iter(said))) if len(said) == 1 else None


def link_columns(iri: str, values: Mapping[str, Any], *, licence: str | None, is_high_value: bool) -> dict[str, Any]:
    """Columns of a DataFile that is a link, in a dataset of which the distributions have this licence in common."""
    titles, more_titles = _text(values.get("title", {}))
    descriptions, more_descriptions = _text(values.get("description", {}))
    link = {name: value for name, value in values.items() if name not in ("title", "description")}
    link |= {"title": more_titles} if more_titles else {}
    link |= {"description": more_descriptions} if more_descriptions else {}
    if licence:
        link.pop("license")
    if is_high_value and link.pop("applicable_legislation", None) != HVD_ACT:
        link["applicable_legislation"] = None
    address = str(values.get("access_url", iri))
    name = slug_of(next(iter(titles.values()), "")) or slug_of(re.split(r"/", urlsplit(address).path)[-1]) or "link"
    return {
        "iri": iri,
        "name": name[:LONGEST_NAME],
        "title": titles,
        "description": descriptions,
        "link": link,
    }


def resource_values(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """`Resource.values`, without the publisher."""
    unsaid = {name: None for name in PRESUMED[kind] if name not in values}
    return unsaid | {name: value for name, value in values.items() if name != "publisher"}


def moment(more: Mapping[str, Any]) -> datetime | None:
    """When its data last changed, or else came out, if the source tells the day."""
    for said in filter(None, (more.get("modified"), more.get("issued"))):
        try:
            told = datetime.fromisoformat(said)
        except (TypeError, ValueError):  # a year alone
            continue
        return told if told.tzinfo else told.replace(tzinfo=UTC)
    return None


def in_words(column: str) -> str:
    """The property that a column holds, by name; as it is where it holds none."""
    return next((name for name, (other, _) in COLUMNS.items() if other == column), IN_WORDS.get(column, column))
