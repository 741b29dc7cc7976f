"""The demo's story, told to a platform of its own."""

import pytest

from opendata import dcat
from opendata.cli import demo
from opendata.services import catalog, scoring
from opendata.wiring import Platform
from tests.support import live
from tests.support.shapes import DCAT_AP, SHAPES, faults


@pytest.fixture
def told(platform: Platform) -> Platform:
    with live.start(platform) as address:
        demo.publish(address, demo.create_accounts(platform))
    return platform


def written(platform: Platform, flavour: dcat.Flavour) -> dcat.Graph:
    with platform.session() as session:
        identity = platform.catalog_identity(session)
        return dcat.parse(catalog.document(session, identity, platform.addresses, "nt", flavour).text(), "nt")


def test_the_demo_is_described_as_well_as_anybody_could(told: Platform) -> None:
    for flavour in dcat.FLAVOURS:
        report = dcat.check(written(told, flavour), flavour)
        assert [(one.code, dict(one.facts)) for one in report.findings] == []
    with told.session() as session:
        points = scoring.average(session)
    assert points
    assert points["digg"] >= 370
    assert points["eu"] >= 400
    if SHAPES.exists():
        assert [faults(written(told, "eu"), shapes, known=()) for shapes in DCAT_AP] == [set(), set()]
