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
ROWS = [(kind, row) for kind, rows in CLASSES.items() for row in rows]


def all_but(is_right):
    """The rows of which it is not so, by their names."""
    return [f"{kind}.{row.name}" for kind, row in ROWS if not is_right(row)]


def test_a_property_is_called_what_dcat_calls_it():
    def snake(row):
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", row.iri.partition(":")[2].replace("-", "_")).lower()

    ours = {"rdf:type": "kind", "adms:identifier": "adms_identifier"}
    assert all_but(lambda row: row.name == ours.get(row.iri, snake(row))) == []


def test_every_row_is_complete():
    nodes = (Range.NODE, Range.ENTITY)
    assert all_but(lambda row: expand(row.iri) and row.label["sv"] and row.label["en"]) == []
    assert all_but(lambda row: row.range not in nodes or row.node in CLASSES) == []
    assert all_but(lambda row: row.range not in nodes or (row.node in ENTITIES) == (row.range is Range.ENTITY)) == []
    assert all_but(lambda row: row.range is not Range.CONCEPT or row.vocabulary) == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_help_is_one_or_two_short_sentences_in_both_languages(language):
    assert all_but(lambda row: row.help[language].endswith(".")) == []
    assert all_but(lambda row: len(row.help[language]) <= 120) == []
    assert all_but(lambda row: row.help[language].count(". ") <= 1) == []


def test_a_row_by_a_flavour_has_the_rule_of_that_flavour():
    assert all_but(lambda row: row.by("se") is row) == []
    assert all_but(lambda row: row.eu or row.by("eu") is row) == []
    assert all_but(lambda row: not row.eu or vars(row.eu).items() <= vars(row.by("eu")).items()) == []
    assert all_but(lambda row: not row.eu or row.by("eu").node in {None, *CLASSES}) == []


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
