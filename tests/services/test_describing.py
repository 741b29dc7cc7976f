"""What the catalog says of a dataset without its publisher having been asked."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from rdflib import URIRef
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.dcat.iris import expand
from opendata.model import Dataset
from opendata.services import publishing
from opendata.services.describing import dataset_graph, describe_publisher
from tests.services.conftest import SOUND, Office
from tests.support.shapes import DCAT_AP, HVD, SHAPES, faults, violations

Written = Callable[..., dcat.Graph]
MORE = SOUND + "Näset,57.63,11.89\n"


@pytest.fixture
def written(office: Office) -> Written:
    """The graph of a published dataset, by its slug."""

    def graph(slug: str, flavour: dcat.Flavour = "se", change: Callable[[Dataset], Any] | None = None) -> dcat.Graph:
        def write(session: Session) -> dcat.Graph:
            dataset = office.dataset(session, slug)
            if change:
                change(dataset)
            return dataset_graph(dataset, office.platform.addresses, flavour)

        made: dcat.Graph = office.do(write)
        return made

    return graph


def told(graph: dcat.Graph, curie: str) -> set[str]:
    return {str(value) for value in graph.objects(None, expand(curie))}


def test_the_version_is_the_number_of_the_release_and_its_notes_tell_what_is_new(
    office: Office, written: Written
) -> None:
    slug = office.published()
    first = written(slug)
    assert told(first, "dcat:version") == {"1"}
    assert told(first, "adms:versionNotes") == set()
    office.update(slug, MORE)
    office.work()
    second = written(slug)
    assert told(second, "dcat:version") == {"2"}
    assert told(second, "adms:versionNotes") == {"badplatser: 1 rad tillkom.", "badplatser: 1 row was added."}


VISITS = "Datum,Besök,Uppdaterad\n2024-03-01,12,2025-01-07\n2023-11-30,9,2025-01-07\n2024-05-02,3,2025-01-08\n"


def test_the_period_goes_from_the_first_to_the_last_day_in_the_data(office: Office, written: Written) -> None:
    graph = written(office.published(VISITS))
    assert (told(graph, "dcat:startDate"), told(graph, "dcat:endDate")) == ({"2023-11-30"}, {"2024-05-02"})
    assert {str(date.datatype) for date in graph.objects(None, expand("dcat:endDate"))} == {str(expand("xsd:date"))}


def test_years_and_moments_are_days_too_and_9999_is_no_end(office: Office, written: Written) -> None:
    years = "År,Folkmängd\n2019,571868\n2020,579281\n2021,583056\n"
    graph = written(office.published(years, title={"sv": "Folkmängd"}))
    assert (told(graph, "dcat:startDate"), told(graph, "dcat:endDate")) == ({"2019-01-01"}, {"2021-12-31"})
    goes_on = "Från,Till\n2019-01-01T08:00:00,2020-12-31T17:00:00\n2021-01-01T08:00:00,9999-12-31T00:00:00\n"
    graph = written(office.published(goes_on, title={"sv": "Avtal"}))
    assert (told(graph, "dcat:startDate"), told(graph, "dcat:endDate")) == ({"2019-01-01"}, set())


def test_what_the_publisher_says_of_the_period_counts_before_the_columns(office: Office, written: Written) -> None:
    slug = office.published(VISITS, temporal_start=date(2020, 1, 1))
    assert (told(written(slug), "dcat:startDate"), told(written(slug), "dcat:endDate")) == ({"2020-01-01"}, set())
    slug = office.published(VISITS, title={"sv": "Annat"}, temporal=[{"start_date": 2018, "end_date": 2019}])
    assert told(written(slug), "dcat:startDate") == {"2018"}


def test_days_on_which_something_was_written_built_or_born_are_no_period(office: Office, written: Written) -> None:
    houses = "Namn,Byggår,Senast ändrad\nRådhuset,1672,2024-05-01\nBörsen,1849,2024-05-02\n"
    assert told(written(office.published(houses)), "dcat:startDate") == set()


def test_a_dataset_of_several_files_has_the_numbers_of_all_of_them(office: Office, written: Written) -> None:
    def add(session: Session) -> None:
        kept = office.platform.files.keep(io.BytesIO(b"A,B\n1,2\n"))
        dataset = office.dataset(session, slug)
        publishing.add_file(session, office.people.administrator, dataset, kept, filename="annat.csv")

    slug = office.draft()
    office.do(add)
    office.work()
    office.move(slug, "publish")
    assert told(written(slug), "dcat:version") == {"1.1"}


def test_a_zipped_original_says_what_is_in_it_and_how_it_is_packed(office: Office, written: Written) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("badplatser.csv", SOUND)

    def add(session: Session) -> str:
        kept = office.platform.files.keep(io.BytesIO(packed.getvalue()))
        dataset = office.dataset(session, slug)
        file = publishing.add_file(session, office.people.administrator, dataset, kept, filename="badplatser.zip")
        return file.id

    slug = office.draft(None)
    file = office.do(add)
    office.work()
    office.move(slug, "publish")
    graph = written(slug)
    original = URIRef(f"http://data.example.se/distribution/{file}-original")
    said = {name: str(graph.value(original, expand(name))) for name in ("dcterms:format", "dcat:mediaType")}
    assert said == {
        "dcterms:format": "text/csv+zip",
        "dcat:mediaType": "https://www.iana.org/assignments/media-types/text/csv",
    }
    assert told(graph, "dcat:packageFormat") == {"https://www.iana.org/assignments/media-types/application/zip"}
    assert office.do(lambda session: office.dataset(session, slug).files[0].current_version.media_type) == (
        "application/zip"
    )


def test_a_licence_that_asks_for_the_source_comes_with_how_to_name_it(office: Office, written: Written) -> None:
    assert told(written(office.published()), "odrs:attributionText") == set()
    slug = office.published(title={"sv": "Annat"}, licence="CC-BY-4.0")
    graph = written(slug)
    assert told(graph, "odrs:attributionText") == {"Parkförvaltningen"}
    assert told(graph, "odrs:attributionURL") == {f"http://data.example.se/dataset/{slug}"}


def test_who_names_no_contact_is_reached_through_the_publisher(office: Office, written: Written) -> None:
    slug = office.published()
    expected = told(written(slug), "dcat:contactPoint")
    assert len(expected) == 1

    def forget(dataset: Dataset) -> None:
        dataset.contact_point = None

    assert told(written(slug, change=forget), "dcat:contactPoint") == expected


def test_files_name_the_schema_that_they_were_checked_against(office: Office, written: Written) -> None:
    graph = written(office.published())
    schemas = {one for one in told(graph, "dcterms:conformsTo") if one.endswith("/schema")}
    assert len(schemas) == 1
    named = {str(graph.value(one, expand("dcterms:format"))) for one in graph.subjects(None, URIRef(schemas.pop()))}
    assert {"text/csv", "application/json"} <= named


@pytest.mark.skipif(not SHAPES.exists(), reason="the shapes lie beside the repository and are not here")
@pytest.mark.parametrize("licence", ["CC0-1.0", "CC-BY-4.0"])
def test_a_high_value_dataset_conforms_to_the_european_shapes_with_what_is_filled_in(
    office: Office, licence: str
) -> None:
    slug = office.published(hvd_categories=["c_b79e35eb"], licence=licence)

    def write(session: Session) -> dcat.Graph:
        dataset = office.dataset(session, slug)
        graph = dataset_graph(dataset, office.platform.addresses, "eu")
        describe_publisher(graph, dataset.publisher, office.platform.addresses, "eu")
        return graph

    graph = office.do(write)
    assert dcat.check(graph, "eu").sound
    assert [list(violations(graph, shapes)) for shapes in HVD] == [[], []]
    assert [faults(graph, shapes, known=()) for shapes in DCAT_AP] == [set(), set()]
