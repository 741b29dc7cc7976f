from pathlib import Path

import pytest

from opendata import dcat
from tests.cli.conftest import Command
from tests.services.conftest import Office, office
from tests.support.bundle import bundle, item, written

pytestmark = pytest.mark.any_database

__all__ = ["office"]


@pytest.mark.parametrize(("form", "suffix"), [("turtle", "ttl"), ("xml", "rdf"), ("jsonld", "jsonld"), ("nt", "nt")])
def test_the_whole_catalog_is_written_in_every_format(
    opendata: Command, office: Office, tmp_path: Path, form: str, suffix: str
) -> None:
    slug = office.published()
    output = tmp_path / "catalog"
    assert opendata("catalog", "export", "-o", output, "--format", form).exit_code == 0
    written = output.read_text(encoding="utf-8")
    assert f"http://data.example.se/dataset/{slug}" in {str(one) for one in dcat.parse(written, suffix).subjects()}
    shown = opendata("catalog", "export", "--format", form)
    assert shown.stdout.rstrip("\n") == written.rstrip("\n")


def test_a_sound_catalog_ends_with_0_in_both_languages(opendata: Command, office: Office) -> None:
    office.published()
    for language in ("sv", "en"):
        result = opendata("catalog", "check", "--lang", language)
        assert result.exit_code == 0, result.output
        assert result.output.splitlines()[-1].startswith("0 errors, ")


def test_a_catalog_that_lacks_something_says_what_and_ends_with_1(opendata: Command, office: Office) -> None:
    result = opendata("catalog", "check", "--lang", "en")
    assert result.exit_code == 1
    assert "error: " in result.output


SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
<https://example.se/s> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:property <https://example.se/p> .
<https://example.se/p> sh:path dcat:previousVersion ; sh:minCount 1 ; sh:message "Say what came before" .
"""


def test_the_catalog_is_checked_against_anybodys_shapes(opendata: Command, office: Office, tmp_path: Path) -> None:
    office.published()
    (tmp_path / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
    result = opendata("catalog", "check", "--shapes", tmp_path / "shapes.ttl", "--lang", "en")
    assert result.exit_code == 1
    assert "Say what came before" in result.output
    assert result.output.splitlines()[-1] == "1 errors, 0 warnings"


EUROPEAN = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://example.se/s> a sh:NodeShape ; sh:targetClass dcat:Distribution ; sh:property <https://example.se/p> .
<https://example.se/p> sh:path dcterms:format ; sh:nodeKind sh:IRI ; sh:class <https://example.se/Any> .
"""
AXIOM = "<http://purl.org/dc/terms/MediaTypeOrExtent> <http://www.w3.org/2000/01/rdf-schema#subClassOf> %s ."


def test_the_european_flavour_is_checked_against_several_files_of_shapes_and_axioms(
    opendata: Command, office: Office, tmp_path: Path
) -> None:
    office.published()
    shapes, axioms = tmp_path / "shapes.ttl", tmp_path / "axioms.ttl"
    shapes.write_text(EUROPEAN, encoding="utf-8")
    axioms.write_text(AXIOM % "<https://example.se/Any>", encoding="utf-8")
    asked = ("catalog", "check", "--shapes", shapes, "--shapes", axioms)
    assert opendata(*asked, "--profile", "dcat-ap").exit_code == 0
    assert opendata(*asked).exit_code == 1
    assert opendata(*asked[:-2], "--profile", "dcat-ap").exit_code == 1


def test_the_european_rules_are_not_guessed(opendata: Command, office: Office) -> None:
    result = opendata("catalog", "check", "--profile", "dcat-ap")
    assert (result.exit_code, "--shapes" in result.stderr) == (2, True)


def test_a_catalog_is_exported_by_the_european_rules_too(opendata: Command, office: Office) -> None:
    office.published()
    written = opendata("catalog", "export", "--format", "nt", "--profile", "dcat-ap").stdout
    assert "<http://publications.europa.eu/resource/authority/file-type/CSV>" in written


def test_somebody_elses_catalog_is_checked_where_it_is(opendata: Command, tmp_path: Path) -> None:
    (tmp_path / "theirs.ttl").write_text(
        '<https://example.se/k> a <http://www.w3.org/ns/dcat#Catalog> ; <http://purl.org/dc/terms/title> "Data" .',
        encoding="utf-8",
    )
    result = opendata("catalog", "check", tmp_path / "theirs.ttl", "--lang", "en")
    assert result.exit_code == 1
    assert "https://example.se/k" in result.output
    assert opendata("catalog", "check", tmp_path / "nowhere.ttl").exit_code == 2


def test_a_bundle_that_says_the_same_as_the_table_ends_with_0(opendata: Command, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_bytes(written(bundle()))
    result = opendata("catalog", "compare", tmp_path / "bundle.json")
    assert (result.exit_code, result.output) == (0, "0 differences\n")


def test_a_bundle_that_says_otherwise_is_told_apart_and_ends_with_1(opendata: Command, tmp_path: Path) -> None:
    whole = bundle()
    item(whole, "Dataset", "dcat:keyword")["cardinality"] = {"min": 1}
    (tmp_path / "bundle.json").write_bytes(written(whole))
    result = opendata("catalog", "compare", tmp_path / "bundle.json")
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Dataset dcat:keyword: obligation: here recommended; in the bundle mandatory",
        "1 differences",
    ]


BUNDLE = Path(__file__).parents[3] / "shared" / "shacl" / "dcat-ap-se-3.0.1" / "bundle-3.0.1.json"


@pytest.mark.skipif(not BUNDLE.exists(), reason="the bundle lies beside the repository and is not here")
def test_the_bundle_that_the_table_is_made_from_differs_on_purpose_alone(opendata: Command) -> None:
    result = opendata("catalog", "compare", BUNDLE)
    assert (result.exit_code, result.output.splitlines()[-1]) == (0, "8 differences, 8 of them on purpose")


def test_a_file_that_is_no_bundle_ends_with_2(opendata: Command, tmp_path: Path) -> None:
    (tmp_path / "bundle.json").write_text("[]", encoding="utf-8")
    result = opendata("catalog", "compare", tmp_path / "bundle.json")
    assert result.exit_code == 2
    assert "bundle.json" in result.stderr
