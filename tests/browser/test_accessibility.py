"""WCAG 2.2 AA as far as a program can see it: axe on every kind of page, light and dark, wide and narrow."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_story import sign_in

pytestmark = pytest.mark.browser

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async rules => {
    const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
    return found.violations;
}"""
"""All rules are tried; only of those that are violated axe gathers every place, and hands it over."""
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
    "/workspace/tokens",
    "/workspace/audit",
    "/workspace/account",
]


@pytest.fixture(params=[(1280, "light"), (360, "dark")], ids=["wide-light", "narrow-dark"])
def visitor(browser: Browser, site: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, scheme = request.param
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    yield context.new_page()
    context.close()


def faults(page: Page, address: str) -> list[Any]:
    page.goto(address)
    page.add_script_tag(path=AXE)
    found = page.evaluate(RUN, RULES)
    return [(address, one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


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
