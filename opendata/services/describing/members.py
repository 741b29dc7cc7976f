"""What the datasets of a series tell of it together. Source: DIGG's recommendations 15 to 21."""

from collections.abc import Sequence
from typing import Any

from opendata.model import Dataset
from opendata.services.describing.content import period
from opendata.services.describing.moments import day


def told(datasets: Sequence[Dataset]) -> dict[str, Any]:
    """Since when there is one of them, when one last changed, all their places, and the time that they span. What none
    of them says is left out."""
    published = [dataset.first_published_at for dataset in datasets if dataset.first_published_at]
    changed = [dataset.data_changed_at for dataset in datasets if dataset.data_changed_at]
    values = {
        "issued": day(min(published, default=None)),
        "modified": day(max(changed, default=None)),
        "spatial": list(dict.fromkeys(place for dataset in datasets for place in dataset.places)),
        "temporal": _span(datasets),
    }
    return {name: value for name, value in values.items() if value}


def _span(datasets: Sequence[Dataset]) -> dict[str, Any]:
    """One that has no end goes on, and so do all of them together."""
    periods = [one for one in map(period, datasets) if any(one.values())]
    starts = [one["start_date"] for one in periods if one["start_date"]]
    ends = [one["end_date"] for one in periods]
    last = None if None in ends else max((end for end in ends if end), default=None)
    return {name: value for name, value in (("start_date", min(starts, default=None)), ("end_date", last)) if value}
