"""What somebody who looks for data meets: suggestions, reasons, filters, help when nothing is found, feeds."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.conftest import People
from tests.web.conftest import Published
from tests.web.portal.conftest import Visitors
from tests.web.portal.office import BASE, MORE, Office
from tests.web.portal.visitor import Visitor, words

pytestmark = pytest.mark.any_database
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def office(client: FlaskClient, people: People, work: Callable[[], None]) -> Office:
    return Office(client, people, work)


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


def test_a_hit_shows_why_it_was_found(published: Published, visitor: Visitor) -> None:
    in_title = visitor.get("/datasets?q=bathing")
    assert "<mark>Bathing</mark> sites" in in_title.text
    in_data = visitor.get("/datasets?q=sisjön")
    assert "Namn in the data: Sisjön" in words(in_data)
    assert "<mark>Sisjön</mark>" in in_data.text
    assert "Keyword: sjö" in words(visitor.get("/datasets?q=sjö"))


def test_what_publishers_and_visitors_write_stays_text(office: Office, visitor: Visitor) -> None:
    office.publish(title={"sv": "<b>Bad</b> & annat"}, description={"sv": "<script>bad()</script>"})
    page = visitor.get("/datasets?q=bad").text
    assert "&lt;b&gt;<mark>Bad</mark>&lt;/b&gt; &amp; annat" in page
    assert "<script>bad" not in page
    assert "<b>" not in visitor.get("/datasets/suggestions?q=bad").text
    assert '"><i>' not in visitor.get('/datasets?q="><i>').text


def test_the_search_field_is_offered_datasets_while_one_types(published: Published, visitor: Visitor) -> None:
    offered = visitor.get("/datasets/suggestions?q=bath")
    assert 'data-address="/dataset/badplatser"' in offered.text
    assert 'data-address="/datasets?q=bath"' in offered.text
    assert "Bathing sites" in words(offered)
    assert words(visitor.get("/datasets/suggestions?q=zzzzzzzz")) == ""
    assert words(visitor.get("/datasets/suggestions?q=")) == ""
    assert 'data-suggest="/datasets/suggestions"' in visitor.get("/").text


def test_nothing_found_leads_on(office: Office, published: Published, visitor: Visitor) -> None:
    office.publish("trad", MORE, title={"sv": "Träd", "en": "Trees"}, keywords={}, themes=["REGI"])
    filtered = visitor.get("/datasets?q=trees&theme=ENVI")
    assert "No dataset matches" in words(filtered)
    assert 'href="/datasets?q=trees"' in filtered.text
    assert "“trees” without filters 1 dataset" in words(filtered)
    nearly = visitor.get("/datasets?q=trees+xyzzyxyzzy")
    assert "No dataset has all the words" in words(nearly)
    assert 'href="/dataset/trad"' in nearly.text
    slip = visitor.get("/datasets?q=treess")
    assert 'href="/dataset/trad"' in slip.text


def test_filters_are_counted_chosen_and_taken_away(office: Office, published: Published, visitor: Visitor) -> None:
    office.publish("trad", MORE, title={"sv": "Träd"}, keywords={}, themes=["REGI"], frequency="DAILY")
    page = visitor.get("/datasets?api=true&frequency=DAILY&updated=week")
    assert "1 dataset" in words(page)
    assert 'href="/datasets?api=true&amp;updated=week"' in page.text, "the chip of the frequency"
    assert "daily 1 dataset" in words(page)
    assert "annual 1 dataset" in words(page), "as if no frequency were chosen"
    assert "2 datasets" in words(visitor.get("/datasets?api=true&api=false"))
    assert "2 datasets" in words(visitor.get("/datasets?api=maybe&endpoint=x&_external=1"))


def test_any_search_is_a_feed(office: Office, published: Published, client: FlaskClient, visitor: Visitor) -> None:
    office.publish("trad", MORE, title={"sv": "Träd & buskar"}, keywords={}, themes=["REGI"])
    everything = ElementTree.fromstring(client.get("/feed.atom").data)
    assert [one.text for one in everything.iter(f"{ATOM}id")] == [
        f"{BASE}/feed.atom",
        f"{BASE}/dataset/trad",
        f"{BASE}/dataset/badplatser",
    ]
    answer = client.get("/datasets.atom?theme=REGI&q=träd")
    assert answer.mimetype == "application/atom+xml"
    some = ElementTree.fromstring(answer.data)
    assert [one.findtext(f"{ATOM}title") for one in some.iter(f"{ATOM}entry")] == ["Träd & buskar"]
    assert (
        client.get("/feed.atom", headers={"If-None-Match": client.get("/feed.atom").headers["ETag"]}).status_code == 304
    )
    page = visitor.get("/datasets?theme=REGI&page=1")
    assert (
        'type="application/atom+xml" title="New and changed: this search" href="/datasets.atom?theme=REGI"' in page.text
    )
    nothing = ElementTree.fromstring(client.get("/datasets.atom?q=xyzzyxyzzy").data)
    assert nothing.findtext(f"{ATOM}updated") == "2026-01-01T00:00:00Z"


def test_administrators_list_synonyms_and_others_see_no_such_page(
    published: Published, visitors: Visitors, visitor: Visitor
) -> None:
    address = "/workspace/admin/synonyms"
    page = visitors.administrator.get(address)
    assert "förskola, dagis" in page.text
    refused = visitors.administrator.post(address, synonyms="plums, bad\nensam")
    assert refused.status_code == 400
    assert "Line 2" in words(refused)
    assert "plums, bad" in refused.text, "what was written is not lost"
    saved = visitors.administrator.post(address, synonyms="plums, bad")
    assert saved.location == address
    assert "Bathing sites" in words(visitor.get("/datasets?q=plums"))
    assert visitors.reviewer.get(address).status_code == 404
    assert visitors.outsider.post(address, synonyms="").status_code == 404
    assert visitors.nobody.get(address).status_code == 303
