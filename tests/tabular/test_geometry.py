import json
import sqlite3
from itertools import chain

import duckdb
import numpy
import pyogrio
import pyogrio.raw
import pytest
import shapely

from opendata import tabular
from opendata.tabular import Filter, Given, RowQuery

# Lantmäteriet's and our own test point: the same place in four systems
LONGITUDE, LATITUDE = 11.9746, 57.7089
ZONE = "y_sweref991200,x_sweref991200\n6398861.67,148485.86\n6398872.8,148509.7\n"
TM = "N,E\n6400326.04,319758.02\n"
RT90 = "X;Y\n6404687.7;1271721.8\n"
POLYGON = {"type": "Polygon", "coordinates": [[[11.9, 57.6], [12.1, 57.6], [12.1, 57.8], [11.9, 57.6]]]}


@pytest.fixture
def convert(table, tmp_path):
    """(conversion, renditions by format) of a text."""

    def make(content, given=None, types=(), forms=("csv", "json", "parquet", "xlsx", "geojson", "gpkg")):
        made = table(content)
        if types:
            made = tabular.Table(made.path, made.reading, made.columns, made.rows, types=types)
        conversion = tabular.convert(made, tabular.infer(made), tmp_path, given=given, forms=forms)
        return conversion, {one.format: one.path for one in conversion.made}

    return make


def features(made):
    return json.loads(made["geojson"].read_text("utf-8"))["features"]


def points(made):
    return [feature["geometry"] and feature["geometry"]["coordinates"] for feature in features(made)]


@pytest.mark.parametrize(
    ("text", "crs", "x", "y"),
    [
        (ZONE, "EPSG:3007", "x_sweref991200", "y_sweref991200"),
        ("x_koordinat,y_koordinat\n6398861.67,148485.86\n", "EPSG:3007", "y_koordinat", "x_koordinat"),
        (
            "E_SWEREF 99 18 00;N_SWEREF 99 18 00\n153000;6580000\n",
            "EPSG:3011",
            "e_sweref_99_18_00",
            "n_sweref_99_18_00",
        ),
        (TM, "EPSG:3006", "e", "n"),
        ("X,Y\n6400326,319758\n", "EPSG:3006", "y", "x"),
        (RT90, "EPSG:3021", "y", "x"),
        ("lat,long\n6404687.7,1271721.8\n", "EPSG:3021", "long", "lat"),
        ("x,y\n11.9746,57.7089\n", "EPSG:4326", "x", "y"),
        ("lat,lon\n11.9746,57.7089\n", "EPSG:4326", "lat", "lon"),
        ('namn,wkt\na,"POINT (319758.02 6400326.04)"\n', "EPSG:3006", "wkt", "wkt"),
    ],
)
def test_systems_are_guessed_by_name_and_magnitude_and_nothing_is_made_of_a_guess(convert, text, crs, x, y):
    conversion, made = convert(text, forms=("geojson", "gpkg"))
    found = conversion.coordinates
    assert (found.crs, found.x, found.y, found.certain) == (crs, x, y, False)
    assert conversion.left_out == (("geojson", "coordinates_unconfirmed"), ("gpkg", "coordinates_unconfirmed"))
    assert (conversion.geometry, conversion.bbox, list(made)) == (None, None, ["query"])


@pytest.mark.parametrize(
    ("text", "given"),
    [
        (ZONE, Given(crs="EPSG:3007")),
        (ZONE, Given(crs="EPSG:3007", x="x_sweref991200", y="y_sweref991200")),
        (TM, Given(crs="EPSG:3006", x="E", y="N")),
        (RT90, Given(crs="EPSG:3021", x="Y", y="X")),
        ("x,y\n11.9746,57.7089\n", Given(crs="EPSG:4326")),
        ("lat,lon\n11.9746,57.7089\n", Given(crs="EPSG:4326", x="lat", y="lon")),
        ("öst,norr,lat,lon\n319758.02,6400326.04,1,1\n", Given(crs="EPSG:3006", x="öst", y="norr")),
        ("a,b\n319758.02,6400326.04\n", Given(crs="EPSG:3006", x="a", y="b")),
        ('läge\n"(57.7089, 11.9746)"\n', Given(crs="EPSG:4326", x="läge", y="läge")),
        ("lat,lon\n57.7089,11.9746\n", None),
        ("Latitud;Longitud\n57,7089;11,9746\n", None),
        ("bounds_ne_lat,bounds_ne_lng,location_lat,location_lng\n60,13,57.7089,11.9746\n", None),
        ('position\n"57.7089, 11.9746"\n', None),
        ("koordinater\nPOINT(11.9746 57.7089)\n", None),
        ('geo_point\n"{""type"": ""Point"", ""coordinates"": [11.9746, 57.7089]}"\n', None),
    ],
)
def test_confirmed_or_certain_coordinates_become_points_in_wgs84(convert, text, given):
    conversion, made = convert(text, given)
    longitude, latitude = points(made)[0]
    assert (longitude, latitude) == pytest.approx((LONGITUDE, LATITUDE), abs=2e-7)
    assert conversion.bbox[:2] == pytest.approx((LONGITUDE, LATITUDE), abs=2e-7)
    assert conversion.left_out == ()
    info = pyogrio.read_info(made["gpkg"])
    assert (info["crs"], info["geometry_type"]) == ("EPSG:3006", "Point")
    _, _, geometry, _ = pyogrio.raw.read(made["gpkg"])
    assert shapely.get_coordinates(shapely.from_wkb(geometry))[0] == pytest.approx((319758.02, 6400326.04), abs=0.02)


