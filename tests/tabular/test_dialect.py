"""Delimiters, quotes and escapes, and rows that do not follow them."""

import pytest

from opendata.errors import Invalid
from opendata.tabular import Given

ROWS = [
    ["Datum", "Tid", "Antal", "Text"],
    ["2024-01-02", "10:00", "3", "Kaffe, te"],
    ["2024-01-03", "11:30", "14", "Bulle"],
    ["2024-01-04", "12:15", "5", "Saft, kaka"],
]
LINES = [",".join(f'"{cell}"' for cell in row) for row in ROWS]


def found(made):
    return [(finding.code, finding.row, finding.severity) for finding in made.findings]


def rows(made):
    return [list(made.columns), *made.cells()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", " ", ":", ", ", "\t\t", "\\t", "~", "^", "\x1f"])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_delimiter_and_quote_are_found(table, delimiter, quote):
    text = "\r\n".join(delimiter.join(quote + cell + quote for cell in row) for row in ROWS)
    assert rows(table(text)) == ROWS


def test_excels_first_line_names_the_delimiter(table):
    made = table("sep=~\na~b\n1~2,5\n")
    assert (made.reading.delimiter, made.columns, made.reading.header_row) == ("~", ("a", "b"), 2)


def test_columns_aligned_with_spaces_are_divided_by_any_number_of_them(table):
    assert rows(table(" tid   kraft\n 1.0   10.25\n 12.0   3.5\n")) == [
        ["tid", "kraft"],
        ["1.0", "10.25"],
        ["12.0", "3.5"],
    ]


def test_decimal_commas_do_not_delimit(table):
    assert table("a;b\n1,5;2,5\n3,5;4,5\n").head(1) == [["1,5", "2,5"]]


@pytest.mark.parametrize("text", ["tid\n12:30\n13:30\n", "belopp\n1,5\n2,5\n", "namn\nAnna Ek\nBo Alm\n"])
def test_one_column_stays_one(table, text):
    assert len(table(text).columns) == 1


def test_a_backslash_may_escape_quotes(table):
    made = table('a,b\n1,"han sa \\"hej\\", högt"\n2,"ja"\n')
    assert (made.reading.escape, made.head(1)) == ("\\", [["1", 'han sa "hej", högt']])


def test_quotes_inside_a_value_that_nobody_doubled_are_text_and_warned_about(table):
    made = table('a,b\n"1","den "röda" boken"\n"2","x"\n"3","y"\n')
    assert made.head(1) == [["1", 'den "röda" boken']]
    assert found(made) == [("unescaped_quote", 2, "warning")]


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("row", range(4))
def test_an_extra_quote_is_text_in_its_cell_and_swallows_nothing(table, row, place):
    cells = LINES[row].split('","') if row % 2 == 0 else ['"' + cell for cell in ROWS[row]]
    cells = [f'"{cell}"' for cell in ROWS[row]]
    cells[place] = '"' + cells[place]
    made = table("\n".join([*LINES[:row], ",".join(cells), *LINES[row + 1 :]]))
    wanted = [list(cells) for cells in ROWS]
    wanted[row][place] = '"' + wanted[row][place]
    assert rows(made) == wanted
    assert found(made) == [("stray_quote", row + 1, "error")]


def test_an_extra_quote_at_an_unquoted_cell_is_text_too(table):
    made = table('a,b,c\n1,"2,3\n4,5,"x, y"\n6,7,8\n')
    assert rows(made)[1:] == [["1", '"2', "3"], ["4", "5", "x, y"], ["6", "7", "8"]]
    assert found(made) == [("stray_quote", 2, "error")]


def test_a_text_of_several_lines_is_no_stray_quote(table):
    made = table('a,b,c\n1,"första\nandra, raden\n\ntredje",3\n4,5,6\n')
    assert (made.head(2), made.findings) == ([["1", "första\nandra, raden\n\ntredje", "3"], ["4", "5", "6"]], ())


@pytest.mark.parametrize("place", range(1, 4))
def test_a_missing_separator_between_quotes_is_seen(table, place):
    cells = [f'"{cell}"' for cell in ROWS[2]]
    made = table("\n".join([*LINES[:2], ",".join(cells[:place]) + ",".join(cells[place:]), LINES[3]]))
    assert rows(made) == ROWS
    assert found(made) == [("missing_cell", 3, "error")]


def test_a_separator_too_many_leaves_the_blank_cell_out_that_fits_least(table):
    made = table("\n".join([*LINES[:2], '"2024-01-03",,"11:30","14","Bulle"', LINES[3]]))
    assert rows(made) == ROWS
    assert found(made) == [("extra_cell", 3, "error")]


@pytest.mark.parametrize("delimiter", [";", " ", "\t"])
def test_a_row_with_another_delimiter_is_divided_by_it(table, delimiter):
    made = table("\n".join([*LINES[:2], LINES[2].replace(",", delimiter), LINES[3]]))
    assert rows(made) == ROWS
    assert found(made) == [("other_delimiter", 3, "error")]


def test_a_row_with_other_quotes_is_read_by_them(table):
    made = table("\n".join([*LINES[:3], LINES[3].replace('"', "'")]))
    assert rows(made) == ROWS
    assert found(made) == [("other_quote", 4, "error")]


def test_cells_beyond_the_last_column_are_told_and_kept_beside(table):
    made = table("a,b\n1,2\n3,4,5,6\n7,8\n9,10\n11,12\n")
    assert found(made) == [("extra_cell", 3, "error")]
    assert list(made.cells())[1] == ["3", "4"]
    assert list(made.whole())[2] == ["3", "4", "5", "6"]


def test_comment_lines_are_no_rows(table):
    made = table("# mätning\n# enhet: m\na,b\n1,2\n# avbrott\n3,4\n")
    assert (rows(made), made.reading.texts["above"]) == ([["a", "b"], ["1", "2"], ["3", "4"]], ["mätning", "enhet: m"])
    assert [made.row_at(0), made.row_at(1)] == [4, 6]


def test_spaces_and_minus_signs_within_numbers_become_plain(table):
    made = table("a;b\n1\u00a0234;\u22125\n12\u202f000;text\u00a0här\n")
    assert made.head(2) == [["1 234", "-5"], ["12 000", "text\u00a0här"]]


def test_numbers_that_excel_has_shortened_are_warned_about(table):
    made = table("id;n\n1,23E+15;2\n1,24E+15;3\n")
    assert [(one.code, one.row, one.column, one.value, one.severity) for one in made.findings] == [
        ("scientific_notation", 2, "id", "1,23E+15", "warning"),
        ("scientific_notation", 3, "id", "1,24E+15", "warning"),
    ]


def test_delimiter_and_quote_may_be_given(table):
    made = table("a,b;c\n1,2;3\n", given=Given(delimiter=";"))
    assert made.columns == ("a,b", "c")
    made = table("a;b\n'1;2';3\n", given=Given(quote="'"))
    assert made.head(1) == [["1;2", "3"]]
    with pytest.raises(Invalid, match="reading_unknown"):
        table("a;b\n", given=Given(quote="<>"))


def test_the_dialect_is_told_in_frictionless_words(table):
    assert table("Titel\n\na;b\n1;2\n3;4\n").reading.dialect() == {
        "delimiter": ";",
        "quoteChar": '"',
        "doubleQuote": True,
        "lineTerminator": "\n",
        "header": True,
        "headerRows": [3],
    }


def test_a_damaged_row_does_not_end_the_table(table):
    made = table("\n".join([*LINES[:2], 'aa bb "cc, dd" ee', LINES[2], LINES[3]]))
    assert (made.rows, made.reading.tables, made.findings[0].row) == (4, 1, 3)


def test_quotes_right_after_a_value_show_that_a_separator_is_missing(table):
    body = "".join(f'{n},Film,"Karta, vikt",{n * 2}\n' for n in range(1, 9))
    made = table(f'nr,typ,text,antal\n{body}9,Film"Kaffe, te",18\n')
    assert list(made.cells())[-1] == ["9", "Film", "Kaffe, te", "18"]
    assert found(made) == [("missing_cell", 10, "error")]


def test_a_colon_divides_when_quotes_keep_it_inside_cells(table):
    rows = "".join(f'plats{n}:"1{n}:30":stad{n}\n' if n % 3 == 0 else f"plats{n}:tid:stad{n}\n" for n in range(9))
    made = table(f"namn:öppnar:ort\n{rows}")
    assert (made.reading.delimiter, made.columns) == (":", ("namn", "öppnar", "ort"))
    assert made.head(1) == [["plats0", "10:30", "stad0"]]
    text = table('Anm: texten\nHan sa: "kom 10:30" igen\nHon sa: "gå 11:30" sen\n')
    assert text.reading.delimiter is None
