"""Charts of rows: suggested by the columns, counted exactly, and the same in picture, words, table and API."""

import re
from html import unescape
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.conftest import Scene
from tests.web.conftest import Publish
from tests.web.portal.visitor import Visitor, words

pytestmark = pytest.mark.any_database

SUPPLIERS = ("Bygg & Co", "El AB", "Kontor AB")
ROWS = [
    (f"2025-{month:02}-{day:02}", SUPPLIERS[(month + day) % 3], "Skola" if day % 2 else "Park", f"{month}{day}.15")
    for month in (1, 2, 3, 6)
    for day in range(1, 11)
]
LEDGER = "Datum,Leverantör,Förvaltning,Belopp\n" + "".join(",".join(row) + "\n" for row in ROWS)
MANY = "Namn,Tal\n" + "".join(f"Namn {n % 30:02},{n}\n" for n in range(90))


@pytest.fixture
def visitor(client: FlaskClient) -> Visitor:
    return Visitor(client)


@pytest.fixture(scope="session")
def with_ledger(publish: Publish) -> Scene:
    return publish("with_ledger", LEDGER.encode())


@pytest.fixture(scope="session")
def with_many_names(publish: Publish) -> Scene:
    return publish("with_many_names", MANY.encode())


@pytest.fixture(scope="session")
def with_one_text(publish: Publish) -> Scene:
    return publish("with_one_text", ("Text\n" + "".join(f"Allt om {n}\n" for n in range(60))).encode())


def home(scene: Scene) -> str:
    return f"/dataset/badplatser/files/{scene.cast['published'].file}"


def table(page: str) -> list[list[str]]:
    """The chart as a table, without its heading."""
    body = page.split('id="chart-table"')[1].split("<tbody>")[1].split("</tbody>")[0]
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1]]
    return [[unescape(re.sub("<[^>]+>", "", cell)).strip() for cell in row] for row in cells]


def test_columns_of_dates_categories_and_numbers_suggest_charts(visitor: Visitor, with_ledger: Scene) -> None:
    shown = visitor.get(f"{home(with_ledger)}/chart")
    assert "Charts that fit: Datum by month Förvaltning Leverantör Belopp, in steps" in words(shown)
    assert "Number of rows: Datum by month" in words(shown)


def test_months_without_rows_are_there_as_zeros_and_lead_to_their_rows(visitor: Visitor, with_ledger: Scene) -> None:
    shown = visitor.get(f"{home(with_ledger)}/chart?chart.by=month.datum&chart.value=sum.belopp").text
    assert [row[0] for row in table(shown)] == ["Jan 2025", "Feb 2025", "Mar 2025", "Apr 2025", "May 2025", "Jun 2025"]
    sums = [sum(float(row[3]) for row in ROWS if row[0].startswith(f"2025-0{month}")) for month in range(1, 7)]
    assert [row[1] for row in table(shown)] == [f"{value:,.1f}" for value in sums]
    march = unescape(re.findall(r'href="([^"]+datum__gte=2025-03-01&amp;datum__lt=2025-04-01)"', shown)[0])
    assert march.startswith(f"{home(with_ledger)}?")
    assert "10 rows" in words(visitor.get(march))
    assert 'role="img" aria-label="Sum of Belopp: Datum by month. From Jan 2025 to Jun 2025.' in shown


def test_the_api_call_shown_gives_the_chart_s_numbers(visitor: Visitor, with_ledger: Scene) -> None:
    asked = "forvaltning__exact=Skola&chart.by=leverantor&chart.value=sum.belopp"
    shown = visitor.get(f"{home(with_ledger)}/chart?{asked}").text
    call = unescape(re.findall(r"curl &#34;http://data.example.se([^ ]+)&#34;", shown)[0])
    told = visitor.client.get(call).get_json()["data"]
    assert [[row["leverantor"], f"{row['sum.belopp']:,.2f}"] for row in told] == table(shown)
    as_csv = visitor.client.get(
        unescape(re.findall(r'href="http://data.example.se([^"]+rows.csv[^"]+bom=1)"', shown)[0])
    )
    assert as_csv.data.decode("utf-8-sig").splitlines()[0] == "leverantor;sum.belopp"


