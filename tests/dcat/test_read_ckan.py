"""What CKAN's API says of datasets, read as the catalogue that it would export."""

from typing import Any

import pytest

from opendata import dcat

SITE = "https://ckan.example.se/"
PACKAGE: dict[str, Any] = {
    "id": "5f0c2d4e-0000-4000-8000-000000000001",
    "name": "lekplatser",
    "title": "Lekplatser",
    "notes": "Kommunens lekplatser med utrustning.",
    "state": "active",
    "private": False,
    "license_id": "cc-zero",
    "license_url": "http://www.opendefinition.org/licenses/cc-zero",
    "metadata_created": "2021-03-01T08:00:00.000000",
    "metadata_modified": "2026-02-01T10:30:00.123456",
    "organization": {"id": "0d1f", "name": "parkforvaltningen", "title": "Parkförvaltningen"},
    "maintainer": "Öppna data",
    "maintainer_email": "oppnadata@example.se",
    "tags": [{"name": "lek"}, {"name": "park", "display_name": "parker"}],
    "extras": [
        {"key": "theme", "value": '["http://publications.europa.eu/resource/authority/data-theme/SOCI"]'},
        {"key": "frequency", "value": "http://publications.europa.eu/resource/authority/frequency/ANNUAL"},
        {"key": "language", "value": '["http://publications.europa.eu/resource/authority/language/SWE"]'},
        {"key": "temporal_start", "value": "2020-01-01"},
        {"key": "temporal_end", "value": "2025-12-31"},
        {
            "key": "spatial",
            "value": '{"type": "Polygon", "coordinates": [[[11.5, 57.5], [12.5, 57.5], [12.5, 58], [11.5, 57.5]]]}',
        },
        {"key": "access_rights", "value": "http://publications.europa.eu/resource/authority/access-right/PUBLIC"},
        {"key": "modified", "value": "2026-01-15"},
    ],
    "resources": [
        {
            "id": "aaaa",
            "name": "Lekplatser som CSV",
            "url": "https://ckan.example.se/dataset/lekplatser/resource/aaaa/download/lekplatser.csv",
            "url_type": "upload",
            "format": "CSV",
            "size": 2048,
            "hash": "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "last_modified": "2026-01-15T00:00:00",
            "state": "active",
        },
        {"id": "bbbb", "name": "Karttjänst", "url": "https://karta.example.se/wms?", "format": "WMS"},
        {"id": "cccc", "name": "Borttagen", "url": "https://ckan.example.se/x.csv", "state": "deleted"},
    ],
}


def read(*packages: dict[str, Any]) -> dcat.Catalogue:
    return dcat.read(dcat.ckan_graph(packages, SITE), source=SITE)


@pytest.fixture(scope="module")
def dataset() -> dict[str, Any]:
    (found,) = read(PACKAGE).of("Dataset")
    assert found.iri == f"{SITE}dataset/{PACKAGE['id']}"
    return dict(found.values)


def test_a_package_is_a_dataset(dataset: dict[str, Any]) -> None:
    assert dataset["title"] == {"sv": "Lekplatser"}
    assert dataset["keyword"] == {"sv": ["lek", "parker"]}
    assert dataset["identifier"] == [PACKAGE["id"]]
    assert str(dataset["modified"]) == "2026-01-15"
    assert dataset["issued"].year == 2021
    assert str(dataset["temporal"][0]["end_date"]) == "2025-12-31"
    assert "12.5 58.0" in dataset["spatial"][0]["bbox"]


def test_concepts_are_those_of_the_profile(dataset: dict[str, Any]) -> None:
    graph = read(PACKAGE).graph()
    said = {str(one) for one in graph.objects()}
    assert "http://publications.europa.eu/resource/authority/data-theme/SOCI" in said
    assert "http://publications.europa.eu/resource/authority/frequency/ANNUAL" in said
    assert "http://creativecommons.org/publicdomain/zero/1.0/" in said


def test_a_resource_is_a_distribution() -> None:
    csv, service = read(PACKAGE).of("Distribution")
    assert csv.values["format"] == "text/csv"
    assert csv.values["byte_size"] == 2048
    assert csv.values["download_url"][0].endswith("lekplatser.csv")
    assert csv.values["checksum"]["checksum_value"] == PACKAGE["resources"][0]["hash"]
    assert service.values["access_url"] == "https://karta.example.se/wms?"


def test_whoever_answers_for_it_comes_along() -> None:
    catalogue = read(PACKAGE)
    (agent,), (point,) = catalogue.of("Agent"), catalogue.of("ContactPoint")
    assert (agent.iri, agent.values["name"]) == (f"{SITE}organization/0d1f", {"sv": "Parkförvaltningen"})
    assert point.values["has_email"] == ["mailto:oppnadata@example.se"]


def test_what_is_not_public_stays_where_it_is() -> None:
    assert not read({**PACKAGE, "private": True}, {**PACKAGE, "state": "deleted"}).of("Dataset")


def test_texts_in_several_languages_are_told_apart() -> None:
    fluent = {
        "title_translated": {"sv": "Lekplatser", "en": "Playgrounds"},
        "keywords": {"sv": ["lek"], "en": ["play"]},
    }
    (found,) = read({**PACKAGE, **fluent, "tags": []}).of("Dataset")
    assert found.values["title"] == {"sv": "Lekplatser", "en": "Playgrounds"}
    assert found.values["keyword"] == {"sv": ["lek"], "en": ["play"]}


@pytest.mark.parametrize(
    "spatial", ["Göteborg", "{", '{"type": "Point"}', '{"coordinates": []}', '{"coordinates": "x"}']
)
def test_an_extent_that_is_no_shape_does_no_harm(spatial: str) -> None:
    extras = [{"key": "spatial", "value": spatial}]
    assert read({**PACKAGE, "extras": extras}).of("Dataset")


def test_a_bare_package_is_enough() -> None:
    (found,) = read({"id": "å ä/ö", "title": "Bara titel"}).of("Dataset")
    assert found.iri == f"{SITE}dataset/%C3%A5%20%C3%A4%2F%C3%B6"
