"""Not speed: what the readers of CKAN and udata find in our catalog, by their own code.

    python3 -m venv THEIRS && THEIRS/bin/pip install "ckan[requirements]" ckanext-dcat udata mongomock
    curl -o catalog.rdf https://data.example.se/catalog.rdf
    THEIRS/bin/python benchmarks/harvesters.py ckan catalog.rdf
    THEIRS/bin/python benchmarks/harvesters.py udata catalog.rdf

Prints datasets and resources that they find, beside the datasets, series and distributions that are in the file; ends
with 1 when something is passed over. It needs nothing of ours. The two may want environments of their own. CKAN's is
called without its database, udata's with mongomock for one, so nothing is stored.
"""

import sys
from importlib.metadata import entry_points
from pathlib import Path

from rdflib import DCTERMS, RDF, Graph, Namespace

DCAT = Namespace("http://www.w3.org/ns/dcat#")
PROFILES = ("euro_dcat_ap_3", "euro_dcat_ap_scheming")


def ckan(path: Path, found: Graph) -> tuple[int, int]:
    from ckan.common import config
    from ckanext.dcat.processors import RDFParser

    config.update({"ckan.site_url": "https://ckan.example.se"})
    parser = RDFParser.__new__(RDFParser)  # what its constructor does beside this asks CKAN's plugins
    parser.g, parser.compatibility_mode, parser.dataset_type = type(found)(), False, "dataset"
    known = {one.name: one for one in entry_points(group="ckan.rdf.profiles")}
    parser._profiles = [known[name].load() for name in PROFILES]
    parser.parse(path.read_text(encoding="utf-8"), _format="xml")
    datasets = list(parser.datasets())
    return len(datasets), sum(len(one["resources"]) for one in datasets)


def udata(_path: Path, found: Graph) -> tuple[int, int]:
    import mongoengine.connection
    import mongomock

    mongoengine.connection.MongoClient = mongomock.MongoClient
    from udata.app import create_app
    from udata.settings import Defaults

    class Settings(Defaults):
        TESTING = True
        SECRET_KEY = API_TOKEN_SECRET = SECURITY_PASSWORD_SALT = "only for this" * 4

    with create_app(Settings).app_context():
        from udata.core.dataset.rdf import dataset_from_rdf
        from udata.harvest.backends.dcat import DcatBackend
        from udata.utils import uniquify

        backend = DcatBackend.__new__(DcatBackend)
        datasets = [
            dataset_from_rdf(found, None, node=node, dryrun=True)
            for node in uniquify(found.subjects(RDF.type, [DCAT.Dataset, DCAT.DatasetSeries]))
            if not backend.is_dataset_external_to_this_graph(node, found) and found.value(node, DCTERMS.identifier)
        ]
        return len(datasets), sum(len(one.resources) for one in datasets)


def main() -> None:
    reader, path = sys.argv[1], Path(sys.argv[2])
    graph = Graph().parse(path, format="xml")
    counts = {name: len(set(graph.subjects(RDF.type, DCAT[name]))) for name in ("Dataset", "DatasetSeries")}
    distributions = len(set(graph.subjects(RDF.type, DCAT.Distribution)))
    datasets, resources = {"ckan": ckan, "udata": udata}[reader](path, graph)
    there = counts["Dataset"] + (counts["DatasetSeries"] if reader == "udata" else 0)
    print(f"{reader}: {datasets} of {there} datasets, {resources} of {distributions} distributions")
    raise SystemExit((datasets, resources) != (there, distributions))


if __name__ == "__main__":
    main()
