"""What a plan says, and what is done with what changed, went away or came back."""

import pytest

from opendata.errors import Conflict, NotAllowed, NotFound
from opendata.model import Actor, DataFile, HarvestRun, State
from opendata.model.harvest import Outcome
from opendata.services import catalog, datasets, harvesting, publishers, publishing
from opendata.services.harvesting import Change, old_addresses
from tests.conftest import People
from tests.services.harvesting.catalogues import ENTRYSCAPE
from tests.services.harvesting.conftest import LOCATION, Harvest, read

RES = "https://catalog.example.se/store/6/resource/"
AGENT = 'res:2 a foaf:Agent ; foaf:name "Staden"@sv ; dct:type <http://purl.org/adms/publishertype/LocalAuthority> .'


def several(*numbers: int) -> str:
    return AGENT + "".join(
        f'res:{n} a dcat:Dataset ; dct:title "Nummer {n}"@sv ; dct:description "Om."@sv ; dct:publisher res:2 .'
        for n in numbers
    )


def state(harvest: Harvest, title: str) -> State:
    with harvest.platform.session() as session:
        return harvest.dataset(session, title).state


def test_a_plan_changes_nothing_and_says_all_that_would_be_new(harvest: Harvest) -> None:
    plan = harvest.plan(ENTRYSCAPE)
    assert {(one.kind, one.iri.removeprefix(RES)) for one in plan.of(Change.ADDED)} == {
        ("Agent", "2"),
        ("Dataset", "10"),
        ("Dataset", "11"),
        ("DatasetSeries", "12"),
        ("DataService", "20"),
    }
    assert len(harvest.plan(ENTRYSCAPE).of(Change.ADDED)) == 5


def test_a_change_is_told_property_by_property_with_before_and_after(harvest: Harvest) -> None:
    harvest.take(ENTRYSCAPE)
    changed = ENTRYSCAPE.replace('"Alla badplatser."@sv', '"Alla."@sv').replace("2024-01-02", "2025-01-02")
    changed = changed.replace('"Badplatser som CSV"@sv', '"CSV"@sv').replace("esterms:psi", "esterms:other")
    plan = harvest.plan(changed)
    (item,) = plan.of(Change.CHANGED)
    told = {one.property: (one.before, one.after) for one in item.differences}
    assert told["description"] == ({"sv": "Alla badplatser."}, {"sv": "Alla."})
    assert told["modified"] == ("2024-01-02", "2025-01-02")
    assert told["distribution"][0]["title"] == {"sv": "Badplatser som CSV"}
    assert told["distribution"][1]["title"] == {"sv": "CSV"}
    assert told.keys() == {"description", "modified", "distribution", "kept"}
    run = harvest.take(changed)
    assert (run.counts["changed"], run.counts["unchanged"]) == (1, 3)
    assert len(harvest.plan(changed).of(Change.UNCHANGED)) == 4


def test_links_that_stay_are_the_same_rows_and_those_that_go_go(harvest: Harvest) -> None:
    harvest.take(ENTRYSCAPE)
    with harvest.platform.session() as session:
        first = {one.iri: one.id for one in harvest.dataset(session, "Badplatser").links}
    harvest.take(ENTRYSCAPE.replace("dcat:distribution res:30, res:31", "dcat:distribution res:31"))
    with harvest.platform.session() as session:
        assert {one.iri: one.id for one in harvest.dataset(session, "Badplatser").links} == {
            f"{RES}31": first[f"{RES}31"]
        }


def test_what_is_gone_is_withdrawn_and_comes_back_when_the_source_has_it_again(harvest: Harvest) -> None:
    harvest.take(several(*range(1, 11)))
    run = harvest.take(several(*range(1, 10)))
    assert (run.outcome, run.counts["removed"]) == (Outcome.APPLIED, 1)
    assert state(harvest, "Nummer 10") is State.WITHDRAWN
    with harvest.platform.session() as session, pytest.raises(NotFound, match="withdrawn"):
        datasets.find(session, Actor(), "nummer-10")
    assert harvest.plan(several(*range(1, 10))).of(Change.GONE) == []
    harvest.take(several(*range(1, 11)))
    assert state(harvest, "Nummer 10") is State.PUBLISHED


