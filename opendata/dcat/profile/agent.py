"""Agent and ContactPoint, and what they are described with: who publishes, and whom to ask."""

from opendata.dcat.profile import shared
from opendata.dcat.profile.property import (
    CONCEPT,
    EMAIL,
    ENTITY,
    LITERAL,
    NODE,
    TELEPHONE,
    TEXT,
    URL,
    WEB,
    M,
    N,
    O,
    R,
    row,
)

# fmt: off
AGENT = (
    row(
        "foaf:name", M, N, TEXT,
        sv=("Namn", "Organisationens officiella namn."), en=("Name", "The official name of the organisation."),
    ),
    row(
        "dcterms:type", M, 1, CONCEPT, "publisher-type", eu=(R, 1),
        sv=("Typ", "Vad för slags organisation det är. En förvaltning är en lokal myndighet."),
        en=("Type", "What kind of organisation this is. A city administration is a local authority."),
    ),
    shared.DESCRIPTION.but(
        R, eu=None,
        sv=("Beskrivning", "Vad organisationen ansvarar för."),
        en=("Description", "What the organisation is in charge of."),
    ),
    row(
        "dcterms:identifier", R, N, LITERAL, eu=None,
        sv=("Identifierare", "Organisationsnumret, tio siffror."),
        en=("Identifier", "The organisation number, ten digits."),
    ),
    row(
        "foaf:homepage", O, N, NODE, node="Document", eu=None, pattern=WEB,
        sv=("Hemsida", "Organisationens webbplats."), en=("Homepage", "The website of the organisation."),
    ),
    row(
        "foaf:mbox", O, N, EMAIL, eu=None,
        sv=("E-postadress", "Organisationens officiella brevlåda."),
        en=("Email address", "The official mailbox of the organisation."),
    ),
    row(
        # The bundle says recommended, but it is only meant for bodies that live on fees.
        "org:classification", O, 1, CONCEPT, "org-classification", eu=None,
        sv=("Klassificering", "Anges bara om organisationen enligt lag tar betalt för sina data."),
        en=("Classification", "Only for organisations that by law charge for their data."),
    ),
    row(
        "owl:sameAs", O, N, URL, eu=None,
        sv=("Alternativ URI", "En annan adress som organisationen är känd under, till exempel i Wikidata."),
        en=("Alternative URI", "Another address that the organisation is known by, such as in Wikidata."),
    ),
)

CONTACT_POINT = (
    row(
        # Exactly one; a second type is refused by the national validator. The writer says Organization unless told.
        "rdf:type", M, 1, CONCEPT, "contact-kind", name="kind", eu=None,
        sv=("Typ", "Om svaret kommer från en organisation eller en enskild person."),
        en=("Kind", "Whether an organisation or a single person answers."),
    ),
    row(
        "vcard:fn", M, N, LITERAL, eu=None,
        sv=("Namn", "Vad brevlådan eller personen heter."), en=("Name", "The name of the mailbox or person."),
    ),
    row(
        "vcard:hasEmail", M, N, EMAIL, eu=None,
        sv=("E-postadress", "En adress som någon läser."), en=("Email", "An address that somebody reads."),
    ),
    row(
        "vcard:hasTelephone", R, N, NODE, node="Telephone", eu=None,
        sv=("Telefon", "Ett nummer som någon svarar på."), en=("Telephone", "A number that somebody answers."),
    ),
    row(
        "vcard:hasAddress", R, N, NODE, node="Address", eu=None,
        sv=("Adress", "Besöks- eller postadressen."), en=("Address", "Where to visit or write to."),
    ),
    row(
        "vcard:hasURL", O, N, URL, eu=None,
        sv=("Hemsida", "En webbsida med mer om hur man tar kontakt."),
        en=("Website", "A web page with more on how to get in touch."),
    ),
)

TELEPHONE_NUMBER = (
    row(
        "vcard:hasValue", M, 1, TELEPHONE, eu=None,
        sv=("Nummer", "Med landsnummer, till exempel +46 31 365 00 00."),
        en=("Number", "With country code, such as +46 31 365 00 00."),
    ),
)

ADDRESS = (
    row(
        "vcard:street-address", R, 1, LITERAL, eu=None,
        sv=("Gatuadress", "Gata och nummer, eller box."), en=("Street address", "Street and number, or box."),
    ),
    row(
        "vcard:postal-code", R, 1, LITERAL, eu=None,
        sv=("Postkod", "Postnumret, fem siffror."), en=("Postal code", "Five digits."),
    ),
    row(
        "vcard:locality", R, 1, LITERAL, eu=None,
        sv=("Postort", "Orten som hör till postnumret."), en=("Locality", "The town that belongs to the postal code."),
    ),
    row(
        "vcard:country-name", R, 1, LITERAL, eu=None,
        sv=("Land", "Landets namn."), en=("Country name", "The name of the country."),
    ),
)

ATTRIBUTION = (
    row(
        "dcat:hadRole", M, 1, CONCEPT, "attribution-role", eu=None,
        sv=("Roll", "Vad aktören har gjort med datan."), en=("Role", "What the party has done with the data."),
    ),
    row(
        "prov:agent", M, 1, ENTITY, node="Agent", eu=None,
        sv=("Aktör", "Organisationen eller personen."), en=("Party", "The organisation or person."),
    ),
)
# fmt: on
