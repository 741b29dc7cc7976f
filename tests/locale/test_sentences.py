import pytest

from opendata.locale import finding, sentence, sentences, size
from opendata.model import Finding
from opendata.model.base import LANGUAGES
from tests.locale.test_coverage import places

HOSTILE = ["{value}", "{0}", "[{x}]", "<script>", "%s", "a" * 10_000, "", None, [], {}, (), 1, -1.5, object()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_facts_that_are_missing_none_or_hostile_never_raise(language: str) -> None:
    for code in sentences():
        names = set(places(sentences()[code][language]))
        assert isinstance(sentence(code, language), str), code
        for value in HOSTILE:
            told = sentence(code, language, **dict.fromkeys(names, value))
            assert isinstance(told, str), (code, value)


def test_a_value_is_shown_as_it_is() -> None:
    told = sentence("type_error", "sv", value="{type} [x]  <b>", type="date", format="default")
    assert "”{type} [x]  <b>”" in told


def test_a_code_that_nobody_worded_reads_as_itself() -> None:
    assert sentence("no_such_code", "sv") == "no_such_code"


def test_a_language_that_is_not_ours_gives_swedish() -> None:
    assert sentence("fault", "fi") == sentence("fault", "sv")


def test_a_fact_may_have_any_name() -> None:
    assert sentence("file_empty", "en", code="x", language="y") == sentence("file_empty", "en")


@pytest.mark.parametrize(
    ("count", "sv", "en"),
    [(0, "0 byte", "0 byte"), (1536, "1,5 kB", "1.5 kB"), (20 << 20, "20 MB", "20 MB"), (2 << 30, "2 GB", "2 GB")],
)
def test_bytes_are_shown_as_a_size(count: int, sv: str, en: str) -> None:
    assert (size(count, "sv"), size(count, "en")) == (sv, en)
    assert sv in sentence("file_too_large", "sv", limit=count)


def test_digits_are_grouped_as_the_reader_is_used_to() -> None:
    facts = {"cells": 9_000_000, "limit": 8_000_000}
    assert "9\u00a0000\u00a0000 celler, och högst 8\u00a0000\u00a0000" in sentence(
        "spreadsheet_too_large", "sv", **facts
    )
    assert "9,000,000 cells, and at most 8,000,000" in sentence("spreadsheet_too_large", "en", **facts)


def test_a_clause_is_left_out_when_its_fact_is_missing() -> None:
    assert sentence("unknown_column", "en", column="x", nearest="y").endswith("Did you mean “y”?")
    assert sentence("unknown_column", "en", column="x", nearest=None) == "There is no column called “x”."


def test_a_fact_that_is_a_code_is_worded_too() -> None:
    assert "latitud" in sentence("rendition_not_there", "sv", name="x.geojson", reason="no_coordinates")
    assert "longitude" in sentence("format_impossible", "en", format="geojson", reason="no_coordinates")


def test_a_label_in_several_languages_is_shown_in_the_readers() -> None:
    facts = {"class": "Dataset", "label": {"sv": "Titel", "en": "Title"}}
    assert finding(Finding("property_missing", facts=facts), "sv").startswith("”Titel” saknas")
    assert finding(Finding("property_missing", facts=facts), "en").startswith("“Title” is missing")


def test_a_broken_constraint_is_told_by_its_own_rule() -> None:
    found = Finding("constraint_error", value="abc", facts={"constraint": "maxLength", "expected": 2})
    assert finding(found, "sv").startswith("Värdet ”abc” är för långt: det ska ha högst 2 tecken.")


def test_a_type_is_told_with_how_to_write_it_unless_the_column_has_a_format_of_its_own() -> None:
    default = Finding("type_error", value="x", facts={"type": "date", "format": "default"})
    own = Finding("type_error", value="x", facts={"type": "date", "format": "%d/%m/%Y"})
    assert "2026-01-31" in finding(default, "sv")
    assert "%d/%m/%Y" in finding(own, "sv")
    assert "2026-01-31" not in finding(own, "sv")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refusal_that_became_a_finding_keeps_its_facts(language: str) -> None:
    facts = {"column": "Höjd", "row": 7, "value": "1e999", "type": "number"}
    told = finding(Finding("value_lost", facts=facts), language)
    assert all(str(facts[name]) in told for name in ("column", "row", "value"))
