import io
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from opendata.web import create_app
from opendata.wiring import Platform, wire
from tests.conftest import PASSWORD, People
from tests.web.conftest import Published
from tests.web.portal.visitor import Visitor

PAGES = ["/", "/datasets", "/dataset/badplatser", "/publishers", "/login", "/accessibility", "/api/docs"]
ANSWERS = [
    *PAGES,
    "/no/such/page",
    "/workspace/",
    "/api/v1/datasets",
    "/api/v1/no-such-thing",
    "/api/v1/openapi.json",
    "/catalog",
    "/catalog.ttl",
    "/static/css/base.css",
    "/static/no-such-file",
    "/health/live",
    "/health/ready",
    "/robots.txt",
    "/sitemap.xml",
]
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize("address", ANSWERS)
def test_every_kind_of_answer_has_the_headers_that_protect_its_reader(
    client: FlaskClient, published: Published, address: str
) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert {name: answer.headers.get(name) for name in SAFE} == SAFE
    rules = dict(rule.split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert rules["form-action"] == "'self'"
    assert "unsafe" not in rules.get("script-src", "")


def test_a_refused_upload_and_a_download_have_them_too(client: FlaskClient, published: Published) -> None:
    for answer in (
        client.post(f"/api/v1/datasets/{published.slug}/files", data=b"x"),
        client.get(f"/files/{published.file}/original"),
        client.post("/login"),
    ):
        assert {name: answer.headers.get(name) for name in SAFE} == SAFE


@pytest.mark.parametrize("address", PAGES)
def test_no_page_has_a_script_or_a_style_of_its_own_or_anything_from_elsewhere(
    client: FlaskClient, published: Published, address: str
) -> None:
    page = client.get(address, headers={"Accept": "text/html"}).text
    scripts = re.findall(r"<script\b([^>]*)>(.*?)</script>", page, re.DOTALL)
    assert all("src=" in attributes or "application/ld+json" in attributes for attributes, _ in scripts), address
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", page)
    assert "javascript:" not in page
    fetched = re.findall(r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=\"([^\"]+)\"", page)
    elsewhere = [one for one in fetched if not one.startswith(("/", "data:", "http://data.example.se", "#"))]
    assert elsewhere == []


def test_what_people_write_is_never_markup(client: FlaskClient, people: People, published: Published) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    changed = client.patch(
        f"/api/v1/datasets/{published.slug}",
        json={"title": {"sv": evil}, "description": {"sv": evil}, "keywords": {"sv": [evil]}},
        headers=people.editor.headers,
    )
    assert changed.status_code == 200
    for address in ("/", "/datasets", "/dataset/badplatser", f"/dataset/badplatser/files/{published.file}"):
        page = client.get(address, headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
    for query in ("/datasets?q=", "/login?next=", "/datasets?publisher=", "/no/such/"):
        assert "<script>alert" not in client.get(query + evil, headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    "address", ["/login", "/logout", "/workspace/datasets/new", "/workspace/account", "/workspace/tokens"]
)
def test_a_form_from_another_site_does_nothing(app: Flask, people: People, address: str) -> None:
    visitor = Visitor(app.test_client())
    visitor.sign_in("editor@example.org", PASSWORD)
    forged = {"name": "stolen", "publisher": "parker", "title_sv": "Kapad", "csrf_token": "guess"}
    answer = visitor.client.post(address, data=forged)
    assert answer.status_code in (401, 403)
    assert visitor.get("/workspace/").status_code == 200
    assert "stolen" not in visitor.get("/workspace/tokens").text


def test_the_form_token_of_one_visitor_is_no_good_to_another(app: Flask, people: People) -> None:
    ours, theirs = app.test_client(), app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', theirs.get("/login").text)
    assert token
    ours.get("/login")
    answer = ours.post("/login", data={"email": "editor@example.org", "password": PASSWORD, "csrf_token": token[1]})
    assert answer.status_code in (401, 403)


def test_a_signed_in_reader_of_pages_is_nobody_to_the_api(app: Flask, people: People) -> None:
    visitor = Visitor(app.test_client())
    visitor.sign_in("editor@example.org", PASSWORD)
    values = {"publisher": "parker", "title": {"sv": "Kapad"}}
    assert visitor.client.post("/api/v1/datasets", json=values).status_code in (401, 404)
    assert visitor.client.get("/api/v1/datasets?state=draft").status_code == 401


def cookies(answer: Any) -> dict[str, str]:
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


@pytest.mark.parametrize("base_url", ["http://data.example.se", "https://data.example.se"])
def test_no_script_reads_our_cookies_no_other_site_sends_them_and_https_keeps_them(
    platform: Platform, people: People, base_url: str
) -> None:
    secure = wire(replace(platform.settings, base_url=base_url))
    visitor = Visitor(create_app(secure).test_client())
    set_cookies = cookies(visitor.get("/login?lang=en"))
    assert set(set_cookies) == {"opendata", "lang"}
    for line in set_cookies.values():
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert ("Secure" in line) == base_url.startswith("https")
    secure.close()


def test_reading_without_signing_in_sets_no_cookie(client: FlaskClient, published: Published) -> None:
    for address in ("/", "/datasets", "/dataset/badplatser", "/catalog", "/api/v1/datasets", "/health/live"):
        assert cookies(client.get(address, headers={"Accept": "text/html"})) == {}, address


def test_the_session_cookie_is_worth_nothing_when_changed(app: Flask, people: People) -> None:
    visitor = Visitor(app.test_client())
    visitor.sign_in("editor@example.org", PASSWORD)
    cookie = visitor.client.get_cookie("opendata")
    assert cookie
    visitor.client.set_cookie("opendata", cookie.value[:-2] + ("AA" if cookie.value[-2:] != "AA" else "BB"))
    assert visitor.get("/workspace/").status_code == 303


@pytest.mark.parametrize("address", ["/api/v1/datasets", "/catalog.ttl", "/dataset/badplatser.ttl"])
def test_programs_in_pages_of_other_sites_may_read(client: FlaskClient, published: Published, address: str) -> None:
    answer = client.get(address, headers={"Origin": "https://app.example.org"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = client.options(address, headers={"Origin": "https://app.example.org"})
    assert asked.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "Authorization" not in asked.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("address", ["/login", "/workspace/", "/logout"])
def test_pages_of_other_sites_may_not_read_what_is_personal(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Origin": "https://app.example.org"})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_pages_of_other_sites_may_not_write(client: FlaskClient, people: People) -> None:
    headers = people.editor.headers | {"Origin": "https://app.example.org"}
    answer = client.post("/api/v1/datasets", json={"publisher": "parker", "title": {"sv": "T"}}, headers=headers)
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/datasets",
        "/dataset/badplatser",
        "/dataset/badplatser.ttl",
        "/catalog.rdf",
        "/api/v1/datasets",
        "/api/v1/datasets/badplatser",
        "/api/v1/openapi.json",
        "/sitemap.xml",
        "/robots.txt",
        "/llms.txt",
        "/workspace/",
        "/no/such/page",
        "/api/v1/nothing",
        "//datasets",
        "/datasets/",
        "/api//v1//datasets",
    ],
)
def test_the_host_that_a_request_names_is_in_no_answer(client: FlaskClient, published: Published, address: str) -> None:
    hostile = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    for accept in ("text/html", "application/json", "text/turtle"):
        answer = client.get(address, headers=hostile | {"Accept": accept})
        assert "evil.example" not in answer.text, address
        assert "evil.example" not in str(answer.headers), address


def test_hosts_that_are_no_hosts_are_no_fault(client: FlaskClient) -> None:
    for host in ("", "a b", "[::1", "x" * 5000, "å.se", "a:b:c"):
        assert client.get("/", headers={"Host": host}).status_code < 500


@pytest.mark.parametrize(
    "address",
    [
        "/dataset/%00",
        "/dataset/%ff",
        "/datasets?q=%00",
        "/datasets?q=%ff",
        "/datasets?page=-1",
        "/datasets?page=99999999999999999999",
        "/api/v1/datasets?q=%00",
        "/api/v1/datasets/%00",
        "/api/v1/datasets?limit=99999999999999999999",
        "/api/v1/datasets?offset=99999999999999999999",
        "/api/v1/files/%00",
        "/api/v1/versions/" + "x" * 3000,
        "/files/../../etc/passwd/original",
        "/static/../../config.py",
        "/static/%2e%2e/%2e%2e/config.py",
        "/static/..%2f..%2fconfig.py",
        "/publisher/%00",
        "/distribution/" + "0" * 16 + "-%00",
        "/catalog.%00",
        "/api/v1/vocabularies/..%2f..%2fpyproject",
        "/login?next=%00",
        "/login?lang=%00",
    ],
)
def test_hostile_addresses_are_no_fault(client: FlaskClient, published: Published, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code < 500, address
    assert "SECRET" not in answer.text


@pytest.mark.parametrize("sign", ["\x00", "\ud800", "x" * 5000])
def test_hostile_values_are_no_fault(client: FlaskClient, people: People, published: Published, sign: str) -> None:
    headers = people.reviewer.headers
    sent = [
        client.post("/api/v1/datasets", json={"publisher": "parker", "title": {"sv": sign}}, headers=headers),
        client.post("/api/v1/datasets", json={"publisher": sign, "title": {"sv": "T"}}, headers=headers),
        client.post(
            "/api/v1/datasets", json={"publisher": "parker", "title": {"sv": "T"}, "slug": sign}, headers=headers
        ),
        client.patch(f"/api/v1/datasets/{published.slug}", json={"keywords": {"sv": [sign]}}, headers=headers),
        client.post(f"/api/v1/datasets/{published.slug}/moves", json={"move": sign}, headers=headers),
        client.post(
            f"/api/v1/datasets/{published.slug}/moves", json={"move": "withdraw", "note": f"a{sign}b"}, headers=headers
        ),
        client.patch(f"/api/v1/files/{published.file}", json={"title": {"sv": sign}}, headers=headers),
        client.get("/api/v1/datasets", headers={"Authorization": "Bearer x" + sign.replace("\ud800", "å")}),
    ]
    assert [answer.status_code for answer in sent if answer.status_code >= 500] == []


def test_hostile_sign_in_is_no_fault(app: Flask, people: People) -> None:
    visitor = Visitor(app.test_client())
    for email in ("\x00", "x" * 100_000, "'; DROP TABLE user_account; --"):
        assert visitor.sign_in(email, "\x00" * 10).status_code in (400, 401)
    assert visitor.sign_in("editor@example.org", PASSWORD).status_code == 303


def test_a_body_beyond_the_limit_is_refused(platform: Platform, people: People) -> None:
    small = wire(replace(platform.settings, max_upload=1000))
    client = create_app(small).test_client()
    headers = people.editor.headers
    client.post("/api/v1/datasets", json={"publisher": "parker", "title": {"sv": "Träd"}}, headers=headers)
    raw = client.post("/api/v1/datasets/trad/files?filename=a.csv", data=b"a\n" + b"1\n" * 1000, headers=headers)
    form = client.post(
        "/api/v1/datasets/trad/files", data={"file": (io.BytesIO(bytes(2000)), "a.csv")}, headers=headers
    )
    huge = client.post("/api/v1/datasets/trad/files", data=bytes(2 * 2**20), headers=headers)
    assert {answer.status_code for answer in (raw, form, huge)} == {413}
    assert {answer.get_json()["code"] for answer in (raw, form, huge)} == {"file_too_large"}
    assert list((small.settings.data_dir / "scratch").iterdir()) == []
    small.close()
