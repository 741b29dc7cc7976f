"""Which sheet of a workbook is read, and what is told of what doesn't become values."""

import pytest

from opendata.tabular import Given

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
