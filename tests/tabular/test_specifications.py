"""The national specifications: sound by Frictionless's judgement, recognised by their headers, fitted to files."""

import csv
import io
import json
import re
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from frictionless import Resource, Schema

from opendata import tabular
from opendata.errors import NotFound
from opendata.model.base import LANGUAGES
from opendata.tabular import specifications, templates
from opendata.tabular.specifications import FOLDER, Specification
from tests.tabular.conftest import Made

ALL = specifications.every_version()
each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.key)
LEDGER = "kopare_id;kopare;verifikationsnummer;leverantor;leverantor_id;konto_nr;konto_text;belopp;datum\n"
BOOKED = "2120001355;Göteborgs Stad;1;Exempel AB;5560000001;6410;Papper;12.50;2026-01-07\n"


def sheet(content: bytes, name: str) -> ElementTree.Element:
    return ElementTree.fromstring(ZipFile(io.BytesIO(content)).read(name))


def workbook_of(one: Specification, folder: Path, language: str = "sv") -> bytes:
    path = folder / "template.xlsx"
    templates.xlsx_template(one, path, language)
    return path.read_bytes()


def test_all_the_specifications_whose_fields_are_known_are_there() -> None:
    assert [one.key for one in specifications.newest()] == [
        "badplatser/1.0",
        "bilparkering/1.0",
        "evenemang/1.0",
        "hundrastgard/2025-10",
        "leverantorsreskontra/1.1",
        "livsmedelsinspektioner/2.0",
        "matsvinn/1.0",
        "offentliga-toaletter/2023-09",
        "point-of-interest/1.0",
        "sevardheter/1.0",
        "snorojning/1.0",
    ]


@each
def test_a_specification_is_a_table_schema_by_frictionless(one: Specification) -> None:
    schema = Schema.from_descriptor(str(FOLDER / one.name / f"{one.version}.json"))
    assert [field.name for field in schema.fields] == [field["name"] for field in one.fields]


@each
def test_a_specification_says_what_it_is_in_both_languages(one: Specification) -> None:
    assert one.descriptor["name"] == one.name
    assert one.about["version"] == one.version
    texts = [one.title, one.description, *one.about["notes"], *(field["titles"] for field in one.fields)]
    texts += [field["descriptions"] for field in one.fields if "descriptions" in field]
    assert all(list(text) == list(LANGUAGES) and all(text.values()) for text in texts)


@each
def test_titles_and_aliases_lead_to_one_field_each(one: Specification) -> None:
    names = [specifications.plain(field["name"]) for field in one.fields]
    aliases = [specifications.plain(alias) for field in one.fields for alias in field.get("aliases", ())]
    assert len(set(names)) == len(names)
    assert len(set(aliases)) == len(aliases)


@each
def test_codes_and_numbers_of_identity_are_text(one: Specification) -> None:
    code = re.compile(r"(^|_|\.)(id|source|phone|nr)$|postal_?code|postcode|nummer$|Code$|\.id", re.IGNORECASE)
    assert [field["name"] for field in one.fields if code.search(field["name"]) and field["type"] != "string"] == []


@each
def test_the_example_passes_with_plain_frictionless(one: Specification) -> None:
    schema = Schema.from_descriptor(json.loads((FOLDER / one.name / f"{one.version}.json").read_text(encoding="utf-8")))
    report = Resource(path=one.example.name, basepath=str(one.example.parent), schema=schema).validate()
    assert [error.message for task in report.tasks for error in task.errors] == []


@each
def test_the_example_passes_our_check_and_is_recognised(one: Specification, table: Made) -> None:
    example = table(one.example.read_bytes(), filename="example.csv")
    found = specifications.recognise(example.columns)
    assert found and found.specification.name == one.name
    fitted = specifications.fit(found, example.columns, tabular.infer(example))
    assert [finding.code for finding in tabular.check(example, fitted).findings if finding.severity == "error"] == []


@each
def test_the_example_can_be_converted(one: Specification, table: Made, tmp_path: Path) -> None:
    example = table(one.example.read_bytes(), filename="example.csv")
    fitted = specifications.fit(specifications.match(one, example.columns), example.columns, tabular.infer(example))
    assert tabular.convert(example, fitted, tmp_path).rows == 2


def test_case_accents_and_signs_between_words_do_not_matter() -> None:
    badplatser = specifications.find("badplatser")
    found = specifications.match(badplatser, ["Place-ID", "NAME", "latitude ", "Longitude", "House Number"])
    assert found.columns == {
        "place_id": "Place-ID",
        "name": "NAME",
        "latitude": "latitude ",
        "longitude": "Longitude",
        "housenumber": "House Number",
    }
    assert found.is_recognised


