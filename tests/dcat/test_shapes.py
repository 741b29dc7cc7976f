"""Against the European shapes themselves, which lie beside the repository."""

import pytest
from rdflib import URIRef

from opendata.dcat.iris import expand
from tests.support.shapes import DCAT_AP, HVD, SHAPES, faults, violations

from .conftest import BASE

pytestmark = pytest.mark.skipif(not SHAPES.exists(), reason="the shapes lie beside the repository and are not here")


@pytest.mark.parametrize("shapes", DCAT_AP)
def test_a_catalogue_in_the_swedish_flavour_conforms_but_for_what_the_two_rules_contradict_each_other_on(
    catalogue, shapes
):
    assert faults(catalogue, shapes) == set()


@pytest.mark.parametrize("shapes", DCAT_AP)
def test_a_catalogue_in_the_european_flavour_conforms(european, shapes):
    assert faults(european, shapes, known=()) == set()


@pytest.mark.parametrize("shapes", HVD)
def test_a_high_value_catalogue_in_the_european_flavour_conforms_to_the_shapes_for_those(european, shapes):
    found = {focus for _, _, _, focus, _ in violations(european, shapes)}
    # Licences of one's own are advised to say what other licence they are like; only their owner knows.
    assert found <= {URIRef(f"{BASE}/villkor"), URIRef("https://example.se/egen-licens")}


def test_the_shapes_do_find_faults(catalogue):
    catalogue.remove((None, expand("dcterms:title"), None))
    assert expand("dcterms:title") in {found[0] for found in faults(catalogue, DCAT_AP[0])}
