"""Rows that several classes have. A class takes one as it is, or `.but(...)` with what it has otherwise."""

from opendata.dcat.profile.property import (
    CONCEPT,
    DATE,
    DECIMAL,
    DURATION,
    ENTITY,
    FILE_TYPE,
    IRI,
    LITERAL,
    MEDIA_TYPE,
    NODE,
    TEXT,
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
TITLE = row(
    "dcterms:title", M, N, TEXT,
    sv=("Titel", "Ett kort namn, högst tio ord. Skriv inte utgivare, årtal eller filformat här."),
    en=("Title", "A short name, ten words at most. Leave out publisher, year and file format."),
)
DESCRIPTION = row(
    "dcterms:description", M, N, TEXT,
    sv=("Beskrivning", "Berätta vad datan handlar om, hur den har kommit till och vad man bör känna till."),
    en=("Description", "Say what the data is about, how it came to be and what one should know of it."),
)
PUBLISHER = row(
    "dcterms:publisher", M, 1, ENTITY, node="Agent", eu=(R, 1),
    sv=("Utgivare", "Den förvaltning eller det bolag som svarar för att datan finns."),
    en=("Publisher", "The administration or company that is responsible for the data being available."),
)
CREATOR = row(
    "dcterms:creator", O, 1, ENTITY, node="Agent", eu=(O, N),
    sv=("Producent", "Den som har tagit fram datan, om det är någon annan än utgivaren."),
    en=("Creator", "Who made the data, if that is somebody else than the publisher."),
)
CONTACT_POINT = row(
    "dcat:contactPoint", R, N, ENTITY, node="ContactPoint",
    sv=("Kontaktuppgift", "Vart den som har frågor om datan kan vända sig. Välj hellre en brevlåda än en person."),
    en=("Contact point", "Whom to ask about the data. Rather a shared mailbox than a person."),
)
KEYWORD = row(
    "dcat:keyword", R, N, TEXT,
    sv=("Nyckelord", "Ord som folk söker på: ett i taget, i singular och med små bokstäver."),
    en=("Keyword", "Words that people search for: one at a time, singular, in lower case."),
)
THEME = row(
    "dcat:theme", R, N, CONCEPT, "data-theme",
    sv=("Kategori", "Det eller de av EU:s tretton teman som datan hör till."),
    en=("Category", "Which of the thirteen EU themes the data belongs to."),
)
ISSUED = row(
    "dcterms:issued", R, 1, DATE, eu=(O, 1),
    sv=("Utgivningsdatum", "När datan först gjordes tillgänglig."),
    en=("Release date", "When the data was first made available."),
)
MODIFIED = row(
    "dcterms:modified", O, 1, DATE,
    sv=("Ändringsdatum", "När innehållet senast ändrades. Lämna tomt för data som ändras hela tiden."),
    en=("Date modified", "When the content last changed. Leave empty for data that changes all the time."),
)
LANGUAGE = row(
    "dcterms:language", O, N, CONCEPT, "language",
    sv=("Språk", "Vilket eller vilka språk själva datan är skriven på."),
    en=("Language", "Which language or languages the data itself is written in."),
)
SPATIAL = row(
    "dcterms:spatial", R, N, NODE, "place", node="Location",
    sv=("Geografiskt område", "Kommunen, länet eller den yta som datan täcker."),
    en=("Geographical area", "The municipality, county or area that the data covers."),
)
TEMPORAL = row(
    "dcterms:temporal", R, N, NODE, node="PeriodOfTime",
    sv=("Tidsperiod", "Den tid som datan gäller. Utelämna slutet för data som fylls på."),
    en=("Time period", "The time that the data is about. Leave the end out if data keeps being added."),
)
CONFORMS_TO = row(
    "dcterms:conformsTo", R, N, NODE, node="Standard", eu=(O, N),
    sv=("Uppfyller", "Den dataspecifikation eller standard som datan följer."),
    en=("Conforms to", "The data specification or standard that the data follows."),
)
ACCESS_RIGHTS = row(
    "dcterms:accessRights", R, 1, CONCEPT, "access-right", eu=(O, 1),
    sv=("Åtkomsträttigheter", "Om vem som helst kommer åt datan. Öppna data är alltid offentliga."),
    en=("Access rights", "Whether anybody can get at the data. Open data is always public."),
)
LANDING_PAGE = row(
    "dcat:landingPage", O, N, NODE, node="Document", pattern=WEB,
    sv=("Ingångssida", "En webbsida som berättar om datan och visar vägen till den."),
    en=("Landing page", "A web page that tells of the data and leads to it."),
)
OWN_IDENTIFIER = row(
    # Of what no profile gives one: udata passes over whatever has none.
    "dcterms:identifier", O, N, LITERAL, only="dcat",
    sv=("Identifikator", "En beteckning som aldrig ändras. Plattformen sätter den själv."),
    en=("Identifier", "What it is known by, for ever. The platform sets it."),
)
PAGE = row(
    "foaf:page", O, N, NODE, node="Document", pattern=WEB,
    sv=("Dokumentation", "Sidor eller dokument som förklarar datan närmare."),
    en=("Documentation", "Pages or documents that explain the data further."),
)
ACCRUAL_PERIODICITY = row(
    "dcterms:accrualPeriodicity", O, 1, CONCEPT, "frequency",
    sv=("Uppdateringsfrekvens", "Hur ofta datan får nytt innehåll."),
    en=("Update frequency", "How often the data gets new content."),
)
TEMPORAL_RESOLUTION = row(
    "dcat:temporalResolution", O, 1, DURATION,
    sv=("Tidsupplösning", "Kortaste tid mellan två värden, till exempel P1D för ett dygn eller P1Y för ett år."),
    en=("Temporal resolution", "The shortest time between two values, such as P1D for a day or P1Y for a year."),
)
SPATIAL_RESOLUTION = row(
    "dcat:spatialResolutionInMeters", O, 1, DECIMAL,
    sv=("Rumslig upplösning", "Minsta avstånd mellan två punkter i datan, i meter."),
    en=("Spatial resolution", "The smallest distance between two points in the data, in metres."),
)
RIGHTS = row(
    "dcterms:rights", O, 1, NODE, node="RightsStatement", eu=(O, N),
    sv=("Rättighetsförklaring", "Vad som gäller utöver licensen, till exempel hur källan ska anges."),
    en=("Rights statement", "What applies besides the licence, such as how to name the source."),
)
LICENSE = row(
    # Any other licence may be given by its IRI; http and a final slash, or the portal does not know it.
    "dcterms:license", R, 1, IRI, "licence", node="LicenseDocument",
    sv=("Licens", "Vad andra får göra med datan. CC0 är enklast för alla."),
    en=("Licence", "What others may do with the data. CC0 is simplest for everybody."),
)
FORMAT = row(
    # Mandatory in the bundle's form, but the national validator passes data without it, as does the profile.
    "dcterms:format", R, 1, MEDIA_TYPE, "media-type", eu=Rule(R, 1, FILE_TYPE, "media-type"),
    sv=("Format", "Filens format som medietyp, till exempel text/csv."),
    en=("Format", "The format of the file as a media type, such as text/csv."),
)
APPLICABLE_LEGISLATION = row(
    # DCAT-AP takes any act; the national validator refuses all but this one.
    "dcatap:applicableLegislation", O, 1, CONCEPT, "legislation", eu=Rule(O, N, IRI, "legislation"),
    sv=("Tillämplig lagstiftning", "Anges när datan är värdefull enligt EU:s förordning om värdefulla datamängder."),
    en=("Applicable legislation", "Say so if the data is high-value according to the EU regulation."),
)
HVD_CATEGORY = row(
    "dcatap:hvdCategory", O, N, CONCEPT, "hvd-category", with_top=True,
    sv=("Kategori för värdefulla datamängder", "Den mest träffande kategorin i EU:s förordning, om datan omfattas."),
    en=("Category for high-value datasets", "The best fitting category of the EU regulation, if it covers the data."),
)
SUBJECT = row(
    # The portal's own code looks for https://dataportal.se/concepts/grunddata/ instead, which the validator refuses.
    "dcterms:subject", O, N, IRI, eu=None, pattern=r"https://www\.dataportal\.se/terminology/grunddata/.*",
    sv=("Kategori för nationella grunddata", "Vilken nationell grunddatadomän datan ingår i, om någon."),
    en=("Category for national data domains", "Which national basic data domain the data is part of, if any."),
)
RELATION = row(
    "dcterms:relation", O, N, URL,
    sv=("Relaterad resurs", "Webbadress till något som hör ihop med datan på ett sätt som inte sägs någon annanstans."),
    en=("Related resource", "Web address of something connected with the data in a way not said elsewhere."),
)
QUALIFIED_RELATION = row(
    "dcat:qualifiedRelation", O, N, NODE, node="Relationship",
    sv=("Kvalificerad relaterad resurs", "Något som hör ihop med datan, och på vilket sätt."),
    en=("Qualified related resource", "Something connected with the data, and in what way."),
)
# fmt: on