def test_what_a_person_has_withdrawn_stays_so_whatever_the_source_says(harvest: Harvest) -> None:
    harvest.take(several(1, 2))
    with harvest.platform.session(write=True) as session:
        dataset = harvest.dataset(session, "Nummer 1")
        publishing.move(session, harvest.administrator, dataset, "withdraw", harvest.platform.addresses, note="Fel.")
        session.commit()
    harvest.take(several(1, 2).replace('"Om."', '"Nytt."'))
    assert state(harvest, "Nummer 1") is State.WITHDRAWN


@pytest.mark.parametrize("shrunken", [AGENT, several(1, 2, 3)])
def test_a_source_that_is_suddenly_empty_or_much_smaller_removes_nothing_until_somebody_confirms(
    harvest: Harvest, shrunken: str
) -> None:
    harvest.take(several(*range(1, 6)))
    run = harvest.take(shrunken)
    assert (run.outcome, run.counts["removed"]) == (Outcome.HELD, 0)
    assert run.counts["held"] == (5 if shrunken == AGENT else 2)
    assert state(harvest, "Nummer 5") is State.PUBLISHED
    withdrawn = harvest.do(lambda s: harvesting.confirm(s, harvest.administrator, s.get_one(HarvestRun, run.id)))
    assert withdrawn == run.counts["held"]
    assert state(harvest, "Nummer 5") is State.WITHDRAWN
    with harvest.platform.session(write=True) as session, pytest.raises(Conflict, match="run_not_held"):
        harvesting.confirm(session, harvest.administrator, session.get_one(HarvestRun, run.id))


def test_whoever_imports_can_confirm_beforehand(harvest: Harvest) -> None:
    harvest.take(several(*range(1, 6)))
    run = harvest.take(several(1), is_confirmed=True)
    assert (run.outcome, run.counts["removed"], run.counts["held"]) == (Outcome.APPLIED, 4, 0)


def test_only_the_newest_run_can_be_confirmed(harvest: Harvest) -> None:
    harvest.take(several(*range(1, 6)))
    held = harvest.take(several(1))
    harvest.take(several(*range(1, 6)))
    with harvest.platform.session(write=True) as session, pytest.raises(Conflict, match="run_not_held"):
        harvesting.confirm(session, harvest.administrator, session.get_one(HarvestRun, held.id))


def test_a_service_that_is_gone_leaves_the_catalogue_and_the_change_is_told(harvest: Harvest) -> None:
    harvest.take(ENTRYSCAPE)
    harvest.take(ENTRYSCAPE.partition("res:20 a dcat:DataService")[0])
    with harvest.platform.session() as session:
        assert not harvest.resource(session, "Badplatser, API").is_public
        told, _ = catalog.changes(session, harvest.dataset(session, "Träd").created_at)
    assert ("data-service", "withdrawn") in [(one.kind.value, one.change) for one in told]


def test_one_that_cannot_be_taken_over_is_no_trouble_to_the_others(harvest: Harvest) -> None:
    source = several(1, 2).replace(
        'res:1 a dcat:Dataset ; dct:title "Nummer 1"@sv ; dct:description "Om."@sv ; dct:publisher res:2 .',
        'res:1 a dcat:Dataset ; dct:title "Nummer 1"@sv ; dct:publisher res:3 .',
    )
    run = harvest.take(source)
    assert (run.counts["added"], run.counts["failed"]) == (1, 1)
    detail = next(one for one in run.details if one["change"] == "failed")
    assert (detail["iri"], [one["code"] for one in detail["findings"]]) == (f"{RES}1", ["publisher_undescribed"])


