"""Catalogues of others, taken over: what a source says is compared with what is here, and what differs is carried out.

`dcat.read` has understood the source by then; this room decides what becomes which noun, and never asks the net.
"""

from opendata.services.harvesting.applying import Terms, apply, confirm, find_run, take_over
from opendata.services.harvesting.comparing import Change, Difference, Item, Plan, plan
from opendata.services.harvesting.sources import settle

__all__ = [
    "Change",
    "Difference",
    "Item",
    "Plan",
    "Terms",
    "apply",
    "confirm",
    "find_run",
    "plan",
    "settle",
    "take_over",
]
