"""Following without an account, through the front doors: letters."""

import logging

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from opendata.model import Delivery, Subscriber, Subscription, Tiding, now
from opendata.model.subscription import Attempt
from opendata.services import following
from opendata.wiring import Platform
from opendata.worker import Worker
from tests.web.conftest import Published, Publishing
from tests.web.following import ANNA, Follower, links, one_click, text
from tests.web.portal.office import CSV, MORE


@pytest.fixture
def anna(client: FlaskClient, platform: Platform) -> Follower:
    return Follower(client, platform)


def count(platform: Platform, kind: type) -> int:
    with platform.session() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def test_whoever_asks_is_told_nothing_before_saying_yes_in_a_letter(
    anna: Follower, published: Published, publishing: Publishing
) -> None:
    asked = anna.ask("dataset", dataset=published.slug)
    assert asked.get_json().keys() == {"channel", "state", "about"}
    publishing.update(published.file, MORE)
    anna.work()
    letter = anna.letter()
    assert letter["To"] == ANNA
    assert letter["Subject"] == "Confirm that you want letters from Open data"
    assert "the dataset “Bathing sites”" in text(letter)
    anna.work()
    assert anna.letters() == []


def test_whoever_has_said_yes_gets_a_letter_about_a_new_version(
    anna: Follower, published: Published, publishing: Publishing
) -> None:
    anna.follow("dataset", dataset=published.slug)
    publishing.update(published.file, MORE)
    anna.work()
    letter = anna.letter()
    assert letter["Subject"] == "Bathing sites: new data"
    assert "with 3 rows. New: 1. Changed: 0. Removed: 0." in text(letter)
    assert "http://data.example.se/dataset/badplatser\n" in text(letter)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    anna.work()
    assert anna.letters() == []


def test_a_letter_is_written_in_the_language_that_was_chosen(
    anna: Follower, published: Published, publishing: Publishing
) -> None:
    anna.follow("dataset", dataset=published.slug, language="sv")
    publishing.update(published.file, MORE)
    anna.work()
    letter = anna.letter()
    assert letter["Subject"] == "Badplatser: nya data"
    assert "Det finns nya data i ”platser”, med 3 rader. Nya: 1." in text(letter)


def test_all_that_happens_between_two_letters_is_in_one(
    anna: Follower, published: Published, publishing: Publishing, client: FlaskClient
) -> None:
    anna.follow("publisher", publisher="parker")
    publishing.update(published.file, MORE)
    publishing.publish("lekplatser", CSV, title={"sv": "Lekplatser", "en": "Playgrounds"})
    changed = {"title": {"sv": "Stadens badplatser", "en": "Places to bathe"}, "keywords": {"sv": ["strand"]}}
    headers = publishing.people.reviewer.headers
    assert client.patch("/api/v1/datasets/badplatser", json=changed, headers=headers).status_code == 200
    publishing.withdraw("lekplatser")
    anna.work()
    letter = anna.letter()
    assert letter["Subject"] == "News of 2 datasets of Open data"
    told = text(letter)
    assert "The description has changed: title." in told
    assert "The dataset is withdrawn" in told
    assert "The dataset is published" not in told, "it isn't any more"


def test_no_second_letter_is_sent_before_the_pause_is_over(
    anna: Follower, published: Published, publishing: Publishing, platform: Platform
) -> None:
    anna.follow("dataset", dataset=published.slug)
    publishing.update(published.file, MORE)
    anna.work()
    anna.letter()
    publishing.update(published.file, CSV)
    Worker(platform).tell()
    assert anna.letters() == []
    anna.work()
    anna.letter()


def test_a_search_is_followed_by_what_it_finds(anna: Follower, published: Published, publishing: Publishing) -> None:
    anna.follow("search", query="q=lekplatser&sort=title&page=2")
    publishing.update(published.file, MORE)
    publishing.publish("lekplatser", CSV, title={"sv": "Lekplatser", "en": "Playgrounds"})
    anna.work()
    assert anna.letter()["Subject"] == "Playgrounds: published"


