"""A program of its own: keeps graphs, and forks for each question. The time, the memory and the crash of a question are
its fork's; the graphs stay.

Nothing but pyoxigraph and the standard library, so that it starts at once. It reads commands, each a line of JSON and
as many bytes as that says: {graph, size} puts N-Triples in place of a graph, and none of them removes it; {query, ...}
is answered by {outcome, size, ...} and the body. It ends when nobody writes to it any more.
"""

import json
import os
import resource
import signal
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
    serialize,
)

Graph = NamedNode | BlankNode | DefaultGraph
SOLUTIONS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
GRAPHS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def main() -> None:
    store, commands, answers = Store(), sys.stdin.buffer, sys.stdout.buffer
    while line := commands.readline():
        command = json.loads(line)
        if "graph" in command:
            _put(store, NamedNode(command["graph"]), commands.read(command["size"]))
        else:
            outcome, body = _forked(store, command)
            answers.write(json.dumps(outcome | {"size": len(body)}).encode() + b"\n" + body)
            answers.flush()


def _put(store: Store, graph: NamedNode, text: bytes) -> None:
    """The default graph holds every statement once: a union made for each question, as pyoxigraph 0.5 does, counts a
    statement that is in two graphs twice."""
    for quad in list(store.quads_for_pattern(None, None, None, graph)):
        store.remove(quad)
        others = store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        if all(other.graph_name == DefaultGraph() for other in others):
            store.remove(Quad(quad.subject, quad.predicate, quad.object))
    if text:
        for target in (graph, DefaultGraph()):
            store.load(text, format=RdfFormat.N_TRIPLES, to_graph=target, lenient=True)
    else:
        store.remove_graph(graph)


def _forked(store: Store, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Outcome: answered (form), unreadable (reason), overlong; or slow and hungry, which the fork can't say itself."""
    source, sink = os.pipe()
    fork = os.fork()
    if not fork:
        _answer_and_end(store, question, sink)
    os.close(sink)
    with open(source, "rb") as pipe:  # noqa: PTH123 (a descriptor)
        said = pipe.read()
    status = os.waitpid(fork, 0)[1]
    if status == 0:
        head, _, body = said.partition(b"\n")
        return json.loads(head), body
    return {"outcome": "slow" if os.WTERMSIG(status) == signal.SIGALRM else "hungry"}, b""


def _answer_and_end(store: Store, question: dict[str, Any], sink: int) -> None:
    """In the fork. Rust aborts when memory is refused, and a question that is nested too deep ends on the stack."""
    try:
        _limit(question["seconds"], question["memory"])
        outcome, body = _answered(store, question)
        with open(sink, "wb") as pipe:
            pipe.write(json.dumps(outcome).encode() + b"\n" + body)
        os._exit(0)
    finally:
        os._exit(1)


def _limit(seconds: int, memory: int) -> None:
    """A fork that may open nothing can't fetch anything either: SERVICE would, for pyoxigraph brings an HTTP client."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    os.close(sys.stderr.fileno())
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * resource.getpagesize() + memory
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE):
        resource.setrlimit(kind, (0, 0))


def _answered(store: Store, question: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    body = _Bounded(question["most"])
    try:
        form = _write(store, question, body)
    except (SyntaxError, RuntimeError, ValueError, OSError) as error:
        if body.is_full:
            return {"outcome": "overlong"}, b""
        return {"outcome": "unreadable", "reason": str(error)}, b""
    return {"outcome": "answered", "form": form}, body.getvalue()


def _write(store: Store, question: dict[str, Any], body: "_Bounded") -> str:
    """Its form. The graphs that the protocol names count before those that the query names, those before all."""
    default: list[Graph] = [NamedNode(iri) for iri in question["default"]]
    named: list[NamedNode | BlankNode] = [NamedNode(iri) for iri in question["named"]]
    is_chosen = bool(default or named)
    result = store.query(
        question["query"],
        prefixes=question["prefixes"],
        default_graph=default if is_chosen else None,
        named_graphs=named if is_chosen else None,
    )
    if isinstance(result, QueryTriples):
        form: str = question["graph_form"]
        serialize(result, body, format=GRAPHS[form], prefixes=question["prefixes"])
    else:
        form = question["solution_form"]
        result.serialize(body, format=SOLUTIONS[form])
    return form


class _Bounded(BytesIO):
    """Takes so many bytes and no more."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most, self.is_full = most, False

    def write(self, data: Any) -> int:
        self.is_full = self.tell() + memoryview(data).nbytes > self.most
        if self.is_full:
            raise OSError
        return super().write(data)


if __name__ == "__main__":
    main()
