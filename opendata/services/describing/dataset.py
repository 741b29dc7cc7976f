"""A dataset with all that it offers."""

from opendata import dcat
from opendata.dcat import Flavour, Graph, describe, empty
from opendata.model import Dataset, now
from opendata.model.addresses import Addresses
from opendata.services import specifications
from opendata.services.describing import content
from opendata.services.describing.distribution import (
    contact_of,
    describe_data_service,
    describe_distribution,
    describe_link,
    forms_of,
    has_rows,
    high_value,
)
from opendata.services.describing.moments import day


def dataset_graph(dataset: Dataset, addresses: Addresses, flavour: Flavour = "se") -> Graph:
    """The Dataset, its Distributions and Data Services, without the publisher's own description."""
    graph = empty()
    iri, files = addresses.dataset(dataset), dataset.published_files
    known = {
        "title": dataset.title,
        "description": dataset.description,
        "publisher": addresses.publisher(dataset.publisher),
        "contact_point": contact_of(dataset, addresses),
        "keyword": dataset.keywords,
        "theme": dataset.themes,
        "identifier": dataset.identifier or iri,
        "issued": day(dataset.first_published_at or now()),
        "modified": day(dataset.data_changed_at),
        "conforms_to": specifications.declared(dataset),
        "spatial": [*dataset.places, *content.extent(files)],
        "temporal": content.period(dataset),
        "access_rights": dataset.access_rights,
        "language": dataset.languages,
        "landing_page": dataset.landing_page or (None if "landing_page" in dataset.more else iri),
        "accrual_periodicity": dataset.frequency,
        "provenance": {"description": dataset.provenance} if dataset.provenance else None,
        "distribution": _distributions(dataset, addresses),
        "in_series": [addresses.resource(series) for series in dataset.series if series.is_public],
        **content.release(dataset),
        **high_value(dataset),
    }
    describe(graph, "Dataset", iri, dcat.combined("Dataset", known, dataset.more), flavour)
    for file in dataset.links:
        describe_link(graph, file, addresses, flavour)
    for file in files:
        for form in forms_of(file):
            describe_distribution(graph, file, form, addresses, flavour)
        if has_rows(file):
            describe_data_service(graph, file, addresses, flavour)
    return graph + dcat.parse(dataset.kept, "nt") if dataset.kept else graph


def _distributions(dataset: Dataset, addresses: Addresses) -> list[str]:
    own = [addresses.distribution(file, form) for file in dataset.published_files for form in forms_of(file)]
    return own + [addresses.link(file) for file in dataset.links]
