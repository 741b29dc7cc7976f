import json

import pytest
import shapely

from opendata import tabular
from opendata.errors import Invalid
from tests.tabular.conftest import GOTEBORG

LONLAT = (11.9746, 57.7089)
PLACES = {
    "EPSG:3006": GOTEBORG,
    "EPSG:3007": (148485.86, 6398861.67),
    "EPSG:3021": (1271721.8, 6404687.7),
    "EPSG:4326": LONLAT,
}
"""The same place in Göteborg, easting first."""


def geojson(coordinates, **more):
    point = {"type": "Point", "coordinates": coordinates}
    feature = {"type": "Feature", "properties": {"namn": "Å", "antal": 1}, "geometry": point}
    return json.dumps({"type": "FeatureCollection", **more, "features": [feature]})


def place(made, row=0):
    text = made.head(row + 1)[row][made.columns.index("geometry")]
    return json.loads(text)["coordinates"]


def test_features_are_rows_with_their_properties_and_a_geometry(table):
    made = table(geojson(LONLAT))
    assert (made.columns, made.types) == (("namn", "antal", "geometry"), (None, None, "geojson"))
    assert made.head(1) == [["Å", "1", '{"type":"Point","coordinates":[11.9746,57.7089]}']]
    assert (made.reading.kind, made.reading.crs, made.reading.media_type) == (
        "geojson",
        "OGC:CRS84",
        "application/geo+json",
    )


@pytest.mark.parametrize("crs", PLACES)
def test_a_reference_system_that_geojson_names_is_obeyed(table, crs):
    name = f"urn:ogc:def:crs:{crs.replace(':', '::')}"
    made = table(geojson(PLACES[crs], crs={"type": "name", "properties": {"name": name}}))
    assert made.reading.crs == crs
    assert place(made) == pytest.approx(LONLAT, abs=2e-7)


def test_coordinates_that_are_no_degrees_wait_for_somebody_to_say_what_they_are(table):
    content = geojson(PLACES["EPSG:3006"])
    with pytest.raises(Invalid) as refused:
        table(content)
    assert (refused.value.code, refused.value.facts) == ("crs_missing", {"x": 319758.02, "y": 6400326.04})
    made = table(content, given=tabular.Given(crs="EPSG:3006"))
    assert place(made) == pytest.approx(LONLAT, abs=2e-7)


@pytest.mark.parametrize(
    ("crs", "code"), [("EPSG:99999999", "crs_unknown"), ("sweref", "crs_unknown"), ("EPSG:4326", "crs_wrong")]
)
def test_a_reference_system_that_cannot_be_is_refused(table, crs, code):
    with pytest.raises(Invalid, match=code):
        table(geojson(PLACES["EPSG:3006"]), given=tabular.Given(crs=crs))


def test_a_feature_without_geometry_keeps_its_row_and_a_broken_one_is_found(table):
    features = [
        {"type": "Feature", "id": 7, "properties": {"a": 1}, "geometry": None},
        {"type": "Feature", "properties": {"a": 2, "geometry": "x"}, "geometry": {"type": "Point", "coordinates": "?"}},
        {"type": "Feature", "properties": None, "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}},
    ]
    made = table("\n".join(map(json.dumps, features)))
    assert made.columns == ("id", "a", "geometry", "properties.geometry")
    assert made.head(2) == [["7", "1", None, None], [None, "2", None, "x"]]
    assert [(found.code, found.row) for found in made.findings] == [("geometry_broken", 2), ("geometry_broken", 3)]
    assert made.reading.kind == "geojson"


def test_heights_are_kept_and_outlines_turned_the_right_way(table):
    ring = [[0, 0, 5.25], [0, 1, 5.25], [1, 1, 5.25], [0, 0, 5.25]]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    made = table(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    assert sorted(place(made)[0]) == sorted(map(list, ring))
    assert shapely.from_geojson(made.head(1)[0][0]).exterior.is_ccw


def test_a_geopackage_has_the_types_that_it_declares(layer, tmp_path):
    made = tabular.read(layer("a.gpkg", "GPKG"), tmp_path, filename="a.gpkg")
    assert made.columns == ("namn", "kod", "id", "yta", "dag", "geometry")
    assert made.types == ("string", "string", "integer", "number", "date", "geojson")
    assert made.head(2)[1] == [None, "0115", "9007199254740993", "2.5", "1965-02-01", None]
    assert place(made) == pytest.approx(LONLAT, abs=2e-7)
    reading = made.reading
    assert (reading.kind, reading.sheet, reading.sheets, reading.crs) == (
        "geopackage",
        "platser",
        ("platser",),
        "EPSG:3006",
    )


def test_a_layer_of_a_geopackage_can_be_chosen(layer, tmp_path):
    layer("a.gpkg", "GPKG")
    path = layer("a.gpkg", "GPKG", layer="mer", append=True)
    made = tabular.read(path, tmp_path, given=tabular.Given(sheet="mer"))
    assert (made.reading.sheet, made.reading.sheets, made.reading.notes) == (
        "mer",
        ("platser", "mer"),
        ("other_sheets",),
    )
    with pytest.raises(Invalid, match="sheet_missing"):
        tabular.read(path, tmp_path, given=tabular.Given(sheet="x"))


@pytest.mark.parametrize(("encoding", "without"), [("UTF-8", ()), ("UTF-8", (".cpg",)), ("ISO-8859-1", ())])
def test_a_zipped_shapefile_is_read_in_its_encoding(shapefile, table, encoding, without):
    made = table(shapefile(encoding=encoding, without=without, folder="lager/"))
    assert made.head(1)[0][:3] == ["Ängön", "0114", "1"]
    assert place(made) == pytest.approx(LONLAT, abs=2e-7)
    assert (made.reading.kind, made.reading.member, made.reading.crs) == ("shapefile", "lager/platser.shp", "EPSG:3006")


def test_a_shapefile_without_projection_waits_for_somebody_to_say_it(shapefile, table):
    content = shapefile(without=(".prj",))
    with pytest.raises(Invalid, match="crs_missing"):
        table(content)
    assert place(table(content, given=tabular.Given(crs="EPSG:3006"))) == pytest.approx(LONLAT, abs=2e-7)


def test_a_shapefile_that_lacks_parts_and_a_broken_geopackage_are_refused(shapefile, layer, table):
    with pytest.raises(Invalid, match="features_broken"):
        table(shapefile(without=(".shx", ".dbf")))
    content = layer("a.gpkg", "GPKG").read_bytes()
    with pytest.raises(Invalid, match="features_broken"):
        table(content[:2000])
