"""What a tool is asked: who asks, by which session, with which arguments; and the answer's two forms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from opendata.model import Actor

Json = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    session: Any
    """The unit of work, as `context.session` gives it."""
    actor: Actor
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Tool:
    """`takes` and `gives` are JSON Schemas of objects. `run` gives the answer's members, rows as `Verbatim`."""

    name: str
    title: str
    description: str
    takes: Json
    gives: Json
    run: Callable[[Asked], Json]

    def to_json(self) -> Json:
        """As `tools/list` tells it."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": self.takes,
            "outputSchema": self.gives,
            "annotations": {
                "title": self.title,
                "readOnlyHint": True,
                "destructiveHint": False,
                "idempotentHint": True,
                "openWorldHint": False,
            },
        }
