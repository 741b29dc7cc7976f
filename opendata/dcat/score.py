"""Metadata quality as data.europa.eu and DIGG count it: 405 points for a dataset in five dimensions, and how to gain
what is missing.

Source: the MQA methodology of data.europa.eu, by the points that implementations agree on; DIGG's quality page for its
two deviations: no points for conformance to DCAT-AP, and a media type in dcterms:format counts as well as one of
the EU list. Points for a distribution are those of the distribution that has most. What answers is not tried here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from opendata.dcat import vocabularies
from opendata.dcat.iris import expand

Method = OneOf["digg", "eu"]
Dimension = OneOf["findability", "accessibility", "interoperability", "reusability", "contextuality"]

RATINGS: Mapping[str, int] = {"excellent": 351, "good": 221, "sufficient": 121, "bad": 0}
"""Rating -> fewest points."""
NOTES = (
    "gain_keyword",
    "gain_theme",
    "gain_spatial",
    "gain_temporal",
    "gain_access_url_answers",
    "gain_download_url",
    "gain_download_url_answers",
    "gain_format",
    "gain_media_type",
    "gain_format_listed",
    "gain_non_proprietary",
    "gain_machine_readable",
    "gain_conforms",
    "gain_license",
    "gain_license_listed",
    "gain_access_rights",
    "gain_access_rights_listed",
    "gain_contact_point",
    "gain_publisher",
    "gain_rights",
    "gain_byte_size",
    "gain_issued",
    "gain_modified",
)
"""The code of each indicator's advice."""

_FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
_LICENCES = "http://publications.europa.eu/resource/authority/licence/"
# Codes of the EU list of file types, as the European Data Portal counts them; GPKG, GML and PARQUET are in neither.
_MACHINE_READABLE = frozenset({
    "CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS",
    "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML",
})  # fmt: skip
_NON_PROPRIETARY = frozenset({
    "BMP", "CSV", "DBF", "GEOJSON", "GZIP", "HTML", "ICS", "JPEG2000", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF",
    "ODS", "PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "RTF", "TAR", "TIFF",
    "TSV", "TXT", "WMS_SRVC", "XML", "ZIP",
})  # fmt: skip


@dataclass(frozen=True)
class Point:
    """What one indicator gave: `points` of `maximum`; `gain` is the code of the advice while some are missing that the
    method gives at all."""

    indicator: str
    dimension: Dimension
    points: float
    maximum: int
    is_given: bool = True

    @property
    def gain(self) -> str | None:
        return f"gain_{self.indicator}" if self.is_given and self.points < self.maximum else None


@dataclass(frozen=True)
class Score:
    """Of one dataset; or, with averages for points, of `datasets` of them."""

    points: Sequence[Point]
    datasets: int = 1

    @property
    def total(self) -> float:
        return round(sum(one.points for one in self.points), 2)

    @property
    def maximum(self) -> int:
        return sum(one.maximum for one in self.points)

    @property
    def dimensions(self) -> Mapping[Dimension, tuple[float, int]]:
        """Dimension -> points and maximum."""
        found: dict[Dimension, tuple[float, int]] = {}
        for one in self.points:
            points, maximum = found.get(one.dimension, (0, 0))
            found[one.dimension] = (points + one.points, maximum + one.maximum)
        return found

    @property
    def rating(self) -> str:
        """A key of RATINGS."""
        return next(name for name, fewest in RATINGS.items() if round(self.total) >= fewest)

    @property
    def gains(self) -> Sequence[tuple[str, float]]:
        """Codes of advice and the points that each would give, most first."""
        missing = [(one.gain, one.maximum - one.points) for one in self.points if one.gain]
        return sorted(missing, key=lambda gain: -gain[1])


@dataclass(frozen=True)
class _Thing:
    """A dataset or a distribution, and what is known from outside of it."""

    graph: Graph
    node: Node
    method: Method
    reachable: Mapping[str, bool]
    conforms: bool

    def first(self, prop: str) -> Node | None:
        return min(self.graph.objects(self.node, expand(prop)), key=str, default=None)

    def answers(self, prop: str) -> bool:
        url = self.first(prop)
        return url is not None and self.reachable.get(str(url), True)

    @property
    def file_types(self) -> set[str]:
        """Codes of the EU list that the format and media type stand for, as far as the method looks."""
        said = {self.first("dcterms:format"), self.first("dcat:mediaType")} - {None}
        return {code for value in said if self.is_listed_format(value) for code in _codes(str(value))}

    def is_listed_format(self, value: Node | None) -> bool:
        if isinstance(value, Literal):
            return self.method == "digg" and bool(_codes(str(value)))
        return value is not None and str(value).startswith((_FILE_TYPES, _MEDIA_TYPES))


_Test = Callable[[_Thing], bool]


def _has(prop: str) -> _Test:
    return lambda thing: thing.first(prop) is not None


def _answers(prop: str) -> _Test:
    return lambda thing: thing.answers(prop)


def _is_listed(thing: _Thing) -> bool:
    return any(thing.is_listed_format(thing.first(prop)) for prop in ("dcterms:format", "dcat:mediaType"))


