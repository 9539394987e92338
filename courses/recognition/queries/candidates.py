"""Whom an organisation may give a badge by hand: people who take its modules, or belong to it.

Anybody else's address is answered as unknown, so the page tells nobody who has an account.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, selectinload

from courses.catalogue.models import Module, ModuleVersion
from courses.delivery.models import Enrolment, Participation, Run
from courses.people.models import EmailAddress, Membership, Person
from courses.people.rules import normalise_address
from courses.recognition.errors import NoSuchBadge
from courses.recognition.models import Badge, BadgeVersion, Issuer


def people_at(session: Session, addresses: Collection[str], *, organisation_id: int) -> Mapping[str, int]:
    """Person id by address as it was written, of the addresses that are known here; one query for any number."""
    written = {normalise_address(address): address for address in addresses}
    rows = session.execute(
        select(EmailAddress.address, Person.id)
        .join(Person, Person.id == EmailAddress.person_id)
        .where(
            EmailAddress.address.in_(written),
            EmailAddress.verified_at.is_not(None),
            Person.erased_at.is_(None),
            _reachable(organisation_id),
        )
    )
    found = {row.address: row.id for row in rows}
    return {address: found[plain] for plain, address in written.items() if plain in found}


def groups_for_giving(session: Session, organisations: Collection[int]) -> Sequence[Run]:
    """The groups of these organisations, the newest first."""
    return session.scalars(
        select(Run)
        .where(Run.organisation_id.in_(organisations), Run.cancelled_at.is_(None))
        .order_by(Run.starts_on.desc(), Run.id.desc())
        .limit(200)
    ).all()


def people_in_group(session: Session, public_id: str, organisations: Collection[int]) -> Sequence[int]:
    """Who is in this group, as person ids by name; nobody for a group that is not theirs."""
    return list(
        session.scalars(
            select(Person.id)
            .join(Participation, Participation.person_id == Person.id)
            .join(Enrolment, Enrolment.participation_id == Participation.id)
            .join(Run, Run.id == Enrolment.run_id)
            .where(
                Run.public_id == public_id,
                Run.organisation_id.in_(organisations),
                Enrolment.ended_at.is_(None),
                Person.erased_at.is_(None),
            )
            .order_by(Person.display_name, Person.id)
        )
    )


def giveable(session: Session, organisations: Collection[int]) -> list[BadgeVersion]:
    """The newest version of each badge that these organisations give."""
    badges = session.scalars(
        select(Badge)
        .join(Issuer, Badge.issuer_id == Issuer.id)
        .where(Issuer.organisation_id.in_(organisations))
        .options(selectinload(Badge.versions), selectinload(Badge.issuer))
        .order_by(Issuer.slug, Badge.slug)
    )
    return [badge.versions[-1] for badge in badges if badge.versions]


def giveable_version(session: Session, version_id: int, organisations: Collection[int]) -> BadgeVersion:
    """One version by row id; NoSuchBadge for any other organisation's."""
    version = session.get(BadgeVersion, version_id)
    if version is None or version.badge.issuer.organisation_id not in organisations:
        raise NoSuchBadge()
    return version


def version_for_group(session: Session, version: BadgeVersion, run_public_id: str) -> BadgeVersion:
    """The version of the same badge that belongs to the module version this group takes; else `version` itself."""
    wanted = session.scalar(
        select(BadgeVersion)
        .join(Run, Run.module_version_id == BadgeVersion.module_version_id)
        .where(Run.public_id == run_public_id, BadgeVersion.badge_id == version.badge_id)
        .order_by(BadgeVersion.number.desc())
        .limit(1)
    )
    return wanted or version


def _reachable(organisation_id: int) -> ColumnElement[bool]:
    takes = exists().where(
        Participation.person_id == Person.id,
        Participation.module_version_id == ModuleVersion.id,
        ModuleVersion.module_id == Module.id,
        Module.organisation_id == organisation_id,
    )
    belongs = exists().where(Membership.person_id == Person.id, Membership.organisation_id == organisation_id)
    return or_(takes, belongs)
