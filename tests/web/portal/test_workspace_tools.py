import re

from tests.conftest import PASSWORD
from tests.web.portal.conftest import Drafted, Visitors
from tests.web.portal.visitor import Visitor, words


def test_a_key_is_shown_once_works_and_can_be_revoked(visitors: Visitors, draft: Drafted) -> None:
    editor = visitors.editor
    made = editor.post("/workspace/tokens", name="Varje natt", publisher="parker")
    secret = re.search(r"od_[\w-]{40,}", made.text)
    assert (made.status_code, made.headers["Cache-Control"]) == (201, "no-store")
    assert secret
    page = editor.get("/workspace/tokens")
    assert secret[0] not in page.text
    assert "Varje natt" in words(page)
    headers = {"Authorization": f"Bearer {secret[0]}"}
    there = f"/api/v1/datasets/{draft.slug}"
    assert visitors.nobody.client.get(there, headers=headers).status_code == 200
    token = page.text.split("/workspace/tokens/")[1][:16]
    editor.post(f"/workspace/tokens/{token}/revoke")
    assert visitors.nobody.client.get(there, headers=headers).status_code == 401


def test_an_editor_can_not_make_a_reviewers_key(visitors: Visitors) -> None:
    assert visitors.editor.post("/workspace/tokens", name="x", publisher="parker", role="reviewer").status_code == 403
    assert visitors.reviewer.post("/workspace/tokens", name="x", publisher="parker", role="reviewer").status_code == 201
    nameless = visitors.editor.post("/workspace/tokens", name=" ", publisher="parker")
    assert (nameless.status_code, 'id="field-name-error"' in nameless.text) == (400, True)


def test_the_audit_log_tells_who_did_what(visitors: Visitors, draft: Drafted) -> None:
    told = words(visitors.reviewer.get("/workspace/audit"))
    assert "Created the dataset badplatser editor@example.org" in told
    assert "Rejected the version" in told
    assert visitors.editor.get("/workspace/audit?page=1000000000000").status_code == 200


def test_the_log_comes_in_pages(visitors: Visitors) -> None:
    for number in range(51):
        visitors.editor.post("/workspace/datasets/new", publisher="parker", title_sv=f"Nr {number}")
    first = visitors.editor.get("/workspace/audit")
    assert 'rel="next" href="/workspace/audit?page=2"' in first.text
    assert "nr-0" in words(visitors.editor.get("/workspace/audit?page=2"))


def test_a_password_is_changed_and_other_sessions_end(visitors: Visitors) -> None:
    editor = visitors.editor
    elsewhere = Visitor(editor.client.application.test_client())
    elsewhere.sign_in("editor@example.org", PASSWORD)
    unlike = editor.post("/workspace/account", current=PASSWORD, new="a new long one", again="another")
    assert (unlike.status_code, "not the same" in words(unlike)) == (400, True)
    short = editor.post("/workspace/account", current=PASSWORD, new="short", again="short")
    assert (short.status_code, 'id="field-new-error"' in short.text) == (400, True)
    wrong = editor.post("/workspace/account", current="not this", new="a new long one", again="a new long one")
    assert (wrong.status_code, 'id="field-current-error"' in wrong.text) == (401, True)
    changed = editor.post("/workspace/account", current=PASSWORD, new="a new long one", again="a new long one")
    assert changed.status_code == 303
    assert editor.get("/workspace/account").status_code == 200
    assert elsewhere.get("/workspace/").status_code == 303
    assert elsewhere.sign_in("editor@example.org", PASSWORD).status_code == 401
    assert elsewhere.sign_in("editor@example.org", "a new long one").status_code == 303


