"""Which sheet of a workbook is read, and what is told of what doesn't become values."""

import pytest
import xlsxwriter

from opendata import tabular
from opendata.tabular import Given
from tests.tabular.test_read_spreadsheet import ods

DATA = [["Stadsdel", "Antal", "Andel"], *[[f"Del {n}", n, 0.5] for n in range(40)]]


@pytest.mark.parametrize(
    "cover",
    [
        [["Rapport 2024"], ["Kontakt: stadsledningskontoret"]],
        [["Rapport", "2024"], ["Källa", "Utbildningsförvaltningen"], ["Uppdaterad", "2024-01-31"]],
    ],
)
def test_a_cover_sheet_is_passed_over(workbook, cover):
    made = workbook({"Om": cover, "Data": DATA})
    assert (made.reading.sheet, made.rows) == ("Data", 40)
    assert "other_sheets" in made.reading.notes
    assert workbook({"Om": cover, "Data": DATA}, given=Given(sheet="Om")).reading.sheet == "Om"


def test_the_first_of_sheets_of_one_size_is_read(workbook):
    assert workbook({"2022": DATA[:20], "2023": DATA, "2024": DATA}).reading.sheet == "2022"


def test_a_workbook_of_nothing_but_text_is_read_from_its_first_sheet(workbook):
    made = workbook({"Tom": [], "Ett": [["Namn"], ["A"], ["B"]], "Två": [["Namn"], ["C"]]})
    assert made.reading.sheet == "Ett"


WORDS = "<table:table-row>{}</table:table-row>"
FAILED = (
    '<table:table-cell table:formula="of:=1/0" office:value-type="{type}" {value} calcext:value-type="error" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<text:p>#DIV/0!</text:p></table:table-cell>"
)


@pytest.mark.parametrize(("kind", "value"), [("string", 'office:string-value=""'), ("float", 'office:value="0"')])
def test_formulas_that_come_to_nothing_are_told_of_in_open_document_sheets(tmp_path, kind, value):
    def cells(*texts):
        shown = (
            f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in texts
        )
        return "".join(shown)

    rows = [
        cells("Namn", "Antal"),
        cells("A", "1"),
        cells("B") + FAILED.format(type=kind, value=value),
        cells("C", "3"),
    ]
    made = tabular.read(ods(tmp_path / "a.ods", "".join(map(WORDS.format, rows))), tmp_path)
    assert [(one.code, one.row, one.column, one.value) for one in made.findings] == [
        ("formula_error", 3, "Antal", "#DIV/0!")
    ]


def test_a_formula_s_column_is_right_beside_blank_columns(tmp_path):
    source = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(source)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Namn", "", "Antal"])
        for row in range(1, 6):
            sheet.write_row(row, 0, [f"A{row}", "", row])
        sheet.write_formula(3, 2, "=1/0", None, "#DIV/0!")
    (found,) = tabular.read(source, tmp_path).findings
    assert (found.code, found.row, found.column) == ("formula_error", 4, "Antal")
