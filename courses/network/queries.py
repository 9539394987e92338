"""Reads of the network: the questions of a group, as values with names, open ones first.

Who may read them is asked here: whoever is or was in the group, and whoever gives it or oversees it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from courses.base import Translations
from courses.delivery.models import Enrolment, Participation, Run, RunTrainer
from courses.network.errors import NoSuchQuestion
from courses.network.models import GroupQuestion, QuestionReply


@dataclass(frozen=True, slots=True)
class ReplyView:
    public_id: str
    by: str
    """Empty for somebody who left."""
    trainer: bool
    body: str
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionView:
    public_id: str
    unit_slug: str
    unit_title: Translations
    by: str
    own: bool
    body: str
    """Empty when its asker is erased."""
    at: datetime
    solved: bool
    replies: tuple[ReplyView, ...]


def questions_of_group(
    session: Session, *, run_id: int, reader_id: int, unit_id: int | None = None
) -> list[QuestionView]:
    """Of the whole group or about one unit; open ones first, then the newest."""
    query = (
        select(GroupQuestion)
        .where(GroupQuestion.run_id == run_id, GroupQuestion.hidden_at.is_(None))
        .options(
            joinedload(GroupQuestion.unit),
            joinedload(GroupQuestion.asker),
            selectinload(GroupQuestion.replies).joinedload(QuestionReply.author),
        )
        .order_by(GroupQuestion.solved_at.is_not(None), GroupQuestion.id.desc())
    )
    if unit_id is not None:
        query = query.where(GroupQuestion.unit_id == unit_id)
    trainers = set(session.scalars(select(RunTrainer.person_id).where(RunTrainer.run_id == run_id)))
    return [_view(row, reader_id, trainers) for row in session.scalars(query)]


def question_for(
    session: Session, *, public_id: str, person_id: int, organisations: Collection[int] = ()
) -> GroupQuestion:
    """A question that this person may read and answer; else NoSuchQuestion."""
    row = session.scalar(
        select(GroupQuestion)
        .join(Run, Run.id == GroupQuestion.run_id)
        .where(
            GroupQuestion.public_id == public_id,
            GroupQuestion.hidden_at.is_(None),
            or_(_was_in_group(person_id), _gives(person_id), Run.organisation_id.in_(organisations)),
        )
    )
    if row is None:
        raise NoSuchQuestion()
    return row


def gives_group(session: Session, *, question: GroupQuestion, person_id: int) -> bool:
    """Whether this person is a trainer of the question's group."""
    query = select(RunTrainer.id).where(RunTrainer.run_id == question.run_id, RunTrainer.person_id == person_id)
    return session.scalar(query) is not None


def open_questions(session: Session, *, run_ids: Collection[int]) -> dict[int, int]:
    """How many questions of each group have no reply yet and are not solved."""
    rows: Sequence[GroupQuestion] = session.scalars(
        select(GroupQuestion).where(
            GroupQuestion.run_id.in_(run_ids),
            GroupQuestion.hidden_at.is_(None),
            GroupQuestion.solved_at.is_(None),
            ~exists().where(QuestionReply.question_id == GroupQuestion.id, QuestionReply.hidden_at.is_(None)),
        )
    ).all()
    found: dict[int, int] = {}
    for row in rows:
        found[row.run_id] = found.get(row.run_id, 0) + 1
    return found


def _was_in_group(person_id: int) -> ColumnElement[bool]:
    return exists().where(
        Enrolment.run_id == GroupQuestion.run_id,
        Enrolment.participation_id == Participation.id,
        Participation.person_id == person_id,
    )


def _gives(person_id: int) -> ColumnElement[bool]:
    return exists().where(RunTrainer.run_id == GroupQuestion.run_id, RunTrainer.person_id == person_id)


def _view(row: GroupQuestion, reader_id: int, trainers: set[int]) -> QuestionView:
    return QuestionView(
        public_id=row.public_id,
        unit_slug=row.unit.slug,
        unit_title=row.unit.title,
        by=row.asker.display_name if row.asker else "",
        own=row.asker_id == reader_id,
        body=row.body,
        at=row.asked_at,
        solved=row.solved_at is not None,
        replies=tuple(
            ReplyView(
                reply.public_id,
                reply.author.display_name if reply.author else "",
                reply.author_id in trainers,
                reply.body,
                reply.written_at,
            )
            for reply in row.replies
            if reply.hidden_at is None
        ),
    )
