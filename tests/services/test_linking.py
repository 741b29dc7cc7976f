"""What a dataset offers that lies elsewhere."""

from typing import Any

import pytest

from opendata import dcat
from opendata.dcat import CLASSES
from opendata.errors import Conflict, Invalid, NotAllowed
from opendata.model import Actor, DataFile
from opendata.services import catalog, linking, properties, publishing
from opendata.services.describing import dataset_graph
from tests.conftest import BASE_URL
from tests.services.conftest import Office

LINK: dict[str, Any] = {
    "title": {"sv": "Karttjänst"},
    "access_url": "https://kartor.example.se/bad",
    "download_url": ["https://kartor.example.se/bad.csv"],
    "format": "text/csv",
    "license": "CC-BY-4.0",
}


def add(office: Office, slug: str, actor: Actor | None = None, **values: Any) -> str:
    def link(session: Any) -> str:
        actor_or_editor = actor or office.people.editor.actor
        dataset = office.dataset(session, slug)
        return linking.add_link(session, actor_or_editor, dataset, LINK | values, office.platform.addresses).id

    made: str = office.do(link)
    return made


def described(office: Office, file_id: str, **values: Any) -> dict[str, Any]:
    def describe(session: Any) -> dict[str, Any]:
        file = session.get_one(DataFile, file_id)
        linking.describe_link(session, office.people.editor.actor, file, values, office.platform.addresses)
        return {"title": file.title, "description": file.description, **(file.link or {})}

    said: dict[str, Any] = office.do(describe)
    return said


def remove(office: Office, file_id: str) -> None:
    def away(session: Any) -> None:
        file = session.get_one(DataFile, file_id)
        linking.remove_link(session, office.people.editor.actor, file, office.platform.addresses)

    office.do(away)


def served(office: Office) -> str:
    with office.platform.session() as session:
        return b"".join(catalog.document(session, office.platform, "nt").parts).decode()


def test_every_property_of_a_distribution_is_asked_for_or_filled_in() -> None:
    asked = {row.name for row in properties.asked_for("Distribution")}
    assert asked | properties.FILLED_IN["Distribution"] == {row.name for row in CLASSES["Distribution"]}
    assert not asked & properties.FILLED_IN["Distribution"]


def test_a_dataset_with_nothing_but_a_link_can_be_published(office: Office) -> None:
    slug = office.draft(None)
    file = add(office, slug)
    assert office.move(slug, "publish") == "published"
    with office.platform.session() as session:
        dataset = office.dataset(session, slug)
        assert dataset.data_changed_at is not None
        text = dcat.serialise(dataset_graph(dataset, office.platform.addresses), "nt")
    iri = f"<{BASE_URL}/distribution/{file}-link>"
    assert f"<{BASE_URL}/dataset/{slug}> <http://www.w3.org/ns/dcat#distribution> {iri}" in text
    assert f"{iri} <http://purl.org/dc/terms/license> <http://creativecommons.org/licenses/by/4.0/>" in text
    assert f"{iri} <http://www.w3.org/ns/dcat#downloadURL> <https://kartor.example.se/bad.csv>" in text


def test_what_is_given_is_changed_and_nothing_takes_away(office: Office, draft: str) -> None:
    file = add(office, draft)
    said = described(office, file, title={"sv": "Kartor"}, license=None)
    assert said == {
        "title": {"sv": "Kartor"},
        "description": {},
        "access_url": "https://kartor.example.se/bad",
        "download_url": ["https://kartor.example.se/bad.csv"],
        "format": "text/csv",
    }
    with pytest.raises(Invalid) as refused:
        described(office, file, access_url="")
    assert refused.value.facts["errors"] == {"access_url": "field_missing"}


def test_all_that_is_wrong_with_a_link_is_named_at_once(office: Office, draft: str) -> None:
    with pytest.raises(Invalid) as refused:
        add(office, draft, title={"en": "Maps"}, access_url=None, format="tabell", byte_size="stor", status="KLAR")
    assert refused.value.facts["errors"] == {
        "title": "title_missing",
        "access_url": "field_missing",
        "format": "media_type_unusable",
        "byte_size": "number_unreadable",
        "status": "not_in_vocabulary",
    }


def test_a_link_of_a_public_dataset_is_public_at_once_and_can_be_taken_away(office: Office, public: str) -> None:
    file = add(office, public)
    with office.platform.session() as session:
        assert publishing.find_file(session, Actor("nobody"), file).is_link
    described(office, file, access_url="https://kartor.example.se/2")
    remove(office, file)
    with office.platform.session() as session:
        assert not office.dataset(session, public).links


def test_the_last_way_to_public_data_stays(office: Office) -> None:
    slug = office.draft(None)
    file = add(office, slug)
    office.move(slug, "publish")
    with pytest.raises(Invalid, match="not_complete"):
        remove(office, file)


def test_only_those_who_may_edit_add_links(office: Office, public: str) -> None:
    with pytest.raises(NotAllowed):
        add(office, public, office.people.outsider.actor)


def test_a_link_takes_no_upload_and_a_file_no_address(office: Office, draft: str) -> None:
    add(office, draft)
    with pytest.raises(Conflict, match="file_is_link"):
        office.update(draft, "a\n1\n", number=1)
    with office.platform.session() as session:
        file = office.dataset(session, draft).files[0].id
    with pytest.raises(Conflict, match="file_is_no_link"):
        described(office, file, access_url="https://example.se/")