def test_a_former_name_is_an_alias_and_the_name_itself_comes_first() -> None:
    badplatser = specifications.find("badplatser")
    assert specifications.match(badplatser, ["nutskod"]).columns == {"hov_ref": "nutskod"}
    assert specifications.match(badplatser, ["nutskod", "hov_ref"]).columns == {"hov_ref": "hov_ref"}


def test_a_header_without_a_required_column_is_not_recognised() -> None:
    assert specifications.recognise(["place_id", "name", "latitude", "toilet", "shower"]) is None


def test_a_header_with_mostly_other_columns_is_not_recognised() -> None:
    others = [f"other_{number}" for number in range(4)]
    assert specifications.recognise(["place_id", "name", "latitude", "longitude", *others]) is None
    found = specifications.recognise(["place_id", "name", "latitude", "longitude", *others[:2]])
    assert found and found.specification.name == "badplatser"


def test_of_two_specifications_that_fit_equally_the_other_is_a_rival() -> None:
    found = specifications.recognise(["name", "description", "id", "type", "latitude", "longitude"])
    assert found and found.specification.name == "sevardheter"
    assert [one.name for one in found.rivals] == ["point-of-interest"]
    found = specifications.recognise(["name", "description", "id", "type", "latitude", "longitude", "opens"])
    assert found and (found.specification.name, found.rivals) == ("point-of-interest", ())


def test_a_mapping_by_hand_wins_over_names_and_can_leave_a_field_out() -> None:
    ledger = specifications.find("leverantorsreskontra")
    titles = ["Namn på leverantör", "leverantor", "kopare"]
    said = {"leverantor": "Namn på leverantör", "kopare": "", "belopp": "not there"}
    assert specifications.match(ledger, titles, said).columns == {"leverantor": "Namn på leverantör"}


def test_a_specification_is_found_by_name_version_and_address() -> None:
    assert specifications.find("badplatser").version == "1.0"
    assert specifications.find("badplatser/1.0").key == "badplatser/1.0"
    for iri in (
        "https://www.dataportal.se/specifications/badplatser/1.0",
        "http://dataportal.se/specifications/badplatser/1.0/",
    ):
        found = specifications.of_iri(iri)
        assert found and found.name == "badplatser"
    assert specifications.of_iri("https://example.org/badplatser") is None


@pytest.mark.parametrize("name", ["badplatsen", "badplatser/9.9", "../vocabularies/place", ""])
def test_an_unknown_specification_is_told_with_the_known_ones(name: str) -> None:
    with pytest.raises(NotFound) as refused:
        specifications.find(name)
    assert refused.value.code == "specification_unknown"
    assert "badplatser" in refused.value.facts["known"]


def test_mapped_columns_get_the_specifications_names_and_keep_their_titles(table: Made) -> None:
    given = table("Id;Badets namn;lat;Longitud;name\n1480-A;Delsjön;57.68;12.04;x\n", filename="bad.csv")
    found = specifications.match(specifications.find("badplatser"), given.columns, {"name": "Badets namn"})
    fitted = specifications.fit(found, given.columns, tabular.infer(given))
    assert [(field["name"], field["title"]) for field in fitted["fields"]] == [
        ("place_id", "Id"),
        ("name", "Badets namn"),
        ("latitude", "lat"),
        ("longitude", "Longitud"),
        ("name_2", "name"),
    ]
    assert fitted["fields"][0]["constraints"] == {"required": True, "unique": True}
    assert fitted["fields"][1]["titles"] == {"sv": "Namn", "en": "Name"}
    assert tabular.check(given, fitted).sound


def test_an_empty_supplier_number_is_right_but_its_column_must_be_there(table: Made) -> None:
    ledger = specifications.find("leverantorsreskontra")
    given = table(LEDGER + BOOKED.replace("5560000001", ""), filename="ledger.csv")
    assert tabular.check(
        given, specifications.fit(specifications.match(ledger, given.columns), given.columns, tabular.infer(given))
    ).sound
    assert "leverantor_id" in specifications.match(ledger, ["kopare_id"]).missing


def test_a_decimal_comma_breaks_the_specification(table: Made) -> None:
    given = table(LEDGER + BOOKED.replace("12.50", "12,50"), filename="ledger.csv")
    found = specifications.recognise(given.columns)
    assert found
    report = tabular.check(given, specifications.fit(found, given.columns, tabular.infer(given)))
    assert [(one.code, one.column, one.value) for one in report.findings] == [("type_error", "belopp", "12,50")]


