"""Dataset series in the workspace."""

from tests.web.portal.conftest import Drafted, Visitors
from tests.web.portal.visitor import words

SAID = {"publisher": "parker", "title_sv": "Badvatten per år", "description_sv": "En del för varje år."}
PAGE = "/workspace/series/badvatten-per-ar"


def test_a_series_is_made_filled_and_public_with_its_dataset(visitors: Visitors, draft: Drafted) -> None:
    editor = visitors.editor
    assert "/workspace/series/new?publisher=parker" in editor.get(draft.page).text
    words_typed = {"keyword_sv": "bad, vatten", "keyword_en": "water"}
    made = editor.post("/workspace/series/new", **SAID, **words_typed, **{"theme.0": "ENVI"})
    assert (made.status_code, made.location) == (303, PAGE)
    page = editor.get(PAGE)
    assert "None yet" in words(page)
    for kept in ('value="Badvatten per år"', 'value="bad, vatten"', 'value="water"', 'value="ENVI" selected'):
        assert kept in page.text, kept
    assert PAGE in editor.get("/workspace/").text
    put = editor.post(f"{draft.page}/series", series="badvatten-per-ar")
    assert put.location == draft.page
    overview = editor.get(draft.page)
    assert "Take out of the series" in words(overview)
    assert "Put the dataset in a dataset series" in words(overview)
    assert visitors.nobody.get("/series/badvatten-per-ar").status_code == 404
    visitors.reviewer.post(f"{draft.page}/moves", move="publish")
    public = visitors.nobody.get("/series/badvatten-per-ar")
    assert public.status_code == 200
    assert "Badplatser" in words(public)
    editor.post(f"{draft.page}/series", series="badvatten-per-ar", out="1")
    assert visitors.nobody.get("/series/badvatten-per-ar").status_code == 410
    assert editor.post(f"{PAGE}/delete").location == PAGE


def test_a_series_is_changed_and_one_more_entry_comes(visitors: Visitors) -> None:
    editor = visitors.editor
    editor.post("/workspace/series/new", **SAID)
    more = editor.post(PAGE, **{**SAID, "theme.0": "ENVI"}, another="theme")
    assert (more.status_code, 'name="theme.1"' in more.text) == (200, True)
    assert editor.post(PAGE, **{**SAID, "title_sv": "Vatten"}).location == PAGE
    assert 'value="Vatten"' in editor.get(PAGE).text
    assert editor.post(f"{PAGE}/delete").location == "/workspace/"
    assert editor.get(PAGE).status_code == 404


def test_what_is_wrong_with_a_series_is_told_beside_it(visitors: Visitors) -> None:
    answer = visitors.editor.post("/workspace/series/new", **{**SAID, "title_sv": ""}, issued="igår")
    assert answer.status_code == 400
    for path in ("title", "issued"):
        assert f'href="#field-{path}"' in answer.text
        assert f'id="field-{path}-error"' in answer.text
    assert "En del för varje år." in answer.text


def test_strangers_neither_see_nor_fill_a_series(visitors: Visitors, draft: Drafted) -> None:
    visitors.editor.post("/workspace/series/new", **SAID)
    outsider = visitors.outsider
    assert outsider.get(PAGE).status_code == 404
    assert outsider.post(PAGE, **SAID).status_code == 404
    assert outsider.post(f"{draft.page}/series", series="badvatten-per-ar").status_code == 404
    assert outsider.post("/workspace/series/new", **SAID).status_code == 404
