"""A plan carried out: each thing for itself, so that one that can't be taken over is no trouble to the others."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from opendata import dcat
from opendata.errors import Conflict, Error, NotFound
from opendata.model import (
    Actor,
    ContactPoint,
    DataFile,
    Dataset,
    Finding,
    HarvestRun,
    NewsKind,
    Publisher,
    Report,
    Resource,
    ResourceKind,
    State,
    new_id,
    now,
)
from opendata.model.addresses import Addresses
from opendata.model.base import slug_of
from opendata.model.harvest import Outcome
from opendata.services import datasets, journal, news, publications
from opendata.services.harvesting import old_addresses, parties
from opendata.services.harvesting.comparing import Change, Item, Plan, find, require
from opendata.services.harvesting.mapping import moment
from opendata.services.harvesting.taking_in import Taken

log = logging.getLogger(__name__)

COUNTED = {Change.GONE: "removed", Change.REFUSED: "refused"}
"""What a count is called in a run, where not like the change."""

AT_ONCE = 20
"""Things between two pauses: about a second's work."""

TOLD = ("added", "changed", "removed")


@dataclass(frozen=True)
class Terms:
    """`publish`: what is complete is made public at once. `hosts`: base URLs, beside our own, whose addresses lead here
    from now on."""

    publish: bool = True
    hosts: Sequence[str] = ()


def apply(
    session: Session,
    actor: Actor,
    plan: Plan,
    addresses: Addresses,
    terms: Terms | None = None,
    *,
    pause: Callable[[], None] = lambda: None,
) -> HarvestRun:
    """Takes over what is new or has changed, and withdraws what is gone unless that is held. What went wrong with one
    thing stands in the run's details. `pause` is called now and then, between things: a door may commit there, so that
    others need not wait until all is done."""
    require(actor, plan.source)
    work = _Work(session, actor, plan, addresses, terms or Terms())
    details = []
    for number, item in enumerate(plan.items, start=1):
        details.append(work.done(item))
        if number % AT_ONCE == 0:
            pause()
    counts = dict.fromkeys(("added", "changed", "unchanged", "removed", "held", "incomplete", "failed", "refused"), 0)
    for detail in details:
        counts[detail["change"]] += detail["kind"] != "Agent"
        counts["incomplete"] += bool(detail.get("incomplete"))
    run = HarvestRun(
        source=plan.source,
        outcome=_outcome(plan, counts),
        finished_at=now(),
        counts=counts,
        details=[one for one in details if one["change"] != "unchanged" or one.get("incomplete")],
    )
    if plan.offered.lost or plan.offered.notes:
        run.details.append(_of_nothing(plan))
    session.add(run)
    session.flush()
    named: str = plan.source.title or plan.source.location
    facts: dict[str, Any] = {name: counts[name] for name in TOLD}
    journal.record(session, actor, "source.take_in", named, publisher_id=plan.source.publisher_id, **facts)
    return run


def _outcome(plan: Plan, counts: dict[str, int]) -> Outcome:
    if plan.is_held:
        return Outcome.HELD
    is_same = not any(counts[name] for name in ("added", "changed", "removed", "failed"))
    return Outcome.UNCHANGED if is_same else Outcome.APPLIED


def _of_nothing(plan: Plan) -> dict[str, Any]:
    findings = [asdict(one) for one in plan.offered.notes]
    return {"iri": "", "kind": "Catalog", "title": {}, "change": "refused", "findings": findings} | {
        "lost": "\n".join(plan.offered.lost)
    }


def confirm(session: Session, actor: Actor, run: HarvestRun) -> int:
    """Withdraw what the run held, as far as it is still the source's; how many things that was."""
    require(actor, run.source)
    newest = session.scalar(
        select(HarvestRun.id)
        .where(HarvestRun.source_id == run.source_id)
        .order_by(HarvestRun.started_at.desc(), HarvestRun.id)
        .limit(1)
    )
    if run.outcome is not Outcome.HELD or run.id != newest:
        raise Conflict("run_not_held", run=run.id)
    held = [one["here"] for one in run.details if one["change"] == "held"]
    things = [session.get(Dataset, one) or session.get(Resource, one) for one in held]
    gone = [one for one in things if one is not None and one.source_id == run.source_id]
    for thing in gone:
        _withdraw(session, actor, thing)
    run.outcome = Outcome.APPLIED
    run.counts = {**run.counts, "held": 0, "removed": run.counts["removed"] + len(gone)}
    run.details = [{**one, "change": "removed" if one["change"] == "held" else one["change"]} for one in run.details]
    return len(gone)


