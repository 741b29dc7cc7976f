"""Exploring the rows of a published file by its address alone, as a browser without scripts does."""

from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.conftest import Scene
from tests.web.conftest import Publish
from tests.web.portal.office import BASE
from tests.web.portal.visitor import Visitor, words

pytestmark = pytest.mark.any_database

ROWS = 120
CSV = "Namn,Djup,Öppen\n" + "".join(f"Sjö {n:03},{n},{'ja' if n % 2 else 'nej'}\n" for n in range(ROWS))


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


@pytest.fixture(scope="session")
def with_depths(publish: Publish) -> Scene:
    return publish("with_depths", CSV.encode())


@pytest.fixture
def page(with_depths: Scene) -> str:
    """The address of the page where the rows are explored."""
    return f"/dataset/badplatser/files/{with_depths.cast['published'].file}"


def test_rows_come_in_pages_of_fifty(visitor: Visitor, page: str) -> None:
    first = visitor.get(page)
    assert "120 rows" in words(first)
    assert "Sjö 049" in first.text
    assert "Sjö 050" not in first.text
    assert f'href="{page}?offset=100"' in first.text
    last = visitor.get(f"{page}?offset=100")
    assert "Sjö 100" in last.text
    assert "Sjö 119" in last.text


def test_a_click_on_a_heading_sorts_a_second_turns_it_and_a_third_ends_it(visitor: Visitor, page: str) -> None:
    assert f'href="{page}?sort=djup"' in visitor.get(page).text
    rising = visitor.get(f"{page}?sort=djup").text
    assert 'aria-sort="ascending"' in rising
    assert f'href="{page}?sort=-djup"' in rising
    falling = visitor.get(f"{page}?sort=-djup").text
    assert 'aria-sort="descending"' in falling
    assert falling.index("Sjö 119") < falling.index("Sjö 118")
    assert f'href="{page}"' in falling


def test_the_form_filters_each_column_by_its_type(visitor: Visitor, page: str) -> None:
    asked = visitor.get(f"{page}?q=&namn__contains=sjö+1&djup__gte=105&djup__lte=&oppen__exact=true")
    assert asked.location == f"{page}?namn__contains=sj%C3%B6+1&djup__gte=105&oppen__exact=true"
    shown = visitor.get(asked.location)
    assert "8 rows" in words(shown)
    assert "Sjö 105" in shown.text
    assert "Sjö 106" not in shown.text
    assert 'value="105"' in shown.text, "the form keeps what was asked"
    assert "Djup ≥ 105" in shown.text
    assert f'href="{page}?djup__gte=105&amp;oppen__exact=true"' in shown.text, "a chip takes its own filter away"


def test_columns_can_be_left_out(visitor: Visitor, page: str) -> None:
    chosen = visitor.get(f"{page}?select=namn&select=djup")
    assert chosen.location == f"{page}?select=namn%2Cdjup"
    shown = visitor.get(chosen.location).text
    assert 'id="sort-djup"' in shown
    assert 'id="sort-oppen"' not in shown
    assert visitor.get(f"{page}?select=namn&select=djup&select=oppen").location == page


def test_the_view_is_the_same_in_the_api_and_as_csv(visitor: Visitor, page: str) -> None:
    shown = unescape(visitor.get(f"{page}?djup__lt=3&sort=-djup&select=namn").text)
    file = page.rpartition("/")[2]
    view = "djup__lt=3&sort=-djup&select=namn"
    as_json, as_csv = f"/api/v1/files/{file}/rows?{view}", f"/api/v1/files/{file}/rows.csv?{view}"
    for address in (as_json, as_csv):
        assert f'href="{BASE}{address}"' in shown
    expected = ["Sjö 002", "Sjö 001", "Sjö 000"]
    assert [row["namn"] for row in visitor.client.get(as_json).get_json()["data"]] == expected
    assert visitor.client.get(as_csv).text.split("\r\n")[1:4] == expected


def test_operators_that_the_form_lacks_are_kept_and_shown(visitor: Visitor, page: str) -> None:
    shown = visitor.get(f"{page}?djup__in=3,4&namn__notnull=")
    assert "2 rows" in words(shown)
    assert "Djup is one of 3,4" in shown.text
    assert '<input type="hidden" name="djup__in" value="3,4">' in shown.text


@pytest.mark.parametrize("asked", ["djup__gte=deep", "depth=3", "offset=-1", "sort=depth"])
def test_what_cannot_be_asked_is_explained_on_the_page(visitor: Visitor, page: str, asked: str) -> None:
    answer = visitor.get(f"{page}?{asked}")
    assert answer.status_code == 400
    assert "The rows could not be shown" in words(answer)
    assert f'href="{page}"' in answer.text


def test_a_question_without_answers_says_so(visitor: Visitor, page: str) -> None:
    assert "No row matches" in words(visitor.get(f"{page}?q=hav"))


def test_a_file_is_found_only_under_its_own_dataset(visitor: Visitor, page: str) -> None:
    assert visitor.get(page.replace("badplatser", "trad")).status_code == 404
