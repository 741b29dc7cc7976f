"""/series: dataset series, and which datasets are a part of them."""

from typing import Any

from flask.views import MethodView

from opendata.model import Resource
from opendata.services import datasets, publishers, series
from opendata.web import context
from opendata.web.api import properties, shapes, views
from opendata.web.api.door import Door

door = Door("series", __name__, description="Dataset series")


@door.route("/series")
class AllSeries(MethodView):
    @door.response(200, shapes.AllSeriesOut)
    def get(self) -> Any:
        """Public series; with a token also those that it works with."""
        return views.listing([_view(one) for one in series.visible(context.session(), context.actor())])

    @door.arguments(shapes.NewSeries)
    @door.response(201, shapes.SeriesOut)
    def post(self, values: dict[str, Any]) -> Any:
        """A new series. It is public while one of its datasets is."""
        session, actor = context.session(), context.actor()
        publisher = publishers.find(session, values.pop("publisher"))
        made = series.create(session, actor, publisher, values)
        return _view(made), {"Location": context.addresses().page(f"/api/v1/series/{made.slug}")}


@door.route("/series/<slug>")
class Series(MethodView):
    @door.response(200, shapes.SeriesOut)
    def get(self, slug: str) -> Any:
        """What a series says of itself, and its datasets."""
        return _view(series.find(context.session(), context.actor(), slug))

    @door.arguments(shapes.SeriesDescription)
    @door.response(200, shapes.SeriesOut)
    def patch(self, values: dict[str, Any], slug: str) -> Any:
        """Change what is given."""
        session, actor = context.session(), context.actor()
        found = series.find(session, actor, slug)
        series.describe(session, actor, found, values, context.addresses())
        return _view(found)

    @door.response(204)
    def delete(self, slug: str) -> None:
        """Delete a series that was never public. Its datasets stay."""
        session, actor = context.session(), context.actor()
        series.delete(session, actor, series.find(session, actor, slug))


@door.route("/series/<slug>/datasets/<dataset_slug>")
class Member(MethodView):
    @door.response(200, shapes.SeriesOut)
    def put(self, slug: str, dataset_slug: str) -> Any:
        """Put a dataset in the series."""
        session, actor = context.session(), context.actor()
        found, dataset = series.find(session, actor, slug), datasets.find(session, actor, dataset_slug)
        series.put_in(session, actor, found, dataset, context.addresses())
        return _view(found)

    @door.response(200, shapes.SeriesOut)
    def delete(self, slug: str, dataset_slug: str) -> Any:
        """Take a dataset out of the series."""
        session, actor = context.session(), context.actor()
        found, dataset = series.find(session, actor, slug), datasets.find(session, actor, dataset_slug)
        series.take_out(session, actor, found, dataset, context.addresses())
        return _view(found)


def _view(found: Resource) -> dict[str, Any]:
    insider = context.actor().can("see", found.publisher_id)
    members = series.members(context.session(), found)
    return {
        **properties.shown("DatasetSeries", found.values),
        "slug": found.slug,
        "iri": context.addresses().resource(found),
        "publisher": found.publisher.slug,
        "is_public": found.is_public,
        "datasets": [one.slug for one in members if insider or one.is_public],
    }