def take_over(session: Session, actor: Actor, dataset: Dataset) -> None:
    """From now on the dataset is described here, and its source changes it no more."""
    datasets.require(actor, "edit", dataset)
    if dataset.source is None:
        raise Conflict("not_harvested", slug=dataset.slug)
    title = dataset.source.title or dataset.source.location
    dataset.source, dataset.source_digest = None, ""
    journal.record(session, actor, "dataset.take_over", dataset.slug, dataset=dataset, source=title)


def find_run(session: Session, actor: Actor, run_id: str) -> HarvestRun:
    run = session.get(HarvestRun, run_id)
    if run is None:
        raise NotFound("not_found")
    require(actor, run.source)
    return run


def _withdraw(session: Session, actor: Actor, thing: Dataset | Resource) -> None:
    """The address says so from now on. Without a digest, so that it comes back when the source says it again."""
    thing.source_digest, thing.changed_at = "", now()
    if isinstance(thing, Resource):
        thing.is_public = False
    else:
        if thing.is_public:
            news.note(session, thing, NewsKind.WITHDRAWN)
        thing.state = State.WITHDRAWN
        source = thing.source.title or thing.source.location if thing.source else ""
        journal.record(session, actor, "dataset.gone", thing.slug, dataset=thing, source=source)
    session.flush()
    publications.remove(session, thing)