def test_changes_that_matter_to_nobody_are_not_told(
    anna: Follower, published: Published, publishing: Publishing, client: FlaskClient
) -> None:
    anna.follow("dataset", dataset=published.slug)
    headers = publishing.people.reviewer.headers
    client.patch("/api/v1/datasets/badplatser", json={"keywords": {"sv": ["strand"]}}, headers=headers)
    anna.work()
    assert anna.letters() == []


def test_drafts_and_withdrawn_datasets_cannot_be_followed(
    anna: Follower, published: Published, publishing: Publishing
) -> None:
    file = publishing.draft("hemlig")
    assert anna.ask("dataset", dataset="hemlig").status_code == 404
    assert anna.ask("rows", file=file).status_code == 404
    assert anna.fill_in("dataset", dataset="hemlig").status_code == 404
    publishing.withdraw(published.slug)
    assert anna.ask("dataset", dataset=published.slug).status_code == 410


def test_one_click_ends_all_and_leaves_nothing_of_the_person(
    anna: Follower, published: Published, publishing: Publishing, platform: Platform, client: FlaskClient
) -> None:
    anna.follow("dataset", dataset=published.slug)
    anna.follow("publisher", publisher="parker")
    publishing.update(published.file, MORE)
    anna.work()
    address = one_click(anna.letter())
    assert client.get(address).status_code == 200
    assert count(platform, Subscriber) == 1, "opening the address is no yes"
    for _time in range(2):
        assert client.post(address, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    assert [count(platform, kind) for kind in (Subscriber, Subscription, Delivery, Tiding)] == [0, 0, 0, 0]
    publishing.update(published.file, CSV)
    anna.work()
    assert anna.letters() == []


def test_the_page_behind_the_key_shows_what_is_followed_and_ends_one_of_it(
    anna: Follower, published: Published, client: FlaskClient, platform: Platform
) -> None:
    anna.follow("dataset", dataset=published.slug)
    anna.follow("search", query="q=bad")
    with platform.session() as session:
        subscriber = session.scalars(select(Subscriber)).one()
        first, second = subscriber.subscriptions
    page = client.get(f"/subscriptions/{subscriber.id}?key={subscriber.key}&lang=en", headers={"Accept": "text/html"})
    assert "datasets that the search finds (q = bad)" in page.text
    assert (page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == ("no-store", "no-referrer")
    left = client.post(f"/subscriptions/{subscriber.id}/end/{first.id}?key={subscriber.key}")
    assert (left.status_code, count(platform, Subscription)) == (303, 1)
    token = {"Authorization": f"Bearer {subscriber.key}"}
    assert client.delete(f"/api/v1/subscriptions/{second.id}", headers=token).status_code == 204
    assert count(platform, Subscriber) == 0


def test_without_the_key_nothing_of_a_subscription_exists(
    anna: Follower, published: Published, client: FlaskClient, platform: Platform
) -> None:
    anna.follow("dataset", dataset=published.slug)
    with platform.session() as session:
        subscriber = session.scalars(select(Subscriber)).one()
        (subscription,) = subscriber.subscriptions
    for key in ("", "wrong", "å"):
        place = f"/subscriptions/{subscriber.id}"
        for address in (f"{place}?key={key}", f"{place}/end?key={key}", f"{place}/confirm/{subscription.id}?key={key}"):
            assert client.get(address).status_code == 404
        for address in ("end", f"end/{subscription.id}", f"confirm/{subscription.id}", "enable"):
            assert client.post(f"{place}/{address}?key={key}").status_code == 404
        api, token = f"/api/v1/subscriptions/{subscription.id}", {"Authorization": f"Bearer {key}"}
        assert client.get(api, headers=token).status_code == 404
        assert client.delete(api, headers=token).status_code == 404
    assert count(platform, Subscriber) == 1


def test_one_persons_key_opens_nothing_of_another(
    anna: Follower, published: Published, client: FlaskClient, platform: Platform
) -> None:
    key = anna.follow("dataset", dataset=published.slug)
    Follower(client, platform, "bo@example.org", anna.read).follow("dataset", dataset=published.slug)
    with platform.session() as session:
        other = session.scalars(select(Subscription).join(Subscriber).where(Subscriber.address != ANNA)).one()
        own = session.scalars(select(Subscriber).where(Subscriber.address == ANNA)).one()
    assert client.post(f"/subscriptions/{own.id}/end/{other.id}?key={key}").status_code == 404
    token = {"Authorization": f"Bearer {key}"}
    assert client.delete(f"/api/v1/subscriptions/{other.id}", headers=token).status_code == 404
    assert count(platform, Subscription) == 2


def test_who_follows_already_gets_a_letter_that_says_so_and_the_door_does_not_tell(
    anna: Follower, published: Published, platform: Platform
) -> None:
    first = anna.ask("dataset", dataset=published.slug)
    anna.work()
    anna.confirm()
    again = anna.ask("dataset", dataset=published.slug)
    assert again.get_json() == first.get_json()
    anna.work()
    letter = anna.letter()
    assert letter["Subject"] == "You get letters from Open data already"
    assert len(links(letter)) == 1
    assert count(platform, Subscription) == 1


def test_what_nobody_confirms_is_forgotten(anna: Follower, published: Published, platform: Platform) -> None:
    anna.ask("dataset", dataset=published.slug)
    anna.work()
    with platform.session(write=True) as session:
        for kind in (Subscriber, Subscription):
            for one in session.scalars(select(kind)):
                one.created_at = now() - following.UNCONFIRMED_FOR
        session.commit()
    anna.work()
    assert [count(platform, kind) for kind in (Subscriber, Subscription, Delivery)] == [0, 0, 0]


def test_no_address_and_no_key_is_in_any_log(
    anna: Follower, published: Published, publishing: Publishing, caplog: pytest.LogCaptureFixture, client: FlaskClient
) -> None:
    with caplog.at_level(logging.DEBUG):
        key = anna.follow("dataset", dataset=published.slug)
        publishing.update(published.file, MORE)
        anna.work()
        client.post(one_click(anna.letter()))
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("opendata"))
    assert "delivery" in ours
    assert ANNA not in ours and key not in ours


def test_too_many_letters_to_an_address_or_from_a_network_are_refused_for_a_while(
    anna: Follower, published: Published, platform: Platform, client: FlaskClient
) -> None:
    for _time in range(following.MOST_OF_ADDRESS):
        assert anna.ask("dataset", dataset=published.slug).status_code == 202
    refused = anna.ask("publisher", publisher="parker")
    assert (refused.status_code, refused.get_json()["type"].rpartition("#")[2]) == (429, "too_many_for_now")
    assert refused.headers["Retry-After"]
    for number in range(following.MOST_OF_NETWORK - following.MOST_OF_ADDRESS):
        assert (
            Follower(client, platform, f"a{number}@example.org").ask("publisher", publisher="parker").status_code == 202
        )
    assert Follower(client, platform, "last@example.org").ask("publisher", publisher="parker").status_code == 429
    with platform.session(write=True) as session:
        for one in session.scalars(select(Attempt)):
            assert ANNA not in one.key
            one.at = now() - following.limiting.COUNTED_FOR
        session.commit()
    assert anna.ask("publisher", publisher="parker").status_code == 202


def test_the_form_leads_to_a_letter_and_sets_no_cookie(
    anna: Follower, published: Published, client: FlaskClient
) -> None:
    page = client.get(f"/follow?topic=dataset&dataset={published.slug}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    sent = anna.fill_in("dataset", dataset=published.slug)
    assert "Look in your mail" in sent.text
    assert [one for one in (page, sent) if "opendata=" in one.headers.get("Set-Cookie", "")] == []
    anna.work()
    assert anna.letter()["To"] == ANNA


@pytest.mark.parametrize("seconds", [-3600, 2 * 24 * 3600])
def test_a_form_that_comes_too_soon_or_too_late_sends_nothing_and_keeps_what_was_written(
    anna: Follower, published: Published, platform: Platform, seconds: int
) -> None:
    refused = anna.fill_in("dataset", dataset=published.slug, seconds=seconds)
    assert refused.status_code in (400, 401, 403)
    assert ANNA in refused.text
    assert count(platform, Delivery) == 0


def test_a_form_whose_time_somebody_made_up_sends_nothing(
    anna: Follower, published: Published, platform: Platform
) -> None:
    assert anna.fill_in("dataset", dataset=published.slug, made="1.x").status_code in (401, 403)
    assert count(platform, Delivery) == 0


def test_whoever_fills_in_the_field_that_nobody_sees_is_thanked_and_ignored(
    anna: Follower, published: Published, platform: Platform
) -> None:
    answer = anna.fill_in("dataset", dataset=published.slug, website="http://buy.example")
    assert answer.status_code == 200
    assert "Look in your mail" in answer.text
    assert count(platform, Delivery) == 0


@pytest.mark.parametrize(
    ("topic", "more", "code"),
    [
        ("dataset", {"address": "anna"}, "email_unusable"),
        ("dataset", {"dataset": ""}, "field_missing"),
        ("search", {"query": "colour=red"}, "parameter_unknown"),
        ("search", {"channel": "webhook", "address": "ftp://example.org"}, "webhook_unusable"),
        ("search", {"channel": "webhook", "address": "https://me:secret@example.org"}, "webhook_unusable"),
    ],
)
def test_what_cannot_be_followed_is_said_and_nothing_kept(
    anna: Follower, published: Published, platform: Platform, topic: str, more: dict[str, str], code: str
) -> None:
    refused = anna.ask(topic, **{"dataset": published.slug} | more)
    assert refused.status_code == 400
    assert refused.get_json()["type"].endswith(code)
    assert count(platform, Subscriber) == 0


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"topic": "weather"},
        {"topic": "dataset", "channel": "pigeon", "address": "x"},
        {"topic": "dataset", "x": "y"},
    ],
)
def test_json_of_another_shape_is_refused(client: FlaskClient, published: Published, values: dict[str, str]) -> None:
    assert client.post("/api/v1/subscriptions", json=values).status_code == 400


