"""What a participation shows for every activity that was assessed: what, when, by whom, against which goal (BEW-01).

The answers hold rows; use them while the session is open. Not here: how it is written on a page, in a PDF or as
JSON (`lms.learn.evidence_page`), and a badge's own evidence (`courses.recognition`).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.catalogue.models import Unit, UnitKind
from courses.delivery.models import Participation
from courses.frameworks.queries import Aligned, align
from courses.practice.models import Submission
from courses.practice.queries.about_work import LinkedGoal, goals_of_attempts
from courses.practice.queries.own_work import Handed, handed
from courses.practice.quiz_queries import newest
from courses.progress.models import UnitProgress


@dataclass(frozen=True)
class JudgedWork:
    """One attempt about which somebody decided."""

    unit: Unit
    handed: Handed
    goals: tuple[LinkedGoal, ...]


@dataclass(frozen=True)
class PassedQuiz:
    """A quiz that was passed; the key of the module judged the answers."""

    unit: Unit
    passed_at: datetime
    right: int
    asked: int


@dataclass(frozen=True)
class Assessed:
    """Everything of one participation that was assessed, the newest work first."""

    participation: Participation
    goals: tuple[Aligned, ...]
    """Goals that the module works on."""
    work: tuple[JudgedWork, ...]
    quizzes: tuple[PassedQuiz, ...]

    @property
    def empty(self) -> bool:
        return not (self.work or self.quizzes)


def assessed(session: Session, *, participation: Participation, on: date) -> Assessed:
    """`on`: the day on which linked goals are asked whether they hold."""
    submissions = session.scalars(
        select(Submission).where(Submission.participation_id == participation.id).order_by(Submission.id)
    )
    found = [(one.assignment.unit, attempt) for one in submissions for attempt in handed(one) if attempt.decision]
    goals = goals_of_attempts(session, [attempt.attempt.id for _unit, attempt in found], on)
    alignments = participation.module_version.alignments
    return Assessed(
        participation=participation,
        goals=tuple(align(session, [(row.framework_code, row.code, row.level) for row in alignments])),
        work=tuple(JudgedWork(unit, one, tuple(goals.get(one.attempt.id, ()))) for unit, one in found),
        quizzes=tuple(_quizzes(session, participation)),
    )


def _quizzes(session: Session, participation: Participation) -> list[PassedQuiz]:
    rows = session.execute(
        select(Unit, UnitProgress.completed_at)
        .join(UnitProgress, UnitProgress.unit_id == Unit.id)
        .where(
            UnitProgress.participation_id == participation.id,
            UnitProgress.completed_at.is_not(None),
            Unit.kind == UnitKind.QUIZ,
        )
        .order_by(Unit.position)
    )
    passed = []
    for unit, at in rows:
        if at is None:
            continue
        answers = newest(session, participation_id=participation.id, unit_id=unit.id)
        passed.append(PassedQuiz(unit, at, sum(answer.right for answer in answers.values()), len(answers)))
    return passed
