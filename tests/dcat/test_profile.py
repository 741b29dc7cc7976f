import re

import pytest
from rdflib import SH, Graph

from opendata.dcat.iris import expand
from opendata.dcat.profile import CLASSES, ENTITIES, TYPES, Range
from opendata.dcat.write import describe
from tests.support.shapes import SHAPES

# From the profile for high-value datasets, and from GeoSPARQL.
BEYOND_BASE = {"dcatap:hvdCategory", "geosparql:asWKT"}
# What DCAT-AP has and a city has no use for, or the national harvester cannot take.
LEFT_OUT = [
    ("dcat:Catalog", "dcat:record"),
    ("dcat:Dataset", "prov:wasGeneratedBy"),
    ("dcterms:LicenseDocument", "dcterms:type"),
]
ROWS = [pytest.param(kind, row, id=f"{kind}.{row.name}") for kind, rows in CLASSES.items() for row in rows]


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_a_property_is_called_what_dcat_calls_it(kind, row):
    local = row.iri.partition(":")[2].replace("-", "_")
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", local).lower()
    assert row.name == {"rdf:type": "kind", "adms:identifier": "adms_identifier"}.get(row.iri, snake)


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_every_row_is_complete(kind, row):
    assert expand(row.iri)
    assert row.label["sv"]
    assert row.label["en"]
    if row.range in (Range.NODE, Range.ENTITY):
        assert row.node in CLASSES
        assert (row.node in ENTITIES) == (row.range is Range.ENTITY)
    if row.range is Range.CONCEPT:
        assert row.vocabulary


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_help_is_one_or_two_short_sentences_in_both_languages(kind, row):
    for text in (row.help["sv"], row.help["en"]):
        assert text.endswith(".")
        assert len(text) <= 120
        assert text.count(". ") <= 1


@pytest.mark.parametrize(("kind", "row"), ROWS)
def test_a_row_by_a_flavour_has_the_rule_of_that_flavour(kind, row):
    assert row.by("se") is row
    if row.eu is None:
        assert row.by("eu") is row
    else:
        assert vars(row.eu).items() <= vars(row.by("eu")).items()
        assert row.by("eu").node is None or row.by("eu").node in CLASSES


def test_the_two_flavours_differ_in_kind_of_value_where_the_rules_contradict_each_other():
    contradicted = {row.iri for rows in CLASSES.values() for row in rows if row.eu and row.eu.range is not row.range}
    assert contradicted == {"dcterms:format", "adms:identifier", "locn:geometry", "dcatap:applicableLegislation"}


@pytest.mark.skipif(not SHAPES.exists(), reason="the shapes lie beside the repository and are not here")
def test_the_european_rules_are_those_of_the_european_shapes():
    theirs = european_rules()
    ours = {
        (expand(TYPES[kind][0]), expand(row.iri)): (row.eu.obligation == "mandatory", row.eu.at_most)
        for kind, rows in CLASSES.items()
        for row in rows
        if row.eu and row.iri not in BEYOND_BASE
    }
    left_out = {(expand(kind), expand(iri)) for kind, iri in LEFT_OUT}
    known = {expand(types[0]) for types in TYPES.values()}
    time = "http://www.w3.org/2006/time#"
    assert ours == {
        (target, path): rule
        for (target, path), rule in theirs.items()
        if target in known and (target, path) not in left_out and not path.startswith(time)
    }


def european_rules():
    """(class, property) -> (is mandatory, at most), as the DCAT-AP 3.0.1 shapes have it."""
    shapes = Graph().parse(SHAPES / "dcat-ap-3.0.1" / "dcat-ap-SHACL.ttl")
    found = {}
    for node, target in shapes.subject_objects(SH.targetClass):
        for part in shapes.objects(node, SH.property):
            path, least, most = (shapes.value(part, said) for said in (SH.path, SH.minCount, SH.maxCount))
            if path is not None:
                mandatory, at_most = found.get((target, path), (False, None))
                found[target, path] = (mandatory or bool(least), at_most if most is None else int(most))
    return found


def test_every_class_has_types_and_no_property_twice():
    assert CLASSES.keys() == TYPES.keys()
    for rows in CLASSES.values():
        assert len({row.name for row in rows}) == len({row.iri for row in rows}) == len(rows)


def test_a_name_outside_the_table_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="Dataset has no property titel"):
        describe(Graph(), "Dataset", "https://data.example.se/d", {"titel": {"sv": "Fel"}})
