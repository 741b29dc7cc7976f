from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pytest
from flask import Flask

from tests.conftest import PASSWORD, People
from tests.web.portal.visitor import Visitor

SOUND = "Namn,Djup,Öppnad\nDelsjön,12,2019-06-01\nSisjön,,2020-05-15\n".encode()
BROKEN = "Namn,Djup,Öppnad\nDelsjön,tolv,2019-06-01\nSisjön,3,2020-05-15\n".encode()


class Visitors:
    """Who is asked for signs in: passwords are slow on purpose."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    @cached_property
    def editor(self) -> Visitor:
        return self._signed_in("editor")

    @cached_property
    def reviewer(self) -> Visitor:
        return self._signed_in("reviewer")

    @cached_property
    def outsider(self) -> Visitor:
        return self._signed_in("outsider")

    @cached_property
    def administrator(self) -> Visitor:
        return self._signed_in("admin")

    @cached_property
    def nobody(self) -> Visitor:
        return Visitor(self._app.test_client())

    def _signed_in(self, name: str) -> Visitor:
        visitor = Visitor(self._app.test_client())
        assert visitor.sign_in(f"{name}@example.org", PASSWORD).status_code == 303
        return visitor


@pytest.fixture
def visitors(app: Flask, people: People) -> Visitors:
    return Visitors(app)


@dataclass(frozen=True)
class Drafted:
    """A draft with one file: a sound version, the same with decided columns, and a third with an error."""

    slug: str
    file: str
    sound: str
    broken: str

    @property
    def page(self) -> str:
        return f"/workspace/datasets/{self.slug}"


@pytest.fixture
def draft(visitors: Visitors, work: Callable[[], None]) -> Drafted:
    editor = visitors.editor
    made = editor.post(
        "/workspace/datasets/new", publisher="parker", title_sv="Badplatser", description_sv="Alla.", licence="CC0-1.0"
    )
    assert made.location == "/workspace/datasets/badplatser"
    first = editor.upload("/workspace/datasets/badplatser/files", "badplatser.csv", SOUND, title_sv="Alla badplatser")
    work()
    sound = first.location.split("/")[3]
    page = editor.get(first.location).text
    file = page.split("/workspace/files/")[1][:16]
    editor.post(f"{first.location}/schema", c0_type="string", c1_type="integer", c2_type="date")
    work()
    third = editor.upload(f"/workspace/files/{file}/content", "badplatser.csv", BROKEN)
    work()
    return Drafted("badplatser", file, sound, third.location.split("/")[3])
