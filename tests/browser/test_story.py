"""The story of editor, reviewer and outsider, told in a browser against the product as it is run."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import picture

pytestmark = pytest.mark.browser

PASSWORD = "oppna-data-demo"
BROKEN = "Bad;Kommunkod;Latitud;Longitud;Djup\nAskim;1480;57,6250;11,9260;3,5\nNäset;1480;57,6486;11,8661;djupt;extra\n"
SOUND = "Bad;Kommunkod;Latitud;Longitud;Djup\nAskim;1480;57,6250;11,9260;3,5\nNäset;1480;57,6486;11,8661;\n"
MORE = SOUND + "Sillvik;1480;57,6893;11,7500;5,25\n"


def sign_in(page: Page, email: str) -> None:
    page.context.clear_cookies()
    page.goto("/login?lang=en")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/workspace/**")


def choose(page: Page, name: str, content: str) -> None:
    """Put a file in the drop zone and send it; then wait for the verdict."""
    files = [{"name": name, "mimeType": "text/csv", "buffer": content.encode("windows-1252")}]
    page.locator("form[data-upload] input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload and check").click()
    page.wait_for_url("**/workspace/versions/**")


@pytest.fixture(scope="module")
def outsider(browser: Browser, site: str) -> Iterator[str]:
    """A user of no publisher, made by the administrator on the users' page."""
    context = browser.new_context(base_url=site)
    page = context.new_page()
    sign_in(page, "administrator@example.org")
    page.goto("/workspace/admin/users")
    page.get_by_label("E-mail address").fill("utomstaende@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Create the user").click()
    expect(page.get_by_text("utomstaende@example.org").first).to_be_visible()
    context.close()
    yield "utomstaende@example.org"


def test_from_a_file_to_a_dataset_that_everybody_has(page: Page, site: str, outsider: str) -> None:
    rejected = an_editor_makes_a_dataset(page)
    strangers_see_nothing(page, outsider, rejected)
    a_reviewer_returns_it_and_then_publishes_it(page)
    the_public_sees_it_in_both_languages_and_on_a_phone(page, site)
    a_new_version_takes_over_and_the_old_one_stays(page, site)


def an_editor_makes_a_dataset(page: Page) -> str:
    """The address of the version that was rejected on the way."""
    sign_in(page, "redaktor@example.org")
    picture(page, "workspace")
    page.get_by_role("link", name="New dataset").click()
    page.get_by_label("Publisher").select_option(label="City Executive Office, Exempelstad")
    page.locator("[name=title_sv]").fill("Badplatser")
    page.locator("[name=title_en]").fill("Bathing sites")
    page.locator("[name=description_sv]").fill("Kommunens badplatser med läge och djup.")
    page.locator("[name=keywords_sv]").fill("bad, badplats")
    page.get_by_role("checkbox", name="Environment", exact=True).check()
    picture(page, "form")
    page.get_by_role("button", name="Save the draft").click()
    page.wait_for_url("**/workspace/datasets/badplatser")
    expect(page.get_by_text("Missing before publication")).to_be_visible()

    choose(page, "badplatser.csv", BROKEN)
    expect(page.get_by_text("The file has 1 error").or_(page.get_by_text("The file has one error"))).to_be_visible()
    row = page.get_by_role("row").filter(has_text="extra")
    expect(row.first).to_contain_text("3")
    picture(page, "rejected")
    rejected = page.url
    page.goto("/workspace/datasets/badplatser")
    expect(page.get_by_role("button", name="Submit for review")).to_have_count(0)

    page.get_by_role("link", name="badplatser", exact=True).click()
    choose(page, "badplatser.csv", SOUND)
    expect(page.get_by_text("The file is sound")).to_be_visible()
    expect(page.get_by_text("Windows-1252").first).to_be_visible()
    picture(page, "accepted")
    page.get_by_role("link", name="Describe the columns", exact=True).click()
    page.locator("[name=c0_title_en]").fill("Bathing site")
    page.get_by_label("Must always have a value").first.check()
    picture(page, "columns")
    page.get_by_role("button", name="Save and check again").click()
    page.wait_for_url("**/workspace/versions/**")
    expect(page.get_by_text("The file is sound")).to_be_visible()

    page.goto("/workspace/datasets/badplatser")
    picture(page, "ready")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("A reviewer decides now.")).to_be_visible()
    return rejected


