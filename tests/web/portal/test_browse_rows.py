"""Exploring the rows of a published file by its address alone, as a browser without scripts does."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.conftest import People, Scene
from tests.web.conftest import Publish
from tests.web.portal.office import BASE, Office
from tests.web.portal.visitor import Visitor, words

pytestmark = pytest.mark.any_database

ROWS = 120
KINDS = ("hav", "sjö", "å")
CSV = "Namn,Djup,Öppen,Vatten\n" + "".join(
    f"Sjö {n:03},{n},{'ja' if n % 2 else 'nej'},{KINDS[n % 3]}\n" for n in range(ROWS)
)


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
    assert visitor.get(f"{page}?select=namn&select=djup&select=oppen&select=vatten").location == page


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
    assert "Djup is one of 3, 4" in shown.text
    assert '<input type="hidden" name="djup__in" value="3,4">' in shown.text


@pytest.mark.parametrize("asked", ["djup__gte=deep", "depth=3", "offset=-1", "sort=depth"])
def test_what_cannot_be_asked_is_explained_on_the_page(visitor: Visitor, page: str, asked: str) -> None:
    answer = visitor.get(f"{page}?{asked}")
    assert answer.status_code == 400
    assert "The rows could not be shown" in words(answer)
    assert f'href="{page}"' in answer.text


def test_a_column_of_few_values_is_filtered_by_choosing_among_them(visitor: Visitor, page: str) -> None:
    form = visitor.get(page).text
    assert form.count('type="checkbox" id="filter-vatten__in-') == 3
    chosen = visitor.get(f"{page}?vatten__in=hav&vatten__in=å")
    assert chosen.location == f"{page}?vatten__in=hav%2C%C3%A5"
    shown = visitor.get(chosen.location)
    assert "80 rows" in words(shown)
    assert "Vatten is one of hav, å" in shown.text
    assert shown.text.count('name="vatten__in" value="hav" checked') == 1
    odd = visitor.get(f"{page}?vatten__in=hav,moss").text
    assert '<input type="hidden" name="vatten__in" value="hav,moss">' in odd, "what the form can't show it keeps"


def test_the_next_page_is_found_by_a_cursor_and_says_where_it_is(visitor: Visitor, page: str) -> None:
    first = visitor.get(f"{page}?sort=-djup")
    following = unescape(re.findall(r'rel="next" href="([^"]+)"', first.text)[0])
    assert "cursor=" in following
    second = visitor.get(following)
    assert "Sjö 069" in second.text
    assert "Sjö 070" not in second.text
    assert "showing 51–100" in words(second)
    assert f'rel="prev" href="{page}?sort=-djup"' in second.text
    third = visitor.get(unescape(re.findall(r'rel="next" href="([^"]+)"', second.text)[0]))
    assert "showing 101–120" in words(third)
    assert 'rel="next"' not in third.text
    assert visitor.get(following.replace("sort=-djup", "sort=djup")).status_code == 400, "it is another question's"


def test_a_view_can_be_taken_along_in_every_format(visitor: Visitor, page: str) -> None:
    shown = unescape(visitor.get(f"{page}?djup__lt=2&select=namn,djup").text)
    excel = re.findall(r'href="http://data.example.se([^"]+bom=1)"', shown)[0]
    assert visitor.client.get(excel).data.decode("utf-8-sig").splitlines() == ["namn;djup", "Sjö 000;0", "Sjö 001;1"]
    for form in ("csv", "xlsx", "ndjson", "parquet"):
        address = re.findall(rf'href="http://data.example.se([^"]+rows.{form}\?djup__lt=2&select=namn%2Cdjup)"', shown)[
            0
        ]
        assert visitor.client.get(address).status_code == 200
    assert "GeoJSON: The table has no columns with latitude" in words(visitor.get(page)), "why a format is missing"


def test_the_columns_tell_what_they_hold(visitor: Visitor, page: str) -> None:
    told = visitor.get(f"{page}/columns")
    assert "Different values All differ" in words(told)
    assert f'href="{page}?vatten__exact=hav"' in told.text
    assert "From 0 To 119" in words(told)
    assert told.text.count("<rect x=") == 20, "the depths as a histogram"


def test_one_row_stands_by_itself(visitor: Visitor, page: str) -> None:
    told = visitor.get(f"{page}/rows/3")
    assert "Namn Sjö 002 Djup 2 Öppen No Vatten å" in words(told)
    for missing in ("0", "121", "99999999999999999999"):
        assert visitor.get(f"{page}/rows/{missing}").status_code == 404


def test_an_older_version_is_looked_at_by_day_or_by_number(
    visitor: Visitor, page: str, people: People, work: Callable[[], None], with_depths: Scene
) -> None:
    file, old = page.rpartition("/")[2], with_depths.cast["published"].version
    Office(visitor.client, people, work).update(file, CSV.encode() + b"Havet,999,ja,hav\n")
    assert "121 rows" in words(visitor.get(page))
    shown = visitor.get(f"{page}?version={old}")
    assert "120 rows" in words(shown)
    assert "It is not the current one" in words(shown)
    assert f"version={old}" in shown.text.split('class="tabs"')[1].split("</nav>")[0], "other views stay with it"
    assert visitor.get(f"{page}?as_of=2020-01-01").status_code == 404
    assert "121 rows" in words(visitor.get(f"{page}?as_of=2999-01-01"))
    assert visitor.get(f"{page}?as_of=yesterday").status_code == 400


def test_a_question_without_answers_says_so(visitor: Visitor, page: str) -> None:
    assert "No row matches" in words(visitor.get(f"{page}?q=fjord"))


def test_a_file_is_found_only_under_its_own_dataset(visitor: Visitor, page: str) -> None:
    assert visitor.get(page.replace("badplatser", "trad")).status_code == 404


def test_decimals_have_the_sign_of_the_readers_language(visitor: Visitor, publishing: Office) -> None:
    file = publishing.publish("vikter", b"namn,vikt\nA,1.5\nB,-0.25\n")
    for language, written in (("sv", ("1,5", "-0,25")), ("en", ("1.5", "-0.25"))):
        shown = words(visitor.get(f"/dataset/vikter/files/{file}?lang={language}"))
        assert [number in shown for number in written] == [True, True]
