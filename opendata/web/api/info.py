"""/api-info and /vocabularies: what this API is, and the lists that its codes come from."""

from typing import Any

from flask.views import MethodView

from opendata.dcat import vocabularies
from opendata.web import context
from opendata.web.api import description, shapes, views
from opendata.web.api.door import Door

door = Door("info", __name__, description="About the API, and its code lists")


@door.route("/api-info")
class ApiInfo(MethodView):
    @door.response(200, shapes.ApiInfoOut)
    def get(self) -> Any:
        """By DIGG's national REST API profile."""
        page = context.addresses().page
        return {
            "api_name": "opendata",
            "api_version": description.VERSION,
            "api_released": description.RELEASED,
            "api_documentation": page("/api/docs"),
            "api_status": "active",
        }


@door.route("/vocabularies")
class Vocabularies(MethodView):
    @door.response(200, shapes.NamesOut)
    def get(self) -> Any:
        """The names of all lists of codes."""
        return views.listing(vocabularies.NAMES)


@door.route("/vocabularies/<name>")
class Vocabulary(MethodView):
    @door.response(200, shapes.VocabularyOut)
    def get(self, name: str) -> Any:
        """The choices of a list, in the order to offer them."""
        concepts = vocabularies.vocabulary(name).values()
        return views.listing([{"code": one.code, "iri": one.iri, "label": dict(one.label)} for one in concepts])
