"""Searches with facets among many datasets on SQLite, beside a bare FTS5 query and a scan with LIKE for the same words.

    .venv/bin/python benchmarks/search.py [--datasets 100000] [--keep FOLDER] [--rounds 3]

The datasets are those of `tests/support/city.py`, in each part of the city and year by year; the questions are those of
the test of relevance, some of them with a filter. The peers find 20 titles and count nothing. Milliseconds, median and
95th percentile, by the clock and the processor's alone, which others on the machine don't lengthen. `opendata` is the
whole verb: understanding, ranking, ten facets, and loading 20 datasets.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice, product
from pathlib import Path
from random import Random

from sqlalchemy import text
from sqlalchemy.orm import Session

from opendata.config import Settings
from opendata.model import Dataset, Publisher
from opendata.model.base import slug_of
from opendata.services import indexing, searching
from opendata.services.searching import Search
from opendata.wiring import Platform, migrate, wire
from tests.services.test_relevance import MEANT
from tests.support import city

AREAS = (
    *("Angered", "Hammarkullen", "Gårdsten", "Lövgärdet", "Rannebergen", "Eriksbo", "Agnesberg", "Hjällbo", "Bergsjön"),
    *(
        "Kortedala",
        "Gamlestaden",
        "Utby",
        "Kviberg",
        "Sävenäs",
        "Örgryte",
        "Härlanda",
        "Lunden",
        "Kålltorp",
        "Björkekärr",
    ),
    *("Centrum", "Lorensberg", "Vasastaden", "Heden", "Johanneberg", "Guldheden", "Landala", "Annedal", "Haga"),
    *(
        "Majorna",
        "Stigberget",
        "Kungsladugård",
        "Sanna",
        "Högsbo",
        "Kaverös",
        "Flatås",
        "Järnbrott",
        "Tofta",
        "Ruddalen",
    ),
    *("Frölunda", "Tynnered", "Grimmered", "Näset", "Askim", "Hovås", "Billdal", "Styrsö", "Donsö", "Brännö", "Vrångö"),
    *(
        "Biskopsgården",
        "Länsmansgården",
        "Svartedalen",
        "Torslanda",
        "Björlanda",
        "Hjuvik",
        "Arendal",
        "Lundby",
        "Kyrkbyn",
    ),
    *("Rambergsstaden", "Eriksberg", "Lindholmen", "Brämaregården", "Kvillebäcken", "Backa", "Skälltorp", "Brunnsbo"),
    *("Tuve", "Säve", "Kärra", "Rödbo", "Skogome"),
)
YEARS = tuple(range(2016, 2027))
BATCH = 500
FILTERS = ({}, {"theme": ["ENVI", "TRAN"]}, {"format": ["geojson"]}, {"updated": ["2025", "2026"]}, {"map": True})


def everything() -> Iterator[city.Described]:
    topics = city.described()
    for number, (area, year, one) in enumerate(product(AREAS, YEARS, topics)):
        values = [*one.values, f"{area} {number % 97}"]
        yield replace(one, title=f"{one.title} i {area} {year}", columns=one.columns or ["Namn"], values=values)


def fill(platform: Platform, count: int) -> float:
    """Seconds for each dataset that was indexed."""
    migrate(platform)
    with platform.session(write=True) as session:
        publishers = {name: city.publisher(name) for name in city.PUBLISHERS}
        session.add_all(publishers.values())
        session.commit()
        indexed = 0.0
        shuffled = list(islice(everything(), 10 * count))
        Random(1).shuffle(shuffled)
        some: list[Dataset] = []
        for number, one in enumerate(shuffled[:count], 1):
            publisher = session.get_one(Publisher, publishers[one.publisher].id)
            made = city.dataset(one, publisher, number)
            made.slug = f"{slug_of(one.title)[:60]}-{number}"
            some.append(made)
            if len(some) == BATCH or number == count:
                session.add_all(some)
                session.flush()
                for dataset in some:
                    dataset.files[0].current_version = dataset.files[0].versions[0]
                session.flush()
                begun = time.perf_counter()
                indexing.index(session, some)
                indexed += time.perf_counter() - begun
                session.commit()
                session.expunge_all()
                some = []
    return indexed / count


def ours(session: Session, words: str, chosen: dict[str, object]) -> int:
    return searching.search(session, Search(q=words, nearly=True, **chosen)).total  # type: ignore[arg-type]


def bare(session: Session, words: str, _chosen: dict[str, object]) -> int:
    """The index as it is, ranked by FTS5's own bm25 over the same tokens."""
    from opendata import search

    asked = " AND ".join(f'"{token}"' for token in search.tokens(words))
    query = "SELECT rowid FROM search_text WHERE search_text MATCH :asked ORDER BY bm25(search_text) LIMIT 20"
    return len(session.execute(text(query), {"asked": asked}).all()) if asked else 0


def scan(session: Session, words: str, _chosen: dict[str, object]) -> int:
    query = "SELECT id FROM dataset WHERE "
    query += " AND ".join(f"(title LIKE :w{n} OR description LIKE :w{n})" for n in range(len(words.split())))
    given = {f"w{n}": f"%{word}%" for n, word in enumerate(words.split())}
    return len(session.execute(text(f"{query} ORDER BY data_changed_at DESC LIMIT 20"), given).all())


Taken = list[tuple[float, float]]
"""(by the clock, by the processor)"""


def measure(platform: Platform, ask: Callable[[Session, str, dict[str, object]], int], rounds: int) -> Taken:
    taken = []
    for turn in range(rounds):
        for place, words in enumerate(MEANT):
            with platform.session() as session:
                begun, busy = time.perf_counter(), time.process_time()
                ask(session, words, FILTERS[(place + turn) % len(FILTERS)])
                taken.append(((time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000))
    return taken


def told(taken: Taken) -> str:
    clock, processor = (sorted(some) for some in zip(*taken, strict=True))
    high = int(len(clock) * 0.95)
    return (
        f"clock: median {statistics.median(clock):6.1f}  p95 {clock[high]:6.1f}    "
        f"processor: median {statistics.median(processor):6.1f}  p95 {processor[high]:6.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--datasets", type=int, default=100_000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    folder = asked.keep or Path(tempfile.mkdtemp())
    is_there = (folder / "opendata.sqlite").exists()
    platform = wire(Settings.read({"OPENDATA_DATA_DIR": str(folder), "OPENDATA_BASE_URL": "http://127.0.0.1"}))
    if not is_there:
        print(f"indexing {asked.datasets}: {fill(platform, asked.datasets) * 1000:.1f} ms each", flush=True)
    for name, ask in (("opendata", ours), ("bare FTS5", bare), ("LIKE", scan)):
        measure(platform, ask, 1)
        taken = measure(platform, ask, asked.rounds)
        print(f"{name:10} {told(taken)}", flush=True)
    platform.close()


if __name__ == "__main__":
    main()
