"""A dataset with all that it offers."""

from collections.abc import Sequence

from opendata import dcat
from opendata.dcat import Flavour, Graph, describe
from opendata.model import DataFile, Dataset, now
from opendata.model.addresses import Addresses
from opendata.services import specifications
from opendata.services.describing.distribution import (
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
    graph = Graph()
    iri, files = addresses.dataset(dataset), dataset.published_files
    known = {
        "title": dataset.title,
        "description": dataset.description,
        "publisher": addresses.publisher(dataset.publisher),
        "contact_point": addresses.contact_point(dataset.contact_point) if dataset.contact_point else None,
        "keyword": dataset.keywords,
        "theme": dataset.themes,
        "identifier": dataset.identifier,
        "issued": day(dataset.first_published_at or now()),
        "modified": day(dataset.data_changed_at),
        "conforms_to": specifications.declared(dataset),
        "spatial": [*dataset.places, *_extent(files)],
        "temporal": {"start_date": dataset.temporal_start, "end_date": dataset.temporal_end},
        "access_rights": dataset.access_rights,
        "language": dataset.languages,
        "landing_page": dataset.landing_page or (None if "landing_page" in dataset.more else iri),
        "accrual_periodicity": dataset.frequency,
        "provenance": {"description": dataset.provenance} if dataset.provenance else None,
        "distribution": _distributions(dataset, addresses),
        "in_series": [addresses.resource(series) for series in dataset.series if series.is_public],
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


def _extent(files: Sequence[DataFile]) -> list[dict[str, str]]:
    """The rectangle around all coordinates in the data, and its centre."""
    boxes = [file.current_version.bbox for file in files if file.current_version and file.current_version.bbox]
    if not boxes:
        return []
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    ring = ((west, north), (east, north), (east, south), (west, south), (west, north))
    corners = ",".join(f"{longitude} {latitude}" for longitude, latitude in ring)
    centre = f"POINT({(west + east) / 2:.7f} {(south + north) / 2:.7f})"
    return [{"bbox": f"POLYGON(({corners}))", "centroid": centre}]
