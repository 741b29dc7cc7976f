import codecs

import pytest

from opendata import tabular
from opendata.errors import Invalid
from opendata.tabular.read import LONGEST

SWEDISH = "Ort;Invånare;Andel\r\nÖrebro;1 234;12,5\r\nMalmö;98;7,0\r\n"


def codes(table):
    return [(finding.code, finding.row) for finding in table.findings]


@pytest.mark.parametrize(
    ("encoding", "bom", "named"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", codecs.BOM_UTF8, "utf-8"),
        ("windows-1252", b"", "windows-1252"),
        ("utf-16-le", codecs.BOM_UTF16_LE, "utf-16-le"),
        ("utf-16-be", codecs.BOM_UTF16_BE, "utf-16-be"),
        ("utf-32-le", codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_swedish_text_is_read_in_every_usual_encoding(table, encoding, bom, named):
    made = table(bom + SWEDISH.encode(encoding))
    assert made.columns == ("Ort", "Invånare", "Andel")
    assert made.head(1) == [["Örebro", "1 234", "12,5"]]
    assert (made.reading.encoding, made.reading.delimiter, made.reading.line_ending) == (named, ";", "CRLF")
    assert ("bom_removed" in made.reading.notes) == bool(bom)


def test_a_late_byte_decides_the_encoding(table):
    made = table(b"namn,n\n" + b"ascii,1\n" * 300_000 + "Å,2\n".encode("windows-1252"))
    assert (made.reading.encoding, made.rows) == ("windows-1252", 300_001)
    assert made.path.read_text("utf-8").endswith("Å,2\n")


@pytest.mark.parametrize(("ending", "named"), [("\n", "LF"), ("\r\n", "CRLF"), ("\r", "CR")])
def test_every_line_ending_is_read_and_named(table, ending, named):
    made = table(ending.join(["a,b", "1,2", "3,4"]))
    assert (made.rows, made.reading.line_ending, made.head(9)) == (2, named, [["1", "2"], ["3", "4"]])


def test_characters_that_only_python_calls_line_breaks_stay_in_their_cell(table):
    assert table("a,b\nx\u2028y\u0085z\x0bå,2\n").head(1) == [["x\u2028y\u0085z\x0bå", "2"]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(table, delimiter):
    made = table("\n".join(delimiter.join(cells) for cells in (["a", "b", "c"], ["1", "x y", "3"], ["4", "", "6"])))
    assert (made.reading.delimiter, made.columns) == (delimiter, ("a", "b", "c"))


@pytest.mark.parametrize(
    ("text", "columns", "rows"),
    [
        ("a;b\n1,5;2,5\n3,5;4,5\n", 2, 2),
        ("belopp\n1,5\n2,5\n", 1, 2),
        ("adress\nStorgatan 1, Göteborg\nLillgatan 2, Göteborg\n", 1, 2),
        ('a,b\n"x;y;z","1;2;3"\n"x;y;z","1;2;3"\n', 2, 2),
        ("rubrik\nvärde\n", 1, 1),
    ],
)
def test_a_delimiter_inside_values_does_not_delimit(table, text, columns, rows):
    made = table(text)
    assert (len(made.columns), made.rows, made.findings) == (columns, rows, ())


def test_a_quoted_cell_may_hold_delimiters_quotes_and_line_breaks(table):
    made = table('a;b\r\n"x;""y""\r\nz";1\r\n2;3\r\n')
    assert made.head(2) == [['x;"y"\nz', "1"], ["2", "3"]]
    assert made.reading.line_ending == "CRLF"


def test_rows_are_numbered_as_a_spreadsheet_shows_them(table):
    made = table('\n\na,b\n"x\ny",1\n2\n3,4,5\n')
    assert (made.reading.header_row, made.reading.first_row) == (3, 4)
    assert codes(made) == [("missing_cell", 5), ("extra_cell", 6)]
    assert made.findings[1].value == "5"
    assert made.findings[1].facts == {"cells": 3, "expected": 2}
    assert made.head(9) == [["x\ny", "1"], ["2", None], ["3", "4"]]
    assert "rows_skipped_above" in made.reading.notes


def test_empty_columns_and_rows_at_the_edges_are_dropped_and_noted(table):
    made = table("a;b;;\n1;2;;\n3;4\n;;;\n5;6;;\n;;;\n\n")
    assert (made.columns, made.rows, made.findings) == (("a", "b"), 3, ())
    assert made.head(9) == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert [made.row_at(index) for index in range(3)] == [2, 3, 5]
    assert {"blank_columns_dropped", "blank_rows_dropped"} <= set(made.reading.notes)


def test_a_cell_to_the_right_of_all_titles_is_found(table):
    assert codes(table("a;b;\n1;2;\n3;4;hej\n")) == [("extra_cell", 3)]


def test_a_quote_that_never_ends_is_text_and_the_rows_after_it_are_read(table):
    made = table('a,b\n1,2\n3,"x\n5,6\n7,8\n')
    assert codes(made) == [("stray_quote", 3)]
    assert (made.findings[0].column, made.findings[0].value) == ("b", '"x')
    assert made.head(9) == [["1", "2"], ["3", '"x'], ["5", "6"], ["7", "8"]]


def test_counts_are_complete_when_findings_are_cut_short(table):
    made = table("a,b\n" + ("1,2\n" * 9 + "1,2,3\n") * 1200)
    assert (len(made.findings), made.counts) == (1000, {"extra_cell": 1200})


def test_a_header_alone_is_a_table_without_rows(table):
    made = table("a;b;c")
    assert (made.columns, made.rows, made.head(5)) == (("a", "b", "c"), 0, [])


@pytest.mark.parametrize("content", [b"", b"\n \n\n", b"\xef\xbb\xbf", b";;;\n;;;\n"])
def test_a_file_without_content_is_empty_whatever_it_is_called(table, content):
    with pytest.raises(Invalid, match="file_empty"):
        table(content, filename="rapport.xlsx")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "pdf"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0", "document"),
        (b"<!DOCTYPE html>\n<html>", "html"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><a/>', "xml"),
        (b"a,b\n1,\0\n", "binary"),
        (b"a,b\n" * 500_000 + b"\0", "binary"),
    ],
)
def test_what_is_no_table_is_named_by_its_content(table, content, kind):
    with pytest.raises(Invalid) as refused:
        table(content, filename="data.csv")
    assert (refused.value.code, refused.value.facts) == ("not_a_table", {"kind": kind})
    assert kind in tabular.KINDS


def test_one_giant_line_is_refused_without_reading_it_all(table):
    with pytest.raises(Invalid) as refused:
        table(b"a,b\n1,2\n" + b"x" * (LONGEST + 10))
    assert (refused.value.code, refused.value.facts) == ("line_too_long", {"row": 3, "limit": LONGEST})


def test_too_many_columns_are_refused(table):
    with pytest.raises(Invalid, match="too_many_columns"):
        table(",".join(f"k{n}" for n in range(20_001)) + "\n")


def test_a_name_that_says_another_kind_is_noted(table):
    assert table("a,b\n1,2\n", filename="Rapport.XLSX").reading.notes == ("name_misleads",)


def test_how_a_file_was_read_survives_storage(table):
    reading = table(codecs.BOM_UTF8 + b"a\tb\n1\t2\n").reading
    assert tabular.Reading.from_json(reading.to_json()) == reading
    assert reading.media_type == "text/tab-separated-values"


def test_progress_goes_from_nothing_to_done(table):
    told = []
    table("a,b\n" + "1,2\n" * 50_000 + "\n3,4\n", progress=told.append)
    assert told == sorted(told)
    assert len(told) > 2
    assert told[-1] == 1.0


def test_every_refusal_and_note_in_reading_is_listed(table):
    assert set(table("\n\na;b;\n1;2;\n;;\n", filename="a.ods").reading.notes) <= set(tabular.NOTES)