def test_a_local_zone_cannot_be_told_from_another_so_all_are_offered_with_a_place_to_look_at(convert):
    conversion, _ = convert("x,y\n6398861.67,148485.86\n", forms=("geojson",))
    offered = conversion.coordinates.to_json()["candidates"]
    assert [one["crs"] for one in offered][:3] == ["EPSG:3007", "EPSG:3008", "EPSG:3009"]
    assert {one["crs"] for one in offered} == {f"EPSG:{code}" for code in range(3007, 3019)}
    first = offered[0]
    assert (first["name"], first["x"], first["y"]) == ("SWEREF 99 12 00", "y", "x")
    assert first["point"] == pytest.approx((LONGITUDE, LATITUDE), abs=1e-5)
    assert json.loads(json.dumps(offered)) == [{**one, "point": list(one["point"])} for one in offered]


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "x,y\n3,4\n",
        "lat,b\n57,1\n",
        "lat,lon\n,\n",
        "e,post\n1,2\n",
        "position\nChef\n",
        "lat,lon\n0,0\n",
    ],
)
def test_numbers_that_can_be_no_coordinates_are_not_taken_for_them(convert, text):
    conversion, _ = convert(text, forms=("geojson",))
    assert conversion.left_out == (("geojson", "no_coordinates"),)


@pytest.mark.parametrize("given", [Given(crs="EPSG:99999"), Given(crs="EPSG:3006", x="finns", y="inte")])
def test_what_is_said_of_columns_or_systems_that_are_not_there_leaves_no_places(convert, given):
    conversion, _ = convert(TM, given, forms=("geojson",))
    assert dict(conversion.left_out)["geojson"] in ("no_coordinates", "coordinates_unconfirmed")


def test_rows_without_a_place_have_none_and_the_others_keep_theirs(convert):
    text = "id;N;E\n1;6400326,04;319758,02\n2;;\n3;0;0\n4;6400326,04;\n5;6400000,5;319000\n"
    _, made = convert(text, Given(crs="EPSG:3006", x="E", y="N"))
    assert [point is not None for point in points(made)] == [True, False, False, False, True]
    assert [feature["properties"]["id"] for feature in features(made)] == [1, 2, 3, 4, 5]
    _, _, geometry, (ids, *_) = pyogrio.raw.read(made["gpkg"])
    assert (list(ids), [one is not None for one in geometry]) == ([1, 2, 3, 4, 5], [True, False, False, False, True])


def test_many_points_are_transformed_in_order(convert):
    rows = "".join(f"{n},{6400000 + n},{319000 + n % 977}\n" for n in range(120_000))
    _, made = convert(f"id,n,e\n{rows}", Given(crs="EPSG:3006", x="e", y="n"), forms=("gpkg",))
    _, _, geometry, (ids, north, east) = pyogrio.raw.read(made["gpkg"])
    places = shapely.get_coordinates(shapely.from_wkb(geometry))
    assert list(ids) == list(range(120_000))
    assert numpy.abs(places[:, 0] - east).max() < 0.01
    assert numpy.abs(places[:, 1] - north).max() < 0.01


def shapes(*geometries):
    cells = (json.dumps(one).replace('"', '""') if one else "" for one in geometries)
    return "namn,geometry\n" + "".join(f'plats {n},"{cell}"\n' for n, cell in enumerate(cells))


LINE = {"type": "LineString", "coordinates": [[11, 57], [12, 58]]}