def test_a_form_with_a_wrong_address_is_shown_again_with_what_is_wrong(anna: Follower, published: Published) -> None:
    anna.address = "anna"
    refused = anna.fill_in("dataset", dataset=published.slug)
    assert refused.status_code == 400
    assert "cannot be used" in refused.text
    assert 'value="anna"' in refused.text


@pytest.mark.parametrize("address", ["/follow", "/follow?topic=weather", "/follow?topic=dataset&dataset=x"])
def test_a_form_about_nothing_is_not_found(client: FlaskClient, published: Published, address: str) -> None:
    assert client.get(address).status_code == 404


def test_pages_lead_to_the_form(client: FlaskClient, published: Published) -> None:
    explore = f"/dataset/{published.slug}/files/{published.file}?djup__gte=5&sort=namn"
    leads = {
        f"/dataset/{published.slug}": "/follow?topic=dataset&amp;dataset=badplatser",
        "/publisher/parker": "/follow?topic=publisher&amp;publisher=parker",
        "/datasets?q=bad": "/follow?topic=search&amp;query=q%3Dbad",
        explore: f"/follow?topic=rows&amp;file={published.file}&amp;query=djup__gte%3D5",
    }
    for address, lead in leads.items():
        assert lead in client.get(address, headers={"Accept": "text/html"}).text, address
        assert client.get(lead.replace("&amp;", "&")).status_code == 200
