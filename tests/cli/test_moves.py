"""Leaving another platform: its catalogue, then its files, at the addresses that they had there."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from opendata.model import Dataset, HarvestSource
from opendata.services import moving
from opendata.wiring import Platform
from tests.cli.conftest import TREES, Command
from tests.conftest import People
from tests.services.conftest import BROKEN

ROWS = "/rowstore/dataset/0f94f8c2-8a6b-4fbd-9d5e-3a8a5c3e2b11"
FILES = {"/store/6/resource/33": TREES}
CATALOGUE = """
@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix r: <HOST/store/6/resource/> .
r:1 a dcat:Catalog ; dcterms:title "Öppna data"@sv ; dcterms:description "Stadens."@sv ; dcterms:publisher r:2 ;
    dcterms:license <http://creativecommons.org/publicdomain/zero/1.0/> ; dcat:dataset r:23 , r:24 .
r:2 a foaf:Agent ; foaf:name "Parkförvaltningen"@sv ;
    dcterms:type <http://purl.org/adms/publishertype/LocalAuthority> .
r:23 a dcat:Dataset ; dcterms:title "Träd"@sv ; dcterms:description "Stadens träd."@sv ; dcterms:publisher r:2 ;
    dcat:distribution r:31 , r:32 .
r:31 a dcat:Distribution ; dcterms:title "Träd (API)"@sv ; dcat:accessURL <HOST/ROWS> ;
    dcterms:license <http://creativecommons.org/publicdomain/zero/1.0/> .
r:32 a dcat:Distribution ; dcterms:title "Alla träd"@sv ; dcterms:description "Ett träd i varje rad."@sv ;
    dcat:accessURL r:33 ; dcat:downloadURL r:33 ; dcterms:format "text/csv" ;
    dcterms:license <http://creativecommons.org/publicdomain/zero/1.0/> .
r:24 a dcat:Dataset ; dcterms:title "Buskar"@sv ; dcterms:description "Stadens buskar."@sv ; dcterms:publisher r:2 ;
    dcat:distribution r:42 , r:44 .
r:42 a dcat:Distribution ; dcterms:title "Borta"@sv ; dcat:accessURL <HOST/store/6/resource/99> .
r:44 a dcat:Distribution ; dcterms:title "På annat håll"@sv ; dcat:accessURL <https://kartor.example.se/buskar> .
"""


class EntryScape(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        found = FILES.get(self.path)
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", "text/csv")
        self.end_headers()
        self.wfile.write((found or "").encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("OPENDATA_HARVEST_TRUSTED_HOSTS", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), EntryScape)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def moved(opendata: Command, people: People, host: str, tmp_path: Path) -> str:
    """The host whose catalogue has been taken over for good."""
    path = tmp_path / "catalog.ttl"
    path.write_text(CATALOGUE.replace("HOST/ROWS", host + ROWS).replace("HOST", host), encoding="utf-8")
    result = opendata("import", "dcat", path, "--old-address", host, "--move")
    assert result.exit_code == 0, result.output
    return host


def of(platform: Platform, title: str) -> list[tuple[str, str | None]]:
    """Title and link of all that a dataset offers."""
    with platform.session() as session:
        dataset = next(one for one in session.scalars(select(Dataset)) if one.title["sv"] == title)
        return [(file.title["sv"], moving.location(file) if file.is_link else None) for file in dataset.files]


def test_a_catalogue_that_moves_is_described_here_from_now_on(moved: str, platform: Platform) -> None:
    with platform.session() as session:
        assert session.scalars(select(HarvestSource)).all() == []
        assert {one.source_id for one in session.scalars(select(Dataset))} == {None}


def test_files_take_the_place_of_their_links_with_all_old_addresses(
    opendata: Command, moved: str, platform: Platform, client: FlaskClient
) -> None:
    result = opendata("import", "files", moved, "--lang", "en")
    assert result.exit_code == 1, result.output
    first, second, third, last = result.output.splitlines()
    assert first.startswith("“Borta” could not be fetched, so its link stays.")
    assert second.startswith("“Alla träd” is here now")
    assert third == "    1 addresses of the table's rows in trad lead to it."
    assert last == "1 files are here now, 1 are still links."
    assert of(platform, "Träd") == [("Alla träd", None)]
    assert [row["höjd"] for row in client.get(f"{ROWS}?art=Ek").get_json()["results"]] == ["12.5"]
    for number in (31, 32, 33):
        assert client.get(f"/store/6/resource/{number}").location.startswith(
            "http://data.example.se/dataset/trad#file-"
        )
    again = opendata("import", "files", moved, "--dataset", "trad", "--lang", "en")
    assert (again.exit_code, again.output) == (0, "0 files are here now, 0 are still links.\n")


def test_a_file_with_errors_waits_and_its_link_stays_until_it_has_none(
    opendata: Command, moved: str, platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("import", "files", moved, "--dataset", "trad", "--lang", "en")
    monkeypatch.setitem(FILES, "/store/6/resource/33", BROKEN)
    result = opendata(*asked)
    assert (result.exit_code, "has been fetched but can't be public yet" in result.output) == (1, True)
    assert ("Alla träd", f"{moved}/store/6/resource/33") in of(platform, "Träd")
    assert ("Träd (API)", moved + ROWS) in of(platform, "Träd")
    monkeypatch.setitem(FILES, "/store/6/resource/33", TREES)
    assert opendata(*asked).exit_code == 0
    assert {where for _, where in of(platform, "Träd")} == {None}


def test_what_others_offer_stays_a_link(opendata: Command, moved: str, platform: Platform) -> None:
    opendata("import", "files", moved, "--dataset", "buskar")
    assert of(platform, "Buskar") == [
        ("Borta", f"{moved}/store/6/resource/99"),
        ("På annat håll", "https://kartor.example.se/buskar"),
    ]