def test_lines_and_areas_are_objects_in_json_text_in_tables_and_geometries_in_maps(convert):
    conversion, made = convert(shapes(POLYGON, LINE, None), types=(None, "geojson"))
    assert (conversion.geometry, conversion.bbox) == (("geometry",), (11, 57, 12.1, 58))
    assert [feature["geometry"] for feature in features(made)] == [POLYGON, LINE, None]
    assert [list(feature["properties"]) for feature in features(made)] == [["namn"]] * 3
    assert [row["geometry"] for row in json.loads(made["json"].read_text())] == [POLYGON, LINE, None]
    assert json.loads(duckdb.sql(f"SELECT geometry FROM '{made['parquet']}'").fetchall()[0][0]) == POLYGON
    meta, _, geometry, _ = pyogrio.raw.read(made["gpkg"])
    assert (meta["geometry_type"], list(meta["fields"])) == ("Unknown", ["namn"])
    assert [one and shapely.from_wkb(one).geom_type for one in geometry] == ["Polygon", "LineString", None]


def test_areas_of_one_kind_make_a_layer_of_that_kind(convert):
    many = {"type": "MultiPolygon", "coordinates": [POLYGON["coordinates"]]}
    for geometries, kind in (((POLYGON, POLYGON), "Polygon"), ((POLYGON, many), "MultiPolygon")):
        _, made = convert(shapes(*geometries), types=(None, "geojson"), forms=("gpkg",))
        assert pyogrio.read_info(made["gpkg"])["geometry_type"] == kind


def test_a_geopackage_has_every_value_as_other_files_have_it(convert):
    text = (
        "fid;geom;Antal;Andel;Öppen;Dag;Stund;Stor;lat;lon\n"
        "7;Å;3;0,5;ja;2024-01-31;2024-01-31T10:00:00;123456789012345678901;57;12\n"
        ";;;;;;;;57;12\n"
    )
    _, made = convert(text)
    connection = sqlite3.connect(made["gpkg"])
    connection.row_factory = sqlite3.Row
    first, second = connection.execute("SELECT * FROM data").fetchall()
    connection.close()
    assert (first["antal"], first["andel"], first["oppen"], first["dag"]) == (3, 0.5, 1, "2024-01-31")
    assert (first["stund"], first["stor"]) == ("2024-01-31T10:00:00", "123456789012345678901")
    assert (first["fid"], first["geom"], first["_fid"]) == (7, "Å", 1)
    assert [second[name] for name in ("fid", "geom", "antal", "andel", "oppen", "dag", "stund", "stor")] == [None] * 8


def test_the_same_rows_give_the_same_geopackage(convert):
    _, made = convert("lat,lon\n57,12\n", forms=("gpkg",))
    before = made["gpkg"].read_bytes()
    _, made = convert("lat,lon\n57,12\n", forms=("gpkg",))
    assert made["gpkg"].read_bytes() == before


def test_rows_asked_for_keep_their_places_whatever_columns_are_chosen(convert, engine, tmp_path):
    _, made = convert("namn,lat,lon\nA,57,12\nB,58,13\n", forms=())
    fields = [{"name": "namn", "type": "string"}, *({"name": name, "type": "number"} for name in ("lat", "lon"))]
    query = RowQuery((Filter("namn", "exact", ("B",)),), select=("namn",))
    page = engine.page(tabular.QueryFile(made["query"], fields), RowQuery())
    path = engine.write(tabular.QueryFile(made["query"], fields), query, "geojson", tmp_path)
    layer = engine.write(tabular.QueryFile(made["query"], fields), query, "gpkg", tmp_path)
    (feature,) = json.loads(path.read_text())["features"]
    assert (feature["geometry"]["coordinates"], feature["properties"]) == ([13.0, 58.0], {"namn": "B"})
    assert pyogrio.read_info(layer)["features"] == 1
    assert [list(json.loads(row)) for row in page.rows] == [["namn", "lat", "lon"]] * 2


def test_shapes_asked_for_keep_their_geometry(convert, engine, tmp_path):
    _, made = convert(shapes(POLYGON, LINE), types=(None, "geojson"), forms=())
    fields = [{"name": "namn", "type": "string"}, {"name": "geometry", "type": "geojson"}]
    page = engine.page(tabular.QueryFile(made["query"], fields), RowQuery(q="plats"))
    path = engine.write(tabular.QueryFile(made["query"], fields), RowQuery(select=("namn",)), "geojson", tmp_path)
    table = engine.write(tabular.QueryFile(made["query"], fields), RowQuery(), "csv", tmp_path)
    nothing = engine.page(tabular.QueryFile(made["query"], fields), RowQuery(q="coordinates"))
    assert [json.loads(row)["geometry"] for row in page.rows] == [POLYGON, LINE]
    assert [feature["geometry"] for feature in json.loads(path.read_text())["features"]] == [POLYGON, LINE]
    assert table.read_text().splitlines()[0] == "namn,geometry"
    assert nothing.total == 0


def test_names_that_only_look_like_coordinates_are_left_alone(convert):
    text = "e_post,x_y,long_text,latin\n" + ",".join(chain("abcd")) + "\n"
    conversion, _ = convert(text, forms=())
    assert conversion.coordinates is None
