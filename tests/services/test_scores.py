"""What the platform fills in by itself, measured as the portals measure it."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.services import scoring
from opendata.services.describing import dataset_graph
from tests.services.conftest import Office

RECOMMENDED: dict[str, Any] = {
    "places": ["1480"],
    "temporal_start": date(2026, 1, 1),
    "access_rights": "PUBLIC",
}


@pytest.mark.parametrize(("flavour", "method", "least"), [("se", "digg", 370), ("eu", "eu", 400)])
def test_defaults_and_the_recommended_fields_make_a_dataset_excellent(
    office: Office, flavour: dcat.Flavour, method: dcat.Method, least: int
) -> None:
    def graph(session: Session) -> tuple[dcat.Graph, str]:
        dataset = office.dataset(session, slug)
        dataset.contact_point = dataset.publisher.contact_points[0]
        return dataset_graph(dataset, office.platform.addresses, flavour), office.platform.addresses.dataset(dataset)

    slug = office.published(**RECOMMENDED)
    written, iri = office.do(graph)
    score = dcat.score(written, iri, method, conforms=True)
    assert score.total >= least, score.gains
    assert score.rating == "excellent"


def test_a_publisher_and_the_catalog_have_the_average_of_what_is_published(office: Office) -> None:
    full, bare = office.published(**RECOMMENDED), office.published("A,B\n1,2\n", title={"sv": "Annat"}, keywords={})
    office.draft(title={"sv": "Utkast"})
    with office.platform.session() as session:
        stored = [scoring.of_published(session, office.dataset(session, slug)) for slug in (full, bare)]
        first, second = (points["digg"] for points in stored if points)
        assert first > second > 0
        publisher = office.dataset(session, full).publisher
        found = scoring.average(session, publisher)
        assert found == scoring.average(session)
        assert found
        assert found["digg"] == round((first + second) / 2)
    office.move(bare, "withdraw", "fel")
    with office.platform.session() as session:
        found = scoring.average(session)
        assert found
        assert found["digg"] == round(first)
