"""Publishers: what they say of themselves reaches the catalog, and nothing that it can't carry does."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from opendata import dcat
from opendata.errors import Error, Invalid, NotAllowed
from opendata.services import publishers
from opendata.wiring import Platform
from tests.conftest import People

ABOUT = publishers.About(
    name={"sv": "Hamnen", "en": "The port"},
    email="data@example.org",
    description={"sv": "Sköter hamnen."},
    homepage="https://www.example.org/",
    telephone="+46 31 390 06 02",
    street_address="Kajen 1",
    postal_code="123 45",
    locality="Exempelstad",
)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", {"en": "Only English"}),
        ("name", {"sv": "Bad\x00"}),
        ("email", "no address"),
        ("email", "a b@example.org"),
        ("homepage", "www example org"),
        ("homepage", "javascript:alert(1)"),
        ("telephone", "ring mig"),
        ("publisher_type", "Kingdom"),
    ],
)
def test_what_the_catalog_cannot_carry_is_refused_by_field(
    platform: Platform, people: People, field: str, value: object
) -> None:
    with platform.session(write=True) as session, pytest.raises(Invalid) as refused:
        publishers.create(session, people.administrator, replace(ABOUT, **{field: value}), slug="hamnen")
    assert refused.value.facts["field"] == field


def test_all_that_a_publisher_says_is_in_the_catalog(platform: Platform, people: People, client: FlaskClient) -> None:
    with platform.session(write=True) as session:
        publishers.create(session, people.administrator, ABOUT, slug="hamnen", organisation_number="212000-1355")
        session.commit()
    with platform.session() as session:
        assert publishers.about(publishers.find(session, "hamnen")) == ABOUT
    graph = dcat.parse(client.get("/publisher/hamnen.nt").data, "nt")
    said = {str(value) for value in graph.objects()}
    assert {"The port", "Sköter hamnen.", "tel:+46313900602", "Kajen 1", "123 45", "212000-1355"} <= said
    assert "http://dataportal.se/organisation/SE2120001355" in {str(subject) for subject in graph.subjects()}
    assert dcat.check(graph).sound


def test_a_changed_publisher_is_in_the_catalog_at_once_and_in_the_log(
    platform: Platform, people: People, client: FlaskClient
) -> None:
    with platform.session(write=True) as session:
        found = publishers.find(session, "parker")
        publishers.describe(
            session, people.administrator, found, replace(ABOUT, name={"sv": "Parker och skog"}), platform.addresses
        )
        session.commit()
    assert "Parker och skog" in client.get("/publisher/parker.ttl").get_data(as_text=True)
    with platform.session(write=True) as session, pytest.raises(Error) as refused:
        publishers.describe(session, people.editor.actor, publishers.find(session, "parker"), ABOUT, platform.addresses)
    assert isinstance(refused.value, NotAllowed)
