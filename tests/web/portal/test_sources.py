"""Sources in the workspace: added, asked by a worker, looked at, confirmed, removed."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from sqlalchemy import func, select, update

from opendata.model import Dataset, HarvestRun, HarvestSource, now
from opendata.services import harvesting
from opendata.services.harvesting import applying
from opendata.wiring import Platform
from opendata.worker import Worker
from tests.web.portal.conftest import Visitors
from tests.web.portal.visitor import words

PREFIXES = """
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<https://bolaget.example.se/om> a foaf:Agent ; foaf:name "Bolaget" .
"""
DATASET = """
<https://bolaget.example.se/data/{0}> a dcat:Dataset ; dcterms:title "Mätning {0}"@sv ;
    dcterms:description "Uppmätta värden."@sv ; dcterms:publisher <https://bolaget.example.se/om> ;
    dcat:distribution <https://bolaget.example.se/data/{0}/csv> .
<https://bolaget.example.se/data/{0}/csv> a dcat:Distribution ; dcat:accessURL <https://bolaget.example.se/{0}.csv> ;
    dcterms:license <http://creativecommons.org/publicdomain/zero/1.0/> .
"""


class Company(BaseHTTPRequestHandler):
    datasets: ClassVar[int] = 0
    status: ClassVar[int] = 200

    def do_GET(self) -> None:
        body = (PREFIXES + "".join(DATASET.format(number) for number in range(self.datasets))).encode()
        tag = f'"{self.datasets}"'
        status = 304 if self.headers.get("If-None-Match") == tag else self.status
        body = body if status == 200 else b""
        self.send_response(status)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@dataclass
class Elsewhere:
    location: str

    def serve(self, datasets: int, status: int = 200) -> None:
        Company.datasets, Company.status = datasets, status


@pytest.fixture
def elsewhere() -> Iterator[Elsewhere]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Company)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made = Elsewhere(f"http://127.0.0.1:{server.server_port}/catalog.ttl")
    made.serve(5)
    yield made
    server.shutdown()
    server.server_close()


@pytest.fixture
def harvest(platform: Platform) -> Callable[[], int]:
    settings = replace(platform.settings, harvest_trusted_hosts=("127.0.0.1",))
    return Worker(replace(platform, settings=settings)).harvest


@pytest.fixture
def page(visitors: Visitors, elsewhere: Elsewhere) -> str:
    added = visitors.administrator.post(
        "/workspace/admin/sources", location=elsewhere.location, title="Bolaget", kind="dcat", interval_hours="24"
    )
    assert added.status_code == 303
    return str(added.location)


def test_a_source_is_added_and_taken_over(visitors: Visitors, page: str, harvest: Callable[[], int]) -> None:
    administrator = visitors.administrator
    assert "The source is being asked" in words(administrator.get(page))
    assert harvest() == 1
    told = words(administrator.get(page))
    assert "Taken over" in told
    assert "Mätning 0" in told
    assert "5" in told
    assert "Mätning 3" in words(administrator.get("/workspace/"))
    assert "every day" in words(administrator.get("/workspace/admin/sources"))


def test_others_need_not_wait_until_all_is_taken_over(
    page: str, platform: Platform, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    seen = []

    def pause() -> None:
        session.commit()
        with platform.session(write=True) as other:  # waits for ever if the first still writes
            seen.append(other.scalar(select(func.count()).select_from(Dataset)))

    with platform.session(write=True) as session:
        (due,) = harvesting.due(session)
        job = harvesting.claim(session, due)
        assert job
        session.commit()
        heard = harvesting.listen(job, ["127.0.0.1"])
        run = harvesting.finish(session, job, heard, platform.addresses, pause=pause)
        session.commit()
    assert seen == sorted(set(seen))
    assert len(seen) > 1
    assert run
    assert run.counts["added"] == 5


def test_a_source_is_asked_again_when_it_is_time_and_not_before(
    visitors: Visitors, page: str, harvest: Callable[[], int], platform: Platform
) -> None:
    harvest()
    assert harvest() == 0
    with platform.session(write=True) as session:
        session.execute(update(HarvestSource).values(due_at=now() - timedelta(minutes=1)))
        session.commit()
    assert harvest() == 1
    assert "Nothing new" in words(visitors.administrator.get(page))


def test_what_a_source_loses_at_once_is_kept_until_somebody_confirms(
    visitors: Visitors, page: str, harvest: Callable[[], int], elsewhere: Elsewhere, platform: Platform
) -> None:
    administrator = visitors.administrator
    harvest()
    elsewhere.serve(1)
    administrator.post(f"{page}/ask")
    harvest()
    assert "4 things are gone from the source" in words(administrator.get(page))
    with platform.session() as session:
        run = session.scalars(select(HarvestRun).order_by(HarvestRun.started_at.desc())).first()
    assert run
    confirmed = administrator.post(f"{page}/runs/{run.id}/confirm")
    assert "4 things are withdrawn" in words(administrator.get(confirmed.location))
    again = administrator.post(f"{page}/runs/{run.id}/confirm")
    assert "notice-error" in administrator.get(again.location).text


def test_a_source_that_fails_changes_nothing_and_says_why(
    visitors: Visitors, page: str, harvest: Callable[[], int], elsewhere: Elsewhere
) -> None:
    harvest()
    elsewhere.serve(5, status=500)
    visitors.administrator.post(f"{page}/ask")
    harvest()
    told = words(visitors.administrator.get(page))
    assert "Nothing has been changed here" in told
    assert "status 500" in told
    assert "Mätning 3" in words(visitors.administrator.get("/workspace/"))


def test_an_inner_server_is_not_asked_unless_it_is_trusted(visitors: Visitors, page: str, platform: Platform) -> None:
    assert Worker(platform).harvest() == 1
    assert "cannot be used" in words(visitors.administrator.get(page))


def test_how_often_is_chosen(visitors: Visitors, page: str) -> None:
    for hours, said in (("168", "every 168 hours"), ("", "only when somebody wants it")):
        visitors.administrator.post(f"{page}/schedule", interval_hours=hours)
        assert said in words(visitors.administrator.get("/workspace/admin/sources"))
    refused = visitors.administrator.post(f"{page}/schedule", interval_hours="10000")
    assert "from 1 to 744" in words(visitors.administrator.get(refused.location))


def test_what_came_from_a_removed_source_stays(visitors: Visitors, page: str, harvest: Callable[[], int]) -> None:
    harvest()
    visitors.administrator.post(f"{page}/remove")
    assert visitors.administrator.get(page).status_code == 404
    assert "Mätning 3" in words(visitors.administrator.get("/workspace/"))


@pytest.mark.parametrize("location", ["", "file:///etc/passwd", "/etc/passwd", "ftp://a.example/"])
def test_an_address_that_is_none_is_told_at_its_field(visitors: Visitors, location: str) -> None:
    answer = visitors.administrator.post("/workspace/admin/sources", location=location, interval_hours="24")
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text


def test_sources_are_for_administrators(visitors: Visitors, page: str) -> None:
    for one in (visitors.editor, visitors.reviewer, visitors.outsider):
        assert one.get("/workspace/admin/sources").status_code == 404
        assert one.get(page).status_code == 404
        assert one.post(f"{page}/ask").status_code == 404
        assert one.post(f"{page}/remove").status_code == 404
