"""A graph against anybody's SHACL shapes, through pyshacl."""

from collections.abc import Iterator, Mapping

from rdflib import RDF, RDFS, SH, Graph, Literal
from rdflib.term import Node

from opendata.dcat import iris
from opendata.dcat.check.subject import KINDS
from opendata.errors import Invalid
from opendata.model.report import Finding, Report, Severity

_SEVERITIES: Mapping[Node, Severity] = {SH.Violation: "error", SH.Warning: "warning"}


def check_shapes(graph: Graph, shapes: Graph) -> Report:
    """Violations are errors, warnings warnings; sh:Info is left out. What the shapes' graph says of subclasses counts.
    Nothing is fetched. Invalid("shapes_unusable")."""
    from pyshacl import validate
    from pyshacl.errors import ReportableRuntimeError

    kept = Graph()  # of a store that knows contexts, as pyshacl wants it
    kept += graph
    classes = Graph()
    classes += shapes.triples((None, RDFS.subClassOf, None))
    try:
        _, results, text = validate(
            kept, shacl_graph=_closed(shapes), ont_graph=classes, do_owl_imports=False, allow_warnings=True
        )
    except ReportableRuntimeError as error:
        raise Invalid("shapes_unusable", reason=str(error)[:200]) from error
    if not isinstance(results, Graph):
        raise Invalid("shapes_unusable", reason=str(text)[:200])
    return Report.of(sorted(_findings(graph, results), key=lambda one: (one.severity, *map(str, one.facts.values()))))


def _closed(shapes: Graph) -> Graph:
    """Without references to shapes that are nowhere: the EU's own files have some, and pyshacl refuses them. Nor with
    the question whether something is a resource: everything is, by RDF Schema."""
    closed = Graph()
    for triple in shapes:
        is_nowhere = triple[1] in (SH.property, SH.node) and (triple[2], None, None) not in shapes
        if not is_nowhere and triple[1:] != (SH["class"], RDFS.Resource):
            closed.add(triple)
    return closed


def _findings(graph: Graph, results: Graph) -> Iterator[Finding]:
    report = results.value(None, RDF.type, SH.ValidationReport)
    for result in results.objects(report, SH.result):
        severity = _SEVERITIES.get(results.value(result, SH.resultSeverity) or SH.Info)
        if severity:
            focus, path = results.value(result, SH.focusNode), results.value(result, SH.resultPath)
            value = results.value(result, SH.value)
            value = None if value == focus else value  # the shape is of the whole thing
            facts = {
                "class": _kind(graph, focus),
                "subject": str(focus),
                "property": (iris.shorten(str(path)) or str(path)) if path else "",
                "message": _message(results, result),
            }
            yield Finding("shape_violated", severity, value=None if value is None else str(value), facts=facts)


def _kind(graph: Graph, focus: Node | None) -> str:
    return min((KINDS[one] for one in graph.objects(focus, RDF.type) if one in KINDS), default="")


def _message(results: Graph, result: Node) -> str:
    """The shape's own words, in English where it has several."""
    messages = [one for one in results.objects(result, SH.resultMessage) if isinstance(one, Literal)]
    return str(min(messages, key=lambda one: (one.language not in ("en", None), str(one)), default=""))
