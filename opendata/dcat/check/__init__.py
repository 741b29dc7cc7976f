"""Graph -> findings: each property by its row in the profile, what values mean, how things hang together, and what
high-value datasets need. Errors are what the national portal's rules or the European shapes refuse.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

from rdflib import Graph

from opendata.dcat.check import highvalue, links, meaning, properties
from opendata.dcat.check.codes import FINDINGS
from opendata.dcat.check.shacl import check_shapes
from opendata.dcat.check.subject import Described, Subject
from opendata.dcat.profile import Flavour
from opendata.dcat.shapes import FILE
from opendata.model.report import Finding, Report

__all__ = ["FINDINGS", "check", "check_shapes", "check_twice"]

_RULES: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    properties.check_properties,
    properties.check_names,
    meaning.check_texts,
    meaning.check_words,
    meaning.check_dates,
    meaning.check_geometry,
    meaning.check_formats,
    meaning.check_licences,
    meaning.check_addresses,
    meaning.check_checksum,
    links.check_links,
    links.check_identity,
    links.check_publisher,
    links.check_dataset,
    links.check_series,
    links.check_catalogs,
    highvalue.check_categories,
    highvalue.check_marks,
    highvalue.check_high_value,
)


def check(graph: Graph, flavour: Flavour = "se", today: date | None = None) -> Report:
    """Every subject of a known class against every rule. A subject that is only typed, as the target of a link, is not
    asked for what is recommended. In a graph without a catalog, what datasets, series, services and sources it links to
    may be described elsewhere. `today`: dates after it lie in the future."""
    described = Described(graph, flavour, today or date.today())
    return Report.of([finding for subject in described.subjects() for rule in _RULES for finding in rule(subject)])


def check_twice(graph: Graph) -> Report:
    """`check`, and our own shapes after it, for what a SHACL engine finds on things that nothing was found on. Takes
    minutes for thousands of datasets."""
    found = check(graph).findings
    told = {(one.facts["subject"], one.facts.get("property", "")) for one in found}
    subjects = {subject for subject, _ in told}
    more = [
        one
        for one in check_shapes(graph, _own_shapes()).findings
        if (one.facts["subject"], one.facts["property"]) not in told
        and (one.facts["property"] or one.facts["subject"] not in subjects)
    ]
    return Report.of([*found, *more])


@cache
def _own_shapes() -> Graph:
    return Graph().parse(FILE, format="turtle")
