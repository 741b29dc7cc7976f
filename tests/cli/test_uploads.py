from collections.abc import Iterator
from pathlib import Path

import pytest

from opendata.wiring import Platform
from tests.cli.conftest import Command
from tests.services.conftest import Office, office
from tests.support import live

pytestmark = pytest.mark.any_database

__all__ = ["office"]


@pytest.fixture
def address(platform: Platform) -> Iterator[str]:
    with live.start(platform) as address:
        yield address


def test_a_file_is_uploaded_checked_and_published_in_one_go(
    opendata: Command, office: Office, address: str, trees: Path
) -> None:
    slug = office.draft(None)
    token = office.people.reviewer.token
    result = opendata("upload", trees, "--dataset", slug, "--publish", "--url", address, "--token", token)
    assert result.exit_code == 0, result.output
    accepted, published = result.stdout.splitlines()[-2:]
    assert accepted.startswith("accepted: 2 rows, version 1 of ")
    assert published == f"published: http://data.example.se/dataset/{slug}"


def test_a_new_version_of_a_file_is_named_by_its_id_and_the_token_may_be_a_setting(
    opendata: Command, office: Office, address: str, trees: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slug = office.draft(trees.read_text(encoding="utf-8"))
    with office.platform.session() as session:
        file = office.dataset(session, slug).files[0].id
    trees.write_text(trees.read_text(encoding="utf-8") + "Al,3,57.9,12.1\n", encoding="utf-8")
    monkeypatch.setenv("OPENDATA_TOKEN", office.people.editor.token)
    result = opendata("upload", trees, "--dataset", slug, "--file", file, "--url", address)
    assert result.exit_code == 0, result.output
    assert f"accepted: 3 rows, version 2 of {file}" in result.stdout


def test_a_rejected_file_shows_its_findings_and_ends_with_1(
    opendata: Command, office: Office, address: str, faulty: Path, schema: Path
) -> None:
    where = ["--dataset", office.draft(None), "--url", address, "--token", office.people.editor.token]
    result = opendata("upload", faulty, "--schema", schema, "--lang", "en", "--publish", *where)
    assert result.exit_code == 1
    assert "error: row 4, column Höjd: " in result.stdout
    assert "published" not in result.stdout


def test_a_file_is_held_against_a_specification_by_its_name(
    opendata: Command, office: Office, address: str, trees: Path
) -> None:
    where = ["--dataset", office.draft(None), "--url", address, "--token", office.people.editor.token]
    result = opendata("upload", trees, "--schema", "badplatser", "--lang", "en", *where)
    assert result.exit_code == 1
    assert "error: " in result.stdout
    unknown = opendata("upload", trees, "--schema", "badplatsen", *where)
    assert unknown.exit_code == 2


def test_what_the_server_refuses_ends_with_2_and_the_servers_own_words(
    opendata: Command, office: Office, address: str, trees: Path
) -> None:
    slug = office.draft(None)
    for token, dataset in (("od_wrong", slug), (office.people.outsider.token, slug), (office.people.editor.token, "x")):
        result = opendata("upload", trees, "--dataset", dataset, "--url", address, "--token", token)
        assert result.exit_code == 2
        assert result.stderr.startswith("opendata: ")


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "data.example.se", "nonsense:x", "http://"])
def test_a_server_that_does_not_answer_ends_with_2(opendata: Command, trees: Path, url: str) -> None:
    result = opendata("upload", trees, "--dataset", "x", "--url", url, "--token", "od_x")
    assert result.exit_code == 2, result.output
    assert result.stderr.startswith("opendata: ")


def test_without_a_token_nothing_is_tried(opendata: Command, trees: Path) -> None:
    result = opendata("upload", trees, "--dataset", "x")
    assert result.exit_code == 2
    assert "OPENDATA_TOKEN" in result.stderr
