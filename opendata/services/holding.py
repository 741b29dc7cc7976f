"""What keeps a sound version from the public until somebody has decided: why it is held, and the decision."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from opendata import tabular
from opendata.errors import Conflict, Invalid
from opendata.model import Actor, Hold, Report, Version, VersionState, now
from opendata.model.addresses import Addresses
from opendata.services import datasets, journal, publishing


def of_people(report: Report) -> list[Hold]:
    """Why a version with what looks like personal data must be decided on; where, but no evidence."""
    found = [one for one in report.findings if one.code in tabular.STRONGLY_PERSONAL]
    if not found:
        return []
    columns = list(dict.fromkeys(one.column for one in found if one.column))
    return [Hold("personal_data", {"codes": sorted({one.code for one in found}), "columns": columns})]


def of_update(changes: tabular.Changes, smallest: float) -> list[Hold]:
    """Why an update with these changes must be confirmed; at least the share `smallest` of the rows should be left."""
    holds = []
    before, after = changes.rows_before, changes.rows_after
    if before and not after:
        holds.append(Hold("no_rows_left", {"before": before}))
    elif after < before * smallest:
        holds.append(Hold("much_smaller", {"before": before, "after": after}))
    if changes.removed_columns:
        holds.append(Hold("column_missing", {"columns": changes.removed_columns}))
    if changes.retyped:
        holds.append(Hold("type_changed", {"columns": [one["title"] for one in changes.retyped]}))
    if changes.key_changed:
        holds.append(Hold("key_changed"))
    return holds


def merged(version: Version, found: Iterable[Hold]) -> list[dict[str, Any]]:
    """What was found, with the decisions that were taken beforehand."""
    decisions = {hold.code: hold.decision for hold in version.all_holds}
    return [replace(hold, decision=decisions.get(hold.code)).to_json() for hold in found]


def switch_if_free(session: Session, version: Version, addresses: Addresses) -> None:
    """The version becomes current if it is newer than the current one and nothing holds it.

    What is held may only be the first version in a dataset that is not public, so that it can be looked at.
    """
    file = version.file
    current = file.current_version
    is_newer = current is None or current.number < version.number
    may_be_looked_at = current is None and not file.dataset.is_public
    if is_newer and (may_be_looked_at or not version.is_held):
        publishing.switch(session, version, addresses)


def decide(session: Session, actor: Actor, version: Version, code: str, reason: str, addresses: Addresses) -> None:
    """Sign that the version may be public in spite of what holds it; with the last hold signed it becomes current.

    Invalid `hold_unknown` (known), `reason_missing`; Conflict `version_not_accepted`, `hold_decided`.
    """
    dataset = version.file.dataset
    datasets.require(actor, "edit", dataset)
    publishing.lock(session, dataset)
    holds = {hold.code: hold for hold in version.all_holds}
    if code not in holds:
        raise Invalid("hold_unknown", field="hold", value=code, known=list(holds))
    datasets.require(actor, holds[code].permission, dataset)
    if version.state is not VersionState.ACCEPTED:
        raise Conflict("version_not_accepted", version=version.id)
    if not holds[code].is_open:
        raise Conflict("hold_decided", hold=code)
    if holds[code].needs_reason and not reason.strip():
        raise Invalid("reason_missing", field="reason")
    decision = {"by": actor.name, "at": now().isoformat(), "reason": reason.strip()}
    holds[code] = replace(holds[code], decision=decision)
    version.holds = [hold.to_json() for hold in holds.values()]
    journal.record(session, actor, "version.decide", code, dataset=dataset, version=version.id, note=reason.strip())
    switch_if_free(session, version, addresses)
