"""The door for questions in SPARQL: the SPARQL 1.1 Protocol for programs, a page with a form for people.

Source: https://www.w3.org/TR/sparql11-protocol/ (2.1 query, 2.1.4 default graphs, 2.1.5 media types)."""

import json
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType

from opendata import dcat, locale
from opendata.dcat import Answer, Question
from opendata.errors import Invalid
from opendata.services import asking
from opendata.web import context
from opendata.web.language import language
from opendata.web.portal.pages import render
from opendata.web.problems import status_of

door = Blueprint("sparql", __name__)

QUERY, UPDATE = "application/sparql-query", "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
SOLUTION_OF = {media_type: form for form, media_type in dcat.SOLUTIONS.items()} | {
    "application/json": "json",
    "application/xml": "xml",
}
STATEMENTS_OF = {media_type: form for form, media_type in dcat.FORMATS.items()} | {
    "application/json": "jsonld",
    "application/xml": "rdf",
}
MEDIA_TYPES = list(dict.fromkeys([*SOLUTION_OF, *STATEMENTS_OF]))
MOST_ROWS = 1000
"""That the page shows."""

_PREFIXES = """PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
"""
EXAMPLES = {
    "datasets": """SELECT ?dataset ?title ?publisher WHERE {
  ?dataset a dcat:Dataset ;
    dcterms:title ?title ;
    dcterms:publisher/foaf:name ?publisher .
  FILTER (lang(?title) = "sv" && lang(?publisher) = "sv")
}
ORDER BY ?title""",
    "latest": """SELECT ?dataset (MAX(?when) AS ?modified) WHERE {
  ?dataset a dcat:Dataset ; dcterms:modified ?when .
}
GROUP BY ?dataset
ORDER BY DESC(?modified)
LIMIT 10""",
    "formats": """SELECT ?format (COUNT(?distribution) AS ?distributions) WHERE {
  ?distribution a dcat:Distribution ; dcterms:format ?format .
}
GROUP BY ?format
ORDER BY DESC(?distributions)""",
    "downloads": """SELECT ?dataset ?address WHERE {
  ?dataset dcat:distribution ?distribution .
  ?distribution dcat:downloadURL ?address ; dcterms:format "text/csv" .
}""",
    "keywords": """CONSTRUCT { ?dataset dcat:keyword ?keyword } WHERE {
  ?dataset dcat:keyword ?keyword .
}""",
}


@door.route("/sparql", methods=["GET", "POST"])
def sparql() -> ResponseReturnValue:
    if _is_for_people():
        return _page()
    answer = _asked(_query(), _form(SOLUTION_OF, "json"), _form(STATEMENTS_OF, "ttl"))
    response = Response(answer.body, mimetype=answer.media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.vary.add("Accept")
    return response


def _is_for_people() -> bool:
    wanted = request.accept_mimetypes.best_match([*MEDIA_TYPES, "text/html"])
    return wanted == "text/html" and "format" not in request.values


def _asked(query: str, solution_form: str, graph_form: str) -> Answer:
    """From a unit of work of its own, for it only reads even when it is POSTed."""
    graphs = {kind: tuple(_values(f"{kind}-graph-uri")) for kind in ("default", "named")}
    question = Question(query, solution_form, graph_form, **graphs)
    platform = context.platform()
    with platform.session() as session:
        identity = platform.catalog_identity(session)
        return asking.ask(session, identity, context.addresses(), platform.graphs, question)


def _query() -> str:
    if request.method == "POST" and request.mimetype == QUERY:
        return request.get_data(as_text=True)
    if request.mimetype == UPDATE or "update" in request.values:
        raise Invalid("sparql_read_only", field="query")
    if request.method == "POST" and request.mimetype != FORM:
        raise UnsupportedMediaType
    queries = _values("query")
    if len(queries) != 1:
        raise Invalid("sparql_query_missing", field="query")
    return queries[0]


def _values(name: str) -> list[str]:
    """By the protocol they are in the body of a form, else in the address."""
    is_form = request.method == "POST" and request.mimetype == FORM
    return (request.form if is_form else request.args).getlist(name)


def _form(known: dict[str, str], default: str) -> str:
    """The form that `format` asks for if it is one of these, else what the client prefers of them."""
    wanted = request.values.get("format", "")
    if wanted in known.values():
        return wanted
    default_first = sorted(known, key=lambda media_type: known[media_type] != default)
    return known.get(request.accept_mimetypes.best_match(default_first) or "", default)


def _page() -> Response:
    shown: dict[str, Any] = {"query": _PREFIXES + EXAMPLES["datasets"], "status": 200}
    if _values("query") or request.method == "POST":
        shown = _shown()
    examples = {name: _PREFIXES + query for name, query in EXAMPLES.items()}
    response = render("browse/sparql.html", shown.pop("status"), examples=examples, most=MOST_ROWS, **shown)
    response.vary.add("Accept")
    return response


def _shown() -> dict[str, Any]:
    query = ""
    try:
        query = _query()
        return {"query": query, "status": 200, **_readable(_asked(query, "json", "ttl"))}
    except Invalid as refused:
        sentence = locale.sentence(refused.code, language(), **refused.facts)
        return {"query": query, "status": status_of(refused), "error": sentence}


def _readable(answer: Answer) -> dict[str, Any]:
    """Columns and rows, or yes or no, or statements as Turtle."""
    if answer.form == "ttl":
        return {"turtle": answer.body.decode(), "formats": dcat.FORMATS}
    found = json.loads(answer.body)
    if "boolean" in found:
        return {"verdict": found["boolean"], "formats": dcat.SOLUTIONS}
    rows = found["results"]["bindings"]
    return {
        "columns": [{"name": name} for name in found["head"]["vars"]],
        "rows": [{name: value["value"] for name, value in row.items()} for row in rows[:MOST_ROWS]],
        "total": len(rows),
        "formats": dcat.SOLUTIONS,
    }
