"""Where each thing lives: its IRI and the addresses of its bytes. Flat, permanent, from the base URL alone."""

from dataclasses import dataclass
from urllib.parse import quote

from opendata.model.dataset import DataFile, Dataset, Version
from opendata.model.publisher import ContactPoint, Publisher, organisation_iri

SUFFIXES = {
    "csv": ".csv",
    "excel.csv": ".excel.csv",
    "json": ".json",
    "geojson": ".geojson",
    "gpkg": ".gpkg",
    "parquet": ".parquet",
    "xlsx": ".xlsx",
}


@dataclass(frozen=True)
class Addresses:
    base: str
    """Without a trailing slash."""

    def page(self, path: str = "/") -> str:
        return self.base + path

    def catalog(self) -> str:
        return f"{self.base}/catalog"

    def publisher(self, publisher: Publisher) -> str:
        """The agent's IRI: the national one where there is an organisation number, else our own page."""
        return organisation_iri(publisher.organisation_number) or self.publisher_page(publisher)

    def publisher_page(self, publisher: Publisher) -> str:
        return f"{self.base}/publisher/{publisher.slug}"

    def contact_point(self, contact_point: ContactPoint) -> str:
        return f"{self.publisher_page(contact_point.publisher)}#contact-{contact_point.id}"

    def dataset(self, dataset: Dataset) -> str:
        return f"{self.base}/dataset/{dataset.slug}"

    def distribution(self, file: DataFile, form: str) -> str:
        return f"{self.base}/distribution/{file.id}-{form.replace('.', '-')}"

    def data_service(self, file: DataFile) -> str:
        return f"{self.base}/data-service/{file.id}"

    def explore(self, file: DataFile) -> str:
        return f"{self.dataset(file.dataset)}/files/{file.id}"

    def rows(self, file: DataFile) -> str:
        return f"{self.base}/api/v1/files/{file.id}/rows"

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
