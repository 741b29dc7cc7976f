"""A catalog in parts: links from part to part, by the Hydra core vocabulary.

Source: hydra-cg.com/spec/latest/core, 2021; the older names too (PagedCollection, nextPage), for some harvesters know
no others.
"""

from rdflib import RDF, XSD, Graph, Literal, URIRef

from opendata.dcat.iris import expand


def paginate(graph: Graph, catalog: str, address: str, *, page: int, last: int, size: int, total: int) -> None:
    """Says that this is one part of `last`. `address` is where parts are, with a query already; `size` is the most
    datasets of a part, `total` those of all parts."""

    def part(number: int) -> URIRef:
        return URIRef(f"{address}&page={number}&per_page={size}")

    view = part(page)
    graph.add((URIRef(catalog), expand("hydra:view"), view))
    for rdf_type in ("hydra:PartialCollectionView", "hydra:PagedCollection"):
        graph.add((view, RDF.type, expand(rdf_type)))
    for name, number in (("hydra:totalItems", total), ("hydra:itemsPerPage", size)):
        graph.add((view, expand(name), Literal(str(number), datatype=XSD.integer)))
    others = {"first": 1, "last": last, "previous": page - 1 if page > 1 else 0, "next": page + 1 if page < last else 0}
    for name, number in others.items():
        if number:
            graph.add((view, expand(f"hydra:{name}"), part(number)))
            graph.add((view, expand(f"hydra:{name}Page"), part(number)))


def following(graph: Graph) -> str | None:
    """The address of the page after this one, in either edition's words."""
    found = {str(one) for name in ("hydra:next", "hydra:nextPage") for one in graph.objects(None, expand(name))}
    return min(found, default=None)
