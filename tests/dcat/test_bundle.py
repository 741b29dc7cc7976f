from pathlib import Path

import pytest

from opendata import dcat
from opendata.errors import Invalid
from tests.support.bundle import bundle, item, written

BUNDLE = Path(__file__).parents[3] / "shared" / "shacl" / "dcat-ap-se-3.0.1" / "bundle-3.0.1.json"

# Where the table knows better than the form that the bundle was made for, and why.
EXPECTED = {
    # The form asks for a format, but the validator passes data without one, and the profile's text says recommended.
    ("Distribution", "dcterms:format", "obligation"),
    ("DataService", "dcterms:format", "obligation"),
    # The bundle passes parameters such as `; header=present`, which its own lists of media types do not know.
    ("Distribution", "dcterms:format", "pattern"),
    ("DataService", "dcterms:format", "pattern"),
    # The bundle passes PTS, which is no duration.
    ("Dataset", "dcat:temporalResolution", "pattern"),
    ("Distribution", "dcat:temporalResolution", "pattern"),
    # Only meant for bodies that live on fees; the bundle would warn all others.
    ("Agent", "org:classification", "obligation"),
    # The bundle's is about what is typed into the form, before tel: is put in front.
    ("Telephone", "vcard:hasValue", "pattern"),
}


def found(whole):
    return [(one.kind, one.property, one.facet) for one in dcat.compare(written(whole))]


@pytest.mark.skipif(not BUNDLE.exists(), reason="the national bundle lies beside the repository and is not here")
def test_the_table_says_what_the_national_bundle_says_but_where_it_knows_better():
    differences = [(one.kind, one.property, one.facet) for one in dcat.compare(BUNDLE.read_bytes())]
    assert sorted(differences) == sorted(EXPECTED)


def test_a_bundle_that_says_the_same_has_no_differences():
    assert found(bundle()) == []


def test_what_only_one_of_the_two_has_is_told():
    whole = bundle()
    item(whole, "Dataset", "dcat:keyword")["property"] = "http://www.w3.org/ns/dcat#tag"
    assert found(whole) == [("Dataset", "dcat:keyword", "property"), ("Dataset", "dcat:tag", "property")]


def test_a_class_that_the_table_does_not_have_is_told():
    whole = bundle()
    whole["templates"].append(
        {"id": "record", "constraints": {"rdf:type": ["dcat:CatalogRecord"]}, "items": [{"property": "foaf:topic"}]}
    )
    assert found(whole) == [("dcat:CatalogRecord", "", "class")]


@pytest.mark.parametrize(
    ("iri", "change", "facet"),
    [
        ("dcat:keyword", {"cardinality": {"min": 1}}, "obligation"),
        ("dcat:keyword", {"cardinality": {"pref": 1, "max": 3}}, "cardinality"),
        ("dcat:keyword", {"pattern": "[a-z]+"}, "pattern"),
        ("dcterms:subject", {"pattern": "https://www.dataportal.se/concepts/.*"}, "pattern"),
        ("dcterms:accessRights", {"choices": [{"value": "https://example.se/hemligt"}]}, "values"),
    ],
)
def test_each_facet_that_differs_is_told(iri, change, facet):
    whole = bundle()
    item(whole, "Dataset", iri).update(change)
    assert found(whole) == [("Dataset", iri, facet)]


def test_values_are_told_from_both_sides():
    whole = bundle()
    choices = item(whole, "Dataset", "dcterms:accessRights")["choices"]
    gone = choices.pop()["value"]
    choices.append({"value": "https://example.se/hemligt"})
    (difference,) = dcat.compare(written(whole))
    assert (difference.ours, difference.theirs) == (gone, "https://example.se/hemligt")


def test_a_group_of_alternatives_is_one_property_with_all_their_values():
    whole = bundle()
    licence = item(whole, "Distribution", "dcterms:license")
    alternatives = [{"property": "dcterms:license", "choices": [{"value": "https://example.se/l"}]}, {**licence}]
    del licence["property"]
    licence["items"] = alternatives
    assert found(whole) == [("Distribution", "dcterms:license", "values")]


def test_items_may_extend_a_template_be_deprecated_or_depend_on_another():
    whole = bundle()
    template = next(one for one in whole["templates"] if one["id"] == "Dataset")
    keyword = item(whole, "Dataset", "dcat:keyword")
    whole["templates"].append({"id": "keyword", **keyword})
    template["items"][template["items"].index(keyword)] = {"extends": "keyword", "cardinality": {"pref": 1}}
    template["items"].append({"property": "owl:versionInfo", "styles": ["deprecated"]})
    item_of_act = next(one for one in template["items"] if one.get("property") == "dcatap:hvdCategory")
    item_of_act |= {"cardinality": {"min": 1}, "deps": ["dcatap:applicableLegislation", "act"]}
    assert found(whole) == []


@pytest.mark.parametrize("broken", [b"", b"[]", b"{}", b'{"templates": [1]}', b'{"templates": [{"items": ["x"]}]}'])
def test_what_is_not_a_bundle_is_refused(broken):
    with pytest.raises(Invalid, match="bundle_unreadable"):
        dcat.compare(broken)
