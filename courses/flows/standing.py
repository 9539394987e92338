"""How one participation stands, for its home page: next step, badges with what they miss, the trainer's last word.

A read that crosses rooms (progress, practice, recognition), so that a page asks one question.
Not here: words and addresses (`lms.learn`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from courses.delivery.models import Participation, Run
from courses.delivery.queries import open_enrolment_of, participations_of
from courses.practice.models import Assessment, AssessmentState, Attempt, Submission
from courses.practice.queries.agreeing import assessor_names
from courses.progress import queries, rules
from courses.progress.facts import Facts
from courses.progress.models import UnitProgress
from courses.progress.steps import step_for
from courses.progress.values import Missing, NextStep
from courses.recognition.models import BadgeVersion
from courses.recognition.queries import AwardView, awards_of
from courses.recognition.queries.offered import offered_badges


@dataclass(frozen=True)
class Goal:
    """One badge of the module: earned (`award`), or what it still misses."""

    badge: BadgeVersion
    missing: tuple[Missing, ...]
    award: AwardView | None


@dataclass(frozen=True)
class Word:
    """What the trainer wrote with the newest decision."""

    text: str
    by: str
    """Name; "" when that person is gone."""
    at: datetime
    unit_slug: str


@dataclass(frozen=True)
class Standing:
    participation: Participation
    run: Run | None
    """The group that one is in now."""
    facts: Facts
    step: NextStep | None
    goals: tuple[Goal, ...]
    """The badge that asks most first."""
    word: Word | None

    @property
    def goal(self) -> Goal | None:
        """The badge that the page is about: the first that is not earned yet, else the first."""
        return next((goal for goal in self.goals if goal.award is None), next(iter(self.goals), None))


def standing_of(session: Session, *, participation: Participation, now: datetime) -> Standing:
    """Everything the home page shows of one participation."""
    facts = queries.facts_of(session, participation.id)
    enrolment = open_enrolment_of(session, participation_id=participation.id)
    return Standing(
        participation=participation,
        run=enrolment.run if enrolment else None,
        facts=facts,
        step=step_for(facts, now),
        goals=tuple(_goals(session, participation, facts, now)),
        word=_last_word(session, participation.id),
    )


def by_last_use(session: Session, *, person_id: int) -> Sequence[Participation]:
    """This person's participations; those in a group before those that were left, last worked on first."""
    found = participations_of(session, person_id=person_id)
    used = dict(
        session.execute(
            select(UnitProgress.participation_id, func.max(UnitProgress.last_opened_at))
            .where(UnitProgress.participation_id.in_([row.id for row in found]))
            .group_by(UnitProgress.participation_id)
        ).all()
    )

    def order(row: Participation) -> tuple[bool, datetime, bool]:
        in_group = any(enrolment.ended_at is None for enrolment in row.enrolments)
        return in_group, used.get(row.id, row.started_at), row.id in used

    return sorted(found, key=order, reverse=True)


def _goals(session: Session, participation: Participation, facts: Facts, now: datetime) -> list[Goal]:
    person_id = participation.person_id
    mine = awards_of(session, person_id=person_id, now=now) if person_id is not None else []
    awarded = {award.achievement_url: award for award in mine if award.participation_id == participation.id}
    found = []
    for offered in offered_badges(session, module_version_id=participation.module_version_id):
        conditions = queries.conditions_of(session, offered.version.id)
        award = awarded.get(offered.version.achievement_url)
        missing = () if award else tuple(rules.missing_for(facts, conditions, now))
        found.append(Goal(badge=offered.version, missing=missing, award=award))
    return found


def _last_word(session: Session, participation_id: int) -> Word | None:
    row = session.scalars(
        select(Assessment)
        .join(Attempt, Attempt.id == Assessment.attempt_id)
        .join(Submission, Submission.id == Attempt.submission_id)
        .where(
            Submission.participation_id == participation_id,
            Assessment.state == AssessmentState.FINAL,
            Assessment.comment != "",
        )
        .options(joinedload(Assessment.assessor))
        .order_by(Assessment.decided_at.desc(), Assessment.id.desc())
        .limit(1)
    ).one_or_none()
    if row is None or row.decided_at is None:
        return None
    unit = row.attempt.submission.assignment.unit
    return Word(row.comment, ", ".join(assessor_names(row)), row.decided_at, unit.slug)
