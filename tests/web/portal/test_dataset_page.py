"""What a dataset's page says beyond its files: what is missing, how it was checked, what it was, what is like it."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.conftest import Publishing
from tests.web.portal.office import BASE, CSV, MORE
from tests.web.portal.visitor import Visitor, words

pytestmark = pytest.mark.any_database

PLACES = b"Namn,Latitud,Longitud\nDelsjon,57.69,12.05\nSisjon,57.64,11.95\n"


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def test_a_missing_map_is_explained_and_one_that_is_there_is_offered(visitor: Visitor, publishing: Publishing) -> None:
    without, placed = publishing.publish("utan"), publishing.publish("med", PLACES)
    shown = visitor.get("/dataset/utan")
    assert "Map: The table has no columns with latitude and longitude." in words(shown).replace(" :", ":")
    assert f"/dataset/utan/files/{without}/chart" in shown.text
    assert f"{without}/map" not in shown.text
    assert f'href="{BASE}/dataset/med/files/{placed}/map"' in visitor.get("/dataset/med").text


def test_how_the_data_was_checked_is_told(visitor: Visitor, publishing: Publishing) -> None:
    publishing.publish("platser")
    told = words(visitor.get("/dataset/platser"))
    assert "2 rows were checked against the columns' types and rules, without errors." in told
    assert "The data follows no national specification that is known here." in told


def test_earlier_data_can_be_asked_for_by_day(
    visitor: Visitor, publishing: Publishing, people: People, work: Callable[[], None]
) -> None:
    file = publishing.publish("platser", CSV)
    assert 'name="as_of"' not in visitor.get("/dataset/platser").text
    publishing.update(file, MORE)
    shown = visitor.get("/dataset/platser").text
    assert f'<form class="as-of" action="{BASE}/dataset/platser/files/{file}">' in shown


def test_datasets_about_the_same_are_named_and_others_are_not(visitor: Visitor, publishing: Publishing) -> None:
    publishing.publish("bad", keywords={"sv": ["bad", "strand"]}, themes=["ENVI"])
    publishing.publish("strand", keywords={"sv": ["strand"]}, themes=["ENVI"], title={"sv": "Stränder"})
    publishing.publish("budget", keywords={"sv": ["pengar"]}, themes=["GOVE"], title={"sv": "Strandens budget"})
    publishing.draft("hemlig", keywords={"sv": ["strand"]}, themes=["ENVI"], title={"sv": "Hemliga stränder"})
    shown = words(visitor.get("/dataset/bad"))
    about = shown[shown.index("Datasets about the same") :]
    assert "Stränder" in about
    assert "budget" not in about
    assert "Hemliga" not in shown


def test_a_handed_on_address_shows_a_card(visitor: Visitor, publishing: Publishing) -> None:
    file = publishing.publish("platser")
    shown = visitor.get("/dataset/platser").text
    assert '<meta property="og:title" content="Bathing sites">' in shown
    assert f'<meta property="og:url" content="{BASE}/dataset/platser">' in shown
    view = visitor.get(f"/dataset/platser/files/{file}?q=sj").text
    assert f'<meta property="og:url" content="{BASE}/dataset/platser/files/{file}?q=sj">' in view
