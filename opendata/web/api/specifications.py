"""/specifications: the national specifications that a file can be checked against."""

from typing import Any

from flask import request
from flask.views import MethodView

from opendata.services import specifications
from opendata.services.specifications import Specification
from opendata.web import context
from opendata.web.api import shapes, views
from opendata.web.api.door import Door

door = Door("specifications", __name__, description="National specifications: what tables of one kind should hold")


@door.route("/specifications")
class Specifications(MethodView):
    @door.response(200, shapes.SpecificationsOut)
    def get(self) -> Any:
        """The newest version of each."""
        return views.listing([_summary(one) for one in specifications.newest()])


@door.route("/specifications/<name>")
class OneSpecification(MethodView):
    @door.doc(parameters=[{"in": "query", "name": "version", "schema": {"type": "string"}}])
    @door.response(200, shapes.SpecificationOut)
    def get(self, name: str) -> Any:
        """Its fields, in the newest version or the `version` asked for. `schema` is the Table Schema (Frictionless)."""
        found = specifications.find(name, request.args.get("version"))
        return {
            **_summary(found),
            "description": found.description,
            "notes": found.about["notes"],
            "source": found.about["source"],
            "fields": [_field(field) for field in found.fields],
            "schema": found.descriptor,
        }


def _summary(one: Specification) -> dict[str, Any]:
    page = context.addresses().page
    here, version = f"/specifications/{one.name}", f"?version={one.version}"
    return {
        "name": one.name,
        "version": one.version,
        "versions": [other.version for other in specifications.versions(one.name)],
        "iri": one.iri,
        "title": one.title,
        "status": one.about["status"],
        "links": {
            "self": page(f"/api/v1{here}{version}"),
            "page": page(f"{here}{version}"),
            "template_csv": page(f"{here}/template.csv{version}"),
            "template_xlsx": page(f"{here}/template.xlsx{version}"),
            "example": page(f"{here}/example.csv{version}"),
            "datasets": page(f"/api/v1/datasets?specification={one.key}"),
        },
    }


def _field(field: Any) -> dict[str, Any]:
    return {
        "name": field["name"],
        "title": field["titles"],
        "description": field.get("descriptions", {}),
        "type": field["type"],
        "required": specifications.obligation(field) == "required",
        "column_required": specifications.obligation(field) != "optional",
        "choices": specifications.choices_of(field),
        "constraints": field.get("constraints", {}),
        "aliases": field.get("aliases", []),
    }
