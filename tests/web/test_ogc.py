"""OGC API Features, asked by OWSLib and by GDAL, which QGIS, R and others use, over real HTTP."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from flask.testing import FlaskClient
from owslib.ogcapi.features import Features

from tests.conftest import People, Scene
from tests.support import story
from tests.support.live import Served
from tests.web.conftest import Publish, Published
from tests.web.portal.office import BASE
from tests.web.portal.office import Office as Publishing

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0"
SITES = (
    "Namn,Kod,Djup,Öppnad,Latitud,Longitud\n"
    "Delsjön,0114,12,2019-06-01,57.6908,12.0501\n"
    "Sisjön,0115,,2020-05-15,57.6391,11.9497\n"
    "Ingenstans,0116,3,,,\n"
    "Åsjön,0117,7.5,2021-07-01,57.7089,11.9746\n"
)
SQUARE = {"type": "Polygon", "coordinates": [[[12, 57], [12.1, 57], [12.1, 57.1], [12, 57.1], [12, 57]]]}
CORNER = {"type": "Polygon", "coordinates": [[[13, 57], [13.1, 57], [13.1, 57.1], [13, 57]]]}
LINE = {"type": "LineString", "coordinates": [[12.000000001, 57.5], [12.5, 58]]}
SHAPES = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": shape, "properties": {"namn": name, "mätt": f"2024-01-0{number}T12:00:00Z"}}
            for number, (name, shape) in enumerate(
                {"Kvadrat": SQUARE, "Hörn": CORNER, "Linje": LINE, "Utan": None}.items(), 1
            )
        ],
    }
).encode()


@pytest.fixture(scope="session")
def with_sites(publish: Publish) -> Scene:
    return publish("with_sites", SITES.encode())


@pytest.fixture
def sites(with_sites: Scene) -> Published:
    found: Published = with_sites.cast["published"]
    return found


@pytest.fixture
def areas(served: Served, people: People, work: Callable[[], None]) -> str:
    published = story.publish(served.app.test_client(), people, work, SHAPES, "ytor.geojson", slug="ytor")
    return str(published["files"][0]["id"])


def ask(client: FlaskClient, path: str, **asked: Any) -> Any:
    answer = client.get(f"/ogc{path}", query_string={name.replace("_", "-"): value for name, value in asked.items()})
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def names(client: FlaskClient, file: str, **asked: Any) -> list[str]:
    page = ask(client, f"/collections/{file}/items", **asked)
    return [feature["properties"]["namn"] for feature in page["features"]]


def test_owslib_finds_collections_and_features(served: Served, sites: Published) -> None:
    client = Features(f"{served.address}/ogc")
    assert f"{served.address}/ogc/conformance" in [link["href"] for link in client.links]
    assert "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs" in client.conformance()["conformsTo"]
    assert client.api()["openapi"].startswith("3.0")
    assert client.feature_collections() == [sites.file]
    collection = client.collection(sites.file)
    assert (collection["title"], collection["itemType"]) == ("Badplatser: platser", "feature")
    assert collection["extent"]["spatial"]["bbox"] == [[11.9497, 57.6391, 12.0501, 57.7089]]
    assert collection["extent"]["temporal"]["interval"] == [["2019-06-01T00:00:00Z", "2021-07-01T00:00:00Z"]]
    assert (collection["storageCrs"], collection["crs"][0]) == (CRS84, CRS84)
    assert list(client.collection_queryables(sites.file)["properties"]) == [
        *("namn", "kod", "djup", "oppnad", "latitud", "longitud"),
    ]
    page = client.collection_items(sites.file, bbox=[11.9, 57.6, 12.0, 57.8], limit=1)
    assert (page["numberMatched"], page["numberReturned"]) == (2, 1)
    assert page["features"][0]["properties"]["namn"] == "Sisjön"
    assert client.collection_items(sites.file, kod="0117")["features"][0]["id"] == 3
    assert client.collection_items(sites.file, datetime_="2020-01-01/..")["numberMatched"] == 2
    item = client.collection_item(sites.file, "3")
    assert item["geometry"] == {"type": "Point", "coordinates": [11.9746, 57.7089]}
    assert item["properties"]["djup"] == 7.5


GDAL = """
import json, sys
import pyogrio, pyogrio.raw, shapely

