"""Those who publish, through the API and without delay, so that there is something to browse."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

from tests.conftest import People

BASE = "http://data.example.se"
CSV = "Namn,Djup,Öppnad,Kod\nDelsjön,12,2019-06-01,0114\nSisjön,,2020-05-15,0115\n".encode()
MORE = CSV + "Surtesjön,7,2021-07-01,0116\n".encode()


@dataclass(frozen=True)
class Office:
    client: FlaskClient
    people: People
    work: Callable[[], None]

    def draft(self, slug: str = "badplatser", content: bytes = CSV, **values: Any) -> str:
        described = {
            "slug": slug,
            "publisher": "parker",
            "title": {"sv": "Badplatser", "en": "Bathing sites"},
            "description": {"sv": "Stadens badplatser.", "en": "The city's bathing sites."},
            "keywords": {"sv": ["bad", "sjö"]},
            "themes": ["ENVI"],
            "licence": "CC0-1.0",
            "frequency": "ANNUAL",
        }
        self._send("POST", "/datasets", json=described | values)
        file = self._upload("POST", f"/datasets/{slug}/files", content)
        self.work()
        return file["id"]

    def publish(self, slug: str = "badplatser", content: bytes = CSV, **values: Any) -> str:
        file = self.draft(slug, content, **values)
        self._move(slug, "publish")
        return file

    def withdraw(self, slug: str) -> None:
        self._move(slug, "withdraw", note="Wrong.")

    def update(self, file: str, content: bytes) -> None:
        self._upload("PUT", f"/files/{file}/content", content)
        self.work()

    def _move(self, slug: str, move: str, note: str = "") -> None:
        self._send("POST", f"/datasets/{slug}/moves", json={"move": move, "note": note})

    def _upload(self, method: str, address: str, content: bytes) -> dict[str, Any]:
        return self._send(method, address, data={"file": (io.BytesIO(content), "platser.csv")})

    def _send(self, method: str, address: str, **more: Any) -> dict[str, Any]:
        answer = self.client.open(f"/api/v1{address}", method=method, headers=self.people.reviewer.headers, **more)
        assert answer.status_code < 300, answer.text
        return answer.get_json()
