from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendata import dcat
from opendata.dcat import CLASSES, Graph, Range
from opendata.errors import Invalid

WKT = "POINT(11.97 57.71)"
SAMPLES: dict[Range, Any] = {
    Range.TEXT: {"sv": "Text"},
    Range.LITERAL: "text",
    Range.MEDIA_TYPE: "text/csv",
    Range.FILE_TYPE: "text/csv",
    Range.DATE: "2024-02-29",
    Range.DECIMAL: "2,5",
    Range.NON_NEGATIVE_INTEGER: "12",
    Range.DURATION: "P1D",
    Range.WKT: WKT,
    Range.HEX: "00ff",
    Range.IRI: "https://example.se/a",
    Range.URL: "https://example.se/a",
    Range.EMAIL: "data@example.se",
    Range.TELEPHONE: "+46 31 365 00 00",
    Range.NODE: "https://example.se/a",
}


def refused(name: str, value: Any, kind: str = "Dataset") -> dict[str, str]:
    with pytest.raises(Invalid, match="fields_wrong") as error:
        dcat.given(kind, name, value)
    errors: dict[str, str] = error.value.facts["errors"]
    return errors


@pytest.mark.parametrize("kind", ["Dataset", "DatasetSeries", "Distribution"])
def test_every_property_of_the_profile_is_taken_and_can_be_written(kind: str) -> None:
    for row in CLASSES[kind]:
        value = SAMPLES.get(row.range)
        if row.range is Range.CONCEPT:
            value = next(iter(dcat.vocabulary(row.vocabulary or "")))
        elif row.range is Range.ENTITY:
            value = "https://example.se/a" if row.node in dcat.REFERRED else {"@id": "https://example.se/a"}
            if row.node == "Agent":
                value |= {"name": "Bolaget", "type": "LocalAuthority"}
            elif row.node == "ContactPoint":
                value |= {"fn": ["Namn"], "has_email": ["a@example.se"]}
        elif row.pattern and "dataportal" in row.pattern:
            value = row.pattern.replace("\\", "").replace(".*", "x")
        kept = dcat.given(kind, row.name, value)
        assert isinstance(kept, list) == (row.at_most is None and row.range is not Range.TEXT), row.name
        assert dcat.to_json(kept) == kept
        for flavour in dcat.FLAVOURS:
            dcat.describe(Graph(), kind, "https://example.se/x", {row.name: kept}, flavour)


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("issued", "2024", 2024),
        ("issued", " 2024-02-29 ", "2024-02-29"),
        ("issued", date(2024, 2, 29), "2024-02-29"),
        ("spatial_resolution_in_meters", "2,5", "2.5"),
        ("spatial_resolution_in_meters", 10, 10),
        ("version", " 1.2 ", "1.2"),
        ("version_notes", {"sv": " Ny ", "en": ""}, {"sv": "Ny"}),
        ("version_notes", "Ny", {"sv": "Ny"}),
        ("version_notes", {"sv": ["Ny", " "], "en": ["a", "b"]}, {"sv": "Ny", "en": ["a", "b"]}),
        ("page", "https://example.se/", ["https://example.se/"]),
        ("page", [{"@id": "https://example.se/", "title": {}}], ["https://example.se/"]),
        ("adms_identifier", ["", "KS 2024/1"], ["KS 2024/1"]),
        ("type", ["STATISTICAL"], ["STATISTICAL"]),
    ],
)
def test_what_is_said_is_kept_in_the_form_of_the_writer(name: str, value: Any, kept: Any) -> None:
    assert dcat.given("Dataset", name, value) == kept


@pytest.mark.parametrize("value", [None, "", "  ", [], {}, [""], [{"iri": ""}], {"sv": ""}, [{"title": {"sv": " "}}]])
@pytest.mark.parametrize("name", ["page", "version_notes", "creator", "issued"])
def test_nothing_is_nothing(name: str, value: Any) -> None:
    assert dcat.given("Dataset", name, value) is None


@pytest.mark.parametrize(
    ("name", "value", "errors"),
    [
        ("issued", "igår", {"issued": "date_unreadable"}),
        ("issued", ["2024-01-01", "2024-01-02"], {"issued": "value_wrong_shape"}),
        ("spatial_resolution_in_meters", "långt", {"spatial_resolution_in_meters": "number_unreadable"}),
        ("temporal_resolution", "en dag", {"temporal_resolution": "duration_unreadable"}),
        ("relation", ["", "javascript:alert(1)"], {"relation.1": "web_address_unusable"}),
        ("subject", "https://example.se/", {"subject.0": "web_address_elsewhere"}),
        ("version", {"sv": "1"}, {"version": "value_wrong_shape"}),
        ("version", 1, {"version": "value_wrong_shape"}),
        ("version", "1\x00", {"version": "text_broken"}),
        ("version_notes", ["Ny"], {"version_notes": "value_wrong_shape"}),
        ("version_notes", {"på svenska": "Ny"}, {"version_notes": "value_wrong_shape"}),
        ("spatial", [{"bbox": "här"}], {"spatial.0.bbox": "shape_unreadable"}),
        ("spatial", [{"colour": "blå"}], {"spatial.0.colour": "value_wrong_shape"}),
        ("page", [{"@id": "här", "title": "Sidan"}], {"page.0.iri": "web_address_unusable"}),
        ("creator", "https://example.se/", {"creator.name": "field_missing", "creator.type": "field_missing"}),
        ("creator", {"name": "Bolaget", "type": "Bolag"}, {"creator.type": "not_in_vocabulary"}),
        ("creator", {"type": "Bolag"}, {"creator.type": "not_in_vocabulary", "creator.name": "field_missing"}),
        ("source", [{"@id": "https://example.se/", "title": "x"}], {"source.0": "value_wrong_shape"}),
        ("qualified_attribution", [{"had_role": "author"}], {"qualified_attribution.0.agent": "field_missing"}),
        (
            "qualified_attribution",
            [{"had_role": "x", "agent": {"name": "Bolaget", "type": "Company", "homepage": "x"}}],
            {
                "qualified_attribution.0.had_role": "not_in_vocabulary",
                "qualified_attribution.0.agent.homepage.0": "web_address_unusable",
            },
        ),
    ],
)
def test_what_cannot_be_used_is_named_where_it_stands(name: str, value: Any, errors: dict[str, str]) -> None:
    assert refused(name, value) == errors


WORDS = st.sampled_from(
    ["", " ", "x", "2024", "2024-01-01", "https://example.se/", "ENVI", "P1D", "1,5", WKT, "a@b.se"]
)
NAMES = st.sampled_from(
    ["sv", "en", "@id", "name", "type", "title", "agent", "had_role", "homepage", "bbox", "start_date"]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from([row.name for row in CLASSES["Dataset"]]), ANYTHING)
def test_whatever_is_said_is_refused_by_name_or_can_be_written_and_said_again(name: str, value: Any) -> None:
    try:
        kept = dcat.given("Dataset", name, value)
    except Invalid as error:
        assert all(path.split(".")[0] == name for path in error.facts["errors"])
        return
    for flavour in dcat.FLAVOURS:
        dcat.describe(Graph(), "Dataset", "https://example.se/x", {name: kept}, flavour)
    assert dcat.given("Dataset", name, kept) == kept
