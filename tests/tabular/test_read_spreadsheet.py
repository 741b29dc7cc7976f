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
    assert (made.reading.header_row, made.row_at(0)) == (3, 4)
    assert (made.columns, made.head(9)) == (("a", "b"), [["1", None], ["2", "3"]])
    assert made.row_at(1) == 6
    assert made.findings == ()


def test_a_workbook_without_content_is_empty(workbook):
    with pytest.raises(Invalid, match="file_empty"):
        workbook({"Tom": []})


def test_a_broken_workbook_and_other_archives_are_told_apart(table, tmp_path):
    with pytest.raises(Invalid, match="archive_broken"):
        table(b"PK\x03\x04 and then nothing", filename="a.xlsx")
    with zipfile.ZipFile(tmp_path / "broken.xlsx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<nonsense")
    with pytest.raises(Invalid, match="spreadsheet_broken"):
        tabular.read(tmp_path / "broken.xlsx", tmp_path)
    for name, kind in (("word/document.xml", "docx"), ("ppt/slide.xml", "pptx"), ("xl/workbook.bin", "xlsb")):
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


@pytest.fixture
def book(tmp_path):
    """Let a function write to the first sheet, read it, and give the table."""

    def make(write, options=None, **more):
        source = tmp_path / "upload.xlsx"
        with xlsxwriter.Workbook(str(source), options or {}) as made:
            write(made.add_worksheet("Data"), made)
        return tabular.read(source, tmp_path, **more)

    return make


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.333333333333333"),
        (-1302.03, "-1302.03"),
        (9007199254740991.0, "9007199254740991"),
        (1e15 + 0.5, "1000000000000000"),
        (123456789012345678, "123456789012345700"),
        (1.5e-10, "0.00000000015"),
    ],
)
def test_a_number_has_the_digits_that_a_spreadsheet_shows(workbook, number, text):
    assert workbook({"Data": [["a"], ["x"], [number]]}).head(2)[1] == [text]
    assert workbook({"Data": [["a"], [number], [number]]}).head(1) == [[text]]


def test_days_among_times_are_midnights_in_the_whole_column(workbook):
    rows = [["tid"], *([datetime(2024, 1, 31, 10, 5)] for _ in range(2500)), [datetime(2024, 2, 1)]]
    assert {len(cell) for (cell,) in workbook({"Data": rows}).cells()} == {len("2024-01-31T10:05:00")}


@pytest.mark.parametrize("epoch", [False, True])
def test_days_are_right_in_both_calendars(workbook, book, epoch):
    def write(sheet, made):
        form = made.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["dag", "andel"])
        for row, day in enumerate((date(1904, 1, 2), date(1965, 2, 1), date(2024, 2, 29)), 1):
            sheet.write_datetime(row, 0, datetime(day.year, day.month, day.day), form)
            sheet.write_number(row, 1, 0.25, made.add_format({"num_format": "0 %"}))

    made = book(write, {"date_1904": epoch})
    assert made.head(3) == [["1904-01-02", "0.25"], ["1965-02-01", "0.25"], ["2024-02-29", "0.25"]]


@pytest.mark.parametrize("epoch", [False, True])
def test_a_number_below_nought_that_is_shown_as_a_date_stays_a_number(book, epoch):
    def write(sheet, made):
        form, duration = (made.add_format({"num_format": one}) for one in ("yyyy-mm-dd", "[h]:mm"))
        sheet.write_row("B2", ["Datum", "Tid", "Antal"])
        for row, value in enumerate((45000, -3, 0, -2.5), 2):
            sheet.write_number(row, 1, value, form)
            sheet.write_number(row, 2, value, duration)
            sheet.write_number(row, 3, value)
        sheet.write_formula(6, 1, "=B4-1", form, -4)
        sheet.write_row(6, 2, [1, 1])

    made = book(write, {"date_1904": epoch})
    day = "2027-03-16" if epoch else "2023-03-15"
    assert [row[0] for row in made.head(9)] == [day, "-3", "00:00:00", "-2.5", "-4"]
    assert [row[2] for row in made.head(9)] == ["45000", "-3", "0", "-2.5", "1"]


