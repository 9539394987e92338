"""The mails about questions in a group: that there is one, for its trainers; that there is an answer, for who asked."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from courses.delivery.queries import participation_in
from courses.network.models import GroupQuestion, QuestionReply
from lms.mailing import NotNeeded, mail_context


def _said(question: GroupQuestion) -> dict[str, Any]:
    return {"unit": question.unit.title, "group": question.run.name, "question": question.body}


@mail_context("question_asked")
def question_asked(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: question. Not when it was answered, taken away or erased meanwhile."""
    question = session.get(GroupQuestion, int(ids["question"]))
    if question is None or question.asker is None or question.hidden_at is not None or question.replies:
        raise NotNeeded
    return _said(question) | {"by": question.asker.display_name, "path": f"/groepen/{question.run.public_id}/vragen"}


@mail_context("question_answered")
def question_answered(session: Session, person_id: int, ids: Mapping[str, Any]) -> dict[str, Any]:
    """`ids`: question, reply. Not when either was taken away or erased meanwhile."""
    question = session.get(GroupQuestion, int(ids["question"]))
    reply = session.get(QuestionReply, int(ids["reply"]))
    if question is None or question.asker_id != person_id or question.hidden_at is not None:
        raise NotNeeded
    if reply is None or reply.author is None or reply.hidden_at is not None:
        raise NotNeeded
    mine = participation_in(session, person_id=person_id, module_version_id=question.run.module_version_id)
    if mine is None:
        raise NotNeeded
    path = f"/leren/{mine.public_id}/{question.unit.slug}/vragen"
    return _said(question) | {"by": reply.author.display_name, "answer": reply.body, "path": path}
