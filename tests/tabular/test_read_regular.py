"""The shortcut for regular texts gives the same table as the ordinary way."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata import tabular
from opendata.tabular import database
from opendata.tabular.read.text import regular

CELLS = (
    "1", "22", "a", "å", "", "", " ", "1.5", '"q"', '"q,r"', '"a ""b"""', '""', 'a"b', '"a\nb"', ' "x"', '"x" ', "'y'",
    "x'", "1E+12", "1\u00a0000", "−1", "–", "Totalt", "x" * 40, "\t", "a b", "#", "\ufeff", "a\rb", ';', "NULL",
)  # fmt: skip


def written(random: Random) -> bytes:
    """A text that is regular, or nearly."""
    delimiter, ending = random.choice(",;\t|"), random.choice(["\n", "\n", "\r\n"])
    width = random.randint(2, 6)
    pool = random.sample(CELLS[:12], 4) + random.sample(CELLS, random.choice([0, 0, 1, 2]))
    lines = [[f"t{place}" for place in range(width)]]
    lines += [[str(number), *(random.choice(pool) for _ in range(width - 1))] for number in range(450)]
    for _ in range(random.choice([0, 0, 0, 1, 2])):
        place = random.randrange(len(lines))
        lines[place] = random.choice(
            [[""], [""] * width, lines[place][:-1], [*lines[place], "x"], ["Not: x"], lines[0]]
        )
    made = ending.join(delimiter.join(line) for line in lines) + random.choice(["", ending, ending, ending * 2])
    return random.choice([b"", b"", b"\xef\xbb\xbf"]) + made.encode()


def both(tmp_path, content, monkeypatch):
    source = tmp_path / "source.csv"
    source.write_bytes(content)
    quick = tabular.read(source, tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(regular, "read", lambda *_: None)
        slow = tabular.read(source, tmp_path)
    return quick, slow


@given(st.integers(0, 2**60))
def test_both_ways_give_the_same_table(tmp_path_factory, seed):
    with pytest.MonkeyPatch.context() as monkeypatch:
        quick, slow = both(tmp_path_factory.getbasetemp(), written(Random(seed)), monkeypatch)
    same(quick, slow)


def same(quick, slow):
    assert list(quick.cells()) == list(slow.cells())
    assert list(quick.whole()) == list(slow.whole())
    assert replace(quick, path=slow.path, text=None, scratch=None) == slow
    with database.workspace(slow.folder) as connection:
        rows = [connection.execute(f"SELECT * FROM {database.plain(table)}").fetchall() for table in (quick, slow)]
    assert rows[0] == rows[1]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_regular_text_is_not_copied(tmp_path, monkeypatch, delimiter):
    rows = "".join(f'{number}{delimiter}"å {number}"{delimiter}x\r\n' for number in range(2000))
    quick, slow = both(tmp_path, f"id{delimiter}namn{delimiter}c\r\n{rows}".encode(), monkeypatch)
    assert quick.text is not None and quick.path == tmp_path / "source.csv"
    same(quick, slow)


def test_a_preamble_is_left_above(tmp_path, monkeypatch):
    rows = "".join(f"{number};å {number};{number},5\n" for number in range(2000))
    quick, slow = both(tmp_path, f"Uttag ur systemet\n\nid;namn;tal\n{rows}".encode(), monkeypatch)
    assert quick.text is not None and (quick.text.above, quick.reading.first_row) == (3, 4)
    same(quick, slow)
