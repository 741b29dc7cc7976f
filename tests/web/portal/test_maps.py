"""A file's rows on a map: what the map asks for, and the list beside it that is the same to those who see no map."""

import re
from html import unescape
from random import Random

import pytest
from flask.testing import FlaskClient

from opendata.config import Settings
from opendata.web import create_app
from opendata.wiring import wire
from tests.conftest import Scene
from tests.web.conftest import Publish
from tests.web.portal.visitor import Visitor, words

pytestmark = pytest.mark.any_database

ROWS = 60
PLACES = "Namn,Vatten,Latitud,Longitud\n" + "".join(
    f"Bad {n:02},{'sjö' if n % 3 else 'hav'},{57 + n / 100:.2f},{12 + n / 100:.2f}\n" for n in range(ROWS)
)
WITHOUT = "Namn,Tal\nA,1\nB,2\n"
VIEW = "map.view=11,56,13,59&map.zoom=9"


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


@pytest.fixture(scope="session")
def with_places(publish: Publish) -> Scene:
    return publish("with_places", (PLACES + "Ingenstans,sjö,,\n").encode())


@pytest.fixture(scope="session")
def with_thousands(publish: Publish) -> Scene:
    random = Random(2)
    lines = (f"Plats {n},{random.gauss(57.7, 0.1):.5f},{random.gauss(12, 0.2):.5f}" for n in range(1200))
    return publish("with_thousands", ("Namn,Latitud,Longitud\n" + "\n".join(lines)).encode())


@pytest.fixture(scope="session")
def with_table(publish: Publish) -> Scene:
    return publish("with_table", WITHOUT.encode())


def home(scene: Scene) -> str:
    return f"/dataset/badplatser/files/{scene.cast['published'].file}"


def test_the_list_beside_the_map_has_the_same_rows_with_coordinates_as_text(
    visitor: Visitor, with_places: Scene
) -> None:
    shown = visitor.get(f"{home(with_places)}/map?vatten__in=hav")
    assert "20 rows" in words(shown)
    assert "Bad 03 Vatten hav 57.0300° N, 12.0300° E Show on the map" in words(shown)
    assert 'data-box="12.0,57.0,12.57,57.57"' in shown.text, "it begins with those that match"
    assert "map.json?vatten__in=hav" in shown.text
    assert f'href="{home(with_places)}?vatten__in=hav"' in shown.text, "the table has the same filter"


def test_the_list_has_pages_and_says_what_has_no_position(visitor: Visitor, with_places: Scene) -> None:
    first = visitor.get(f"{home(with_places)}/map")
    assert "61 rows one of them has no position" in words(first)
    following = unescape(re.findall(r'rel="next" href="([^"]+)"', first.text)[0])
    assert following.startswith(f"{home(with_places)}/map?cursor=")
    assert "Bad 20" in visitor.get(following).text
    last = visitor.get(f"{home(with_places)}/map?offset=60")
    assert "Ingenstans Vatten sjö No position" in words(last)


def test_the_map_gets_rows_by_their_numbers_in_what_it_shows(visitor: Visitor, with_places: Scene) -> None:
    answer = visitor.client.get(f"{home(with_places)}/map.json?vatten__in=hav&map.view=12,57,12.05,58&map.zoom=9")
    assert answer.mimetype == "application/geo+json"
    assert [one["properties"] for one in answer.get_json(force=True)["features"]] == [
        {"row": 1, "name": "Bad 00"},
        {"row": 4, "name": "Bad 03"},
    ]
    row = visitor.get(f"{home(with_places)}/rows/4")
    assert "Namn Bad 03 Vatten hav" in words(row)
    assert "57.0300° N, 12.0300° E" in words(row)


def test_many_rows_come_as_points_that_count(visitor: Visitor, with_thousands: Scene) -> None:
    found = visitor.client.get(f"{home(with_thousands)}/map.json?{VIEW}").get_json(force=True)
    assert found["rows"] == 1200
    counted = sum(one["properties"].get("rows", 1) for one in found["features"])
    assert counted == 1200
    assert len(found["features"]) < 300


@pytest.mark.parametrize(
    "asked",
    ["", "map.view=1,2,3", f"{VIEW}&map.zoom=", "map.view=11,56,13,59&map.zoom=23", f"{VIEW}&djup__gte=1"],
)
def test_what_the_map_cannot_ask_for_is_refused(visitor: Visitor, with_places: Scene, asked: str) -> None:
    address = f"{home(with_places)}/map.json?{asked}".replace("&map.zoom=9&map.zoom=", "&map.zoom=x")
    answer = visitor.client.get(address, headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"


def test_a_question_that_means_nothing_is_explained_on_the_page(visitor: Visitor, with_places: Scene) -> None:
    answer = visitor.get(f"{home(with_places)}/map?latitud__gte=north")
    assert answer.status_code == 400
    assert "The rows could not be shown" in words(answer)


def test_a_file_without_places_says_why_it_has_no_map(visitor: Visitor, with_table: Scene) -> None:
    shown = visitor.get(f"{home(with_table)}/map")
    assert "There is no map of this file The table has no columns with latitude and longitude." in words(shown)
    assert "leaflet" not in shown.text
    refused = visitor.client.get(f"{home(with_table)}/map.json?{VIEW}", headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert visitor.get(f"{home(with_table)}/rows/1").status_code == 200


def test_no_other_server_is_asked_unless_the_operator_names_one(settings: Settings, with_places: Scene) -> None:
    for tiles, sources in (
        ("", "img-src 'self' data:;"),
        ("https://tiles.example.se:8443/{z}/{x}/{y}.png?key=1", "img-src 'self' data: https://tiles.example.se:8443;"),
    ):
        platform = wire(Settings(**{**vars(settings), "map_tiles": tiles, "map_attribution": "© Lantmäteriet <3"}))
        client = create_app(platform).test_client()
        shown = client.get(f"{home(with_places)}/map", buffered=True)
        assert sources in shown.headers["Content-Security-Policy"]
        assert ("data-tiles" in shown.text) == bool(tiles)
        assert ("© Lantmäteriet &lt;3" in shown.text) == bool(tiles)
        platform.close()
