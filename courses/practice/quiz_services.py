"""The only writer of quiz answers. Every try is kept; the newest counts.

Not here: what an answer is worth (`quiz_rules`) and completing the unit (`courses.flows.learn`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from courses.catalogue.models import Unit
from courses.delivery.models import Participation

from .models import QuizAnswer
from .quiz_errors import NoSuchQuestion, OneTryOnly
from .quiz_rules import quiz_of


def record_answer(
    session: Session,
    *,
    participation_id: int,
    unit: Unit,
    question: str,
    given: Sequence[str],
    secret: bytes,
    now: datetime,
) -> QuizAnswer:
    """Judge and keep one try of what the form sent; raises `BadAnswer`, `NoSuchQuestion`, `OneTryOnly`.

    The same answer pressed twice in a row is one try, so a double click costs nothing.
    """
    quiz = quiz_of(unit.settings)
    asked = quiz.question(question)
    if asked is None:
        raise NoSuchQuestion()
    answer = asked.read(given, secret)
    session.scalars(
        select(Participation.id).where(Participation.id == participation_id).with_for_update(key_share=True)
    ).one()
    same = (QuizAnswer.participation_id == participation_id, QuizAnswer.unit_id == unit.id)
    last = session.scalars(
        select(QuizAnswer).where(*same, QuizAnswer.question == question).order_by(QuizAnswer.attempt.desc()).limit(1)
    ).one_or_none()
    if last is not None and last.answer == answer:
        return last
    if last is not None and not quiz.retry:
        raise OneTryOnly()
    tries = session.scalar(select(func.max(QuizAnswer.attempt)).where(*same, QuizAnswer.question == question))
    row = QuizAnswer(
        participation_id=participation_id,
        unit_id=unit.id,
        question=question,
        attempt=(tries or 0) + 1,
        answer=answer,
        right=asked.judge(answer).right,
        answered_at=now,
    )
    session.add(row)
    session.flush()
    return row
