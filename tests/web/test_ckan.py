"""ckanapi, which most scripts for CKAN are written with, finds a CKAN here; so do harvesters, by what they demand."""

import json
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest
from ckanapi import NotAuthorized, NotFound, RemoteCKAN, ValidationError
from ckanapi.errors import CKANAPIError, SearchQueryError
from flask.testing import FlaskClient

from opendata.web.ckan import ACTIONS
from tests.conftest import People
from tests.support import story
from tests.support.live import Served
from tests.web.conftest import Published
from tests.web.portal.office import MORE
from tests.web.portal.office import Office as Publishing
from tests.web.test_datapackage import FIELDS, TABLE
from tests.web.test_datapackage import publish as publish_there


@pytest.fixture
def ckan(served: Served, published: Published) -> Iterator[RemoteCKAN]:
    with RemoteCKAN(served.address) as remote:
        yield remote


def call(client: FlaskClient, action: str, headers: Any = None, **asked: Any) -> Any:
    answer = client.get(f"/api/3/action/{action}", query_string=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    told = answer.get_json()
    assert told["success"] is True
    assert told["help"] == f"http://data.example.se/api/3/action/help_show?name={action}"
    return told["result"]


def refused(client: FlaskClient, action: str, **asked: Any) -> tuple[int, str]:
    answer = client.get(f"/api/3/action/{action}", query_string=asked)
    told = answer.get_json()
    assert told["success"] is False
    return answer.status_code, told["error"]["__type"]


def test_ckanapi_reads_the_catalog(served: Served, ckan: RemoteCKAN, published: Published) -> None:
    assert ckan.action.status_show()["site_url"] == served.address
    assert ckan.action.package_list() == ["badplatser"]
    package = ckan.action.package_show(id="badplatser")
    assert (package["title"], package["license_id"], package["isopen"]) == ("Badplatser", "CC0-1.0", True)
    assert package["organization"]["name"] == "parker"
    assert [tag["name"] for tag in package["tags"]] == ["bad", "sjö"]
    assert [group["name"] for group in package["groups"]] == ["envi"]
    assert ckan.action.package_show(id=package["id"]) == package
    assert ckan.action.current_package_list_with_resources() == [package]
    assert ckan.action.package_search(q="bad")["results"] == [package]
    first = package["resources"][0]
    assert (first["format"], first["datastore_active"]) == ("CSV", True)
    assert ckan.action.resource_show(id=first["id"]) == first
    assert ckan.action.resource_search(query="format:csv")["count"] == 3
    assert ckan.action.organization_list() == ["parker", "skolor"]
    assert ckan.action.organization_show(id="parker", include_datasets=True)["packages"] == [package]
    assert ckan.action.organization_show(id=package["owner_org"])["name"] == "parker"
    assert "envi" in ckan.action.group_list()
    assert ckan.action.group_show(id="envi")["package_count"] == 1
    assert ckan.action.group_package_show(id="envi") == [package]
    assert ckan.action.tag_list() == ["bad", "sjö"]
    assert ckan.action.tag_show(id="bad", include_datasets=True)["packages"] == [package]
    assert "CC0-1.0" in [licence["id"] for licence in ckan.action.license_list()]


def test_ckanapi_reads_by_get_as_by_post(served: Served, ckan: RemoteCKAN) -> None:
    with RemoteCKAN(served.address, get_only=True) as by_get:
        for action, asked in (("package_show", {"id": "badplatser"}), ("package_search", {"q": "bad", "rows": 5})):
            assert by_get.call_action(action, asked) == ckan.call_action(action, asked)


def test_ckanapi_fetches_every_address_that_it_is_given(ckan: RemoteCKAN, served: Served) -> None:
    for resource in ckan.action.package_show(id="badplatser")["resources"]:
        content = httpx.get(resource["url"]).raise_for_status().content
        assert len(content) == resource["size"], resource["name"]


def test_every_action_has_help(client: FlaskClient, published: Published) -> None:
    for action in ACTIONS:
        assert len(call(client, "help_show", name=action)) > 10
    assert refused(client, "help_show", name="nothing")[0] == 404


def test_ckanapi_meets_errors_as_its_own_exceptions(ckan: RemoteCKAN) -> None:
    with pytest.raises(NotFound):
        ckan.action.package_show(id="nothing")
    with pytest.raises(NotFound):
        ckan.action.datastore_search_sql(sql="SELECT 1")
    with pytest.raises(ValidationError) as missing:
        ckan.action.package_show()
    assert missing.value.error_dict["id"]
    with pytest.raises(ValidationError):
        ckan.action.package_search(rows="many")
    for asked in ({"fq": "nothing:x"}, {"q": "(bad"}, {"q": "(" * 400 + "a" + ")" * 400}, {"sort": "nothing asc"}):
        with pytest.raises(SearchQueryError):
            ckan.action.package_search(**asked)
    with pytest.raises((NotAuthorized, CKANAPIError)):
        ckan.call_action("package_list", apikey="nonsense")


@pytest.fixture
def three(served: Served, people: People, work: Callable[[], None]) -> Iterator[RemoteCKAN]:
    client = served.app.test_client()
    story.publish(client, people, work, b"A\n1\n", "a.csv", slug="trad", title={"sv": "Träd i parker"}, themes=["ENVI"])
    story.publish(
        client, people, work, b"A\n2\n", "b.csv", slug="omsorg", title={"sv": "Äldreomsorg"}, themes=["SOCI", "ENVI"]
    )
    story.publish(
        client, people, work, b"A\n3\n", "c.csv", slug="skola", title={"sv": "Skolor"}, themes=[], licence="CC-BY-4.0"
    )
    with RemoteCKAN(served.address) as remote:
        yield remote


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({}, {"trad", "omsorg", "skola"}),
        ({"q": "*:*"}, {"trad", "omsorg", "skola"}),
        ({"q": "träd"}, {"trad"}),
        ({"q": "TRÄD parker"}, {"trad"}),
        ({"q": '"i parker"'}, {"trad"}),
        ({"q": "title:skolor OR title:träd"}, {"trad", "skola"}),
        ({"fq": "groups:envi"}, {"trad", "omsorg"}),
        ({"fq": "+groups:envi -groups:soci"}, {"trad"}),
        ({"fq": "groups:(soci OR econ)"}, {"omsorg"}),
        ({"fq": "groups:envi AND NOT name:trad"}, {"omsorg"}),
        ({"fq": "organization:parker res_format:CSV"}, {"trad", "omsorg", "skola"}),
        ({"fq": "organization:skolor"}, set()),
        ({"fq": "license_id:CC-BY-4.0"}, {"skola"}),
        ({"fq": "name:sk*"}, {"skola"}),
        ({"fq": "(name:skola OR name:trad) AND type:dataset"}, {"skola", "trad"}),
        ({"fq": "metadata_modified:[2020-01-01T00:00:00Z TO *]"}, {"trad", "omsorg", "skola"}),
        ({"fq": "metadata_modified:[* TO 2020-01-01T00:00:00Z]"}, set()),
        ({"fq": "state:active AND capacity:public AND private:false"}, {"trad", "omsorg", "skola"}),
        ({"fq_list": ["groups:envi", "groups:soci"]}, {"omsorg"}),
    ],
)
def test_ckanapi_searches_as_solr_would(three: RemoteCKAN, asked: dict[str, Any], names: set[str]) -> None:
    found = three.action.package_search(**asked)
    assert {package["name"] for package in found["results"]} == names
    assert found["count"] == len(names)


