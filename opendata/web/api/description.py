"""What the API says of itself in OpenAPI: the whole, and each file's rows with its real columns.

By DIGG's national REST API profile 1.2.0: whose it is, by which terms, what it promises and what it doesn't.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Flask, current_app, jsonify
from flask.typing import ResponseReturnValue
from flask.views import MethodView

from opendata.dcat import vocabularies
from opendata.model import ContactPoint, DataFile, text_in
from opendata.services import publishing
from opendata.tabular import DIFFERENCE_FORMS, MEDIA_TYPES
from opendata.web import context
from opendata.web.api import rows, steps
from opendata.web.api.door import Door
from opendata.web.api.questions import DESCRIPTION, MOST_ROWS
from opendata.web.api.rows import DOCUMENTED

door = Door("description", __name__, description="What each file's rows are, for programs that read OpenAPI")

Json = dict[str, Any]
VERSION = "1.0.0"
RELEASED = "2026-11-23"
CC0 = {"name": "CC0 1.0", "url": "http://creativecommons.org/publicdomain/zero/1.0/"}
PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "instance", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong and what to do, in the reader's language."},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string", "description": "Stable; listed with its meaning at /api/docs."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string", "nullable": True},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
PROBLEMS = {
    400: "Something in the request cannot be used; `errors` names it.",
    401: "A token is needed, or the one that was sent is unknown.",
    403: "The token's owner may not do this.",
    404: "There is no such thing, or it is not public.",
    409: "It does not fit what is there now.",
    410: "It was public, and has been withdrawn.",
    413: "More than may be sent.",
    415: "What was sent is of a kind that is not taken here.",
    429: "Too many requests; `Retry-After` says when to come back.",
    503: "Busy, or a part of the system does not answer; `Retry-After` says when to come back.",
}
ALWAYS = (400, 401, 429, 503)
WITH_A_BODY = (403, 404, 409, 413, 415)
FORMS = {
    "get_files_file_id_rows": rows.FORMATS,
    "get_files_file_id_rows_suffix": rows.FORMATS,
    "get_files_file_id_versions_before_compare_after": DIFFERENCE_FORMS,
}
"""operation -> what its answer can come as."""
FOREIGN = (
    "get_files_file_id_schema",
    "get_files_file_id_openapi_json",
    "get_versions_version_id_frictionless_report",
)
"""Operations whose answers are described elsewhere: by Frictionless and OpenAPI."""
LIMITATIONS = f"At most {MOST_ROWS} rows in one page; there is no limit to the number of pages."
# Table Schema -> JSON Schema. Numbers keep all their digits, as JSON numbers.
TYPES: Mapping[str, Json] = {
    "string": {"type": "string"},
    "integer": {"type": "integer"},
    "year": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "datetime": {"type": "string", "format": "date-time"},
    "time": {"type": "string", "format": "time"},
    "geojson": {"type": "object", "description": "GeoJSON geometry, longitude before latitude (WGS 84)"},
}
ORDERED = frozenset({"integer", "year", "number", "date", "datetime", "time"})


def install(app: Flask, spec: Any) -> None:
    """Serves `spec`, which is apispec's and known in full when the application is made."""
    app.extensions["api_spec"] = spec
    app.add_url_rule("/api/v1/openapi.json", "openapi", whole)


def whole() -> ResponseReturnValue:
    made = current_app.extensions["api_spec"].to_dict()
    publisher = context.platform().catalog_identity(context.session()).publisher
    point = publisher.contact_points[0] if publisher and publisher.contact_points else None
    made["info"] |= _terms(point) | {"license": CC0}
    made["components"]["schemas"]["Problem"] = PROBLEM
    made["components"].pop("responses", None)
    for path, item in made["paths"].items():
        for method, operation in _operations(item):
            operation["operationId"] = _operation_id(method, path)
            _tell_steps(operation)
            _tell_forms(operation)
            _tell_problems(operation, by_path="{" in path, has_body=method not in ("get", "head"))
    return jsonify(made)


@door.route("/files/<file_id>/openapi.json")
class OfFile(MethodView):
    @door.response(200)
    def get(self, file_id: str) -> ResponseReturnValue:
        """OpenAPI of this file's rows alone, with its columns as they are called and typed."""
        return jsonify(_of_file(publishing.find_file(context.session(), context.actor(), file_id)))


