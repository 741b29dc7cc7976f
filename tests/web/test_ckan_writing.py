"""A script that fills a CKAN through ckanapi fills this, within the rights of its key."""

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from ckanapi import CKANAPIError, NotAuthorized, NotFound, RemoteCKAN, ValidationError

from tests.conftest import People
from tests.support.live import Served

PACKAGE = {
    "name": "lekplatser",
    "title": "Lekplatser",
    "notes": "Stadens lekplatser.",
    "owner_org": "parker",
    "license_id": "cc-zero",
    "tags": [{"name": "lek"}, {"name": "barn"}],
    "groups": [{"name": "envi"}],
    "extras": [{"key": "frequency", "value": "ANNUAL"}, {"key": "title_en", "value": "Playgrounds"}],
    "private": False,
}


@pytest.fixture
def remote(served: Served, people: People) -> Iterator[Callable[[str], RemoteCKAN]]:
    opened = []

    def of(token: str) -> RemoteCKAN:
        opened.append(RemoteCKAN(served.address, apikey=token or None))
        return opened[-1]

    yield of
    for one in opened:
        one.close()


def csv(text: str) -> Any:
    return "lekplatser.csv", io.BytesIO(text.encode())


def test_a_script_makes_a_package_uploads_publishes_and_updates(
    remote: Callable[[str], RemoteCKAN], people: People, work: Callable[[], None]
) -> None:
    ckan, public = remote(people.reviewer.token), remote("")
    made = ckan.action.package_create(**PACKAGE)
    assert (made["state"], made["license_id"], made["title"]) == ("draft", "CC0-1.0", "Lekplatser")
    assert {"key": "title_en", "value": "Playgrounds"} in made["extras"]
    uploaded = ckan.action.resource_create(
        package_id=made["id"], name="Platser", description="Alla.", upload=csv("Namn,Gungor\nParken,4\n")
    )
    assert uploaded["package_id"] == made["id"]
    with pytest.raises(ValidationError):
        ckan.action.package_patch(id="lekplatser", private=False)
    work()
    assert ckan.action.package_patch(id="lekplatser", private=False)["state"] == "active"
    resource = public.action.package_show(id="lekplatser")["resources"][0]
    assert (resource["name"], resource["description"]) == ("Platser (CSV)", "Alla.")
    assert public.action.datastore_search(resource_id=resource["id"])["records"] == [{"namn": "Parken", "gungor": 4}]
    ckan.action.resource_patch(id=resource["id"], upload=csv("Namn,Gungor\nParken,5\n"))
    work()
    assert public.action.datastore_search(resource_id=resource["id"])["records"] == [{"namn": "Parken", "gungor": 5}]
    ckan.action.resource_patch(id=resource["id"], name="Alla platser")
    patched = ckan.action.package_patch(id=made["id"], notes="Nu fler.", tags=[{"name": "gunga"}])
    assert (patched["notes"], patched["tags"][0]["name"], patched["title"]) == ("Nu fler.", "gunga", "Lekplatser")
    assert public.action.resource_show(id=resource["id"])["name"] == "Alla platser (CSV)"


def test_a_script_sends_back_what_it_was_given(remote: Callable[[str], RemoteCKAN], people: People) -> None:
    ckan = remote(people.editor.token)
    made = ckan.action.package_create(**PACKAGE)
    given = {name: value for name, value in made.items() if name not in ("resources", "private")}
    again = ckan.action.package_patch(**{**given, "title": "Lekplatser i staden"})
    assert {**again, "metadata_modified": "", "extras": []} == {
        **made,
        "title": "Lekplatser i staden",
        "metadata_modified": "",
        "extras": [],
    }


def test_a_script_offers_links(remote: Callable[[str], RemoteCKAN], people: People) -> None:
    ckan = remote(people.editor.token)
    resources = [{"url": "https://example.org/a.pdf", "name": "Karta", "format": "PDF"}]
    made = ckan.action.package_create(**PACKAGE, resources=resources)
    (link,) = made["resources"]
    assert (link["url"], link["name"], link["datastore_active"]) == ("https://example.org/a.pdf", "Karta", False)
    changed = ckan.action.resource_patch(id=link["id"], url="https://example.org/b.pdf")
    assert (changed["url"], changed["name"]) == ("https://example.org/b.pdf", "Karta")
    added = ckan.action.resource_create(package_id=made["id"], url="https://example.org/api", name="API")
    assert added["position"] == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "", "name": ""},
        {"license_id": "my-own"},
        {"groups": [{"name": "nothing"}]},
        {"extras": [{"key": "colour", "value": "red"}]},
        {"extras": "many"},
        {"colour": "red"},
        {"owner_org": ""},
    ],
)
def test_what_would_be_lost_or_wrong_is_a_validation_error(
    remote: Callable[[str], RemoteCKAN], people: People, wrong: dict[str, Any]
) -> None:
    ckan = remote(people.editor.token)
    with pytest.raises(ValidationError):
        ckan.action.package_create(**{**PACKAGE, **wrong})
    with pytest.raises(NotFound):
        ckan.action.package_show(id="lekplatser")


def test_a_key_opens_its_own_publisher_only(remote: Callable[[str], RemoteCKAN], people: People) -> None:
    remote(people.editor.token).action.package_create(**PACKAGE)
    for token in ("", "nonsense", people.outsider.token):
        ckan = remote(token)
        for action, asked in (
            ("package_create", {**PACKAGE, "name": "annat"}),
            ("package_patch", {"id": "lekplatser", "title": "x"}),
            ("resource_create", {"package_id": "lekplatser", "url": "https://example.org/"}),
        ):
            with pytest.raises((NotAuthorized, NotFound)):
                ckan.call_action(action, asked)
        with pytest.raises((NotAuthorized, NotFound)):
            ckan.action.resource_create(package_id="lekplatser", upload=csv("A\n1\n"))
    with pytest.raises(NotAuthorized):
        remote(people.editor.token).action.package_patch(id="lekplatser", private=False)


def test_nothing_is_written_by_get(served: Served, people: People) -> None:
    with RemoteCKAN(served.address, apikey=people.editor.token, get_only=True) as ckan, pytest.raises(CKANAPIError):
        ckan.action.package_create(name="x", title="x", owner_org="parker")
