"""Files that follow national specifications: chosen, recognised, mapped, judged, and told of in the catalog."""

import io
from typing import Any

import pytest
from rdflib import Graph, URIRef

from opendata.errors import Invalid, NotAllowed, NotFound
from opendata.model import Dataset, Version, VersionState
from opendata.services import catalog, publishing, searching, specifications
from opendata.services.checking import Terms
from tests.services.conftest import Office

IRI = "https://www.dataportal.se/specifications/badplatser/1.0"
HEADER = "place_id,name,latitude,longitude,toilet\n"
GOOD = HEADER + "1480-Delsjon,Delsjön,57.68,12.04,true\n1480-Sisjon,Sisjön,57.63,11.95,false\n"
BAD = HEADER + ",Delsjön,57.68,12.04,ja\n1480-Sisjon,Sisjön,57.63,11.95,false\n"
OTHER_TITLES = "Badets nummer;Badets namn;Nord;Öst;toilet;Skötsel\n1480-Delsjon;Delsjön;57.68;12.04;true;Parken\n"
MAPPING = {"place_id": "Badets nummer", "name": "Badets namn", "latitude": "Nord", "longitude": "Öst"}
CONFORMS = URIRef("http://purl.org/dc/terms/conformsTo")


def choose(office: Office, slug: str, content: str, asked: Any, number: int | None = None) -> Version:
    """A new file, or a new version of one, that is to follow what is asked."""

    def add(session: Any) -> str:
        dataset, editor = office.dataset(session, slug), office.people.editor.actor
        kept = office.platform.files.keep(io.BytesIO(content.encode()))
        terms = Terms(specification=specifications.choice(asked) if asked is not None else None)
        if number is None:
            return publishing.add_file(session, editor, dataset, kept, filename="bad.csv", terms=terms).versions[0].id
        file = dataset.files[number]
        return publishing.add_version(session, editor, file, kept, filename="bad.csv", terms=terms).id

    version_id: str = office.do(add)
    office.work()
    return office.version(version_id)


def codes(version: Version) -> dict[str, int]:
    assert version.report
    return dict(version.report.counts)


def declared(office: Office, slug: str) -> set[str]:
    """What the catalog says that the dataset itself conforms to."""
    with office.platform.session() as session:
        dataset = office.dataset(session, slug)
        body = catalog.dataset_document(session, dataset, office.platform.addresses, "nt").text()
        iri = URIRef(office.platform.addresses.dataset(dataset))
        return {str(one) for one in Graph().parse(data=body, format="nt").objects(iri, CONFORMS)}


def distributions(office: Office, slug: str) -> set[str]:
    """The forms of which the catalog says that they conform to the specification."""
    with office.platform.session() as session:
        dataset = office.dataset(session, slug)
        body = catalog.dataset_document(session, dataset, office.platform.addresses, "nt").text()
        found = Graph().parse(data=body, format="nt").subjects(CONFORMS, URIRef(IRI))
        return {str(one).rpartition("-")[2] for one in found if "/distribution/" in str(one)}


def publish(office: Office, slug: str) -> None:
    office.do(
        lambda session: publishing.move(
            session,
            office.people.administrator,
            office.dataset(session, slug),
            "publish",
            office.platform.addresses,
        )
    )


def test_a_file_that_follows_the_chosen_specification_says_so(office: Office) -> None:
    slug = office.draft(None)
    version = choose(office, slug, GOOD, "badplatser")
    assert version.state is VersionState.ACCEPTED
    assert version.conforms_to == ["badplatser/1.0"]
    assert version.specification == {
        "name": "badplatser",
        "version": "1.0",
        "columns": {name: name for name in ("place_id", "name", "latitude", "longitude", "toilet")},
    }
    assert codes(version) == {}
    assert version.fields[1]["titles"] == {"sv": "Namn", "en": "Name"}
    publish(office, slug)
    assert declared(office, slug) == {IRI}
    assert {"original", "csv", "parquet"} <= distributions(office, slug)


