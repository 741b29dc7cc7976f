import zipfile
from datetime import date, datetime, time

import pytest
import xlsxwriter

from opendata import tabular
from opendata.errors import Invalid


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (5, "5"),
        (5.5, "5.5"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        ("0114", "0114"),
        (True, "true"),
        (date(1965, 1, 31), "1965-01-31"),
        (datetime(2024, 1, 31, 10, 5), "2024-01-31T10:05:00"),
        (time(10, 5), "10:05:00"),
        ("x\r\ny", "x\ny"),
    ],
)
def test_a_cell_becomes_text_that_any_program_reads_the_same(workbook, cell, text):
    made = workbook({"Blad Å": [["Rubrik"], [cell]]})
    assert made.head(1) == [[text]]
    assert (made.reading.kind, made.reading.sheet, made.reading.encoding) == ("xlsx", "Blad Å", None)


def test_the_first_visible_sheet_with_content_is_read_unless_another_is_asked_for(workbook):
    sheets = {"Tom": [], "Dold": [["x"], [1]], "Data": [["a"], [2]], "Mer": [["b"], [3]]}
    made = workbook(sheets, hidden=("Dold",))
    assert (made.reading.sheet, made.columns) == ("Data", ("a",))
    assert made.reading.sheets == ("Tom", "Dold", "Data", "Mer")
    assert "other_sheets" in made.reading.notes
    assert workbook(sheets, given=tabular.Given(sheet="Mer")).columns == ("b",)


def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(workbook):
    with pytest.raises(Invalid) as refused:
        workbook({"Data": [["a"]]}, given=tabular.Given(sheet="Blad9"))
    assert (refused.value.code, refused.value.facts) == ("sheet_missing", {"sheet": "Blad9", "sheets": ["Data"]})


def test_rows_keep_the_spreadsheets_numbers_and_blank_edges_are_trimmed(workbook):
    made = workbook({"Data": [[], [], ["", "a", "b", ""], ["", 1, "", ""], [], ["", 2, 3, ""], ["", "", "", ""]]})
    assert (made.reading.header_row, made.first_row) == (3, 4)
    assert (made.columns, made.head(9)) == (("a", "b"), [["1", None], [None, None], ["2", "3"]])
    assert made.findings == ()


def test_a_workbook_without_content_is_empty(workbook):
    with pytest.raises(Invalid, match="file_empty"):
        workbook({"Tom": []})


def test_a_broken_workbook_and_other_archives_are_told_apart(table, tmp_path):
    with pytest.raises(Invalid, match="spreadsheet_broken"):
        table(b"PK\x03\x04 and then nothing", filename="a.xlsx")
    with zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<nonsense")
    with pytest.raises(Invalid, match="spreadsheet_broken"):
        tabular.read(tmp_path / "broken.xlsx", tmp_path)
    for name, kind in (("word/document.xml", "document"), ("content.xml", "ods"), ("a.csv", "zip")):
        with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
            archive.writestr(name, "x")
        with pytest.raises(Invalid) as refused:
            tabular.read(tmp_path / "other.zip", tmp_path)
        assert refused.value.facts == {"kind": kind}


def test_one_stray_cell_in_the_last_corner_does_not_fill_the_memory(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "stray.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["a", "b"])
        sheet.write_number(1_048_575, 16_383, 1)
    with pytest.raises(Invalid) as refused:
        tabular.read(tmp_path / "stray.xlsx", tmp_path)
    assert (refused.value.code, refused.value.facts["cells"]) == ("spreadsheet_too_large", 1_048_576 * 16_384)


def test_a_workbook_called_csv_is_read_as_what_it_is(workbook):
    made = workbook({"Data": [["a"], [1]]}, filename="data.csv")
    assert (made.reading.kind, made.reading.notes) == ("xlsx", ("name_misleads",))
