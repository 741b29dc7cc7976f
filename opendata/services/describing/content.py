"""What the data says of itself, so that nobody has to be asked: where it is, and which release it is."""

from collections.abc import Mapping, Sequence
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