def _has_listed_licence(thing: _Thing) -> bool:
    licence = str(thing.first("dcterms:license"))
    return vocabularies.find("licence", licence) is not None or licence.startswith(_LICENCES)


def _has_listed_access_rights(thing: _Thing) -> bool:
    return vocabularies.find("access-right", str(thing.first("dcterms:accessRights"))) is not None


# Indicator, dimension, points, and its test: of the dataset, then of a distribution.
_OF_DATASET: Sequence[tuple[str, Dimension, int, _Test]] = (
    ("keyword", "findability", 30, _has("dcat:keyword")),
    ("theme", "findability", 30, _has("dcat:theme")),
    ("spatial", "findability", 20, _has("dcterms:spatial")),
    ("temporal", "findability", 20, _has("dcterms:temporal")),
    ("conforms", "interoperability", 30, lambda thing: thing.conforms),
    ("access_rights", "reusability", 10, _has("dcterms:accessRights")),
    ("access_rights_listed", "reusability", 5, _has_listed_access_rights),
    ("contact_point", "reusability", 20, _has("dcat:contactPoint")),
    ("publisher", "reusability", 10, _has("dcterms:publisher")),
)
_OF_DISTRIBUTION: Sequence[tuple[str, Dimension, int, _Test]] = (
    ("access_url_answers", "accessibility", 50, _answers("dcat:accessURL")),
    ("download_url", "accessibility", 20, _has("dcat:downloadURL")),
    ("download_url_answers", "accessibility", 30, _answers("dcat:downloadURL")),
    ("format", "interoperability", 20, _has("dcterms:format")),
    ("media_type", "interoperability", 10, _has("dcat:mediaType")),
    ("format_listed", "interoperability", 10, _is_listed),
    ("non_proprietary", "interoperability", 20, lambda thing: bool(thing.file_types & _NON_PROPRIETARY)),
    ("machine_readable", "interoperability", 20, lambda thing: bool(thing.file_types & _MACHINE_READABLE)),
    ("license", "reusability", 20, _has("dcterms:license")),
    ("license_listed", "reusability", 10, _has_listed_licence),
    ("rights", "contextuality", 5, _has("dcterms:rights")),
    ("byte_size", "contextuality", 5, _has("dcat:byteSize")),
)
# Either of the two may say when.
_OF_EITHER: Sequence[tuple[str, Dimension, int, _Test]] = (
    ("issued", "contextuality", 5, _has("dcterms:issued")),
    ("modified", "contextuality", 5, _has("dcterms:modified")),
)


def score(
    graph: Graph,
    dataset: str,
    method: Method = "digg",
    *,
    reachable: Mapping[str, bool] | None = None,
    conforms: bool = False,
) -> Score:
    """The points of one dataset in a graph. `reachable` says of addresses whether they answered; those not in it are
    taken to answer, as our own do. `conforms`: the graph passed the shapes of DCAT-AP; counts for "eu" only."""

    def thing(node: Node) -> _Thing:
        return _Thing(graph, node, method, reachable or {}, conforms and method == "eu")

    whole = thing(URIRef(dataset))
    distributions = [thing(node) for node in sorted(graph.objects(whole.node, expand("dcat:distribution")), key=str)]
    best = max(distributions, key=_worth, default=None)
    points = [Point(name, dimension, most * test(whole), most) for name, dimension, most, test in _OF_DATASET]
    for name, dimension, most, test in _OF_DISTRIBUTION:
        points.append(Point(name, dimension, most * (best is not None and test(best)), most))
    for name, dimension, most, test in _OF_EITHER:
        points.append(Point(name, dimension, most * (test(whole) or (best is not None and test(best))), most))
    if method == "digg":
        points = [replace(one, is_given=one.indicator != "conforms") for one in points]
    order = ["findability", "accessibility", "interoperability", "reusability", "contextuality"]
    return Score(sorted(points, key=lambda point: order.index(point.dimension)))


def _worth(distribution: _Thing) -> int:
    return sum(most for _, _, most, test in (*_OF_DISTRIBUTION, *_OF_EITHER) if test(distribution))


def aggregate(scores: Sequence[Score]) -> Score | None:
    """The averages of several scores, as for a publisher or a catalog, each counted by how many datasets it stands for.
    None where there are none."""
    datasets = sum(one.datasets for one in scores)
    if not datasets:
        return None
    points = []
    for alike in zip(*(one.points for one in scores), strict=True):
        summed = sum(point.points * one.datasets for point, one in zip(alike, scores, strict=True))
        points.append(Point(alike[0].indicator, alike[0].dimension, summed / datasets, alike[0].maximum))
    return Score(points, datasets)


def _codes(format: str) -> set[str]:  # noqa: A002
    """Codes of the EU list of file types for a format: its IRI there, its IRI at IANA, or a media type."""
    if format.startswith(_FILE_TYPES):
        return {format.removeprefix(_FILE_TYPES)}
    plain = format.removeprefix(_MEDIA_TYPES)
    known = vocabularies.vocabulary("media-type").values()
    return {(one.file_type or "").removeprefix(_FILE_TYPES) for one in known if one.media_type == plain}
