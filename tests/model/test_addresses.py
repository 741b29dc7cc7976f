from dataclasses import fields

import pytest

from opendata.model import DataFile, Dataset, Publisher, Version
from opendata.model.addresses import SUFFIXES, Addresses, download_name, form_of
from opendata.model.publisher import organisation_iri

ADDRESSES = Addresses("https://data.example.se")


@pytest.mark.parametrize("form", ["original", *SUFFIXES])
def test_the_last_part_of_a_download_names_its_form(form: str) -> None:
    file = DataFile(id="f" * 16, name="bad-platser")
    assert form_of(download_name(file, form)) == form
    assert ADDRESSES.download(file, form).startswith(f"https://data.example.se/files/{'f' * 16}/")
    version = Version(id="a" * 16, file=file)
    assert ADDRESSES.version_download(version, form).startswith(f"https://data.example.se/versions/{'a' * 16}/")


@pytest.mark.parametrize("name", ["", "x", "x.exe", "originalx", "x.csv.exe", ".."])
def test_what_names_no_form_is_none(name: str) -> None:
    assert form_of(name) is None


def test_every_address_begins_with_the_base_url_alone() -> None:
    publisher = Publisher(slug="parker")
    dataset = Dataset(slug="bad", publisher=publisher)
    file = DataFile(id="f" * 16, dataset=dataset)
    made = [
        ADDRESSES.page("/x"),
        ADDRESSES.catalog(),
        ADDRESSES.publisher(publisher),
        ADDRESSES.dataset(dataset),
        ADDRESSES.distribution(file, "excel.csv"),
        ADDRESSES.data_service(file),
        ADDRESSES.explore(file),
        ADDRESSES.rows(file),
        ADDRESSES.openapi(),
        ADDRESSES.description(file),
    ]
    assert all(address.startswith("https://data.example.se/") for address in made)
    assert len(set(made)) == len(made)
    assert [one.name for one in fields(Addresses)] == ["base"]


@pytest.mark.parametrize(
    ("number", "iri"),
    [
        ("212000-1355", "http://dataportal.se/organisation/SE2120001355"),
        ("2120001355", "http://dataportal.se/organisation/SE2120001355"),
        ("212000-1355-park", "http://dataportal.se/organisation/SE2120001355-park"),
        ("212000-135", None),
        ("212000-1355-", None),
        ("212000-1355-Å", None),
        ("", None),
        (None, None),
    ],
)
def test_an_organisation_number_gives_the_national_address(number: str | None, iri: str | None) -> None:
    assert organisation_iri(number) == iri
