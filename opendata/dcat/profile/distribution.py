"""Distribution and DataService: the ways in which data can be had."""

from opendata.dcat.profile import shared
from opendata.dcat.profile.property import (
    CONCEPT,
    ENTITY,
    FILE_TYPE,
    INTEGER,
    IRI,
    NODE,
    URL,
    WEB,
    M,
    N,
    O,
    R,
    Rule,
    row,
)

# fmt: off
DISTRIBUTION = (
    row(
        "dcat:accessURL", M, 1, URL, eu=(M, N),
        sv=("Webbadress för åtkomst", "Adressen där man når datan: filen, API:et eller sidan där de finns."),
        en=("Web address for access", "Where the data can be reached: the file, the API or the page that has them."),
    ),
    shared.DESCRIPTION.but(
        R,
        sv=("Beskrivning", "Vad som finns i just den här filen eller det här API:et."),
        en=("Description", "What there is in this very file or API."),
    ),
    shared.FORMAT,
    row(
        "dcatap:availability", R, 1, CONCEPT, "planned-availability",
        sv=("Tillgänglighet", "Hur länge man kan räkna med att datan finns kvar."),
        en=("Availability", "How long people can count on the data to stay."),
    ),
    shared.LICENSE,
    shared.TITLE.but(
        O,
        sv=("Titel", "Vad filen eller API:et heter, om det finns flera att välja mellan."),
        en=("Title", "What the file or API is called, if there are several to choose from."),
    ),
    row(
        "dcat:downloadURL", O, N, IRI, pattern=r"(http|https|ftp|ftps)://.*",
        sv=("Webbadress för nedladdning", "Adressen som ger själva filen direkt."),
        en=("Web address for download", "The address that gives the file itself."),
    ),
    row(
        "dcat:accessService", O, N, ENTITY, node="DataService",
        sv=("Åtkomst via datatjänst", "API:et som ger samma data."),
        en=("Access service", "The API that has the same data."),
    ),
    shared.TEMPORAL_RESOLUTION,
    shared.SPATIAL_RESOLUTION,
    row(
        "dcat:byteSize", O, 1, INTEGER,
        sv=("Storlek (i bytes)", "Filens storlek. Plattformen räknar ut den."),
        en=("Size (in bytes)", "The size of the file. The platform works it out."),
    ),
    shared.LANGUAGE,
    shared.ISSUED.but(
        O,
        sv=("Utgivningsdatum", "När filen eller API:et först gick att nå."),
        en=("Release date", "When the file or API could first be reached."),
    ),
    shared.MODIFIED.but(
        sv=("Ändringsdatum", "När filens innehåll senast ändrades."),
        en=("Date modified", "When the content of the file last changed."),
    ),
    row(
        "adms:status", O, 1, CONCEPT, "distribution-status",
        sv=("Status", "Om filen eller API:et är färdigt, under arbete eller på väg bort."),
        en=("Status", "Whether the file or API is finished, being worked on or on its way out."),
    ),
    shared.RIGHTS.but(eu=(O, N)),
    row(
        "spdx:checksum", O, 1, NODE, node="Checksum",
        sv=("Checksumma", "Visar att filen har kommit fram hel. Plattformen räknar ut den."),
        en=("Checksum", "Shows that the file arrived whole. The platform works it out."),
    ),
    shared.PAGE,
    row(
        # The portal opens its API view when this is an OpenAPI file.
        "dcterms:conformsTo", O, N, NODE, node="Standard", pattern=WEB,
        sv=("Länkade scheman", "Schemat som filen följer, eller API:ets OpenAPI-beskrivning."),
        en=("Linked schemas", "The schema that the file follows, or the OpenAPI description of the API."),
    ),
    shared.APPLICABLE_LEGISLATION,
    row(
        "dcat:mediaType", O, 1, IRI, "media-type", only="eu",
        sv=("Mediatyp", "Formatet enligt IANA:s lista. Plattformen vet det."),
        en=("Media type", "The format by IANA's list. The platform knows it."),
    ),
    row(
        "dcat:compressFormat", O, 1, IRI, "media-type", only="eu",
        sv=("Komprimering", "Hur en enda fil är hoppressad, till exempel med gzip."),
        en=("Compression format", "How a single file is compressed, such as with gzip."),
    ),
    row(
        "dcat:packageFormat", O, 1, IRI, "media-type", only="eu",
        sv=("Paketformat", "Hur flera filer är packade i en, till exempel som zip."),
        en=("Packaging format", "How several files are packed in one, such as zip."),
    ),
    row(
        "odrl:hasPolicy", O, 1, IRI, node="Policy", only="eu",
        sv=("Villkor i ODRL", "Webbadress till villkoren skrivna så att program förstår dem."),
        en=("Policy", "Web address of the terms, written so that programs understand them."),
    ),
)

DATA_SERVICE = (
    shared.TITLE.but(
        sv=("Titel", "Vad API:et heter."), en=("Title", "What the API is called."),
    ),
    row(
        "dcat:endpointURL", M, N, IRI,
        sv=("Åtkomstadress", "Adressen som program anropar."), en=("Endpoint URL", "The address that programs call."),
    ),
    row(
        "dcat:endpointDescription", R, N, IRI,
        sv=("Beskrivning åtkomstadress", "Adressen till API:ets beskrivning i OpenAPI eller liknande."),
        en=("Endpoint description", "The address of the API's description in OpenAPI or the like."),
    ),
    shared.CONTACT_POINT,
    shared.KEYWORD,
    shared.FORMAT.but(
        eu=Rule(O, N, FILE_TYPE, "media-type"),
        sv=("Format", "Det format som API:et svarar i, till exempel application/json."),
        en=("Format", "The format that the API answers in, such as application/json."),
    ),
    shared.ACCESS_RIGHTS,
    shared.LICENSE.but(O),
    shared.DESCRIPTION.but(
        O,
        sv=("Beskrivning", "Vad man kan fråga API:et om."), en=("Description", "What one can ask the API."),
    ),
    shared.PUBLISHER.but(
        O, at_most=N, eu=(R, 1),
        sv=("Utgivare", "Den som svarar för API:et."), en=("Publisher", "Who is responsible for the API."),
    ),
    row(
        "dcterms:type", O, N, CONCEPT, "service-type", eu=None,
        sv=("Arkitekturstil", "Hur API:et är byggt: REST eller RPC."),
        en=("Architectural style", "How the API is built: REST or RPC."),
    ),
    shared.THEME.but(O, eu=(R, N)),
    shared.CONFORMS_TO.but(
        O, eu=(R, N),
        sv=("Uppfyller", "Den standard som API:et följer, till exempel OGC API Features."),
        en=("Conforms to", "The standard that the API follows, such as OGC API Features."),
    ),
    row(
        "dcat:servesDataset", O, N, ENTITY, node="Dataset", eu=(R, N),
        sv=("Försörjer datamängd", "Datamängderna eller serierna som API:et ger."),
        en=("Serves dataset", "The datasets or series that the API gives."),
    ),
    shared.LANDING_PAGE.but(
        sv=("Ingångssida", "En webbsida som berättar om API:et."),
        en=("Landing page", "A web page that tells of the API."),
    ),
    shared.PAGE.but(
        sv=("Dokumentation", "Hur API:et används, och vad man kan vänta sig av det."),
        en=("Documentation", "How to use the API, and what to expect of it."),
    ),
    shared.APPLICABLE_LEGISLATION,
    shared.HVD_CATEGORY,
    shared.SUBJECT,
    shared.OWN_IDENTIFIER,
)
# fmt: on