def test_a_file_that_breaks_the_chosen_specification_is_rejected(office: Office) -> None:
    version = choose(office, office.draft(None), BAD, "badplatser/1.0")
    assert version.state is VersionState.REJECTED
    assert version.conforms_to == []
    assert codes(version) == {"constraint_error": 1, "type_error": 1}


def test_advice_alone_lets_it_through_but_the_catalog_says_nothing(office: Office) -> None:
    slug = office.draft(None)
    version = choose(office, slug, BAD, {"name": "badplatser", "advisory": True})
    assert version.state is VersionState.ACCEPTED
    assert version.report and (version.report.errors, version.report.warnings) == (0, 2)
    assert {one.severity for one in version.report.findings} == {"warning"}
    publish(office, slug)
    assert declared(office, slug) == set()


def test_a_missing_column_is_told_once_and_nothing_is_mapped_by_guess(office: Office) -> None:
    version = choose(office, office.draft(None), OTHER_TITLES, "badplatser")
    assert version.state is VersionState.REJECTED
    assert codes(version) == {"specification_column_missing": 4}
    assert specifications.unmapped(version)


def test_a_mapping_by_hand_gives_the_specifications_names_and_is_inherited(office: Office) -> None:
    slug = office.draft(None)
    first = choose(office, slug, OTHER_TITLES, {"name": "badplatser", "columns": MAPPING})
    assert first.state is VersionState.ACCEPTED
    assert [field["name"] for field in first.fields] == [
        "place_id",
        "name",
        "latitude",
        "longitude",
        "toilet",
        "skotsel",
    ]
    assert [field["title"] for field in first.fields][:2] == ["Badets nummer", "Badets namn"]
    second = choose(office, slug, OTHER_TITLES + "1480-Sisjon;Sisjön;57.63;11.95;false;Parken\n", None, 0)
    assert (second.number, second.state, second.conforms_to) == (2, VersionState.ACCEPTED, ["badplatser/1.0"])
    assert second.specification == first.specification
    publish(office, slug)
    assert declared(office, slug) == {IRI}
    assert "original" not in distributions(office, slug)
    assert "csv" in distributions(office, slug)


def test_a_later_mapping_judges_the_same_bytes_again(office: Office) -> None:
    slug = office.draft(None)
    refused = choose(office, slug, OTHER_TITLES, "badplatser")

    def map_columns(session: Any) -> str:
        file = office.dataset(session, slug).files[0]
        asked = {"name": "badplatser", "columns": MAPPING}
        return publishing.follow_specification(session, office.people.editor.actor, file, asked).id

    version_id = office.do(map_columns)
    office.work()
    version = office.version(version_id)
    assert version.sha256 == refused.sha256
    assert (version.state, version.conforms_to) == (VersionState.ACCEPTED, ["badplatser/1.0"])


def test_a_specification_can_be_given_up(office: Office) -> None:
    slug = office.draft(None)
    choose(office, slug, GOOD, "badplatser")

    def give_up(session: Any) -> str:
        file = office.dataset(session, slug).files[0]
        return publishing.follow_specification(session, office.people.editor.actor, file, None).id

    version_id = office.do(give_up)
    office.work()
    assert office.version(version_id).specification is None


def test_an_outsider_cannot_choose_a_specification(office: Office) -> None:
    slug = office.published(GOOD)
    with office.platform.session() as session:
        file = office.dataset(session, slug).files[0]
        with pytest.raises(NotAllowed):
            publishing.follow_specification(session, office.people.outsider.actor, file, "badplatser")


def test_the_same_upload_again_gives_the_same_version(office: Office) -> None:
    slug = office.draft(None)
    first = choose(office, slug, OTHER_TITLES, {"name": "badplatser", "columns": MAPPING})
    assert choose(office, slug, OTHER_TITLES, None, 0).id == first.id
    assert choose(office, slug, OTHER_TITLES, "badplatser", 0).id == first.id


def test_a_recognised_file_gets_one_piece_of_advice_and_is_never_stopped(office: Office) -> None:
    slug = office.draft(BAD)
    with office.platform.session() as session:
        version = office.dataset(session, slug).files[0].versions[0]
    assert version.state is VersionState.ACCEPTED
    assert version.report
    (advice,) = version.report.findings
    assert (advice.code, advice.severity) == ("specification_recognised", "warning")
    assert advice.facts["name"] == "badplatser"
    assert (advice.facts["passes"], advice.facts["errors"]) == (False, 2)
    assert (version.specification, version.conforms_to) == (None, [])


