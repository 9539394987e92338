"""`person` and `organisation`: who there is, seen from the console.

A console has no session, so an installation's first people are made here. Not here: what anybody may do.
"""

import os
import secrets
from pathlib import Path

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.accounts.services import create_link, open_account
from courses.flows.erase_person import erase_person
from courses.people import queries, services
from courses.people.models import Organisation, OrganisationKind, Person, Role
from lms import clock
from lms.cli.context import done, emit, fail, wired
from lms.exporting import write_archive
from lms.links import sign_in_token, token_hash


@click.group()
def person() -> None:
    """People: add, give a role, let in, export, erase."""


@click.group()
def organisation() -> None:
    """Schools, providers and partners."""


@organisation.command("add")
@click.argument("slug")
@click.argument("name")
@click.option(
    "--kind", type=click.Choice([kind.value for kind in OrganisationKind]), default="school", show_default=True
)
@click.option("--country", default="BE", show_default=True, help="ISO 3166-1, two letters.")
def add_organisation(slug: str, name: str, kind: str, country: str) -> None:
    """Add an organisation."""
    with wired().database.transaction() as session:
        if session.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None:
            fail(f"{slug}: this organisation exists")
        services.create_organisation(
            session, slug=slug, kind=OrganisationKind(kind), name=name, country=country, now=clock.now()
        )
    done(f"{name} is there as {slug}.")


@person.command("add")
@click.argument("name")
@click.option("--email", required=True, help="Counts as proved: you know that it is theirs.")
@click.option(
    "--role", "roles", multiple=True, metavar="ORGANISATION:ROLE", help="Such as de-brug:learner; may be repeated."
)
@click.option("--language", default="nl-BE", show_default=True)
def add_person(name: str, email: str, roles: tuple[str, ...], language: str) -> None:
    """Add somebody who can sign in."""
    now = clock.now()
    with wired().database.transaction() as session:
        if queries.address_row(session, email) is not None:
            fail(f"{email}: somebody has this address")
        row = services.create_person(session, display_name=name, now=now, language=language)
        services.add_address(session, person_id=row.id, address=email, now=now, verified=True)
        open_account(session, person_id=row.id, now=now)
        for role in roles:
            _grant(session, row, role)
    done(f"{name} can sign in with {email}.")


@person.command("role")
@click.argument("email")
@click.argument("role", metavar="ORGANISATION:ROLE")
def give_role(email: str, role: str) -> None:
    """Give somebody a role within an organisation."""
    with wired().database.transaction() as session:
        _grant(session, _find(session, email), role)
    done(f"{email} is now {role}.")


def _grant(session: Session, row: Person, text: str) -> None:
    slug, _, name = text.partition(":")
    found = session.scalar(select(Organisation).where(Organisation.slug == slug))
    if found is None:
        fail(f"{slug}: there is no such organisation")
    if name not in {role.value for role in Role}:
        fail(f"{name}: choose one of " + ", ".join(role.value for role in Role))
    services.grant_role(session, person_id=row.id, organisation_id=found.id, role=Role(name), now=clock.now())
    services.audit(
        session,
        action="role_granted",
        subject_kind="person",
        subject_id=row.id,
        actor_id=None,
        organisation_id=found.id,
        now=clock.now(),
        role=name,
    )


def _find(session: Session, email: str) -> Person:
    row = queries.address_row(session, email)
    if row is None or row.person.erased_at is not None:
        fail(f"{email}: nobody has this address")
    return row.person


@person.command("link")
@click.argument("email")
def link(email: str) -> None:
    """Print a link that signs this person in once, for twenty minutes."""
    wiring = wired()
    token = sign_in_token(wiring.secret, secrets.token_hex(16))
    with wiring.database.transaction() as session:
        row = _find(session, email)
        create_link(
            session,
            person_id=row.id,
            email_address_id=None,
            token_hash=token_hash("sign-in", token),
            next_path=None,
            now=clock.now(),
        )
    click.echo(f"{wiring.settings.base_url.rstrip('/')}/aanmelden/link/{token}")


@person.command("export")
@click.argument("email")
@click.argument("target", type=click.Path(dir_okay=False, path_type=Path))
def export(email: str, target: Path) -> None:
    """Write everything about somebody to a ZIP."""
    wiring = wired()
    with wiring.database.reading() as session:
        person_id = _find(session, email).id
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        write_archive(wiring, file, person_id=person_id, actor_id=None, now=clock.now())
    done(f"{target}: everything about {email}.")


@person.command("erase")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="Print the number of who was erased.")
def erase(email: str, yes: bool, as_json: bool) -> None:
    """Erase everything about somebody; the badges they saved stay checkable. There is no way back."""
    wiring = wired()
    with wiring.database.reading() as session:
        person_id = _find(session, email).id
    if not yes:
        click.confirm(f"Erase everything about {email}? This cannot be undone", abort=True, err=True)
    with wiring.database.transaction() as session:
        erase_person(session, person_id=person_id, actor_id=None, now=clock.now())
    if as_json:
        emit({"person": person_id, "erased": True})
    done("Erased.")
