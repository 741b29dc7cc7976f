"""What becomes of a source's things: columns, links, services, series; and what of them is written again."""

from datetime import date

import pytest
from rdflib import DCTERMS, RDF, Literal, URIRef
from rdflib.compare import to_isomorphic

from opendata.dcat.iris import expand
from opendata.model import Publisher, State, text_in
from opendata.model.harvest import Outcome
from opendata.services import publishers
from opendata.services.harvesting import Terms
from tests.services.harvesting.catalogues import BY_HAND, CKAN, ENTRYSCAPE
from tests.services.harvesting.conftest import Harvest, read

RES = "https://catalog.example.se/store/6/resource/"
CC0 = "http://creativecommons.org/publicdomain/zero/1.0/"


def test_values_go_where_there_is_a_column_and_what_is_not_said_is_not_made_up(harvest: Harvest) -> None:
    harvest.take(ENTRYSCAPE)
    with harvest.platform.session() as session:
        baths, trees = harvest.dataset(session, "Badplatser"), harvest.dataset(session, "Träd")
        assert (baths.iri, baths.slug, baths.state) == (f"{RES}10", "badplatser", State.PUBLISHED)
        assert baths.title == {"sv": "Badplatser", "en": "Baths"}
        assert (baths.themes, baths.frequency, baths.languages, baths.places) == (
            ["ENVI"],
            "ANNUAL",
            ["SWE"],
            ["1480"],
        )
        assert (baths.access_rights, baths.licence) == ("PUBLIC", "CC0-1.0")
        assert (baths.temporal_start, baths.temporal_end) == (date(2019, 1, 1), None)
        assert baths.identifier == "0b5cf2b4-4d6c-4b8e-9c0a-6f9d2a3b1c10"
        assert (baths.more["issued"], baths.more["modified"]) == ("2019-05-06", "2024-01-02")
        assert baths.data_changed_at and baths.data_changed_at.date() == date(2024, 1, 2)
        assert [one.slug for one in baths.series] == ["bad-genom-aren"]
        assert "esterms" not in baths.kept and "http://entryscape.com/terms/psi" in baths.kept
        assert (trees.access_rights, trees.languages, trees.identifier, trees.licence) == ("", [], "", None)
        assert {name: trees.more[name] for name in ("issued", "modified", "contact_point", "landing_page")} == {
            "issued": None,
            "modified": None,
            "contact_point": None,
            "landing_page": None,
        }
        assert trees.more["creator"]["name"] == {"sv": "Trädvårdarna"}


def test_distributions_become_links_with_what_their_dataset_has_in_common_said_there(harvest: Harvest) -> None:
    harvest.take(ENTRYSCAPE)
    with harvest.platform.session() as session:
        table, api = harvest.dataset(session, "Badplatser").links
        assert (table.iri, table.title, table.name) == (f"{RES}30", {"sv": "Badplatser som CSV"}, "badplatser-som-csv")
        assert table.link == {
            "format": "text/csv",
            "access_url": f"{RES}40",
            "download_url": [f"{RES}40"],
        }
        assert api.link and api.link["access_service"] == [f"{RES}20"]


def test_publisher_and_contact_are_made_once_with_their_iris(harvest: Harvest) -> None:
    harvest.take(ENTRYSCAPE)
    with harvest.platform.session() as session:
        baths, trees = harvest.dataset(session, "Badplatser"), harvest.dataset(session, "Träd")
        publisher, point = baths.publisher, baths.contact_point
        assert publisher.id == trees.publisher.id == harvest.resource(session, "Bad genom åren").publisher_id
        assert (publisher.iri, publisher.slug, publisher.organisation_number) == (
            f"{RES}2",
            "exempelkommun",
            "212000-0000",
        )
        assert publisher.publisher_type == "LocalAuthority"
        assert point and (point.iri, point.name, point.email, point.telephone) == (
            f"{RES}3",
            "Öppna data",
            "data@example.se",
            "+46310000000",
        )
        assert trees.contact_point is None


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"organisation_number": "212000-0000"}, 'foaf:name "Kommunen"@sv ; dct:identifier "2120000000"'),
        ({"organisation_number": "212000-0000"}, 'foaf:name "Exempelkommun"@en'),
        ({"iri": f"{RES}2"}, 'foaf:name "Något annat"@sv'),
    ],
)
def test_a_publisher_that_is_known_is_not_made_again(harvest: Harvest, known: dict[str, str], said: str) -> None:
    with harvest.platform.session(write=True) as session:
        made = Publisher(slug="kand", name={"sv": "Exempelkommun"}, **known)
        session.add(made)
        session.commit()
    harvest.take(f"""
        res:10 a dcat:Dataset ; dct:title "Bad"@sv ; dct:publisher res:2 . res:2 a foaf:Agent ; {said} .""")
    with harvest.platform.session() as session:
        assert harvest.dataset(session, "Bad").publisher.slug == "kand"


def test_the_national_portals_iri_is_an_organisation_number_too(harvest: Harvest) -> None:
    with harvest.platform.session(write=True) as session:
        session.add(Publisher(slug="kand", name={"sv": "Kommunen"}, organisation_number="212000-0000"))
        session.commit()
    iri = "<http://dataportal.se/organisation/SE2120000000>"
    harvest.take(f'res:1 a dcat:Dataset ; dct:title "Bad"@sv ; dct:publisher {iri} . {iri} a foaf:Agent .')
    with harvest.platform.session() as session:
        assert harvest.dataset(session, "Bad").publisher.slug == "kand"


