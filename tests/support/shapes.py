"""The European shapes, which lie beside the repository, and what they find."""

from collections.abc import Collection, Iterator
from pathlib import Path

from pyshacl import validate
from rdflib import RDF, RDFS, SH, Graph
from rdflib.term import Node

from opendata import dcat
from opendata.dcat.iris import expand

SHAPES = Path(__file__).parents[3] / "shared" / "shacl"
HVD = tuple(SHAPES / "dcat-ap-hvd-3.0.0" / name for name in ("hvd-SHACL-base.patched.ttl", "hvd-SHACL-usagenotes.ttl"))
DCAT_AP = ("dcat-ap-SHACL.patched.ttl", "ranges.patched.ttl")

# DCAT-AP-SE wants literals, DCAT-AP IRIs; the default is what the national portal can read.
KNOWN = {
    (expand(contradicted), component)
    for contradicted in ("dcterms:format", "adms:identifier", "locn:geometry")
    for component in (SH.NodeKindConstraintComponent, SH.ClassConstraintComponent)
}


def faults(
    catalogue: dcat.Graph, shapes: str, known: Collection[tuple[Node, Node]] = KNOWN
) -> set[tuple[Node | None, ...]]:
    """What the DCAT-AP 3.0.1 shapes say against a catalogue, but for what is known: (path, component, focus, value)."""
    left = set()
    for path, component, wanted, focus, value in violations(catalogue, SHAPES / "dcat-ap-3.0.1" / shapes):
        is_series = (value, RDF.type, expand("dcat:DatasetSeries")) in catalogue
        is_anything = known is KNOWN and wanted == RDFS.Resource  # as everything is; the European flavour says so
        if (path, component) in known or is_anything or (path == expand("dcat:dataset") and is_series):
            continue  # DCAT 3 says that a series is a dataset, the axioms here do not
        left.add((path, component, focus, value))
    return left


def violations(catalogue: dcat.Graph, path: Path) -> Iterator[tuple[Node | None, ...]]:
    shapes = Graph().parse(path)
    axioms = Graph().parse(SHAPES / "background" / "subclass-axioms.ttl")
    kept = Graph()  # of a store that knows contexts, as pyshacl wants it
    kept += catalogue
    _, report, _ = validate(kept, shacl_graph=shapes, ont_graph=axioms, do_owl_imports=False)
    for result in report.objects(report.value(None, RDF.type, SH.ValidationReport), SH.result):
        yield (
            report.value(result, SH.resultPath),
            report.value(result, SH.sourceConstraintComponent),
            shapes.value(report.value(result, SH.sourceShape), SH["class"]),
            report.value(result, SH.focusNode),
            report.value(result, SH.value),
        )
