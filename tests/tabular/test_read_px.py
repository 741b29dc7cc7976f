import pytest

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular.read import px

HEAD = """CHARSET="ANSI";
AXIS-VERSION="2013";
{codepage}LANGUAGE="en";
LANGUAGES="en","sv";
TITLE="Population by region and year";
TITLE[sv]="Folkmängd efter region "
"och år";
CONTENTS="Population";
CONTENTS[sv]="Folkmängd";
UNITS="persons";
UNITS[sv]="antal";
STUB="region";
STUB[sv]="region";
HEADING="year";
HEADING[sv]="år";
VALUES("region")="Gothenburg","Öckerö";
VALUES[sv]("region")="Göteborg","Öckerö";
VALUES("year")="2023","2024";
VALUES[sv]("år")="2023","2024";
CODES("region")="1480","1407";
TIMEVAL("year")=TLIST(A1),"2023","2024";
LAST-UPDATED="20240221 08:00";
SOURCE="SCB";
NOTE="Preliminary";
NOTE[sv]="Preliminärt.#Se hemsidan; läs noga.";
DATASYMBOL2="..";
"""
PLAIN = HEAD.replace("{codepage}", "")


def test_a_cell_is_a_row_with_a_column_for_each_variable_in_swedish_if_there_is_any(table):
    made = table(PLAIN + 'DATA=\n604829 608462\n".." 12889.5;\n')
    assert made.columns == ("region", "år", "Folkmängd")
    assert made.head(9) == [
        ["Göteborg", "2023", "604829"],
        ["Göteborg", "2024", "608462"],
        ["Öckerö", "2023", ".."],
        ["Öckerö", "2024", "12889.5"],
    ]
    assert made.types == ("string", "year", None)
    assert (made.reading.kind, made.reading.encoding, made.row_at(0)) == ("px", "utf-8", 1)


def test_what_the_file_tells_beside_the_cells_is_kept(table):
    assert table(PLAIN + "DATA=1 2 3 4;").reading.texts == {
        "title": "Folkmängd efter region och år",
        "units": "antal",
        "last_updated": "20240221 08:00",
        "source": "SCB",
        "notes": [{"about": [], "text": "Preliminärt.\nSe hemsidan; läs noga."}],
        "symbols": {"DATASYMBOL2": ".."},
        "codes": {"region": ["1480", "1407"]},
    }


@pytest.mark.parametrize(
    ("said", "name"), [("iso-8859-1", "iso-8859-1"), ("windows-1252", "cp1252"), ("utf-8", "utf-8")]
)
def test_the_encoding_that_the_file_says_is_obeyed(table, said, name):
    content = HEAD.replace("{codepage}", f'CODEPAGE="{said}";\n') + "DATA=1 2 3 4;"
    made = table(content.encode(said))
    assert made.head(1)[0][0] == "Göteborg"
    assert made.reading.encoding == name


def test_rows_with_keys_may_leave_rows_of_zeroes_out(table):
    keyed = PLAIN + 'KEYS("region")=CODES;\nDATA=\n"1407",1 ".."\n'
    made = table(keyed)
    assert made.head(9) == [["Öckerö", "2023", "1"], ["Öckerö", "2024", ".."]]
    assert made.reading.notes == ("zeros_left_out",)
    named = table(PLAIN + 'KEYS("region")=VALUES;\nDATA="Gothenburg" 1 2;')
    assert named.head(1) == [["Göteborg", "2023", "1"]]


def test_values_that_are_called_the_same_are_told_apart_by_their_codes(table):
    made = table(PLAIN.replace('"Göteborg","Öckerö"', '"Västra","Västra"') + "DATA=1 2 3 4;")
    assert {row[0] for row in made.head(4)} == {"1480 Västra", "1407 Västra"}


def test_long_data_is_read_in_pieces(table, monkeypatch):
    content = PLAIN + 'DATA=10 ".." 30 "-";'
    whole = table(content).head(9)
    for size in (1, 3, 10):
        monkeypatch.setattr(px, "CHUNK", size)
        assert table(content).head(9) == whole


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (PLAIN + "DATA=1 2 3;", "cells"),
        (PLAIN + "DATA=1 2 3 4 5;", "cells"),
        (PLAIN + 'KEYS("region")=CODES;DATA="1480" 1;', "cells"),
        (PLAIN + 'KEYS("region")=CODES;DATA="9999" 1 2;', "key"),
        (PLAIN, "unfinished"),
        (PLAIN + 'NOTE="x', "unfinished"),
        (PLAIN + "?;DATA=1;", "keyword"),
        (PLAIN.replace("STUB", "STUMP").replace("HEADING", "HEAD") + "DATA=1;", "variables"),
        (PLAIN.replace("VALUES", "VALS").replace("CODES", "KODS") + "DATA=1;", "values"),
    ],
)
def test_a_broken_file_is_refused_with_what_is_wrong(table, content, reason):
    with pytest.raises(Invalid) as refused:
        table(content)
    assert (refused.value.code, refused.value.facts["reason"]) == ("px_broken", reason)


def test_the_real_table_of_two_languages(shared, tmp_path):
    made = tabular.read(shared / "data/px/TAB001.px", tmp_path)
    assert (made.rows, made.columns) == (5940, ("region", "kön", "ålder", "tabellinnehåll", "år", "Befolkning"))
    assert made.head(1) == [["Österrike", "Kvinnor", "Totalt", "Befolkning", "1981", ".."]]


@pytest.mark.parametrize("timeval", ['TIMEVAL("year")=TLIST(A1),"2023","2024";', ""])
def test_years_are_years_and_codes_of_four_digits_are_not(table, timeval):
    head = PLAIN.replace('TIMEVAL("year")=TLIST(A1),"2023","2024";', timeval)
    head = head.replace('"Göteborg","Öckerö"', '"1480","1407"')
    made = table(head + "DATA=1 2 3 4;")
    assert [field["type"] for field in tabular.infer(made)["fields"]] == ["string", "year", "integer"]


def test_months_are_text_that_says_that_it_is_months(table):
    head = PLAIN.replace('"2023","2024"', '"2024M01","2024M02"').replace("TLIST(A1)", "TLIST(M1)")
    (_, month, _) = tabular.infer(table(head + "DATA=1 2 3 4;"))["fields"]
    assert (month["type"], month["period"]) == ("string", "month")
