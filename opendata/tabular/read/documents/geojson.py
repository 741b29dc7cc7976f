"""GeoJSON features as rows: their properties, and one column with the geometry."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy
import shapely

from opendata.model.report import Finding
from opendata.tabular.read.documents.objects import Columns, Object, written
from opendata.tabular.read.features.geometry import COLUMN, TYPE, Lonlat
from opendata.tabular.read.plain import MOST_FINDINGS

BATCH = 4 << 20
"""Characters of geometry that are converted at a time."""
MOST_AT_A_TIME = 5_000


@dataclass
class Features:
    """What reading features learns; `crs` is what the coordinates are in, if somebody says. Errors as Lonlat's."""

    crs: str | None
    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    _columns: Columns = field(default_factory=Columns)

    def __post_init__(self) -> None:
        self._lonlat = Lonlat(self.crs)
        self.crs = self._lonlat.crs

    @property
    def titles(self) -> list[str]:
        return self._columns.titles

    @property
    def types(self) -> tuple[str | None, ...]:
        place = self._columns.place(COLUMN)
        return tuple(TYPE if at == place else None for at in range(len(self.titles)))

    def rows(self, features: Iterable[Object]) -> Iterator[list[str]]:
        """Rows in the features' order, the geometry's column after the first feature's properties."""
        done = 0
        for batch in _batches(features):
            read = shapely.from_geojson([geometry for _, geometry in batch], on_invalid="ignore")
            for row, ((_, text), geometry) in enumerate(zip(batch, read, strict=True), done + 1):
                if text is not None and geometry is None:
                    self._find(Finding("geometry_broken", row=row, column=COLUMN, value=text[:100]))
            texts = self._lonlat.texts(numpy.asarray(read, dtype=object))
            records = ({**properties, COLUMN: text} for (properties, _), text in zip(batch, texts, strict=True))
            yield from self._columns.rows(records)
            done += len(batch)

    def _find(self, finding: Finding) -> None:
        self.counts[finding.code] = self.counts.get(finding.code, 0) + 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(finding)


def _batches(features: Iterable[Object]) -> Iterator[list[tuple[Object, str | None]]]:
    batch: list[tuple[Object, str | None]] = []
    size = 0
    for feature in features:
        geometry = feature.get("geometry")
        text = None if geometry is None else written(geometry)
        batch.append((_properties(feature), text))
        size += len(text or "")
        if size > BATCH or len(batch) == MOST_AT_A_TIME:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _properties(feature: Object) -> Object:
    """The properties, and the feature's own id unless they have one. A property that is called as our column steps
    aside."""
    said: Any = feature.get("properties")
    properties: Object = dict(said) if isinstance(said, dict) else {}
    if COLUMN in properties:
        properties[f"properties.{COLUMN}"] = properties.pop(COLUMN)
    if feature.get("id") is not None and "id" not in properties:
        return {"id": feature["id"], **properties}
    return properties
