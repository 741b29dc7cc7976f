"""The benchmark of untidy files, in small: a part of the polluted files, and all of our own."""

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import pollock
import untidy
import untidy_titles  # noqa: F401 (adds its files)

from opendata.cli.tables import convert

POLLUTED = [case for case in pollock.polluted(quote_all=True, every=67) if "1024" not in case.name]


@pytest.mark.parametrize("case", POLLUTED, ids=lambda case: case.name)
def test_a_polluted_file_loads_nearly_as_the_sound_one(case, tmp_path):
    assert sum(pollock.score(case, pollock.loaded, tmp_path)) > 9.9


@pytest.mark.parametrize(("name", "content", "truth"), [pytest.param(*made, id=made[0]) for made in untidy.files()])
def test_an_untidy_file_is_read_as_it_is_meant(name, content, truth, tmp_path):
    assert pollock.loaded(pollock.Case(name, content, truth), tmp_path) == truth


def test_the_damaged_row_is_named(tmp_path):
    damaged = [case for case in POLLUTED if case.damaged and not case.name.startswith("separator more")]
    assert [case.name for case in damaged if not pollock.names_damage(case, tmp_path)] == []


def test_the_command_writes_an_empty_file_for_one_without_content(tmp_path):
    source, out = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_bytes(b"")
    done = CliRunner().invoke(convert, [str(source), "-o", str(out), "--text"])
    assert (done.exit_code, out.read_bytes()) == (0, b"")


def test_the_command_keeps_titles_and_long_rows_as_they_stand(tmp_path):
    source, out = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_text("a,a,\n1,2,x\n3,4,y,6,7\n5,6,z\n7,8,w\n9,10,v\n", "utf-8")
    done = CliRunner().invoke(convert, [str(source), "-o", str(out), "--text"])
    assert (done.exit_code, out.read_text("utf-8").splitlines()) == (
        0,
        ["a,a,", "1,2,x", "3,4,y,6,7", "5,6,z", "7,8,w", "9,10,v"],
    )