def test_a_recognised_file_that_passes_is_declared_without_having_been_asked(office: Office) -> None:
    slug = office.published(GOOD)
    assert declared(office, slug) == {IRI}
    with office.platform.session() as session:
        for asked in ("badplatser", "badplatser/1.0", IRI, "http://dataportal.se/specifications/badplatser/1.0"):
            found = searching.search(session, searching.Search(specification=[asked]))
            assert [one.slug for one in found.datasets] == [slug]
        assert found.facets["specification"] == {"badplatser/1.0": 1}
        assert searching.search(session, searching.Search(specification=["matsvinn"])).total == 0


def test_a_header_that_follows_two_specifications_is_declared_for_neither(office: Office) -> None:
    slug = office.published("name,description,id,type,latitude,longitude\nA,B,1,konst,57.7,11.9\n")
    assert declared(office, slug) == set()


def test_the_declaration_goes_when_the_rows_no_longer_pass(office: Office) -> None:
    slug = office.published(GOOD)
    office.update(slug, BAD.replace("ja", "true"))
    office.work()
    assert declared(office, slug) == set()


def test_a_rejected_update_leaves_the_declaration_of_what_still_stands(office: Office) -> None:
    slug = office.draft(None)
    choose(office, slug, GOOD, "badplatser")
    publish(office, slug)
    assert choose(office, slug, BAD, None, 0).state is VersionState.REJECTED
    assert declared(office, slug) == {IRI}


def test_an_address_typed_by_hand_stands_only_while_the_rows_pass(office: Office) -> None:
    typed = ["https://dataportal.se/specifications/badplatser/1.0", "https://example.se/spec"]
    passing = office.published(GOOD, conforms_to=typed)
    assert declared(office, passing) == set(typed)
    failing = office.published(BAD, conforms_to=typed)
    assert declared(office, failing) == {"https://example.se/spec"}


def test_one_file_that_should_follow_and_does_not_takes_the_declaration_away(office: Office) -> None:
    slug = office.draft(GOOD)
    choose(office, slug, BAD, {"name": "badplatser", "advisory": True})
    publish(office, slug)
    assert declared(office, slug) == set()


def test_two_files_that_should_follow_must_both(office: Office) -> None:
    slug = office.draft(None)
    choose(office, slug, GOOD, "badplatser")
    choose(office, slug, BAD, {"name": "badplatser", "advisory": True})
    publish(office, slug)
    assert declared(office, slug) == set()


def test_a_draft_without_an_address_is_followed_but_not_declared(office: Office) -> None:
    example = specifications.find("hundrastgard").example.read_text(encoding="utf-8")
    slug = office.published(example)
    assert declared(office, slug) == set()
    with office.platform.session() as session:
        assert searching.search(session, searching.Search(specification=["hundrastgard"])).total == 1


@pytest.mark.parametrize("asked", [{"name": 3}, ["badplatser"], {"name": "badplatser", "columns": {"name": 4}}])
def test_what_is_no_choice_is_refused(asked: Any) -> None:
    with pytest.raises(Invalid):
        specifications.choice(asked)


def test_a_mapping_to_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        specifications.choice({"name": "badplatser", "columns": {"belopp": "Belopp"}})
    assert refused.value.facts["errors"] == {"columns": "specification_field_unknown"}


def test_an_unknown_specification_is_told_with_the_known_ones() -> None:
    with pytest.raises(Invalid) as refused:
        specifications.choice("badplatsen")
    assert refused.value.code == "specification_unknown"
    with pytest.raises(NotFound):
        specifications.find("badplatsen")


def test_no_choice_is_no_specification() -> None:
    assert [specifications.choice(asked) for asked in (None, "", {}, {"name": ""})] == [{}] * 4


def test_followed_looks_at_current_versions_alone() -> None:
    assert specifications.followed(Dataset(files=[])) == []
