"""High-value datasets, Regulation (EU) 2023/138: what DCAT-AP HVD 3.0.0 and DIGG's recommendation 14 ask for, besides
the act and the category on the same thing."""

from collections.abc import Iterable, Iterator

from rdflib import URIRef
from rdflib.term import Node

from opendata.dcat import vocabularies
from opendata.dcat.check.subject import Subject
from opendata.dcat.vocabularies import Concept
from opendata.model.report import Finding

_ACT = "http://data.europa.eu/eli/reg_impl/2023/138/oj"


def check_high_value(subject: Subject) -> Iterator[Finding]:
    if subject.kind != "Dataset" or not _is_high_value(subject):
        return
    distributions = list(subject.follow("distribution"))
    marked = [distribution for distribution in distributions if _has_act(distribution)]
    if not marked:
        yield subject.finding("hvd_without_distribution")
    for distribution in marked:
        if not (distribution.values("license") or distribution.values("rights")):
            yield distribution.finding("property_missing", "license")
    services = _services(subject, distributions)
    if not services:
        yield subject.finding("hvd_without_api")
    for node in services:
        yield from _check_service(subject.context.subject("DataService", node))
    for contact in subject.follow("contact_point"):
        yield from _check_contact(contact)


def _check_contact(contact: Subject) -> Iterator[Finding]:
    for name in ("has_email", "has_url"):
        if (count := len(contact.values(name))) > 1:
            yield contact.finding("property_too_many", name, at_most=1, count=count)


def check_marks(subject: Subject) -> Iterator[Finding]:
    if subject.kind == "Dataset" and not _is_high_value(subject):
        for distribution in subject.follow("distribution"):
            if _has_act(distribution):
                yield distribution.finding("hvd_only_distribution", severity="warning")


def _is_high_value(subject: Subject) -> bool:
    return _has_act(subject) or bool(subject.values("hvd_category"))


def _has_act(subject: Subject) -> bool:
    return URIRef(_ACT) in subject.values("applicable_legislation")


def _services(subject: Subject, distributions: list[Subject]) -> list[Node]:
    found = set(subject.backwards("dcat:servesDataset"))
    found |= {service for distribution in distributions for service in distribution.values("access_service")}
    return sorted(found, key=str)


def _check_service(service: Subject) -> Iterator[Finding]:
    if "DataService" not in service.context.kinds.get(service.node, ()):
        return
    for name in ("contact_point", "page"):
        if not service.values(name):
            yield service.finding("property_missing", name)
    if not _is_high_value(service):
        yield service.finding("property_missing", "applicable_legislation")
        yield service.finding("property_missing", "hvd_category")
    if not service.values("serves_dataset"):
        yield service.finding("property_recommended", "serves_dataset", severity="warning")


def check_categories(subject: Subject) -> Iterator[Finding]:
    """The portal's facet knows the six topmost categories only."""
    said = {str(value) for value in subject.values("hvd_category")}
    concepts = [concept for iri in sorted(said) if (concept := vocabularies.find("hvd-category", iri))]
    for top in _tops(concepts):
        if top.iri not in said:
            yield subject.finding("hvd_top_missing", "hvd_category", severity="warning", instead=top.label)


def _tops(concepts: Iterable[Concept]) -> Iterable[Concept]:
    return {top.iri: top for top in (vocabularies.top("hvd-category", one.code) for one in concepts)}.values()
