"""Dataset and DatasetSeries."""

from opendata.dcat.profile import shared
from opendata.dcat.profile.property import ENTITY, IRI, LITERAL, NODE, TEXT, URL, N, O, R, Rule, row

# fmt: off
DATASET = (
    shared.TITLE,
    shared.DESCRIPTION,
    shared.PUBLISHER,
    shared.CONTACT_POINT,
    shared.KEYWORD,
    shared.THEME,
    shared.ISSUED,
    shared.CONFORMS_TO,
    shared.SPATIAL,
    shared.TEMPORAL,
    shared.ACCESS_RIGHTS,
    row(
        "dcat:distribution", O, N, ENTITY, node="Distribution", eu=(R, N),
        sv=("Distribution", "Filerna och API:erna som datan finns i."),
        en=("Distribution", "The files and APIs that the data comes in."),
    ),
    row(
        # A bare UUID is what the portal knows duplicates by, across catalogues.
        "dcterms:identifier", O, N, LITERAL,
        sv=("Identifikator", "Ett nummer som aldrig ändras, helst ett UUID. Plattformen sätter det själv."),
        en=("Identifier", "A number that never changes, best a UUID. The platform sets it."),
    ),
    row(
        "adms:identifier", O, N, LITERAL, name="adms_identifier",
        eu=Rule(O, N, NODE, node="Identifier", carries="notation"),
        sv=("Övrig identifikator", "En beteckning som datan har i ett annat system, till exempel ett diarienummer."),
        en=("Other identifier", "What the data is called in another system, such as a reference number."),
    ),
    shared.CREATOR,
    row(
        "prov:qualifiedAttribution", O, N, NODE, node="Attribution",
        sv=("Övrig aktör", "Någon mer som har haft del i datan, och vilken roll."),
        en=("Attribution", "Somebody else who had a part in the data, and in what role."),
    ),
    shared.MODIFIED,
    shared.LANGUAGE,
    shared.LANDING_PAGE,
    shared.PAGE,
    shared.ACCRUAL_PERIODICITY,
    shared.TEMPORAL_RESOLUTION,
    shared.SPATIAL_RESOLUTION.but(eu=(O, N)),
    row(
        "dcat:version", O, 1, LITERAL,
        sv=("Version", "Versionens nummer eller datum, till exempel 1.2 eller 2026-03."),
        en=("Version", "Number or date of the version, such as 1.2 or 2026-03."),
    ),
    row(
        "adms:versionNotes", O, N, TEXT,
        sv=("Versionsanteckningar", "Vad som skiljer den här versionen från den förra."),
        en=("Version notes", "What differs from the version before."),
    ),
    row(
        "dcat:hasVersion", O, N, ENTITY, node="Dataset",
        sv=("Har version", "Datamängder som är versioner av den här."),
        en=("Has version", "Datasets that are versions of this one."),
    ),
    row(
        "dcat:isVersionOf", O, N, ENTITY, node="Dataset", only="dcat",
        sv=("Är version av", "Datamängden som den här är en version av."),
        en=("Is version of", "The dataset that this one is a version of."),
    ),
    row(
        "dcat:previousVersion", O, N, ENTITY, node="Dataset", only="dcat",
        sv=("Föregående version", "Versionen närmast före den här."),
        en=("Previous version", "The version just before."),
    ),
    row(
        "dcat:inSeries", O, N, ENTITY, node="DatasetSeries",
        sv=("Del i serie", "Dataserien som datamängden är en del av."),
        en=("In series", "The series that the dataset is one part of."),
    ),
    row(
        "dcterms:source", O, N, ENTITY, node="Dataset",
        sv=("Källa", "Datamängder som den här är framställd ur."),
        en=("Source", "Datasets that this one is made from."),
    ),
    row(
        "schema:offers", O, N, NODE, node="Offer", eu=None,
        sv=("Avgift", "Vad datan kostar, om den inte är gratis."),
        en=("Fee", "What the data costs, unless it is free."),
    ),
    row(
        "dcterms:isReferencedBy", O, N, URL,
        sv=("Refereras av", "Webbadress till en rapport, tjänst eller app som använder datan."),
        en=("Is referenced by", "Web address of a report, service or app that uses the data."),
    ),
    shared.RELATION,
    shared.QUALIFIED_RELATION,
    row(
        "dcterms:provenance", O, N, NODE, node="ProvenanceStatement",
        sv=("Ursprung", "Hur datan har samlats in och bearbetats, och vem som har gjort det."),
        en=("Provenance", "How the data was collected and worked on, and by whom."),
    ),
    shared.APPLICABLE_LEGISLATION,
    shared.HVD_CATEGORY,
    shared.SUBJECT,
    row(
        "adms:sample", O, N, ENTITY, node="Distribution", only="eu",
        sv=("Exempel", "En liten del av datan som visar hur den ser ut."),
        en=("Sample", "A small part of the data that shows what it looks like."),
    ),
    row(
        "dcterms:type", O, N, IRI, "dataset-type", only="eu",
        sv=("Typ", "Vad för slags data det är, till exempel statistik eller en kodlista."),
        en=("Type", "What kind of data it is, such as statistics or a code list."),
    ),
)

# A series has one kind of content, split by time, place or category; what it says of itself holds for every member.
DATASET_SERIES = (
    shared.TITLE.but(
        sv=("Titel", "Seriens namn, utan det som skiljer delarna åt."),
        en=("Title", "The name of the series, without what tells its parts from each other."),
    ),
    shared.DESCRIPTION.but(
        sv=("Beskrivning", "Vad serien innehåller och hur den är uppdelad."),
        en=("Description", "What the series holds and how it is split."),
    ),
    shared.PUBLISHER,
    shared.CONTACT_POINT,
    shared.KEYWORD.but(eu=None),
    shared.THEME.but(eu=None),
    shared.CONFORMS_TO.but(eu=None),
    shared.ISSUED.but(
        eu=(O, 1),
        sv=("Utgivningsdatum", "När seriens första del gavs ut."),
        en=("Release date", "When the first part of the series came out."),
    ),
    shared.SPATIAL,
    shared.TEMPORAL.but(
        eu=(O, N),
        sv=("Tidsperiod", "Den tid som alla delar tillsammans gäller."),
        en=("Time period", "The time that all parts together are about."),
    ),
    shared.MODIFIED.but(
        sv=("Ändringsdatum", "När någon av seriens delar senast ändrades."),
        en=("Date modified", "When one of the parts of the series last changed."),
    ),
    shared.LANDING_PAGE.but(eu=None),
    shared.PAGE.but(eu=None),
    shared.ACCRUAL_PERIODICITY.but(
        sv=("Uppdateringsfrekvens", "Hur ofta serien får en ny del."),
        en=("Update frequency", "How often the series gets a new part."),
    ),
    shared.RELATION.but(eu=None),
    shared.QUALIFIED_RELATION.but(eu=None),
    shared.APPLICABLE_LEGISLATION,
    shared.HVD_CATEGORY,
    shared.SUBJECT,
    shared.OWN_IDENTIFIER,
)
# fmt: on
