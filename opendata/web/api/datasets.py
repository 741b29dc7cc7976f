"""/datasets: list, make, describe, delete, move."""

from typing import Any
from urllib.parse import urlencode

from flask.views import MethodView

from opendata.errors import NotAllowed
from opendata.model import State
from opendata.services import datasets, publishers, publishing, searching
from opendata.web import context
from opendata.web.api import shapes, views
from opendata.web.api.door import Door

door = Door("datasets", __name__, description="Datasets and their workflow")


@door.route("/datasets")
class Datasets(MethodView):
    @door.arguments(shapes.Listing, location="query")
    @door.response(200, shapes.DatasetsOut)
    def get(self, wanted: dict[str, Any]) -> dict[str, Any]:
        """Published datasets that match; with a token also those that it works with."""
        wanted.pop("lang", None)
        state = wanted.pop("state")
        page = {"limit": wanted["limit"], "offset": wanted["offset"]}
        if state == "published":
            found = searching.search(context.session(), searching.Search(**wanted, facets=()))
            data, total = found.datasets, found.total
        else:
            if not context.actor().signed_in:
                raise NotAllowed("token_unknown")
            own = datasets.of_actor(context.session(), context.actor(), None if state == "all" else State(state))
            total = len(own)
            data = own[page["offset"] : page["offset"] + page["limit"]]
        return {
            "data": [views.dataset(one) for one in data],
            "links": _links({**wanted, "state": state}, total),
            "meta": {"total": total},
        }

    @door.arguments(shapes.NewDataset)
    @door.response(201, shapes.DatasetOut)
    def post(self, values: dict[str, Any]) -> Any:
        """A new draft."""
        session, actor = context.session(), context.actor()
        publisher = publishers.find(session, values.pop("publisher"))
        made = datasets.create(session, actor, publisher, values)
        return views.dataset(made), {"Location": context.addresses().page(f"/api/v1/datasets/{made.slug}")}


@door.route("/datasets/<slug>")
class Dataset(MethodView):
    @door.response(200, shapes.DatasetOut)
    def get(self, slug: str) -> Any:
        """What a dataset says of itself, and its files."""
        return views.dataset(datasets.find(context.session(), context.actor(), slug))

    @door.arguments(shapes.Description)
    @door.response(200, shapes.DatasetOut)
    def patch(self, values: dict[str, Any], slug: str) -> Any:
        """Change the fields that are given; what is public follows at once, and must stay complete."""
        session, actor = context.session(), context.actor()
        found = datasets.find(session, actor, slug)
        publishing.redescribe(session, actor, found, values, context.addresses())
        return views.dataset(found)

    @door.response(204)
    def delete(self, slug: str) -> None:
        """Delete a draft that was never published."""
        session, actor = context.session(), context.actor()
        datasets.delete(session, actor, datasets.find(session, actor, slug))


@door.route("/datasets/<slug>/moves")
class Moves(MethodView):
    @door.arguments(shapes.MoveIn)
    @door.response(200, shapes.DatasetOut)
    def post(self, values: dict[str, Any], slug: str) -> Any:
        """Take a step of the workflow."""
        session, actor = context.session(), context.actor()
        found = datasets.find(session, actor, slug)
        publishing.move(session, actor, found, values["move"], context.addresses(), note=values["note"])
        return views.dataset(found)


def _links(wanted: dict[str, Any], total: int) -> dict[str, str | None]:
    here = context.addresses().page("/api/v1/datasets")
    asked = {name: value for name, value in wanted.items() if value}
    following = {**asked, "offset": wanted["offset"] + wanted["limit"]}
    return {
        "self": f"{here}?{urlencode(asked, doseq=True)}",
        "next": f"{here}?{urlencode(following, doseq=True)}" if following["offset"] < total else None,
    }
