from dataclasses import replace

import pytest
from rdflib import Literal, URIRef

from opendata import dcat
from opendata.dcat.iris import expand
from opendata.dcat.score import NOTES

from .conftest import BASE, DATASET, THINGS

CSV, API = URIRef(f"{BASE}/distribution/csv"), URIRef(f"{BASE}/distribution/api")
FULL = {"findability": 100, "accessibility": 100, "interoperability": 110, "reusability": 75, "contextuality": 20}


def written(flavour):
    graph = dcat.Graph()
    for kind, iri, values in THINGS:
        dcat.describe(graph, kind, iri, values, flavour)
    return graph


@pytest.fixture
def european():
    return written("eu")


def gains(score):
    return {code for code, _ in score.gains}


def test_a_complete_dataset_gets_all_points_in_its_own_flavour(catalogue, european):
    swedish = dcat.score(catalogue, DATASET)
    assert (swedish.total, swedish.maximum, swedish.rating, swedish.gains) == (375, 405, "excellent", [])
    whole = dcat.score(european, DATASET, "eu", conforms=True)
    assert (whole.total, whole.rating) == (405, "excellent")
    assert whole.dimensions == {name: (points, points) for name, points in FULL.items()}


def test_europe_gives_the_swedish_flavour_everything_but_conformance(catalogue):
    assert dcat.score(catalogue, DATASET, "eu").total == 375
    assert gains(dcat.score(catalogue, DATASET, "eu")) == {"gain_conforms"}


def test_a_media_type_in_words_counts_in_sweden_and_not_in_europe(catalogue):
    for distribution in (CSV, API):
        catalogue.remove((distribution, expand("dcat:mediaType"), None))
    assert gains(dcat.score(catalogue, DATASET)) == {"gain_media_type"}
    listed = {"gain_format_listed", "gain_non_proprietary", "gain_machine_readable"}
    assert gains(dcat.score(catalogue, DATASET, "eu")) == {"gain_media_type", "gain_conforms", *listed}


@pytest.mark.parametrize(
    ("thing", "prop", "lost"),
    [
        (DATASET, "dcat:keyword", {"gain_keyword": 30}),
        (DATASET, "dcat:theme", {"gain_theme": 30}),
        (DATASET, "dcterms:spatial", {"gain_spatial": 20}),
        (DATASET, "dcterms:temporal", {"gain_temporal": 20}),
        (DATASET, "dcterms:accessRights", {"gain_access_rights": 10, "gain_access_rights_listed": 5}),
        (DATASET, "dcat:contactPoint", {"gain_contact_point": 20}),
        (DATASET, "dcterms:publisher", {"gain_publisher": 10}),
        (CSV, "dcat:accessURL", {"gain_access_url_answers": 50}),
        (CSV, "dcat:downloadURL", {"gain_download_url": 20, "gain_download_url_answers": 30}),
        (CSV, "dcterms:format", {"gain_format": 20}),
        (CSV, "dcat:mediaType", {"gain_media_type": 10}),
        (CSV, "dcterms:license", {"gain_license": 20, "gain_license_listed": 10}),
        (CSV, "dcterms:rights", {"gain_rights": 5}),
        (CSV, "dcat:byteSize", {"gain_byte_size": 5}),
    ],
)
def test_each_missing_property_costs_its_points_and_is_told_of(catalogue, thing, prop, lost):
    catalogue.remove((URIRef(DATASET), expand("dcat:distribution"), API))
    catalogue.remove((URIRef(thing), expand(prop), None))
    score = dcat.score(catalogue, DATASET)
    assert dict(score.gains) == lost
    assert score.total == 375 - sum(lost.values())


@pytest.mark.parametrize("prop", ["dcterms:issued", "dcterms:modified"])
def test_a_date_may_stand_on_dataset_or_distribution(catalogue, prop):
    catalogue.remove((URIRef(DATASET), expand(prop), None))
    assert dcat.score(catalogue, DATASET).total == 375
    catalogue.remove((CSV, expand(prop), None))
    assert dcat.score(catalogue, DATASET).total == 370


def test_addresses_count_as_they_answer_and_those_not_tried_as_ours(catalogue):
    address = f"{BASE}/badplatser.csv"
    assert dcat.score(catalogue, DATASET, reachable={address: True}).total == 375
    catalogue.remove((URIRef(DATASET), expand("dcat:distribution"), API))
    down = dcat.score(catalogue, DATASET, reachable={address: False})
    assert gains(down) == {"gain_access_url_answers", "gain_download_url_answers"}


def test_values_outside_the_lists_lose_the_points_of_the_lists(catalogue):
    for thing, prop, value in (
        (CSV, "dcterms:license", URIRef("https://example.se/licens")),
        (URIRef(DATASET), "dcterms:accessRights", URIRef("https://example.se/alla")),
        (CSV, "dcterms:format", Literal("application/x-eget")),
        (CSV, "dcat:mediaType", URIRef("https://example.se/eget")),
    ):
        catalogue.set((thing, expand(prop), value))
    catalogue.remove((URIRef(DATASET), expand("dcat:distribution"), API))
    listed = {"gain_license_listed", "gain_access_rights_listed", "gain_format_listed"}
    assert gains(dcat.score(catalogue, DATASET)) == {*listed, "gain_non_proprietary", "gain_machine_readable"}


def test_the_distribution_with_most_points_counts(catalogue):
    catalogue.remove((URIRef(DATASET), expand("dcat:distribution"), CSV))
    assert dcat.score(catalogue, DATASET).total < 375
    catalogue.add((URIRef(DATASET), expand("dcat:distribution"), CSV))
    assert dcat.score(catalogue, DATASET).total == 375


def test_a_dataset_of_which_nothing_is_said_is_bad():
    nothing = dcat.score(dcat.Graph(), DATASET)
    assert (nothing.total, nothing.rating, len(nothing.gains)) == (0, "bad", 22)


def test_a_publisher_has_the_average_of_its_datasets_and_a_catalog_that_of_its_publishers(catalogue):
    full, nothing = dcat.score(catalogue, DATASET), dcat.score(dcat.Graph(), DATASET)
    publisher = dcat.aggregate([full, full, nothing])
    assert publisher is not None
    assert (publisher.total, publisher.datasets, publisher.rating) == (250, 3, "good")
    catalog = dcat.aggregate([publisher, nothing])
    assert catalog is not None
    assert (catalog.total, catalog.datasets, catalog.rating) == (187.5, 4, "sufficient")
    assert dict(catalog.gains)["gain_access_url_answers"] == 25
    assert dcat.aggregate([]) is None


@pytest.mark.parametrize(
    ("points", "rating"),
    [(405, "excellent"), (351, "excellent"), (350, "good"), (221, "good"), (220, "sufficient"), (121, "sufficient"),
     (120, "bad"), (0, "bad")],
)  # fmt: skip
def test_ratings_begin_where_they_should(points, rating):
    one = dcat.score(dcat.Graph(), DATASET).points[0]
    assert dcat.Score([replace(one, points=points, maximum=405)]).rating == rating


def test_every_indicator_has_advice_and_no_advice_is_left_over():
    assert {f"gain_{one.indicator}" for one in dcat.score(dcat.Graph(), DATASET).points} == set(NOTES)
