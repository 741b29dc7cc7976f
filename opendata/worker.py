"""The door for promised work: TASKS is the list of what a worker does.

What there is to do is a state on a row; a message only wakes a worker up, and the sweep finds what was missed.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import FrameType

from huey.consumer import Consumer

from opendata.errors import Unreachable
from opendata.locale import letters
from opendata.model import Channel, Version, new_id
from opendata.services import alerting, delivering, fetches, following, harvesting, indexing, ingesting, telling
from opendata.wiring import Platform

log = logging.getLogger(__name__)

SWEEP_SECONDS = 5.0
HEARTBEAT_SECONDS = 1.0
LONGEST_NAP_SECONDS = 0.5


@dataclass
class Worker:
    """Takes received versions one at a time. `name` is what its claims are known by."""

    platform: Platform
    name: str = field(default_factory=new_id)
    heartbeat_seconds: float = HEARTBEAT_SECONDS

    @property
    def tasks(self) -> dict[str, Callable[..., None]]:
        """TASKS: everything that can be promised, by name. Each may be done twice without harm."""
        return {"check_version": self.check_version, "note_fetch": self.note_fetch, "deliver": self.deliver}

    def check_version(self, version_id: str) -> None:
        with self.platform.session(write=True) as session:
            job = ingesting.claim(session, version_id, self.name)
            session.commit()
        if job is None:
            return
        log.info("version %s: checking %s", job.version_id, job.filename)
        try:
            with self._lease(job) as progress:
                outcome = ingesting.judge(
                    self.platform.files, job, progress, smallest_update=self.platform.settings.smallest_update
                )
        except Unreachable:
            self.give_back(job.version_id)
            raise
        with self.platform.session(write=True) as session:
            if not ingesting.finish(session, job, outcome, self.platform.addresses):
                log.warning("version %s: another worker has taken it, so this verdict is dropped", job.version_id)
                return
            session.commit()
        log.info("version %s: %s", job.version_id, "accepted" if outcome.report.sound else "rejected")

    def sweep(self) -> int:
        """Do all work that waits, whether or not anybody was woken up for it. Returns how many versions there were."""
        with self.platform.session() as session:
            waiting = ingesting.waiting(session)
        for version_id in waiting:
            try:
                self.check_version(version_id)
            except Exception:
                log.exception("version %s could not be checked; it will be tried again", version_id)
        return len(waiting)

    def index(self) -> int:
        """Index anew what has to be, and look into versions of before there was a search for their values. Returns how
        many datasets and versions there were."""
        with self.platform.session() as session:
            versions = [session.get_one(Version, one) for one in indexing.without_texts(session)]
            found = {version.id: indexing.texts_of(version, self.platform.files) for version in versions}
        with self.platform.session(write=True) as session:
            for version_id, texts in found.items():
                indexing.note_texts(session, version_id, texts)
            session.commit()
        with self.platform.session(write=True) as session:
            waiting = indexing.waiting(session)
            indexing.catch_up(session, waiting)
            session.commit()
        return len(waiting) + len(found)

    def harvest(self) -> int:
        """Ask all sources that it is time for. Returns how many there were."""
        with self.platform.session() as session:
            due = harvesting.due(session)
        for source_id in due:
            try:
                self.harvest_source(source_id)
            except Exception:
                log.exception("source %s could not be taken over; it will be asked again", source_id)
        return len(due)

    def harvest_source(self, source_id: str) -> None:
        with self.platform.session(write=True) as session:
            job = harvesting.claim(session, source_id)
            session.commit()
        if job is None:
            return
        log.info("source %s: asking %s", job.source_id, job.location)
        heard = harvesting.listen(job, self.platform.settings.harvest_trusted_hosts)
        with self.platform.session(write=True) as session:
            run = harvesting.finish(session, job, heard, self.platform.addresses, pause=session.commit)
            session.commit()
        log.info("source %s: %s", job.source_id, run.outcome.value if run else "removed")

    def tell(self) -> int:
        """Tell those who follow something what has happened to it. Returns how many letters and calls it was time
        for."""
        self._spread()
        self._compare_rows()
        with self.platform.session() as session:
            ready = telling.ready(session, timedelta(minutes=self.platform.settings.digest_minutes))
            is_outdated = following.is_anything_outdated(session)
        if ready or is_outdated:
            with self.platform.session(write=True) as session:
                telling.gather(session, ready)
                following.forget(session)
                session.commit()
        with self.platform.session() as session:
            due = delivering.due(session)
        for delivery_id in due:
            try:
                self.deliver(delivery_id)
            except Exception:
                log.exception("delivery %s failed; it will be tried again", delivery_id)
        return len(due)

    def _spread(self) -> None:
        with self.platform.session() as session:
            is_anything_new = telling.is_anything_new(session)
        while is_anything_new:
            with self.platform.session(write=True) as session:
                is_anything_new = telling.spread(session, self.platform.addresses) > 0
                session.commit()

    def _compare_rows(self) -> None:
        with self.platform.session() as session:
            waiting = alerting.waiting(session)
        for tiding_id in waiting:
            try:
                self.compare_rows(tiding_id)
            except Exception:
                log.exception("the rows of tiding %s could not be compared; they will be tried again", tiding_id)

    def compare_rows(self, tiding_id: int) -> None:
        with self.platform.session(write=True) as session:
            job = alerting.claim(session, tiding_id)
            session.commit()
        if job is None:
            return
        found = alerting.compare(self.platform.files, job)
        with self.platform.session(write=True) as session:
            alerting.finish(session, job, found, self.platform.addresses)
            session.commit()

    def deliver(self, delivery_id: str) -> None:
        with self.platform.session(write=True) as session:
            job = delivering.claim(session, delivery_id)
            session.commit()
        if job is None:
            return
        settings = self.platform.settings
        if job.channel is Channel.MAIL:
            site = {"sv": settings.catalog_title_sv, "en": settings.catalog_title_en}
            problem = delivering.write(self.platform.mail, letters.worded(job, site, self._links(job)))
        else:
            problem = delivering.call(job, settings.webhook_trusted_hosts)
        with self.platform.session(write=True) as session:
            delivering.finish(session, job, problem)
            session.commit()
        log.info("delivery %s: %s", job.delivery_id, problem.code if problem else "sent")

    def _links(self, job: delivering.Job) -> letters.Links:
        addresses, who = self.platform.addresses, (job.subscriber_id, job.key)
        asked = job.content.get("subscription", "")
        return letters.Links(
            confirm=addresses.subscriptions(*who, "confirm", asked),
            manage=addresses.subscriptions(*who),
            end=addresses.subscriptions(*who, "end"),
        )

    def note_fetch(self, path: str, publisher: str, status: str, byte_size: str, agent: str, at: str) -> None:
        """That somebody took the catalog. Only this message knows of it; one that is lost is missed by nobody."""
        fetch = fetches.Fetch(path, publisher, int(status), int(byte_size), agent, datetime.fromisoformat(at))
        with self.platform.session(write=True) as session:
            fetches.note(session, fetch)
            session.commit()

    def give_back(self, version_id: str | None = None) -> None:
        """All unfinished work, or one version, for whoever comes next."""
        with self.platform.session(write=True) as session:
            ingesting.release(session, self.name, version_id)
            session.commit()

    @contextmanager
    def _lease(self, job: ingesting.Job) -> Iterator[Callable[[float], None]]:
        """Keeps the claim alive, and tells the progress, for as long as the work goes on."""
        done, told = threading.Event(), [0.0]

        def tell(fraction: float) -> None:
            told[0] = fraction

        def beat() -> None:
            while not done.wait(self.heartbeat_seconds):
                with self.platform.session(write=True) as session:
                    ingesting.renew(session, job, told[0])
                    session.commit()

        heart = threading.Thread(target=beat, name=f"lease-{job.version_id}", daemon=True)
        heart.start()
        try:
            yield tell
        finally:
            done.set()
            heart.join()


def run(platform: Platform) -> None:
    """Work until SIGINT or SIGTERM, then give back at once what is unfinished: another worker will do it.

    The threads are not waited for, so the process should end after this.
    """
    stop = threading.Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    worker = Worker(platform)
    platform.promises.keep_with(worker.tasks)
    consumer = Consumer(platform.promises.queue, workers=1, periodic=False, max_delay=LONGEST_NAP_SECONDS)
    loops = {"sweep": worker.sweep, "harvest": worker.harvest, "index": worker.index, "tell": worker.tell}
    for name, work in loops.items():
        threading.Thread(target=_keep_on, args=(name, work, stop), name=name, daemon=True).start()
    consumer.start()
    for asked in (signal.SIGINT, signal.SIGTERM):  # after start(), which sets handlers of its own
        signal.signal(asked, ask_to_stop)
    log.info("worker %s (process %d) is ready", worker.name, os.getpid())
    stop.wait()
    consumer.stop_flag.set()
    worker.give_back()


def _keep_on(name: str, work: Callable[[], int], stop: threading.Event) -> None:
    while True:
        try:
            work()
        except Exception:
            log.exception("the %s failed; it will be tried again", name)
        if stop.wait(SWEEP_SECONDS):
            return
