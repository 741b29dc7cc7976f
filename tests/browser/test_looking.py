"""Stories of those who look at data: a resident, a journalist, a developer, somebody with a keyboard alone, a phone."""

import json
import re
import shlex
import subprocess
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import picture

pytestmark = pytest.mark.browser

PLACES, INVOICES = "badplatser-exempelstad", "leverantorsfakturor"
MOST_BYTES = 200_000
SHIFTS = """new Promise(done => {
    let moved = 0;
    const add = list => { for (const one of list.getEntries()) if (!one.hadRecentInput) moved += one.value };
    new PerformanceObserver(add).observe({type: "layout-shift", buffered: true});
    requestAnimationFrame(() => requestAnimationFrame(() => done(moved)));
})"""


def explorer(site: str, slug: str) -> str:
    with urlopen(f"{site}/api/v1/datasets/{slug}") as answer:
        return f"/dataset/{slug}/files/{json.load(answer)['files'][0]['id']}"


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True, locale="sv-SE"
    )
    yield context.new_page()
    context.close()


def a_resident_finds_bathing_places(page: Page) -> None:
    page.goto("/?lang=sv")
    page.locator("#search").fill("badplatser")
    page.locator("#search").press("Enter")
    page.get_by_role("main").get_by_role("link", name="Badplatser i Exempelstad").first.click()
    page.get_by_role("main").get_by_role("link", name="Karta", exact=True).click()
    expect(page.locator("#map[data-drawn]")).to_have_attribute("data-drawn", "25")
    page.get_by_text("Filtrera").first.click()
    page.get_by_role("checkbox", name="hav").check()
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.locator("#map[data-drawn]")).to_have_attribute("data-drawn", "12")
    expect(page.get_by_role("link", name="Ta bort filtret Vatten = hav")).to_be_visible()
    page.get_by_role("button", name=re.compile("Visa på kartan ?: Långstranden")).click()
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("Långstranden")
    expect(popup).to_contain_text("Nåbar med rullstol")


def test_a_resident_finds_bathing_places_and_sees_them_on_a_map(page: Page) -> None:
    a_resident_finds_bathing_places(page)
    picture(page, "map")
    page.locator("#map").focus()
    before = page.url
    page.keyboard.press("ArrowRight")
    expect(page).not_to_have_url(before)
    reopened = page.url
    page.goto("/")
    page.goto(reopened)
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    assert page.url == reopened, "the address says where the map stands"


