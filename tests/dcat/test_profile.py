import json
import re
from pathlib import Path

import pytest
from rdflib import Graph

from opendata.dcat.iris import PREFIXES, expand
from opendata.dcat.profile import CLASSES, ENTITIES, TYPES, Range
from opendata.dcat.write import describe

BUNDLE = Path(__file__).parents[3] / "shared" / "shacl" / "dcat-ap-se-3.0.1" / "bundle-3.0.1.json"
ROWS = [pytest.param(kind, row, id=f"{kind}.{row.name}") for kind, rows in CLASSES.items() for row in rows]
# Templates of the bundle -> classes of ours.
TEMPLATES = {
    "dcat:Catalog": "Catalog",
    "dcat:Dataset": "Dataset",
    "dcat:DatasetSeries": "DatasetSeries",
    "dcat:Distribution": "Distribution",
    "dcat:DataService": "DataService",
    "dcat:foaf:Agent": "Agent",
    "dcat:contactPoint": "ContactPoint",
    "dcat:spdx:checksum_di": "Checksum",
    "dcat:dcterms:provenance_da": "ProvenanceStatement",
    "vc:hasTelephone": "Telephone",
}


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


def test_every_class_has_types_and_no_property_twice():
    assert CLASSES.keys() == TYPES.keys()
    for rows in CLASSES.values():
        assert len({row.name for row in rows}) == len({row.iri for row in rows}) == len(rows)


def test_a_name_outside_the_table_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="Dataset has no property titel"):
        describe(Graph(), "Dataset", "https://data.example.se/d", {"titel": {"sv": "Fel"}})


@pytest.mark.skipif(not BUNDLE.exists(), reason="the national bundle lies beside the repository and is not here")
@pytest.mark.parametrize(("template", "kind"), TEMPLATES.items())
def test_the_mandatory_properties_and_limits_are_those_of_the_national_bundle(template, kind):
    ours = {expand(row.iri): row for row in CLASSES[kind]}
    mandatory, limited = set(), set()
    for iri, least, most in _cardinalities(template):
        if least:
            mandatory.add(iri)
        if most == 1 and iri in {str(known) for known in ours}:
            limited.add(iri)
    assert {str(iri) for iri, row in ours.items() if row.obligation == "mandatory"} == mandatory
    assert limited <= {str(iri) for iri, row in ours.items() if row.at_most == 1}


def _cardinalities(template):
    templates = {one["id"]: one for one in json.loads(BUNDLE.read_text(encoding="utf-8"))["templates"] if "id" in one}
    for item in templates[template]["items"]:
        own = templates[item] if isinstance(item, str) else item
        whole = templates.get(own.get("extends", ""), {}) | own
        if "property" in whole:  # the groups of alternatives (format, licence) have none, and no real minimum
            cardinality = whole.get("cardinality", {})
            least = 0 if "deps" in whole else cardinality.get("min", 0)  # hvdCategory: only together with the act
            yield _full(whole["property"]), least, cardinality.get("max")


def _full(iri):
    prefix, _, local = iri.partition(":")
    return PREFIXES.get(prefix, "urn:unknown:") + local if not local.startswith("//") else iri
