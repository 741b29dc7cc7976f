"""Where a table stands in its file: titles, notes, several tables; for texts and sheets alike."""

import pytest

from opendata.errors import Invalid
from opendata.tabular import Given

BODY = [[f"Område {n}", f"11{n:02}", str(n * 7), f"{n},5"] for n in range(1, 13)]
TITLES = ["Namn", "Kod", "Antal", "Andel"]


def text(rows):
    return "\n".join(";".join(row) for row in rows) + "\n"


def rows(made):
    return [list(made.columns), *made.cells()]


def notes(made):
    return set(made.reading.notes)


def test_lines_above_and_below_are_told_but_no_rows(table):
    made = table(text([["Statistik 2024"], ["Källa: kommunen"], [], TITLES, *BODY, [], ["* Preliminärt"]]))
    assert rows(made) == [TITLES, *BODY]
    assert made.reading.texts == {"above": ["Statistik 2024", "Källa: kommunen"], "below": ["* Preliminärt"]}
    assert (made.reading.header_row, made.reading.first_row, made.findings) == (4, 5, ())
    assert {"rows_skipped_above", "notes_below"} <= notes(made)


def test_a_sheet_is_laid_out_as_a_text_is(workbook):
    blank = ["", "", "", ""]
    made = workbook({"Blad": [["Statistik", "", "", ""], blank, TITLES, *BODY, blank, ["Anm: se sidan 2", "", "", ""]]})
    assert rows(made) == [TITLES, *BODY]
    assert made.reading.texts["below"] == ["Anm: se sidan 2"]


def test_headings_over_groups_are_joined_with_those_under_them(table):
    above = [["", "", "Män", "", "Kvinnor", ""], ["Namn", "Kod", "2023", "2024", "2023", "2024"]]
    made = table(text([*above, *[[*row[:2], "5", "6", "7", "8"] for row in BODY]]))
    assert made.columns == ("Namn", "Kod", "Män 2023", "Män 2024", "Kvinnor 2023", "Kvinnor 2024")
    assert (made.reading.header_row, made.reading.header_rows, made.reading.first_row) == (1, 2, 3)


def test_units_belong_to_the_titles(table):
    made = table(text([TITLES, ["", "", "(st)", "(%)"], *BODY]))
    assert (made.columns, made.rows) == (("Namn", "Kod", "Antal (st)", "Andel (%)"), 12)


@pytest.mark.parametrize("body", [BODY, [row[2:] for row in BODY], [row[2:3] for row in BODY]])
def test_a_table_without_titles_gets_numbered_ones(table, body):
    made = table(text(body))
    assert rows(made) == [[f"col_{place}" for place in range(len(body[0]))], *body]
    assert (made.reading.header_rows, made.reading.first_row, "no_header" in notes(made)) == (0, 1, True)


@pytest.mark.parametrize(
    "titles", [["Namn", "2022", "2023", "2024"], ["", "2022", "2023", "2024"], ["Namn", "Typ", "Ort", "Post"]]
)
def test_years_and_words_are_titles(table, titles):
    body = [[row[0], row[2], row[2] + "1", row[2] + "2"] for row in BODY]
    assert table(text([titles, *body])).columns == tuple(titles)


def test_titles_alone_are_a_table_without_rows(table):
    made = table(text([TITLES]))
    assert (made.columns, made.rows) == (tuple(TITLES), 0)


def test_titles_repeated_on_each_page_are_taken_once(table):
    made = table(text([TITLES, *BODY[:6], TITLES, *BODY[6:]]))
    assert rows(made) == [TITLES, *BODY]
    assert [made.row_at(5), made.row_at(6)] == [7, 9]
    assert "repeated_header_dropped" in notes(made)


def test_blank_rows_and_columns_are_left_out_and_rows_keep_their_numbers(table):
    loose = [[row[0], "", *row[1:], ""] for row in [TITLES, *BODY]]
    made = table(text([*loose[:3], [], ["", "", "", "", "", ""], *loose[3:]]))
    assert rows(made) == [TITLES, *BODY]
    assert [made.row_at(1), made.row_at(2)] == [3, 6]
    assert {"blank_rows_dropped", "blank_columns_dropped"} <= notes(made)


def test_one_of_several_tables_is_read_and_the_publisher_may_choose(table):
    other = [["År", "Summa"], ["2023", "100"], ["2024", "110"]]
    content = text([TITLES, *BODY, [], ["Tabell 2: per år"], [], *other])
    first = table(content)
    assert (rows(first), first.reading.table, first.reading.tables) == ([TITLES, *BODY], 1, 2)
    assert "several_tables" in notes(first)
    second = table(content, given=Given(table=2))
    assert (rows(second), second.reading.table, second.reading.header_row) == (other, 2, 17)
    with pytest.raises(Invalid) as refused:
        table(content, given=Given(table=3))
    assert (refused.value.code, refused.value.facts) == ("table_missing", {"table": 3, "tables": 2})


def test_a_row_with_a_heading_only_inside_the_table_is_a_row(table):
    body = [["Norr", "", "", ""], *BODY[:4], ["Söder", "", "", ""], *BODY[4:]]
    made = table(text([TITLES, *body]))
    assert (rows(made), made.findings) == ([TITLES, *body], ())


def test_a_last_row_that_sums_up_is_warned_about(table):
    made = table(text([TITLES, *BODY, ["SUMMA", "", "546", ""]]))
    assert made.rows == 13
    assert [(one.code, one.row, one.severity) for one in made.findings] == [("totals_row", 14, "warning")]


def test_the_row_with_titles_may_be_given(table):
    made = table(text([["a", "b"], ["c", "d"], ["e", "f"]]), given=Given(header_row=2))
    assert rows(made) == [["c", "d"], ["e", "f"]]
    made = table(text([["a", "b"], ["c", "d"]]), given=Given(header_rows=0))
    assert rows(made) == [["col_0", "col_1"], ["a", "b"], ["c", "d"]]
    made = table(text([["a", "b"], ["c", "d"], ["e", "f"]]), given=Given(header_row=1, header_rows=2))
    assert rows(made) == [["a c", "b d"], ["e", "f"]]
    with pytest.raises(Invalid, match="reading_unknown"):
        table("a;b\n", given=Given(header_row=7))


def test_a_wider_table_below_does_not_widen_the_first(table):
    made = table(text([["Namn", "Antal"], *[row[::2] for row in BODY], [], TITLES, *BODY[:3]]))
    assert (made.columns, made.rows, made.findings) == (("Namn", "Antal"), 12, ())
    assert (made.reading.tables, "several_tables" in notes(made)) == (2, True)


@pytest.mark.parametrize("labels", [["2022/23", "2023/24"], ["jan-24", "feb-24"], ["00:00", "01:00"], ["1", "2", "3"]])
def test_moments_and_numbers_that_go_up_are_titles_above_other_numbers(table, labels):
    body = [
        [row[0], *[f"{n * place * place * 7 % 31}" for place, _ in enumerate(labels, 2)]] for n, row in enumerate(BODY)
    ]
    assert table(text([["Namn", *labels], *body])).columns == ("Namn", *labels)
