"""Two publishers, three people, and the tokens that the demo's story is told with."""

from opendata.cli.start import OPERATOR
from opendata.model import Role
from opendata.model.publisher import PublisherKind
from opendata.services import accounts, journal, publishers
from opendata.wiring import Platform

PASSWORD = "oppna-data-demo"  # noqa: S105 - printed at the start, for a demo on one's own machine
TOKEN_NAME = "demo"  # noqa: S105 - what the tokens are called
LAST_UPLOAD = "kommuner-felaktig.csv"
PEOPLE = (
    ("redaktor@example.org", "Eva Redaktör", Role.EDITOR),
    ("granskare@example.org", "Gun Granskare", Role.REVIEWER),
    ("administrator@example.org", "Adam Administratör", None),
)
PUBLISHERS = {
    "stadsledningskontoret": publishers.About(
        name={"sv": "Stadsledningskontoret, Exempelstad", "en": "City Executive Office, Exempelstad"},
        description={
            "sv": "Leder och samordnar Exempelstads förvaltningar.",
            "en": "Leads and coordinates the administrations of Exempelstad.",
        },
        email="oppnadata@example.org",
        telephone="+46 31 390 06 00",
        street_address="Exempelgatan 1",
        postal_code="123 45",
        locality="Exempelstad",
    ),
    "exempelstads-kartor-ab": publishers.About(
        name={"sv": "Exempelstads Kartor AB", "en": "Exempelstad Maps Ltd"},
        description={
            "sv": "Kommunalt bolag för kartor och geografiska data.",
            "en": "Municipal company for maps and geographical data.",
        },
        email="kartor@example.org",
        telephone="+46 31 390 06 01",
        street_address="Kartgatan 1",
        postal_code="123 45",
        locality="Exempelstad",
        kind=PublisherKind.COMPANY,
        publisher_type="Company",
    ),
}
NUMBERS = {"stadsledningskontoret": "212000-0000", "exempelstads-kartor-ab": "556000-0000"}
"""Organisation numbers that nobody can have: their last digit doesn't check."""
Tokens = dict[str, dict[Role, str]]
"""publisher slug -> an editor's and a reviewer's token"""


def create_accounts(platform: Platform) -> Tokens:
    """Publishers and people, once; and new tokens for as long as there is something left to tell."""
    _move_in(platform)
    return {} if _is_told(platform) else _new_tokens(platform)


def _move_in(platform: Platform) -> None:
    with platform.session(write=True) as session:
        if publishers.all_publishers(session):
            return
        made = [
            publishers.create(session, OPERATOR, about, slug=slug, organisation_number=NUMBERS[slug])
            for slug, about in PUBLISHERS.items()
        ]
        for publisher in made:
            is_company = publisher.kind is PublisherKind.COMPANY
            publishers.set_catalog(session, OPERATOR, publisher, has_catalog=is_company, addresses=platform.addresses)
        for email, name, role in PEOPLE:
            person = accounts.create_user(
                session, OPERATOR, email=email, name=name, password=PASSWORD, is_administrator=role is None
            )
            for publisher in made if role else ():
                accounts.set_role(session, OPERATOR, person, publisher, role)
        session.commit()


def _is_told(platform: Platform) -> bool:
    """The demo's last deed is in the log."""
    with platform.session() as session:
        events = journal.of_everything(session, OPERATOR, limit=1000)
    return any(event.verb == "version.rejected" and event.subject == LAST_UPLOAD for event in events)


def _new_tokens(platform: Platform) -> Tokens:
    tokens: Tokens = {}
    with platform.session(write=True) as session:
        for old in accounts.tokens(session, OPERATOR):
            if old.name == TOKEN_NAME:
                accounts.revoke_token(session, OPERATOR, old.id)
        for slug in PUBLISHERS:
            publisher = publishers.find(session, slug)
            tokens[slug] = {
                role: accounts.create_token(
                    session, OPERATOR, accounts.user_of(session, email), publisher, name=TOKEN_NAME, role=role
                )
                for email, _name, role in PEOPLE
                if role
            }
        session.commit()
    return tokens


def introduce() -> list[str]:
    kinds = {Role.EDITOR: "editor", Role.REVIEWER: "reviewer", None: "administrator"}
    return [f"{kinds[role]:<14} {email:<28} {PASSWORD}" for email, _name, role in PEOPLE]
