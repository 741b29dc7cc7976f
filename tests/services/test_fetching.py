"""What others serve as their catalogue: one document, pages, CKAN's API, or nothing of the kind."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from opendata import dcat
from opendata.errors import Invalid, TooLarge, Unreachable
from opendata.model.harvest import SourceKind
from opendata.services.harvesting import fetching

PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"
DATASET = "<{0}> a dcat:Dataset .\n"


class Elsewhere(BaseHTTPRequestHandler):
    total = 3

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.headers_sent = {"ETag": '"today"'}
        answer = getattr(self, "answer_" + parts.path.strip("/").replace("/", "_").replace(".", "_"), self.nothing)
        status, body = answer(asked)
        self.send_response(status)
        for name, value in (self.headers_sent | {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def nothing(self, _asked: dict[str, str]) -> tuple[int, bytes]:
        return 404, b""

    def answer_catalog(self, _asked: dict[str, str]) -> tuple[int, bytes]:
        if self.headers.get("If-None-Match") == '"today"':
            return 304, b""
        return 200, (PREFIXES + DATASET.format("/dataset/one")).encode()

    def answer_page(self, _asked: dict[str, str]) -> tuple[int, bytes]:
        return 200, b"<!DOCTYPE html><html><title>Katalog</title></html>"

    def answer_pages(self, asked: dict[str, str]) -> tuple[int, bytes]:
        number = int(asked.get("page", "1"))
        text = PREFIXES + DATASET.format(f"/dataset/{number}")
        if number < 3:
            text += f"<#view> hydra:next </pages?page={number + 1}> .\n"
        return 200, text.encode()

    def answer_round(self, _asked: dict[str, str]) -> tuple[int, bytes]:
        return 200, (PREFIXES + DATASET.format("/dataset/1") + "<#view> hydra:next </round> .").encode()

    def answer_broken(self, asked: dict[str, str]) -> tuple[int, bytes]:
        if "page" in asked:
            return 500, b""
        return 200, (PREFIXES + "<#view> hydra:next </broken?page=2> .").encode()

    def answer_endless(self, asked: dict[str, str]) -> tuple[int, bytes]:
        number = int(asked.get("page", "1"))
        return 200, (PREFIXES + f"<#view> hydra:next </endless?page={number + 1}> .").encode()

    def answer_api_3_action_package_search(self, asked: dict[str, str]) -> tuple[int, bytes]:
        start = int(asked["start"])
        packages: list[dict[str, Any]] = [
            {"id": str(number), "title": "T"} for number in range(start, min(start + 2, 3))
        ]
        return 200, json.dumps({"success": True, "result": {"count": self.total, "results": packages}}).encode()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def bring(location: str, kind: SourceKind = SourceKind.DCAT, **more: Any) -> fetching.Brought | None:
    return fetching.bring(kind, location, trusted={"127.0.0.1"}, **more)


def datasets(brought: fetching.Brought | None) -> list[str]:
    assert brought is not None
    return [one.iri for one in dcat.read(brought.graph).of("Dataset")]


def test_a_document_is_taken_with_what_tells_whether_it_changes(elsewhere: str) -> None:
    brought = bring(f"{elsewhere}/catalog")
    assert datasets(brought) == [f"{elsewhere}/dataset/one"]
    assert brought and brought.etag == '"today"'
    assert bring(f"{elsewhere}/catalog", etag='"today"') is None


def test_pages_are_followed_to_the_last(elsewhere: str) -> None:
    brought = bring(f"{elsewhere}/pages")
    assert datasets(brought) == [f"{elsewhere}/dataset/{number}" for number in (1, 2, 3)]
    assert brought and brought.etag == ""


def test_pages_that_go_in_a_circle_come_to_an_end(elsewhere: str) -> None:
    assert datasets(bring(f"{elsewhere}/round")) == [f"{elsewhere}/dataset/1"]


def test_half_a_catalogue_is_none(elsewhere: str) -> None:
    with pytest.raises(Unreachable, match="server_refuses"):
        bring(f"{elsewhere}/broken")


def test_pages_without_end_are_given_up(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "MOST_PAGES", 5)
    with pytest.raises(TooLarge, match="too_many_pages"):
        bring(f"{elsewhere}/endless")


@pytest.mark.parametrize("address", ["", "/", "/api/3/action"])
def test_ckan_is_asked_for_all_its_packages(elsewhere: str, address: str) -> None:
    found = datasets(bring(f"{elsewhere}{address}", SourceKind.CKAN))
    assert [iri.rpartition("/")[2] for iri in found] == ["0", "1", "2"]


def test_ckan_that_gives_less_than_it_says_is_not_believed(elsewhere: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Elsewhere, "total", 4)
    with pytest.raises(Invalid, match="source_incomplete"):
        bring(elsewhere, SourceKind.CKAN)


def test_what_is_no_ckan_is_told(elsewhere: str) -> None:
    with pytest.raises((Invalid, Unreachable)):
        bring(f"{elsewhere}/nowhere", SourceKind.CKAN)


def test_a_web_page_is_no_catalogue(elsewhere: str) -> None:
    with pytest.raises(Invalid, match="rdf_unknown"):
        bring(f"{elsewhere}/page")


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b'<?xml version="1.0"?><rdf:RDF/>', "rdf"),
        (b"\xef\xbb\xbf  <rdf:RDF xmlns:rdf='x'/>", "rdf"),
        ('<?xml version="1.0" encoding="utf-16"?><rdf:RDF/>'.encode("utf-16"), "rdf"),
        (b"<!-- a note --><rdf:RDF/>", "rdf"),
        (b"@prefix a: <http://a.example/> .", "ttl"),
        (b"PREFIX a: <http://a.example/>", "ttl"),
        (b"# a note\n<http://a.example/> a <http://b.example/> .", "ttl"),
        (b"<http://a.example/x> <http://a.example/y> 'z' .", "ttl"),
        (b"_:a <http://a.example/y> 'z' .", "ttl"),
        (b' {"@context": {}}', "jsonld"),
        (b"[]", "jsonld"),
    ],
)
def test_a_document_is_known_by_how_it_begins(data: bytes, form: str) -> None:
    assert dcat.recognise(data) == form


@pytest.mark.parametrize("data", [b"", b"   ", b"<html>", b"<!doctype HTML>", b"PK\x03\x04", b"a,b\n1,2\n"])
def test_what_is_no_rdf_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match="rdf_unknown"):
        dcat.recognise(data)
