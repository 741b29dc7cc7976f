"""What people may say of a thing beyond the fields that it has columns for: all that the profile has, but for what the
platform knows better."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from opendata import dcat
from opendata.dcat import CLASSES, Property
from opendata.errors import Invalid

FIELD_OF: Mapping[str, str] = {
    "title": "title",
    "description": "description",
    "keyword": "keywords",
    "theme": "themes",
    "access_rights": "access_rights",
    "accrual_periodicity": "frequency",
    "language": "languages",
    "spatial": "places",
    "temporal": "temporal_start",
    "conforms_to": "conforms_to",
    "landing_page": "landing_page",
    "provenance": "provenance",
    "hvd_category": "hvd_categories",
    "contact_point": "contact_point",
}
"""Property of a Dataset -> the field of its own that it is described with."""

BEYOND_THEIR_FIELD = frozenset({"spatial", "temporal"})
"""Asked for all the same: a rectangle is no place of the list, and there may be more periods than one."""

FILLED_IN: Mapping[str, frozenset[str]] = {
    "Dataset": frozenset(
        {
            "publisher",  # the one that it is made for
            "distribution",  # its files and links
            "identifier",  # made once, for ever
            "modified",  # the moment that its data changed
            "in_series",  # said where the series is described
            "applicable_legislation",  # follows from the category of high-value datasets
        }
    ),
    "Distribution": frozenset(
        {
            "title",  # the file's own
            "description",
            "access_service",  # an API is described here only when it is ours
            "applicable_legislation",  # the dataset's
        }
    ),
    "DatasetSeries": frozenset(
        {
            "publisher",  # the one that it is made for
            "contact_point",  # its publisher's
            "modified",  # the moment that one of its datasets changed
            "identifier",  # its address
        }
    ),
}
"""Class -> properties that nobody is asked for."""


@cache
def asked_for(kind: str) -> Sequence[Property]:
    """What can be said of a Dataset beside its fields, of a link (Distribution), or of a DatasetSeries."""
    fields = FIELD_OF.keys() - BEYOND_THEIR_FIELD if kind == "Dataset" else frozenset()
    return [row for row in CLASSES[kind] if row.name not in fields | FILLED_IN[kind]]


def read(kind: str, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Those of the values that are asked for as they are kept, None where nothing is said any more; and what can't be
    used: path -> code. Other names are left alone."""
    kept: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for row in asked_for(kind):
        if row.name in values:
            try:
                kept[row.name] = dcat.given(kind, row.name, values[row.name])
            except Invalid as unusable:
                errors |= unusable.facts["errors"]
    return kept, errors


def changed(stored: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored, with what `read` gave instead of what was there of the same name."""
    return {name: value for name, value in {**stored, **kept}.items() if value is not None}