def test_ckanapi_sorts_pages_and_counts(three: RemoteCKAN) -> None:
    def names(**asked: Any) -> list[str]:
        return [package["name"] for package in three.action.package_search(**asked)["results"]]

    assert names(sort="name asc") == ["omsorg", "skola", "trad"]
    assert names(sort="title_string desc") == ["omsorg", "trad", "skola"]
    assert names(sort="name asc", rows=1, start=1) == ["skola"]
    assert names(sort="score desc, metadata_modified desc") == ["skola", "omsorg", "trad"]
    found = three.action.package_search(**{"facet.field": ["groups", "license_id"], "rows": 0})
    assert found["results"] == []
    assert found["facets"] == {"groups": {"envi": 2, "soci": 1}, "license_id": {"CC0-1.0": 2, "CC-BY-4.0": 1}}
    assert found["search_facets"]["groups"]["items"][0] == {"name": "envi", "display_name": "Miljö", "count": 2}


def test_harvesters_find_what_they_demand(client: FlaskClient, published: Published) -> None:
    """CKAN's: package_search with rows, start, sort and a range of metadata_modified. udata's: the shape of each."""
    asked = {"fq": '+organization:"parker"', "rows": 1000, "start": 0, "sort": "id asc"}
    (package,) = call(client, "package_search", **asked)["results"]
    assert call(client, "package_search", **{**asked, "start": 1000})["results"] == []
    assert call(client, "package_show", id=package["name"]) == package
    for one in (package, package["organization"], *package["resources"]):
        UUID(one["id"])
    for name in ("id", "name", "title", "notes", "license_id", "metadata_created", "metadata_modified", "state"):
        assert isinstance(package[name], str), name
    organisation = package["organization"]
    for name in ("description", "created", "title", "name", "revision_timestamp", "state", "image_url", "revision_id"):
        assert isinstance(organisation[name], str), name
    assert (organisation["type"], organisation["approval_status"]) == ("organization", "approved")
    assert (package["type"], package["private"]) == ("dataset", False)
    for resource in package["resources"]:
        assert resource["resource_type"] == "file"
        assert resource["url"].startswith("http://data.example.se/")
        assert isinstance(resource["position"], int)
        for name in ("name", "description", "format", "created", "last_modified"):
            assert isinstance(resource[name], str), name
    assert all(isinstance(extra["value"], str) for extra in package["extras"])


