"""Catalogues of the kinds that others have, made up for the tests: what systems write, and what people do by hand."""

PREFIXES = """
@prefix adms: <http://www.w3.org/ns/adms#> . @prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcatap: <http://data.europa.eu/r5r/> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix vcard: <http://www.w3.org/2006/vcard/ns#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix esterms: <http://entryscape.com/terms/> .
@prefix schema: <http://schema.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix theme: <http://publications.europa.eu/resource/authority/data-theme/> .
@prefix freq: <http://publications.europa.eu/resource/authority/frequency/> .
@prefix right: <http://publications.europa.eu/resource/authority/access-right/> .
@prefix lang: <http://publications.europa.eu/resource/authority/language/> .
@prefix res: <https://catalog.example.se/store/6/resource/> .
"""

# As EntryScape has it: numbered resources, a table at RowStore, an API, a series, terms of its own.
ENTRYSCAPE = """
res:1 a dcat:Catalog ; dct:title "Exempelkommun"@sv ; dct:publisher res:2 ; dcat:dataset res:10, res:11, res:12 ;
    dcat:service res:20 ; dct:license <http://creativecommons.org/publicdomain/zero/1.0/> .
res:2 a foaf:Agent ; foaf:name "Exempelkommun"@sv ; dct:identifier "212000-0000" ;
    dct:type <http://purl.org/adms/publishertype/LocalAuthority> ; foaf:homepage <https://example.se> .
res:3 a vcard:Organization ; vcard:fn "Öppna data" ; vcard:hasEmail <mailto:data@example.se> ;
    vcard:hasTelephone [ a vcard:Voice ; vcard:hasValue <tel:+46310000000> ] .
res:10 a dcat:Dataset ; dct:title "Badplatser"@sv, "Baths"@en ; dct:description "Alla badplatser."@sv ;
    dct:publisher res:2 ; dcat:contactPoint res:3 ; dcat:theme theme:ENVI ; dcat:keyword "bad"@sv, "sjö"@sv ;
    dct:accessRights right:PUBLIC ; dct:accrualPeriodicity freq:ANNUAL ; dct:language lang:SWE ;
    dct:identifier "0b5cf2b4-4d6c-4b8e-9c0a-6f9d2a3b1c10" ; dct:issued "2019-05-06"^^xsd:date ;
    dct:modified "2024-01-02"^^xsd:date ; dct:spatial <https://sws.geonames.org/2711533> ;
    dct:temporal [ a dct:PeriodOfTime ; dcat:startDate "2019-01-01"^^xsd:date ] ;
    dcat:inSeries res:12 ; esterms:psi "true" ; dcat:distribution res:30, res:31 .
res:30 a dcat:Distribution ; dct:title "Badplatser som CSV"@sv ; dct:format "text/csv" ;
    dcat:accessURL <https://catalog.example.se/store/6/resource/40> ;
    dcat:downloadURL <https://catalog.example.se/store/6/resource/40> ;
    dct:license <http://creativecommons.org/publicdomain/zero/1.0/> .
res:31 a dcat:Distribution ; dct:title "API"@sv ; dct:format "application/json" ; dcat:accessService res:20 ;
    dcat:accessURL <https://catalog.example.se/rowstore/dataset/7f3c2a10-0000-4000-8000-00000000aa01/json> ;
    dct:license <http://creativecommons.org/publicdomain/zero/1.0/> .
res:11 a dcat:Dataset ; dct:title "Träd"@sv ; dct:description "Alla träd."@sv ; dct:publisher res:2 ;
    dct:creator res:4 ; dcat:distribution res:32 .
res:4 a foaf:Agent ; foaf:name "Trädvårdarna"@sv ; dct:type <http://purl.org/adms/publishertype/Company> .
res:32 a dcat:Distribution ; dcat:accessURL <https://trees.example.org/> .
res:12 a dcat:DatasetSeries ; dct:title "Bad genom åren"@sv ; dct:description "Ett år i taget."@sv ;
    dct:publisher res:2 .
res:20 a dcat:DataService ; dct:title "Badplatser, API"@sv ; dct:publisher res:2 ; dcat:servesDataset res:10 ;
    dcat:endpointURL <https://catalog.example.se/rowstore/dataset/7f3c2a10-0000-4000-8000-00000000aa01> .
"""

# As CKAN's DCAT plug-in has it: an organisation and a contact without IRIs, names for formats, old properties.
CKAN = """
<https://ckan.example.se/> a dcat:Catalog ; dct:title "Data" ; dcat:dataset <https://ckan.example.se/dataset/1> .
<https://ckan.example.se/dataset/1> a dcat:Dataset ; dct:title "Luft" ; dct:description "Luftkvalitet" ;
    dct:identifier "1" ; dcat:keyword "luft" ; owl:versionInfo "1.0" ; dct:modified "2024-03" ;
    dct:license <https://creativecommons.org/publicdomain/zero/1.0/> ;
    dct:publisher [ a foaf:Organization ; foaf:name "Luftvårdsförbundet" ;
        dct:type <http://purl.org/adms/publishertype/NonProfitOrganisation> ] ;
    dcat:contactPoint [ a vcard:Kind ; vcard:fn "Öppna data" ; vcard:hasEmail "data@example.se" ] ;
    dcat:distribution <https://ckan.example.se/resource/1> .
<https://ckan.example.se/resource/1> a dcat:Distribution ; dcat:accessURL <https://ckan.example.se/luft.csv> ;
    dct:format "CSV" ; dcat:byteSize "12.0"^^xsd:decimal .
"""

# By hand, for the first DCAT-AP: blank nodes throughout, https where the vocabulary says http, texts for addresses.
BY_HAND = """
@prefix https: <https://www.w3.org/ns/dcat#> .
[] a https:Catalog ; dct:title "Katalog"@sv ; dcat:dataset [
    a https:Dataset ; dct:title "Buller"@sv ; dct:description "Uppmätt."@sv ;
    adms:contactPoint <mailto:miljo@example.se> ; dct:publisher "Miljöförvaltningen" ;
    dct:accrualPeriodicity <http://purl.org/cld/freq/daily> ; dct:spatial "Göteborgs kommun" ;
    dct:temporal [ schema:startDate "2014-02" ; schema:endDate "2015-02" ] ; dcat:landingPage "www.example.se/buller" ;
    dct:provenance "Mätt på taket" ; dcat:distribution [ a https:Distribution ;
        dcat:accessURL <https://example.se/b.csv>, <https://example.se/b.json> ; dct:format "text/csv" ;
        adms:status <http://purl.org/adms/status/Completed> ] ] .
"""
