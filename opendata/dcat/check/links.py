"""How things hang together: that what is linked to is there, is what it should be, and is found from the catalog."""

import re
from collections.abc import Iterator

from rdflib import RDF, BNode, Literal
from rdflib.term import Node

from opendata.dcat.check.subject import Subject
from opendata.dcat.iris import expand
from opendata.dcat.profile import CLASSES, ENTITIES, TYPES, Property, Range
from opendata.model.report import Finding

# Links that a reader follows at once; what others point at may be described in another part of the catalogue, or in
# another catalogue.
_FOLLOWED = frozenset({"publisher", "creator", "contact_point", "distribution", "agent"})
_FOLLOWED_IN_A_CATALOG = _FOLLOWED | {"dataset", "service", "access_service", "in_series"}
# What a catalog is a part of has a document of its own, and may be named here for the links it has to the same things.
_UPWARDS = frozenset({"is_part_of"})
# What leads to each class.
_WAYS = {
    "Dataset": ("dcat:dataset",),
    "DatasetSeries": ("dcat:dataset",),
    "Distribution": ("dcat:distribution", "adms:sample"),
    "DataService": ("dcat:service", "dcat:accessService"),
}
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# DIGG's recommendations 16 to 18.
_MOST_MEMBERS = 50
_SAME_IN_A_SERIES = ("publisher", "conforms_to", "theme", "applicable_legislation", "hvd_category", "subject")
_PUBLISHER = re.compile(r"http://dataportal\.se/organisation/SE\d{10}(-[\w-]+)?")
_LIKE_A_PUBLISHER = re.compile(r"https?://(www\.)?dataportal\.se/organisation/")


def check_links(subject: Subject) -> Iterator[Finding]:
    for row in subject.rows.values():
        if row.node in CLASSES and row.range in (Range.NODE, Range.ENTITY) and row.name not in _UPWARDS:
            for value in subject.values(row.name):
                yield from _check_link(subject, row, value)
    if subject.context.is_whole and subject.kind in _WAYS and not any(map(subject.backwards, _WAYS[subject.kind])):
        yield subject.finding("not_linked", severity="warning", property=_WAYS[subject.kind][0])


def _check_link(subject: Subject, row: Property, value: Node) -> Iterator[Finding]:
    node = row.node or ""
    kinds = set(subject.context.kinds.get(value, ()))
    if isinstance(value, Literal) or node in kinds or (node == "Dataset" and "DatasetSeries" in kinds):
        return
    followed = _FOLLOWED_IN_A_CATALOG if subject.context.is_whole else _FOLLOWED
    if (value, None, None) not in subject.graph:
        if row.name in followed:
            yield subject.finding("link_undescribed", row.name, value=value, node=node)
    elif row.obligation == "optional" and (others := kinds & ENTITIES):
        yield subject.finding(
            "link_other_thing", row.name, severity="warning", value=value, node=node, other=min(others)
        )
    elif row.range is Range.ENTITY or isinstance(value, BNode) or _says_what(subject, node, value):
        yield subject.finding("type_missing", row.name, value=value, node=node, type=TYPES[node][0])


def _says_what(subject: Subject, kind: str, value: Node) -> bool:
    """Whether there is a description of the class, and not just a label."""
    predicates = set(subject.graph.predicates(value)) - {RDF.type}
    return any(expand(row.iri) in predicates for row in CLASSES[kind])


def check_identity(subject: Subject) -> Iterator[Finding]:
    """That each thing is one thing, and no two are taken for one."""
    kinds = [kind for kind in CLASSES if kind in ENTITIES and kind in subject.context.kinds[subject.node]]
    if subject.kind == "ContactPoint" and ("Agent" in kinds or subject.node in subject.context.publishers):
        yield subject.finding("contact_is_publisher", value=subject.node)
    elif kinds[-1:] == [subject.kind] and (others := set(kinds[:-1]) - {"Agent"}):
        yield subject.finding("class_twice", severity="warning", other=min(others))
    if subject.kind == "Dataset":
        for value in subject.values("identifier"):
            having = set(subject.graph.subjects(expand("dcterms:identifier"), value)) - {subject.node}
            same = [str(node) for node in having if "Dataset" in subject.context.kinds.get(node, ())]
            if same and _UUID.fullmatch(str(value)):
                yield subject.finding("identifier_taken", "identifier", value=value, other=min(same))


def check_publisher(subject: Subject) -> Iterator[Finding]:
    iri = str(subject.node)
    if subject.kind == "Agent" and _LIKE_A_PUBLISHER.match(iri) and not _PUBLISHER.fullmatch(iri):
        yield subject.finding("publisher_iri", severity="warning", value=iri)


def check_series(subject: Subject) -> Iterator[Finding]:
    if subject.kind == "DatasetSeries":
        if subject.graph.value(subject.node, expand("dcat:inSeries")):
            yield subject.finding("series_in_series", severity="warning")
        members = [subject.context.subject("Dataset", node) for node in subject.backwards("dcat:inSeries")]
        if subject.context.is_whole and not members:
            yield subject.finding("series_empty", severity="warning")
        if len(members) > _MOST_MEMBERS:
            yield subject.finding("series_large", severity="warning", count=len(members), at_most=_MOST_MEMBERS)
        for name in _SAME_IN_A_SERIES:
            if len({tuple(member.values(name)) for member in members}) > 1:
                yield subject.finding("series_differs", name, severity="warning")


def check_catalogs(subject: Subject) -> Iterator[Finding]:
    """The national portal follows parts of the main catalog, not parts of parts."""
    if subject.kind == "Catalog" and any(part.values("has_part") for part in subject.follow("has_part")):
        yield subject.finding("catalog_depth", severity="warning")


def check_dataset(subject: Subject) -> Iterator[Finding]:
    if subject.kind == "Dataset" and not subject.values("distribution") and not subject.backwards("dcat:servesDataset"):
        yield subject.finding("distribution_missing", severity="warning")
    protected = {value.rpartition("/")[2] for value in subject.iris("access_rights")} & {"RESTRICTED", "NON_PUBLIC"}
    if subject.kind == "Dataset" and protected:
        # The Data Governance Act's single information point asks for it, DIGG's recommendation 22.
        for distribution in subject.follow("distribution"):
            if not distribution.values("byte_size"):
                yield distribution.finding("property_recommended", "byte_size", severity="warning")
