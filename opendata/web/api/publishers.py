"""/publishers: who publishes."""

from typing import Any

from flask.views import MethodView

from opendata.services import publishers
from opendata.web import context
from opendata.web.api import shapes, views
from opendata.web.api.door import Door

door = Door("publishers", __name__, description="Administrations and companies")


@door.route("/publishers")
class Publishers(MethodView):
    @door.response(200, shapes.PublishersOut)
    def get(self) -> Any:
        """All administrations and companies that publish here."""
        return views.listing([views.publisher(one) for one in publishers.all_publishers(context.session())])


@door.route("/publishers/<slug>")
class Publisher(MethodView):
    @door.response(200, shapes.PublisherOut)
    def get(self, slug: str) -> Any:
        """A publisher with its contact points."""
        return views.publisher(publishers.find(context.session(), slug))
