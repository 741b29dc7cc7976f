"""Our own catalogue, taken into an empty platform at another address and written there: it says the same. So do
catalogues that others have."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph, URIRef
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat import FLAVOURS, Flavour
from opendata.model import Actor, DataFile, Resource, ResourceKind
from opendata.services import catalog, harvesting, publications, publishers
from opendata.services.describing import CatalogIdentity
from opendata.wiring import Platform, migrate, wire
from tests.conftest import BASE_URL, SHARED, Databases, chosen
from tests.services.conftest import Office, office

__all__ = ["office"]

EXAMPLES = SHARED / "examples"
ELSEWHERE = "https://oppnadata.example.org"
OPERATOR = Actor("operator", is_administrator=True)
IDENTITY = CatalogIdentity({"sv": "Katalog"}, {"sv": "Om katalogen"}, "2711537", None)


@pytest.fixture
def empty(tmp_path: Path, databases: Databases) -> Iterator[Platform]:
    """Another platform, with nobody in it."""
    settings = chosen(tmp_path / "elsewhere", databases.create(f"elsewhere_{tmp_path.name}"))
    settings = type(settings)(**{**vars(settings), "base_url": ELSEWHERE})
    platform = wire(settings)
    migrate(platform)
    yield platform
    platform.close()


def exported(platform: Platform, flavour: Flavour = "se") -> Graph:
    with platform.session() as session:
        return dcat.parse(catalog.document(session, IDENTITY, platform.addresses, "nt", flavour).text(), "nt")


def taken_in(platform: Platform, graph: Graph) -> harvesting.Plan:
    with platform.session(write=True) as session:
        source = harvesting.settle(session, OPERATOR, "catalog.rdf")
        plan = harvesting.plan(session, OPERATOR, source, dcat.read(graph), platform.addresses)
        run = harvesting.apply(session, OPERATOR, plan, platform.addresses)
        wrong = [one for one in run.details if one.get("incomplete") or one["lost"] or one["change"] == "failed"]
        assert (wrong, run.counts["refused"]) == ([], 0)
        session.commit()
    return plan


def without_the_catalogue(graph: Graph, base: str) -> Graph:
    """What differs by nature is what each platform says of its own catalogue."""
    own = URIRef(f"{base}/catalog")
    kept = Graph()
    for triple in graph:
        if triple[0] != own:
            kept.add(triple)
    return kept


def introduce(session: Session) -> None:
    """A publisher that says all of itself."""
    publisher = publishers.find(session, "parker")
    publisher.organisation_number, publisher.homepage = "212000-0000", "https://example.org"
    publisher.more = {"same_as": ["https://www.wikidata.org/entity/Q1"]}
    publisher.contact_points[0].telephone, publisher.contact_points[0].locality = "+4631000000", "Göteborg"


def enrich(office: Office, slug: str) -> None:
    """With all kinds of properties, a link, a series and a service of somebody else's."""
    platform = office.platform

    def add(session: Session) -> None:
        dataset = office.dataset(session, slug)
        dataset.more = {
            "creator": {"@id": "https://makers.example.org/", "name": {"sv": "Makarna"}, "type": "Company"},
            "page": ["https://example.org/docs"],
            "temporal": [{"start_date": 1990, "end_date": 2000}],
            "spatial": [{"bbox": "POLYGON((11 57,12 57,12 58,11 58,11 57))"}],
            "version_notes": {"sv": "Nya bad."},
            "adms_identifier": ["KS 2026/1"],
            "qualified_attribution": [
                {
                    "had_role": "http://inspire.ec.europa.eu/metadata-codelist/ResponsiblePartyRole/owner",
                    "agent": {"@id": "https://owner.example.org/", "name": {"sv": "Ägaren"}, "type": "Company"},
                }
            ],
        }
        dataset.kept = f'<{BASE_URL}/dataset/{slug}> <http://entryscape.com/terms/psi> "true" .\n'
        dataset.languages, dataset.places, dataset.provenance = ["SWE", "ENG"], ["1480"], {"sv": "Mätt."}
        dataset.conforms_to = ["https://example.org/standard"]
        dataset.hvd_categories = ["c_ac64a52d"]
        link = {"access_url": "https://elsewhere.example.org/wms", "format": "application/json", "license": "CC-BY-4.0"}
        dataset.files.append(DataFile(position=9, name="wms", title={"sv": "Karta"}, link=link))
        publisher = dataset.publisher
        series = Resource(
            kind=ResourceKind.DATASET_SERIES,
            slug="serien",
            publisher=publisher,
            is_public=True,
            values={"title": {"sv": "Serien"}, "description": {"sv": "År för år."}, "theme": ["ENVI"]},
        )
        service = Resource(
            kind=ResourceKind.DATA_SERVICE,
            slug="tjansten",
            publisher=publisher,
            is_public=True,
            values={"title": {"sv": "Tjänsten"}, "endpoint_url": ["https://api.example.org/"]},
        )
        session.add_all([series, service])
        dataset.series.append(series)
        session.flush()
        for resource in (series, service):
            publications.write_resource(session, resource, platform.addresses)
        publications.rewrite_publisher(session, publisher, platform.addresses)
        publications.write(session, dataset, platform.addresses)
        assert publications.problem_of(session, dataset) is None

    office.do(add)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_our_catalogue_taken_in_elsewhere_says_the_same_there(
    office: Office, empty: Platform, flavour: Flavour
) -> None:
    office.do(introduce)
    first, second = office.published(), office.published(title={"sv": "Lekplatser"}, licence="CC-BY-4.0")
    enrich(office, first)
    ours = exported(office.platform)
    taken_in(empty, ours)
    before = without_the_catalogue(exported(office.platform, flavour), BASE_URL)
    after = without_the_catalogue(exported(empty, flavour), ELSEWHERE)
    pages = {URIRef(f"{base}/") for base in (BASE_URL, ELSEWHERE)}
    before, after = ({one for one in graph if one[0] not in pages} for graph in (before, after))
    assert (before - after, after - before) == (set(), set())
    assert second


