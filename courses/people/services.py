"""The only writers of people, organisations, roles and the audit trail.

Not here: what a person does with addresses (`courses.people.addresses`).
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.errors import N_
from courses.people.errors import NoSuchPerson
from courses.people.models import AuditEvent, EmailAddress, Membership, Organisation, OrganisationKind, Person, Role
from courses.people.rules import normalise_address, one_line


def audit(
    session: Session,
    *,
    action: str,
    subject_kind: str,
    subject_id: int | None,
    actor_id: int | None,
    organisation_id: int | None,
    now: datetime,
    **details: object,
) -> AuditEvent:
    """Write down who did what. `details` are ids and choices: no names, addresses or texts of people."""
    event = AuditEvent(
        at=now,
        actor_id=actor_id,
        organisation_id=organisation_id,
        action=action,
        subject_kind=subject_kind,
        subject_id=subject_id,
        details=details,
    )
    session.add(event)
    session.flush()
    return event


def create_person(session: Session, *, display_name: str, now: datetime, language: str = "nl-BE") -> Person:
    """Somebody new, without address, role or way to sign in."""
    person = Person(display_name=one_line(display_name), language=language, created_at=now)
    session.add(person)
    session.flush()
    return person


def change_person(session: Session, *, person_id: int, display_name: str, language: str) -> Person:
    """Change name and language. Without a region, `nl` keeps one that was set (`nl-BE`). Raises NoSuchPerson."""
    person = session.get(Person, person_id)
    if person is None or person.erased_at is not None:
        raise NoSuchPerson(N_("There is no such person."))
    person.display_name = one_line(display_name)
    if "-" in language or person.language.split("-")[0] != language:
        person.language = language
    session.flush()
    return person


def create_organisation(
    session: Session, *, slug: str, kind: OrganisationKind, name: str, country: str, now: datetime
) -> Organisation:
    organisation = Organisation(slug=slug, kind=kind, name=name, country=country, created_at=now)
    session.add(organisation)
    session.flush()
    return organisation


def add_address(
    session: Session, *, person_id: int, address: str, now: datetime, verified: bool = False
) -> EmailAddress:
    """Add an address; the first one is the primary one."""
    first = session.scalar(select(EmailAddress.id).where(EmailAddress.person_id == person_id).limit(1)) is None
    row = EmailAddress(
        person_id=person_id,
        address=normalise_address(address),
        is_primary=first,
        verified_at=now if verified else None,
        created_at=now,
    )
    session.add(row)
    session.flush()
    return row


def grant_role(session: Session, *, person_id: int, organisation_id: int, role: Role, now: datetime) -> Membership:
    """Give a role within one organisation; giving it twice is giving it once."""
    known = session.scalar(
        select(Membership).where(
            Membership.person_id == person_id,
            Membership.organisation_id == organisation_id,
            Membership.role == role,
        )
    )
    if known is not None:
        return known
    membership = Membership(person_id=person_id, organisation_id=organisation_id, role=role, created_at=now)
    session.add(membership)
    session.flush()
    return membership