def test_a_chart_is_split_by_another_column(visitor: Visitor, with_ledger: Scene) -> None:
    shown = visitor.get(f"{home(with_ledger)}/chart?chart.by=month.datum&chart.split=forvaltning").text
    assert table(shown)[0] == ["Jan 2025", "5", "5"]
    assert table(shown)[3] == ["Apr 2025", "0", "0"]
    assert shown.count('class="chart-line series-1"') == 4, "one in the legend, one in each width"
    bars = visitor.get(f"{home(with_ledger)}/chart?chart.by=leverantor&chart.split=forvaltning&chart.value=avg.belopp")
    assert len(table(bars.text)) == 3
    assert "Together" not in words(bars), "means don't add up"


def test_numbers_are_spread_over_round_steps(visitor: Visitor, with_ledger: Scene) -> None:
    shown = visitor.get(f"{home(with_ledger)}/chart?chart.by=bin.belopp").text
    assert table(shown)[0] == ["0 to 50", "27"]
    assert sum(int(row[1]) for row in table(shown)) == len(ROWS)
    assert "group_by=bin.50.belopp" in shown


def test_what_is_left_out_is_told_together(visitor: Visitor, with_many_names: Scene) -> None:
    shown = visitor.get(f"{home(with_many_names)}/chart?chart.by=namn&chart.value=sum.tal").text
    told = table(shown)
    assert len(told) == 21
    assert told[-1][0] == "All others (10)"
    assert sum(int(row[1].replace(",", "")) for row in told) == sum(range(90))
    assert "10 more are not drawn." in shown


def test_a_picture_has_its_title_and_source_and_needs_no_styles(visitor: Visitor, with_ledger: Scene) -> None:
    address = f"{home(with_ledger)}/chart.svg?chart.by=leverantor&chart.split=forvaltning"
    answer = visitor.client.get(address)
    assert answer.mimetype == "image/svg+xml"
    words_in_it = " ".join(ElementTree.fromstring(answer.data).itertext())
    assert "Antal rader: Leverantör och Förvaltning" in words_in_it
    assert "Källa: Parkförvaltningen, Badplatser" in words_in_it
    assert "Bygg & Co" in words_in_it
    assert "style" not in answer.text


@pytest.mark.parametrize(
    "asked",
    ["chart.by=month.belopp", "chart.by=datumet", "chart.value=sum.leverantor", "belopp__gte=much", "chart.split=kund"],
)
def test_what_cannot_be_charted_is_explained(visitor: Visitor, with_ledger: Scene, asked: str) -> None:
    answer = visitor.get(f"{home(with_ledger)}/chart?{asked}")
    assert answer.status_code == 400
    assert "The rows could not be shown" in words(answer)
    picture = visitor.client.get(f"{home(with_ledger)}/chart.svg?{asked}", headers={"Accept": "application/json"})
    assert picture.status_code == 400


@pytest.mark.parametrize("by", ["month.datum", "bin.belopp", "leverantor", ""])
@pytest.mark.parametrize("split", ["", "forvaltning"])
def test_a_chart_of_no_rows_says_so(visitor: Visitor, with_ledger: Scene, by: str, split: str) -> None:
    shown = visitor.get(
        f"{home(with_ledger)}/chart?q=finnsinte&chart.by={by}&chart.split={split}", follow_redirects=True
    )
    assert shown.status_code == 200
    assert "No row has a value to show" in words(shown)


def test_a_file_with_nothing_to_count_by_says_so(visitor: Visitor, with_one_text: Scene) -> None:
    assert "There is no chart to suggest" in words(visitor.get(f"{home(with_one_text)}/chart"))
    answer = visitor.client.get(f"{home(with_one_text)}/chart.svg", headers={"Accept": "application/json"})
    assert answer.status_code == 400
