"""Renewing a badge by its short update task, instead of the course again.

The answers are kept and judged at once; the ones that are enough give the next award of the same basis, in the same
transaction. It counts on from the end of the one before, so who is early loses nothing. The one before stays good
until its own end and says that it was renewed. Not here: what the task asks (the newest version of the badge).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.flows.correct import moved_evidence
from courses.flows.trail import note_award
from courses.practice.quiz_errors import BadAnswer
from courses.practice.quiz_rules import Answer, Verdict
from courses.recognition.errors import NoSuchAward, NotRenewable
from courses.recognition.models import Award, RenewalTask
from courses.recognition.queries.renewals import UpdateTask, update_task
from courses.recognition.services.awards import AwardPlan, Basis, newest_edition, plan_award


@dataclass(frozen=True)
class Answered:
    """What came of one try. `award`: the renewed badge, when it was enough."""

    verdicts: Mapping[str, Verdict]
    faults: Mapping[str, BadAnswer]
    right: int
    award: Award | None


def task_for_holder(session: Session, *, public_id: str, person_id: int, now: datetime) -> UpdateTask:
    """The task of one's own badge. NoSuchAward for anybody else's, NotRenewable when there is none now."""
    award = session.scalar(select(Award).where(Award.public_id == public_id, Award.person_id == person_id))
    if award is None:
        raise NoSuchAward()
    task = update_task(session, award=award, now=now)
    if task is None:
        raise NotRenewable()
    return task


def renew(
    session: Session,
    *,
    public_id: str,
    person_id: int,
    given: Mapping[str, Sequence[str]],
    secret: bytes,
    now: datetime,
) -> Answered:
    """Keep the answers of the form, and renew the badge when enough of them are right.

    `given` by question: what its fields sent. A question that was left open or cannot be read is a fault of its own
    and costs the others nothing.
    """
    award = session.scalar(
        select(Award).where(Award.public_id == public_id, Award.person_id == person_id).with_for_update(key_share=True)
    )
    if award is None:
        raise NoSuchAward()
    task = update_task(session, award=award, now=now)
    if task is None:
        raise NotRenewable()
    answers, faults = _read(task, given, secret)
    verdicts = {one.slug: one.judge(answers[one.slug]) for one in task.quiz.questions if one.slug in answers}
    right = sum(verdict.right for verdict in verdicts.values())
    passed = right >= task.needed and not faults
    _keep(session, award, task, answers, passed, now)
    made = _renewed(session, award, task, person_id, now) if passed else None
    return Answered(verdicts, faults, right, made)


def _read(
    task: UpdateTask, given: Mapping[str, Sequence[str]], secret: bytes
) -> tuple[dict[str, Answer], dict[str, BadAnswer]]:
    answers: dict[str, Answer] = {}
    faults: dict[str, BadAnswer] = {}
    for question in task.quiz.questions:
        try:
            answers[question.slug] = question.read(given.get(question.slug, ()), secret)
        except BadAnswer as fault:
            faults[question.slug] = fault
    return answers, faults


def _keep(
    session: Session, award: Award, task: UpdateTask, answers: Mapping[str, Answer], passed: bool, now: datetime
) -> None:
    row = task.done
    if row is None:
        row = RenewalTask(award_id=award.id, badge_version_id=task.version.id, tries=0, answered_at=now)
        session.add(row)
    row.badge_version_id, row.answers, row.answered_at = task.version.id, dict(answers), now
    row.tries += 1
    row.passed_at = now if passed else None
    session.flush()


def _renewed(session: Session, award: Award, task: UpdateTask, person_id: int, now: datetime) -> Award:
    last = newest_edition(session, award.id)
    plan = AwardPlan(
        Basis(award.basis_kind, award.basis_id),
        person_id,
        like=last,
        evidence=moved_evidence(last, award),
        results=last.results,
        renewal=award.renewal + 1,
        supersedes_id=award.id,
        participation_id=award.participation_id,
        counts_from=max(now, award.valid_until or now),
        told="renewed",
    )
    made, _new = plan_award(session, badge_version_id=task.version.id, plan=plan, now=now)
    made.shared_at = award.shared_at
    note_award(session, action="award.renew", award=made, actor_id=person_id, now=now, before=award.id)
    return made
