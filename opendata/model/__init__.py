"""The nouns, with the rules that need nothing else: no queries, no files, no HTTP, no RDF."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from opendata.model.hold import ABOUT_COLUMNS, ABOUT_TYPES, HOLDS, Hold
from opendata.model.report import Finding, Group, Report
from opendata.model.workflow import MOVES, Move, State

if TYPE_CHECKING:
    from opendata.model.account import Actor, Membership, Role, Token, User
    from opendata.model.base import Base, Text, new_id, now, text_in
    from opendata.model.case import Case, CaseKind
    from opendata.model.dataset import DataFile, Dataset, OldAddress, Rendition, Version, VersionState
    from opendata.model.event import Event
    from opendata.model.harvest import CatalogFetch, HarvestRun, HarvestSource
    from opendata.model.publication import Block, CatalogState, Publication
    from opendata.model.publisher import ContactPoint, Publisher
    from opendata.model.resource import Resource, ResourceKind
    from opendata.model.search import SearchEntry, SearchFacet, SearchWord, Synonym
    from opendata.model.subscription import Channel, Delivery, News, NewsKind, Subscriber, Subscription, Tiding, Topic

__all__ = [
    "ABOUT_COLUMNS",
    "ABOUT_TYPES",
    "HOLDS",
    "MOVES",
    "Actor",
    "Base",
    "Block",
    "Case",
    "CaseKind",
    "CatalogFetch",
    "CatalogState",
    "Channel",
    "ContactPoint",
    "DataFile",
    "Dataset",
    "Delivery",
    "Event",
    "Finding",
    "Group",
    "HarvestRun",
    "HarvestSource",
    "Hold",
    "Membership",
    "Move",
    "News",
    "NewsKind",
    "OldAddress",
    "Publication",
    "Publisher",
    "Rendition",
    "Report",
    "Resource",
    "ResourceKind",
    "Role",
    "SearchEntry",
    "SearchFacet",
    "SearchWord",
    "State",
    "Subscriber",
    "Subscription",
    "Synonym",
    "Text",
    "Tiding",
    "Token",
    "Topic",
    "User",
    "Version",
    "VersionState",
    "new_id",
    "now",
    "text_in",
]

KEPT = (
    "account",
    "base",
    "case",
    "dataset",
    "event",
    "harvest",
    "publication",
    "publisher",
    "resource",
    "search",
    "subscription",
)
"""The modules of what the database keeps."""

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        """What the database keeps, all loaded when the first is asked for: reading a file needs no SQLAlchemy."""
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        modules = [import_module(f"{__name__}.{module}") for module in KEPT]
        return next(getattr(module, name) for module in modules if hasattr(module, name))
