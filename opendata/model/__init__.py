"""The nouns, with the rules that need nothing else: no queries, no files, no HTTP, no RDF."""

from opendata.model.account import Actor, Membership, Role, Token, User
from opendata.model.base import Base, Text, new_id, now, text_in
from opendata.model.dataset import DataFile, Dataset, Rendition, Version, VersionState
from opendata.model.event import Event
from opendata.model.hold import ABOUT_COLUMNS, ABOUT_TYPES, HOLDS, Hold
from opendata.model.publication import Block
from opendata.model.publisher import ContactPoint, Publisher
from opendata.model.report import Finding, Group, Report
from opendata.model.workflow import MOVES, Move, State

__all__ = [
    "ABOUT_COLUMNS",
    "ABOUT_TYPES",
    "HOLDS",
    "MOVES",
    "Actor",
    "Base",
    "Block",
    "ContactPoint",
    "DataFile",
    "Dataset",
    "Event",
    "Finding",
    "Group",
    "Hold",
    "Membership",
    "Move",
    "Publisher",
    "Rendition",
    "Report",
    "Role",
    "State",
    "Text",
    "Token",
    "User",
    "Version",
    "VersionState",
    "new_id",
    "now",
    "text_in",
]
