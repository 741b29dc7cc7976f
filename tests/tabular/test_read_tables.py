"""Several tables in one sheet or text, also beside one another: which is read, and how its owner chooses another."""

import pytest

from opendata.errors import Invalid
from opendata.tabular import Given

CODES = [["Typ", "Kod"], ["Förskola", "F"], ["Skola", "S"], ["Gymnasium", "G"]]
PLACES = [["Id", "Namn", "Antal"], *[[f"A{n}", f"Plats {n}", str(3 * n)] for n in range(12)]]


def text(rows):
    return "\n".join(";".join(row) for row in rows)


def beside(left, right, *, gap=1):
    """Rows in which the one table stands to the left of the other, with blank columns between."""
    most = max(len(left), len(right))
    filled = ([*table, *[[""] * len(table[0])] * (most - len(table))] for table in (left, right))
    return [[*one, *[""] * gap, *other] for one, other in zip(*filled, strict=True)]


def rows(table):
    return [list(table.columns), *table.cells()]


@pytest.mark.parametrize(("left", "right", "number"), [(CODES, PLACES, 2), (PLACES, CODES, 1)])
def test_of_tables_beside_one_another_the_one_with_the_data_is_read(table, left, right, number):
    made = table(text(beside(left, right)))
    assert (rows(made), made.findings) == (PLACES, ())
    assert (made.reading.table, made.reading.tables) == (number, 2)
    assert "several_tables" in made.reading.notes


def test_the_publisher_chooses_among_tables_beside_one_another(table):
    content = text(beside(CODES, PLACES))
    made = table(content, given=Given(table=1))
    assert (rows(made), made.findings, made.reading.table) == (CODES, (), 1)
    with pytest.raises(Invalid) as refused:
        table(content, given=Given(table=3))
    assert (refused.value.code, refused.value.facts) == ("table_missing", {"table": 3, "tables": 2})


def test_tables_beside_one_another_in_a_sheet_are_told_apart(workbook):
    made = workbook({"Data": [["Bilaga 1"], [], *beside(CODES, PLACES, gap=2)]})
    assert (rows(made), made.reading.header_row, made.reading.tables) == (PLACES, 3, 2)
    assert made.row_at(0) == 4


def test_a_list_that_goes_on_in_the_next_columns_is_two_tables(table):
    made = table(
        text(beside([["Namn", "Ort"], *[[f"A{n}", f"B{n}"] for n in range(6)]], [["Namn", "Ort"], *[["C", "D"]] * 6]))
    )
    assert (made.columns, made.reading.tables) == (("Namn", "Ort"), 2)


def test_a_blank_column_between_columns_of_the_same_rows_is_no_border(table):
    body = [[f"A{n}", str(n), "", f"anm {n}", str(2 * n)] for n in range(12)]
    made = table(text([["Namn", "Antal", "", "Anmärkning", "Belopp"], *body]))
    assert (made.columns, made.reading.tables) == (("Namn", "Antal", "Anmärkning", "Belopp"), 1)


def test_columns_that_are_filled_here_and_there_are_no_table_of_their_own(table):
    body = [[f"A{n}", str(n), "", "ny" if n in (2, 5) else "", "x" if n == 2 else ""] for n in range(12)]
    made = table(text([["Namn", "Antal", "", "Anmärkning", "Kontrollerad"], *body]))
    assert (len(made.columns), made.reading.tables) == (4, 1)


def test_the_table_with_the_data_is_read_when_a_small_one_stands_above(table):
    small = [["År", "Antal", "Andel", "Summa"], *[[str(year), "12", "0,5", "24"] for year in range(2021, 2024)]]
    content = text([*small, [], *PLACES])
    made = table(content)
    assert (rows(made), made.reading.table, made.reading.tables) == (PLACES, 2, 2)
    assert rows(table(content, given=Given(table=1))) == small
    assert rows(table(content, given=Given(header_row=1))) == small


def test_pairs_of_words_above_a_table_are_no_titles_of_it(table):
    made = table(text([["Period", "2024"], ["Ansvarig", "Norr"], [], *PLACES]))
    assert (rows(made), made.reading.header_row) == (PLACES, 4)


def test_files_put_after_one_another_are_one_table(table):
    part = "Namn,Ort,Antal\nA,B,1\nC,D,2\n"
    made = table(part + "\ufeff" + part)
    assert (made.columns, made.rows) == (("Namn", "Ort", "Antal"), 4)
    assert "repeated_header_dropped" in made.reading.notes


YEARS = ["", "2022", "", "", "", "2023", "", "", ""]
SEXES = ["Kvinnor", "", "Män", ""]
MEASURES = ["Antal", "Andel"]
JOINED = tuple(
    f"{year} {sex} {measure}" for year in ("2022", "2023") for sex in ("Kvinnor", "Män") for measure in MEASURES
)


@pytest.mark.parametrize("years", [YEARS, ["", *["2022"] * 4, *["2023"] * 4]])
@pytest.mark.parametrize("corner", [("", "Stadsdel"), ("Stadsdel", "")])
def test_headings_of_groups_within_groups_hold_for_all_their_columns(table, corner, years):
    second, third = ([corner[0], *SEXES * 2], [corner[1], *MEASURES * 4])
    body = [[name, *["1", "0,5"] * 4] for name in ("Norr", "Söder", "Öster", "Väster")]
    assert table(text([years, second, third, *body])).columns == ("Stadsdel", *JOINED)


def test_units_below_titles_are_each_column_s_own(table):
    body = [[name, "1", "0,5", "3"] for name in ("Norr", "Söder", "Öster", "Väster")]
    made = table(
        text([["", "Skolor", "", "Vägar"], ["Stadsdel", "Antal", "Andel", "Längd"], ["", "", "%", "km"], *body])
    )
    assert made.columns == ("Stadsdel", "Skolor Antal", "Skolor Andel %", "Vägar Längd km")
