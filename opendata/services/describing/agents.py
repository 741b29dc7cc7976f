"""Publishers and their contact points."""

from opendata import dcat
from opendata.dcat import Flavour, Graph, describe
from opendata.model import ContactPoint, Publisher
from opendata.model.addresses import Addresses


def describe_publisher(graph: Graph, publisher: Publisher, addresses: Addresses, flavour: Flavour = "se") -> None:
    known = {
        "name": publisher.name,
        "description": publisher.description,
        "type": publisher.publisher_type,
        "identifier": publisher.organisation_number,
        "homepage": publisher.homepage,
        "mbox": publisher.email,
    }
    values = dcat.combined("Agent", known, publisher.more)
    describe(graph, "Agent", addresses.publisher(publisher), values, flavour)
    for contact_point in publisher.contact_points:
        _describe_contact_point(graph, contact_point, addresses, flavour)


def _describe_contact_point(graph: Graph, contact_point: ContactPoint, addresses: Addresses, flavour: Flavour) -> None:
    address = {
        "street_address": contact_point.street_address,
        "postal_code": contact_point.postal_code,
        "locality": contact_point.locality,
    }
    known = {
        "fn": contact_point.name,
        "has_email": contact_point.email,
        "has_telephone": {"has_value": contact_point.telephone} if contact_point.telephone else None,
        "has_address": address | {"country_name": "Sverige"} if any(address.values()) else None,
    }
    values = dcat.combined("ContactPoint", known, contact_point.more)
    describe(graph, "ContactPoint", addresses.contact_point(contact_point), values, flavour)
