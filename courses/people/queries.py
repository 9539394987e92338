"""Reads of people and organisations."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.people.models import EmailAddress, Membership, Person, Role
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
    rows = session.execute(
        select(Membership.organisation_id, Membership.role).where(Membership.person_id == person_id)
    )
    for organisation_id, role in rows:
        found.setdefault(organisation_id, set()).add(role)
    return {organisation_id: frozenset(roles) for organisation_id, roles in found.items()}
