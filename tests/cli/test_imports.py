"""Catalogues brought in by command: what is told, what is changed, and how it ends."""

from pathlib import Path

import pytest
from sqlalchemy import select

from opendata import dcat
from opendata.model import DataFile, Dataset, HarvestSource, OldAddress, State
from opendata.services import publishers
from opendata.wiring import Platform
from tests.cli.conftest import Command
from tests.conftest import People
from tests.services.harvesting.catalogues import BY_HAND, ENTRYSCAPE, PREFIXES

RES = "https://catalog.example.se/store/6/resource/"
ROWS = "/rowstore/dataset/7f3c2a10-0000-4000-8000-00000000aa01"


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalogue as a file without a suffix that says what it is."""
    path = tmp_path / "katalog"
    path.write_text(dcat.serialise(dcat.read(dcat.parse(PREFIXES + ENTRYSCAPE, "ttl")).graph(), "rdf"))
    return path


def titles(platform: Platform) -> dict[str, State]:
    with platform.session() as session:
        return {one.title["sv"]: one.state for one in session.scalars(select(Dataset))}


def test_a_dry_run_tells_all_and_changes_nothing(opendata: Command, people: People, platform: Platform, old: Path):
    result = opendata("import", "dcat", old, "--dry-run")
    assert result.exit_code == 0, result.output
    lines = result.output.splitlines()
    assert lines[0] == "Ingenting har ändrats. Så här skulle det bli:"
    assert f"Ny: datamängden ”Badplatser” {RES}10" in lines
    assert lines[-1] == "4 nya, 0 ändrade, 0 oförändrade, 0 borttagna, 0 inte publika, 0 misslyckade."
    assert titles(platform) == {}
    with platform.session() as session:
        assert session.scalars(select(HarvestSource)).all() == []


def test_what_is_complete_is_public_and_the_second_time_nothing_changes(
    opendata: Command, people: People, platform: Platform, old: Path
):
    assert opendata("import", "dcat", old, "--lang", "en", "--title", "Det gamla").exit_code == 0
    assert titles(platform) == {"Badplatser": State.PUBLISHED, "Träd": State.PUBLISHED}
    again = opendata("import", "dcat", old, "--lang", "en")
    assert again.output == "0 new, 0 changed, 4 unchanged, 0 removed, 0 not public, 0 failed.\n"
    with platform.session() as session:
        source = session.scalars(select(HarvestSource)).one()
        assert (source.location, source.title) == ("katalog", "Det gamla")


def test_changes_are_told_with_before_and_after(opendata: Command, people: People, old: Path):
    opendata("import", "dcat", old)
    old.write_text(old.read_text().replace("Alla badplatser.", "Alla bad."))
    result = opendata("import", "dcat", old, "--lang", "en")
    assert f"Changed: the dataset “Baths” {RES}10" in result.output
    assert "    Description: {'sv': 'Alla badplatser.'} -> {'sv': 'Alla bad.'}" in result.output


def test_what_is_incomplete_is_a_draft_and_the_reason_is_told(
    opendata: Command, people: People, platform: Platform, tmp_path: Path
):
    path = tmp_path / "hand.ttl"
    path.write_text(PREFIXES + BY_HAND)
    result = opendata("import", "dcat", path, "--lang", "en")
    assert result.exit_code == 1
    assert "Does not meet DCAT-AP-SE, so the change is not public:" in result.output
    assert "error: " in result.output
    assert titles(platform) == {"Buller": State.DRAFT}


def test_a_publisher_of_ours_may_have_all_of_it(opendata: Command, people: People, platform: Platform, old: Path):
    assert opendata("import", "dcat", old, "--publisher", "parker", "--drafts").exit_code == 0
    assert set(titles(platform).values()) == {State.DRAFT}
    with platform.session() as session:
        assert {one.publisher.slug for one in session.scalars(select(Dataset))} == {"parker"}
        assert len(publishers.all_publishers(session)) == 2


def test_an_empty_source_removes_nothing_until_it_is_confirmed(
    opendata: Command, people: People, platform: Platform, old: Path
):
    opendata("import", "dcat", old)
    old.write_text(PREFIXES + "<https://catalog.example.se/> a dcat:Catalog .")
    held = opendata("import", "dcat", old, "--lang", "en")
    assert held.exit_code == 1
    assert "--confirm-removals" in held.output
    assert titles(platform)["Träd"] is State.PUBLISHED
    confirmed = opendata("import", "dcat", old, "--confirm-removals")
    assert confirmed.exit_code == 0, confirmed.output
    assert titles(platform)["Träd"] is State.WITHDRAWN


def test_addresses_from_before_are_kept_and_can_lead_to_another_file(
    opendata: Command, people: People, platform: Platform, old: Path
):
    opendata("import", "dcat", old, "--old-address", "https://catalog.example.se")
    with platform.session(write=True) as session:
        kept = session.get_one(OldAddress, ROWS)
        assert kept.file and kept.file.iri == f"{RES}31"
        other = DataFile(name="ny", title={"sv": "Ny"}, position=9)
        kept.dataset.files.append(other)
        session.commit()
        number = other.id
    assert opendata("import", "address", f"{ROWS}/json", number).exit_code == 0
    with platform.session() as session:
        assert session.get_one(OldAddress, ROWS).file_id == number


@pytest.mark.parametrize("content", ["<html>Hej</html>", "Namn;Antal", ""])
def test_a_file_that_is_no_catalogue_ends_with_2(opendata: Command, people: People, tmp_path: Path, content: str):
    path = tmp_path / "inget.rdf"
    path.write_text(content)
    result = opendata("import", "dcat", path)
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("opendata: ")


def test_an_address_that_nobody_may_be_led_to_ends_with_2(opendata: Command, people: People):
    result = opendata("import", "dcat", "http://127.0.0.1:1/catalog.rdf")
    assert result.exit_code == 2
    assert result.stderr.startswith("opendata: ")
