"""Personal data beside the table that was read. The numbers are Skatteverket's test numbers."""

import zipfile

import pytest

from opendata import locale, tabular
from opendata.tabular import Given
from opendata.tabular.personal import elsewhere, scan

NUMBER = "19900101-2385"
SHEETS = {
    "Data": [["Stadsdel", "Antal"], *[[f"Del {n}", n] for n in range(30)]],
    "Underlag": [["Namn", "pnr"], ["Test", NUMBER], ["Prov", "19900101-2385"]],
    "Tomt": [],
    "Anteckningar": [["Ring"], ["test.testsson@exempel.se"]],
}


@pytest.fixture
def search(tmp_path):
    """What is found beside the table that was read."""

    def find(table, given=Given()):  # noqa: B008
        return elsewhere.search(tmp_path / table, tmp_path, given, tabular.read(tmp_path / table, tmp_path).reading)

    return find


def told(findings):
    return {(one.code, one.facts["beside"], one.facts[one.facts["beside"]], one.row) for one in findings}


@pytest.mark.parametrize("hidden", [(), ("Underlag", "Anteckningar")])
def test_every_other_sheet_is_searched_also_hidden_ones(workbook, search, hidden):
    workbook(SHEETS, hidden)
    found = search("upload.xlsx")
    assert told(found) == {
        ("personal_identity_number", "sheet", "Underlag", 2),
        ("personal_column", "sheet", "Underlag", None),
        ("personal_email", "sheet", "Anteckningar", 2),
    }
    assert NUMBER not in str(found)


def test_the_sheet_that_is_read_is_not_told_of_twice(workbook, tmp_path):
    made = workbook(SHEETS, given=Given(sheet="Underlag"))
    found = elsewhere.search(tmp_path / "upload.xlsx", tmp_path, Given(sheet="Underlag"), made.reading)
    assert told(found) == {("personal_email", "sheet", "Anteckningar", 2)}


def test_other_tables_in_the_same_text_are_searched(table, search):
    body = "".join(f"Del {n};{n};{2 * n};x{n}\n" for n in range(30))
    table(f"Stadsdel;Antal;Belopp;Kod\n{body}\n\nNamn;pnr\nTest;{NUMBER}\nProv;19900101-2385\n")
    assert ("personal_identity_number", "table", 2) in {one[:3] for one in told(search("upload"))}


def test_other_files_in_an_archive_are_searched(tmp_path, search):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("antal.csv", "Stadsdel;Antal\nA;1\nB;2\n")
        archive.writestr("underlag.csv", f"Namn;pnr\nTest;{NUMBER}\n")
        archive.writestr("bild.txt", b"\x89PNG\r\n\x1a\n")
    assert ("personal_identity_number", "member", "underlag.csv", 2) in told(search("a.zip"))


def test_a_finding_says_where_it_stands(workbook, search):
    workbook(SHEETS, ("Underlag",))
    (number,) = (one for one in search("upload.xlsx") if one.code == "personal_identity_number")
    assert "Bladet ”Underlag”" in locale.finding(number, "sv")
    assert "sheet “Underlag”" in locale.finding(number, "en")


def test_text_above_and_below_a_table_says_that_it_stands_there(table):
    made = table("Ansvarig: test.testsson@exempel.se\n\nStadsdel;Antal;Kod\nA;1;x\nB;2;y\nC;3;z\n")
    (found,) = scan.scan(made)
    assert (found.code, found.facts["beside"]) == ("personal_email", "text")
    assert "Texten runt tabellen" in locale.finding(found, "sv")


def test_a_cell_beyond_the_last_column_is_searched_too(table):
    made = table(f"a;b;c\n1;2;3\n4;5;6;{NUMBER}\n7;8;9\n")
    assert ("personal_identity_number", "text") in {(one.code, one.facts.get("beside")) for one in scan.scan(made)}
