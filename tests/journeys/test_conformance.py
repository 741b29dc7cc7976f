"""The catalog as a harvester gets it, against the national rules and the European shapes."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from opendata import dcat
from opendata.dcat.iris import expand
from opendata.wiring import Platform
from tests.conftest import Grow, People, Scene, Visiting, until_nothing_waits
from tests.support import story
from tests.support.shapes import DCAT_AP, SHAPES, faults

pytestmark = pytest.mark.any_database

BATHS = "Namn,Latitud,Longitud\nAskim,57.6250,11.9260\nDelsjön,57.6870,12.0457\n".encode()


@pytest.fixture(scope="session")
def with_little_and_all(visiting: Visiting, grow: Grow, peopled: Scene) -> Scene:
    """One dataset with as little as may be published, one with everything."""

    def add(platform: Platform) -> dict[str, Any]:
        client = visiting(platform)
        publish(client, peopled.cast["people"], until_nothing_waits(platform))
        return {"catalog": client.get("/catalog", headers={"Accept": "application/rdf+xml"}).data}

    return grow("with_little_and_all", peopled, add)


@pytest.fixture
def harvested(with_little_and_all: Scene) -> dcat.Graph:
    return dcat.parse(with_little_and_all.cast["catalog"], "rdf")


def publish(client: FlaskClient, people: People, work: Callable[[], None]) -> None:
    story.publish(
        client, people, work, BATHS, "litet.csv", title={"sv": "Litet"}, themes=[], keywords={}, frequency=None
    )
    story.publish(
        client,
        people,
        work,
        BATHS,
        "badplatser.csv",
        description={"sv": 'Med <tecken> & "citat"', "en": "All of it"},
        places=["14"],
        temporal_start="2020-01-01",
        temporal_end="2026-12-31",
        conforms_to=["https://dataportal.se/specifications/badplatser/1.0"],
        landing_page="https://www.example.se/bad?a=1&b=2",
        provenance={"sv": "Insamlat på plats"},
        languages=["SWE", "ENG"],
        hvd_categories=["c_dd313021"],
    )


def test_what_can_be_published_keeps_the_mandatory_rules_of_dcat_ap_se(harvested: dcat.Graph) -> None:
    report = dcat.check(harvested)
    assert report.sound, [finding for finding in report.findings if finding.severity == "error"]


@pytest.mark.skipif(not SHAPES.exists(), reason="the shapes lie beside the repository and are not here")
@pytest.mark.parametrize("shapes", DCAT_AP)
def test_the_catalog_conforms_to_the_european_shapes(harvested: dcat.Graph, shapes: str) -> None:
    assert faults(harvested, shapes) == set()


def test_every_address_of_ours_in_the_catalog_answers(client: FlaskClient, harvested: dcat.Graph) -> None:
    ours = {
        str(node).removeprefix("http://data.example.se").split("#")[0]
        for triple in harvested
        for node in triple
        if str(node).startswith("http://data.example.se")
    }
    assert len(ours) > 20
    for address in sorted(ours):
        answer = client.get(address or "/", headers={"Accept": "text/html"})
        assert answer.status_code in (200, 303), (address, answer.status_code)
        assert client.head(address or "/").status_code in (200, 303), address


def test_the_extent_of_the_data_is_known_without_asking(harvested: dcat.Graph) -> None:
    boxes = {str(value) for value in harvested.objects(None, expand("dcat:bbox"))}
    assert boxes == {"POLYGON((11.926 57.687,12.0457 57.687,12.0457 57.625,11.926 57.625,11.926 57.687))"}
