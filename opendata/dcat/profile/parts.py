"""The small classes that a description is put together from: times, places, rights, documents and the like."""

from opendata.dcat.profile import shared
from opendata.dcat.profile.property import (
    CONCEPT,
    DATE,
    ENTITY,
    HEX,
    IRI,
    LITERAL,
    NODE,
    TEXT,
    URL,
    WKT,
    M,
    N,
    O,
    R,
    Rule,
    row,
)

# fmt: off
PERIOD_OF_TIME = (
    row(
        "dcat:startDate", R, 1, DATE,
        sv=("Start", "Första dagen eller året."), en=("Start", "The first day or year."),
    ),
    row(
        "dcat:endDate", R, 1, DATE,
        sv=("Slut", "Sista dagen eller året. Lämna tomt för data som fylls på."),
        en=("End", "The last day or year. Leave empty for data that keeps being added."),
    ),
)

LOCATION = (
    row(
        "dcat:bbox", R, 1, WKT,
        sv=("Omskrivande rektangel", "Rektangeln runt all data, som POLYGON med longitud före latitud."),
        en=("Bounding box", "The rectangle around all data, as a POLYGON with longitude before latitude."),
    ),
    row(
        "dcat:centroid", R, 1, WKT,
        sv=("Centrumkoordinat", "Områdets mitt, som POINT med longitud före latitud."),
        en=("Centre coordinate", "The middle of the area, as a POINT with longitude before latitude."),
    ),
    row(
        "locn:geometry", O, 1, WKT, eu=Rule(O, 1, NODE, node="Geometry", carries="as_wkt"),
        sv=("Geografisk form", "Områdets form i detalj, som WKT med longitud före latitud."),
        en=("Geographic shape", "The shape of the area in detail, as WKT with longitude before latitude."),
    ),
)

GEOMETRY = (
    row(
        "geosparql:asWKT", M, 1, WKT, only="eu",
        sv=("Form som WKT", "Områdets form, med longitud före latitud."),
        en=("Shape as WKT", "The shape of the area, with longitude before latitude."),
    ),
)

IDENTIFIER = (
    row(
        "skos:notation", M, 1, LITERAL, only="eu",
        sv=("Beteckning", "Beteckningen som den skrivs."), en=("Notation", "The identifier as it is written."),
    ),
)

CHECKSUM = (
    row(
        "spdx:algorithm", M, 1, CONCEPT, "checksum-algorithm",
        sv=("Algoritm", "Hur checksumman är uträknad."), en=("Algorithm", "How the checksum was worked out."),
    ),
    row(
        "spdx:checksumValue", M, 1, HEX,
        sv=("Värde", "Checksumman i hexadecimal form, med små bokstäver."),
        en=("Checksum value", "The checksum in hexadecimal digits, in lower case."),
    ),
)

RELATIONSHIP = (
    row(
        "dcat:hadRole", M, 1, IRI, node="Role", eu=(M, N),
        pattern=r"https://www\.dataportal\.se/terminology/resource-role/.*",
        sv=("Roll", "På vilket sätt resursen hör ihop med datan."),
        en=("Role", "How the resource and the data are connected."),
    ),
    row(
        "dcterms:relation", M, 1, URL, eu=(M, N),
        sv=("Resurs", "Webbadress till det som hör ihop med datan."),
        en=("Resource", "Web address of what is connected with the data."),
    ),
)

OFFER = (
    row(
        "schema:description", M, N, TEXT, eu=None,
        sv=("Beskrivning", "Vad det kostar och vem som betalar."), en=("Description", "What it costs and who pays."),
    ),
    row(
        "schema:mainEntityOfPage", R, 1, URL, eu=None,
        sv=("Webbsida", "Sidan med prislistan."), en=("Web page", "The page with the prices."),
    ),
)

PROVENANCE_STATEMENT = (
    shared.DESCRIPTION.but(
        eu=None,
        sv=("Beskrivning", "Hur datan har samlats in och bearbetats."),
        en=("Description", "How the data was collected and worked on."),
    ),
)

RIGHTS_STATEMENT = (
    row(
        "odrs:attributionText", R, N, TEXT, eu=None,
        sv=("Erkännandetext", "Orden som andra ska ange källan med."),
        en=("Attribution text", "The words that others should name the source with."),
    ),
    row(
        "odrs:attributionURL", R, N, URL, eu=None,
        sv=("Erkännande URL", "Webbadressen som källangivelsen ska länka till."),
        en=("Attribution URL", "The web address that the attribution should link to."),
    ),
    row(
        "odrs:copyrightStatement", R, N, IRI, node="LicenseDocument", eu=None,
        sv=("Upphovsrättsdokument", "Dokumentet som säger vad upphovsrätten innebär här."),
        en=("Copyright statement", "The document that says what copyright means here."),
    ),
    row(
        "odrs:copyrightHolder", R, N, ENTITY, node="Agent", eu=None,
        sv=("Ägare av upphovsrätten", "Den som har upphovsrätten."), en=("Copyright holder", "Who has the copyright."),
    ),
    row(
        "odrs:jurisdiction", R, N, URL, eu=None,
        sv=("Jurisdiktion", "Landet vars lag gäller, som webbadress."),
        en=("Jurisdiction", "The country whose law applies, as a web address."),
    ),
    row(
        "odrs:reuserGuidelines", R, N, URL, eu=None,
        sv=("Riktlinjer för återanvändning", "Sidan med råd till den som använder datan."),
        en=("Guidelines for re-users", "The page with advice for those who use the data."),
    ),
    row(
        "odrs:copyrightNotice", O, N, TEXT, eu=None,
        sv=("Meddelande om upphovsrätt", "Upphovsrättsraden som ska följa med datan."),
        en=("Copyright notice", "The line on copyright that has to go with the data."),
    ),
    row(
        "odrs:copyrightYear", O, N, LITERAL, eu=None,
        sv=("Upphovsrättsår", "Året då upphovsrätten uppstod."),
        en=("Copyright year", "The year that copyright began."),
    ),
)

STANDARD = (
    shared.TITLE.but(
        R, eu=None,
        sv=("Titel", "Vad specifikationen heter."), en=("Title", "What the specification is called."),
    ),
    shared.DESCRIPTION.but(
        R, eu=None,
        sv=("Beskrivning", "Vad specifikationen gäller."), en=("Description", "What the specification is about."),
    ),
)

DOCUMENT = (
    shared.TITLE.but(
        R, eu=None,
        sv=("Titel", "Vad sidan eller dokumentet heter."), en=("Title", "What the page or document is called."),
    ),
    shared.DESCRIPTION.but(
        R, eu=None,
        sv=("Beskrivning", "Vad som står där."), en=("Description", "What it says."),
    ),
)

LICENSE_DOCUMENT = (
    shared.TITLE.but(
        R, eu=None,
        sv=("Titel", "Vad licensen heter."), en=("Title", "What the licence is called."),
    ),
    shared.DESCRIPTION.but(
        R, eu=None,
        sv=("Beskrivning", "Vad licensen tillåter och kräver."),
        en=("Description", "What the licence allows and demands."),
    ),
)
# fmt: on
