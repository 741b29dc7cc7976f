"""Links in the workspace and on the public page: what lies elsewhere."""

import re
from typing import Any

from tests.web.portal.conftest import Drafted, Visitors
from tests.web.portal.visitor import words

NEEDED = {"publisher": "parker", "title_sv": "Kartor", "description_sv": "Alla.", "licence": "CC0-1.0"}
LINK = {
    "title_sv": "Karta över badplatser",
    "access_url": "https://kartor.example.se/bad",
    "download_url.0": "https://kartor.example.se/bad.csv",
    "format": "text/csv",
    "license": "CC-BY-4.0",
}


def add(visitors: Visitors, draft: Drafted, **more: Any) -> str:
    """The address of the new link's page."""
    answer = visitors.editor.post(f"{draft.page}/links/new", **{**LINK, **more})
    assert (answer.status_code, answer.location) == (303, draft.page), words(answer)
    found = re.search(r"/workspace/links/[0-9a-f]{16}", visitors.editor.get(draft.page).text)
    assert found
    return found[0]


def test_a_dataset_with_nothing_but_a_link_is_published_and_tells_why_there_is_no_preview(visitors: Visitors) -> None:
    editor = visitors.editor
    editor.post("/workspace/datasets/new", **NEEDED)
    page = editor.get("/workspace/datasets/kartor")
    assert "/workspace/datasets/kartor/links/new" in page.text
    editor.post("/workspace/datasets/kartor/links/new", **LINK)
    page = editor.get("/workspace/datasets/kartor")
    assert "Nothing is missing" in words(page)
    assert "Added the link: Karta över badplatser" in words(page)
    visitors.reviewer.post("/workspace/datasets/kartor/moves", move="publish")
    public = visitors.nobody.get("/dataset/kartor")
    assert public.status_code == 200
    said = words(public)
    for told in (
        "Karta över badplatser",
        "there is no preview and no API",
        "text/csv",
        "https://kartor.example.se/bad",
    ):
        assert told in said, told
    assert 'href="https://kartor.example.se/bad.csv"' in public.text
    for address in ("/", "/datasets", "/sitemap.xml", "/publisher/parker"):
        assert visitors.nobody.get(address).status_code == 200, address
    assert re.search(r">\s*CSV\s*<", visitors.nobody.get("/datasets").text)
    anchor = re.search(r'id="(distribution-[0-9a-f]{16}-link)"', public.text)
    assert anchor
    flat = visitors.nobody.get("/" + anchor[1].replace("-", "/", 1))
    assert (flat.status_code, flat.location.partition("#")[2]) == (303, anchor[1])


def test_a_link_is_shown_as_it_was_typed_changed_and_removed(visitors: Visitors, draft: Drafted) -> None:
    editor, address = visitors.editor, add(visitors, draft)
    page = editor.get(address).text
    for kept in ("Karta över badplatser", LINK["access_url"], LINK["download_url.0"], "text/csv"):
        assert f'value="{kept}"' in page, kept
    assert 'value="http://creativecommons.org/licenses/by/4.0/"' in page
    assert editor.get(address.replace("links", "files")).location == address
    assert editor.post(address, **{**LINK, "title_sv": "Kartor", "license": ""}).location == draft.page
    page = editor.get(address).text
    assert 'value="Kartor"' in page
    assert 'licenses/by/4.0/" ' not in page
    gone = editor.post(f"{address}/remove")
    assert gone.location == draft.page
    assert "The link is removed" in words(editor.get(draft.page))
    assert editor.get(address).status_code == 404


def test_what_is_wrong_with_a_link_is_told_beside_it_and_nothing_is_lost(visitors: Visitors, draft: Drafted) -> None:
    wrong = {"title_sv": "", "access_url": "", "format": "tabell"}
    answer = visitors.editor.post(f"{draft.page}/links/new", **{**LINK, **wrong})
    assert answer.status_code == 400
    for path in ("title", "access_url", "format"):
        assert f'href="#field-{path}"' in answer.text, path
        assert f'id="field-{path}-error"' in answer.text, path
    assert 'value="tabell"' in answer.text
    assert f'value="{LINK["download_url.0"]}"' in answer.text
    more = visitors.editor.post(f"{draft.page}/links/new", **LINK, another="download_url")
    assert (more.status_code, 'name="download_url.1"' in more.text) == (200, True)


def test_strangers_neither_see_nor_make_links(visitors: Visitors, draft: Drafted) -> None:
    address = add(visitors, draft)
    for page in (address, f"{draft.page}/links/new"):
        assert visitors.outsider.get(page).status_code == 404
        assert visitors.outsider.post(page, **LINK).status_code == 404
        assert visitors.nobody.get(page).status_code == 303
    assert visitors.outsider.post(f"{address}/remove").status_code == 404


def test_the_last_way_to_public_data_stays(visitors: Visitors) -> None:
    editor = visitors.editor
    editor.post("/workspace/datasets/new", **NEEDED)
    editor.post("/workspace/datasets/kartor/links/new", **LINK)
    visitors.reviewer.post("/workspace/datasets/kartor/moves", move="publish")
    found = re.search(r"/workspace/links/[0-9a-f]{16}", editor.get("/workspace/datasets/kartor").text)
    assert found
    refused = editor.post(f"{found[0]}/remove")
    assert refused.location == found[0]
    assert editor.get(found[0]).status_code == 200