address, file, asked = json.loads(sys.argv[1])
root = f"OAPIF:{address}/ogc"
told = [pyogrio.list_layers(root).tolist(), pyogrio.read_info(root, layer=file, force_feature_count=True)["features"]]
for options in asked:
    options |= {"bbox": tuple(options["bbox"])} if "bbox" in options else {}
    meta, _, geometries, columns = pyogrio.raw.read(f"{root}/collections/{file}", **options)
    values = {name: [str(one) for one in column] for name, column in zip(meta["fields"], columns)}
    places = [shapely.from_wkb(one) for one in geometries]
    told.append([meta["crs"], [one and list(shapely.get_coordinates(one).flat) for one in places], values])
print(json.dumps(told))
"""
"""In a process of its own: GDAL lets no other thread of this one go on while it waits for an answer."""


def read(address: str, file: str, *asked: dict[str, Any]) -> list[Any]:
    """Which layers there are, how many features the collection has, and for each set of options its reference system,
    coordinates and values."""
    command = [sys.executable, "-c", GDAL, json.dumps([address, file, asked])]
    done = subprocess.run(command, capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr.decode()
    told: list[Any] = json.loads(done.stdout)
    return told


@pytest.mark.any_database
def test_gdal_reads_points_page_by_page_in_the_system_it_asks_for(served: Served, sites: Published) -> None:
    layers, count, paged, near, national, local, filtered = read(
        served.address,
        sites.file,
        {"PAGE_SIZE": "1"},
        {"bbox": (11.9, 57.6, 12.0, 57.8)},
        {"CRS": "EPSG:3006"},
        {"CRS": "EPSG:3007"},
        {"where": "kod = '0117'"},
    )
    assert (layers, count) == ([[sites.file, "Point"]], 4)
    crs, places, values = paged
    assert ("CRS84" in crs, values["namn"]) == (True, ["Delsjön", "Sisjön", "Ingenstans", "Åsjön"])
    assert (places[0], places[2]) == ([12.0501, 57.6908], None)
    assert (values["djup"], values["kod"][0]) == (["12.0", "nan", "3.0", "7.5"], "0114")
    assert near[2]["namn"] == ["Sisjön", "Åsjön"]
    assert (national[0], national[1][3]) == ("EPSG:3006", pytest.approx([319758.02, 6400326.036], abs=0.002))
    assert (local[0], local[1][3]) == ("EPSG:3007", pytest.approx([148485.856, 6398861.67], abs=0.002))
    assert filtered[2]["namn"] == ["Åsjön"]


@pytest.mark.any_database
def test_gdal_reads_shapes_and_finds_those_that_are_really_in_a_rectangle(served: Served, areas: str) -> None:
    _, count, whole, sweref, near = read(
        served.address, areas, {}, {"CRS": "EPSG:3006"}, {"bbox": (12.05, 57.05, 13.02, 57.09)}
    )
    assert count == 4
    assert whole[2]["namn"] == ["Kvadrat", "Hörn", "Linje", "Utan"]
    assert whole[1][0] == [one for place in SQUARE["coordinates"][0] for one in place]
    assert sweref[1][0][:2] == pytest.approx([317790.224, 6321388.042], abs=0.002)
    assert near[2]["namn"] == ["Kvadrat"]


@pytest.mark.any_database
def test_a_shape_is_in_a_rectangle_when_it_is_there_itself(served: Served, areas: str) -> None:
    client = served.app.test_client()
    assert names(client, areas, bbox="13.01,57.05,13.02,57.09") == []
    assert names(client, areas, bbox="13.01,57.00,13.02,57.09") == ["Hörn"]
    assert names(client, areas, bbox="170,57,12.01,58") == ["Kvadrat", "Linje"]
    page = ask(client, f"/collections/{areas}/items", bbox="11,56,14,59", limit=2)
    assert "numberMatched" not in page
    assert page["numberReturned"] == 2
    corner = "6331000,385000,6331500,385500"
    assert names(client, areas, bbox=corner, bbox_crs=f"{EPSG}/3006") == []


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"bbox": "12,57.6,12.1,57.7"}, ["Delsjön"]),
        ({"bbox": "12,57.6,0,12.1,57.7,100"}, ["Delsjön"]),
        ({"bbox": "57.6,12,57.7,12.1", "bbox_crs": f"{EPSG}/4326"}, ["Delsjön"]),
        ({"bbox": "6400000,319000,6401000,320000", "bbox_crs": f"{EPSG}/3006"}, ["Åsjön"]),
        ({"datetime": "2020-05-15"}, ["Sisjön"]),
        ({"datetime": "2020-05-15T10:00:00Z"}, ["Sisjön"]),
        ({"datetime": "2020-05-16/.."}, ["Åsjön"]),
        ({"datetime": "../2020-05-14"}, ["Delsjön"]),
        ({"datetime": "/2020-05-14"}, ["Delsjön"]),
        ({"datetime": "2019-01-01/2020-12-31"}, ["Delsjön", "Sisjön"]),
        ({"datetime": "../.."}, ["Delsjön", "Sisjön", "Ingenstans", "Åsjön"]),
        ({"namn": "Åsjön"}, ["Åsjön"]),
        ({"djup": "12", "kod": "0115"}, []),
        ({"limit": "99999"}, ["Delsjön", "Sisjön", "Ingenstans", "Åsjön"]),
    ],
)
def test_features_are_found_by_place_time_and_column(
    client: FlaskClient, sites: Published, asked: dict[str, str], found: list[str]
) -> None:
    assert names(client, sites.file, **asked) == found


@pytest.mark.any_database
def test_moments_are_found_by_day_and_by_instant(served: Served, areas: str) -> None:
    client = served.app.test_client()
    assert names(client, areas, datetime="2024-01-02") == ["Hörn"]
    assert names(client, areas, datetime="2024-01-02T12:00:00Z/2024-01-03") == ["Hörn", "Linje"]
    assert names(client, areas, datetime="2024-01-02T13:00:00+01:00") == ["Hörn"]
    assert names(client, areas, datetime="9999-12-31") == []
    assert names(client, areas, datetime="2024-01-02T12:00:01Z/..") == ["Linje", "Utan"]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("crs", "point"),
    [
        (CRS84, [11.9746, 57.7089]),
        (f"{EPSG}/4326", [57.7089, 11.9746]),
        (f"{EPSG}/3006", [6400326.036, 319758.02]),
        (f"{EPSG}/3007", [6398861.67, 148485.856]),
        (f"{EPSG}/3857", [1333006.374, 7906413.516]),
    ],
)
def test_coordinates_are_in_the_order_of_their_system(
    client: FlaskClient, sites: Published, crs: str, point: list[float]
) -> None:
    for path in ("/items?kod=0117&", "/items/3?"):
        answer = client.get(f"/ogc/collections/{sites.file}{path}crs={crs}")
        assert answer.headers["Content-Crs"] == f"<{crs}>"
        feature = answer.get_json().get("features", [answer.get_json()])[0]
        assert feature["geometry"]["coordinates"] == pytest.approx(point, abs=0.002)


def test_links_lead_from_page_to_page_within_one_version(
    served: Served, sites: Published, people: People, work: Callable[[], None]
) -> None:
    address: str | None = f"{served.address}/ogc/collections/{sites.file}/items?limit=3&bbox=11,57,13,58"
    walked = []
    with httpx.Client() as client:
        while address:
            answer = client.get(address).raise_for_status()
            assert answer.headers["Content-Type"] == "application/geo+json"
            page = answer.json()
            assert page["timeStamp"].endswith("Z")
            walked += [feature["properties"]["namn"] for feature in page["features"]]
            links = {link["rel"]: link["href"] for link in page["links"]}
            assert links["self"] == address
            address = links.get("next")
            if len(walked) == 3:
                Publishing(served.app.test_client(), people, work).update(
                    sites.file, SITES.replace("57", "58").encode()
                )
    assert walked == ["Delsjön", "Sisjön", "Åsjön"]


def test_pages_go_on_past_shapes_that_are_only_near(served: Served, areas: str) -> None:
    page = ask(served.app.test_client(), f"/collections/{areas}/items", bbox="13.01,57.05,13.02,57.09", limit=1)
    assert (page["features"], [link["rel"] for link in page["links"]]) == ([], ["self", "collection"])


def test_collections_come_in_pages(
    client: FlaskClient, people: People, work: Callable[[], None], publishing: Publishing
) -> None:
    for number in range(3):
        publishing.publish(f"platser-{number}", SITES.replace("Delsjön", f"Sjö {number}").encode())
    publishing.publish("utan-karta")
    publishing.draft("utkast", SITES.replace("Delsjön", "Utkast").encode())
    first = ask(client, "/collections", limit=2)
    assert (first["numberMatched"], first["numberReturned"]) == (3, 2)
    (following,) = (link["href"] for link in first["links"] if link["rel"] == "next")
    second = client.get(following.removeprefix(BASE)).get_json()
    assert [link["rel"] for link in second["links"]] == ["self"]
    found = (*first["collections"], *second["collections"])
    pages = [link["href"] for one in found for link in one["links"] if link.get("type") == "text/html"]
    assert pages == [f"{BASE}/dataset/platser-{number}" for number in range(3)]


def test_a_feature_has_the_key_of_its_table(served: Served, people: People, work: Callable[[], None]) -> None:
    client = served.app.test_client()
    fields = [{"name": "Kod", "type": "string"}, *({"name": name, "type": "number"} for name in ("Lat", "Lon"))]
    schema = {"fields": fields, "primaryKey": ["Kod"]}
    content = "Kod,Lat,Lon\nÅ/1,57.7,11.9\nB 2,57.8,12.0\n".encode()
    published = story.publish(client, people, work, content, "koder.csv", schema, slug="koder")
    file = published["files"][0]["id"]
    assert [one["id"] for one in ask(client, f"/collections/{file}/items")["features"]] == ["Å/1", "B 2"]
    item = ask(client, f"/collections/{file}/items/%C3%85%2F1")
    assert item["properties"]["kod"] == "Å/1"
    assert client.get(f"/ogc/collections/{file}/items/C").status_code == 404


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("items?limit=0", "number_out_of_range"),
        ("items?limit=ten", "number_out_of_range"),
        ("items?bbox=1,2,3", "bbox_unusable"),
        ("items?bbox=a,b,c,d", "bbox_unusable"),
        ("items?bbox-crs=" + CRS84, "parameter_alone"),
        ("items?bbox=1,2,3,4&bbox-crs=EPSG:9999", "system_unknown"),
        ("items?crs=EPSG:3006", "system_unknown"),
        ("items/0?crs=x", "system_unknown"),
        ("items?datetime=today", "interval_unusable"),
        ("items?datetime=..", "interval_unusable"),
        ("items?datetime=2020-02-01/2020-01-01", "interval_unusable"),
        ("items?datetime=2020-01-01/2020-02-01/2020-03-01", "interval_unusable"),
        ("items?datetime=9999-12-31T23:59:59-12:00", "interval_unusable"),
        ("items?nam=x", "parameter_unknown"),
        ("items?djup=djupt", "wrong_value"),
        ("items?kod=1&kod=2", "parameter_twice"),
        ("items?cursor=x", "cursor_unusable"),
        ("items?f=gml", "choice_unknown"),
        ("queryables?limit=1", "parameter_unknown"),
        ("?limit=1", "parameter_unknown"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_sentence(
    client: FlaskClient, sites: Published, asked: str, code: str
) -> None:
    answer = client.get(f"/ogc/collections/{sites.file}/{asked}".replace("/?", "?"), headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype, answer.get_json()["code"]) == (400, "application/problem+json", code)


def test_what_is_nowhere_is_no_collection(client: FlaskClient, published: Published) -> None:
    for path in (published.file, f"{published.file}/items", "nothing", "nothing/items/1"):
        assert client.get(f"/ogc/collections/{path}").status_code == 404


def test_rows_that_are_not_there_are_no_features(client: FlaskClient, sites: Published) -> None:
    for feature in ("4", "-1", "x", "99999999999999999999999", "%C2%B2"):
        assert client.get(f"/ogc/collections/{sites.file}/items/{feature}").status_code == 404


def test_drafts_are_for_their_publisher_alone(client: FlaskClient, people: People, publishing: Publishing) -> None:
    file = publishing.draft(content=SITES.encode())
    assert ask(client, "/collections")["collections"] == []
    for path in ("", "/items", "/items/0", "/queryables"):
        address = f"/ogc/collections/{file}{path}"
        assert client.get(address).status_code == 404
        assert client.get(address, headers=people.outsider.headers).status_code == 404
        own = client.get(address, headers=people.editor.headers)
        assert (own.status_code, own.headers["Cache-Control"]) == (200, "private, no-cache")


def test_other_sites_may_ask_and_are_told_when_nothing_has_changed(client: FlaskClient, sites: Published) -> None:
    here = f"/ogc/collections/{sites.file}"
    for address in (
        "/ogc",
        "/ogc/conformance",
        "/ogc/api",
        "/ogc/collections",
        here,
        f"{here}/items",
        f"{here}/items/0",
    ):
        got, head = client.get(address), client.head(address)
        assert got.headers["Access-Control-Allow-Origin"] == "*"
        assert (head.data, head.headers["ETag"]) == (b"", got.headers["ETag"])
        assert client.get(address, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_the_description_names_every_address_and_the_greatest_limit(client: FlaskClient, sites: Published) -> None:
    api = ask(client, "/api")
    assert api["servers"] == [{"url": f"{BASE}/ogc"}]
    for path in api["paths"]:
        address = path.replace("{collectionId}", sites.file).replace("{featureId}", "0")
        assert client.get(f"/ogc{address}").status_code == 200
    limit = next(
        one for one in api["paths"]["/collections/{collectionId}/items"]["get"]["parameters"] if one["name"] == "limit"
    )
    assert limit["schema"]["maximum"] == 10_000
