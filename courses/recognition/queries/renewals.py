"""Whether a badge can be renewed now, and with which task: that of the newest version, whatever version one holds."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from courses.base import Translations
from courses.catalogue.models import ModuleVersion
from courses.practice.quiz_rules import Quiz, quiz_of
from courses.recognition.models import Award, BadgeVersion, RenewalTask
from courses.recognition.queries.succession import successors
from courses.recognition.rules import may_renew


@dataclass(frozen=True)
class UpdateTask:
    """The task that renews one award now."""

    version: BadgeVersion
    title: Translations
    minutes: int
    text: Translations
    quiz: Quiz
    needed: int
    """How many must be right."""
    done: RenewalTask | None
    """What the holder answered so far."""


def update_task(session: Session, *, award: Award, now: datetime) -> UpdateTask | None:
    """None when the award was taken back or followed already, when it is not the time, or when there is no task."""
    if award.revoked_at is not None or not may_renew(valid_until=award.valid_until, now=now):
        return None
    if award.id in successors(session, [award.id]):
        return None
    version = newest_version_of(session, award.badge_id)
    if version is None or not version.renewal or not version.valid_years:
        return None
    quiz = quiz_of(version.renewal)
    total = len(quiz.questions)
    return UpdateTask(
        version=version,
        title=version.renewal["title"],
        minutes=version.renewal["minutes"],
        text=version.renewal["text"],
        quiz=quiz,
        needed=total if quiz.at_least is None else min(quiz.at_least, total),
        done=session.scalar(select(RenewalTask).where(RenewalTask.award_id == award.id)),
    )


def newest_version_of(session: Session, badge_id: int) -> BadgeVersion | None:
    """The newest version of a badge whose module version is on offer, or that belongs to no module."""
    return session.scalar(
        select(BadgeVersion)
        .outerjoin(ModuleVersion, ModuleVersion.id == BadgeVersion.module_version_id)
        .where(
            BadgeVersion.badge_id == badge_id,
            or_(BadgeVersion.module_version_id.is_(None), ModuleVersion.published_at.is_not(None)),
        )
        .order_by(BadgeVersion.number.desc())
        .limit(1)
    )
