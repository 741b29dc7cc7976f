"""Three hundred datasets such as a Swedish city has: what they are called, described with and hold; no data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from opendata.model import DataFile, Dataset, Publisher, Rendition, State, Version, VersionState
from opendata.model.base import slug_of
from opendata.model.publisher import ContactPoint

PUBLISHERS = (
    *("Stadsmiljöförvaltningen", "Park- och naturförvaltningen", "Grundskoleförvaltningen", "Förskoleförvaltningen"),
    *("Kretslopp och vatten", "Miljöförvaltningen", "Stadsledningskontoret", "Idrotts- och föreningsförvaltningen"),
    *("Kulturförvaltningen", "Stadsbyggnadsförvaltningen", "Socialförvaltningen", "Äldre samt vård och omsorg"),
    *("Parkeringsbolaget", "Energibolaget", "Hamnbolaget", "Bostadsbolaget"),
)
TOPICS = """
Badplatser|Stadens friluftsbad vid sjöar och hav, med läge och service.|bad, sjö, hav|2|ENVI|Namn, Typ, Handikappanpassad|Delsjöbadet, Askimsbadet, Näsetbadet
Badvattenkvalitet|Resultat av provtagning på badvattnet under sommaren.|bad, provtagning, bakterier|6|ENVI|Provpunkt, E. coli, Omdöme|Tjänligt, Otjänligt
Simhallar och badhus|Öppettider och besökare i stadens simhallar.|simning, motion|8|EDUC|Hall, Öppet, Bassänger|Valhallabadet, Lundbybadet
Lekplatser|Alla kommunala lekplatser med lekredskap och åldersgrupp.|lek, barn, gunga|2|REGI|Lekplats, Utrustning, Ålder|Plikta, Slottsskogen, Trädgårdsföreningen
Parker och naturområden|Parkernas ytor och skötselklass.|park, grönområde, natur|2|ENVI|Park, Yta, Skötselklass|Slottsskogen, Kungsparken, Keillers park
Stadsträd|Varje träd på allmän plats med art, ålder och stamomfång.|träd, biologisk mångfald|2|ENVI|Art, Planterat år, Stamomfång|Skogslind, Skogsek, Alm
Hundrastgårdar|Inhägnade platser där hundar får springa lösa.|hund, djur|2|REGI|Namn, Belysning, Storlek|Änggårdsbergen
Offentliga toaletter|Var det finns allmänna toaletter, öppettider och avgift.|toalett, skötbord|1|REGI|Plats, Avgift, Öppet|Järntorget, Brunnsparken
Papperskorgar|Läge och tömning för stadens papperskorgar.|skräp, renhållning|1|ENVI|Läge, Typ, Tömning|Solcellsdriven
Bänkar och sittplatser|Parkbänkar och andra sittplatser i stadsrummet.|bänk, vila, tillgänglighet|1|REGI|Läge, Ryggstöd, Armstöd|
Parkering för cyklar|Cykelställ och cykelgarage på allmän plats.|cykel, ställ|1|TRAN|Antal platser, Väderskydd, Läge|Cykelgarage
Cykelbanor|Nätet av cykelvägar med beläggning och bredd.|cykel, cykelväg|1|TRAN|Sträcka, Bredd, Beläggning|Asfalt, Grus
Cykelräkningar|Antal cyklister per timme vid fasta mätpunkter.|cykel, trafikmätning|1|TRAN|Mätpunkt, Tid, Antal|Götaälvbron, Nya Allén
Lånecyklar|Stationer för lånecyklar och hur många cyklar som är lediga.|cykel, delning|1|TRAN|Station, Lediga, Platser|Stenpiren
Parkeringar för bilar|Gatuparkering med avgift, tider och antal platser.|bil, p-plats|12|TRAN|Gata, Taxa, Platser|Boendeparkering, Datumparkering
Parkeringstaxor|Avgiftsområden och priser för parkering.|avgift, taxa|12|TRAN|Område, Pris, Tid|Taxa 1, Taxa 2
Parkeringshus|Garage med antal platser, infart och fri höjd.|garage, bil|12|TRAN|Namn, Infart, Höjd|Nordstan, Heden
Parkering för rörelsehindrade|Platser reserverade för den som har parkeringstillstånd.|tillgänglighet, handikapp|12|TRAN|Gata, Platser|
Laddstationer för elbilar|Publika laddplatser med effekt och kontakttyp.|elbil, laddning, elfordon|13|TRAN|Operatör, Effekt, Kontakt|CCS, CHAdeMO
Trafikflöden|Fordon per dygn på stadens större gator.|bilar, trafikräkning, ådt|1|TRAN|Gata, Fordon per dygn, Andel tung trafik|Dag Hammarskjöldsleden
Trafikolyckor|Olyckor med personskada, rapporterade av polis och sjukvård.|olycka, trafiksäkerhet|1|TRAN|Datum, Svårighetsgrad, Trafikantgrupp|Singelolycka, Påkörning
Trafiksignaler|Korsningar med ljussignaler och övergångsställen.|trafikljus, korsning|1|TRAN|Korsning, Styrning|
Hastighetsgränser|Högsta tillåtna hastighet på varje väglänk.|fart, väg|1|TRAN|Länk, Hastighet|
Vägarbeten|Pågående och planerade arbeten i gatan som påverkar framkomligheten.|grävning, avstängning|1|TRAN|Gata, Från, Till, Påverkan|Avstängd, Ett körfält
Trängselskatt|Passager genom betalstationer.|biltull, passager|1|TRAN|Betalstation, Passager|
Broar och tunnlar|Konstruktioner med byggår, material och bärighet.|bro, tunnel, byggnadsverk|1|TRAN|Namn, Byggår, Bärighet|Älvsborgsbron, Tingstadstunneln
Gatubelysning|Belysningsstolpar med ljuskälla och effekt.|lampa, ljus, stolpe|1|REGI|Stolpe, Ljuskälla, Effekt|LED, Högtrycksnatrium
Snöröjning|Vilka gator som har plogats och när.|vinter, plogning, halka|1|TRAN|Gata, Åtgärd, Tid|Plogning, Sandning
Sandlådor|Lådor där den som vill kan hämta sand mot halka.|vinter, sand|1|TRAN|Läge|
Hållplatser|Busshållplatser och spårvagnshållplatser med läge och väderskydd.|kollektivtrafik, buss, spårvagn|1|TRAN|Hållplats, Zon, Väderskydd|Centralstationen, Korsvägen
Resande i kollektivtrafiken|Påstigande per linje och månad.|buss, spårvagn, färja|1|TRAN|Linje, Påstigande, Månad|Spårväg
Luftkvalitet|Timvärden för kvävedioxid, partiklar och ozon.|luft, luftförorening, partiklar|5|ENVI|Mätstation, NO2, PM10|Femman, Haga, Gårda
Bullerkartläggning|Beräknade ljudnivåer från vägar, spår och industri.|buller, ljud, decibel|5|ENVI|Ljudnivå, Källa|Vägtrafik, Spårtrafik
Pollenhalter|Dagliga halter av björk, gräs och andra pollen.|allergi, pollen|5|HEAL|Datum, Art, Halt|Björk, Gråbo
Utsläpp av växthusgaser|Beräknade utsläpp i kommunen per sektor.|klimat, koldioxid|5|ENVI|Sektor, Ton|Transporter, Arbetsmaskiner
Energianvändning i stadens byggnader|El, fjärrvärme och kyla per fastighet.|energi, el, byggnad|13|ENER|Fastighet, Kilowattimmar|
Solceller på stadens tak|Anläggningar med effekt och årlig produktion.|solenergi, el|13|ENER|Anläggning, Effekt, Produktion|
Fjärrvärmenät|Ledningar för fjärrvärme och deras ålder.|värme, ledning|13|ENER|Ledning, Dimension|
Vindkraftverk|Verk i drift och planerade, med höjd och effekt.|vind, elproduktion|13|ENER|Verk, Navhöjd, Effekt|
Dricksvattenkvalitet|Analyser av dricksvattnet vid verk och tappställen.|vatten, kran, hårdhet|4|ENVI|Parameter, Värde|Hårdhet, Järn, Klor
Vattenförbrukning|Levererad mängd vatten per stadsdel.|vatten, kubikmeter|4|ENVI|Område, Kubikmeter|
Nederbörd|Mätningar från stadens regnmätare.|regn, skyfall, väder|4|ENVI|Mätare, Millimeter|Barlastplatsen
Vattenstånd|Nivåer i älv, åar och hamn, var tionde minut.|vatten, översvämning|4|ENVI|Station, Nivå|Göta älv, Säveån, Mölndalsån
Brandposter|Läge och flöde för brandposter.|brand, räddningstjänst|4|REGI|Läge, Flöde|
Återvinningsstationer|Behållare för förpackningar och tidningar, med läge.|återvinning, sortering, förpackning|4|ENVI|Station, Fraktioner|Glas, Plast, Kartong
Återvinningscentraler|Öppettider och vad som kan lämnas.|grovavfall, sopor|4|ENVI|Central, Öppet|Högsbo, Alelyckan, Bulycke, Tagene
Hushållsavfall|Mängd avfall per invånare och fraktion.|sopor, matavfall, restavfall|4|ENVI|Fraktion, Ton|Matavfall, Restavfall
Matsvinn i skolor|Hur mycket mat som kastas i skolornas matsalar.|mat, svinn, skolmat|2|ENVI|Skola, Gram per portion|
Matsedlar i skolor|Dagens lunch i grundskolor och gymnasier.|skolmat, lunch|2|EDUC|Skola, Datum, Rätt|Fiskpinnar, Köttbullar
Förskolor|Kommunala och fristående förskolor med antal barn.|barn, barnomsorg|3|EDUC|Förskola, Regi, Barn|Montessori
Grundskolor|Skolor med årskurser, elever och adress.|skola, elev|2|EDUC|Skola, Årskurser, Elever|Vasaskolan, Oscar Fredriksskolan
Gymnasieskolor|Program, platser och antagningspoäng.|gymnasium, antagning, program|2|EDUC|Skola, Program, Poäng|Hvitfeldtska
Betyg i årskurs nio|Meritvärde och behörighet per skola.|betyg, merit, behörig|2|EDUC|Skola, Meritvärde|
Upptagningsområden för grundskolan|Vilka adresser som hör till vilken skola.|skolval, placering|2|EDUC|Område, Skola|
Fritidsgårdar|Öppna mötesplatser för unga.|ungdom, fritid|11|SOCI|Gård, Ålder, Öppet|
Bibliotek|Alla bibliotek med adress, öppettider och utlåning.|böcker, läsning, utlån|9|EDUC|Bibliotek, Utlån|Stadsbiblioteket, Dynamo
Museer|Kommunala museer och antal besökare.|museum, utställning|9|EDUC|Museum, Besök|Röhsska, Sjöfartsmuseet
Offentlig konst|Skulpturer och andra verk på allmän plats, med konstnär.|konstverk, skulptur, staty|9|EDUC|Verk, Konstnär, År|Poseidon, Carl Milles
Kulturmiljöer|Byggnader och områden med kulturhistoriskt värde.|kulturarv, bevarande|10|EDUC|Område, Motiv|Haga, Majorna
Evenemang|Konserter, utställningar och andra händelser med tid och plats.|kalender, konsert, festival|9|EDUC|Titel, Datum, Arena|Kulturkalaset, Way Out West
Teaterföreställningar|Spelplan för stadens scener.|teater, scen|9|EDUC|Pjäs, Scen, Datum|Stora scen
Föreningsbidrag|Beviljade bidrag till idrottsföreningar och andra.|bidrag, förening, stöd|8|GOVE|Förening, Belopp|
Idrottsanläggningar|Hallar, planer och andra anläggningar som kan bokas.|idrott, sport, bokning|8|EDUC|Anläggning, Typ|Konstgräs, Slottsskogsvallen
Fotbollsplaner|Planer med underlag, mått och omklädningsrum.|fotboll, bollplan|8|EDUC|Plan, Underlag|Konstgräs
Isbanor|Var man kan åka skridskor och när isen är öppen.|skridsko, is, vinter|8|EDUC|Bana, Status|
Motionsspår|Elljusspår och vandringsleder med längd.|löpning, vandring, skidspår|8|EDUC|Spår, Längd|Skatås, Änggårdsbergen
Utegym|Träningsplatser utomhus med redskap.|träning, motion|8|HEAL|Plats, Redskap|
Naturreservat|Skyddade områden med gräns och föreskrifter.|natur, skydd|2|ENVI|Reservat, Beslut|Välen, Rya skog
Häckande fåglar|Inventering av häckande arter.|fågel, art, inventering|2|ENVI|Art, Par|Strandskata, Pilgrimsfalk
Invasiva arter|Fynd av främmande växter som sprider sig.|jätteloka, parkslide, växt|2|ENVI|Art, Fynd|Jätteloka, Jättebalsamin
Kolonilotter|Odlingsområden, lotter och kötider.|odling, koloni, kö|2|AGRI|Område, Lotter|
Jordbruksmark|Arrenden och odlad mark som staden äger.|åker, bete, arrende|2|AGRI|Fastighet, Hektar|
Befolkning per stadsdel|Folkmängd efter ålder och kön.|invånare, folkmängd, statistik|7|SOCI|Område, Ålder, Kön, Antal|Majorna-Linné, Angered
Befolkningsprognos|Beräknad folkmängd de närmaste tjugo åren.|prognos, framtid|7|SOCI|År, Antal|
In- och utflyttning|Flyttningar till, från och inom kommunen.|flytt, migration|7|SOCI|Från, Till, Antal|
Födda och döda|Antal per år och område.|födelse, dödsfall|7|SOCI|År, Födda, Döda|
Förnamn på nyfödda|De vanligaste namnen på barn som fötts under året.|namn, barn|7|SOCI|Namn, Antal|Alice, Noah
Hushållens inkomster|Medianinkomst per område.|lön, inkomst, ekonomi|7|ECON|Område, Median|
Arbetslöshet|Öppet arbetslösa och i program.|jobb, arbetsmarknad|7|ECON|Månad, Andel|
Företag och arbetsställen|Antal företag efter bransch och storlek.|näringsliv, bransch|7|ECON|Bransch, Anställda|
Utbildningsnivå|Befolkningens högsta utbildning.|studier, eftergymnasial|7|EDUC|Område, Nivå|
Valresultat|Röster per parti och valdistrikt i kommunvalet.|val, parti, mandat|7|GOVE|Valdistrikt, Parti, Röster|
Vallokaler|Var man röstar, med adress och tillgänglighet.|val, rösta, lokal|7|GOVE|Lokal, Adress|
Valdistrikt|Gränser för valdistrikten.|val, gräns|7|GOVE|Distrikt|
Politiker och förtroendevalda|Ledamöter och ersättare i nämnder och styrelser.|nämnd, kommunfullmäktige|7|GOVE|Namn, Organ, Parti|Kommunfullmäktige
Diarium för kommunstyrelsen|Inkomna och upprättade handlingar.|ärende, protokoll|7|GOVE|Diarienummer, Rubrik|
Leverantörsreskontra|Alla betalningar till leverantörer.|faktura, utbetalning, inköp|7|GOVE|Leverantör, Belopp, Konto|
Upphandlingar|Annonserade och tilldelade upphandlingar med avtal.|avtal, anbud|7|GOVE|Upphandling, Leverantör|Ramavtal
Budget och utfall|Kommunens ekonomi per nämnd.|ekonomi, kostnad|7|GOVE|Nämnd, Budget, Utfall|
Skattesatser|Kommunal och regional skatt.|skatt, procent|7|GOVE|År, Skattesats|
Anställda i staden|Antal medarbetare per förvaltning och yrke.|personal, yrke|7|GOVE|Yrke, Antal|Undersköterska
Sjukfrånvaro bland anställda|Andel sjukfrånvaro per förvaltning.|personal, frånvaro|7|GOVE|Förvaltning, Andel|
Felanmälningar och synpunkter|Vad invånarna anmäler om gator, parker och belysning.|synpunkt, klagomål, felanmälan|7|GOVE|Kategori, Datum|Potthål, Klotter
Klotter|Anmält och sanerat klotter.|sanering, skadegörelse|1|GOVE|Plats, Sanerat|
Medborgarförslag|Förslag från invånare och hur de har besvarats.|förslag, demokrati|7|GOVE|Förslag, Svar|
Brottsstatistik|Anmälda brott per område och typ.|brott, trygghet, polis|7|JUST|Typ, Antal|Cykelstöld, Inbrott
Trygghetsmätning|Hur trygga invånarna känner sig.|trygghet, enkät|7|SOCI|Fråga, Andel|
Bränder och räddningsinsatser|Räddningstjänstens utryckningar.|brand, larm|7|GOVE|Typ, Tid|
Skyddsrum|Läge och antal platser.|beredskap, kris|10|GOVE|Adress, Platser|
Detaljplaner|Gällande och pågående planer med gränser.|plan, bebyggelse|10|REGI|Plan, Status|Samråd, Antagen
Bygglov|Ansökningar och beslut om bygglov.|byggande, lov|10|REGI|Ärende, Beslut|Beviljat
Översiktsplan|Hur marken ska användas på lång sikt.|planering, markanvändning|10|REGI|Område, Användning|
Byggnader i tre dimensioner|Modell av hus med höjd och taktyp.|3d, modell, hus|10|REGI|Byggnad, Höjd|
Adresser|Belägenhetsadresser med koordinater.|adress, gatunamn|10|REGI|Adress, Postnummer|Avenyn, Linnégatan
Fastighetsgränser|Fastigheter med beteckning.|fastighet, tomt|10|REGI|Beteckning|
Höjdkurvor|Terrängens höjd med en meters intervall.|terräng, höjd, lidar|10|REGI|Höjd|
Ortofoton|Flygbilder över hela kommunen.|flygbild, bild|10|REGI|Ruta, År|
Stadsdelsgränser|Mellanområden och primärområden.|område, gräns|10|REGI|Område|Majorna, Kortedala
Gatunamn|Namn på gator och torg, med ursprung.|namn, torg|10|REGI|Namn, Ursprung|Kungsportsavenyn
Markföroreningar|Platser där marken kan vara förorenad.|förorening, gift|5|ENVI|Plats, Riskklass|
Skyfallskartering|Var vatten samlas vid extrem nederbörd.|översvämning, klimatanpassning|4|ENVI|Djup|
Livsmedelskontroller|Inspektioner av restauranger och butiker, med resultat.|restaurang, hygien, inspektion|5|HEAL|Verksamhet, Resultat|Avvikelse
Serveringstillstånd|Krogar som får servera alkohol.|alkohol, krog|11|HEAL|Krog, Tid|
Uteserveringar|Upplåtna platser för servering utomhus.|restaurang, torg|1|ECON|Krog, Yta|
Tobakstillstånd|Butiker som får sälja tobak.|tobak, butik|11|HEAL|Butik|
Torghandel|Platser för försäljning på torg.|marknad, torg|1|ECON|Torg, Plats|Kungstorget
Äldreboenden|Boenden med platser, inriktning och kö.|äldre, omsorg|11|HEAL|Boende, Platser|
Hemtjänst|Utförare och antal timmar.|äldre, omsorg|11|HEAL|Utförare, Timmar|
Väntetider i äldreomsorgen|Dagar från beslut till inflyttning.|kö, väntan|11|HEAL|Månad, Dagar|
Vårdcentraler|Mottagningar med adress och öppettider.|hälsa, läkare|11|HEAL|Namn, Adress|
Folkhälsoenkät|Självskattad hälsa, motion och rökning.|hälsa, rökning|11|HEAL|Fråga, Andel|
Ekonomiskt bistånd|Hushåll med försörjningsstöd.|socialbidrag, försörjningsstöd|11|SOCI|Område, Hushåll|
Hemlöshet|Antal personer utan egen bostad.|bostadslös|11|SOCI|År, Antal|
Orosanmälningar|Anmälningar om barn som kan fara illa.|barn, socialtjänst|11|SOCI|Månad, Antal|
Bostadskö|Sökande och kötider i bostadsförmedlingen.|lägenhet, hyra, kötid|15|SOCI|Område, År i kö|
Bostadsbyggande|Påbörjade och färdiga bostäder.|nybyggnad, lägenheter|10|REGI|Område, Antal|
Studentbostäder|Lägenheter och rum för studenter.|student, hyra|15|SOCI|Adress, Rum|
Hyresnivåer|Genomsnittlig hyra per kvadratmeter.|hyra, bostad|15|ECON|Område, Hyra|
Lokaler att hyra|Lediga kommunala lokaler.|lokal, kontor|15|ECON|Lokal, Yta|
Fartygsanlöp|Fartyg som har lagt till i hamnen.|båt, sjöfart, kaj|14|TRAN|Fartyg, Kaj|
Gods i hamnen|Containrar, bilar och olja över kaj.|container, export|14|TRAN|Godsslag, Ton|
Småbåtshamnar|Båtplatser och kö.|båtplats, brygga|14|REGI|Hamn, Platser|
Livbojar|Läge för livräddningsutrustning vid vatten.|drunkning, säkerhet|14|HEAL|Läge|
Hjärtstartare|Var det finns hjärtstartare och när de går att nå.|defibrillator, hjärta|11|HEAL|Plats, Tillgänglig|
Trådlöst nätverk|Platser med fritt wifi.|wifi, internet|6|TECH|Plats|
Bredbandstäckning|Andel hushåll med fiber.|fiber, internet|6|TECH|Område, Andel|
E-tjänster|Stadens digitala tjänster och hur ofta de används.|digital, blankett|6|GOVE|Tjänst, Ärenden|
Webbplatsens besök|Sidvisningar på stadens webb.|webb, statistik|6|GOVE|Sida, Visningar|
Kameror för trafikövervakning|Läge och bild från trafikkameror.|kamera, bild|1|TRAN|Kamera|
Taxi och färdtjänst|Resor med färdtjänst.|färdtjänst, resa|1|TRAN|Månad, Resor|
Elsparkcyklar|Platser där elsparkcyklar får parkeras.|sparkcykel, mikromobilitet|1|TRAN|Plats, Platser|
Godstrafik i centrum|Lastzoner och tider för leveranser.|lastzon, leverans|1|TRAN|Zon, Tid|
Tillgänglighetsinventering|Hur lokaler fungerar för den som har funktionsnedsättning.|tillgänglighet, hiss, ramp|1|SOCI|Lokal, Entré|
Turism och gästnätter|Gästnätter på hotell och vandrarhem.|hotell, besökare|9|ECON|Månad, Nätter|
Sevärdheter|Platser som besökare vill se.|turist, besöksmål|9|EDUC|Namn, Beskrivning|Liseberg, Fiskekyrkan
""".strip()  # noqa: E501
YEARLY = (
    *(
        "Befolkning per primärområde",
        "Elever per grundskola",
        "Barn i förskolan",
        "Energistatistik",
        "Avfallsstatistik",
    ),
    *("Årsredovisning", "Trafikräkning", "Medborgarundersökning", "Kommunala bostäder", "Kulturstatistik"),
    *("Lönestatistik", "Miljörapport", "Arbetsmarknadsstatistik", "Socialtjänstens nyckeltal"),
)
ENGLISH = {"Badplatser": "Bathing places", "Stadsträd": "City trees", "Luftkvalitet": "Air quality"}
FIRST_YEAR, LAST_YEAR = 2014, 2025
COUNT = 300


@dataclass(frozen=True)
class Described:
    title: str
    description: str
    keywords: list[str]
    publisher: str
    theme: str
    columns: list[str] = field(default_factory=list)
    values: list[str] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return slug_of(self.title)


def described() -> list[Described]:
    found = [_read(line) for line in TOPICS.splitlines()]
    return [*found, *_by_year()][:COUNT]


def _read(line: str) -> Described:
    title, description, keywords, publisher, theme, columns, values = line.split("|")
    listed = [[one.strip() for one in some.split(",") if one.strip()] for some in (keywords, columns, values)]
    return Described(title, description, listed[0], PUBLISHERS[int(publisher) - 1], theme, listed[1], listed[2])


def _by_year() -> Iterator[Described]:
    for year in range(LAST_YEAR, FIRST_YEAR - 1, -1):
        for place, name in enumerate(YEARLY):
            about = f"Statistik för {year}, sammanställd av staden."
            yield Described(
                f"{name} {year}", about, ["statistik", str(year)], PUBLISHERS[place], "SOCI", ["År", "Antal"]
            )


def publisher(name: str) -> Publisher:
    contact = ContactPoint(name=name, email="data@example.org")
    return Publisher(slug=slug_of(name), name={"sv": name}, email="data@example.org", contact_points=[contact])


def dataset(one: Described, of: Publisher, number: int) -> Dataset:
    """Published, with one table whose rows nobody has."""
    dice = Random(number)
    changed_at = datetime(2026, 11, 1, tzinfo=UTC) - timedelta(days=dice.randrange(1500), hours=number % 24)
    forms = ["csv", "json", "query", *(["geojson"] if dice.random() < 0.4 else [])]
    version = Version(
        number=1, state=VersionState.ACCEPTED, filename="data.csv", sha256="0" * 64, sha1="0" * 40, byte_size=1000,
        reading={"media_type": "text/csv", "kind": "csv"}, rows=dice.randrange(10, 5000), published_at=changed_at,
        table_schema={"fields": [{"name": slug_of(name), "title": name, "type": "string"} for name in one.columns]},
        texts={slug_of(one.columns[0]): one.values} if one.columns and one.values else {},
        renditions=[
            Rendition(position=place, format=form, media_type="text/csv", sha256="0" * 64, sha1="0" * 40, byte_size=9)
            for place, form in enumerate(forms)
        ],
    )  # fmt: skip
    file = DataFile(name="data", title={"sv": one.title}, versions=[version])
    title = {"sv": one.title} | ({"en": ENGLISH[one.title]} if one.title in ENGLISH else {})
    return Dataset(
        slug=one.slug, publisher=of, contact_point=of.contact_points[0], state=State.PUBLISHED, title=title,
        description={"sv": one.description}, keywords={"sv": one.keywords}, themes=[one.theme],
        licence=dice.choice(["CC0-1.0", "CC-BY-4.0"]), frequency=dice.choice(["ANNUAL", "DAILY", "MONTHLY"]),
        hvd_categories=[], files=[file], data_changed_at=changed_at, first_published_at=changed_at,
    )  # fmt: skip


def settle(session: Session) -> list[Dataset]:
    """All of them in the database, not yet indexed."""
    publishers = {name: publisher(name) for name in PUBLISHERS}
    made = [dataset(one, publishers[one.publisher], number) for number, one in enumerate(described())]
    session.add_all(made)
    session.flush()
    for one in made:
        one.files[0].current_version = one.files[0].versions[0]
    session.flush()
    return made