@dataclass(frozen=True)
class _Work:
    session: Session
    actor: Actor
    plan: Plan
    addresses: Addresses
    terms: Terms

    def done(self, item: Item) -> dict[str, Any]:
        """What the run tells of it."""
        findings, change = list(item.findings), COUNTED.get(item.change, item.change.value)
        outcome: dict[str, Any] = {"here": item.here}
        if item.change is Change.GONE and self.plan.is_held:
            change = "held"
        else:
            try:
                with self.session.begin_nested():
                    outcome = self._do(item)
            except Error as error:
                change = "failed"
                findings.append(Finding(error.code, facts=error.facts))
            except Exception:
                log.exception("could not take over %s", item.iri)
                change = "failed"
                findings.append(Finding("fault"))
        report: Report | None = outcome.pop("report", None)
        if report and not report.sound:
            outcome["incomplete"] = True
            findings += [one for one in report.findings if one.severity == "error"]
        return {
            "iri": item.iri,
            "kind": item.kind,
            "title": dict(item.title),
            "change": change,
            "findings": [asdict(one) for one in findings],
            "differences": [asdict(one) for one in item.differences],
            "kept": item.taken.columns["kept"] if item.taken else "",
            "lost": "",
            **outcome,
        }

    def _do(self, item: Item) -> dict[str, Any]:
        if item.change is Change.GONE:
            dataset = self.session.get(Dataset, item.here)
            _withdraw(self.session, self.actor, dataset or self.session.get_one(Resource, item.here))
            return {"here": item.here}
        if item.kind == "Agent":
            return {"here": self._publisher(item.iri).id}
        if item.taken is None:
            return {"here": item.here}
        found = find(self.session, item.taken, self.addresses)
        if item.kind == "Dataset":
            return self._dataset(item, found if isinstance(found, Dataset) else None, item.taken)
        return self._resource(item, found if isinstance(found, Resource) else None, item.taken)

    def _publisher(self, iri: str) -> Publisher:
        if self.plan.source.publisher is not None:
            return self.plan.source.publisher
        thing = self.plan.offered.parties.get(("Agent", iri))
        if thing is None:
            raise NotFound("publisher_undescribed", iri=iri)
        found = parties.find_publisher(self.session, thing, self.addresses)
        return found or parties.make_publisher(self.session, self.actor, thing)

    def _contact(self, publisher: Publisher, iri: str) -> ContactPoint | None:
        thing = self.plan.offered.parties.get(("ContactPoint", iri))
        point = parties.settle_contact(publisher, thing, self.addresses) if thing else None
        if point is not None and (point in self.session.new or self.session.is_modified(point)):
            self.session.flush()
            publications.rewrite_publisher(self.session, publisher, self.addresses)
        return point

    def _resource(self, item: Item, resource: Resource | None, taken: Taken) -> dict[str, Any]:
        if resource is None:
            resource = Resource(id=new_id(), kind=ResourceKind(item.kind), iri=item.iri)
            resource.slug = _free_slug(self.session, item)
        if item.change is not Change.UNCHANGED:
            resource.publisher, resource.source_id = self._publisher(taken.publisher), self.plan.source.id
            resource.values, resource.kept = taken.columns["values"], taken.columns["kept"]
            resource.source_digest, resource.changed_at = taken.digest, now()
            self.session.add(resource)
        elif resource.is_public:
            return {"here": resource.id}
        was_public, resource.is_public = resource.is_public, True
        lost, report = self._write(resource)
        resource.is_public = was_public or report is None
        return {"here": resource.id, "kept": resource.kept, "lost": lost, "report": report}

    def _dataset(self, item: Item, dataset: Dataset | None, taken: Taken) -> dict[str, Any]:
        is_back = dataset is not None and dataset.state is State.WITHDRAWN and not dataset.source_digest
        if dataset is None:
            dataset = Dataset(id=new_id(), iri=item.iri, source=self.plan.source)
            dataset.slug = self._dataset_slug(item)
        before = news.remembered(dataset)
        if item.change is not Change.UNCHANGED:
            self._fill(dataset, taken)
            journal.record(self.session, self.actor, "dataset.take_in", dataset.slug, dataset=dataset)
            old_addresses.keep(self.session, dataset, self.addresses, self.terms.hosts)
        elif dataset.state is not State.DRAFT:
            return {"here": dataset.id}
        state = dataset.state
        may_publish = self.terms.publish and (state is State.DRAFT or is_back)
        if state is not State.PUBLISHED and not may_publish:
            return {"here": dataset.id, "report": publications.check(dataset, self.addresses)}
        dataset.state = State.PUBLISHED
        lost, report = self._write(dataset)
        if report and state is not State.PUBLISHED:
            dataset.state = state
        elif report is None:
            dataset.first_published_at = dataset.first_published_at or now()
            news.note_taken_in(self.session, dataset, before, was_public=state is State.PUBLISHED)
        return {"here": dataset.id, "kept": dataset.kept, "lost": lost, "report": report}

    def _fill(self, dataset: Dataset, taken: Taken) -> None:
        dataset.publisher = self._publisher(taken.publisher)
        dataset.contact_point = self._contact(dataset.publisher, taken.contact_point)
        for name, value in taken.columns.items():
            setattr(dataset, name, value)
        self.session.add(dataset)
        series = self.session.scalars(select(Resource).where(Resource.iri.in_(taken.series))).all()
        dataset.series = list(series)
        others = sorted({*taken.series} - {one.iri for one in series})
        dataset.more = dataset.more | ({"in_series": others} if others else {})
        _fill_links(self.session, dataset, taken)
        dataset.changed_at, dataset.source_digest = now(), taken.digest
        dataset.data_changed_at = moment(taken.columns["more"]) or dataset.data_changed_at or now()
        self.session.flush()

    def _dataset_slug(self, item: Item) -> str:
        """That of its IRI where this is an address of ours, so that the two stay the same."""
        prefix = f"{self.addresses.base}/dataset/"
        own = item.iri.removeprefix(prefix)
        is_free = not self.session.scalar(select(Dataset.id).where(Dataset.slug == own))
        if item.iri.startswith(prefix) and own == slug_of(own) and is_free:
            return own
        return datasets.numbered_slug(self.session, next(iter(item.title.values()), ""))

    def _write(self, thing: Dataset | Resource) -> tuple[str, Report | None]:
        """Into the catalog; what was left out so that it passes, and why it still doesn't, if so."""
        write: Any = publications.write if isinstance(thing, Dataset) else publications.write_resource
        self.session.flush()
        write(self.session, thing, self.addresses)
        report, lost = publications.problem_of(self.session, thing), ""
        harmless = dcat.foreign(thing.kept) if report and thing.kept else thing.kept
        if harmless != thing.kept:
            whole, thing.kept = thing.kept, harmless
            lost = "".join(line for line in whole.splitlines(keepends=True) if line not in harmless)
            write(self.session, thing, self.addresses)
            report = publications.problem_of(self.session, thing)
        return lost, report


def _fill_links(session: Session, dataset: Dataset, taken: Taken) -> None:
    """Those that are there already stay the same rows, so that addresses of theirs go on."""
    known = {file.iri: file for file in dataset.links}
    for position, columns in enumerate(taken.links):
        file = known.pop(columns["iri"], None)
        if file is None:
            file = DataFile(id=new_id())
            dataset.files.append(file)
        for name, value in {**columns, "position": position}.items():
            setattr(file, name, value)
    for file in known.values():
        old_addresses.detach(session, file)
        dataset.files.remove(file)


def _free_slug(session: Session, item: Item) -> str:
    wanted = slug_of(next(iter(item.title.values()), "")) or slug_of(item.kind)
    stem = wanted[:70].rstrip("-")
    taken = set(session.scalars(select(Resource.slug).where(Resource.slug.startswith(stem, autoescape=True))))
    return next(slug for slug in (wanted, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)