def test_nobody_finds_what_is_not_public(client: FlaskClient, people: People, publishing: Publishing) -> None:
    file = publishing.draft("utkast")
    own = call(client, "package_show", id="utkast", headers={"Authorization": people.editor.token})
    assert (own["state"], own["private"]) == ("draft", True)
    for headers in (None, people.outsider.headers):
        answer = client.get("/api/3/action/package_show?id=utkast", headers=headers)
        assert answer.get_json()["error"]["__type"] == "Not Found Error"
    assert refused(client, "package_show", id=own["id"]) == (404, "Not Found Error")
    assert refused(client, "datastore_search", resource_id=file) == (404, "Not Found Error")
    assert client.get(f"/datastore/dump/{file}").status_code == 404
    assert call(client, "package_list") == []


def records(ckan: RemoteCKAN, file: str, **asked: Any) -> Any:
    return ckan.action.datastore_search(resource_id=file, **asked)


def test_ckanapi_asks_for_rows(ckan: RemoteCKAN, published: Published) -> None:
    resource = ckan.action.package_show(id="badplatser")["resources"][0]["id"]
    both = [
        {"namn": "Delsjön", "djup": 12, "oppnad": "2019-06-01", "kod": "0114"},
        {"namn": "Sisjön", "djup": None, "oppnad": "2020-05-15", "kod": "0115"},
    ]
    for known in (resource, published.file):
        found = records(ckan, known)
        assert (found["records"], found["total"], found["limit"], found["resource_id"]) == (both, 2, 100, known)
    assert found["fields"] == [
        {"id": "namn", "type": "text"},
        {"id": "djup", "type": "int"},
        {"id": "oppnad", "type": "date"},
        {"id": "kod", "type": "text"},
    ]
    assert "total" not in records(ckan, resource, include_total=False)
    info = ckan.action.datastore_info(id=resource)
    assert (info["meta"]["count"], info["fields"][2]["info"]["label"]) == (2, "Öppnad")
    for asked, names in (
        ({"filters": {"djup": 12}}, ["Delsjön"]),
        ({"filters": {"kod": ["0114", "0115"]}}, ["Delsjön", "Sisjön"]),
        ({"filters": {"djup": None}}, ["Sisjön"]),
        ({"filters": '{"kod": "0115"}'}, ["Sisjön"]),
        ({"q": "delsj"}, ["Delsjön"]),
        ({"q": {"namn": "sis"}}, ["Sisjön"]),
        ({"sort": "namn desc"}, ["Sisjön", "Delsjön"]),
        ({"sort": "_id"}, ["Delsjön", "Sisjön"]),
        ({"limit": 1, "offset": 1}, ["Sisjön"]),
        ({"limit": 0}, []),
    ):
        assert [row["namn"] for row in records(ckan, resource, **asked)["records"]] == names, asked
    assert records(ckan, resource, fields="kod,namn", limit=1)["records"] == [{"kod": "0114", "namn": "Delsjön"}]
    for asked in ({"filters": {"nothing": 1}}, {"filters": {"djup": "x"}}, {"sort": "nothing"}, {"limit": "x"}):
        with pytest.raises(ValidationError):
            records(ckan, resource, **asked)


