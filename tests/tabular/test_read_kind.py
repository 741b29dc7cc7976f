import random

import duckdb
import pytest
import xlsxwriter

from opendata import locale, tabular
from opendata.errors import Invalid
from tests.tabular.test_read_archive import packed
from tests.tabular.test_read_px import PLAIN
from tests.tabular.test_read_spreadsheet import ods

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n\xe2", "pdf"),
        (b"\x89PNG\r\n\x1a\n\0", "png"),
        (b"\xff\xd8\xff\xe0", "jpeg"),
        (b"GIF89a\0", "gif"),
        (b"II*\0\x08", "tiff"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"BM\x36\0\0\0", "bmp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', "svg"),
        (b"\n<!DOCTYPE html><html></html>", "html"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"/>', "kml"),
        (b'<?xml version="1.0"?><gpx version="1.1"/>', "gpx"),
        (b'<?xml version="1.0"?><a xmlns="http://www.opengis.net/gml"/>', "gml"),
        (b'<?xml version="1.0"?><rdf:RDF/>', "rdf"),
        (b'<?xml version="1.0"?><a/>', "xml"),
        (b"{\\rtf1", "rtf"),
        (b"Rar!\x1a", "rar"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (OLE + "WordDocument\0".encode("utf-16-le"), "doc"),
        (OLE + "PowerPoint Document\0".encode("utf-16-le"), "ppt"),
        (OLE, "document"),
        (packed({"word/document.xml": ""}), "docx"),
        (packed({"ppt/presentation.xml": ""}), "pptx"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "odt"),
        (packed({"mimetype": "application/vnd.oasis.opendocument.presentation"}), "odp"),
        (packed({"META-INF/container.xml": ""}), "epub"),
        (packed({"xl/workbook.bin": ""}), "xlsb"),
        (b"SQLite format 3\0" + bytes(100), "database"),
        (b"\0\1\0\0Standard ACE DB", "database"),
        (b"\0\0\0\x18ftypmp42", "mp4"),
    ],
)
def test_what_is_no_table_is_named_by_its_content(table, content, kind):
    with pytest.raises(Invalid) as refused:
        table(content, filename="data.csv")
    assert (refused.value.code, refused.value.facts) == ("not_a_table", {"kind": kind})
    assert kind in tabular.KINDS


@pytest.mark.parametrize(
    "title", ["BMI", "ID3", "AC10", "PAR1", "BZh", "{namn}", "[id]", "<5 år", "MATRIX=1", "PK", "// id"]
)
def test_a_title_that_looks_like_something_else_is_a_title(table, title):
    made = table(f"{title};b\nx;2\ny;3\n")
    assert (made.reading.kind, made.rows) == ("csv", 2)


@pytest.mark.parametrize(
    ("name", "misleads"),
    [("a.json", False), ("a.geojson", True), ("a.xlsx", True), ("a.txt", False), ("a", False), ("a.dat", False)],
)
def test_a_name_that_says_something_else_is_noted(table, name, misleads):
    made = table('[{"a": 1}]', filename=name)
    assert (made.reading.kind, "name_misleads" in made.reading.notes) == ("json", misleads)


def test_an_old_workbook_by_name_that_is_text_is_read_as_text(table):
    made = table("a;b\n1;2\n3;4\n", filename="export.xls")
    assert (made.reading.kind, made.reading.notes) == ("csv", ("name_misleads",))


@pytest.fixture
def samples(tmp_path, layer, shapefile):
    """A small file of every kind, as bytes."""
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as made:
        sheet = made.add_worksheet()
        for row in range(30):
            sheet.write_row(row, 0, ["a", "b"] if row == 0 else [f"text {row}", row * 1.5])
    duckdb.connect().execute(f"COPY (SELECT range AS a, 'x' AS b FROM range(50)) TO '{tmp_path / 'a.parquet'}'")
    rows = [["a", "b"], *([f"x{row}", row] for row in range(9))]
    return {
        "xlsx": (tmp_path / "a.xlsx").read_bytes(),
        "ods": ods(tmp_path / "a.ods", rows).read_bytes(),
        "json": b'{"results": [{"a": 1, "b": {"c": [1, 2]}}, {"a": 2}]}',
        "geojson": b'{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"a": 1}, '
        b'"geometry": {"type": "Point", "coordinates": [11.9, 57.7]}}]}',
        "px": (PLAIN + "DATA=1 2 3 4;").encode(),
        "parquet": (tmp_path / "a.parquet").read_bytes(),
        "geopackage": layer("a.gpkg", "GPKG").read_bytes(),
        "shapefile": shapefile(),
        "zip": packed({"a.csv": "a;b\n1;2\n"}),
        "xls": OLE + "Workbook\0".encode("utf-16-le") + bytes(700),
    }


def test_a_damaged_file_of_any_kind_is_read_or_refused(samples, tmp_path):
    chance = random.Random(7)
    source, tried = tmp_path / "damaged", 0
    for content in samples.values():
        for number in range(40):
            damaged = bytearray(content)
            if number % 2:
                damaged = damaged[: chance.randrange(1, len(damaged))]
            for _ in range(number % 5):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            source.write_bytes(damaged)
            try:
                list(tabular.read(source, tmp_path).cells())
            except Invalid as error:
                assert error.code in tabular.REFUSALS
            tried += 1
    assert tried == 40 * len(samples)


WEB_TABLE = "<table><tr><th>Namn</th></tr><tr><td>A</td></tr></table>"
XML_TABLE = """<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet></Worksheet></Workbook>"""


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (f'<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body>{WEB_TABLE}</body></html>', "html"),
        (WEB_TABLE, "html"),
        (f"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x\r\n\r\n{WEB_TABLE}", "html"),
        (XML_TABLE, "spreadsheetml"),
    ],
)
def test_what_systems_export_as_a_workbook_and_is_none_is_refused_with_what_to_do(table, content, kind):
    with pytest.raises(Invalid) as refused:
        table(content, filename="export.xls")
    assert (refused.value.code, refused.value.facts) == ("not_a_table", {"kind": kind})
    assert "Öppna den i Excel, välj Spara som" in locale.sentence("not_a_table", "sv", kind=kind)
    assert "Spara tabellen som CSV" in locale.sentence("not_a_table", "sv", kind="pdf")
