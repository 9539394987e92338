"""Reads of people and organisations."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from courses.errors import N_
from courses.people.errors import NoSuchPerson
from courses.people.models import EmailAddress, Membership, Organisation, Person, Role
from courses.people.rules import normalise_address


def primary_address(session: Session, person_id: int) -> str | None:
    """The verified address that mail goes to: the primary one, else the oldest; None when there is none."""
    return session.scalar(
        select(EmailAddress.address)
        .where(EmailAddress.person_id == person_id, EmailAddress.verified_at.is_not(None))
        .order_by(EmailAddress.is_primary.desc(), EmailAddress.id)
        .limit(1)
    )


def address_row(session: Session, address: str) -> EmailAddress | None:
    """The row of `address`, however it was typed."""
    return session.scalar(select(EmailAddress).where(EmailAddress.address == normalise_address(address)))


def person_by_address(session: Session, address: str) -> Person | None:
    """Who has this verified address."""
    row = address_row(session, address)
    return row.person if row is not None and row.verified_at is not None else None


def roles_of(session: Session, person_id: int) -> Mapping[int, frozenset[Role]]:
    """Roles by organisation id."""
    found: dict[int, set[Role]] = {}
    rows = session.execute(select(Membership.organisation_id, Membership.role).where(Membership.person_id == person_id))
    for organisation_id, role in rows:
        found.setdefault(organisation_id, set()).add(role)
    return {organisation_id: frozenset(roles) for organisation_id, roles in found.items()}


def person_with_addresses(session: Session, person_id: int) -> Person:
    """The person with all addresses loaded. Raises NoSuchPerson."""
    person = session.scalar(
        select(Person).options(selectinload(Person.addresses)).where(Person.id == person_id, Person.erased_at.is_(None))
    )
    if person is None:
        raise NoSuchPerson(N_("There is no such person."))
    return person


def person_by_public_id(session: Session, public_id: str) -> Person:
    """Raises NoSuchPerson, also for somebody who was erased."""
    person = session.scalar(select(Person).where(Person.public_id == public_id, Person.erased_at.is_(None)))
    if person is None:
        raise NoSuchPerson(N_("There is no such person."))
    return person


def names_of(session: Session, person_ids: Iterable[int | None]) -> Mapping[int, str]:
    """Names by person id; who was erased is not in it."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    query = select(Person.id, Person.display_name).where(Person.id.in_(wanted), Person.erased_at.is_(None))
    return {row.id: row.display_name for row in session.execute(query)}


def trainers_of(session: Session, *, organisation_id: int) -> list[Person]:
    """Who may give groups of this organisation, by name."""
    query = (
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id, Membership.role == Role.TRAINER, Person.erased_at.is_(None)
        )
        .order_by(Person.display_name, Person.id)
    )
    return list(session.scalars(query))


def roles_with_names(session: Session, person_id: int) -> list[tuple[str, Role]]:
    """What a person is, by name of the organisation."""
    query = (
        select(Organisation.name, Membership.role)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.person_id == person_id)
        .order_by(Organisation.name, Membership.role)
    )
    return [(name, role) for name, role in session.execute(query)]


def address_of(session: Session, address_id: int | None) -> str:
    """The text of an address by its row, or nothing."""
    row = session.get(EmailAddress, address_id) if address_id else None
    return row.address if row is not None else ""
