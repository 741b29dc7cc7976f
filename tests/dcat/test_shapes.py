"""Against the European shapes themselves, which lie beside the repository."""

import pytest

from opendata.dcat.iris import expand
from tests.support.shapes import DCAT_AP, SHAPES, faults

pytestmark = pytest.mark.skipif(not SHAPES.exists(), reason="the shapes lie beside the repository and are not here")


@pytest.mark.parametrize("shapes", DCAT_AP)
def test_a_catalogue_of_ours_conforms_to_dcat_ap(catalogue, shapes):
    assert faults(catalogue, shapes) == set()


def test_the_shapes_do_find_faults(catalogue):
    catalogue.remove((None, expand("dcterms:title"), None))
    assert expand("dcterms:title") in {found[0] for found in faults(catalogue, DCAT_AP[0])}
