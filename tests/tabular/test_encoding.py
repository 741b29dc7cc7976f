"""Every byte decides which encoding a text has."""

import codecs

import pytest

from opendata.errors import Invalid
from opendata.tabular import Given

LINES = "Stig;Ort;Andel\r\nÅsa;Örebro;1\r\nKåre;Malmö;2\r\nÄlva;Gävle;3\r\n"


@pytest.mark.parametrize("encoding", ["windows-1252", "macintosh", "cp850", "utf-16-le", "utf-16-be"])
def test_swedish_is_told_from_what_other_encodings_would_make_of_it(table, encoding):
    made = table(LINES.encode(encoding))
    assert (made.reading.encoding, made.head(2)) == (encoding, [["Åsa", "Örebro", "1"], ["Kåre", "Malmö", "2"]])


def test_the_euro_sign_at_an_amount_tells_iso_8859_15(table):
    made = table("vara;pris\nsmör;10 €\n".encode("iso-8859-15"))
    assert (made.reading.encoding, made.head(1)) == ("iso-8859-15", [["smör", "10 €"]])


def test_typography_in_windows_1252_is_kept(table):
    made = table("namn;text\nÅsa;”Café” – 10 €\n".encode("windows-1252"))
    assert (made.reading.encoding, made.head(1)) == ("windows-1252", [["Åsa", "”Café” – 10 €"]])


def test_two_encodings_in_one_file_are_refused_with_place_context_and_the_likely_character(table):
    with pytest.raises(Invalid) as refused:
        table("ort;namn\nÖrebro;Åsa\n".encode() + "Malmö;Bo\n".encode("windows-1252"))
    assert refused.value.code == "encoding_unknown"
    assert refused.value.facts == {"row": 3, "column": "ort", "context": "Malmö;Bo", "suggested": "ö"}


def test_a_byte_order_mark_inside_the_first_quoted_title_is_no_part_of_it(table):
    assert table('"\ufeffid","namn"\n"1","a"\n').columns == ("id", "namn")
    assert table(codecs.BOM_UTF8 + '\ufeff"id","namn"\n"1","a"\n'.encode()).columns == ("id", "namn")


def test_what_the_publisher_says_is_not_questioned(table):
    made = table("namn;n\nÖ;1\n".encode("cp850"), given=Given(encoding="cp850"))
    assert (made.reading.encoding, made.head(1)) == ("cp850", [["Ö", "1"]])


@pytest.mark.parametrize(("given", "code"), [("ascii", "encoding_unknown"), ("klingon", "reading_unknown")])
def test_what_the_publisher_says_must_fit_the_bytes(table, given, code):
    with pytest.raises(Invalid, match=code):
        table("namn;n\nÖ;1\n", given=Given(encoding=given))


def test_a_byte_without_meaning_is_refused_rather_than_read_as_if_from_a_macintosh(table):
    with pytest.raises(Invalid) as refused:
        table("id;namn;ort\n1;Göteborg;Åre\n".encode("windows-1252") + b"2;abc\x81def;x\n")
    facts = refused.value.facts
    assert (refused.value.code, facts["row"], facts["column"]) == ("encoding_unknown", 3, "namn")
