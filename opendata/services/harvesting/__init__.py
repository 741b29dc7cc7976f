"""Catalogues of others, taken over: what a source says is compared with what is here, and what differs is carried out.

`dcat.read` has understood the source by then; this room decides what becomes which noun, and never asks the net.
"""

from opendata.services.harvesting.applying import Terms, apply, confirm, find_run, take_over
from opendata.services.harvesting.comparing import Change, Difference, Item, Plan, plan
from opendata.services.harvesting.fetching import bring, understand
from opendata.services.harvesting.scheduled import (
    all_sources,
    ask,
    claim,
    due,
    find_source,
    finish,
    listen,
    remove,
    schedule,
)
from opendata.services.harvesting.sources import settle

__all__ = [
    "Change",
    "Difference",
    "Item",
    "Plan",
    "Terms",
    "all_sources",
    "apply",
    "ask",
    "bring",
    "claim",
    "confirm",
    "due",
    "find_run",
    "find_source",
    "finish",
    "listen",
    "plan",
    "remove",
    "schedule",
    "settle",
    "take_over",
    "understand",
]
