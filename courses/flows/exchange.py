"""Asking and answering within a group, also after the course: the words, and who is told.

A trainer hears of a question, its asker of an answer; nobody of their own. Moderating is for who gives the group.
Not here: the words themselves (`courses.network`).
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from courses.delivery.models import Participation, RunTrainer
from courses.delivery.queries import latest_enrolment_of
from courses.network import services
from courses.network.errors import NoSuchQuestion
from courses.network.models import GroupQuestion, QuestionReply
from courses.network.queries import gives_group, question_for
from courses.outbox.services import enqueue_mail
from courses.people.services import audit
from courses.progress.queries import unit_by_slug


def ask_group(
    session: Session, *, participation: Participation, unit_slug: str, body: str, now: datetime
) -> GroupQuestion:
    """Ask the trainers and fellow participants of the own group, or of the last one. Raises BadWords."""
    enrolment = latest_enrolment_of(session, participation_id=participation.id)
    if enrolment is None or participation.person_id is None:
        raise NoSuchQuestion()
    unit = unit_by_slug(session, module_version_id=participation.module_version_id, slug=unit_slug)
    question = services.add_question(
        session, run_id=enrolment.run_id, unit_id=unit.id, asker_id=participation.person_id, body=body, now=now
    )
    for trainer_id in session.scalars(select(RunTrainer.person_id).where(RunTrainer.run_id == enrolment.run_id)):
        if trainer_id != participation.person_id:
            _tell(session, "question_asked", trainer_id, f"{question.public_id}:{trainer_id}", question, now)
    return question


def answer_question(
    session: Session,
    *,
    public_id: str,
    person_id: int,
    body: str,
    now: datetime,
    organisations: Collection[int] = (),
) -> QuestionReply:
    """Reply to a question of the own group; its asker gets a mail. Raises NoSuchQuestion, BadWords."""
    question = question_for(session, public_id=public_id, person_id=person_id, organisations=organisations)
    reply = services.add_reply(session, question=question, author_id=person_id, body=body, now=now)
    if question.asker_id is not None and question.asker_id != person_id:
        _tell(session, "question_answered", question.asker_id, reply.public_id, question, now, reply=reply.id)
    return reply


def solve_question(
    session: Session,
    *,
    public_id: str,
    person_id: int,
    solved: bool,
    now: datetime,
    organisations: Collection[int] = (),
) -> GroupQuestion:
    """Say that it is solved, or not after all: for its asker, and for who gives or oversees the group."""
    question = question_for(session, public_id=public_id, person_id=person_id, organisations=organisations)
    if question.asker_id != person_id:
        _require_moderator(session, question, person_id, organisations)
    services.set_solved(session, question=question, solved=solved, now=now)
    return question


def moderate(
    session: Session,
    *,
    public_id: str,
    reply: str,
    person_id: int,
    organisations: Collection[int],
    now: datetime,
) -> None:
    """Take a question away, or only one `reply` to it. For who gives the group or oversees its organisation."""
    question = question_for(session, public_id=public_id, person_id=person_id, organisations=organisations)
    _require_moderator(session, question, person_id, organisations)
    row: GroupQuestion | QuestionReply | None = question
    if reply:
        row = next((one for one in question.replies if one.public_id == reply), None)
    if row is None:
        raise NoSuchQuestion()
    services.hide(session, row=row, now=now)
    audit(
        session,
        action="question_hidden",
        subject_kind="question_reply" if reply else "group_question",
        subject_id=row.id,
        actor_id=person_id,
        organisation_id=question.run.organisation_id,
        now=now,
    )


def _require_moderator(
    session: Session, question: GroupQuestion, person_id: int, organisations: Collection[int]
) -> None:
    overseen = question.run.organisation_id in organisations
    if not overseen and not gives_group(session, question=question, person_id=person_id):
        raise NoSuchQuestion()


def _tell(
    session: Session, template: str, person_id: int, mark: str, question: GroupQuestion, now: datetime, reply: int = 0
) -> None:
    enqueue_mail(
        session,
        template=template,
        person_id=person_id,
        dedupe_key=f"mail:{template}:{mark}",
        now=now,
        question=question.id,
        reply=reply,
    )
