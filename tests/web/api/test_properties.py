"""All that the profile has, through the API: fields that follow from its rows."""

from typing import Any

from flask.testing import FlaskClient

from opendata.services.properties import asked_for
from tests.conftest import People
from tests.web.conftest import Published

CREATOR = {"iri": "https://example.se/bolaget", "name": {"sv": "Bolaget"}, "type": "Company"}


def patch(client: FlaskClient, people: People, slug: str, **values: Any) -> Any:
    return client.patch(f"/api/v1/datasets/{slug}", json=values, headers=people.editor.headers)


def test_every_property_is_described_with_its_help_and_how_much_it_is_wanted(client: FlaskClient) -> None:
    schemas = client.get("/api/v1/openapi.json").get_json()["components"]["schemas"]
    for name in ("Description", "DatasetOut", "NewDataset"):
        for row in asked_for("Dataset"):
            told = schemas[name]["properties"][row.name]
            assert row.help["en"] in told["description"], (name, row.name)
            assert row.iri in told["description"]
            assert (told.get("type") == "array") == (row.at_most is None and row.range.name != "TEXT"), row.name
    creator = schemas["Description"]["properties"]["creator"]
    assert {"$ref": "#/components/schemas/Agent"} in creator["anyOf"]
    assert schemas["Agent"]["properties"].keys() >= {"iri", "name", "type", "homepage"}


def test_what_is_given_is_changed_and_shown(client: FlaskClient, people: People, published: Published) -> None:
    page = "https://example.se/om"
    said = {"creator": CREATOR, "issued": "2019", "page": [{"iri": page}], "spatial_resolution_in_meters": 2.5}
    answer = patch(client, people, published.slug, **{**said, "page": [page]})
    assert answer.status_code == 200, answer.text
    assert {name: answer.get_json()[name] for name in said} == said
    later = patch(client, people, published.slug, issued="2020-01-31", page=None).get_json()
    assert (later["creator"], later["issued"], "page" in later) == (CREATOR, "2020-01-31", False)
    assert later == client.get(f"/api/v1/datasets/{published.slug}").get_json()
    assert "https://example.se/bolaget" in client.get(f"/dataset/{published.slug}.ttl").text


def test_what_cannot_be_used_is_told_at_its_place_in_the_readers_language(
    client: FlaskClient, people: People, published: Published
) -> None:
    answer = patch(client, people, published.slug, creator={"type": "Bolag"}, page=["här"], issued="igår")
    assert answer.status_code == 400
    errors = {one["field"]: one["code"] for one in answer.get_json()["errors"]}
    assert errors == {
        "creator.type": "not_in_vocabulary",
        "creator.name": "field_missing",
        "page.0": "web_address_unusable",
        "issued": "date_unreadable",
    }
    assert "Datumet går inte att läsa" in answer.text


def test_what_has_another_shape_or_name_is_refused_at_its_place(
    client: FlaskClient, people: People, published: Published
) -> None:
    answer = patch(client, people, published.slug, creator={"colour": "blue"}, page="https://example.se/", issued=[1])
    assert answer.status_code == 400
    fields = {one["field"] for one in answer.get_json()["errors"]}
    assert fields == {"creator.colour", "page"}
    assert patch(client, people, published.slug, identifier="my own").status_code == 400
    assert patch(client, people, published.slug, issued=[1, 2]).status_code == 400