def strangers_see_nothing(page: Page, outsider: str, rejected: str) -> None:
    for nobody in (None, outsider):
        page.context.clear_cookies()
        if nobody:
            sign_in(page, nobody)
        for hidden in ("/dataset/badplatser", "/workspace/datasets/badplatser", rejected):
            answer = page.goto(hidden)
            assert answer is not None
            assert answer.status == 404 or "/login" in page.url, (nobody, hidden)
        page.goto("/datasets?q=badplatser")
        expect(page.get_by_role("heading", name="Badplatser", exact=True)).to_have_count(0)


def a_reviewer_returns_it_and_then_publishes_it(page: Page) -> None:
    sign_in(page, "granskare@example.org")
    page.goto("/workspace/datasets/badplatser")
    page.get_by_label("Note to the editor").fill("Skriv varifrån djupet kommer.")
    page.get_by_role("button", name="Return with the note").click()
    sign_in(page, "redaktor@example.org")
    page.goto("/workspace/datasets/badplatser")
    expect(page.get_by_role("blockquote").first).to_have_text("Skriv varifrån djupet kommer.")
    picture(page, "returned")
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("A reviewer decides now.")).to_be_visible()

    sign_in(page, "granskare@example.org")
    page.goto("/workspace/datasets/badplatser")
    page.get_by_role("button", name="Publish").click()
    page.get_by_role("dialog").get_by_role("button", name="Publish").click()
    expect(page.get_by_role("link", name="Public page")).to_be_visible()
    page.goto("/workspace/audit")
    expect(page.get_by_text("Badplatser").or_(page.get_by_text("badplatser")).first).to_be_visible()
    picture(page, "audit")


def the_public_sees_it_in_both_languages_and_on_a_phone(page: Page, site: str) -> None:
    page.context.clear_cookies()
    page.goto("/dataset/badplatser?lang=sv")
    expect(page.get_by_role("heading", level=1)).to_have_text("Badplatser")
    expect(page.get_by_text("Näset").first).to_be_visible()
    picture(page, "public-sv")
    page.goto("/dataset/badplatser?lang=en")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bathing sites")
    expect(page.get_by_text("Bathing site").first).to_be_visible()
    picture(page, "public-en")
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV for Swedish Excel").first.click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert "Askim;1480;57,625;11,926;3,5" in content.decode("utf-8-sig")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/dataset/badplatser")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    picture(page, "public-narrow")
    with urlopen(f"{site}/api/v1/datasets/badplatser") as answer:
        file = json.load(answer)["files"][0]
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"/dataset/badplatser/files/{file['id']}?lang=en&djup__gt=1")
    expect(page.get_by_text("Askim").first).to_be_visible()
    expect(page.get_by_text("Näset")).to_have_count(0)
    picture(page, "explore")


def a_new_version_takes_over_and_the_old_one_stays(page: Page, site: str) -> None:
    sign_in(page, "redaktor@example.org")
    page.goto("/workspace/datasets/badplatser")
    page.get_by_role("link", name="badplatser", exact=True).click()
    choose(page, "badplatser.csv", MORE)
    expect(page.get_by_text("It is public now")).to_be_visible()
    page.goto("/dataset/badplatser?lang=en")
    expect(page.get_by_text("Sillvik").first).to_be_visible()
    picture(page, "new-version")
    with urlopen(f"{site}/api/v1/datasets/badplatser") as answer:
        file = json.load(answer)["files"][0]
    with urlopen(f"{site}/api/v1/files/{file['id']}/versions") as answer:
        versions = json.load(answer)["data"]
    assert [version["rows"] for version in versions] == [3, 2]


def test_it_works_without_scripts(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, "redaktor@example.org")
    page.goto("/workspace/datasets/new")
    page.locator("[name=title_sv]").fill("Utan skript")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Utan skript")
    files = [{"name": "liten.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}]
    page.locator("input[type=file]").set_input_files(files)  # type: ignore[arg-type]
    page.get_by_role("button", name="Upload and check").click()
    expect(page).to_have_url(re.compile("/workspace/versions/"))
    context.close()
