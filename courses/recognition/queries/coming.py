"""Badges that somebody is on the way to, with what is still missing, and addresses a badge may be made out to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from courses.base import Translations
from courses.delivery.models import Enrolment, Participation
from courses.people.models import EmailAddress
from courses.progress.missing import Missing, missing
from courses.recognition.models import Award, BadgeVersion


@dataclass(frozen=True, slots=True)
class Coming:
    """One badge that is not there yet."""

    name: Translations
    module: Translations
    participation: str
    """Public id."""
    missing: tuple[Missing, ...]
    art: dict[str, str]
    achievement_type: str


def coming(session: Session, *, person_id: int, now: datetime) -> list[Coming]:
    """Badges of modules that this person takes in a group and has not earned, oldest module first."""
    newest = select(func.max(BadgeVersion.id)).group_by(BadgeVersion.badge_id, BadgeVersion.module_version_id)
    earned = exists().where(Award.participation_id == Participation.id, Award.badge_id == BadgeVersion.badge_id)
    enrolled = exists().where(Enrolment.participation_id == Participation.id, Enrolment.ended_at.is_(None))
    rows = session.execute(
        select(Participation, BadgeVersion)
        .join(BadgeVersion, BadgeVersion.module_version_id == Participation.module_version_id)
        .where(Participation.person_id == person_id, BadgeVersion.id.in_(newest), ~earned, enrolled)
        .order_by(Participation.id, BadgeVersion.id)
    )
    return [_coming(session, participation, version, now) for participation, version in rows]


def proven_addresses(session: Session, person_id: int) -> list[EmailAddress]:
    """The addresses that a badge may be made out to, the primary one first."""
    return list(
        session.scalars(
            select(EmailAddress)
            .where(EmailAddress.person_id == person_id, EmailAddress.verified_at.is_not(None))
            .order_by(EmailAddress.is_primary.desc(), EmailAddress.id)
        )
    )


def _coming(session: Session, participation: Participation, version: BadgeVersion, now: datetime) -> Coming:
    lacking = missing(session, participation_id=participation.id, badge_version_id=version.id, now=now)
    return Coming(
        name=version.name,
        module=participation.module_version.title,
        participation=participation.public_id,
        missing=tuple(lacking),
        art=version.art,
        achievement_type=version.achievement_type,
    )
