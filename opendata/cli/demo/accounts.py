"""Two publishers, three people, and the tokens that the demo's story is told with."""

from dataclasses import dataclass

from opendata.cli.start import OPERATOR
from opendata.model import Role
from opendata.model.publisher import PublisherKind
from opendata.services import accounts, publishers
from opendata.wiring import Platform

PASSWORD = "oppna-data-demo"  # noqa: S105 - printed at the start, for a demo on one's own machine
PEOPLE = (
    ("redaktor@example.org", "Eva Redaktör", Role.EDITOR),
    ("granskare@example.org", "Gun Granskare", Role.REVIEWER),
    ("administrator@example.org", "Adam Administratör", None),
)
PUBLISHERS = (
    {
        "slug": "stadsledningskontoret",
        "name": {"sv": "Stadsledningskontoret, Exempelstad", "en": "City Executive Office, Exempelstad"},
        "description": {
            "sv": "Leder och samordnar Exempelstads förvaltningar.",
            "en": "Leads and coordinates the administrations of Exempelstad.",
        },
        "email": "oppnadata@example.org",
        "telephone": "+46 31 365 00 00",
        "kind": PublisherKind.ADMINISTRATION,
    },
    {
        "slug": "exempelstads-kartor-ab",
        "name": {"sv": "Exempelstads Kartor AB", "en": "Exempelstad Maps Ltd"},
        "description": {
            "sv": "Kommunalt bolag för kartor och geografiska data.",
            "en": "Municipal company for maps and geographical data.",
        },
        "email": "kartor@example.org",
        "kind": PublisherKind.COMPANY,
        "publisher_type": "Company",
    },
)


@dataclass(frozen=True)
class DemoAccounts:
    """`tokens`: publisher slug -> an editor's and a reviewer's token; empty when the demo was made before."""

    tokens: dict[str, dict[Role, str]]


def create_accounts(platform: Platform) -> DemoAccounts:
    """Publishers and people, once; tokens only on the first start, when there is a story to tell."""
    with platform.session(write=True) as session:
        if publishers.all_publishers(session):
            return DemoAccounts({})
        made = [publishers.create(session, OPERATOR, **about) for about in PUBLISHERS]  # type: ignore[arg-type]
        tokens: dict[str, dict[Role, str]] = {publisher.slug: {} for publisher in made}
        for email, name, role in PEOPLE:
            person = accounts.create_user(
                session, OPERATOR, email=email, name=name, password=PASSWORD, is_administrator=role is None
            )
            for publisher in made if role else ():
                accounts.set_role(session, OPERATOR, person, publisher, role)
                tokens[publisher.slug][role] = accounts.create_token(  # type: ignore[index]
                    session,
                    OPERATOR,
                    person,
                    publisher,
                    name="demo",
                    role=role,  # type: ignore[arg-type]
                )
        session.commit()
    return DemoAccounts(tokens)


def introduce() -> list[str]:
    kinds = {Role.EDITOR: "editor", Role.REVIEWER: "reviewer", None: "administrator"}
    return [f"{kinds[role]:<14} {email:<28} {PASSWORD}" for email, _name, role in PEOPLE]
