"""Whom an organisation may give a badge by hand: people who take its modules, or belong to it.

Anybody else's address is answered as unknown, so the page tells nobody who has an account.
"""

from collections.abc import Sequence

from sqlalchemy import Select, exists, or_, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Module, ModuleVersion
from courses.delivery.models import Participation
from courses.people.models import EmailAddress, Membership, Person
from courses.people.rules import normalise_address
from courses.recognition.errors import NoSuchBadge
from courses.recognition.models import Badge, BadgeVersion, Issuer


def candidates(session: Session, addresses: Sequence[str], *, organisation_id: int) -> tuple[list[int], list[str]]:
    """Person ids of the known addresses, in their order, and the addresses that are not known."""
    found: list[int] = []
    unknown: list[str] = []
    for address in addresses:
        person_id = session.scalar(
            _reachable(organisation_id).where(EmailAddress.address == normalise_address(address))
        )
        if person_id is None:
            unknown.append(address)
        elif person_id not in found:
            found.append(person_id)
    return found, unknown


def giveable(session: Session, organisations: Sequence[int]) -> list[BadgeVersion]:
    """The newest version of each badge that these organisations give."""
    badges = session.scalars(
        select(Badge)
        .join(Issuer, Badge.issuer_id == Issuer.id)
        .where(Issuer.organisation_id.in_(organisations))
        .order_by(Issuer.slug, Badge.slug)
    )
    return [badge.versions[-1] for badge in badges if badge.versions]


def giveable_version(session: Session, version_id: int, organisations: Sequence[int]) -> BadgeVersion:
    """One of them by row id; NoSuchBadge for any other organisation's."""
    version = session.get(BadgeVersion, version_id)
    if version is None or version.badge.issuer.organisation_id not in organisations:
        raise NoSuchBadge()
    return version


def _reachable(organisation_id: int) -> Select[int]:
    takes = exists().where(
        Participation.person_id == Person.id,
        Participation.module_version_id == ModuleVersion.id,
        ModuleVersion.module_id == Module.id,
        Module.organisation_id == organisation_id,
    )
    belongs = exists().where(Membership.person_id == Person.id, Membership.organisation_id == organisation_id)
    return (
        select(Person.id)
        .join(EmailAddress)
        .where(Person.erased_at.is_(None), EmailAddress.verified_at.is_not(None), or_(takes, belongs))
    )
