"""publisher, user and token: create and list."""

from typing import Any

import click

from opendata.cli.start import OPERATOR, platform
from opendata.model import Role
from opendata.model.publisher import PublisherKind
from opendata.services import accounts, publishers


@click.group()
def publisher() -> None:
    """Administrations and companies."""


@publisher.command("create")
@click.argument("name")
@click.option("--email", required=True, help="Where questions about the data go; a functional mailbox.")
@click.option("--name-en", default="", help="The name in English.")
@click.option("--description", default="", help="What it does, in Swedish.")
@click.option("--slug", default="", help="Part of the address; made from the name when not given.")
@click.option("--kind", type=click.Choice([kind.value for kind in PublisherKind]), default="administration")
@click.option("--type", "publisher_type", default="LocalAuthority", help="Code of the vocabulary publisher-type.")
@click.option("--organisation-number", help="NNNNNN-NNNN, with an agreed suffix where several share one number.")
@click.option("--homepage")
@click.option("--telephone", help="With country code.")
@click.option("--street-address")
@click.option("--postal-code")
@click.option("--locality")
def create_publisher(
    name: str, name_en: str, description: str, kind: str, slug: str, organisation_number: str | None, **more: Any
) -> None:
    """Create a publisher."""
    about = publishers.About(
        name={"sv": name} | ({"en": name_en} if name_en else {}),
        description={"sv": description} if description else {},
        kind=PublisherKind(kind),
        **more,
    )
    with platform() as wired, wired.session(write=True) as session:
        made = publishers.create(session, OPERATOR, about, slug=slug, organisation_number=organisation_number)
        session.commit()
        click.echo(made.slug)


@publisher.command("list")
def list_publishers() -> None:
    """List all publishers."""
    with platform() as wired, wired.session() as session:
        for found in publishers.all_publishers(session):
            click.echo(f"{found.slug}\t{found.name.get('sv', '')}")


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("create")
@click.argument("email")
@click.option("--name", default="")
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@click.option("--administrator", is_flag=True)
@click.option("--editor-of", multiple=True, help="Slug of a publisher; may be repeated.")
@click.option("--reviewer-of", multiple=True, help="Slug of a publisher; may be repeated.")
def create_user(
    email: str, name: str, password: str, administrator: bool, editor_of: list[str], reviewer_of: list[str]
) -> None:
    """Create a user, with roles at publishers."""
    with platform() as wired, wired.session(write=True) as session:
        made = accounts.create_user(
            session, OPERATOR, email=email, name=name, password=password, is_administrator=administrator
        )
        for role, slugs in ((Role.EDITOR, editor_of), (Role.REVIEWER, reviewer_of)):
            for slug in slugs:
                accounts.set_role(session, OPERATOR, made, publishers.find(session, slug), role)
        session.commit()
        click.echo(made.email)


@user.command("list")
def list_users() -> None:
    """List all users and their roles."""
    with platform() as wired, wired.session() as session:
        for found in accounts.users(session, OPERATOR):
            roles = [f"{membership.role.value} of {membership.publisher.slug}" for membership in found.memberships]
            if found.is_administrator:
                roles.insert(0, "administrator")
            click.echo(f"{found.email}\t{found.name}\t{', '.join(roles)}")


@click.group()
def token() -> None:
    """Keys for programs."""


@token.command("create")
@click.argument("email")
@click.option("--publisher", "slug", required=True, help="The publisher that the token works for.")
@click.option("--role", type=click.Choice([role.value for role in Role]), default="editor", show_default=True)
@click.option("--name", default="token", help="What it is for.")
def create_token(email: str, slug: str, role: str, name: str) -> None:
    """Create a token for a user; it is shown once."""
    with platform() as wired, wired.session(write=True) as session:
        found = accounts.user_of(session, email)
        secret = accounts.create_token(
            session, OPERATOR, found, publishers.find(session, slug), name=name, role=Role(role)
        )
        session.commit()
        click.echo(secret)


@token.command("list")
def list_tokens() -> None:
    """List the tokens that are in force."""
    with platform() as wired, wired.session() as session:
        for found in accounts.tokens(session, OPERATOR):
            click.echo(f"{found.id}\t{found.user.email}\t{found.role.value} of {found.publisher.slug}\t{found.name}")


@token.command("revoke")
@click.argument("token_id")
def revoke_token(token_id: str) -> None:
    """End a token at once."""
    with platform() as wired, wired.session(write=True) as session:
        accounts.revoke_token(session, OPERATOR, token_id)
        session.commit()


COMMANDS = (publisher, user, token)
