"""What the data says of itself, so that nobody has to be asked: where it is, what time it is about, and which release
it is."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from opendata.model import DataFile, Dataset, Text, Version

_COUNTED: Mapping[str, tuple[Text, Text]] = {
    "added": (
        {"sv": "1 rad tillkom", "en": "1 row was added"},
        {"sv": "{} rader tillkom", "en": "{} rows were added"},
    ),
    "changed": (
        {"sv": "1 rad ändrades", "en": "1 row was changed"},
        {"sv": "{} rader ändrades", "en": "{} rows were changed"},
    ),
    "removed": (
        {"sv": "1 rad togs bort", "en": "1 row was removed"},
        {"sv": "{} rader togs bort", "en": "{} rows were removed"},
    ),
}
"""A count in `tabular.compare` -> how one and several are told."""
_OF_ROWS = re.compile(
    "skapa|ändra|andra[dt]|uppdater|registrer|hämta|hamta|creat|modif|updat|chang|retriev|född|fodd|birth|bygg|built"
)
"""In names of columns that tell when a row was written, a person born or a house built: not what the data is about."""
_FIRST_YEAR, _OPEN_FROM_YEAR = 1000, 2200
"""What is earlier is a slip of the pen; what is later says that there is no end, as 9999-12-31 does."""


def extent(files: Sequence[DataFile]) -> list[dict[str, str]]:
    """The rectangle around all coordinates in the data, and its centre."""
    boxes = [version.bbox for version in _current(files) if version.bbox]
    if not boxes:
        return []
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    ring = ((west, north), (east, north), (east, south), (west, south), (west, north))
    corners = ",".join(f"{longitude} {latitude}" for longitude, latitude in ring)
    centre = f"POINT({(west + east) / 2:.7f} {(south + north) / 2:.7f})"
    return [{"bbox": f"POLYGON(({corners}))", "centroid": centre}]


def period(dataset: Dataset) -> dict[str, date | None]:
    """The time that the data is about, as its publisher says; else from the first to the last day in its columns."""
    said = {"start_date": dataset.temporal_start, "end_date": dataset.temporal_end}
    if any(said.values()) or "temporal" in dataset.more:
        return said
    spans = [span for version in _current(dataset.published_files) for span in _spans(version)]
    if not spans:
        return said
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    return {"start_date": first, "end_date": last if last.year < _OPEN_FROM_YEAR else None}


def _spans(version: Version) -> Iterator[tuple[date, date]]:
    """The first and the last day of each column with dates, as they were counted when the version came."""
    types = {field["name"]: field.get("type") for field in (version.table_schema or {}).get("fields", ())}
    for column in (version.profile or {}).get("columns", ()):
        kind, name = types.get(column["name"]), str(column["name"]).casefold()
        if kind in ("date", "datetime", "year") and not _OF_ROWS.search(name):
            least, greatest = (json.loads(column[extreme]) for extreme in ("min", "max"))
            if least is not None and int(str(least)[:4]) >= _FIRST_YEAR:
                yield _day(least, "01-01"), _day(greatest, "12-31")


def _day(value: int | str, of_year: str) -> date:
    """The day of a date or moment; of a year, the one that is given."""
    return date.fromisoformat(value[:10] if isinstance(value, str) else f"{value:04d}-{of_year}")


def release(dataset: Dataset) -> dict[str, Any]:
    """The number of each file's current version, with dots between, and what is new in them."""
    versions = _current(dataset.published_files)
    notes = [note for version in versions if (note := _news(version))]
    told = {language: [note[language] for note in notes] for language in ("sv", "en")} if notes else None
    return {"version": ".".join(str(version.number) for version in versions), "version_notes": told}


def _news(version: Version) -> Text | None:
    counts = {name: int((version.changes or {}).get(name) or 0) for name in _COUNTED}
    if not any(counts.values()):
        return None
    told: Text = {}
    for language, title in _titles(version).items():
        parts = [_COUNTED[name][count != 1][language].format(count) for name, count in counts.items() if count]
        told[language] = f"{title}: {', '.join(parts)}."
    return told


def _titles(version: Version) -> Text:
    title = version.file.title
    return {language: title.get(language) or title.get("sv") or version.file.name for language in ("sv", "en")}


def _current(files: Sequence[DataFile]) -> list[Version]:
    return [file.current_version for file in files if file.current_version]
