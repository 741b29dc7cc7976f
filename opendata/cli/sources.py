"""Catalogues that commands are pointed to: a file, or an address."""

from pathlib import Path

from opendata import dcat
from opendata.dcat import Graph
from opendata.model.harvest import SourceKind
from opendata.services import harvesting
from opendata.wiring import Platform


def graph_at(wired: Platform, location: str, kind: SourceKind = SourceKind.DCAT) -> Graph:
    """All pages of what is at an address, or what a file says."""
    if is_address(location) or kind is SourceKind.CKAN:
        brought = harvesting.bring(kind, location, trusted=wired.settings.harvest_trusted_hosts)
        return brought.graph if brought else dcat.Graph()
    path = Path(location).resolve()
    return harvesting.understand(path.read_bytes(), path.as_uri())


def is_address(location: str) -> bool:
    return location.startswith(("http://", "https://"))
