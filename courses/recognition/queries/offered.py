"""The badges that a module offers, with what the work is looked at for: for who is still choosing.

Not here: badges that somebody has (`awards`).
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.base import Translations
from courses.practice.models import Rubric
from courses.recognition.models import Badge, BadgeVersion


@dataclass(frozen=True)
class OfferedBadge:
    version: BadgeVersion
    criteria: tuple[Translations, ...]
    """Titles of the rubric's criteria; none when no work is assessed."""


def offered_badges(session: Session, *, module_version_id: int) -> list[OfferedBadge]:
    """The badges of a module version; the one that asks most first."""
    versions = session.scalars(
        select(BadgeVersion)
        .where(BadgeVersion.module_version_id == module_version_id)
        .options(joinedload(BadgeVersion.badge).joinedload(Badge.issuer))
        .order_by(BadgeVersion.rubric_id.is_(None), BadgeVersion.id)
    ).all()
    rubrics = session.scalars(
        select(Rubric)
        .where(Rubric.id.in_({version.rubric_id for version in versions if version.rubric_id}))
        .options(selectinload(Rubric.criteria))
    )
    titles = {rubric.id: tuple(criterion.title for criterion in rubric.criteria) for rubric in rubrics}
    return [OfferedBadge(version, titles.get(version.rubric_id or 0, ())) for version in versions]
