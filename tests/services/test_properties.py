"""What is said of a dataset beyond the fields that it has columns for."""

from typing import Any

import pytest

from opendata import dcat
from opendata.dcat import CLASSES
from opendata.errors import Invalid
from opendata.services import datasets, properties
from opendata.services.describing import dataset_graph
from tests.conftest import BASE_URL
from tests.services.conftest import Office

DCTERMS, PROV = "http://purl.org/dc/terms/", "http://www.w3.org/ns/prov#"
SAID: dict[str, Any] = {
    "creator": {"name": {"sv": "Konsulten"}, "type": "Company"},
    "qualified_attribution": [
        {"had_role": "author", "agent": {"name": {"sv": "Anna"}, "type": "PrivateIndividual(s)"}}
    ],
    "issued": "2019",
    "version_notes": {"sv": "Fler platser.", "en": "More places."},
    "page": ["https://example.se/om"],
    "source": ["https://example.se/dataset/1"],
    "spatial": [{"bbox": "POLYGON((11 58,12 58,12 57,11 57,11 58))"}],
    "temporal": [{"start_date": "1990", "end_date": "1999"}],
    "spatial_resolution_in_meters": "2,5",
}


def described(office: Office, slug: str, values: dict[str, Any]) -> dict[str, Any]:
    """What is kept beside the fields after these values were said."""

    def describe(session: Any) -> dict[str, Any]:
        dataset = office.dataset(session, slug)
        datasets.describe(session, office.people.editor.actor, dataset, values)
        return dict(dataset.more)

    more: dict[str, Any] = office.do(describe)
    return more


def test_every_property_of_a_dataset_is_a_field_or_asked_for_or_filled_in() -> None:
    asked = {row.name for row in properties.asked_for("Dataset")}
    known = asked | properties.FIELD_OF.keys() | properties.FILLED_IN["Dataset"]
    assert known == {row.name for row in CLASSES["Dataset"]}
    assert not asked & properties.FILLED_IN["Dataset"]
    assert asked & properties.FIELD_OF.keys() == properties.BEYOND_THEIR_FIELD
    assert set(properties.FIELD_OF.values()) - {"contact_point"} <= datasets.FIELDS.keys()


def test_no_property_that_is_asked_for_has_the_name_of_a_field() -> None:
    assert not {row.name for row in properties.asked_for("Dataset")} & datasets.FIELDS.keys()


def test_what_is_said_is_written_in_the_catalog(office: Office, draft: str) -> None:
    described(office, draft, SAID)
    with office.platform.session() as session:
        text = dcat.serialise(dataset_graph(office.dataset(session, draft), office.platform.addresses), "nt")
    for line in (
        f"<{BASE_URL}/dataset/{draft}> <{DCTERMS}creator> <{BASE_URL}/dataset/{draft}#creator>",
        f'<{BASE_URL}/dataset/{draft}#creator> <http://xmlns.com/foaf/0.1/name> "Konsulten"@sv',
        f'<{BASE_URL}/dataset/{draft}> <{DCTERMS}issued> "2019"^^<http://www.w3.org/2001/XMLSchema#gYear>',
        f"<{BASE_URL}/dataset/{draft}> <{DCTERMS}source> <https://example.se/dataset/1>",
        f"<{PROV}qualifiedAttribution> <{BASE_URL}/dataset/{draft}#qualified_attribution>",
    ):
        assert line in text, line


def test_one_property_is_changed_and_the_others_stay(office: Office, draft: str) -> None:
    before = described(office, draft, SAID)
    assert before.keys() == SAID.keys()
    assert before["issued"] == 2019
    after = described(office, draft, {"issued": "2020-01-31"})
    assert after == before | {"issued": "2020-01-31"}
    assert described(office, draft, {"title": {"sv": "Annan titel"}}) == after


@pytest.mark.parametrize("nothing", [None, "", [], {}, {"name": {"sv": " "}}])
def test_nothing_takes_a_property_away(office: Office, draft: str, nothing: Any) -> None:
    described(office, draft, SAID)
    assert "creator" not in described(office, draft, {"creator": nothing})


def test_what_the_platform_knows_is_not_taken_from_anybody(office: Office, draft: str) -> None:
    said = {"identifier": "mitt", "publisher": "https://example.se/", "distribution": ["https://example.se/"]}
    assert described(office, draft, said) == {}


def test_fields_and_properties_that_are_wrong_are_named_together(office: Office, draft: str) -> None:
    with pytest.raises(Invalid) as refused:
        described(office, draft, {"licence": "GPL", "issued": "igår", "creator": {"type": "Company"}})
    assert refused.value.facts["errors"] == {
        "licence": "not_in_vocabulary",
        "issued": "date_unreadable",
        "creator.name": "field_missing",
    }


def test_a_new_draft_may_say_all_of_it(office: Office) -> None:
    slug = office.draft(None, **SAID)
    with office.platform.session() as session:
        assert office.dataset(session, slug).more.keys() == SAID.keys()


def test_a_dataset_that_says_all_can_be_published(office: Office, draft: str) -> None:
    described(office, draft, SAID)
    assert office.move(draft, "publish") == "published"
