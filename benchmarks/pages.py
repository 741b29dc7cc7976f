"""The server's time for each public page among many datasets, beside a Flask application that says "ok".

    .venv/bin/python benchmarks/pages.py [--datasets 10000] [--keep FOLDER] [--rounds 40]

In the same process and without a network, so that only the server is measured: the request through WSGI until the last
byte of the answer. Milliseconds, median and 95th percentile, by the clock, and the processor's alone, which others on
the machine don't lengthen. All datasets are in the search; one has a real file, and only its part of the catalog is
written.
"""

import argparse
import io
import tempfile
import time
from itertools import islice
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.search import Taken, everything, told
from opendata.config import Settings
from opendata.model import Actor, Dataset, Publication, Publisher, now
from opendata.model.base import slug_of
from opendata.model.publication import Described
from opendata.services import datasets, indexing, publishing
from opendata.web import create_app
from opendata.wiring import Platform, migrate, wire
from opendata.worker import Worker
from tests.support import city

OPERATOR = Actor("operator", is_administrator=True)
REAL = "badplatser-pa-riktigt"
TABLE = "Namn,Typ,Latitud,Longitud\n" + "".join(
    f"Bad {number},Sjö,57.{60 + number % 30},11.{80 + number % 19}\n" for number in range(5000)
)
BATCH = 500


def fill(platform: Platform, count: int) -> None:
    migrate(platform)
    with platform.session(write=True) as session:
        publishers = {name: city.publisher(name) for name in city.PUBLISHERS}
        session.add_all(publishers.values())
        session.commit()
        some: list[Dataset] = []
        for number, one in enumerate(islice(everything(), count)):
            made = city.dataset(one, session.get_one(Publisher, publishers[one.publisher].id), number)
            made.slug = f"{slug_of(one.title)[:60]}-{number}"
            session.add(made)
            session.flush()
            made.files[0].current_version = made.files[0].versions[0]
            session.flush()
            session.add(_listed(made))
            some.append(made)
            if len(some) == BATCH or number == count - 1:
                indexing.index(session, some)
                session.commit()
                session.expunge_all()
                some = []
    _publish_real(platform)


def _listed(dataset: Dataset) -> Publication:
    """What pages ask of its part of the catalog, without the part."""
    return Publication(
        subject=dataset.id, kind=Described.DATASET, iri=f"http://127.0.0.1/dataset/{dataset.slug}", edition="",
        added_at=now(), changed_at=now(), points={"digg": 300, "eu": 310},
    )  # fmt: skip


def _publish_real(platform: Platform) -> None:
    with platform.session(write=True) as session:
        values = {
            "slug": REAL, "title": {"sv": "Badplatser på riktigt"}, "description": {"sv": "Alla."}, "themes": ["ENVI"],
            "licence": "CC0-1.0", "frequency": "ANNUAL", "keywords": {"sv": ["bad"]},
        }  # fmt: skip
        publisher = session.query(Publisher).order_by(Publisher.slug).first()
        assert publisher
        made = datasets.create(session, OPERATOR, publisher, values)
        kept = platform.files.keep(io.BytesIO(TABLE.encode()))
        publishing.add_file(session, OPERATOR, made, kept, filename="bad.csv")
        session.commit()
    Worker(platform).sweep()
    with platform.session(write=True) as session:
        made = datasets.find(session, OPERATOR, REAL)
        publishing.move(session, OPERATOR, made, "publish", platform.addresses)
        session.commit()


def measure(client: FlaskClient, address: str, rounds: int) -> Taken:
    taken = []
    for turn in range(rounds + 3):
        begun, busy = time.perf_counter(), time.process_time()
        answer = client.get(address, headers={"Accept": "text/html"})
        answer.get_data()
        if turn >= 3:
            taken.append(((time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000))
        assert answer.status_code == 200, (address, answer.status_code)
        answer.close()
    return taken


def plain() -> Flask:
    app = Flask("plain")
    app.add_url_rule("/", view_func=lambda: "ok")
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--datasets", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--rounds", type=int, default=40)
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp())
    is_there = (folder / "opendata.sqlite").exists()
    platform = wire(Settings.read({"OPENDATA_DATA_DIR": str(folder), "OPENDATA_BASE_URL": "http://127.0.0.1"}))
    if not is_there:
        fill(platform, asked.datasets)
    client = create_app(platform).test_client()
    with platform.session() as session:
        dataset = datasets.find(session, OPERATOR, REAL)
        file, publisher = dataset.files[0].id, dataset.publisher.slug
    pages = (
        *("/", "/datasets", "/datasets?q=badplatser", "/datasets?q=slottsskogen", "/datasets?theme=ENVI&sort=title"),
        *("/datasets/suggestions?q=lekp", "/feed.atom", "/publishers", f"/publisher/{publisher}", "/specifications"),
        *(f"/dataset/{REAL}", f"/dataset/{REAL}/files/{file}"),
    )
    lines = [("plain Flask", measure(plain().test_client(), "/", asked.rounds))]
    lines += [(page, measure(client, page, asked.rounds)) for page in pages]
    for name, taken in lines:
        print(f"{name:40.40} {told(taken)}")
    platform.close()


if __name__ == "__main__":
    main()