def test_without_any_publisher_a_dataset_is_refused(harvest: Harvest) -> None:
    run = harvest.take('res:1 a dcat:Dataset ; dct:title "Bad"@sv .')
    assert run.counts["refused"] == 1
    assert run.details[0]["findings"][0]["code"] == "publisher_unnamed"


def test_what_was_taken_from_a_source_is_described_there_until_it_is_taken_over(
    harvest: Harvest, people: People
) -> None:
    harvest.take(several(1, 2))
    administrator = harvest.administrator
    with harvest.platform.session(write=True) as session:
        dataset = harvest.dataset(session, "Nummer 1")
        with pytest.raises(Conflict, match="harvested") as refused:
            datasets.describe(session, administrator, dataset, {"title": {"sv": "Annat"}})
        assert refused.value.facts == {"source": LOCATION}
        with pytest.raises(NotFound):
            harvesting.take_over(session, people.outsider.actor, harvest_draft(dataset))
        dataset.state = State.PUBLISHED
        with pytest.raises(NotAllowed):
            harvesting.take_over(session, people.outsider.actor, dataset)
        harvesting.take_over(session, administrator, dataset)
        datasets.describe(session, administrator, dataset, {"title": {"sv": "Annat"}})
        with pytest.raises(Conflict, match="not_harvested"):
            harvesting.take_over(session, administrator, dataset)
        session.commit()
    run = harvest.take(several(1, 2).replace('"Om."', '"Nytt."'))
    assert (run.counts["refused"], run.counts["changed"]) == (1, 1)
    assert state(harvest, "Annat") is State.PUBLISHED


def harvest_draft(dataset):
    dataset.state = State.DRAFT
    return dataset


def test_another_source_may_not_change_what_one_has(harvest: Harvest) -> None:
    harvest.take(several(1))
    with harvest.platform.session(write=True) as session:
        other = harvesting.settle(session, harvest.administrator, "https://other.example.se/")
        plan = harvesting.plan(session, harvest.administrator, other, read(several(1)), harvest.platform.addresses)
    assert [one.findings[0].code for one in plan.of(Change.REFUSED)] == ["of_other_source"]


def test_outsiders_may_do_none_of_it(harvest: Harvest, people: People) -> None:
    harvest.take(several(*range(1, 6)))
    run = harvest.take(several(1))
    addresses, outsider = harvest.platform.addresses, people.outsider.actor
    with harvest.platform.session(write=True) as session:
        source = harvest.source(session)
        dataset = harvest.dataset(session, "Nummer 1")
        dataset.files.append(DataFile(name="a", title={}, link={}))
        plan = harvesting.plan(session, harvest.administrator, source, read(several(1)), addresses)
        for verb in (
            lambda: harvesting.settle(session, outsider, "https://mine.example.se/"),
            lambda: harvesting.settle(session, outsider, LOCATION),
            lambda: harvesting.plan(session, outsider, source, read(several(1)), addresses),
            lambda: harvesting.apply(session, outsider, plan, addresses),
            lambda: harvesting.confirm(session, outsider, session.get_one(HarvestRun, run.id)),
            lambda: harvesting.find_run(session, outsider, run.id),
            lambda: old_addresses.lead(session, outsider, "/old", dataset.links[0]),
        ):
            with pytest.raises((NotAllowed, NotFound)):
                verb()


def test_a_reviewer_may_bring_in_what_is_all_the_own_publishers(harvest: Harvest, people: People) -> None:
    with harvest.platform.session(write=True) as session:
        parks = publishers.find(session, "parker")
        source = harvesting.settle(session, people.reviewer.actor, "parks.ttl", publisher=parks)
        catalogue, addresses = read(several(1)), harvest.platform.addresses
        plan = harvesting.plan(session, people.reviewer.actor, source, catalogue, addresses)
        assert harvesting.apply(session, people.reviewer.actor, plan, addresses).counts["added"] == 1
        with pytest.raises(NotAllowed):
            harvesting.plan(session, people.editor.actor, source, catalogue, addresses)
