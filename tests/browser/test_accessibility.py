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
    const fading = document.getAnimations().filter(one => one instanceof CSSTransition);
    await Promise.allSettled(fading.map(one => one.finished));
    const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
    return found.violations;
}"""
"""All rules are tried, once no colour is on its way to another; only of those that are violated axe gathers every
place, and hands it over."""
PUBLIC = [
    *("/", "/datasets", "/datasets?q=finnsinte", "/dataset/sveriges-lan", "/publishers", "/accessibility", "/login"),
    *("/specifications", "/specifications/badplatser"),
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


def faults(page: Page, address: str) -> list[Any]:
    page.goto(address)
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
    with urlopen(f"{site}/api/v1/datasets/sveriges-lan") as answer:
        file = json.load(answer)["files"][0]["id"]
    assert [fault for page in [*PUBLIC, f"/dataset/sveriges-lan/files/{file}"] for fault in faults(visitor, page)] == []


def test_the_workspace_has_no_fault_that_axe_finds(visitor: Page) -> None:
    sign_in(visitor, "redaktor@example.org")
    visitor.goto("/workspace/")
    rejected = visitor.get_by_role("link", name="kommuner-felaktig.csv").get_attribute("href") or ""
    visitor.goto(rejected)
    file = visitor.get_by_role("link", name="Upload a corrected file").get_attribute("href") or ""
    pages = [*MEMBERS, rejected, f"{rejected}/schema", file]
    assert [fault for page in pages for fault in faults(visitor, page)] == []
