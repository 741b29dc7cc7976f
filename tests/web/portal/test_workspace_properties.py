"""All that the profile has, in the form of the workspace."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient

from opendata.dcat import Property, parts
from opendata.services.properties import asked_for
from tests.conftest import People
from tests.web.portal.conftest import Drafted, Visitors
from tests.web.portal.visitor import words

NEEDED = {"publisher": "parker", "title_sv": "Badplatser", "description_sv": "Alla.", "licence": "CC0-1.0"}
TYPED = {
    "issued": "2019",
    "creator.iri": "https://example.se/bolaget",
    "creator.name_sv": "Bolaget",
    "creator.type": "Company",
    "page.0.iri": "https://example.se/om",
    "page.0.title_sv": "Om badplatserna",
    "source.0": "",
    "source.1": "https://example.se/dataset/1",
    "spatial_resolution_in_meters": "2,5",
    "version_notes_sv": "Fler platser.",
    "qualified_attribution.0.had_role": "author",
    "qualified_attribution.0.agent.name_sv": "Anna",
    "qualified_attribution.0.agent.type": "PrivateIndividual(s)",
}
KEPT = {
    "issued": "2019",
    "creator": {"iri": "https://example.se/bolaget", "name": {"sv": "Bolaget"}, "type": "Company"},
    "page": [{"iri": "https://example.se/om", "title": {"sv": "Om badplatserna"}}],
    "source": ["https://example.se/dataset/1"],
    "spatial_resolution_in_meters": 2.5,
    "version_notes": {"sv": "Fler platser."},
    "qualified_attribution": [
        {"had_role": "author", "agent": {"name": {"sv": "Anna"}, "type": "PrivateIndividual(s)"}}
    ],
}


@pytest.fixture
def described(client: FlaskClient, people: People, draft: Drafted) -> Any:
    """Asks the API what is kept."""

    def ask() -> dict[str, Any]:
        answer = client.get(f"/api/v1/datasets/{draft.slug}", headers=people.editor.headers)
        return {row.name: answer.get_json()[row.name] for row in asked_for("Dataset") if row.name in answer.get_json()}

    return ask


def every(rows: Any) -> list[Property]:
    return [one for row in rows for one in (row, *every(parts(row)))]


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_property_has_a_control_with_its_label_and_help(
    visitors: Visitors, draft: Drafted, language: str
) -> None:
    visitors.editor.language = language
    page = visitors.editor.get(f"{draft.page}/edit")
    said = words(page)
    for row in every(asked_for("Dataset")):
        assert row.label[language] in said, row.name
        assert row.help[language] in said, row.name
    for row in asked_for("Dataset"):
        assert re.search(rf'name="{row.name}[".0_]', page.text), row.name
    names = re.findall(r'id="([^"]+)"', page.text)
    assert len(names) == len(set(names))


def test_what_is_typed_is_kept_and_shown_again(visitors: Visitors, draft: Drafted, described: Any) -> None:
    editor = visitors.editor
    assert editor.post(f"{draft.page}/edit", **NEEDED, **TYPED).status_code == 303
    assert described() == KEPT
    page = editor.get(f"{draft.page}/edit").text
    for value in ("2019", "https://example.se/bolaget", "Bolaget", "https://example.se/om", "Om badplatserna", "2.5"):
        assert f'value="{value}"' in page, value
    assert re.search(r'value="Company" selected', page)
    assert 'name="page.1.iri"' in page
    assert editor.post(f"{draft.page}/edit", **NEEDED, **TYPED).status_code == 303
    assert described() == KEPT


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("sv", ["Producent", "Namn: Bolaget", "Typ: Företag", "Roll: Upphovsman", "Fler platser.", "Om badplatserna"]),
        ("en", ["Creator", "Name: Bolaget", "Type: Company", "Role: Author", "Spatial resolution", "2.5"]),
    ],
)
def test_the_public_page_tells_it_in_the_readers_language(
    visitors: Visitors, draft: Drafted, language: str, told: list[str]
) -> None:
    visitors.editor.post(f"{draft.page}/edit", **NEEDED, **TYPED)
    visitors.reviewer.post(f"{draft.page}/moves", move="publish")
    visitors.nobody.language = language
    page = visitors.nobody.get(f"/dataset/{draft.slug}")
    for text in told:
        assert text in words(page), text
    assert 'href="https://example.se/dataset/1"' in page.text


def test_what_is_emptied_is_taken_away(visitors: Visitors, draft: Drafted, described: Any) -> None:
    visitors.editor.post(f"{draft.page}/edit", **NEEDED, **TYPED)
    visitors.editor.post(f"{draft.page}/edit", **NEEDED, **{**dict.fromkeys(TYPED, ""), "issued": "2020"})
    assert described() == {"issued": "2020"}


def test_one_more_entry_comes_without_saving_or_losing_anything(
    visitors: Visitors, draft: Drafted, described: Any
) -> None:
    editor = visitors.editor
    for where in (f"{draft.page}/edit", "/workspace/datasets/new"):
        page = editor.post(where, **{**NEEDED, "title_sv": "Annan"}, **TYPED, another="source")
        assert page.status_code == 200
        for kept in ('value="Annan"', 'value="https://example.se/dataset/1"', 'value="Anna"', 'value="2,5"'):
            assert kept in page.text, kept
        assert 'name="source.2"' in page.text
        assert 'name="source.3"' not in page.text
    within = editor.post(
        f"{draft.page}/edit", **NEEDED, **TYPED, another="creator.mbox", **{"creator.mbox.0": "a@b.se"}
    )
    assert 'name="creator.mbox.1"' in within.text
    assert described() == {}


def test_what_is_wrong_is_told_beside_its_control_and_nothing_is_lost(visitors: Visitors, draft: Drafted) -> None:
    wrong = {
        **TYPED,
        "issued": "igår",
        "source.1": "https://",
        "creator.name_sv": " ",
        "qualified_attribution.0.agent.homepage.0.iri": "hemma",
    }
    page = visitors.editor.post(f"{draft.page}/edit", **NEEDED, **wrong)
    assert page.status_code == 400
    said = words(page)
    for path, label in (
        ("issued", "Release date"),
        ("source.1", "Source"),
        ("creator.name", "Creator: Name"),
        ("qualified_attribution.0.agent.homepage.0.iri", "Attribution: Party: Homepage: Web address"),
    ):
        assert f'href="#field-{path}">{label}</a>' in page.text, path
        assert page.text.count(f'id="field-{path}"') == 1, path
        assert f'id="field-{path}-error"' in page.text, path
    assert "The date cannot be read" in said
    for kept in ("igår", "https://", "hemma", "Om badplatserna"):
        assert f'value="{kept}"' in page.text, kept
    assert re.search(r'<details class="card" open>\s*<summary>Recommended', page.text)


def test_enter_in_a_field_saves_instead_of_adding_an_entry(visitors: Visitors, draft: Drafted) -> None:
    form = visitors.editor.get(f"{draft.page}/edit").text.split("data-guard", 1)[1]
    first = re.search(r'<button[^>]*type="submit"[^>]*>', form)
    assert first
    assert 'name="another"' not in first[0]


def test_entries_with_wild_numbers_do_no_harm(visitors: Visitors, draft: Drafted, described: Any) -> None:
    typed = {
        "source.999999999999": "https://example.se/",
        "source.x": "https://example.se/",
        "source.7": "https://a.se/",
    }
    assert visitors.editor.post(f"{draft.page}/edit", **NEEDED, **typed).status_code == 303
    assert described() == {"source": ["https://a.se/"]}
