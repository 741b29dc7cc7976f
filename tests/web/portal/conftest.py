from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pytest
from flask import Flask

from opendata.wiring import Platform
from tests.conftest import PASSWORD, Grow, People, Scene, until_nothing_waits
from tests.web.portal.visitor import Visitor

SOUND = "Namn,Djup,Öppnad\nDelsjön,12,2019-06-01\nSisjön,,2020-05-15\n".encode()
BROKEN = "Namn,Djup,Öppnad\nDelsjön,tolv,2019-06-01\nSisjön,3,2020-05-15\n".encode()


class Visitors:
    """Who is asked for is signed in, by the cookie of the first time: passwords are slow on purpose."""

    def __init__(self, app: Flask, cookies: dict[str, str]) -> None:
        self._app = app
        self._cookies = cookies

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
        if name in self._cookies:
            visitor.client.set_cookie("opendata", self._cookies[name])
            return visitor
        assert visitor.sign_in(f"{name}@example.org", PASSWORD).status_code == 303
        cookie = visitor.client.get_cookie("opendata")
        assert cookie
        self._cookies[name] = cookie.value
        return visitor


@pytest.fixture(scope="session")
def cookies() -> dict[str, str]:
    """Name -> the cookie that `people` of that name got when they signed in; every scene has the same people."""
    return {}


@pytest.fixture
def visitors(app: Flask, people: People, cookies: dict[str, str]) -> Visitors:
    return Visitors(app, cookies)


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


@pytest.fixture(scope="session")
def with_drafted(built: Flask, grow: Grow, peopled: Scene, cookies: dict[str, str]) -> Scene:
    def add(platform: Platform) -> dict[str, Any]:
        built.extensions["platform"] = platform
        return {"drafted": drafted(Visitors(built, cookies).editor, until_nothing_waits(platform))}

    return grow("with_drafted", peopled, add)


@pytest.fixture
def draft(with_drafted: Scene) -> Drafted:
    """What is in the database that `platform` has, for it is a copy."""
    made: Drafted = with_drafted.cast["drafted"]
    return made


def drafted(editor: Visitor, work: Callable[[], None]) -> Drafted:
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
