"""The only writers of questions and replies. Not here: who may, and who is told (`courses.flows.exchange`)."""

from datetime import datetime

from sqlalchemy.orm import Session

from courses.network.models import GroupQuestion, QuestionReply
from courses.network.rules import words


def add_question(
    session: Session, *, run_id: int, unit_id: int, asker_id: int, body: str, now: datetime
) -> GroupQuestion:
    """Raises BadWords."""
    question = GroupQuestion(run_id=run_id, unit_id=unit_id, asker_id=asker_id, body=words(body), asked_at=now)
    session.add(question)
    session.flush()
    return question


def add_reply(session: Session, *, question: GroupQuestion, author_id: int, body: str, now: datetime) -> QuestionReply:
    """Raises BadWords. The same words twice in a row are one reply, so a double click costs nothing."""
    kept = words(body)
    last = question.replies[-1] if question.replies else None
    if last is not None and last.author_id == author_id and last.body == kept:
        return last
    reply = QuestionReply(question=question, author_id=author_id, body=kept, written_at=now)
    session.add(reply)
    session.flush()
    return reply


def set_solved(session: Session, *, question: GroupQuestion, solved: bool, now: datetime) -> None:
    """Solved, or open again; the first moment stays."""
    question.solved_at = (question.solved_at or now) if solved else None
    session.flush()


def hide(session: Session, *, row: GroupQuestion | QuestionReply, now: datetime) -> None:
    """Take it away from everybody's page; the row stays for who has to answer for it."""
    row.hidden_at = row.hidden_at or now
    session.flush()