def test_on_a_phone_the_map_and_the_list_do_the_same(phone: Page) -> None:
    a_resident_finds_bathing_places(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    picture(phone, "map-phone")


def test_a_journalist_filters_the_ledger_charts_it_by_month_and_takes_it_to_excel(page: Page, site: str) -> None:
    page.goto(f"{explorer(site, INVOICES)}?lang=sv")
    page.get_by_text("Filtrera och välj kolumner").click()
    page.get_by_role("checkbox", name="Socialförvaltningen").check()
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_role("link", name="Ta bort filtret Förvaltning = Socialförvaltningen")).to_be_visible()
    page.get_by_role("link", name="Belopp , sortera stigande").click()
    page.get_by_role("link", name="Belopp , sortera fallande").click()
    expect(page.get_by_role("columnheader", name="Belopp")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("link", name="Diagram", exact=True).click()
    page.wait_for_load_state()
    page.get_by_label("Visa", exact=True).select_option(label="Summa av Belopp")
    expect(page.get_by_role("heading", name="Summa av Belopp: Datum per månad")).to_be_visible()
    table = page.get_by_role("table", name="Summa av Belopp: Datum per månad")
    expect(table.get_by_role("row")).to_have_count(13)
    picture(page, "chart")
    with page.expect_download() as as_picture:
        page.get_by_role("button", name="Bild (PNG)").click()
    assert Path(as_picture.value.path()).read_bytes().startswith(b"\x89PNG")
    page.get_by_text("Ladda ner vyn").click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV för svensk Excel").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == "month.datum;sum.belopp"
    assert len(lines) == 13
    assert "," in lines[1], "decimals as in Swedish"


def test_a_developer_runs_the_call_that_is_shown(page: Page, site: str) -> None:
    page.goto(f"{explorer(site, INVOICES)}?lang=en&belopp__gte=300000&sort=-belopp&select=leverantor,belopp")
    page.get_by_text("Fetch exactly this view by program").click()
    shown = page.get_by_label("On the command line, with curl").locator("code").inner_text()
    answer = subprocess.run(shlex.split(shown.replace("curl", "curl -sS", 1)), capture_output=True, check=True)
    rows = json.loads(answer.stdout)["data"]
    first = page.locator("tbody tr").first.locator("td").all_inner_texts()
    assert [rows[0]["leverantor"], str(rows[0]["belopp"])] == first


def test_with_a_keyboard_alone_one_gets_to_a_bathing_place(page: Page, site: str) -> None:
    page.goto(f"{explorer(site, PLACES)}/map?lang=sv")
    expect(page.locator("#map[data-drawn]")).to_be_visible()
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        seen: dict[str, Any] = page.evaluate(
            """() => { const one = document.activeElement, style = getComputedStyle(one);
            const text = one.innerText?.trim() || one.getAttribute('aria-label') || one.id;
            return {text, outline: style.outlineStyle} }"""
        )
        stops.append(seen["text"])
        assert seen["outline"] != "none", f"no visible focus on {seen['text']}"
        if "Visa på kartan" in seen["text"]:
            break
    assert stops[0] == "Hoppa till innehållet"
    page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup-content")
    expect(popup).to_contain_text("Almvik")
    page.keyboard.press("Escape")
    expect(popup).to_have_count(0)
    assert "Visa på kartan" in page.evaluate("document.activeElement.innerText"), "back where one was"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Almvik", level=2)).to_be_visible()


def test_without_scripts_rows_are_still_filtered_paged_charted_and_listed(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site, java_script_enabled=False)
    page = context.new_page()
    invoices = explorer(site, INVOICES)
    page.goto(f"{invoices}?lang=sv")
    page.get_by_text("Filtrera och välj kolumner").click()
    page.get_by_role("checkbox", name="Skolskjuts").check()
    page.get_by_role("button", name="Visa", exact=True).click()
    expect(page.get_by_role("link", name="Ta bort filtret Kontotext = Skolskjuts")).to_be_visible()
    page.get_by_role("link", name="Nästa").click()
    expect(page.get_by_text("visar 51–")).to_be_visible()
    page.get_by_role("link", name="Diagram", exact=True).click()
    expect(page.get_by_role("img").first).to_be_visible()
    page.goto(f"{explorer(site, PLACES)}/map")
    expect(page.locator(".map-without")).to_be_visible()
    expect(page.get_by_role("link", name="Almvik")).to_be_visible()
    context.close()


def test_others_can_frame_the_embedded_views_and_no_others(browser: Browser, site: str, tmp_path: Path) -> None:
    places = explorer(site, PLACES)
    frames = (
        f'<iframe src="{site}{path}" width="700" height="520"></iframe>' for path in (f"/embed{places}/map", places)
    )
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Stadens sida</title>{''.join(frames)}")
    context = browser.new_context()
    page = context.new_page()
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as city:
        Thread(target=city.serve_forever).start()
        page.goto(f"http://127.0.0.1:{city.server_port}/")
        expect(page.frame_locator("iframe >> nth=0").locator("#map[data-drawn]")).to_have_attribute("data-drawn", "25")
        expect(page.frame_locator("iframe >> nth=1").locator(".site-header")).to_have_count(0)
        city.shutdown()
    context.close()


def test_a_dataset_s_page_is_light_and_stands_still(browser: Browser, site: str) -> None:
    for slug in (PLACES, INVOICES):
        context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
        page = context.new_page()
        spent: list[int] = []
        page.on("requestfinished", lambda done, into=spent: into.append(done.sizes()["responseBodySize"]))
        page.goto(f"/dataset/{slug}", wait_until="networkidle")
        assert sum(spent) < MOST_BYTES, (slug, sum(spent))
        assert page.evaluate(SHIFTS) < 0.01
        context.close()