@pytest.mark.skipif(not EXAMPLES.exists(), reason="the examples lie beside the repository and are not here")
@pytest.mark.parametrize(
    ("name", "added", "kept", "lost"),
    [
        ("digg_obligatoriskt.rdf", 2, 0, 0),
        ("digg_obligatoriskt.ttl", 2, 0, 0),
        # GeoNames' own name of Sweden, told of an address by http, which became https
        ("digg_rekommenderat.rdf", 2, 0, 1),
        ("digg_rekommenderat.ttl", 2, 0, 1),
        ("own_golden_dcat-ap-se_3.0.1.rdf", 3, 0, 0),
        ("own_golden_dcat-ap-se_3.0.1.ttl", 3, 0, 0),
        ("own_golden_eu-variant_dcat-ap_3.0.1.ttl", 3, 0, 0),
        # of the catalogue itself
        ("raa_soch.rdf", 173, 0, 3),
        # a EuroVoc theme, which the national rules refuse
        ("sambruk_openmeal_dcat.rdf", 1, 0, 1),
        ("umea_openumea_dcat.rdf", 1, 7, 12),
    ],
)
def test_every_example_is_taken_in_and_what_is_lost_is_told(
    empty: Platform, name: str, added: int, kept: int, lost: int
) -> None:
    graph = dcat.parse((EXAMPLES / name).read_bytes(), name.rpartition(".")[2])
    with empty.session(write=True) as session:
        source = harvesting.settle(session, OPERATOR, name)
        plan = harvesting.plan(session, OPERATOR, source, dcat.read(graph), empty.addresses)
        run = harvesting.apply(session, OPERATOR, plan, empty.addresses)
        session.commit()
    assert (run.counts["added"], run.counts["failed"], run.counts["refused"]) == (added, 0, 0)
    told = {part: sum(len(one.get(part, "").splitlines()) for one in run.details) for part in ("kept", "lost")}
    assert told == {"kept": kept, "lost": lost}
    with empty.session(write=True) as session:
        source = harvesting.settle(session, OPERATOR, name)
        again = harvesting.plan(session, OPERATOR, source, dcat.read(graph), empty.addresses)
        assert {one.change for one in again.items} == {harvesting.Change.UNCHANGED}
