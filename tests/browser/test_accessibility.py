"""WCAG 2.2 AA as far as a program can see it: axe on every kind of page, light and dark, wide and narrow."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_story import sign_in

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => {
    const after = seconds => new Promise(done => setTimeout(done, seconds * 1000));
    const fading = document.getAnimations().filter(one => one instanceof CSSTransition);
    await Promise.race([Promise.allSettled(fading.map(one => one.finished)), after(2)]);
    const found = axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
    return (await Promise.race([found, after(60)])).violations;
}"""
"""All rules are tried, once no colour is on its way to another; only of those that are violated axe gathers every
place, and hands it over. A page that nobody sees may keep its colours for ever, so neither is waited for long."""
PUBLIC = [
    *("/", "/datasets", "/datasets?q=finnsinte", "/dataset/sveriges-lan", "/publishers", "/accessibility", "/login"),
    *("/follow?topic=dataset&dataset=sveriges-lan", "/follow?topic=search&query=q%3Dbad"),
    *("/ask", "/ask?dataset=sveriges-lan"),
    *("/specifications", "/specifications/badplatser"),
    *(
        "/datasets?q=badplats",
        "/datasets?q=kommun+finnsinte",
        "/datasets?q=kommner&theme=REGI&api=true",
        "/publisher/stadsledningskontoret",
    ),
    *(
        "/sparql",
        "/sparql?query=SELECT*%7B?s+?p+?o%7DLIMIT+9",
        "/sparql?query=DESCRIBE*%7B?s+a+?o%7D",
        "/sparql?query=",
    ),
]
MEMBERS = [
    "/workspace/",
    "/workspace/datasets/new",
    "/workspace/datasets/sveriges-kommuner",
    "/workspace/datasets/sveriges-kommuner/edit",
    "/workspace/datasets/sveriges-kommuner/links/new",
    "/workspace/series/new",
    "/workspace/tokens",
    "/workspace/audit",
    "/workspace/cases",
    "/workspace/account",
]


LOOKS: list[tuple[int, Literal["light", "dark"]]] = [(1280, "light"), (360, "dark")]
"""Width of the window, and the colours that its owner likes."""


@pytest.fixture
def visitor(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, bypass_csp=True)
    context.add_init_script(path=AXE)
    yield context.new_page()
    context.close()


def faults(page: Page, address: str, first: str = "") -> list[Any]:
    """`first` is a script that opens what is closed at first."""
    page.goto(address)
    if first:
        page.evaluate(first)
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        found += [
            (address, scheme, one["id"], [node["html"][:200] for node in one["nodes"]])
            for one in page.evaluate(RUN, RULES)
        ]
    return found


def test_the_public_pages_have_no_fault_that_axe_finds(visitor: Page, site: str) -> None:
    assert [fault for page in PUBLIC for fault in faults(visitor, page)] == []


@pytest.mark.parametrize("language", ["sv", "en"])
def test_looking_at_a_file_has_no_fault_that_axe_finds(visitor: Page, site: str, language: str) -> None:
    places, invoices = (explorer(site, slug) for slug in ("badplatser-exempelstad", "leverantorsfakturor"))
    visitor.goto(f"/?lang={language}")
    pages = [
        f"{places}?vatten__in=hav&sort=-badplats",
        f"{places}?q=finnsinte",
        f"{places}?storsta_djup_m__gte=djupt",
        f"{places}/rows/3",
        f"{invoices}/columns",
        f"{places}/map?vatten__in=hav",
        f"{places}/map?q=finnsinte",
        f"{invoices}/map",
        f"{invoices}/chart?chart.by=month.datum&chart.value=sum.belopp&chart.split=forvaltning",
        f"{invoices}/chart?chart.by=leverantor",
        f"{invoices}/chart?chart.by=bin.belopp&belopp__gte=0",
        f"{invoices}/chart?q=finnsinte",
        f"/embed{places}?lang={language}",
        f"/embed{places}/map?lang={language}",
        f"/embed{invoices}/chart?lang={language}&chart.by=leverantor",
    ]
    opened = "document.querySelectorAll('main details{}').forEach(one => {{ one.open = true }})"
    unfolded, menus = opened.format(":not(.menu)"), opened.format(".menu")  # these lie over what comes beneath them
    assert [fault for page in pages for fault in faults(visitor, page, unfolded)] == []
    assert faults(visitor, pages[0], menus) == []


def explorer(site: str, slug: str) -> str:
    """The path where the rows of a dataset's only file are looked at."""
    with urlopen(f"{site}/api/v1/datasets/{slug}") as answer:
        return f"/dataset/{slug}/files/{json.load(answer)['files'][0]['id']}"


def test_the_suggestions_have_no_fault_that_axe_finds(visitor: Page) -> None:
    found = []
    for width, scheme in LOOKS:
        visitor.set_viewport_size({"width": width, "height": 800})
        visitor.emulate_media(color_scheme=scheme)
        visitor.goto("/datasets")
        visitor.get_by_role("combobox").first.press_sequentially("kommun")
        visitor.get_by_role("option").first.wait_for()
        visitor.keyboard.press("ArrowDown")
        found += [(scheme, one["id"], one["nodes"][0]["html"][:200]) for one in visitor.evaluate(RUN, RULES)]
    assert found == []


def test_the_workspace_has_no_fault_that_axe_finds(visitor: Page) -> None:
    sign_in(visitor, "redaktor@example.org")
    visitor.goto("/workspace/")
    rejected = visitor.get_by_role("link", name="kommuner-felaktig.csv").get_attribute("href") or ""
    visitor.goto(rejected)
    file = visitor.get_by_role("link", name="Upload a corrected file").get_attribute("href") or ""
    pages = [*MEMBERS, rejected, f"{rejected}/schema", file]
    assert [fault for page in pages for fault in faults(visitor, page)] == []