@each
def test_the_csv_template_is_the_header_that_is_recognised(one: Specification) -> None:
    content = templates.csv_template(one).decode("utf-8-sig")
    header, *rows = csv.reader(io.StringIO(content))
    assert rows == []
    found = specifications.recognise(header)
    assert found and found.specification.name == one.name and found.confidence == 1.0


@each
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_is_read_as_a_table_without_rows(one: Specification, language: str, tmp_path: Path) -> None:
    source = tmp_path / "template.xlsx"
    templates.xlsx_template(one, source, language)
    read = tabular.read(source, tmp_path, filename="template.xlsx")
    assert list(read.columns) == [field["name"] for field in one.fields]
    assert read.rows == 0


def test_the_workbook_has_lists_notes_a_frozen_header_and_text_for_codes(tmp_path: Path) -> None:
    one = specifications.find("offentliga-toaletter")
    content = workbook_of(one, tmp_path)
    data = sheet(content, "xl/worksheets/sheet1.xml")
    space = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    lists = [rule.findtext("m:formula1", "", space) for rule in data.findall(".//m:dataValidation", space)]
    names = [field["name"] for field in one.fields]
    assert len(lists) == sum(bool(templates.choices_of(field)) for field in one.fields)
    assert '"true,false"' in lists
    assert '"UNKNOWN,IRREG,YEARLY,QUARTERLY,MONTHLY,WEEKLY,DAILY"' in lists
    assert data.find(".//m:pane", space).get("ySplit") == "1"  # type: ignore[union-attr]
    comments = ZipFile(io.BytesIO(content)).read("xl/comments1.xml").decode()
    assert comments.count("<comment ") == len(names)
    assert "Måste fyllas i" in comments
    styles = sheet(content, "xl/styles.xml")
    formats = [one.get("numFmtId") for one in styles.findall("m:cellXfs/m:xf", space)]
    columns = data.findall("m:cols/m:col", space)
    of_source = next(column for column in columns if int(column.get("min", 0)) <= names.index("source") + 1)
    assert formats[int(of_source.get("style", 0))] == "49"


def test_a_filled_in_workbook_keeps_leading_zeros_and_passes(tmp_path: Path, workbook: Made) -> None:
    one = specifications.find("matsvinn")
    with one.example.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    filled = workbook({"data": rows})
    fitted = specifications.fit(specifications.match(one, filled.columns), filled.columns, tabular.infer(filled))
    assert tabular.check(filled, fitted).sound
    assert filled.head(1)[0][1] == "0417"


@pytest.mark.parametrize(
    ("path", "name", "confidence"),
    [
        ("badplatser/Badplatser_Harryda__2_.csv", "badplatser", 1.0),
        ("badplatser/Mariestad_1493.csv", "badplatser", 0.95),
        ("constructed-traps/goteborg-ledger-utf16le-bom-decimalcomma.csv", "leverantorsreskontra", 1.0),
        ("constructed-traps/vgr-ledger-bare-cr-dotdecimal.csv", "leverantorsreskontra", 1.0),
        ("constructed-traps/goteborg-livsmedel-utf8sig-blanktype.csv", None, 0),
        ("atervinning/stations.csv", None, 0),
    ],
)
def test_real_files_are_recognised_or_left_alone(
    path: str, name: str | None, confidence: float, tmp_path: Path, shared: Path
) -> None:
    source = shared / "data" / path
    read = tabular.read(source, tmp_path, filename=source.name)
    found = specifications.recognise(read.columns)
    assert (found.specification.name if found else None) == name
    assert found is None or found.confidence >= confidence


def test_the_faults_of_a_real_file_are_told(tmp_path: Path, shared: Path) -> None:
    source = shared / "data/badplatser/Badplatser_Harryda__2_.csv"
    read = tabular.read(source, tmp_path, filename=source.name)
    found = specifications.recognise(read.columns)
    assert found
    report = tabular.check(read, specifications.fit(found, read.columns, tabular.infer(read)))
    told = {(one.column, one.facts.get("constraint")) for one in report.findings}
    assert {("place_id", "required"), ("country", "pattern")} <= told
    assert all(one.column != "postcode" for one in report.findings)


def test_no_sentence_of_the_specifications_is_a_machine_path() -> None:
    for path in FOLDER.glob("*/*.json"):
        assert json.loads(path.read_text(encoding="utf-8"))["specification"]["source"]["path"].startswith("https://")
