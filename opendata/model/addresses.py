"""Where each thing lives: its IRI and the addresses of its bytes. Flat, permanent, from the base URL alone."""

from dataclasses import dataclass
from urllib.parse import quote

from opendata.model.dataset import DataFile, Dataset, Version
from opendata.model.publisher import ContactPoint, Publisher, organisation_iri
from opendata.model.resource import Resource, ResourceKind

SUFFIXES = {
    "csv": ".csv",
    "excel.csv": ".excel.csv",
    "json": ".json",
    "geojson": ".geojson",
    "gpkg": ".gpkg",
    "parquet": ".parquet",
    "xlsx": ".xlsx",
}

RESOURCE_PATHS = {ResourceKind.DATA_SERVICE: "data-service", ResourceKind.DATASET_SERIES: "series"}


@dataclass(frozen=True)
class Addresses:
    base: str
    """Without a trailing slash."""

    def page(self, path: str = "/") -> str:
        return self.base + path

    def catalog(self, of: Publisher | None = None) -> str:
        """The whole one, or the one that a publisher has within it."""
        return f"{self.publisher_page(of)}/catalog" if of else f"{self.base}/catalog"

    def publisher(self, publisher: Publisher) -> str:
        """The agent's IRI: the one it came with, the national one for its organisation number, else our own page."""
        return publisher.iri or organisation_iri(publisher.organisation_number) or self.publisher_page(publisher)

    def publisher_page(self, publisher: Publisher) -> str:
        return f"{self.base}/publisher/{publisher.slug}"

    def contact_point(self, contact_point: ContactPoint) -> str:
        return contact_point.iri or f"{self.publisher_page(contact_point.publisher)}#contact-{contact_point.id}"

    def dataset(self, dataset: Dataset) -> str:
        """The dataset's IRI: the one it came with, else that of its page."""
        return dataset.iri or self.dataset_page(dataset)

    def dataset_page(self, dataset: Dataset) -> str:
        return f"{self.base}/dataset/{dataset.slug}"

    def resource(self, resource: Resource) -> str:
        return resource.iri or self.resource_page(resource)

    def resource_page(self, resource: Resource) -> str:
        return f"{self.base}/{RESOURCE_PATHS[resource.kind]}/{resource.slug}"

    def distribution(self, file: DataFile, form: str) -> str:
        return f"{self.base}/distribution/{file.id}-{form.replace('.', '-')}"

    def link(self, file: DataFile) -> str:
        """The IRI of a distribution that others offer."""
        return file.iri or self.distribution(file, "link")

    def data_service(self, file: DataFile) -> str:
        return f"{self.base}/data-service/{file.id}"

    def explore(self, file: DataFile) -> str:
        return f"{self.dataset_page(file.dataset)}/files/{file.id}"

    def rows(self, file: DataFile) -> str:
        return f"{self.base}/api/v1/files/{file.id}/rows"

    def odata(self, file: DataFile) -> str:
        """The root of the file's OData service."""
        return f"{self.base}/odata/v4/{file.id}"

    def features(self) -> str:
        """The root of what maps ask: OGC API Features."""
        return f"{self.base}/ogc"

    def changes(self, file: DataFile) -> str:
        """When it got which version."""
        return f"{self.base}/api/v1/files/{file.id}/changes"

    def changes_feed(self, file: DataFile) -> str:
        """The same as Atom."""
        return f"{self.base}/files/{file.id}/changes.atom"

    def comparison(self, before: Version, after: Version) -> str:
        """Every row that differs."""
        return f"{self.base}/api/v1/files/{after.file_id}/versions/{before.id}/compare/{after.id}"

    def comparison_page(self, before: Version, after: Version) -> str:
        return f"{self.explore(after.file)}/compare/{before.id}/{after.id}"

    def table_schema(self, file: DataFile) -> str:
        return f"{self.base}/api/v1/files/{file.id}/schema"

    def description(self, file: DataFile) -> str:
        """OpenAPI of the file's rows."""
        return f"{self.base}/api/v1/files/{file.id}/openapi.json"

    def subscriptions(self, subscriber_id: str, key: str, step: str = "", subscription_id: str = "") -> str:
        """Where whoever has the key sees what it subscribes to, and takes a step with it."""
        place = "/".join(part for part in (subscriber_id, step, subscription_id) if part)
        return f"{self.base}/subscriptions/{place}?key={key}"

    def openapi(self) -> str:
        return f"{self.base}/api/v1/openapi.json"

    def download(self, file: DataFile, form: str) -> str:
        """The current version's bytes."""
        return f"{self.base}/files/{file.id}/{download_name(file, form)}"

    def version_download(self, version: Version, form: str) -> str:
        """This version's bytes, for ever."""
        return f"{self.base}/versions/{version.id}/{download_name(version.file, form)}"


def download_name(file: DataFile, form: str) -> str:
    return "original" if form == "original" else quote(file.name) + SUFFIXES[form]


def form_of(download: str) -> str | None:
    """The rendition that the last part of a download address asks for."""
    if download == "original":
        return "original"
    longest_first = sorted(SUFFIXES.items(), key=lambda item: -len(item[1]))
    return next((form for form, suffix in longest_first if download.endswith(suffix)), None)
