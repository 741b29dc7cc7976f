"""Whoever doesn't belong: every address of the workspace, as nobody and as somebody of another publisher."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.web.portal.conftest import Drafted, Visitors

pytestmark = pytest.mark.any_database

OWN = {f"tools.{name}" for name in ("tokens", "create_token", "harvests", "audit", "account", "change_password")} | {
    *("drafts.mine", "drafts.new", "own_series.new", "cases.all_cases"),
}
"""What every member has, whatever publisher they belong to."""


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/workspace"):
            for method in (rule.methods or set()) & {"GET", "POST"}:
                yield method, rule


def address(app: Flask, rule: Rule, draft: Drafted, token: str) -> str:
    known = {
        "slug": draft.slug,
        "file_id": draft.file,
        "version_id": draft.broken,
        "token_id": token,
        **dict.fromkeys(("user_id", "source_id", "run_id", "case_id"), "0123456789abcdef"),
        "form": "csv",
    }
    with app.test_request_context():
        return app.url_map.bind("").build(rule.endpoint, {name: known[name] for name in rule.arguments})


@pytest.fixture
def token(visitors: Visitors) -> str:
    """The id of a token of the editor's."""
    visitors.editor.post("/workspace/tokens", name="weekly-parks", publisher="parker")
    return visitors.editor.get("/workspace/tokens").text.split("/workspace/tokens/")[1][:16]


def test_the_walk_covers_the_whole_workspace(app: Flask) -> None:
    assert len(list(rules(app))) > 25


def test_nobody_gets_no_further_than_the_sign_in_page(
    app: Flask, visitors: Visitors, draft: Drafted, token: str
) -> None:
    for method, rule in rules(app):
        there = address(app, rule, draft, token)
        answer = visitors.nobody.get(there) if method == "GET" else visitors.nobody.post(there, move="publish")
        assert (answer.status_code, answer.location.split("?")[0]) == (303, "/login"), (method, there)
        bare = visitors.nobody.client.open(there, method=method)
        assert bare.status_code in (303, 401), (method, there)


def test_for_an_outsider_a_draft_does_not_exist_at_any_address(
    app: Flask, visitors: Visitors, draft: Drafted, token: str
) -> None:
    before = visitors.editor.get(draft.page).text
    for method, rule in rules(app):
        if rule.endpoint in OWN:
            continue
        there = address(app, rule, draft, token)
        fields = {"move": "publish", "title_sv": "Kapad", "note": "x"}
        if method == "GET":
            answer = visitors.outsider.get(there)
        elif rule.endpoint.startswith("uploads."):
            answer = visitors.outsider.upload(there, "x.csv", b"a\n1\n", **fields)
        else:
            answer = visitors.outsider.post(there, **fields)
        assert answer.status_code == 404, (method, there)
        assert "Badplatser" not in answer.text, (method, there)
    assert without_tokens(visitors.editor.get(draft.page).text) == without_tokens(before)


def test_what_every_member_has_tells_an_outsider_nothing(visitors: Visitors, draft: Drafted, token: str) -> None:
    for there in ("/workspace/", "/workspace/datasets/new", "/workspace/tokens", "/workspace/audit"):
        page = visitors.outsider.get(there).text
        assert "adplatser" not in page, there
        assert "Parkförvaltningen" not in page, there
        assert "weekly-parks" not in page, there


def test_an_outsider_can_not_make_anything_for_another_publisher(visitors: Visitors) -> None:
    outsider = visitors.outsider
    assert outsider.post("/workspace/datasets/new", publisher="parker", title_sv="X").status_code == 404
    assert outsider.post("/workspace/tokens", publisher="parker", name="X").status_code == 404


def test_another_publishers_published_dataset_has_no_workspace_page_either(visitors: Visitors, draft: Drafted) -> None:
    moved = visitors.reviewer.post(f"{draft.page}/moves", move="publish")
    assert moved.status_code == 303
    assert visitors.outsider.get(f"/dataset/{draft.slug}").status_code == 200
    for there in (draft.page, f"/workspace/files/{draft.file}", f"/workspace/versions/{draft.sound}"):
        assert visitors.outsider.get(there).status_code == 404
    assert visitors.outsider.post(f"{draft.page}/moves", move="withdraw", note="x").status_code == 404


def test_only_administrators_have_the_pages_of_administration(visitors: Visitors) -> None:
    for there in ("/workspace/admin/publishers", "/workspace/admin/users", "/workspace/admin/sources"):
        assert visitors.reviewer.get(there).status_code == 404
        assert visitors.administrator.get(there).status_code == 200


def without_tokens(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrf_token" not in line)