def test_rows_are_told_once_where_only_what_differs_is_wanted(
    client: FlaskClient, people: People, work: Callable[[], None]
) -> None:
    table = b"Ort,Art\nHjo,Ek\nHjo,Ek\nMora,Ek\n"
    file = story.publish(client, people, work, table, "x.csv")["files"][0]["id"]
    found = call(client, "datastore_search", resource_id=file, fields="ort", distinct="true", sort="ort desc")
    assert (found["records"], found["total"]) == ([{"ort": "Mora"}, {"ort": "Hjo"}], 2)
    assert call(client, "datastore_search", resource_id=file, distinct="true")["total"] == 2


def test_values_are_exact_in_every_form(served: Served, people: People, work: Callable[[], None]) -> None:
    file = publish_there(served, people, work, TABLE.encode(), FIELDS)["files"][0]["id"]
    client = served.app.test_client()
    address = f"/api/3/action/datastore_search?resource_id={file}&fields=namn,antal,andel,oppen,form"
    objects = client.get(address).text
    assert "1234567890123456789" in objects
    assert "12.12345678901234567" in objects
    lists = client.get(f"{address}&records_format=lists").text
    assert '["C", 1234567890123456789, 12.12345678901234567, true, null]' in lists
    text = client.get(f"{address}&records_format=csv").get_json()["result"]["records"]
    assert text.splitlines()[2] == "C,1234567890123456789,12.12345678901234567,true,"
    dumped = client.get(f"/datastore/dump/{file}?format=json").text
    assert "1234567890123456789, 12.12345678901234567" in dumped
    assert json.loads(dumped)["records"][0][0] == 'Å; "ö"'
    xml = client.get(f"/datastore/dump/{file}?format=xml")
    assert "<andel>12.12345678901234567</andel>" in xml.text
    assert '<antal xsi:nil="true"></antal>' in xml.text


def test_a_table_is_dumped_as_csv_and_tsv(client: FlaskClient, published: Published) -> None:
    address = f"/datastore/dump/{published.file}"
    plain = client.get(address)
    assert (plain.status_code, plain.mimetype) == (200, "text/csv")
    assert plain.data == client.get(f"/files/{published.file}/platser.csv").data
    assert client.get(f"{address}?bom=true").data[:3] == b"\xef\xbb\xbf"
    assert client.get(f"{address}?format=tsv&fields=kod,djup&limit=1").text == "kod\tdjup\r\n0114\t12\r\n"
    assert client.head(address).headers["ETag"] == plain.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": plain.headers["ETag"]}).status_code == 304
    assert plain.headers["Access-Control-Allow-Origin"] == "*"
    wrong = client.get(f"{address}?format=exe")
    assert (wrong.status_code, wrong.get_json()["error"]["__type"]) == (409, "Validation Error")
    assert client.get(f"{address}?fields=nothing").status_code == 409


def test_the_next_page_is_where_the_answer_says(client: FlaskClient, publishing: Publishing) -> None:
    file = publishing.publish("badplatser", MORE)
    first = call(client, "datastore_search", resource_id=file, limit=2, sort="namn desc")
    rest = client.get(first["_links"]["next"]).get_json()["result"]
    assert [row["namn"] for row in first["records"] + rest["records"]] == ["Surtesjön", "Sisjön", "Delsjön"]


def test_a_call_is_read_as_ckan_reads_it(client: FlaskClient, published: Published) -> None:
    assert client.get("/api/3").get_json() == {"version": 3}
    for path in ("/api/3/action/package_show", "/api/action/package_show"):
        for sent in (
            {"json": {"id": "badplatser"}},
            {"data": {"id": "badplatser"}},
            {"data": '{"id": "badplatser"}', "content_type": "application/x-www-form-urlencoded"},
        ):
            answer = client.post(path, **sent)
            assert answer.get_json()["result"]["name"] == "badplatser", sent
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
    broken = client.post("/api/3/action/package_show", data="{", content_type="application/json")
    assert (broken.status_code, broken.get_json()["success"]) == (400, False)
    assert client.delete("/api/3/action/package_show").status_code == 405


def test_reading_twice_is_told_to_be_the_same(client: FlaskClient, published: Published) -> None:
    address = "/api/3/action/package_show?id=badplatser"
    got = client.get(address)
    assert client.get(address, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304
    assert client.head(address).headers["ETag"] == got.headers["ETag"]