@pytest.mark.parametrize("turtle", [ENTRYSCAPE, CKAN, BY_HAND])
def test_taken_in_twice_changes_nothing(harvest: Harvest, turtle: str) -> None:
    first = harvest.take(turtle)
    assert (first.outcome, first.counts["failed"], first.counts["refused"]) == (Outcome.APPLIED, 0, 0)
    before = harvest.exported()
    second = harvest.take(turtle)
    assert second.outcome is Outcome.UNCHANGED
    assert second.counts["unchanged"] == first.counts["added"]
    assert to_isomorphic(harvest.exported()) == to_isomorphic(before)


def test_what_a_source_says_is_written_again_as_it_was(harvest: Harvest) -> None:
    own = {URIRef(f"{RES}1"), *harvest.exported().subjects()}
    harvest.take(ENTRYSCAPE)
    theirs = read(ENTRYSCAPE)
    said = theirs.graph()
    for triple in theirs.lost:
        said.add(triple)
    ours = harvest.exported()
    for number in (10, 11, 12, 20):  # what says none is known by its address
        if (URIRef(f"{RES}{number}"), DCTERMS.identifier, None) not in said:
            said.add((URIRef(f"{RES}{number}"), DCTERMS.identifier, Literal(f"{RES}{number}")))
    assert {one for one in said if one[0] not in own} == {one for one in ours if one[0] not in own}


def test_services_and_series_are_in_the_catalogue_too(harvest: Harvest) -> None:
    harvest.take(ENTRYSCAPE)
    graph, catalogue = harvest.exported(), URIRef(harvest.platform.addresses.catalog())
    assert (catalogue, expand("dcat:service"), URIRef(f"{RES}20")) in graph
    assert (catalogue, expand("dcat:dataset"), URIRef(f"{RES}12")) in graph
    assert (URIRef(f"{RES}12"), RDF.type, expand("dcat:DatasetSeries")) in graph
    assert (URIRef(f"{RES}10"), expand("dcat:inSeries"), URIRef(f"{RES}12")) in graph


def test_what_is_not_complete_stays_a_draft_until_it_is(harvest: Harvest) -> None:
    untyped = ENTRYSCAPE.replace("dct:type <http://purl.org/adms/publishertype/LocalAuthority> ;", "")
    run = harvest.take(untyped)
    assert run.counts["incomplete"] == 4
    detail = next(one for one in run.details if one["iri"] == f"{RES}10")
    assert [one["code"] for one in detail["findings"] if one["severity"] == "error"] == ["property_missing"]
    with harvest.platform.session(write=True) as session:
        dataset = harvest.dataset(session, "Badplatser")
        assert dataset.state is State.DRAFT
        dataset.publisher.publisher_type = "LocalAuthority"
        session.commit()
    again = harvest.take(untyped)
    assert (again.counts["unchanged"], again.counts["incomplete"]) == (4, 0)
    with harvest.platform.session() as session:
        assert harvest.dataset(session, "Badplatser").state is State.PUBLISHED


def test_whoever_imports_may_want_drafts_only(harvest: Harvest) -> None:
    run = harvest.take(ENTRYSCAPE, Terms(publish=False))
    assert run.counts["added"] == 4
    with harvest.platform.session() as session:
        assert harvest.dataset(session, "Badplatser").state is State.DRAFT


def test_what_would_keep_a_dataset_out_of_the_catalogue_is_left_out_and_told(harvest: Harvest) -> None:
    run = harvest.take(ENTRYSCAPE.replace("theme:ENVI ;", "theme:ENVI, <http://eurovoc.europa.eu/100157> ;"))
    detail = next(one for one in run.details if one["iri"] == f"{RES}10")
    assert "eurovoc" in detail["lost"] and "eurovoc" not in detail["kept"]
    assert "entryscape.com/terms/psi" in detail["kept"]
    with harvest.platform.session() as session:
        assert harvest.dataset(session, "Badplatser").state is State.PUBLISHED
    assert (URIRef(f"{RES}10"), URIRef("http://entryscape.com/terms/psi"), Literal("true")) in harvest.exported()


def test_what_is_taken_by_hand_comes_as_well_as_can_be(harvest: Harvest) -> None:
    harvest.take(BY_HAND)
    with harvest.platform.session() as session:
        noise = harvest.dataset(session, "Buller")
        assert noise.publisher.name == {"sv": "Miljöförvaltningen"}
        assert noise.contact_point and noise.contact_point.email == "miljo@example.se"
        assert noise.landing_page == "https://www.example.se/buller"
        assert noise.provenance == {"sv": "Mätt på taket"}
        assert [one.link["access_url"] for one in noise.links if one.link] == [
            "https://example.se/b.csv",
            "https://example.se/b.json",
        ]


def test_all_of_a_source_may_be_one_publishers(harvest: Harvest) -> None:
    with harvest.platform.session() as session:
        parks = publishers.find(session, "parker")
    harvest.take(ENTRYSCAPE, publisher=parks)
    with harvest.platform.session() as session:
        assert {harvest.dataset(session, one).publisher.slug for one in ("Badplatser", "Träd")} == {"parker"}
        assert [one.slug for one in publishers.all_publishers(session)] == ["parker", "skolor"]


def test_a_title_in_another_language_only_is_shown_all_the_same(harvest: Harvest) -> None:
    harvest.take(ENTRYSCAPE.replace('"Träd"@sv', '"Bäume"@de'))
    with harvest.platform.session() as session:
        assert text_in(harvest.dataset(session, "Bäume").title, "sv") == "Bäume"