def _of_file(file: DataFile) -> Json:
    dataset, addresses = file.dataset, context.addresses()
    version = file.current_version or file.newest_version
    licence = vocabularies.concept("licence", dataset.licence) if dataset.licence else None
    fields = version.fields if version else []
    row = {"type": "object", "properties": {field["name"]: _schema(field) for field in fields}}
    meta = {
        "type": "object",
        "properties": {
            "total": {"type": "integer", "description": "Rows that match, on all pages."},
            "file": {"type": "string"},
            "version": {"type": "string"},
            "current_version": {"type": "string", "description": "Another one where a newer has come since."},
            "licence": {"type": "string", "format": "uri", "nullable": True},
        },
    }
    links = {
        "type": "object",
        "properties": {
            "self": {"type": "string", "format": "uri"},
            "next": {"type": "string", "format": "uri", "nullable": True},
        },
    }
    operation = {
        "operationId": "get_rows",
        "summary": text_in(file.title, "en"),
        "description": DESCRIPTION,
        "parameters": [*DOCUMENTED, *_filters(fields, {one["name"] for one in DOCUMENTED})],
        "responses": {
            "200": {
                "description": "A page of rows",
                "content": {
                    "application/json": {
                        "schema": {
                            "type": "object",
                            "properties": {
                                "data": {"type": "array", "items": {"$ref": "#/components/schemas/Row"}},
                                "links": links,
                                "meta": meta,
                            },
                        },
                        **_example(file),
                    }
                },
            }
        },
    }
    _tell_problems(operation, by_path=True, has_body=False)
    return {
        "openapi": "3.0.3",
        "info": {
            "title": f"{text_in(dataset.title, 'sv')}: {text_in(file.title, 'sv')}",
            "description": _both(dataset.description),
            "version": str(version.number if version else 0),
            **_terms(dataset.contact_point),
            **({"license": {"name": licence.label["en"], "url": licence.iri}} if licence else {}),
        },
        "externalDocs": {"url": addresses.dataset_page(dataset), "description": text_in(dataset.title, "sv")},
        "servers": [{"url": addresses.page("")}],
        "paths": {f"/api/v1/files/{file.id}/rows": {"get": operation}},
        "components": {"schemas": {"Row": row, "Problem": PROBLEM}},
    }


def _schema(field: Mapping[str, Any]) -> Json:
    known = TYPES.get(str(field.get("type")), TYPES["string"])
    words = [str(one) for one in (field.get("title"), field.get("description")) if one and one != field["name"]]
    constraints = field.get("constraints") or {}
    limits = {name: constraints[name] for name in ("enum", "pattern", "minLength", "maxLength") if name in constraints}
    if known["type"] in ("integer", "number"):
        limits |= {name: constraints[name] for name in ("minimum", "maximum") if name in constraints}
    described = {"description": ": ".join(words)} if words else {}
    return {**known, **described, **limits, **({} if constraints.get("required") else {"nullable": True})}


def _filters(fields: list[Json], taken: set[str]) -> Iterator[Json]:
    """The filters that are asked for most; `description` of the operation tells of all."""
    for field in fields:
        name, kind = field["name"], field.get("type")
        if kind == "geojson":
            continue
        exact = f"{name}__exact" if name in taken else name
        schema = {part: value for part, value in _schema(field).items() if part in ("type", "format", "enum")}
        ops = {exact: "Is just this."}
        ops |= {f"{name}__gte": "At least.", f"{name}__lte": "At most."} if kind in ORDERED else {}
        ops |= {f"{name}__contains": "Has this in it, in upper or lower case."} if kind == "string" else {}
        for parameter, words in ops.items():
            plain = {"type": "string"} if parameter.endswith("__contains") else schema
            yield {"in": "query", "name": parameter, "schema": plain, "description": words}


def _example(file: DataFile) -> Json:
    """The first rows of the file itself would be read anew for each request: what a link gives is enough."""
    return {"examples": {"first": {"externalValue": f"{context.addresses().rows(file)}?limit=2"}}}


def _terms(point: ContactPoint | None) -> Json:
    addresses = context.addresses()
    contact = {"name": point.name, "email": point.email} if point else {}
    return {
        "contact": {**contact, "url": addresses.page("/")},
        "termsOfService": addresses.page("/api/docs"),
        "x-sla": {"support": addresses.page("/"), "availability": addresses.page("/health/ready")},
        "x-limitations": LIMITATIONS,
    }


def _both(text: Mapping[str, str]) -> str:
    return "\n\n".join(text[language] for language in ("sv", "en") if text.get(language))


def _operations(item: Json) -> Iterator[tuple[str, Json]]:
    yield from ((method, operation) for method, operation in item.items() if method != "parameters")


def _tell_forms(operation: Json) -> None:
    """What an answer can come as beside JSON, and that what is JSON of others' making is an object."""
    content = operation["responses"].get("200", {}).setdefault("content", {})
    for form in FORMS.get(operation["operationId"], ()):
        content.setdefault(MEDIA_TYPES[form], {})
    if operation["operationId"] in FOREIGN:
        content["application/json"] = {"schema": {"type": "object"}}


def _tell_steps(operation: Json) -> None:
    """In the first answer that goes well."""
    found = dict(steps.links(operation["operationId"]))
    status = min((status for status in operation["responses"] if status.startswith("2")), default="")
    if found and status:
        operation["responses"][status]["links"] = found


def _operation_id(method: str, path: str) -> str:
    words = path.removeprefix("/api/v1/").replace("{", "").replace("}", "")
    return f"{method}_" + "_".join("".join(sign if sign.isalnum() else "_" for sign in words).split("_"))


def _tell_problems(operation: Json, *, by_path: bool, has_body: bool) -> None:
    """Every status that an error may have here, in place of the library's own words for errors."""
    responses = {status: said for status, said in operation["responses"].items() if status[0] in "123"}
    statuses = {*ALWAYS, *((404, 410) if by_path else ()), *(WITH_A_BODY if has_body else ())}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted(statuses):
        responses[str(status)] = {"description": PROBLEMS[status], "content": content}
    operation["responses"] = responses
    if has_body:
        operation.setdefault("security", [{"token": []}])
