"""What a learner does in a unit: open it, keep the place, say it is done, answer a question.

Whatever can complete a condition ends by settling, so the badge follows in the same transaction.
Not here: handing in (`hand_in`) and what the page shows.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from courses.catalogue.models import Unit, UnitKind
from courses.delivery.models import Participation
from courses.flows.settle import settle
from courses.practice import quiz_queries, quiz_services
from courses.practice.models import QuizAnswer
from courses.practice.quiz_errors import NoSuchQuestion
from courses.progress import queries, rules, services
from courses.progress.errors import NotOpen
from courses.progress.models import UnitProgress


def open_unit(session: Session, *, participation: Participation, slug: str, now: datetime) -> tuple[Unit, UnitProgress]:
    """The unit and where the reader is in it; `NoSuchUnit`, and `NotOpen` before its day."""
    unit = readable_unit(session, participation=participation, slug=slug, now=now)
    return unit, services.open_unit(session, participation_id=participation.id, unit_id=unit.id, now=now)


def save_place(session: Session, *, participation: Participation, slug: str, place: str, now: datetime) -> UnitProgress:
    """Remember the heading or question in view, so another device goes on from there."""
    unit = readable_unit(session, participation=participation, slug=slug, now=now)
    return services.save_place(session, participation_id=participation.id, unit_id=unit.id, place=place, now=now)


def complete_unit(session: Session, *, participation: Participation, slug: str, now: datetime) -> UnitProgress:
    """The reader says "Done": `NotByHand` for a quiz, session, assignment or return moment."""
    unit = readable_unit(session, participation=participation, slug=slug, now=now)
    row = services.complete_by_reader(session, participation_id=participation.id, unit=unit, now=now)
    settle(session, participation_id=participation.id, now=now)
    return row


def answer_question(
    session: Session,
    *,
    participation: Participation,
    slug: str,
    question: str,
    given: Sequence[str],
    secret: bytes,
    now: datetime,
) -> QuizAnswer:
    """Keep one try and, when the quiz's rule is reached by it, complete the unit and settle.

    The question becomes the place to go on from. Raises `BadAnswer`, `NoSuchQuestion`, `OneTryOnly`.
    """
    unit = readable_unit(session, participation=participation, slug=slug, now=now)
    if unit.kind is not UnitKind.QUIZ:
        raise NoSuchQuestion()
    row = quiz_services.record_answer(
        session,
        participation_id=participation.id,
        unit=unit,
        question=question,
        given=given,
        secret=secret,
        now=now,
    )
    services.save_place(session, participation_id=participation.id, unit_id=unit.id, place=question, now=now)
    answers = quiz_queries.newest(session, participation_id=participation.id, unit_id=unit.id)
    quiz = queries.quiz_facts(unit.settings, answers)
    if rules.quiz_passes(total=quiz.total, answered=quiz.answered, right=quiz.right, needed=quiz.needed):
        services.complete_unit(session, participation_id=participation.id, unit_id=unit.id, now=now)
        settle(session, participation_id=participation.id, now=now)
    return row


def readable_unit(session: Session, *, participation: Participation, slug: str, now: datetime) -> Unit:
    """The unit, not marked as opened. Raises `NoSuchUnit`, and `NotOpen` for one that is hidden until its day."""
    unit = queries.unit_by_slug(session, module_version_id=participation.module_version_id, slug=slug)
    if "opens" in unit.settings:
        facts = next(one for one in queries.facts_of(session, participation.id).units if one.id == unit.id)
        if facts.opens is not None and rules.is_hidden(facts, now):
            raise NotOpen(facts.opens)
    return unit
