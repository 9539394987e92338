"""The only writer of feedback. Not here: when it may be given (`queries.feedback_run`)."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from courses.delivery.models import Participation

from .errors import AlreadyGiven, FeedbackClosed
from .models import FeedbackGiven, ModuleFeedback
from .queries import feedback_run
from .rules import Answer


def give_feedback(session: Session, *, participation: Participation, answer: Answer, now: datetime) -> None:
    """Keep the answer once, and apart from it that it was given. Raises FeedbackClosed, AlreadyGiven."""
    run = feedback_run(session, participation=participation, now=now)
    if run is None:
        raise FeedbackClosed()
    try:
        with session.begin_nested():
            session.add(FeedbackGiven(participation_id=participation.id))
    except IntegrityError as error:
        raise AlreadyGiven() from error
    session.add(
        ModuleFeedback(
            run_id=run.id,
            access=answer.access,
            relevance=answer.relevance,
            usability=answer.usability,
            remark=answer.remark,
        )
    )
    session.flush()
