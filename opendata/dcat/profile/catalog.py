"""Catalog."""

from opendata.dcat.profile import shared
from opendata.dcat.profile.property import CONCEPT, ENTITY, IRI, NODE, M, N, O, R, row

# fmt: off
CATALOG = (
    shared.TITLE.but(
        sv=("Titel", "Katalogens namn, till exempel kommunens öppna data."),
        en=("Title", "The name of the catalogue, such as the city's open data."),
    ),
    shared.DESCRIPTION.but(
        sv=("Beskrivning", "Vems data det är och vad man hittar här."),
        en=("Description", "Whose data this is and what there is to find."),
    ),
    shared.PUBLISHER.but(
        sv=("Utgivare", "Organisationen som ger ut katalogen."),
        en=("Publisher", "The organisation that publishes the catalogue."),
    ),
    row(
        # The description itself has to be CC0, spelt exactly as the list has it.
        "dcterms:license", M, 1, CONCEPT, "catalog-licence", eu=(R, 1),
        sv=("Licens", "Licensen för själva beskrivningarna. Det är alltid CC0."),
        en=("Licence", "The licence of the descriptions themselves. Always CC0."),
    ),
    row(
        "dcat:dataset", M, N, ENTITY, node="Dataset", eu=(R, N),
        sv=("Datamängd", "De datamängder och dataserier som finns i katalogen."),
        en=("Dataset", "The datasets and series that the catalogue has."),
    ),
    shared.ISSUED.but(
        sv=("Utgivningsdatum", "När katalogen först gavs ut."),
        en=("Release date", "When the catalogue first came out."),
    ),
    shared.LANGUAGE.but(
        R,
        sv=("Språk", "De språk som beskrivningarna är skrivna på."),
        en=("Language", "The languages that the descriptions are written in."),
    ),
    shared.MODIFIED.but(
        R,
        sv=("Ändringsdatum", "När något i katalogen senast ändrades."),
        en=("Date modified", "When something in the catalogue last changed."),
    ),
    row(
        "foaf:homepage", R, 1, NODE, node="Document",
        sv=("Hemsida", "Webbsidan där människor kan bläddra i katalogen."),
        en=("Homepage", "The web page where people can browse the catalogue."),
    ),
    shared.SPATIAL.but(
        sv=("Geografiskt område", "Det område som katalogens data gäller, oftast kommunen."),
        en=("Geographical area", "The area that the data of the catalogue is about, mostly the municipality."),
    ),
    row(
        "dcat:themeTaxonomy", R, N, CONCEPT, "theme-taxonomy",
        sv=("Taxonomi för tema", "Listan som kategorierna är hämtade ur: EU:s datateman."),
        en=("Theme taxonomy", "The list that categories are taken from: the EU data themes."),
    ),
    shared.RIGHTS.but(
        eu=(O, N),
        sv=("Rättighetsförklaring", "Vad som gäller för beskrivningarna utöver licensen."),
        en=("Rights statement", "What applies to the descriptions besides the licence."),
    ),
    row(
        "dcterms:hasPart", O, N, ENTITY, node="Catalog",
        sv=("Består av", "Kataloger som ingår i den här, till exempel ett bolags. Bara en nivå."),
        en=("Has part", "Catalogues that are part of this one, such as a company's. One level only."),
    ),
    row(
        "dcterms:isPartOf", O, 1, ENTITY, node="Catalog", eu=None,
        sv=("Är del av", "Katalogen som den här ingår i."),
        en=("Is part of", "The catalogue that this one is part of."),
    ),
    row(
        "dcat:catalog", O, N, ENTITY, node="Catalog",
        sv=("Katalog", "En annan katalog som den här hänvisar till."),
        en=("Catalogue", "Another catalogue that this one refers to."),
    ),
    row(
        "dcat:service", O, N, ENTITY, node="DataService", eu=(R, N),
        sv=("Datatjänst", "API:er i katalogen, så att de hittas även utan sin datamängd."),
        en=("Service", "APIs of the catalogue, so that they are found without their dataset too."),
    ),
    row(
        "dcterms:creator", O, 1, ENTITY, node="Agent", only="eu",
        sv=("Producent", "Den som har sammanställt katalogen, om det inte är utgivaren."),
        en=("Creator", "Who put the catalogue together, if not the publisher."),
    ),
    row(
        "dcterms:temporal", O, N, NODE, node="PeriodOfTime", only="eu",
        sv=("Tidsperiod", "Den tid som katalogens data gäller."),
        en=("Time period", "The time that the data of the catalogue is about."),
    ),
    row(
        "dcatap:applicableLegislation", O, N, IRI, "legislation", only="eu",
        sv=("Tillämplig lagstiftning", "Lagen som kräver att katalogen finns, om någon gör det."),
        en=("Applicable legislation", "The act that demands the catalogue, if there is one."),
    ),
)
# fmt: on
