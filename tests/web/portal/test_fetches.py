"""That somebody took the catalog reaches the worker, and from there those who work here."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from opendata.wiring import Platform
from opendata.worker import Worker
from tests.web.portal.conftest import Visitors
from tests.web.portal.visitor import words

AGENT = {"User-Agent": "uData/0.1 dcat"}


def do_what_was_promised(platform: Platform) -> int:
    """As the worker's consumer does."""
    platform.promises.keep_with(Worker(platform).tasks)
    done = 0
    while task := platform.promises.queue.dequeue():
        platform.promises.queue.execute(task)
        done += 1
    return done


@pytest.fixture
def told(platform: Platform, visitors: Visitors) -> Any:
    def tell() -> str:
        do_what_was_promised(platform)
        return words(visitors.editor.get("/workspace/harvests"))

    return tell


def test_who_took_the_catalog_is_shown_to_all_who_work_here(client: FlaskClient, told: Any, visitors: Visitors) -> None:
    assert "Nobody has taken the catalog yet" in told()
    first = client.get("/catalog.rdf", headers=AGENT)
    page = told()
    assert "udata" in page
    assert "/catalog.rdf" in page
    assert "udata took the catalog" in words(visitors.editor.get("/workspace"))
    client.get("/catalog.rdf", headers={**AGENT, "If-None-Match": first.headers["ETag"]})
    assert "Nothing new (304)" in told()


def test_only_what_is_fetched_is_noted(client: FlaskClient, platform: Platform) -> None:
    do_what_was_promised(platform)
    client.head("/catalog.rdf", headers=AGENT)
    client.get("/catalog/changes", headers=AGENT)
    assert do_what_was_promised(platform) == 0
    for address in ("/catalog", "/datasets/dcat", "/catalog.ttl?page=1"):
        client.get(address, headers=AGENT)
    assert do_what_was_promised(platform) == 3


def test_the_log_is_for_those_who_sign_in(client: FlaskClient) -> None:
    assert client.get("/workspace/harvests").status_code == 303