def test_an_administrator_makes_a_publisher_and_somebody_who_works_there(visitors: Visitors) -> None:
    administrator = visitors.administrator
    made = administrator.post(
        "/workspace/admin/publishers", name_sv="Göteborg Energi", kind="company", email="data@energi.example.org"
    )
    assert made.status_code == 303
    assert "Göteborg Energi" in words(administrator.get("/workspace/admin/publishers"))
    again = administrator.post("/workspace/admin/publishers", name_sv="Göteborg Energi", email="x@example.org")
    assert (again.status_code, 'id="field-slug-error"' in again.text) == (409, True)

    answer = administrator.post(
        "/workspace/admin/users", email="Ny@Example.org", name="Ny", password="ett långt lösenord"
    )
    user = answer.location.split("#user-")[1]
    administrator.post(f"/workspace/admin/users/{user}/role", publisher="goteborg-energi", role="editor")
    assert "Göteborg Energi: Editor" in words(administrator.get("/workspace/admin/users"))
    newcomer = Visitor(administrator.client.application.test_client())
    assert newcomer.sign_in("ny@example.org", "ett långt lösenord").status_code == 303
    drafted = newcomer.post("/workspace/datasets/new", publisher="goteborg-energi", title_sv="Laddstolpar")
    assert drafted.location == "/workspace/datasets/laddstolpar"

    administrator.post(f"/workspace/admin/users/{user}/role", publisher="goteborg-energi", role="")
    assert newcomer.get("/workspace/datasets/laddstolpar").status_code == 404
    assert "You belong to no publisher yet" in words(newcomer.get("/workspace/"))
    administrator.post(f"/workspace/admin/users/{user}/active")
    assert newcomer.get("/workspace/").status_code == 303
    assert newcomer.sign_in("ny@example.org", "ett långt lösenord").status_code == 401
    administrator.post(f"/workspace/admin/users/{user}/active", active="1")
    assert newcomer.sign_in("ny@example.org", "ett långt lösenord").status_code == 303


def test_an_administrator_can_not_shut_themselves_out(visitors: Visitors) -> None:
    page = visitors.administrator.get("/workspace/admin/users").text
    own = re.search(r'id="user-(\w+)">\s*<h2>Admin<', page)
    assert own
    refused = visitors.administrator.post(f"/workspace/admin/users/{own[1]}/active")
    assert "You cannot deactivate your own account" in words(visitors.administrator.get(refused.location))


def test_wrong_details_of_a_user_are_told_at_the_field(visitors: Visitors) -> None:
    short = visitors.administrator.post("/workspace/admin/users", email="a@example.org", name="A", password="kort")
    assert (short.status_code, 'id="field-password-error"' in short.text) == (400, True)
    taken = visitors.administrator.post(
        "/workspace/admin/users", email="editor@example.org", name="A", password="ett långt lösenord"
    )
    assert (taken.status_code, 'id="field-email-error"' in taken.text) == (409, True)


def test_an_administrator_changes_what_a_publisher_says_of_itself(visitors: Visitors) -> None:
    page = visitors.administrator.get("/workspace/admin/publishers/parker")
    assert "parker@example.org" in page.get_data(as_text=True)
    told = {"name_sv": "Park och skog", "email": "parker@example.org", "publisher_type": "LocalAuthority"}
    wrong = visitors.administrator.post("/workspace/admin/publishers/parker", **told, telephone="ring mig")
    assert wrong.status_code == 400
    assert 'value="ring mig"' in wrong.get_data(as_text=True)
    right = visitors.administrator.post("/workspace/admin/publishers/parker", **told, telephone="+46 31 390 06 02")
    assert right.status_code == 303
    assert "Park och skog" in words(visitors.administrator.get("/publisher/parker"))
    assert visitors.editor.get("/workspace/admin/publishers/parker").status_code == 404


def test_an_administrator_gives_a_publisher_a_catalog_of_its_own_and_takes_it_away(visitors: Visitors) -> None:
    page, switch = "/workspace/admin/publishers/parker", "/workspace/admin/publishers/parker/catalog"
    assert "/publisher/parker/catalog" not in visitors.administrator.get(page).text.replace(switch, "")
    assert visitors.editor.post(switch, has_catalog="1").status_code == 404
    visitors.administrator.post(switch, has_catalog="1")
    assert 'href="/publisher/parker/catalog"' in visitors.administrator.get(page).text
    assert visitors.administrator.get("/publisher/parker/catalog").status_code == 200
    visitors.administrator.post(switch)
    assert visitors.administrator.get("/publisher/parker/catalog").status_code == 404
