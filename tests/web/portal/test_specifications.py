"""Specifications for people: pages, templates, the choice at upload and the mapping of columns."""

import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from python_calamine import load_workbook

from opendata.services import specifications
from tests.web.portal.conftest import Visitors
from tests.web.portal.office import Office
from tests.web.portal.visitor import words

pytestmark = pytest.mark.any_database

GOOD = b"place_id,name,latitude,longitude\n1480-A,A,57.7,11.9\n"
RENAMED = b"Nummer,Badet,Nord,longitude\n1480-A,A,57.7,11.9\n"


def test_the_list_leads_to_every_specification(visitors: Visitors) -> None:
    page = visitors.nobody.get("/specifications")
    addresses = re.findall(r'href="(/specifications/[^"]+)"', page.text)
    assert len(addresses) == 11
    for address in addresses:
        assert visitors.nobody.get(address).status_code == 200
    assert 'href="/specifications"' in visitors.nobody.get("/").text


def test_a_page_tells_each_fields_meaning_in_both_languages(visitors: Visitors) -> None:
    english = words(visitors.nobody.get("/specifications/offentliga-toaletter"))
    assert "How often it is cleaned. One of: UNKNOWN , IRREG" in english
    assert "required" in english and "Draft" in english
    visitors.nobody.language = "sv"
    assert "Hur ofta den städas. Ett av: UNKNOWN" in words(visitors.nobody.get("/specifications/offentliga-toaletter"))


def test_a_page_lists_the_datasets_that_follow(visitors: Visitors, publishing: Office) -> None:
    assert "No published dataset follows it yet" in visitors.nobody.get("/specifications/badplatser").text
    publishing.publish("bad", GOOD)
    assert 'href="/dataset/bad"' in visitors.nobody.get("/specifications/badplatser").text
    assert "/specifications/badplatser?version=1.0" in visitors.nobody.get("/dataset/bad").text
    listing = visitors.nobody.get("/datasets?specification=badplatser")
    assert 'href="/dataset/bad"' in listing.text
    assert "Bathing sites 1.0" in words(listing)
    assert visitors.nobody.get("/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/specifications/x", "/specifications/badplatser?version=x", "/specifications/badplatser/x"]
)
def test_what_is_not_there_is_not_found(visitors: Visitors, address: str) -> None:
    assert visitors.nobody.get(address).status_code == 404


def test_templates_and_the_example_can_be_downloaded(client: FlaskClient) -> None:
    for one in specifications.newest():
        names = [field["name"] for field in one.fields]
        sheet = client.get(f"/specifications/{one.name}/template.xlsx")
        assert load_workbook(io.BytesIO(sheet.data)).get_sheet_by_index(0).to_python()[0] == names
        assert client.get(f"/specifications/{one.name}/template.csv").text == "\ufeff" + ",".join(names) + "\r\n"
        example = client.get(f"/specifications/{one.name}/example.csv")
        assert example.data == one.example.read_bytes()
        assert one.name in example.headers["Content-Disposition"]


@pytest.fixture
def dataset(visitors: Visitors) -> str:
    made = visitors.editor.post(
        "/workspace/datasets/new", publisher="parker", title_sv="Bad", description_sv="Alla.", licence="CC0-1.0"
    )
    return str(made.location)


def test_columns_with_other_names_are_mapped_once(visitors: Visitors, dataset: str, work: Callable[[], None]) -> None:
    editor = visitors.editor
    assert 'value="badplatser"' in editor.get(dataset).text
    uploaded = editor.upload(f"{dataset}/files", "bad.csv", RENAMED, schema="badplatser")
    work()
    refused = editor.get(uploaded.location)
    assert "Columns that must be there were not found" in refused.text
    (address,) = set(re.findall(r'href="(/workspace/versions/\w+/specification)"', refused.text))
    form = editor.get(address).text
    assert re.search(r'name="f3"[^>]*>.*?<option value="longitude" selected', form, re.DOTALL)
    assert visitors.outsider.get(address).status_code == 404
    mapped = editor.post(address, schema="badplatser/1.0", f0="Nummer", f1="Badet", f2="Nord", f3="longitude")
    assert mapped.status_code == 303
    work()
    page = editor.get(mapped.location)
    assert "The file is sound" in page.text and "Followed" in words(page)
    file = re.search(r"/workspace/files/\w+", page.text)
    assert file and "As before: badplatser 1.0" in editor.get(file[0]).text


def test_the_same_column_for_two_fields_is_told_and_the_form_keeps_the_rest(
    visitors: Visitors, dataset: str, work: Callable[[], None]
) -> None:
    uploaded = visitors.editor.upload(f"{dataset}/files", "bad.csv", RENAMED, schema="badplatser")
    work()
    address = f"{uploaded.location}/specification"
    answer = visitors.editor.post(address, schema="badplatser/1.0", f0="Nummer", f1="Nummer", f2="Nord")
    assert answer.status_code == 400
    assert "Choose it only once" in answer.text
    assert re.search(r'name="f2"[^>]*>.*?<option value="Nord" selected', answer.text, re.DOTALL)


def test_a_recognised_file_is_told_so_and_can_be_made_to_follow(
    visitors: Visitors, dataset: str, work: Callable[[], None]
) -> None:
    editor = visitors.editor
    uploaded = editor.upload(f"{dataset}/files", "bad.csv", GOOD)
    work()
    page = editor.get(uploaded.location)
    assert "looks like the national specification Bathing sites 1.0" in page.text
    chosen = editor.post(
        f"{uploaded.location}/specification",
        schema="badplatser",
        **{f"f{place}": name for place, name in enumerate(("place_id", "name", "latitude", "longitude"))},
    )
    work()
    assert "Followed" in words(editor.get(chosen.location))
    given_up = editor.post(f"{chosen.location}/specification", schema="")
    work()
    assert "Followed" not in words(editor.get(given_up.location))
