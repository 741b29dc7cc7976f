"""Somebody with a browser that runs no scripts: opens pages, fills in the forms that they have, follows redirects."""

import io
import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Visitor:
    client: FlaskClient
    language: str = "en"

    def sign_in(self, email: str, password: str, **more: str) -> TestResponse:
        return self.post("/login", email=email, password=password, **more)

    def get(self, address: str, **more: Any) -> TestResponse:
        self.client.set_cookie("lang", self.language)
        return self.client.get(address, headers={"Accept": "text/html"}, **more)

    def post(self, address: str, **fields: Any) -> TestResponse:
        """Send a form with the token that every page of a signed-in member has, and the sign-in page for others."""
        self.client.set_cookie("lang", self.language)
        token = TOKEN.search(self.get("/workspace/account", follow_redirects=True).text)
        assert token, "no page with a form"
        data = {"csrf_token": token[1], **fields}
        return self.client.post(address, data=data, headers={"Accept": "text/html"})

    def upload(self, address: str, filename: str, content: bytes, **fields: Any) -> TestResponse:
        return self.post(address, file=(io.BytesIO(content), filename), **fields)


def words(answer: TestResponse) -> str:
    """What the page says, without its tags."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", answer.text)))
