"""A block of the catalog in JSON-LD as plain values: what other vocabularies for programs are written from."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Nodes = Mapping[str, Mapping[str, Any]]
"""IRI -> node: property in short form -> list of values."""


def nodes(text: str) -> Nodes:
    """Those of a document of ours (`formats.document`, "jsonld"), where each subject has one node, and publishers that
    are told of twice say the same."""
    return {node["@id"]: node for node in json.loads(text)["@graph"]}


@dataclass(frozen=True)
class Node:
    """One thing, in one language where it has texts."""

    all: Nodes
    iri: str
    language: str

    def texts(self, name: str) -> list[str]:
        """In the language, else in any other that there is; what has no language is in all."""
        values = [value for value in self.all.get(self.iri, {}).get(name, ()) if "@value" in value]
        said = {value.get("@language") for value in values}
        wanted = self.language if self.language in said else next(iter(sorted(said - {None}, key=str)), None)
        return [value["@value"] for value in values if value.get("@language") in (wanted, None)]

    def text(self, name: str) -> str | None:
        return next(iter(self.texts(name)), None)

    def iris(self, name: str) -> list[str]:
        return [value["@id"] for value in self.all.get(self.iri, {}).get(name, ()) if "@id" in value]

    def first(self, name: str) -> str | None:
        return next(iter(self.iris(name)), None)

    def follow(self, name: str) -> Iterator["Node"]:
        return (Node(self.all, iri, self.language) for iri in self.iris(name))