def test_a_formula_is_its_value_and_one_that_failed_is_found(book):
    def write(sheet, made):
        sheet.write_row("B3", ["Namn", "Antal"])
        sheet.write_row("B4", ["x", 1])
        sheet.write_formula("C5", "=C4*2", None, 2)
        sheet.write("B5", "y")
        sheet.write("B6", "z")
        sheet.write_formula("C6", "=1/0", None, "#DIV/0!")

    made = book(write)
    assert made.head(9) == [["x", "1"], ["y", "2"], ["z", None]]
    (found,) = made.findings
    assert (found.code, found.row, found.column, found.value) == ("formula_error", 6, "Antal", "#DIV/0!")
    assert made.row_at(2) == 6


def test_a_label_merged_over_rows_stands_in_each_and_a_sum_does_not(book):
    def write(sheet, made):
        sheet.write_row(0, 0, ["Stadsdel", "År", "Kön", "Antal", "Summa"])
        sheet.merge_range("A2:A5", "Centrum")
        sheet.merge_range("B2:B3", 2023)
        sheet.merge_range("B4:B5", 2024)
        sheet.merge_range("E2:E5", 10)
        for row, (sex, number) in enumerate([("K", 1), ("M", 2), ("K", 3), ("M", 4)], 1):
            sheet.write_row(row, 2, [sex, number])

    assert book(write).head(9) == [
        ["Centrum", "2023", "K", "1", "10"],
        ["Centrum", "2023", "M", "2", None],
        ["Centrum", "2024", "K", "3", None],
        ["Centrum", "2024", "M", "4", None],
    ]


def test_merged_titles_are_joined(book):
    def write(sheet, made):
        sheet.merge_range("A1:A2", "Kommun")
        sheet.merge_range("B1:C1", "2023")
        sheet.merge_range("D1:E1", "2024")
        sheet.write_row("B2", ["Män", "Kvinnor", "Män", "Kvinnor"])
        for row in range(2, 6):
            sheet.write_row(row, 0, [f"Kommun {row}", row, 2, 3, 4])

    made = book(write)
    assert len(set(made.columns)) == 5
    assert "Kvinnor" in made.columns[4] and "2024" in made.columns[4]
    assert (made.columns[0], made.rows, made.row_at(0)) == ("Kommun", 4, 3)


def test_formulas_of_which_no_result_is_saved_are_said(book):
    """xlsxwriter saves what it is told, Excel what it calculates; some programs save nothing."""

    def write(sheet, made):
        sheet.write_row(0, 0, ["a", "dubbelt"])
        for row in range(1, 4):
            sheet.write(row, 0, row)
            sheet.write_formula(row, 1, f"=A{row + 1}*2", None, value)

    value = 6
    assert book(write).reading.notes == ()
    value = ""
    made = book(write)
    assert (made.head(1), made.reading.notes) == ([["1", None]], ("formulas_unsaved",))


def test_what_is_hidden_is_said(book, workbook):
    def write(sheet, made):
        for row in range(5):
            sheet.write_row(row, 0, ["a", "b"] if row == 0 else [row, "x"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})

    made = book(write)
    assert (made.rows, made.reading.notes) == (4, ("hidden_rows", "hidden_columns"))
    assert "hidden_sheets" in workbook({"Data": [["a"], [1]], "Dold": [["x"]]}, hidden=("Dold",)).reading.notes


def test_numbers_stored_as_text_are_read_as_they_stand_and_said(workbook):
    made = workbook({"Data": [["a", "b"], [1, "0114"], ["2,5", "0115"], [3, "0116"]]})
    assert ([row[0] for row in made.cells()], made.reading.notes) == (["1", "2,5", "3"], ("numbers_as_text",))


def test_a_workbook_with_a_title_only_has_no_rows(workbook):
    made = workbook({"Data": [["År", "Namn"]]})
    assert (made.columns, made.rows) == (("År", "Namn"), 0)


ODS = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
 xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="Blad1">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""


def ods(path, rows):
    def cell(value):
        if isinstance(value, str):
            return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
        if isinstance(value, date):
            return (
                f'<table:table-cell office:value-type="date" office:date-value="{value}"><text:p/></table:table-cell>'
            )
        return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p/></table:table-cell>'

    blank = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="/" '
        'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", ODS.format(rows=rows if isinstance(rows, str) else lines + blank))
    return path


