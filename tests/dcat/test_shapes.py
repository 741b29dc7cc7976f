"""Against the European shapes themselves, which lie beside the repository."""

from pathlib import Path

import pytest
from pyshacl import validate
from rdflib import RDF, RDFS, SH, Graph

from opendata import dcat
from opendata.dcat.iris import expand

SHAPES = Path(__file__).parents[3] / "shared" / "shacl"

pytestmark = pytest.mark.skipif(not SHAPES.exists(), reason="the shapes lie beside the repository and are not here")

KNOWN = {
    # DCAT-AP-SE wants a literal, DCAT-AP an IRI; the default is what the national portal can read.
    (expand("dcterms:format"), SH.NodeKindConstraintComponent),
    (expand("dcterms:format"), SH.ClassConstraintComponent),
}


@pytest.mark.parametrize("shapes", ["dcat-ap-SHACL.patched.ttl", "ranges.patched.ttl"])
def test_a_catalogue_of_ours_conforms_to_dcat_ap(catalogue, shapes):
    left = set()
    for path, component, wanted, focus, value in violations(catalogue, SHAPES / "dcat-ap-3.0.1" / shapes):
        is_series = (value, RDF.type, expand("dcat:DatasetSeries")) in catalogue
        if (path, component) in KNOWN or wanted == RDFS.Resource or (path == expand("dcat:dataset") and is_series):
            continue  # everything is an rdfs:Resource; DCAT 3 says that a series is a dataset, the axioms here do not
        left.add((path, component, focus, value))
    assert left == set()


def test_the_shapes_do_find_faults(catalogue):
    catalogue.remove((None, expand("dcterms:title"), None))
    paths = {found[0] for found in violations(catalogue, SHAPES / "dcat-ap-3.0.1" / "dcat-ap-SHACL.patched.ttl")}
    assert expand("dcterms:title") in paths


def violations(catalogue: dcat.Graph, path: Path):
    shapes = Graph().parse(path)
    axioms = Graph().parse(SHAPES / "background" / "subclass-axioms.ttl")
    _, report, _ = validate(catalogue, shacl_graph=shapes, ont_graph=axioms, do_owl_imports=False)
    for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        yield (
            report.value(result, SH.resultPath),
            report.value(result, SH.sourceConstraintComponent),
            shapes.value(report.value(result, SH.sourceShape), SH["class"]),
            report.value(result, SH.focusNode),
            report.value(result, SH.value),
        )
