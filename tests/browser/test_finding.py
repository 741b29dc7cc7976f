"""Searching with a keyboard, in the product as it is run."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import picture

pytestmark = pytest.mark.browser


def test_somebody_with_a_keyboard_alone_finds_a_dataset_while_typing(page: Page) -> None:
    page.goto("/?lang=en")
    field = page.get_by_role("combobox", name="Search for datasets")
    field.focus()
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("municipalit")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Municipalities of Sweden")
    expect(field).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    active = field.get_attribute("aria-activedescendant")
    assert active == options.first.get_attribute("id")
    expect(options.first).to_have_attribute("aria-selected", "true")
    picture(page, "suggestions")
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("municipalit")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/dataset/sveriges-kommuner$"))


def test_enter_without_a_choice_searches_and_a_filter_is_sent_at_once(page: Page) -> None:
    page.goto("/datasets?lang=en")
    page.get_by_role("combobox", name="Search for datasets").fill("sweden")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]q=sweden"))
    page.wait_for_load_state()
    page.get_by_label("Government and public sector").check()
    expect(page).to_have_url(re.compile("theme=GOVE"))
    expect(page.get_by_role("heading", name="1 dataset")).to_be_visible()
    page.get_by_role("link", name="Remove the filter Government and public sector").click()
    expect(page).not_to_have_url(re.compile("theme=GOVE"))