def test_an_open_document_sheet_is_read(tmp_path):
    made = tabular.read(ods(tmp_path / "a.ods", [["Namn", "Antal", "Dag"], ["Å", 2.5, date(1965, 2, 1)]]), tmp_path)
    assert (made.reading.kind, made.reading.sheet, made.columns) == ("ods", "Blad1", ("Namn", "Antal", "Dag"))
    assert made.head(2) == [["Å", "2.5", "1965-02-01"]]


def test_an_open_document_cell_that_stands_millions_of_times_is_refused(tmp_path):
    cell = '<table:table-cell table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-cell></table:table-row>'
    with pytest.raises(Invalid, match="spreadsheet_too_large"):
        tabular.read(ods(tmp_path / "a.ods", row), tmp_path)


@pytest.mark.parametrize("cut", ["</table:table>", "</table:table-row>", "</office:body>"])
def test_an_open_document_sheet_that_never_ends_is_refused(tmp_path, cut):
    path = ods(tmp_path / "a.ods", [["a", "b"], ["x", 1]])
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name).decode() for name in whole.namelist()}
    with zipfile.ZipFile(path, "w") as other:
        for name, content in parts.items():
            other.writestr(name, content.replace(cut, ""))
    with pytest.raises(Invalid, match="spreadsheet_broken"):
        tabular.read(path, tmp_path)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:B2"/><sheetData>{{}}</sheetData></worksheet>'


def resheeted(tmp_path, xml, strings=None):
    """A small workbook whose sheet says what is asked, in whatever way."""
    source, target = tmp_path / "whole.xlsx", tmp_path / "other.xlsx"
    with xlsxwriter.Workbook(str(source)) as made:
        made.add_worksheet().write_row(0, 0, ["a", "b"])
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as other:
        for name in whole.namelist():
            content = whole.read(name)
            content = SHEET.format(xml).encode() if name == "xl/worksheets/sheet1.xml" else content
            content = strings if strings and name == "xl/sharedStrings.xml" else content
            other.writestr(name, content)
    return target


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c s="0" r="XFD1048576"><v>1</v></c></row>',
        "<row r='1'><c r='A1'><v>1</v></c></row><row><c r = 'XFD1048576'><v>1</v></c></row>",
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">' + "<c><v>1</v></c>" * 40 + "</row>",
    ],
)
def test_a_sheet_that_lies_about_its_size_is_refused_however_it_is_written(tmp_path, cell):
    with pytest.raises(Invalid) as refused:
        tabular.read(resheeted(tmp_path, cell), tmp_path)
    assert refused.value.code == "spreadsheet_too_large"


def test_cells_without_addresses_are_read_in_their_order(tmp_path):
    rows = "".join(f"<row><c><v>{number}</v></c><c><v>{number * 2}</v></c></row>" for number in range(1, 4000))
    made = tabular.read(resheeted(tmp_path, rows), tmp_path, given=tabular.Given(header_rows=0))
    assert (made.rows, made.head(2)) == (3999, [["1", "2"], ["2", "4"]])


def test_a_text_that_a_million_cells_have_is_not_copied_a_million_times(tmp_path):
    rows = "".join(f'<row r="{row}"><c r="A{row}" t="s"><v>0</v></c></row>' for row in range(1, 30_001))
    strings = (
        f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{"x" * 32_000}</t></si></sst>'
    )
    with pytest.raises(Invalid) as refused:
        tabular.read(resheeted(tmp_path, rows, strings.encode()), tmp_path)
    assert (refused.value.code, "bytes" in refused.value.facts) == ("spreadsheet_too_large", True)


def test_a_workbook_with_a_password_says_so(table):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
    with pytest.raises(Invalid, match="file_locked"):
        table(ole + "EncryptedPackage\0".encode("utf-16-le") + b"\0" * 900, filename="a.xlsx")


def test_an_old_workbook_that_is_broken_is_refused(table):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
    with pytest.raises(Invalid, match="spreadsheet_broken"):
        table(ole + "Workbook\0".encode("utf-16-le") + b"\0" * 900, filename="a.xls")
