"""Views within others' pages: framed there and nowhere else, the same for everybody, with their source."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.conftest import People, Scene
from tests.web.conftest import Publish, Publishing
from tests.web.portal.office import BASE
from tests.web.portal.visitor import Visitor, words

PLACES = "Namn,Vatten,Latitud,Longitud\n" + "".join(
    f"Bad {n:02},{'sjö' if n % 3 else 'hav'},{57 + n / 100:.2f},{12 + n / 100:.2f}\n" for n in range(60)
)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


@pytest.fixture(scope="session")
def with_embeddable(publish: Publish) -> Scene:
    return publish("with_embeddable", PLACES.encode())


@pytest.fixture
def home(with_embeddable: Scene) -> str:
    return f"/dataset/badplatser/files/{with_embeddable.cast['published'].file}"


@pytest.mark.parametrize("view", ["", "/chart", "/map"])
def test_only_embedded_views_may_be_framed(visitor: Visitor, home: str, view: str) -> None:
    framed = visitor.client.get(f"/embed{home}{view}?vatten__in=hav&lang=sv")
    assert framed.status_code == 200
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "Set-Cookie" not in framed.headers
    assert "<form" not in framed.text
    assert "Källa : Parkförvaltningen, Badplatser" in words(framed).replace("Källa:", "Källa :")
    assert f'href="{BASE}{home}{view}?vatten__in=hav"' in framed.text
    page = visitor.get(f"{home}{view}")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("view", ["", "/chart", "/map"])
def test_each_view_has_code_that_embeds_it_and_tells_others_where_to_ask(
    visitor: Visitor, home: str, view: str
) -> None:
    shown = visitor.get(f"{home}{view}?vatten__in=hav").text
    code = unescape(unescape(re.findall(r"<code>(&lt;iframe.*?)</code>", shown)[0]))
    source = re.findall(r'src="http://data.example.se([^"]+)"', code)[0]
    assert source == f"/embed{home}{view}?vatten__in=hav&lang=en"
    assert visitor.client.get(source).status_code == 200
    discovery = unescape(re.findall(r'application/json\+oembed" href="http://data.example.se([^"]+)"', shown)[0])
    told = visitor.client.get(f"{discovery}&maxwidth=400").get_json()
    assert (told["version"], told["type"], told["width"], told["height"]) == ("1.0", "rich", 400, 520)
    assert told["title"] == "platser – Bathing sites"
    assert f'src="{BASE}/embed{home}{view}?vatten__in=hav&amp;lang=' in told["html"]


def test_a_table_tells_how_many_rows_there_are_beside_those_shown(visitor: Visitor, home: str) -> None:
    assert "50 of 60 rows" in words(visitor.client.get(f"/embed{home}?lang=en"))
    assert visitor.client.get(f"/embed{home}?latitud__gte=north").status_code == 400


@pytest.mark.parametrize(
    "url",
    ["", "http://other.example.se/dataset/a/files/0123456789abcdef", f"{BASE}/datasets", f"{BASE}/dataset/badplatser"],
)
def test_other_addresses_are_none_to_embed(visitor: Visitor, home: str, url: str) -> None:
    assert visitor.client.get("/oembed", query_string={"url": url}).status_code == 404
    own = {"url": f"{BASE}{home}"}
    assert visitor.client.get("/oembed", query_string={**own, "format": "xml"}).status_code == 400
    assert visitor.client.get("/oembed", query_string={**own, "maxwidth": "wide"}).status_code == 400
    other = own["url"].replace("badplatser", "trad")
    assert visitor.client.get("/oembed", query_string={"url": other}).status_code == 404


def test_a_draft_is_embedded_by_nobody_not_even_its_editor(
    client: FlaskClient, people: People, publishing: Publishing
) -> None:
    file = publishing.draft("utkast")
    editor = Visitor(client)
    editor.sign_in(people.editor.email, people.editor.password)
    home = f"/dataset/utkast/files/{file}"
    for view in ("", "/chart", "/map"):
        assert editor.get(f"/embed{home}{view}").status_code == 404
    assert client.get("/oembed", query_string={"url": f"{BASE}{home}"}).status_code == 404
